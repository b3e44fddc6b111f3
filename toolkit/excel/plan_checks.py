"""The sheet of checks: every rule with both sides, a place to explain, and what the county said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from toolkit.equation import say_side, say_sign
from toolkit.excel.plan import KEYS, LEFT, Box, SheetPlan, keyed
from toolkit.excel.plan_pages import head_of
from toolkit.lexicon import messages, workbook_words
from toolkit.model.finding import Severity
from toolkit.model.form import Form
from toolkit.model.rule import Bound

COUNTY = 40  # findings of the county that a returned workbook has room for
COLUMNS = (
    ("rule", 21.0), ("where", 13.0), ("left", 20.0), ("left_value", 8.5), ("sign", 4.0),
    ("right_value", 8.5), ("right", 21.5), ("verdict", 9.0), ("short", 11.5),
    ("severity", 7.5), ("go", 8.5), ("explain", 28.0),
)  # fmt: skip
AT = {name: LEFT + n for n, (name, _) in enumerate(COLUMNS)}
LIVE = {"left_value": "left", "right_value": "right", "verdict": "verdict", "short": "short",
        "go": "go", "explain": "explain"}  # fmt: skip
FIRST = 6  # the first row of the county's findings


def live_rules(form: Form) -> tuple[Bound, ...]:
    """The rules that are shown in the workbook: all but the sums, which are formulas already."""
    rules = (bound for bound in form.bound if bound.rule.code != "sum")
    return tuple(sorted(rules, key=lambda bound: tuple(Severity).index(bound.rule.severity)))


def rule_key(bound: Bound) -> str:
    """The row key of a rule at its place."""
    return bound.rule.code if bound.at == bound.rule.code else f"{bound.rule.code}.{bound.at}"


def plan_checks(form: Form) -> SheetPlan:
    words, rules = workbook_words()["checks"], live_rules(form)
    top = FIRST + COUNTY + 2
    rows = {top + n: rule_key(bound) for n, bound in enumerate(rules)}
    county = {FIRST + n: f"n{n + 1}" for n in range(COUNTY)}
    width = len(COLUMNS)
    head = head_of(form, "checks", {LEFT: width - 3, AT["severity"]: 2, AT["explain"]: 1})
    boxes = (
        *head[0],
        Box(3, LEFT, "hint", words["hint"], columns=width),
        *_county(county),
        *(Box(top - 1, AT[name], "head", words[name]) for name in AT),
        *chain(*(_rule(row, bound) for row, bound in zip(rows, rules, strict=True))),
    )
    keys = (
        *head[1],
        *keyed((4, KEYS), "county", form, COUNTY_KEYS, county),
        *keyed((top - 2, KEYS), "checks", form, {AT[a]: b for a, b in LIVE.items()}, rows),
    )
    return SheetPlan(
        workbook_words()["sheets"]["checks"],
        boxes,
        keys,
        tuple((AT[name], width) for name, width in COLUMNS),
        frozenset({1, 4, top - 2, FIRST - 1, *county}),
        freeze=(4, KEYS),
        printed=(2, LEFT, max(rows), LEFT + width - 1),
        repeated=top - 1,
        upright=False,
        frames=((top - 1, LEFT, max(rows), LEFT + width - 1),),
        tab="2F5597",
    )


COUNTY_KEYS = {
    AT["rule"]: "sentence", AT["verdict"]: "status", AT["go"]: "go", AT["explain"]: "explain",
    AT["explain"] + 1: "code", AT["explain"] + 2: "target",
}  # fmt: skip


def _county(rows: dict[int, str]) -> Iterator[Box]:
    """Room for the county's findings; hidden until there are some."""
    words = workbook_words()["checks"]
    heads = (
        ("rule", "sentence", 7),
        ("verdict", "status", 3),
        ("go", "go", 1),
        ("explain", "explain", 1),
    )
    for at, word, columns in heads:
        text = words["county"] if word == "sentence" else words[word]
        yield Box(FIRST - 1, AT[at], "county_head", text, columns=columns)
    for row in rows:
        yield Box(row, AT["rule"], "county", columns=7)
        yield Box(row, AT["verdict"], "county_status", columns=3)
        yield Box(row, AT["go"], "go")
        yield Box(row, AT["explain"], "explanation")


def _rule(row: int, bound: Bound) -> Iterator[Box]:
    severity = bound.rule.severity
    yield Box(row, AT["rule"], "side", bound.rule.title)
    yield Box(row, AT["where"], "side", bound.where)
    yield Box(row, AT["left"], "side", say_side(bound.relation.left))
    yield Box(row, AT["left_value"], "value")
    yield Box(row, AT["sign"], "weight", say_sign(bound.relation).strip())
    yield Box(row, AT["right_value"], "value")
    yield Box(row, AT["right"], "side", say_side(bound.relation.right))
    yield Box(row, AT["verdict"], "verdict")
    yield Box(row, AT["short"], "shortage")
    yield Box(row, AT["severity"], "weight", messages().words[severity.value])
    yield Box(row, AT["go"], "go")
    look = "explanation" if severity is Severity.EXPLAIN else "closed"
    yield Box(row, AT["explain"], look)
