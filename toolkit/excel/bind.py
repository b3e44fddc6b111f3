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
from toolkit.excel.cells import SIGN, Cells
from toolkit.excel.parts import Book, Sheet
from toolkit.package.unreadable import Unreadable

ANCHOR = re.compile(r"#([a-z][a-z0-9_.]*)@([0-9]{4}[0-9A-Za-z-]*):([0-9a-f]{8})")
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


@dataclass(frozen=True, eq=False)
class Layout:
    """Where keys lie: one object for all workbooks in which they lie alike.

    What follows from it is worked out once for all of them, so it is known by being the same
    object.
    """

    anchors: tuple[Anchor, ...]
    bonds: Mapping[str, Bond]
    twice: tuple[tuple[str, Bond], ...]  # the same key again: a sheet was copied, or lines of one


@dataclass(frozen=True)
class Binding:
    """Everything that is keyed in one workbook."""

    sheets: tuple[Sheet, ...]
    cells: Mapping[int, Cells]  # of the sheets that have anchors
    layout: Layout

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        return self.layout.anchors

    @property
    def bonds(self) -> Mapping[str, Bond]:
        return self.layout.bonds

    @property
    def twice(self) -> tuple[tuple[str, Bond], ...]:
        return self.layout.twice

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
        if SIGN.search(book.plain(sheet)) or (shared and b't="s"' in book.plain(sheet))
    }
    return bind_cells(book.sheets, candidates)


def bind_cells(sheets: tuple[Sheet, ...], candidates: Mapping[int, Cells]) -> Binding:
    """The binding of these cells; only sheets with anchors are kept, copies after the others."""
    order = sorted(candidates, key=lambda number: bool(COPIED.search(sheets[number].name)))
    keyed = {number: _keyed(number, candidates[number]) for number in order}
    cells = {number: candidates[number] for number, each in keyed.items() if each.anchors}
    return Binding(sheets, cells, _together(tuple(keyed.values())))


@lru_cache(maxsize=64)
def _together(keyed: tuple[Layout, ...]) -> Layout:
    """The keys of all sheets, in their order; of a key that is there twice the first counts."""
    bonds: dict[str, Bond] = {}
    twice: list[tuple[str, Bond]] = []
    for each in keyed:
        twice += each.twice
        twice += [(key, bond) for key, bond in each.bonds.items() if key in bonds]
        bonds |= {key: bond for key, bond in each.bonds.items() if key not in bonds}
    anchors = tuple(anchor for each in keyed for anchor in each.anchors)
    return Layout(anchors, bonds, tuple(twice))


def find_anchors(number: int, cells: Cells) -> Iterator[Anchor]:
    """The anchors of a sheet in reading order."""
    found = []
    for at in cells.marked():
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


NOTHING = Layout((), {}, ())


def _keyed(number: int, cells: Cells) -> Layout:
    """The anchors of a sheet with their keys."""
    anchors = tuple(find_anchors(number, cells))
    if not anchors:
        return NOTHING
    rows = frozenset(anchor.spot.row for anchor in anchors)
    columns = frozenset(anchor.spot.column for anchor in anchors)
    here = cells.in_lines(rows, columns)
    return _crossing(number, anchors, here, tuple(cells.text(at) or "" for at in here))


@lru_cache(maxsize=256)
def _crossing(
    number: int, anchors: tuple[Anchor, ...], here: tuple[bytes, ...], texts: tuple[str, ...]
) -> Layout:
    """Key and cell wherever a row key and a column key cross.

    Worked out once for all workbooks whose keys lie alike, as those of one template do. A text that
    only looks like an anchor has no keys, and is none.
    """
    rows, columns = _lines_of_keys(anchors, here, texts)
    kept: list[Anchor] = []
    bonds: dict[str, Bond] = {}
    twice: list[tuple[str, Bond]] = []
    for anchor in anchors:
        across = _until(rows[anchor.spot.row], anchor.spot.column)
        down = _until(columns[anchor.spot.column], anchor.spot.row)
        kept += [anchor] if across and down else []
        for key, at in _crossed(anchor, across, down):
            if bonds.setdefault(key, (number, at)) != (number, at):
                twice.append((key, (number, at)))
    return Layout(tuple(kept), bonds, tuple(twice))


def _crossed(anchor: Anchor, across: Line, down: Line) -> Iterator[tuple[str, bytes]]:
    for row, row_key in down:
        stem = f"{anchor.table}." if row_key == "*" else f"{anchor.table}.{row_key}."
        yield from ((stem + key, f"{letters(column)}{row}".encode()) for column, key in across)


def _lines_of_keys(
    anchors: tuple[Anchor, ...], here: tuple[bytes, ...], texts: tuple[str, ...]
) -> tuple[dict[int, Line], dict[int, Line]]:
    """What stands in the rows and the columns of the anchors, in order."""
    rows: dict[int, Line] = {anchor.spot.row: [] for anchor in anchors}
    columns: dict[int, Line] = {anchor.spot.column: [] for anchor in anchors}
    for at, text in zip(here, texts, strict=True):
        place = spot_of(at)
        if place.row in rows:
            rows[place.row].append((place.column, text))
        if place.column in columns:
            columns[place.column].append((place.row, text))
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
