"""Rows of somebody's workbook that are to be as high as what stands in them.

Called where longer texts were put into cells than stood there before. A height that the program
worked out is left out, so that the program works it out anew; one that somebody set stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from toolkit.excel.parts import open_book
from toolkit.package.opening import open_package
from toolkit.package.packing import packed, part, parts_of
from toolkit.package.splice import Change, elements, spliced

HEIGHT = re.compile(rb"""\s(?:customHeight|ht)\s*=\s*("[^"]*"|'[^']*')""")
SET = ("1", "true")


def with_free_rows(content: bytes, rows: Mapping[str, Collection[int]]) -> bytes:
    """The workbook with these rows, by sheet and number, as high as their texts need."""
    package = open_package(content)
    book = open_book(package)
    changed: dict[str, bytes] = {}
    for sheet in book.sheets:
        changes = list(_freed(book.xml(sheet), rows[sheet.name])) if sheet.name in rows else []
        if changes:
            changed[sheet.part] = spliced(book.xml(sheet), changes)
    if not changed:
        return content
    return packed(
        part(each.name, changed[each.name]) if each.name in changed else each
        for each in parts_of(package)
    )


def _freed(xml: bytes, wanted: Collection[int]) -> Iterator[Change]:
    """The start tags of these rows without a height that nobody set."""
    number = 0
    for row in elements(xml, 2):
        if row.name != "row" or row.depth != 2:
            continue
        number = int(row.attributes.get("r", number + 1))
        if number in wanted and row.attributes.get("customHeight") not in SET:
            tag = xml[row.start : row.inside]
            freed = HEIGHT.sub(b"", tag)
            if freed != tag:
                yield Change(row.start, row.inside, freed)
