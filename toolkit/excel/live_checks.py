"""Live cells that judge: each rule with both sides, and a short word beside the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.excel.atlas import Atlas
from toolkit.excel.live import Live, count_of, go, joined, plain, text
from toolkit.excel.plan_checks import live_rules, rule_key
from toolkit.excel.plan_tables import rules_at
from toolkit.excel.state import State
from toolkit.lexicon import workbook_words
from toolkit.model.figure import Key, Number
from toolkit.model.form import Form
from toolkit.model.formula import spell_side, spell_test
from toolkit.model.rule import Bound


def live_checks(form: Form) -> Iterator[Live]:
    """The rows of the sheet of checks, and what stands beside the tables."""
    for bound in live_rules(form):
        yield _verdict(bound, form)
        yield _side(bound, "left")
        yield _side(bound, "right")
        yield _short(bound)
        yield _go(bound, form)
    for table in form.tables.values():
        under = rules_at(form, table, "row" if table.across else "column")
        for line, rules in under.items():
            yield _word(f"live.{table.key}.verdict.{line}", rules)
        if not table.across:
            for line, rules in rules_at(form, table, "row").items():
                yield _word(f"beside.{table.key}.{line}.live", rules)


def verdict(state: State, bound: Bound) -> str:
    """The word for how a rule came out."""
    name = (bound.rule.code, bound.at)
    if name not in state.verdicts:
        state.verdicts[name] = _verdict_word(state, bound)
    return state.verdicts[name]


def _verdict_word(state: State, bound: Bound) -> str:
    words = workbook_words()["checks"]
    if _lifted(state, bound):
        return words["lifted"]
    last, now = state.last, state.effective
    if any(last.get(key) is None for key in bound.needed_last):
        return words["no_last"]
    if any(now[key] is None for key in bound.needed):
        return words["unknown"]
    return words["passed"] if bound.verdict(now, last) else words["failed"]


def _lifted(state: State, bound: Bound) -> bool:
    """Whether the rule is not meant for this year or this agency."""
    year, rule = state.about.get("year"), bound.rule
    out_of_force = isinstance(year, int) and not rule.in_force(year)
    flagged = state.about.get(rule.unless) == workbook_words()["words"]["yes"]
    return out_of_force or bool(rule.unless and flagged)


def _cell(bound: Bound, column: str) -> str:
    return f"checks.{rule_key(bound)}.{column}"


def _verdict(bound: Bound, form: Form) -> Live:
    words = workbook_words()["checks"]

    def formula(atlas: Atlas, on: str) -> str:
        test = spell_test(bound, _figure, lambda keys: atlas.area(keys, on))
        told = f"IF({test},{text(words['passed'])},{text(words['failed'])})"
        for word, keys in (
            ("unknown", [f"page.{key}" for key in bound.needed]),
            ("no_last", [f"last.{key}" for key in bound.needed_last]),
        ):
            if keys:
                count = f"{count_of(atlas.areas(keys, on))}<{len(keys)}"
                told = f"IF({count},{text(words[word])},{told})"
        lifted = list(_lifting(bound, form, atlas, on))
        if not lifted:
            return told
        either = lifted[0] if len(lifted) == 1 else f"OR({','.join(lifted)})"
        return f"IF({either},{text(words['lifted'])},{told})"

    return Live(_cell(bound, "verdict"), formula, lambda state: verdict(state, bound))


def _lifting(bound: Bound, form: Form, atlas: Atlas, on: str) -> Iterator[str]:
    """Tests that make the rule silent, in the years of the form."""
    year, (first, last) = atlas.ref("about.year.value", on), bound.rule.years
    if first > form.years[0]:
        yield f"AND(ISNUMBER({year}),{year}<{first})"
    if last < form.years[1]:
        yield f"AND(ISNUMBER({year}),{year}>{last})"
    flag = f"about.{bound.rule.unless}.value"
    if bound.rule.unless and flag in atlas:
        yield f"{atlas.ref(flag, on)}={text(workbook_words()['words']['yes'])}"


def _figure(key: Key, last: bool) -> str:
    return f"last.{key}" if last else f"page.{key}"


def _side(bound: Bound, way: str) -> Live:
    judged = [workbook_words()["checks"][word] for word in ("passed", "failed")]

    def formula(atlas: Atlas, on: str) -> str:
        told = atlas.ref(_cell(bound, "verdict"), on)
        either = ",".join(f"{told}={text(word)}" for word in judged)
        side = getattr(bound.relation, way)
        spelled = spell_side(side, _figure, lambda keys: atlas.area(keys, on))
        return f'IF(OR({either}),{spelled},"")'

    def value(state: State) -> Number | str:
        if verdict(state, bound) not in judged:
            return ""
        return bound.sides(state.effective, state.last)[way == "right"]

    return Live(_cell(bound, way), formula, value)


def _short(bound: Bound) -> Live:
    """Which side is short, and by how much."""
    words = workbook_words()["checks"]

    def formula(atlas: Atlas, on: str) -> str:
        told, left, right = (atlas.ref(_cell(bound, c), on) for c in ("verdict", "left", "right"))
        less = joined(words["short_left"], count=f"ROUND({right}-{left},4)")
        more = joined(words["short_right"], count=f"ROUND({left}-{right},4)")
        return f'IF({told}={text(words["failed"])},IF({left}<{right},{less},{more}),"")'

    return Live(_cell(bound, "short"), formula, lambda state: short(state, bound))


def short(state: State, bound: Bound) -> str:
    """The words for which side is short."""
    words = workbook_words()["checks"]
    if verdict(state, bound) != words["failed"]:
        return ""
    left, right = bound.sides(state.effective, state.last)
    word = "short_left" if left < right else "short_right"
    return words[word].format(count=plain(abs(left - right)))


def _go(bound: Bound, form: Form) -> Live:
    """A link to the first figure somebody may correct."""
    key = next((key for key in bound.keys if form.slots[key].given), bound.keys[0])
    return go(_cell(bound, "go"), key, workbook_words()["checks"]["go"])


def _word(key: str, rules: Sequence[Bound]) -> Live:
    """One word for all rules of a line: the first that fails, or that all went well."""
    words = workbook_words()["checks"]

    def formula(atlas: Atlas, on: str) -> str:
        told = [atlas.ref(_cell(bound, "verdict"), on) for bound in rules]
        passed = ",".join(f"{each}={text(words['passed'])}" for each in told)
        waiting = ",".join(f"{each}={text(words['unknown'])}" for each in told)
        spelled = f'IF(OR({waiting}),"",IF(OR({passed}),{text(words["good"])},""))'
        for bound, each in reversed(list(zip(rules, told, strict=True))):
            bad = joined(words["bad"], short=atlas.ref(_cell(bound, "short"), on))
            spelled = f"IF({each}={text(words['failed'])},{bad},{spelled})"
        return spelled

    def value(state: State) -> str:
        told = [verdict(state, bound) for bound in rules]
        for bound, each in zip(rules, told, strict=True):
            if each == words["failed"]:
                return words["bad"].format(short=short(state, bound))
        good = words["passed"] in told and words["unknown"] not in told
        return words["good"] if good else ""

    return Live(key, formula, value)
