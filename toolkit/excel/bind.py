"""Keys in a workbook → cells: which figure, passage or single value stands where.

Each table has a hidden row of column keys and a hidden column of row keys; where they cross stands
the anchor `#table@edition:digest`. Rows may be inserted, sheets renamed, columns moved: keys move
along. Called for every workbook that is read or stamped; labels and addresses are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from toolkit.excel.atlas import Atlas, Site
from toolkit.excel.cell import Spot, letters, spot
from toolkit.excel.cells import Cells
from toolkit.excel.parts import Book, Sheet
from toolkit.package.unreadable import Unreadable

ANCHOR = re.compile(r"#([a-z][a-z0-9_.]*)@([0-9]{4}[0-9A-Za-z-]*):([0-9a-f]{8})")
SIGNS = re.compile(rb"#[a-z][a-z0-9_.]*@[0-9]{4}")
COPIED = re.compile(r" ?\(\d+\)$|_\d+$")  # how programs call the copy of a sheet
KEY = re.compile(r"\*|[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)*")


class Anchor(NamedTuple):
    """Where a keyed table begins."""

    table: str
    edition: str
    digest: str
    sheet: int  # which of the workbook's sheets
    spot: Spot


Bond = tuple[int, bytes]  # which sheet, which address


@dataclass(frozen=True)
class Binding:
    """Everything that is keyed in one workbook."""

    sheets: tuple[Sheet, ...]
    cells: Mapping[int, Cells]  # of the sheets that have anchors
    anchors: tuple[Anchor, ...]
    bonds: Mapping[str, Bond]
    twice: tuple[tuple[str, Bond], ...] = ()  # the same key again: a sheet was copied

    @cached_property
    def atlas(self) -> Atlas:
        """The same as addresses for formulas."""
        return Atlas({key: self.site(bond) for key, bond in self.bonds.items()})

    def site(self, bond: Bond) -> Site:
        return Site(self.sheets[bond[0]].name, spot_of(bond[1]))

    def text(self, key: str) -> str | None:
        """What stands at a key; None where nothing does or the workbook has no such cell."""
        bond = self.bonds.get(key)
        return self.cells[bond[0]].text(bond[1]) if bond else None

    def here(self, sheet: int) -> Mapping[bytes, str]:
        """The keyed cells of one sheet."""
        return {at: key for key, (number, at) in self.bonds.items() if number == sheet}


def bind_book(book: Book) -> Binding:
    """The binding of a workbook; a sheet that cannot be ours is not looked through."""
    shared = bool(book.strings.marked)
    candidates = {
        number: book.cells(sheet)
        for number, sheet in enumerate(book.sheets)
        if SIGNS.search(book.plain(sheet)) or (shared and b't="s"' in book.plain(sheet))
    }
    return bind_cells(book.sheets, candidates)


def bind_cells(sheets: tuple[Sheet, ...], candidates: Mapping[int, Cells]) -> Binding:
    """The binding of these cells; only sheets with anchors are kept, copies after the others."""
    order = sorted(candidates, key=lambda number: bool(COPIED.search(sheets[number].name)))
    found = {number: _keyed(number, candidates[number]) for number in order}
    anchors = [anchor for some in found.values() for anchor, _, _ in some]
    cells = {number: candidates[number] for number, some in found.items() if some}
    bonds: dict[str, Bond] = {}
    twice: list[tuple[str, Bond]] = []
    for number in cells:
        for made in _bonds(number, found[number]):
            if not bonds.keys().isdisjoint(made):
                twice += [(key, bond) for key, bond in made.items() if key in bonds]
                made = {key: bond for key, bond in made.items() if key not in bonds}
            bonds.update(made)
    return Binding(sheets, cells, tuple(anchors), bonds, tuple(twice))


def find_anchors(number: int, cells: Cells) -> Iterator[Anchor]:
    """The anchors of a sheet in reading order."""
    found = []
    for at in cells.beginning_with_a_mark():
        match = ANCHOR.fullmatch(cells.text(at) or "")
        if match:
            found.append(Anchor(match[1], match[2], match[3], number, spot_of(at)))
    return iter(sorted(found, key=lambda anchor: anchor.spot))


@lru_cache(maxsize=20_000)
def spot_of(at: bytes) -> Spot:
    """Addresses are the same in all workbooks of a season."""
    try:
        return spot(at.decode("ascii"))
    except ValueError as broken:
        raise Unreadable("damaged") from broken


Line = list[tuple[int, str]]  # place along a row or column, and the key or anchor there
Keyed = tuple[Anchor, Line, Line]  # an anchor, the keys to its right, the keys below it


def _keyed(number: int, cells: Cells) -> list[Keyed]:
    """The anchors of a sheet with their keys; a text that only looks like one has none."""
    anchors = list(find_anchors(number, cells))
    if not anchors:
        return []
    rows, columns = _lines_of_keys(anchors, cells)
    found = (
        (a, _until(rows[a.spot.row], a.spot.column), _until(columns[a.spot.column], a.spot.row))
        for a in anchors
    )
    return [(anchor, across, down) for anchor, across, down in found if across and down]


def _bonds(number: int, tables: list[Keyed]) -> Iterator[dict[str, Bond]]:
    """Key and cell wherever a row key and a column key of a sheet cross, row by row."""
    for anchor, across, down in tables:
        heads = [(letters(column).encode(), key) for column, key in across]
        for row, row_key in down:
            line = b"%d" % row
            stem = f"{anchor.table}." if row_key == "*" else f"{anchor.table}.{row_key}."
            yield {stem + key: (number, column + line) for column, key in heads}


def _lines_of_keys(anchors: list[Anchor], cells: Cells) -> tuple[dict[int, Line], dict[int, Line]]:
    """What stands in the rows and the columns of the anchors, in order."""
    rows: dict[int, Line] = {anchor.spot.row: [] for anchor in anchors}
    columns: dict[int, Line] = {anchor.spot.column: [] for anchor in anchors}
    for at in cells.in_lines(rows, columns):
        place = spot_of(at)
        if place.row in rows:
            rows[place.row].append((place.column, cells.text(at) or ""))
        if place.column in columns:
            columns[place.column].append((place.row, cells.text(at) or ""))
    for line in (*rows.values(), *columns.values()):
        line.sort()
    return rows, columns


def _until(line: Line, start: int) -> Line:
    """The keys behind an anchor, up to the next anchor; whatever else got there is passed over."""
    found: Line = []
    for place, text in line:
        if place > start:
            if text[:1] == "#" and ANCHOR.fullmatch(text):
                break
            if _is_key(text):
                found.append((place, text))
    return found


@lru_cache(maxsize=4096)
def _is_key(text: str) -> bool:
    return bool(KEY.fullmatch(text))
