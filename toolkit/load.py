"""A form out of its file: the only bridge between toolkit/forms/*.toml and the model.

Called once per run. Whatever is wrong with the file is told with file, line, key and remedy: all
of it at once by `lint_form`, as a FormError by `load_form`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from toolkit.errors import FormError, Slip
from toolkit.load_more import load_checkcode, with_references
from toolkit.load_rules import bind_to_form, load_bridge, load_rule
from toolkit.load_tables import load_passages, load_sections, load_table
from toolkit.model.binding import sum_rules
from toolkit.model.form import Form, Passage, Section, Table
from toolkit.model.rule import Bound, Rule
from toolkit.source import Source, read_source, shipped_editions
from toolkit.spec import Spec, near

T = TypeVar("T")

TEXTS = ("base", "extends", "edition", "title", "notice")
TABLES = ("passage", "table", "rule", "guide")
SINGLE = ("reference", "checkcode")
ARRAYS = ("years", "sections", "bridge")


def load_form(edition: str | Path) -> Form:
    """The form of a shipped edition, or of an office's own form file. FormError if it is none."""
    shipped = str(edition) in shipped_editions()
    return _shipped(str(edition)) if shipped else _whole(read_source(edition))


@cache
def _shipped(edition: str) -> Form:
    """A shipped edition never changes while we run, and serves as the base of others."""
    return _whole(read_source(edition))


def _whole(source: Source) -> Form:
    form, slips = _load(source)
    if form is None:
        raise FormError(*slips)
    return form


def lint_form(edition: str | Path) -> tuple[Slip, ...]:
    """Everything that is wrong with a form file."""
    try:
        return _load(read_source(edition))[1]
    except FormError as wrong:
        return wrong.slips


class _Gathering:
    """Goes on after a slip, so that the writer of a form hears of all of them."""

    def __init__(self) -> None:
        self.slips: list[Slip] = []

    def take(self, act: Callable[..., T], *arguments: Any) -> T | None:
        try:
            return act(*arguments)
        except FormError as wrong:
            self.slips += wrong.slips
            return None


def _load(source: Source) -> tuple[Form | None, tuple[Slip, ...]]:
    """The form, or every slip that keeps it from being one."""
    gathering = _Gathering()
    gathering.take(_check_shape, source)
    if gathering.slips:
        return None, tuple(gathering.slips)
    below = gathering.take(_load_below, source)
    head = gathering.take(_head, source)
    tables = _tables(source, gathering, below)
    rules = _rules(source, gathering, below)
    if head is None or gathering.slips:
        return None, tuple(gathering.slips)
    gathering.take(_check_years, source, rules, head.years)
    bound = _bound(source, gathering, rules, tables)
    parts = gathering.take(_sections, source, tables)
    bridge = gathering.take(load_bridge, source, tables, below.tables if below else {})
    if parts is None or bridge is None or gathering.slips:
        return None, tuple(gathering.slips)
    adds = below if source.way == "extends" else None
    lineage = (head.edition, *adds.lineage) if adds else (head.edition,)
    bridges = adds.bridge if adds else bridge
    code = gathering.take(load_checkcode, source)
    if code is None:
        return None, tuple(gathering.slips)
    return Form(*head, *parts, rules, bound, bridges, lineage, code), ()


def _load_below(source: Source) -> Form | None:
    """The form it builds on; what is wrong there is told of that file."""
    if source.below is None:
        return None
    named = str(source.tree[source.way])
    return _shipped(named) if named in shipped_editions() else _whole(source.below)


def _check_shape(source: Source) -> None:
    """That the words at the top are known and of the right type, so that nothing below stumbles."""
    spec = Spec(source, (), source.tree)
    for word in TEXTS:
        spec.text(word, "")
    for word in TABLES:
        for key, words in spec.table(word).items():
            if not isinstance(words, dict) and not (word == "rule" and words is False):
                source.fail((word, key), "wrong-type", word=key, wanted="table")
    for word in ARRAYS:
        spec.array(word, [])
    for word in SINGLE:
        spec.table(word)
    spec.done()


class _Head(NamedTuple):
    """What stands at the top of a form."""

    edition: str
    title: str
    notice: str
    years: tuple[int, int]


def _head(source: Source) -> _Head:
    merged = Spec(source, (), source.merged)
    edition = Spec(source, (), source.tree).text("edition")
    if not re.fullmatch(r"[0-9]{4}[0-9A-Za-z-]*", edition):
        source.fail(("edition",), "bad-edition", found=edition)
    if source.below and edition in [below.tree.get("edition") for below in source.chain()[1:]]:
        source.fail(("edition",), "edition-twice", found=edition)
    if source.way == "extends":
        _only_adds(source)
    return _Head(edition, merged.text("title"), merged.text("notice", ""), merged.years())


def _only_adds(source: Source) -> None:
    """A form that extends another may add tables and rules, never change those of the statute."""
    assert source.below
    below = source.below.merged
    for kind in ("table", "rule", "passage", "guide"):
        for key in source.tree.get(kind, {}):
            if key in below.get(kind, {}):
                source.fail((kind, key), "changes-the-statute", found=key)
    sections = [each[0] for each in below["sections"]]
    for each in source.tree.get("sections", []):
        if isinstance(each, list) and each and each[0] in sections:
            source.fail(("sections", str(each[0])), "changes-the-statute", found=each[0])


def _tables(source: Source, gathering: _Gathering, below: Form | None) -> Mapping[str, Table]:
    merged = source.merged
    if source.way == "extends" and below is not None:
        tables = dict(below.tables)
        own = {k: t for k, t in source.tree.get("table", {}).items() if k not in tables}
    else:
        own, tables = merged.get("table", {}), {}
    edition, guides = str(source.tree.get("edition", "")), merged.get("guide", {})
    for key, words in own.items():
        args = (source, key, words, edition, guides.get(key, {}))
        table = gathering.take(load_table, *args)
        if table is not None:
            tables[key] = table
    for key in source.tree.get("guide", {}):
        if key not in merged.get("table", {}):
            gathering.take(_fail_guide, source, key, tuple(merged.get("table", {})))
    return tables


def _fail_guide(source: Source, key: str, tables: tuple[str, ...]) -> None:
    source.fail(("guide", key), "unknown-table", found=key, near=near(key, tables))


def _rules(source: Source, gathering: _Gathering, below: Form | None) -> tuple[Rule, ...]:
    """Every rule that is in force; `false` drops one of the base.

    Those of a form that is extended stay word for word as they are, with the notice they name.
    """
    kept = below.rules if source.way == "extends" and below is not None else ()
    written = (source.tree if kept else source.merged).get("rule", {})
    loaded = [
        gathering.take(load_rule, source, code, w) for code, w in written.items() if w is not False
    ]
    return (*kept, *(rule for rule in loaded if rule is not None))


def _check_years(source: Source, rules: tuple[Rule, ...], years: tuple[int, int]) -> None:
    """A rule that is never in force here is to be dropped, lest the data dictionary show it."""
    for rule in rules:
        first, last = max(rule.years[0], years[0]), min(rule.years[1], years[1])
        if first > last and source.way != "extends":
            own = rule.code in source.tree.get("rule", {})
            path = ("rule", rule.code, "years") if own else ("years",)
            source.fail(path, "rule-never-in-force", found=rule.code)


def _bound(
    source: Source, gathering: _Gathering, rules: tuple[Rule, ...], tables: Mapping[str, Table]
) -> tuple[Bound, ...]:
    sums = [bound for table in tables.values() for bound in sum_rules(table)]
    ours = [gathering.take(bind_to_form, source, rule, tables) for rule in rules]
    return (*sums, *(bound for some in ours if some for bound in some))


def _sections(source: Source, tables: Mapping[str, Table]) -> tuple[tuple[Section, ...], Passage]:
    merged = source.merged
    passages = load_passages(source, merged.get("passage", {}))
    preface = passages.pop("preface", Passage("preface", ""))
    if not preface.label:
        source.fail(("passage", "preface"), "word-missing", word="[passage.preface] label")
    said = Spec(source, (), merged).array("sections")
    sections = load_sections(source, said, tables, passages)
    preface, sections = with_references(source, tables, preface, sections)
    for key in passages:
        if key not in [section.key for section in sections if section.passage]:
            source.fail(("passage", key), "passage-without-section", found=key)
    return sections, preface
