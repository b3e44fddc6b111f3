"""A submission of one edition in the keys of another, as far as the meaning is the same.

Nothing is guessed: a figure without a counterpart is a gap with its reason. Which figures answer to
which is declared in the form ([[bridge]]); the same key means the same, unless declared otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.model.figure import Figure, Key, Number
from toolkit.model.form import Bridge, Form, Slot, Table
from toolkit.model.submission import Submission
from toolkit.reading import totals


@dataclass(frozen=True, slots=True)
class Gap:
    """A figure of the wanted form that the submission cannot give, and why."""

    key: Key
    edition: str  # of the table it was filed on
    why: str = ""  # as declared in the form; empty where the edition simply has no such line
    amount: Number | None = None  # what is known only as a sum


@dataclass(frozen=True, slots=True)
class Bridged:
    """The submission in the wanted form, and what it could not give."""

    submission: Submission
    gaps: tuple[Gap, ...] = ()


def bridge_submission(submission: Submission, form: Form) -> Bridged:
    """The submission as if it had been filed on `form`; itself where the editions agree."""
    if submission.form is form or submission.form.editions == form.editions:
        return Bridged(submission)
    figures: dict[Key, Figure] = {}
    gaps: list[Gap] = []
    for table in form.tables.values():
        filed = submission.form.tables.get(table.key)
        if filed is None or filed.edition == table.edition:
            figures |= {s.key: f for s in table.slots if (f := submission.figures.get(s.key))}
            continue
        for got in _table(submission, table, filed, _between(submission.form, form)):
            if isinstance(got, Gap):
                gaps.append(got)
            else:
                figures[got.key] = got
        figures |= totals(table.slots, figures)
    return Bridged(replace(submission, form=form, figures=figures), tuple(gaps))


@dataclass(frozen=True, slots=True)
class _Arm:
    """One declared correspondence, seen from the edition we come from."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    bridge: Bridge


def _between(filed: Form, wanted: Form) -> tuple[_Arm, ...]:
    """Every declared correspondence between two forms, in the direction filed → wanted."""
    bridges = dict.fromkeys((*filed.bridge, *wanted.bridge))
    here = {bridge.editions[0] for bridge in bridges}
    forward = any(edition in here for edition in filed.editions.values())
    return tuple(_Arm(b.here, b.there, b) if forward else _Arm(b.there, b.here, b) for b in bridges)


def _table(
    submission: Submission, table: Table, filed: Table, arms: tuple[_Arm, ...]
) -> Iterator[Figure | Gap]:
    for slot in table.slots:
        if not slot.given:
            continue
        arm = next((a for a in arms if _names(a.target, slot)), None)
        figure = submission.figures.get(slot.key)
        if arm:
            yield _across(submission, slot, filed, arm)
        elif figure is None:
            yield Gap(slot.key, filed.edition)
        else:
            yield figure


def _names(target: tuple[str, ...], slot: Slot) -> bool:
    return slot.key in target or f"{slot.table.key}.{slot.row.key}" in target


def _across(submission: Submission, slot: Slot, filed: Table, arm: _Arm) -> Figure | Gap:
    """One figure by a declared correspondence; known only as a sum, it is 0 or a gap."""
    gap = Gap(slot.key, filed.edition, arm.bridge.why)
    if not arm.bridge.same:
        return gap
    keys = [name if name.count(".") == 2 else f"{name}.{slot.column.key}" for name in arm.source]
    parts = [submission.figures.get(key) for key in keys]
    known = [f for f in parts if f is not None and f.value is not None]
    if len(known) != len(parts):
        return gap
    amount = sum(f.value for f in known if f.value is not None)
    if len(arm.target) > 1 and amount:
        return replace(gap, amount=amount)
    return Figure(slot.key, amount, known[0].raw, known[0].place)
