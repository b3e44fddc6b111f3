"""Texts put into cells of somebody's workbook; everything else stays as it was, byte by byte.

Called where we answer in a file that belongs to an officer. A cell keeps its style; one that is
not there yet looks like its left neighbour, else like its row or its column. What is written is
text, never a formula; a formula that other cells live on is left alone. Where the texts stand there
already, the file comes back as it is.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from toolkit.excel.cell import ADDRESS, Spot, spot
from toolkit.excel.cells import Cells
from toolkit.excel.parts import Book, open_book
from toolkit.excel.written import LONGEST, cell_rest
from toolkit.package.escape import FORBIDDEN
from toolkit.package.opening import open_package
from toolkit.package.packing import packed, part, parts_of
from toolkit.package.splice import Change, Element, elements, spliced, with_attributes
from toolkit.package.unreadable import Unreadable

SHARED = re.compile(rb"<(?:\w+:)?f\b[^>]*\bref\s*=")  # other cells take their formulas from it
CHAIN = "calcChain"  # the order of formulas; programs make it anew, but stumble over a wrong one
TYPES = "[Content_Types].xml"


class Drawn(NamedTuple):
    """A sheet as it is written: where its rows and cells stand in the bytes."""

    content: bytes
    prefix: str
    table: Element
    rows: Mapping[int, Element]
    cells: Mapping[Spot, Element]
    columns: tuple[Element, ...]
    dimension: Element | None


def with_texts(content: bytes, texts: Mapping[str, Mapping[str, str]]) -> bytes:
    """The workbook with texts by sheet, which must be there, and by address; else Unreadable."""
    package = open_package(content)
    book = open_book(package)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    changed: dict[str, bytes] = {}
    calculated = False
    for name, wanted in texts.items():
        sheet, cells = sheets[name], book.cells(sheets[name])
        differing = _differing(cells, wanted)
        patched = _patched(book.xml(sheet), differing) if differing else book.xml(sheet)
        if patched != book.xml(sheet):
            changed[sheet.part] = patched
            calculated |= any(cells.formula(at.address.encode()) is not None for at in differing)
    if not changed:
        return content
    chain = next((target for kind, target in book.links if kind == CHAIN), "")
    if calculated and chain:
        changed |= _unchained(book, chain)
    return packed(
        part(each.name, changed[each.name]) if each.name in changed else each
        for each in parts_of(package)
        if not (calculated and each.name == chain)
    )


def _differing(cells: Cells, wanted: Mapping[str, str]) -> dict[Spot, str]:
    """The texts, as a cell can hold them, that do not stand there yet."""
    found = {}
    for address, text in wanted.items():
        at = address.encode()
        text = re.sub(FORBIDDEN, "", text).replace("\r\n", "\n")[:LONGEST]
        if text != (cells.text(at) or "") or cells.formula(at) is not None:
            found[spot(address)] = text
    return found


def _patched(content: bytes, texts: Mapping[Spot, str]) -> bytes:
    """A sheet with these texts."""
    drawn = _drawn(content)
    by_row: dict[int, dict[int, str]] = {}
    for here, text in sorted(texts.items()):
        if text or here in drawn.cells:
            by_row.setdefault(here.row, {})[here.column] = text
    changes = list(_dimension(drawn, [here for here, text in texts.items() if text]))
    for row in sorted(by_row.keys() & drawn.rows.keys()):
        changes += _in_row(drawn, row, by_row[row])
    new = {row: cells for row, cells in by_row.items() if row not in drawn.rows}
    return spliced(content, [*changes, *_new_rows(drawn, new)])


def _drawn(content: bytes) -> Drawn:
    """Rows and cells that do not say where they are stand behind the one before them."""
    found = elements(content, 3)
    rows: dict[int, Element] = {}
    cells: dict[Spot, Element] = {}
    here = Spot(0, 0)
    for element in found:
        written = element.attributes.get("r", "")
        if element.name == "row" and element.depth == 2:
            here = Spot(int(written or here.row + 1), 0)
            rows[here.row] = element
        elif element.name == "c" and element.depth == 3:
            here = spot(written) if written else Spot(here.row, here.column + 1)
            cells[here] = element
    top = {element.name: element for element in found if element.depth == 1}
    if "sheetData" not in top:
        raise Unreadable("not-a-workbook")  # a sheet that is a chart
    columns = tuple(e for e in found if e.name == "col" and e.depth == 2)
    table, dimension = top["sheetData"], top.get("dimension")
    return Drawn(content, found[0].prefix, table, rows, cells, columns, dimension)


def _in_row(drawn: Drawn, row: int, texts: Mapping[int, str]) -> Iterator[Change]:
    """The cells of a row that is there: replaced, or put in their places."""
    there = sorted(here.column for here in drawn.cells if here.row == row)
    element, added = drawn.rows[row], dict[int, bytes]()
    for column, text in texts.items():
        known = drawn.cells.get(Spot(row, column))
        written = _cell(drawn, Spot(row, column), text)
        if known is not None:
            if not SHARED.search(drawn.content[known.start : known.end]):
                yield Change(known.start, known.end, written)
            continue
        later = bisect(there, column)
        at = element.outside
        if later < len(there):
            at = drawn.cells[Spot(row, there[later])].start
        added[at] = added.get(at, b"") + written
    yield from _filled(drawn, element, _spanned(drawn, element, texts), added)


def _spanned(drawn: Drawn, row: Element, texts: Mapping[int, str]) -> bytes:
    """The start tag of a row, its hint about the columns it goes over widened if need be."""
    tag = drawn.content[row.start : row.inside]
    first, colon, last = row.attributes.get("spans", "").partition(":")
    if colon and first.isdecimal() and last.isdecimal():
        low, high = min(int(first), *texts), max(int(last), *texts)
        if (low, high) != (int(first), int(last)):
            return with_attributes(drawn.content, row, spans=f"{low}:{high}").content
    return tag


def _new_rows(drawn: Drawn, by_row: Mapping[int, Mapping[int, str]]) -> Iterator[Change]:
    """Rows that the sheet does not have yet, each before the next that it has."""
    numbers, added, prefix = sorted(drawn.rows), dict[int, bytes](), drawn.prefix
    for row, texts in sorted(by_row.items()):
        cells = b"".join(_cell(drawn, Spot(row, column), t) for column, t in texts.items())
        later = bisect(numbers, row)
        at = drawn.table.outside
        if later < len(numbers):
            at = drawn.rows[numbers[later]].start
        new = b'<%brow r="%d">%b</%brow>' % (prefix.encode(), row, cells, prefix.encode())
        added[at] = added.get(at, b"") + new
    tag = drawn.content[drawn.table.start : drawn.table.inside]
    yield from _filled(drawn, drawn.table, tag, added)


def _filled(
    drawn: Drawn, element: Element, tag: bytes, added: Mapping[int, bytes]
) -> Iterator[Change]:
    """An element with more in it; one that was empty, <row/>, gets an end tag of its own."""
    if added and element.inside == element.end:
        name = f"{element.prefix}{element.name}".encode()
        inner = b"".join(added.values())
        opened = tag.removesuffix(b"/>").rstrip() + b">"
        yield Change(element.start, element.end, opened + inner + b"</" + name + b">")
        return
    if tag != drawn.content[element.start : element.inside]:
        yield Change(element.start, element.inside, tag)
    yield from (Change(at, at, new) for at, new in added.items())


def _cell(drawn: Drawn, here: Spot, text: str) -> bytes:
    style, prefix = _style(drawn, here), drawn.prefix
    styled = f' s="{style}"' if style else ""
    return (f'<{prefix}c r="{here.address}"{styled}' + cell_rest(text, prefix=prefix)).encode()


def _style(drawn: Drawn, here: Spot) -> str:
    """The style of a cell: its own, else that of what it stands beside or in."""
    left = Spot(here.row, here.column - 1)
    known = drawn.cells.get(here) or drawn.cells.get(left)
    if known is not None:
        return known.attributes.get("s", "")
    row = drawn.rows.get(here.row)
    if row is not None and row.attributes.get("customFormat") in ("1", "true"):
        return row.attributes.get("s", "")
    for column in drawn.columns:
        if int(column.attributes["min"]) <= here.column <= int(column.attributes["max"]):
            return column.attributes.get("style", "")
    return ""


def _dimension(drawn: Drawn, spots: list[Spot]) -> Iterator[Change]:
    """What a sheet says of its size; some programs read no further."""
    if drawn.dimension is None:
        return
    written = drawn.dimension.attributes.get("ref", "")
    corners = [spot(at[0]) for at in ADDRESS.finditer(written)]
    if not corners or all(_inside(here, corners) for here in spots):
        return
    rows, columns = zip(*corners, *spots, strict=True)
    ref = f"{Spot(min(rows), min(columns)).address}:{Spot(max(rows), max(columns)).address}"
    yield with_attributes(drawn.content, drawn.dimension, ref=ref)


def _inside(here: Spot, corners: list[Spot]) -> bool:
    first, last = corners[0], corners[-1]
    return first.row <= here.row <= last.row and first.column <= here.column <= last.column


def _unchained(book: Book, chain: str) -> dict[str, bytes]:
    """The parts that name the order of formulas, without it."""
    folder, name = posixpath.split(book.part)
    links = posixpath.join(folder, "_rels", f"{name}.rels")
    changed = {}
    for listed, attribute, end in ((links, "Type", f"/{CHAIN}"), (TYPES, "PartName", f"/{chain}")):
        content = book.package.xml(listed)
        gone = (
            Change(element.start, element.end, b"")
            for element in elements(content, 1)
            if element.attributes.get(attribute, "").endswith(end)
        )
        changed[listed] = spliced(content, gone)
    return changed
