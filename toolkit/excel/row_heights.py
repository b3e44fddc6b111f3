"""Rows of somebody's workbook that are to be as high as what is written into them.

Called where texts were put into cells that had room for less. Programs measure a row when it is
edited, not when a file is opened: so it is measured here. No row is made lower.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.excel.cell import Spot, spot
from toolkit.excel.list_looks import LISTED
from toolkit.excel.list_sheets import text_height
from toolkit.excel.parts import open_book
from toolkit.package.opening import open_package
from toolkit.package.packing import packed, part, parts_of
from toolkit.package.splice import Change, Element, elements, spliced, with_attributes

NARROW = 9.0  # a column of which nothing is said
LOW = 15.0  # a row of which nothing is said


def with_room(content: bytes, texts: Mapping[str, Mapping[str, str]]) -> bytes:
    """The workbook with rows high enough for these wrapped texts, by sheet and address."""
    package = open_package(content)
    book = open_book(package)
    changed: dict[str, bytes] = {}
    for sheet in book.sheets:
        wanted = {spot(at): text for at, text in texts.get(sheet.name, {}).items()}
        changes = list(_raised(book.xml(sheet), wanted)) if wanted else []
        if changes:
            changed[sheet.part] = spliced(book.xml(sheet), changes)
    if not changed:
        return content
    return packed(
        part(each.name, changed[each.name]) if each.name in changed else each
        for each in parts_of(package)
    )


def _raised(xml: bytes, wanted: Mapping[Spot, str]) -> Iterator[Change]:
    """The start tags of rows that are too low for their texts."""
    found = elements(xml, 2)
    columns = [each for each in found if each.name == "col"]
    least: dict[int, float] = {}
    for at, text in wanted.items():
        needed = text_height(text, LISTED, _width(columns, at.column))
        least[at.row] = max(least.get(at.row, 0.0), needed)
    number = 0
    for row in found:
        if row.name != "row" or row.depth != 2:
            continue
        number = int(row.attributes.get("r", number + 1))
        height = float(row.attributes.get("ht", LOW))
        if least.get(number, 0.0) > height:
            yield with_attributes(xml, row, ht=f"{least[number]:g}")


def _width(columns: Sequence[Element], column: int) -> float:
    for each in columns:
        if int(each.attributes["min"]) <= column <= int(each.attributes["max"]):
            return float(each.attributes.get("width", NARROW))
    return NARROW
