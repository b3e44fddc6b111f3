"""What a workbook holds: all that was filled in, by the county or by the clerk, and what follows.

The values of formulas are worked out from it, so that a workbook shows its right figures even where
nothing recalculates it. Keys are those in the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from toolkit.lexicon import figure_words, workbook_words
from toolkit.model.checkcode import checkcode
from toolkit.model.figure import Key, Kind, Number
from toolkit.model.form import Form, Slot

Shown = str | int | Decimal | None  # what a cell may show

LARGEST = 10**12
NAMES = ("agency", "code", "category", "deadline", "recipient", "contact", "phone")
WORKED_OUT = ("zeroed", "sections", "effective", "verdicts", "checkcode")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One finding of the county's on the sheet of checks."""

    sentence: str
    code: str  # what it is about, for the reader: the code, and the rule's place or the key
    target: str = ""  # the key of the cell to go to
    cells: Mapping[Key, object] = field(default_factory=dict)  # figures complained of, as they were
    rule: str = ""  # the row key of a live rule; "" for what only the county can judge
    explainable: bool = False  # an explanation settles it
    said: str = ""  # the explanation that was given already
    settled: bool = False
    was: str = ""  # what stood at the target, where that is no figure
    unless_none: tuple[Key, ...] = ()  # clearing all of these figures settles it as well
    together: bool = False  # correcting one of the cells is enough


@dataclass(frozen=True)
class State:
    """Everything in a workbook that is no formula."""

    form: Form
    about: Mapping[str, Shown] = field(default_factory=dict)  # `had.requests` and the like too
    figures: Mapping[Key, object] = field(default_factory=dict)  # given ones, as typed
    last: Mapping[Key, Number | None] = field(default_factory=dict)
    passages: Mapping[str, str] = field(default_factory=dict)
    last_passages: Mapping[str, str] = field(default_factory=dict)
    explained: Mapping[str, str] = field(default_factory=dict)  # row key of a rule → words
    county: tuple[Complaint, ...] = ()

    def answer(self, name: str) -> str:
        """What was chosen for a question; blanks around it, as typing leaves them, mean nothing."""
        return str(self.about.get(name) or "").strip(" ")

    @cached_property
    def zeroed(self) -> Mapping[str, bool]:
        """Section → whether its blanks count as 0: confirmed, or there was nothing at all."""
        words = workbook_words()["words"]
        return {
            section.key: self.answer(f"had.{section.key}") == words["had_not"]
            or self.answer(f"confirmed.{section.key}") == words["yes"]
            for section in self.form.filled
        }

    @cached_property
    def sections(self) -> Mapping[str, str]:
        """Table → its section."""
        return {t.key: s.key for s in self.form.sections for t in s.tables}

    @cached_property
    def effective(self) -> Mapping[Key, Number | None]:
        """Every figure as it counts; None where it is blank or no good number, or rests on one."""
        known: dict[Key, Number | None] = dict.fromkeys(self.form.slots)
        known |= {slot.key: 0 for slot in self._zeroed_slots()}
        for key, raw in self.figures.items():
            if raw is not None and raw != "":
                known[key] = _counts(raw, self.form.slots[key].kind)
        for slot in self.form.derived:
            parts = slot.parts
            if all(known[part] is not None or self.silent(part) for part in parts):
                known[slot.key] = sum(v for part in parts if (v := known[part]) is not None)
        return known

    def _zeroed_slots(self) -> Iterator[Slot]:
        """The given figures that are 0 where nothing is typed."""
        if any(self.zeroed.values()):
            for slot in self.form.given:
                if self.zeroed[self.sections[slot.table.key]]:
                    yield slot

    def silent(self, key: Key) -> bool:
        """Whether somebody wrote that the figure does not apply, where that may be."""
        slot = self.form.slots[key]
        return slot.may_not_apply and self.figures.get(key) == not_applicable()

    @cached_property
    def verdicts(self) -> dict[tuple[str, str], str]:
        """How each rule came out, as far as somebody has asked: (code, place) → word."""
        return {}

    @cached_property
    def stands(self) -> dict[str, object]:
        """How each part of the work stands, as far as somebody has asked."""
        return {}

    def renamed(self, about: Mapping[str, Shown]) -> State:
        """The same with other names; what has been worked out and hangs on none of them is kept."""
        other = replace(self, about={**self.about, **about})
        known = {name: self.__dict__[name] for name in WORKED_OUT if name in self.__dict__}
        stands = {part: step for part, step in self.stands.items() if part not in ("about", "")}
        other.__dict__.update(known, stands=stands)
        return other

    @cached_property
    def unchanged(self) -> tuple[bool, ...]:
        """The county's findings that nothing has been done about."""
        return tuple(not (each.settled or self.explains(each)) for each in self.county)

    def explains(self, complaint: Complaint) -> bool:
        """Whether the clerk has said why it is so, where saying so is enough."""
        said = complaint.said or self.explained.get(complaint.rule)
        return bool(complaint.explainable and said)

    @cached_property
    def checkcode(self) -> str:
        """The six digits; empty while a figure is missing."""
        figures = {k: 0 if v is None and self.silent(k) else v for k, v in self.effective.items()}
        return checkcode(self.form, figures)


def not_applicable() -> str:
    """The word the workbook itself knows for a figure that does not apply."""
    return min(figure_words().not_applicable)


def _counts(raw: object, kind: Kind) -> Number | None:
    """A number of its kind; None for anything else, as the formula beside it has it."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return None
    number = raw if isinstance(raw, int | Decimal) else Decimal(repr(raw))
    if not -LARGEST < number < LARGEST or (number < 0 and not kind.signed):
        return None
    scaled = number * 10**kind.decimals
    if scaled != int(scaled):
        return None
    return number if kind.decimals and number != int(number) else int(number)
