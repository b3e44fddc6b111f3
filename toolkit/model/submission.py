"""What one agency sent, as read: figures, passages, and what the reader noticed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from toolkit.model.agency import Agency
from toolkit.model.checkcode import checkcode
from toolkit.model.figure import NOWHERE, Figures, Key, Number, Place, Raw
from toolkit.model.finding import Finding
from toolkit.model.form import Form


class Written(NamedTuple):
    """What a file holds at one key, before anybody makes a number of it."""

    raw: Raw
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Submission:
    """One return, read. `form` is the form it was filed on, which may mix editions."""

    agency: Agency
    year: int | None
    form: Form = field(repr=False, compare=False)
    figures: Figures = field(repr=False)
    passages: Mapping[str, str] = field(default_factory=dict, repr=False)
    findings: tuple[Finding, ...] = ()
    file: str = ""
    sha256: str = ""
    kind: str = ""
    printed: bool = False  # totals were typed or printed; False: they are locked formulas
    about: Mapping[str, str] = field(default_factory=dict, repr=False)  # contact and the like
    explanations: Mapping[str, str] = field(default_factory=dict, repr=False)  # by subject
    last: Submission | None = field(default=None, repr=False)  # last year, as the file shows it

    def value(self, key: Key) -> Number | None:
        """The number at a key; None where nothing usable stands."""
        figure = self.figures.get(key)
        return figure.value if figure else None

    @property
    def checkcode(self) -> str:
        """The six digits that tie it to its signed page; empty while a figure is missing."""
        silent = {key: 0 for key, figure in self.figures.items() if not figure.applies}
        return checkcode(self.form, {**self.values, **silent})

    @property
    def values(self) -> dict[Key, Number | None]:
        """The number at every key that the file has."""
        return {key: figure.value for key, figure in self.figures.items()}

    def place(self, key: Key) -> Place:
        """Where a figure stands; nowhere where the file has no such cell."""
        figure = self.figures.get(key)
        return figure.place if figure else NOWHERE
