"""A clerk's values out of one workbook into a fresh one; what the county filled in stays.

Called by `nianbao transfer`, and by feedback.py with the county's findings on top. The old workbook
is only read; the fresh one is written anew, so formulas, locks and validations are whole again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from toolkit.bridge import bridge_submission
from toolkit.editions import Editions
from toolkit.excel.bind import Binding, bind_book
from toolkit.excel.held import state_of
from toolkit.excel.meaning import Entry, meaning_of
from toolkit.excel.parts import Book
from toolkit.excel.read import form_of_keys
from toolkit.excel.returned import open_return
from toolkit.excel.state import State
from toolkit.excel.template import press, take_apart
from toolkit.excel.typed_cells import Values
from toolkit.lexicon import workbook_words
from toolkit.model.figure import Key
from toolkit.model.form import Form
from toolkit.model.submission import Submission


@dataclass(frozen=True)
class Opened:
    """A workbook of ours, opened: its keys, its form, what it holds."""

    binding: Binding
    form: Form
    state: State


@dataclass(frozen=True)
class Transferred:
    """A fresh workbook with the old values, and what found no place in it."""

    content: bytes
    state: State
    figures: int  # how many were carried over
    left: tuple[Key, ...]  # figures of the old form that the fresh one does not have


def open_ours(content: bytes, editions: Editions) -> Opened:
    """A workbook of ours; Unreadable where it is none."""
    opened = open_return(content)
    book = opened if isinstance(opened, Book) else None
    binding = opened if isinstance(opened, Binding) else bind_book(opened)
    form = form_of_keys(binding, editions)
    return Opened(binding, form, state_of(binding, form, Values(book)))


def transfer(old: bytes, fresh: bytes, editions: Editions, submission: Submission) -> Transferred:
    """The fresh workbook, filled with what was typed in the old one, of which this was read."""
    before, after = open_ours(old, editions), open_ours(fresh, editions)
    state, left = carried(before, after, submission)
    typed = sum(value not in (None, "") for value in state.figures.values())
    return Transferred(filled(fresh, after.form, state), state, typed, left)


def is_filled(content: bytes, editions: Editions) -> bool:
    """Whether a clerk has entered anything; contact and phone the county may have known."""
    opened = open_ours(content, editions)
    state, words = opened.state, workbook_words()["words"]
    by_county = given_by_county(opened.form)
    figures = (value for key, value in state.figures.items() if key not in by_county)
    about = (
        said
        for name, said in state.about.items()
        if name in ("reviewer", "signer")
        or name.startswith("had.")
        or (name.startswith("confirmed.") and said == words["yes"])
    )
    explained = (k for k in opened.binding.bonds if k.endswith(".explain"))
    entered = (*figures, *about, *state.passages.values(), *map(opened.binding.text, explained))
    return any(str(value).strip() for value in entered if value is not None)


def given_by_county(form: Form) -> frozenset[Key]:
    """This year's figures that carry last year's on: an issued workbook has them already."""
    return frozenset(slot.key for slot in form.given if slot.row.last)


def untouched(opened: Opened) -> State:
    """A workbook as it was issued, whatever was entered since."""
    state, by_county = opened.state, given_by_county(opened.form)
    entered = {
        key for key, entry in meaning_of(opened.form).entries.items() if entry is not Entry.FIGURE
    } - {f"about.{name}.value" for name in ("contact", "phone")}
    about = {n: said for n, said in state.about.items() if f"about.{n}.value" not in entered}
    figures = {key: value for key, value in state.figures.items() if key in by_county}
    return replace(state, about=about, figures=figures, passages={}, explained={})


@dataclass(frozen=True, slots=True)
class Strange:
    """Something in which two workbooks are not of the same report."""

    code: str  # of the mistake that it is to put one's figures into the other
    old: str
    fresh: str


def strangeness(old: bytes, fresh: bytes, editions: Editions) -> tuple[Strange, ...]:
    """Agency and year, where both workbooks name them and they differ."""
    before, after = (_names(open_ours(each, editions).state) for each in (old, fresh))
    agency = "code" if before["code"] and after["code"] else "agency"
    alike = before["agency"] == after["agency"] or not (before["agency"] and after["agency"])
    named = "code" if alike else "agency"
    return tuple(
        Strange(code, before[said], after[said])
        for code, name, said in (("other-agency", agency, named), ("other-year", "year", "year"))
        if before[name] and after[name] and before[name] != after[name]
    )


def _names(state: State) -> dict[str, str]:
    known = {name: state.about.get(name) for name in ("agency", "code", "year")}
    return {name: str(said).strip() if said else "" for name, said in known.items()}


def carried(before: Opened, after: Opened, submission: Submission) -> tuple[State, tuple[Key, ...]]:
    """What the fresh workbook is to hold; what was typed there already gives way."""
    figures, left = _figures(before, after, submission)
    after = after if after.state.about.get("agency") else _addressed(before, after)
    typed = {
        key for key, entry in meaning_of(after.form).entries.items() if entry is not Entry.FIGURE
    }
    about = {
        name: text for name, text in before.state.about.items() if f"about.{name}.value" in typed
    }
    state = replace(
        after.state,
        about={**after.state.about, **about},
        figures={**after.state.figures, **figures},
        passages={key: before.state.passages.get(key, "") for key in after.form.passages},
        explained=before.state.explained,
    )
    return state, left


def _addressed(before: Opened, after: Opened) -> Opened:
    """A workbook that is nobody's yet gets from the old one what the county had filled in there."""
    old, new = before.state, after.state
    same = before.form.editions == after.form.editions
    last = dict(old.last) if same else dict(new.last)
    told = replace(
        new, about={**new.about, **old.about}, last=last, last_passages=old.last_passages
    )
    return replace(after, state=told)


def _figures(
    before: Opened, after: Opened, submission: Submission
) -> tuple[Mapping[Key, object], tuple[Key, ...]]:
    """The figures as typed; between editions only those that mean the same, as numbers."""
    typed = {k: v for k, v in before.state.figures.items() if v not in (None, "")}
    if before.form.editions == after.form.editions:
        return typed, ()
    values = bridge_submission(submission, after.form).submission.values
    known = {slot.key for slot in after.form.given}
    moved = {k: v for k, v in values.items() if k in known and v is not None}
    return moved, tuple(key for key in typed if key not in moved)


def filled(content: bytes, form: Form, state: State) -> bytes:
    """A workbook of ours with everything in it written anew."""
    return press(take_apart(content, form), state, ()).content(state)
