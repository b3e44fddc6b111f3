"""A clerk's values out of one workbook into a fresh one; what the county filled in stays.

Called by `nianbao transfer`, and by feedback.py with the county's findings on top. The old workbook
is only read; the fresh one is written anew, so formulas, locks and validations are whole again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from toolkit.bridge import bridge_submission
from toolkit.editions import Editions
from toolkit.excel.bind import Binding, bind_book
from toolkit.excel.held import state_of
from toolkit.excel.live import Live
from toolkit.excel.meaning import Entry, meaning_of
from toolkit.excel.parts import Book
from toolkit.excel.read import form_of_keys
from toolkit.excel.returned import open_return
from toolkit.excel.state import State
from toolkit.excel.template import press, take_apart
from toolkit.excel.typed_cells import Dates
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
    return Opened(binding, form, state_of(binding, form, Dates(book)))


def transfer(old: bytes, fresh: bytes, editions: Editions, submission: Submission) -> Transferred:
    """The fresh workbook, filled with what was typed in the old one, of which this was read."""
    before, after = open_ours(old, editions), open_ours(fresh, editions)
    state, left = carried(before, after, submission)
    typed = sum(value not in (None, "") for value in state.figures.values())
    return Transferred(filled(fresh, after.form, state), state, typed, left)


def is_filled(content: bytes, editions: Editions) -> bool:
    """Whether somebody has typed anything into a workbook of ours."""
    state = open_ours(content, editions).state
    carried_on = {slot.key for slot in state.form.given if slot.row.last}
    typed = (v for k, v in state.figures.items() if k not in carried_on)
    return any(v not in (None, "") for v in (*typed, *state.passages.values()))


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


def filled(content: bytes, form: Form, state: State, more: Iterable[Live] = ()) -> bytes:
    """A workbook of ours with everything in it written anew."""
    return press(take_apart(content, form, more), state, ()).content(state)
