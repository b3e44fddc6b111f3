"""What an agency's return brings into a workbook of a newer form: what it holds, what stays open.

Called where workbooks are sent out once more because the form has changed. Whatever was told
already is shut; open are the cells that are new, those left empty, and those complained of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.excel.complaints import figures_of
from toolkit.excel.meaning import Entry, meaning_of
from toolkit.excel.state import State
from toolkit.excel.template import holder
from toolkit.excel.transfer import Opened, carried
from toolkit.lexicon import workbook_words
from toolkit.model.figure import Key, Number
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form, Section
from toolkit.model.submission import Submission


@dataclass(frozen=True)
class Return:
    """A return, and what the county has to say about it."""

    opened: Opened
    submission: Submission
    told: Sequence[Finding] = ()  # what is to be corrected or explained still
    rejected: Collection[str] = ()  # subjects of explanations that will not do
    corrected: Mapping[Key, Number] = field(default_factory=dict)  # by the county, when asked to


@dataclass(frozen=True)
class Brought:
    """What the newer workbook holds."""

    state: State
    shut: frozenset[str]  # where nothing is to be typed any more
    parts: tuple[str, ...]  # the parts of the work that have new cells
    homeless: tuple[Key, ...]  # figures for which the newer form has no place


def is_older(returned: Opened, fresh: Opened) -> bool:
    """Whether a return is of another form, and lacks something that is asked for now."""
    others = any(anchor.digest != fresh.form.digest for anchor in returned.binding.anchors)
    return others and bool(_new(returned, fresh))


def bring(returned: Return, fresh: Opened) -> Brought:
    """What the fresh workbook is to hold of the return."""
    form, before = fresh.form, returned.opened
    new = _new(before, fresh)
    anew = [section for section in form.filled if new & _figures(section)]
    open_ = set(_complained(returned.told, form)).union(*map(_answers, anew))
    own, _ = carried(before, Opened(fresh.binding, form, State(form)), returned.submission)
    state, _ = carried(before, fresh, returned.submission)
    state = _corrected(_asked_anew(state, anew), returned)
    shut = {key for key in _told(own) if key in fresh.binding.bonds} | returned.corrected.keys()
    for section in form.filled:
        if before.state.zeroed.get(section.key) and not open_ & _cells(section):
            shut |= _cells(section)
    parts = (*(section.key for section in anew), *(key for key in form.passages if _at(key) in new))
    return Brought(state, frozenset(shut - open_), parts, tuple(_homeless(before, fresh)))


def _new(before: Opened, after: Opened) -> frozenset[str]:
    """Figures and passages that the return has no cells for."""
    asked = (*(slot.key for slot in after.form.given), *map(_at, after.form.passages))
    here, there = after.binding.bonds, before.binding.bonds
    return frozenset(key for key in asked if key in here and key not in there)


def _at(passage: str) -> str:
    return f"passages.{passage}.text"


def _figures(section: Section) -> frozenset[str]:
    return frozenset(s.key for table in section.tables for s in table.slots if s.given)


def _answers(section: Section) -> frozenset[str]:
    return frozenset(f"about.{name}.{section.key}.value" for name in ("had", "confirmed"))


def _cells(section: Section) -> frozenset[str]:
    return _figures(section) | _answers(section)


def _told(own: State) -> Iterator[str]:
    """The cells into which something was entered."""
    meaning, yes = meaning_of(own.form), workbook_words()["words"]["yes"]
    for key, entry in meaning.entries.items():
        held = holder(key, meaning)(own)
        if entry is Entry.CONFIRMED and held != yes:
            continue
        if held is not None and str(held).strip():
            yield key


def _complained(told: Iterable[Finding], form: Form) -> Iterator[str]:
    """The cells that somebody has to touch because something is wrong with them."""
    for finding in told:
        yield from _given(finding.keys, form)
        named = str(finding.fact("key", ""))
        yield named
        for section in form.filled:
            if named in _answers(section):
                yield from _cells(section)
        if finding.severity is Severity.EXPLAIN:
            yield f"checks.{finding.subject}.explain"


def _given(keys: Iterable[Key], form: Form) -> Iterator[Key]:
    """The figures that one types: those named, or those below the totals named."""
    for key in keys:
        slot = form.slots.get(key)
        if slot is not None:
            yield from [key] if slot.given else _given(slot.parts, form)


def _asked_anew(state: State, sections: Iterable[Section]) -> State:
    """Nobody has said yet that the new cells of a section are 0 as well."""
    words = workbook_words()["words"]
    zeros = {f"had.{s.key}": words["had_not"] for s in sections}
    zeros |= {f"confirmed.{s.key}": words["yes"] for s in sections}
    about = {n: said for n, said in state.about.items() if state.answer(n) != zeros.get(n)}
    return replace(state, about=about)


def _corrected(state: State, returned: Return) -> State:
    """Figures as the county knows them; of two that differ none, refused explanations neither."""
    doubtful = dict.fromkeys(figures_of(returned.told))
    figures = {**state.figures, **returned.corrected, **doubtful}
    explained = {n: text for n, text in state.explained.items() if n not in returned.rejected}
    return replace(state, figures=figures, explained=explained)


def _homeless(before: Opened, after: Opened) -> Iterator[Key]:
    """Figures that somebody typed into cells that are there no more; a page to print has each."""
    binding = before.binding
    for key, (sheet, at) in binding.bonds.items():
        typed = binding.text(key) and binding.cells[sheet].formula(at) is None
        if typed and f"page.{key}" in binding.bonds and key not in after.binding.bonds:
            yield key
