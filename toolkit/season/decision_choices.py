"""The drop-downs of an officer's workbook brought up to date with roster and form.

Called before the workbook is given back: one that refuses the name of a new agency would leave the
officer nothing to choose. Everything else in the workbook stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from toolkit.excel.cell import letters
from toolkit.excel.listing import read_listing
from toolkit.excel.parts import open_book
from toolkit.excel.patch import with_texts
from toolkit.model.form import Form
from toolkit.package.opening import open_package
from toolkit.package.packing import packed, part, parts_of
from toolkit.season.decision_book import lists_of
from toolkit.season.members import Members

AREA = rb"(%s'?!\$([A-Z]+)\$%d:\$\2\$)\d+(?=</(?:(?:\w+:)?formula1|xm:f)>)"
Texts = Mapping[str, str]  # address → text


def with_choices(content: bytes, members: Members, form: Form) -> bytes:
    """The workbook with the agencies and rules of today in its drop-downs."""
    lists = lists_of(members, form)
    first = lists.heading_row + 1
    wanted = {
        f"{letters(column)}{row}": str(text)
        for row, texts in enumerate(lists.rows, first)
        for column, text in enumerate(texts, 1)
        if text is not None
    }
    known = _known(content, lists.name, first)
    if known in (None, wanted):
        return content
    texts = {**dict.fromkeys(known or (), ""), **wanted}
    ends = {
        letters(column): first + sum(text is not None for text in each) - 1
        for column, each in enumerate(zip(*lists.rows, strict=True), 1)
    }
    return _with_areas(with_texts(content, {lists.name: texts}), lists.name, first, ends)


def _known(content: bytes, name: str, first: int) -> Texts | None:
    """What stands on the sheet of choices; None where there is no such sheet any more."""
    listed = next((each for each in read_listing(content, "") if each.name == name), None)
    if listed is None:
        return None
    rows = (row for row in listed.rows if row.number >= first)
    return {f"{column}{row.number}": text for row in rows for column, text in row.cells.items()}


def _with_areas(content: bytes, name: str, first: int, ends: Mapping[str, int]) -> bytes:
    """The workbook with drop-downs that go as far as their lists."""
    package = open_package(content)
    book = open_book(package)
    area = re.compile(AREA % (re.escape(name.encode()), first))

    def as_far(found: re.Match[bytes]) -> bytes:
        return b"%b%d" % (found[1], ends[found[2].decode()])

    sheets = {sheet.part: book.xml(sheet) for sheet in book.sheets}
    changed = {part: new for part, xml in sheets.items() if (new := area.sub(as_far, xml)) != xml}
    return packed(
        part(each.name, changed[each.name]) if each.name in changed else each
        for each in parts_of(package)
    )
