"""Keys in a workbook → cells: which figure, passage or single value stands where.

Each table has a hidden row of column keys and a hidden column of row keys; where they cross stands the
anchor `#table@edition:digest`. Rows may be inserted, sheets renamed, columns moved: keys move along.
Called by read.py and stamp.py for every workbook; it never looks at a label or an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.excel.cell import Spot
from toolkit.excel.parts import Book, RawCell, Sheet

ANCHOR = re.compile(r"#([a-z][a-z0-9_.]*)@([0-9]{4}[0-9A-Za-z-]*):([0-9a-f]{8})")
KEY = re.compile(r"\*|[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")

Cells = Mapping[Spot, RawCell]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a keyed table begins."""

    table: str
    edition: str
    digest: str
    sheet: Sheet
    spot: Spot


@dataclass(frozen=True, slots=True)
class Bond:
    """One keyed cell: its table, row key, column key, and where it is."""

    table: str
    row: str
    column: str
    sheet: Sheet
    spot: Spot

    @property
    def key(self) -> str:
        """The key as the form has it; tables laid side by side carry the row in the column key."""
        return f"{self.table}.{self.column}" if self.row == "*" else f"{self.table}.{self.row}.{self.column}"


@dataclass(frozen=True)
class Binding:
    """Everything that is keyed in one workbook."""

    anchors: tuple[Anchor, ...]
    bonds: Mapping[str, Bond]
    twice: tuple[Bond, ...] = ()  # the same key again: a sheet was copied


def bind_book(book: Book) -> tuple[Binding, Mapping[Sheet, Cells]]:
    """The binding of a workbook, and its cells, which whoever binds will want next."""
    cells = {sheet: {cell.spot: cell for cell in book.cells(sheet)} for sheet in book.sheets}
    anchors = tuple(a for sheet in book.sheets for a in find_anchors(sheet, cells[sheet]))
    bonds: dict[str, Bond] = {}
    twice: list[Bond] = []
    for bond in (b for anchor in anchors for b in _bonds(anchor, anchors, cells[anchor.sheet])):
        if bonds.setdefault(bond.key, bond) is not bond:
            twice.append(bond)
    return Binding(anchors, bonds, tuple(twice)), cells


def find_anchors(sheet: Sheet, cells: Cells) -> Iterator[Anchor]:
    """The anchors of a sheet in reading order."""
    for at in sorted(cells):
        text = cells[at].text
        if text and text[0] == "#" and (match := ANCHOR.fullmatch(text)):
            yield Anchor(*match.groups(), sheet, at)


def _bonds(anchor: Anchor, anchors: Iterable[Anchor], cells: Cells) -> Iterator[Bond]:
    here = [other.spot for other in anchors if other.sheet is anchor.sheet]
    columns = list(_keys_right(anchor.spot, here, cells))
    for row, row_key in _keys_below(anchor.spot, here, cells):
        for column, column_key in columns:
            yield Bond(anchor.table, row_key, column_key, anchor.sheet, Spot(row, column))


def _keys_below(at: Spot, anchors: list[Spot], cells: Cells) -> Iterator[tuple[int, str]]:
    """Row keys under an anchor, down to the next anchor of the same column."""
    ends = (other.row for other in anchors if other.column == at.column and other.row > at.row)
    end = min(ends, default=1 << 30)
    for spot in sorted(cells):
        if spot.column == at.column and at.row < spot.row < end and (key := _key(cells[spot])):
            yield spot.row, key


def _keys_right(at: Spot, anchors: list[Spot], cells: Cells) -> Iterator[tuple[int, str]]:
    """Column keys beside an anchor, up to the next anchor of the same row."""
    ends = (other.column for other in anchors if other.row == at.row and other.column > at.column)
    end = min(ends, default=1 << 30)
    for spot in sorted(cells):
        if spot.row == at.row and at.column < spot.column < end and (key := _key(cells[spot])):
            yield spot.column, key


def _key(cell: RawCell) -> str:
    """The key in a cell of a key row or column; empty for anything else that got there."""
    text = cell.text or ""
    return text if cell.formula is None and KEY.fullmatch(text) else ""
