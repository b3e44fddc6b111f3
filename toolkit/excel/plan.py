"""What stands where in a workbook made from nothing: boxes to be seen, keys that are not.

Pure. The plans of the single sheets (plan_tables, plan_pages, plan_checks) are made of these parts;
create.py draws them, stamp.py writes the meaning in afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.model.form import Form

KEYS = 1  # the column of row keys
LEFT = 2  # the first column that is seen
ENTERED = ("choice", "given", "given_money", "typed", "writing", "explanation")


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a sheet: where it begins, how far it reaches, its look, its words."""

    row: int
    column: int
    look: str
    text: str = ""
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Lit:
    """A box that takes on another look while its words are these."""

    row: int
    column: int
    columns: int
    words: str
    look: str


Area = tuple[int, int, int, int]  # first row, first column, last row, last column


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet, ready to be drawn."""

    name: str
    boxes: tuple[Box, ...]
    keys: tuple[Box, ...]
    widths: tuple[tuple[int, float], ...]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset({KEYS})
    freeze: tuple[int, int] = (1, 1)  # the first row and column that move
    printed: Area = (0, 0, 0, 0)
    repeated: int = 0  # the row that is printed on every page
    upright: bool = True  # the paper
    one_page: bool = False
    tall: tuple[tuple[int, float], ...] = ()  # heights that do not follow from a text
    frames: tuple[Area, ...] = ()  # drawn with a strong line around them
    lit: tuple[Lit, ...] = ()
    tab: str = ""  # colour of the sheet's tab

    @property
    def first_entry(self) -> tuple[int, int]:
        """Where somebody who opens the sheet begins: at the first cell that moves and is typed."""
        row, column = self.freeze
        moving = [
            box
            for box in self.boxes
            if box.row >= row and box.column >= column and box.row not in self.hidden_rows
        ]
        entered = [box for box in moving if box.look in ENTERED]
        return min((box.row, box.column) for box in entered or moving)


def key(row: int, column: int, text: str) -> Box:
    """A key, or an anchor: text in a hidden row or column."""
    return Box(row, column, "key", text)


def anchor(row: int, column: int, table: str, form: Form, edition: str = "") -> Box:
    """What stands where a key row and a key column cross."""
    return key(row, column, f"#{table}@{edition or form.edition}:{form.digest}")


def keyed(
    at: tuple[int, int], table: str, form: Form, columns: dict[int, str], rows: dict[int, str]
) -> Iterator[Box]:
    """The keys of a table of single values: columns and rows of the sheet, and their keys."""
    row, column = at
    yield anchor(row, column, table, form)
    yield from (key(row, number, name) for number, name in columns.items())
    yield from (key(number, column, name) for number, name in rows.items())


def rows_of_keys(keys: Iterable[Box], at: int = KEYS) -> frozenset[int]:
    """The rows that hold an anchor in a key column: they are hidden."""
    return frozenset(box.row for box in keys if box.column == at and box.text.startswith("#"))
