"""What was done to one sheet besides filling it in: its protection, its validations, what it hides.

Called by tamper.py for every sheet of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice

from toolkit.excel.bind import Binding, Layout, spot_of
from toolkit.excel.cell import Spot
from toolkit.excel.parts import Book
from toolkit.faults import noticed
from toolkit.model.figure import Place
from toolkit.model.finding import Finding
from toolkit.model.form import Form

PROTECTED = re.compile(rb'<sheetProtection\b[^>]*\bsheet="(?:1|true)"')
VALIDATION = re.compile(rb'<dataValidation\b[^>]*\bsqref="([^"]*)"')
HIDDEN = b"hidden="
LONGEST_TAG = 1_000
COLUMN = re.compile(rb"<col\b[^>]*>")
MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([^"]*)"')
RANGE = re.compile(rb"([A-Z]{1,3}[0-9]{1,7})(?::([A-Z]{1,3}[0-9]{1,7}))?(?=\s|$)")
ATTRIBUTE = re.compile(rb'(\w+)="([0-9a-z]{1,7})"')
MOST = 5_000  # ranges of a sheet that are looked at; pasting leaves some hundreds behind
LISTED = 12  # places that a finding names


@lru_cache(maxsize=64)
def figures_by_sheet(layout: Layout, form: Form) -> Mapping[int, tuple[bytes, ...]]:
    """The cells to be filled in, sheet by sheet; sheets without any are there too."""
    found: dict[int, list[bytes]] = {anchor.sheet: [] for anchor in layout.anchors}
    for slot in form.given:
        bond = layout.bonds.get(slot.key)
        if bond:
            found[bond[0]].append(bond[1])
    return {number: tuple(cells) for number, cells in sorted(found.items())}


def of_sheet(
    book: Book, binding: Binding, cells: tuple[bytes, ...], number: int, file: str
) -> Iterator[Finding]:
    """Protection, validation, hidden rows and columns, merged figures of one sheet."""
    sheet, xml = binding.sheets[number], book.plain(binding.sheets[number])
    tail = xml[xml.rfind(b"</sheetData>") :]
    if not PROTECTED.search(tail):
        yield noticed("protection-off", found=sheet.name)
    if not cells:
        return
    figures = _spots(cells)
    if sheet.state != "visible":
        yield noticed("sheet-hidden", found=sheet.name)
    bare, merged = unguarded(tail, figures)
    for code, spots in (("validation-lost", bare), ("figures-hidden", _hidden(xml, figures))):
        if spots:
            places = _spot_places(file, sheet.name, spots)
            yield noticed(code, found=sheet.name, count=len(spots))._replace(places=places)
    for inside in merged:
        places = _spot_places(file, sheet.name, inside)
        yield noticed("figures-merged", found=sheet.name)._replace(places=places)


Spots = tuple[Spot, ...]


@lru_cache(maxsize=64)
def _spots(cells: tuple[bytes, ...]) -> frozenset[Spot]:
    return frozenset(map(spot_of, cells))


@lru_cache(maxsize=64)
def unguarded(tail: bytes, figures: frozenset[Spot]) -> tuple[Spots, tuple[Spots, ...]]:
    """Figures without validation, and those merged into one cell.

    What stands behind the cells of a sheet is the same in all workbooks that one program saved.
    """
    bare = figures - _covered(VALIDATION.findall(tail), figures)
    merges = (sorted(_within(figures, *each)) for each in _ranges(MERGED.findall(tail)))
    return tuple(sorted(bare)), tuple(tuple(inside) for inside in merges if len(inside) > 1)


def _ranges(written: Iterable[bytes]) -> Iterator[tuple[Spot, Spot]]:
    """First and last cell of each range in texts such as `A1:B2 D4`."""
    found = (each for some in written for each in RANGE.finditer(some))
    for each in islice(found, MOST):
        yield spot_of(each[1]), spot_of(each[2] or each[1])


def _covered(written: Iterable[bytes], cells: frozenset[Spot]) -> set[Spot]:
    """Those of the cells that ranges cover; small ranges are counted out, which is faster."""
    found: set[Spot] = set()
    for first, last in _ranges(written):
        rows, columns = range(first.row, last.row + 1), range(first.column, last.column + 1)
        if len(rows) * len(columns) <= len(cells):
            found.update(Spot(row, column) for row in rows for column in columns)
        else:
            found.update(_within(cells, first, last))
    return found


def _within(cells: Iterable[Spot], first: Spot, last: Spot) -> Iterator[Spot]:
    """Those of the cells that lie in a range."""
    return (
        cell
        for cell in cells
        if first.row <= cell.row <= last.row and first.column <= cell.column <= last.column
    )


def _hidden(xml: bytes, figures: frozenset[Spot]) -> Spots:
    """The figures in rows and columns that are hidden."""
    lines = (dict(ATTRIBUTE.findall(row)) for row in _rows_with(HIDDEN, xml))
    rows = {_whole(said, b"r") for said in lines if said.get(b"hidden") in (b"1", b"true")}
    columns = [
        dict(ATTRIBUTE.findall(column))
        for column in islice(COLUMN.findall(xml[: xml.find(b"<sheetData")]), MOST)
    ]
    spans = [
        (_whole(said, b"min"), _whole(said, b"max"))
        for said in columns
        if said.get(b"hidden") in (b"1", b"true")
    ]
    return tuple(
        sorted(f for f in figures if f.row in rows or any(a <= f.column <= b for a, b in spans))
    )


def _rows_with(attribute: bytes, xml: bytes) -> Iterator[bytes]:
    """The tags of rows in which an attribute is written; few have any that is looked for."""
    at = xml.find(attribute)
    while at >= 0:
        begin = xml.rfind(b"<", max(0, at - LONGEST_TAG), at)
        end = xml.find(b">", begin, at + LONGEST_TAG)
        if xml.startswith(b"<row ", begin) and end > at:
            yield xml[begin:end]
        at = xml.find(attribute, at + 1)


def _whole(said: Mapping[bytes, bytes], name: bytes) -> int:
    """An attribute that is a whole number; 0 where it is none."""
    value = said.get(name, b"")
    return int(value) if value.isdigit() else 0


def _spot_places(file: str, sheet: str, cells: Iterable[Spot]) -> tuple[Place, ...]:
    return places_of(file, sheet, (cell.address.encode() for cell in cells))


def places_of(file: str, sheet: str, cells: Iterable[bytes]) -> tuple[Place, ...]:
    """The first places of many."""
    return tuple(Place(file, sheet, at.decode()) for at in islice(cells, LISTED))
