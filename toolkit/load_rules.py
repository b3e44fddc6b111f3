"""Rules and the bridge between editions out of a form file. Called by load.py."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

from toolkit.lexicon import messages
from toolkit.load_tables import cited
from toolkit.model.binding import BindingError, bind_rule
from toolkit.model.comparison import Comparison, NoComparison, parse_comparison
from toolkit.model.finding import Severity
from toolkit.model.form import Bridge, Line, Table
from toolkit.model.rule import Bound, Case, Rule
from toolkit.source import Source
from toolkit.spec import Spec, near

FINDERS = {"identical": ("at_least",), "jump": ("ratio", "difference"), "copied": ()}
FACTS = {
    "": ("left", "right", "difference"),
    "identical": ("count",),
    "jump": ("before", "found"),
    "copied": ("found", "why"),
}
FLAGS = ("rulemaking", "vertical")
OF_HOLDS = ("each", "when", "cases", "without_last")
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def load_rule(source: Source, code: str, words: object) -> Rule:
    """One [rule.<code>]."""
    spec = Spec(source, ("rule", code), words)
    if not CODE.fullmatch(code):
        source.fail(("rule", code), "bad-code", found=code)
    if code in messages().findings:
        source.fail(("rule", code), "code-taken", found=code)
    finds = _finds(spec)
    rule = Rule(
        code,
        title=spec.text("title"),
        severity=Severity(spec.choice("severity", tuple(Severity))),
        basis=cited(source, spec),
        remedy=_sentence(spec, "remedy", finds),
        message=_sentence(spec, "message", finds, ""),
        holds=_holds(spec, finds),
        finds=finds,
        limits=_limits(spec, finds),
        each=_each(spec),
        when=tuple(_comparison(spec, "when", text) for text in spec.texts("when")),
        cases=tuple(_case(spec, case) for case in spec.array("cases", [])),
        years=spec.years((0, 9999)),
        probation=spec.wholes("probation"),
        unless=spec.choice("unless", ("", *FLAGS), ""),
        without_last=spec.flag("without_last"),
        source=spec.text("source", ""),
    )
    spec.done()
    written = (rule.holds, *rule.when)
    if rule.without_last and not any(n.last for each in written if each for n in each.names):
        spec.fail("without_last", "without-last-idle")
    return rule


def _finds(spec: Spec) -> str:
    """The named comparison, beside which words of arithmetic mean nothing."""
    finds = spec.choice("finds", ("", *FINDERS), "")
    for word in OF_HOLDS:
        if finds and word in spec.words and "holds" not in spec.words:
            spec.fail(word, "finds-takes-no-word", word=word)
    return finds


def _each(spec: Spec) -> tuple[str, ...]:
    lines = spec.texts("each")
    for each in lines:
        if lines.count(each) > 1:
            spec.fail("each", "each-twice", found=each)
    return lines


def _holds(spec: Spec, finds: str) -> Comparison | None:
    """The arithmetic; it must be about a figure of this year, where the finding can stand."""
    holds = spec.text("holds", "")
    if bool(holds) == bool(finds):
        spec.fail("", "holds-or-finds")
    comparison = _comparison(spec, "holds", holds) if holds else None
    if comparison and all(name.last for name in comparison.names):
        spec.fail("holds", "no-figure", found=holds)
    return comparison


def _comparison(spec: Spec, word: str, text: str) -> Comparison:
    try:
        comparison = parse_comparison(text)
    except NoComparison as wrong:
        spec.fail(word, wrong.code, found=wrong.found[:60])
    if not comparison.names:
        spec.fail(word, "no-figure", found=text)
    return comparison


def _sentence(spec: Spec, word: str, finds: str, otherwise: str | None = None) -> str:
    """A text that is said with facts in it; only facts that the finding has may be named."""
    text, allowed = spec.text(word, otherwise), FACTS[finds]
    try:
        parts = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
        named = {":".join(filter(None, part)) for part in parts}
    except ValueError:  # a single brace
        named = {"{"}
    for name in sorted(named - set(allowed)):
        choices = tuple(f"{{{each}}}" for each in allowed)
        spec.fail(word, "unknown-fact", found=name, choices=choices)
    return text


def _limits(spec: Spec, finds: str) -> tuple[tuple[str, int], ...]:
    """The numbers a named comparison works with, all of them and no others."""
    wanted = FINDERS.get(finds, ())
    if not wanted and "limits" not in spec.words:
        return ()
    limits = Spec(spec.source, (*spec.path, "limits"), spec.table("limits"))
    numbers = tuple((name, limits.whole(name)) for name in wanted)
    limits.done()
    return numbers


def _case(spec: Spec, words: object) -> Case:
    case = Spec(spec.source, (*spec.path, "cases"), words)
    when = tuple(_comparison(case, "when", text) for text in case.texts("when"))
    if not when:
        case.fail("", "word-missing", word="when")
    made = Case(when, _sentence(case, "remedy", ""))
    case.done()
    return made


def bind_to_form(source: Source, rule: Rule, tables: Mapping[str, Table]) -> tuple[Bound, ...]:
    """The rule bound to the tables; a name that binds to nothing is told with its line."""
    try:
        return bind_rule(rule, tables)
    except BindingError as wrong:
        facts = {"found": wrong.name, "near": near(wrong.name, wrong.choices)}
        source.fail(("rule", rule.code, _word(source, rule, wrong.name)), wrong.code, **facts)


def _word(source: Source, rule: Rule, name: str) -> str:
    """Which word of the rule holds the name that did not bind."""
    written = source.merged["rule"][rule.code]
    return next(
        (word for word in ("each", "when", "cases") if name in str(written.get(word, ""))),
        "holds",
    )


def load_bridge(
    source: Source, here: Mapping[str, Table], there: Mapping[str, Table]
) -> tuple[Bridge, ...]:
    """Every [[bridge]], with names that exist on both sides, each figure told of once."""
    spec = Spec(source, ("bridge",), {"bridge": source.tree.get("bridge", [])})
    if "bridge" in source.tree and source.way != "base":
        source.fail(("bridge",), "bridge-without-base")
    bridges = tuple(_bridge(source, each, here, there) for each in spec.array("bridge"))
    same = [bridge for bridge in bridges if bridge.same]
    mine = [name for bridge in same for name in bridge.here]
    theirs = [name for bridge in same for name in bridge.there]
    for word, names, others, tables in (
        ("here", mine, theirs, there),
        ("there", theirs, mine, here),
    ):
        for name in names:
            kept = name not in others and _names_something(name, tables)
            if kept or names.count(name) > 1:
                source.fail(("bridge", word), "bridged-twice", found=name)
    return bridges


def _bridge(
    source: Source, words: object, here: Mapping[str, Table], there: Mapping[str, Table]
) -> Bridge:
    spec = Spec(source, ("bridge",), words)
    same = spec.flag("same", otherwise=True)
    editions = (str(source.tree["edition"]), str(source.merged.get("base", "")))
    bridge = Bridge(editions, spec.texts("here"), spec.texts("there"), spec.text("why"), same)
    spec.done()
    for word, names, tables in (("here", bridge.here, here), ("there", bridge.there, there)):
        for name in names:
            if not _names_something(name, tables):
                spec.fail(word, "unknown-name", found=name, near="table.row[.column]")
    return bridge


def _names_something(name: str, tables: Mapping[str, Table]) -> bool:
    """Whether it is a row, or a figure, of one of the tables."""
    table, row, column = (*name.split("."), "", "")[:3]
    if table not in tables:
        return False
    rows, columns = tables[table].rows, tables[table].columns
    return _has(rows, row) and (not column or _has(columns, column))


def _has(top: Line, key: str) -> bool:
    return key in {line.key for line in top.leaves}
