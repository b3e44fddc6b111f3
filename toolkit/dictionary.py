"""A form told to people: its outline for the screen, its data dictionary as Markdown.

Everything comes from the form, so the page cannot disagree with the checks. Called by `form show`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.equation import say_rule
from toolkit.lexicon import messages
from toolkit.model.form import Form, Line, Passage, Section, Slot, Table
from toolkit.model.rule import Bound, Rule

LINE = ("label", "key", "takes", "scope", "ask", "basis")
PASSAGE = ("label", "key", "longest", "hint")
KEYS_AT = 24  # where the words begin in the outline


def outline(form: Form) -> Iterator[str]:
    """The form as a tree: a line for each passage, table, column and row, with its key."""
    yield _title(form)
    yield _leaf(form.preface.key, form.preface.label)
    for section in form.sections:
        yield section.heading
        for passage in section.passage.walk() if section.passage else ():
            yield _leaf(passage.key, passage.label)
        for table in section.tables:
            yield _leaf(table.key, table.name)
            for line, depth in (*_below(table.columns), *_below(table.rows)):
                yield _leaf("  " + "·" * depth + line.key, _label(line))


def _leaf(key: str, words: str) -> str:
    return f"  {key:<{KEYS_AT}}{words}"


def _title(form: Form) -> str:
    given = sum(slot.given for slot in form.slots.values())
    facts = {"edition": form.edition, "notice": form.notice, "title": form.title}
    counts = {"count": len(form.slots), "given": given, "derived": len(form.slots) - given}
    return messages().dictionary["heading"].format(**facts, **counts)


def _below(top: Line, depth: int = 0) -> Iterator[tuple[Line, int]]:
    """Every line below, with its depth."""
    for line in top.lines:
        yield line, depth
        yield from _below(line, depth + 1)


def _label(line: Line) -> str:
    computed = messages().dictionary["sum_mark"] if line.sum else ""
    return f"{line.label or line.name}{computed}"


def as_markdown(form: Form) -> Iterator[str]:
    """The data dictionary, line by line: tables, passages, rules."""
    yield from (f"# {_title(form)}", "", messages().dictionary["intro"])
    for section in form.sections:
        if section.tables:
            yield from ("", f"## {section.heading}")
        for table in section.tables:
            yield from _table(table)
    yield from _passages(form)
    yield from _rules(form)


def _table(table: Table) -> Iterator[str]:
    words = messages().dictionary
    both = messages().words["where"].format(where=table.name, found=table.title)
    titled = both if table.title else table.name
    yield from ("", f"### {titled} `{table.key}`")
    for axis, top in (("columns", table.columns), ("rows", table.rows)):
        yield from ("", f"**{words[axis]}**", "", *_head(LINE))
        yield from (_row(_line(table, line, depth)) for line, depth in _below(top))


def _line(table: Table, line: Line, depth: int) -> tuple[str, ...]:
    name = f"{messages().dictionary['indent'] * depth}{line.label or line.name}"
    guide, basis = line.guide, line.guide.basis or (table.basis if line.label else "")
    return name, f"`{line.key}`", _takes(table, line), guide.scope, guide.ask, basis


def _takes(table: Table, line: Line) -> str:
    """What a clerk does with the line: types a count or an amount, or leaves it to the sum."""
    words = messages().dictionary
    if line.lines:
        return words["group" if line.label else "unprinted"]
    if line.sum:
        return words["computed"]
    slots = (slot for slot in table.slots if line in (slot.row, slot.column) and slot.given)
    kinds = words["and"].join(dict.fromkeys(map(_kind, slots)))
    return kinds + _from_last(table, line) + (words["may_not_apply"] if line.may_not_apply else "")


def _from_last(table: Table, line: Line) -> str:
    """Which line of last year's report holds the same number; "" where none does."""
    if not line.last:
        return ""
    top = table.rows if line in table.rows.leaves else table.columns
    return messages().dictionary["from_last"].format(name=top.find(line.last).name)


def _kind(slot: Slot) -> str:
    words = messages().dictionary
    kind = words[f"kind_{slot.kind.value}"]
    return words["with_unit"].format(kind=kind, unit=slot.unit) if slot.unit else kind


def _passages(form: Form) -> Iterator[str]:
    yield from ("", f"## {messages().dictionary['passages']}", "", *_head(PASSAGE))
    sections = {section.key: section for section in form.sections}
    for passage in form.passages.values():
        name = _passage_name(passage, sections.get(passage.key.partition(".")[0]))
        yield _row((name, f"`{passage.key}`", str(passage.longest or ""), passage.hint))


def _passage_name(passage: Passage, section: Section | None) -> str:
    """A part goes with its heading; a passage without parts is its heading."""
    if section is None:
        return passage.label
    return f"{section.heading} · {passage.label}" if "." in passage.key else section.heading


def _rules(form: Form) -> Iterator[str]:
    words = messages().dictionary
    yield from ("", f"## {words['rules']}", "", words["sums"])
    for rule in form.rules:
        yield from _rule(rule, [bound for bound in form.bound if bound.rule is rule])


def _rule(rule: Rule, bound: list[Bound]) -> Iterator[str]:
    words = messages().dictionary
    yield from ("", f"### {rule.title} `{rule.code}`", "")
    yield f"- {words['severity']}{messages().words[rule.severity.value]}"
    yield from (f"- {told}" for told in _asks(rule, bound))
    yield f"- {words['basis_is']}{rule.basis}"
    yield f"- {words['remedy_is']}{rule.remedy}"
    yield from (f"  - {case.remedy}" for case in rule.cases)
    if rule.years != (0, 9999):
        first, last = rule.years
        yield f"- {words['years'].format(first=first, last=last if last < 9999 else '')}"
    if rule.source:
        yield f"- {words['source']}{rule.source}"


def _asks(rule: Rule, bound: list[Bound]) -> Iterator[str]:
    """What the rule asks, said once, with the lines at which it stands."""
    words = messages().dictionary
    if rule.finds:
        yield words[f"finds_{rule.finds}"].format(**dict(rule.limits))
    for sentence in dict.fromkeys(map(say_rule, bound)):
        where = [each.where for each in bound if each.where and say_rule(each) == sentence]
        lines = words["and"].join(dict.fromkeys(where))
        yield sentence + (words["at_lines"].format(lines=lines) if lines else "")


def _head(names: tuple[str, ...]) -> Iterator[str]:
    yield _row(messages().dictionary[name] for name in names)
    yield _row("---" for _ in names)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
