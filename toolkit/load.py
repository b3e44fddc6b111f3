"""A form out of its file: the only bridge between toolkit/forms/*.toml and the model.

Called once per run. Whatever is wrong with the file is told with file, line, key and remedy: all
of it at once by `lint_form`, as a FormError by `load_form`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from toolkit.errors import FormError, Slip
from toolkit.load_rules import bind_to_form, load_bridge, load_rule
from toolkit.load_tables import load_passages, load_sections, load_table
from toolkit.model.binding import BindingError, bind_rule, sum_rules
from toolkit.model.form import Form, Passage, Section, Table
from toolkit.model.rule import Bound, Rule
from toolkit.source import Source, read_source
from toolkit.spec import Spec

T = TypeVar("T")

HEAD = ("base", "extends", "edition", "title", "notice", "years", "sections")
TOP = (*HEAD, "passage", "table", "rule", "bridge", "guide")


def load_form(edition: str | Path) -> Form:
    """The form of a shipped edition, or of an office's own form file. FormError if it is none."""
    form, slips = _load(read_source(edition))
    if form is None:
        raise FormError(*slips)
    return form


def lint_form(edition: str | Path) -> tuple[Slip, ...]:
    """Everything that is wrong with a form file."""
    try:
        return _load(read_source(edition))[1]
    except FormError as wrong:
        return wrong.slips


@dataclass
class _Gathering:
    """Goes on after a slip, so that the writer of a form hears of all of them."""

    slips: list[Slip] = field(default_factory=list)

    def take(self, act: Callable[..., T], *arguments: Any) -> T | None:
        try:
            return act(*arguments)
        except FormError as wrong:
            self.slips += wrong.slips
            return None


def _load(source: Source) -> tuple[Form | None, tuple[Slip, ...]]:
    """The form, or every slip that keeps it from being one."""
    gathering = _Gathering()
    head = gathering.take(_head, source)
    below = gathering.take(_load_below, source)
    tables = _tables(source, gathering, below)
    rules = _rules(source, gathering)
    if head is None or gathering.slips:
        return None, tuple(gathering.slips)
    bound = _bound(source, gathering, rules, tables)
    parts = gathering.take(_sections, source, tables)
    bridge = gathering.take(load_bridge, source, tables, below.tables if below else {})
    if parts is None or bridge is None or gathering.slips:
        return None, tuple(gathering.slips)
    sections, preface = parts
    edition, title, notice, years = head
    lineage = (edition, *below.lineage) if below and source.way == "extends" else (edition,)
    form = Form(edition, title, notice, years, sections, preface, rules, bound, bridge, lineage)
    if below and source.way == "extends":
        form = replace(form, bridge=below.bridge)
    return form, ()


def _load_below(source: Source) -> Form | None:
    return load_form_of(source.below) if source.below else None


def load_form_of(source: Source) -> Form:
    """The form of a source that has been read."""
    form, slips = _load(source)
    if form is None:
        raise FormError(*slips)
    return form


def _head(source: Source) -> tuple[str, str, str, tuple[int, int]]:
    """Edition, title, notice and years; words at the top that mean nothing are told."""
    spec = Spec(source, (), source.merged)
    spec.asked += TOP
    spec.done()
    own = Spec(source, (), source.tree)
    edition = own.text("edition")
    if not re.fullmatch(r"[0-9]{4}[0-9A-Za-z-]*", edition):
        source.fail(("edition",), "bad-edition", found=edition)
    if source.below and edition in [below.tree.get("edition") for below in source.chain()[1:]]:
        source.fail(("edition",), "edition-twice", found=edition)
    if source.way == "extends":
        _only_adds(source)
    return edition, spec.text("title"), spec.text("notice", ""), spec.years()


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
        own, tables = source.tree.get("table", {}), dict(below.tables)
    else:
        own, tables = merged.get("table", {}), {}
    edition, guides = str(source.tree.get("edition", "")), merged.get("guide", {})
    for key, words in own.items():
        args = (source, key, words, edition, guides.get(key, {}))
        table = gathering.take(load_table, *args)
        if table is not None:
            tables[key] = table
    for key in set(source.tree.get("guide", {})) - set(merged.get("table", {})):
        gathering.take(source.fail, ("guide", key), "unknown-table")
    return tables


def _rules(source: Source, gathering: _Gathering) -> tuple[Rule, ...]:
    """Every rule that is in force; `false` drops one of the base."""
    written = source.merged.get("rule", {})
    loaded = [
        gathering.take(load_rule, source, code, w) for code, w in written.items() if w is not False
    ]
    return tuple(rule for rule in loaded if rule is not None)


def _bound(
    source: Source, gathering: _Gathering, rules: tuple[Rule, ...], tables: Mapping[str, Table]
) -> tuple[Bound, ...]:
    sums = [bound for table in tables.values() for bound in sum_rules(table)]
    ours = [gathering.take(bind_to_form, source, rule, tables) for rule in rules]
    return (*sums, *(bound for some in ours if some for bound in some))


def _sections(source: Source, tables: Mapping[str, Table]) -> tuple[tuple[Section, ...], Passage]:
    merged = source.merged
    passages = load_passages(source, merged.get("passage", {}))
    preface = passages.pop("preface", Passage("preface", "preface"))
    said = Spec(source, (), merged).array("sections")
    sections = load_sections(source, said, tables, passages)
    for key in passages:
        if key not in [section.key for section in sections if section.passage]:
            source.fail(("passage", key), "passage-without-section", found=key)
    return sections, preface


def compose_form(form: Form, others: Mapping[str, Form]) -> Form:
    """The form with some tables taken from other editions, as mixed reports are really filed.

    Each table brings its own rules; a rule over several tables stays where it still binds.
    """
    foreign = {k: other.tables[k] for k, other in others.items() if k in other.tables}
    sections = tuple(
        replace(section, tables=tuple(foreign.get(t.key, t) for t in section.tables))
        for section in form.sections
    )
    tables = {table.key: table for section in sections for table in section.tables}
    own = [b for rule in form.rules for b in _if_it_binds(rule, tables) if _home(b) not in foreign]
    theirs = [b for k, other in others.items() for b in other.bound if _home(b) == k]
    sums = [b for table in tables.values() for b in sum_rules(table)]
    arithmetic = [b for b in theirs if b.rule.code != "sum"]
    rules = {r.code: r for r in (*(b.rule for b in arithmetic), *form.rules)}
    bound = (*sums, *own, *arithmetic)
    bridge = tuple(dict.fromkeys((*form.bridge, *(b for o in others.values() for b in o.bridge))))
    return replace(form, sections=sections, rules=tuple(rules.values()), bound=bound, bridge=bridge)


def _home(bound: Bound) -> str:
    """The table at whose lines the rule stands; the rule's code where it stands alone."""
    return bound.at.partition(".")[0]


def _if_it_binds(rule: Rule, tables: Mapping[str, Table]) -> tuple[Bound, ...]:
    try:
        return bind_rule(rule, tables)
    except BindingError:
        return ()
