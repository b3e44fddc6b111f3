"""A figure: one value at one key, with what was written there and the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias

Key: TypeAlias = str  # "requests.new.person"; stable ASCII, never a label or a position
Number: TypeAlias = int | Decimal
Raw: TypeAlias = object  # whatever a file held at that place: text, float, bool, date, None

CELL = re.compile(r"([A-Z]{1,3})(\d+)")


class Kind(StrEnum):
    """What sort of number a slot takes."""

    COUNT = "count"  # whole, not negative
    CHANGE = "change"  # whole, may be negative
    MONEY = "money"  # at most four decimals, not negative

    @property
    def decimals(self) -> int:
        return 4 if self is Kind.MONEY else 0

    @property
    def signed(self) -> bool:
        return self is Kind.CHANGE


class Place(NamedTuple):
    """Where something stands: a cell of a sheet, or a line of a page."""

    file: str = ""
    sheet: str = ""
    cell: str = ""
    page: int = 0
    line: int = 0

    def order(self) -> tuple[int, int, int, str, int, str, str]:
        """Sort key: pages and lines in order, cells as Excel counts them (AA after Z)."""
        match = CELL.fullmatch(self.cell)
        column, row = match.groups() if match else ("", "0")
        return (
            self.page,
            self.line,
            len(column),
            column,
            int(row),
            self.sheet,
            self.cell,
        )

    def as_json(self) -> dict[str, object]:
        """Only what is known of the place; the file stands beside it already."""
        known = {
            "sheet": self.sheet,
            "cell": self.cell,
            "page": self.page,
            "line": self.line,
        }
        return {name: value for name, value in known.items() if value}


NOWHERE = Place()


class Figure(NamedTuple):
    """One value at one key. `value` is None where nothing usable stands; blank is never 0."""

    key: Key
    value: Number | None
    raw: Raw = None
    place: Place = NOWHERE
    applies: bool = True  # False: the agency wrote that the slot does not apply to it


Figures: TypeAlias = Mapping[Key, Figure]
