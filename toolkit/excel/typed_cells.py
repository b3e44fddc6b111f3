"""What a cell holds, as Python has it: numbers, texts, dates, truth, errors as texts.

Called by read.py for every figure. A number in a cell whose format shows dates is a date: that is
what somebody sees who typed 1-2 and what a spreadsheet has made of it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache

from toolkit.excel.cells import Cells
from toolkit.excel.parts import Book

STYLE = re.compile(rb'\bs="(\d+)"')
FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
FORMAT = re.compile(rb'<(?:\w+:)?xf\b[^>]*?\bnumFmtId="(\d+)"')
OWN = re.compile(rb'<(?:\w+:)?numFmt\b[^>]*?numFmtId="(\d+)"[^>]*?formatCode="([^"]*)"')
OTHER_WAY = re.compile(rb'<(?:\w+:)?numFmt\b[^>]*?formatCode="([^"]*)"[^>]*?numFmtId="(\d+)"')
QUIET = re.compile(r'&quot;.*?&quot;|"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
FIRST_DAY = date(1899, 12, 30)  # day 0 of spreadsheets, their leap day of 1900 counted in
LAST_DAY = 2_958_465
# As numbers are written in XML; a spreadsheet holds none beyond 1E308.
NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?\s*", re.ASCII)
LONGEST = 320


class Values:
    """What the cells of one workbook hold; most hold what others of their style hold too."""

    def __init__(self, book: Book | None) -> None:
        self._book = book
        self._known: dict[tuple[bytes, bytes], object] = {}

    def raw(self, cells: Cells, at: bytes) -> object:
        """What a cell holds; None where nothing does."""
        content = cells.contents.get(at)
        if content is None:
            return None
        written = (cells.attributes[at], content)
        if written not in self._known:
            self._known[written] = self._read(cells, at, *written)
        return self._known[written]

    def _read(self, cells: Cells, at: bytes, attributes: bytes, content: bytes) -> object:
        digits = content[3:-4]
        is_number = b" t=" not in attributes or b' t="n"' in attributes
        if is_number and digits.isdigit() and content[:3] == b"<v>":
            written = digits.decode()  # what most cells hold needs no closer look
        else:
            text = cells.text(at)
            if text is None or cells.kind(at) != b"n":
                return _other(text, cells.kind(at))
            written = text
        return _number(written, as_date=self._as_dates(attributes))

    @cached_property
    def _date_styles(self) -> frozenset[int]:
        book = self._book
        there = book is not None and book.styles in book.package.names
        return _date_styles(book.package.xml(book.styles)) if book and there else frozenset()

    def _as_dates(self, attributes: bytes) -> bool:
        """Whether cells of these attributes show their numbers as dates."""
        style = STYLE.search(attributes)
        return style is not None and int(style[1]) in self._date_styles


@lru_cache(maxsize=32)
def _date_styles(content: bytes) -> frozenset[int]:
    """The styles that show dates; workbooks of one template share theirs."""
    own = {int(n): code.decode() for n, code in OWN.findall(content)}
    own |= {int(n): code.decode() for code, n in OTHER_WAY.findall(content)}
    shows = {n for n, code in own.items() if re.search("[ymdhs]", QUIET.sub("", code.lower()))}
    formats = FORMATS.search(content)
    used = [int(n) for n in FORMAT.findall(formats[0])] if formats else []
    return frozenset(
        style for style, n in enumerate(used) if n in shows or (n in DATES and n not in own)
    )


def _other(text: str | None, kind: bytes) -> object:
    """What a cell holds that is no number."""
    if text is None or kind not in (b"b", b"d"):
        return text
    return text == "1" if kind == b"b" else _written_date(text)


def _number(text: str, *, as_date: bool) -> object:
    """A number as a spreadsheet shows it: fifteen digits, the dust of binary fractions gone."""
    if len(text) > LONGEST:
        return text
    if text.isdecimal() and not as_date:
        return int(text)
    if not NUMBER.fullmatch(text):
        return text
    value = Decimal(text)
    if as_date and 0 <= value <= LAST_DAY:
        return FIRST_DAY + timedelta(days=int(value))
    value = Decimal(f"{value:.15g}")
    return int(value) if value == value.to_integral_value() else value


def _written_date(text: str) -> object:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return text
