"""Texts put into cells of somebody's workbook; everything else stays as it was, byte by byte.

Called where we answer in a file that belongs to an officer. Cells keep their style; one that is
not there yet gets that of its left neighbour, of its row or of its column. What is written is text
and never a formula. Where the texts stand there already, the file comes back as it is.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from toolkit.excel.cell import Spot, spot
from toolkit.excel.parts import Book, Sheet, open_book
from toolkit.excel.written import cell_rest
from toolkit.package.opening import open_package
from toolkit.package.packing import packed, part, parts_of
from toolkit.package.splice import Change, Element, elements, spliced


def with_texts(content: bytes, texts: Mapping[str, Mapping[str, str]]) -> bytes:
    """The workbook with these texts, by sheet and address; Unreadable where it is no workbook."""
    package = open_package(content)
    book = open_book(package)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    changed = {}
    for name, wanted in texts.items():
        differing = _differing(book, sheets[name], wanted)
        if differing:
            changed[sheets[name].part] = _patched(book.xml(sheets[name]), differing)
    if not changed:
        return content
    return packed(
        part(each.name, changed[each.name]) if each.name in changed else each
        for each in parts_of(package)
    )


def _differing(book: Book, sheet: Sheet, wanted: Mapping[str, str]) -> dict[Spot, str]:
    """The texts that do not stand there yet."""
    cells = book.cells(sheet)
    return {
        spot(at): text
        for at, text in sorted(wanted.items())
        if text != (cells.text(at.encode()) or "") or cells.formula(at.encode()) is not None
    }


class Rows(NamedTuple):
    """Where the rows and cells of a sheet stand in its bytes."""

    root: Element
    table: Element
    rows: Mapping[int, Element]
    cells: Mapping[Spot, Element]
    columns: tuple[Element, ...]


def _rows(content: bytes) -> Rows:
    found = elements(content, 3)
    rows: dict[int, Element] = {}
    cells: dict[Spot, Element] = {}
    row = column = 0
    for element in found:
        written = element.attributes.get("r")
        if element.name == "row" and element.depth == 2:
            row, column = int(written) if written else row + 1, 0
            rows[row] = element
        elif element.name == "c" and element.depth == 3:
            here = spot(written) if written else Spot(row, column + 1)
            column = here.column
            cells[here] = element
    table = next(element for element in found if element.name == "sheetData")
    columns = tuple(e for e in found if e.name == "col" and e.depth == 2)
    return Rows(found[0], table, rows, cells, columns)


def _patched(content: bytes, texts: Mapping[Spot, str]) -> bytes:
    rows = _rows(content)
    by_row: dict[int, dict[int, str]] = {}
    for here, text in texts.items():
        by_row.setdefault(here.row, {})[here.column] = text
    return spliced(content, _changes(rows, by_row))


def _changes(rows: Rows, by_row: Mapping[int, Mapping[int, str]]) -> Iterator[Change]:
    prefix = rows.root.prefix
    numbers = sorted(rows.rows)
    added: dict[int, bytes] = {}
    for number, texts in sorted(by_row.items()):
        row = rows.rows.get(number)
        if row is not None:
            yield from _in_row(rows, number, row, texts)
            continue
        cells = "".join(_cell(rows, Spot(number, c), t) for c, t in sorted(texts.items()) if t)
        new = f'<{prefix}row r="{number}">{cells}</{prefix}row>'.encode() if cells else b""
        later = bisect(numbers, number)
        at = rows.rows[numbers[later]].start if later < len(numbers) else rows.table.outside
        added[at] = added.get(at, b"") + new
    if rows.table.inside == rows.table.outside == rows.table.end and added:
        inner = b"".join(added.values())
        whole = b"<%bsheetData>%b</%bsheetData>" % (prefix.encode(), inner, prefix.encode())
        yield Change(rows.table.start, rows.table.end, whole)
        return
    yield from (Change(at, at, new) for at, new in added.items())


def _in_row(rows: Rows, number: int, row: Element, texts: Mapping[int, str]) -> Iterator[Change]:
    there = sorted(c for r, c in rows.cells if r == number)
    added: dict[int, str] = {}
    for column, text in sorted(texts.items()):
        here = Spot(number, column)
        known = rows.cells.get(here)
        if known is not None:
            yield Change(known.start, known.end, _cell(rows, here, text).encode())
        elif text:
            later = bisect(there, column)
            after = rows.cells[Spot(number, there[later])].start if later < len(there) else None
            at = row.outside if after is None else after
            added[at] = added.get(at, "") + _cell(rows, here, text)
    if row.inside == row.outside == row.end and added:
        tag = f"{row.prefix}row"
        attributes = "".join(f' {n}="{v}"' for n, v in row.attributes.items())
        inner = "".join(added.values())
        yield Change(row.start, row.end, f"<{tag}{attributes}>{inner}</{tag}>".encode())
        return
    yield from (Change(at, at, new.encode()) for at, new in added.items())


def _cell(rows: Rows, here: Spot, text: str) -> str:
    prefix, style = rows.root.prefix, _style(rows, here)
    styled = f' s="{style}"' if style != "0" else ""
    return f'<{prefix}c r="{here.address}"{styled}' + cell_rest(text, prefix=prefix)


def _style(rows: Rows, here: Spot) -> str:
    known = rows.cells.get(here) or rows.cells.get(Spot(here.row, here.column - 1))
    if known is not None:
        return known.attributes.get("s", "0")
    for column in rows.columns:
        if int(column.attributes["min"]) <= here.column <= int(column.attributes["max"]):
            return column.attributes.get("style", "0")
    return "0"
