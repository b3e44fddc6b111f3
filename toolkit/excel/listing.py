"""Plain tables out of any workbook or text file: rows of texts, as people see them.

Called for what officers keep themselves: rosters, decisions, lists of every make. Nothing is
expected of a table but that it has rows; `find_heading` tells where it begins. Whatever cannot be
read is Unreadable with the code of a finding; a list longer than any county's is not read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import NamedTuple

from toolkit.excel.cell import ADDRESS, letters
from toolkit.excel.foreign import read_foreign
from toolkit.excel.parts import Book, Sheet, open_book
from toolkit.excel.typed_cells import Values
from toolkit.model.label import fold
from toolkit.package.opening import OLE, ZIP, open_package
from toolkit.package.unreadable import Unreadable

MOST_ROWS, MOST_COLUMNS = 20_000, 16_384
LARGEST_TEXT = 16 * 1024 * 1024
HEADING_WITHIN = 20  # rows in which the headings of a table are looked for
SEPARATORS = ",;\t"
WIDE = (b"\xff\xfe", b"\xfe\xff")  # begin texts of two bytes a character
NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # how programs keep the zeros that a code begins with
REMARK = re.compile(r"^\([^()]*\)|\([^()]*\)$|\[[^\[\]]*\]$")
MARKS = str.maketrans("", "", "*:※")

Filled = tuple[int, str, str]  # row, column, text


class ListedRow(NamedTuple):
    """One row: its number in the file, and column letter → text of its filled cells."""

    number: int
    cells: Mapping[str, str]


class Listed(NamedTuple):
    """One sheet, or a file of text, with the rows that hold something."""

    name: str
    rows: tuple[ListedRow, ...]


def read_listing(content: bytes, name: str) -> tuple[Listed, ...]:
    """Every table in a file, its content deciding what it is; Unreadable where it is none."""
    if not content.startswith((ZIP, OLE)):
        return (_listed(PurePath(name).stem, _text_cells(_decoded(content))),)
    foreign = read_foreign(content)
    if foreign.converted is None:
        return tuple(_listed(sheet.name, _plain_cells(sheet.cells)) for sheet in foreign.sheets)
    book = open_book(open_package(foreign.converted))
    values = Values(book)
    return tuple(_listed(sheet.name, _book_cells(book, sheet, values)) for sheet in book.sheets)


def find_heading(
    listed: Listed, wanted: Mapping[str, tuple[str, ...]]
) -> tuple[int, dict[str, str]] | None:
    """The row with the most of the wanted headings, the first of such: number, field → column."""
    found = [(row.number, _fields(row, wanted)) for row in listed.rows[:HEADING_WITHIN]]
    best = max(found, key=lambda each: len(each[1]), default=(0, {}))
    return best if best[1] else None


def _fields(row: ListedRow, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Field → column: a heading as it stands before one without its closing remark."""
    fields: dict[str, str] = {}
    open_ = {column: _folded(text) for column, text in row.cells.items()}
    for remark in (False, True):
        if remark:
            open_ = {column: REMARK.sub("", text) for column, text in open_.items()}
        for field, headings in wanted.items():
            names = [_folded(heading) for heading in headings]
            matches = (c for name in names for c, text in open_.items() if text == name)
            column = None if field in fields else next(matches, None)
            if column is not None:
                fields[field] = column
                del open_[column]
    return fields


def _folded(heading: str) -> str:
    """A heading as it is compared: width, blanks, case, stars and colons mean nothing."""
    return fold(fold(heading).translate(MARKS)).lower()


def _listed(name: str, cells: Iterable[Filled]) -> Listed:
    """The rows that these cells make."""
    rows: dict[int, dict[str, str]] = {}
    for number, column, text in cells:
        bare = text.strip()
        if bare:
            rows.setdefault(number, {})[column] = bare
            if len(rows) > MOST_ROWS:
                raise Unreadable("part-too-large")
    return Listed(name, tuple(ListedRow(number, rows[number]) for number in sorted(rows)))


def _book_cells(book: Book, sheet: Sheet, values: Values) -> Iterator[Filled]:
    cells = book.cells(sheet)
    for at in cells.contents:
        place = ADDRESS.fullmatch(at.decode())
        if not place:
            raise Unreadable("damaged")  # a column or a row that no program has
        yield int(place[2]), place[1], _shown(values.raw(cells, at))


def _plain_cells(cells: Iterable[tuple[int, int, object]]) -> Iterator[Filled]:
    for row, column, value in cells:
        yield row, letters(column), _shown(value)


def _shown(value: object) -> str:
    """A value as text: dates as 2025-03-01, numbers without the zeros behind the point."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() | Decimal():
            return _digits(Decimal(f"{value:.15g}"))
    return str(value)


def _digits(value: Decimal) -> str:
    if not value.is_finite():
        return str(value)
    told = f"{value:f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def _decoded(content: bytes) -> str:
    """A text in the encodings that offices use; Unreadable where it is none."""
    if not content.strip(b"\0 \t\r\n"):
        raise Unreadable("empty-file")
    if len(content) > LARGEST_TEXT:
        raise Unreadable("part-too-large")
    for encoding in ("utf-16",) if content.startswith(WIDE) else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not NO_TEXT.search(text) and not text.lstrip().startswith(("<", "%PDF", "{")):
            return text
    raise Unreadable("not-a-package")


def _text_cells(text: str) -> Iterator[Filled]:
    """The cells of a text with separators; what is quoted may go over several lines."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for number, row in enumerate(rows, 1):
            if len(row) > MOST_COLUMNS:
                raise Unreadable("part-too-large")
            for column, cell in enumerate(row, 1):
                kept = KEPT_AS_TEXT.fullmatch(cell)
                yield number, letters(column), kept[1] if kept else cell
    except csv.Error as broken:
        raise Unreadable("part-too-large") from broken


def _separator(text: str) -> str:
    """Which sign stands between the cells: the one that comes most often near the beginning."""
    beginning = "\n".join(text.splitlines()[:HEADING_WITHIN])
    return max(SEPARATORS, key=beginning.count)
