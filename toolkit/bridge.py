"""A submission of one edition in the keys of another, as far as the meaning is the same.

Nothing is guessed: a figure without a counterpart is a gap with its reason. Which figures answer to
which is declared in the form ([[bridge]]) and looked up table by table, for the editions those
tables were filed on; the same key means the same, unless declared otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from toolkit.model.figure import NOWHERE, Figure, Key
from toolkit.model.form import Bridge, Form, Slot, Table
from toolkit.model.submission import Submission
from toolkit.reading import totals


class Gap(NamedTuple):
    """A figure of the wanted form that the submission cannot give, and why."""

    key: Key
    edition: str  # of the table it was filed on
    why: str = ""  # as declared in the form; empty where the edition simply has no such line


@dataclass(frozen=True, slots=True)
class Bridged:
    """The submission in the wanted form, what it could not give, what its figures are made of."""

    submission: Submission
    filed: Form = field(repr=False, compare=False)
    gaps: tuple[Gap, ...] = ()
    origins: Mapping[Key, tuple[Figure, ...]] = field(default_factory=dict)

    def origin(self, key: Key) -> tuple[Figure, ...]:
        """The figures, as filed, that make up a figure here."""
        figure = self.submission.figures.get(key)
        return self.origins.get(key) or ((figure,) if figure else ())


class _Arm(NamedTuple):
    """One declared correspondence, seen from the edition we come from."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    bridge: Bridge


def bridge_submission(submission: Submission, form: Form) -> Bridged:
    """The submission as if it had been filed on `form`; itself where the editions agree."""
    filed = submission.form
    if filed is form or filed.editions == form.editions:
        return Bridged(submission, filed)
    figures: dict[Key, Figure] = {}
    origins: dict[Key, tuple[Figure, ...]] = {}
    gaps: list[Gap] = []
    for table in form.tables.values():
        theirs = filed.tables.get(table.key)
        if theirs is None or theirs.edition == table.edition:
            figures |= {s.key: f for s in table.slots if (f := submission.figures.get(s.key))}
            continue
        arms = _arms((*filed.bridge, *form.bridge), theirs.edition, table.edition)
        for key, parts in _table(submission, table, theirs, arms):
            if isinstance(parts, Gap):
                gaps.append(parts)
            else:
                figures[key] = _put_together(key, parts)
                origins[key] = parts
        figures |= totals(table.slots, figures)
    return Bridged(replace(submission, form=form, figures=figures), filed, tuple(gaps), origins)


def _arms(bridges: tuple[Bridge, ...], filed: str, wanted: str) -> tuple[_Arm, ...]:
    """The correspondences declared between two editions, from the one filed to the one wanted."""
    there = (_Arm(b.here, b.there, b) for b in bridges if b.editions == (filed, wanted))
    back = (_Arm(b.there, b.here, b) for b in bridges if b.editions == (wanted, filed))
    return tuple(dict.fromkeys((*there, *back)))


def _table(
    submission: Submission, table: Table, filed: Table, arms: tuple[_Arm, ...]
) -> Iterator[tuple[Key, tuple[Figure, ...] | Gap]]:
    """For each given figure of a table what it is made of, or the gap."""
    for slot in table.slots:
        if not slot.given:
            continue
        arm = next((arm for arm in arms if _names(arm.target, slot)), None)
        figure = submission.figures.get(slot.key)
        if arm:
            yield slot.key, _across(submission, slot, filed, arm)
        elif figure is None or not arms:  # without a declaration nothing is known to be the same
            yield slot.key, Gap(slot.key, filed.edition)
        else:
            yield slot.key, (figure,)


def _names(target: tuple[str, ...], slot: Slot) -> bool:
    return slot.key in target or f"{slot.table.key}.{slot.row.key}" in target


def _across(
    submission: Submission, slot: Slot, filed: Table, arm: _Arm
) -> tuple[Figure, ...] | Gap:
    """One figure by a declared correspondence; what is known only as a sum is 0 or a gap."""
    gap = Gap(slot.key, filed.edition, arm.bridge.why)
    keys = [name if name.count(".") == 2 else f"{name}.{slot.column.key}" for name in arm.source]
    parts = tuple(f for key in keys if (f := submission.figures.get(key)) and f.value is not None)
    if not arm.bridge.same or len(parts) != len(keys):
        return gap
    return gap if len(arm.target) > 1 and any(part.value for part in parts) else parts


def _put_together(key: Key, parts: tuple[Figure, ...]) -> Figure:
    """One figure out of several; of one alone it keeps what was written and where."""
    if len(parts) == 1:
        return parts[0]._replace(key=key)
    return Figure(key, sum(part.value for part in parts if part.value is not None), None, NOWHERE)
