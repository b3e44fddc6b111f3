"""The sheets of a plain list as XML: title, remarks, headings, rows, print setup.

Called by list_book.py, which packs them. What a list says comes from its caller; how it looks is
decided in list_looks.py, what may be entered and where cells lead in list_entries.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from math import ceil
from typing import Literal, NamedTuple

from toolkit.excel.cell import letters
from toolkit.excel.list_looks import (
    HEADING,
    LISTED,
    LOCKED_HEADING,
    REMARK,
    TITLE,
    Styles,
    cell_look,
    centred,
)
from toolkit.excel.looks import Look
from toolkit.excel.measure import EDGES, INDENT, LEADING, LOOSE, SPARE, TALLEST, UNIT, wide
from toolkit.excel.written import cell_rest
from toolkit.lexicon import workbook_words
from toolkit.package.escape import escaped

Kind = Literal["text", "date", "number", "link"]
Value = str | int | Decimal | date | None

FIRST_DAY = date(1899, 12, 30)  # day 0 of spreadsheets
READ_ACROSS = 120.0  # widths of columns that fit on a screen: title and remarks go no further
FROZEN = 300.0  # points that may stay in sight above the rows on a small screen
AIR = 5.0  # points between the remarks and the headings
BUTTON = 2.5  # width that the button of a filter takes from its heading
MARGIN, FOOT = 0.45, 0.25  # of the paper, in inches


class Column(NamedTuple):
    """A column: its heading, how wide it is, what may stand in it."""

    heading: str
    width: float
    choices: str | tuple[str, ...] = ()  # words, or the range that holds them: 'b'!$A$1:$A$9
    kind: Kind = "text"
    note: str = ""  # shown when one of its cells is chosen
    locked: bool = False  # filled in by us: looks so, nothing is protected
    wraps: bool = False


class Cell(NamedTuple):
    """What stands in a cell, where it leads (a relative path, or #'sheet'!A1), how it looks."""

    text: Value
    link: str = ""
    look: str = ""  # good, bad, wait, quiet, bold


class ListSheet(NamedTuple):
    """A sheet: title in row 1, remarks below it, then headings and rows."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell | str | int | None, ...], ...]
    remarks: tuple[str, ...] = ()
    spare: int = 0  # empty rows with the same drop-downs
    landscape: bool = True
    filtered: bool = True

    @property
    def heading_row(self) -> int:
        """The row of the headings; the first row of the list stands below it."""
        return 2 + len(self.remarks)

    @property
    def last_row(self) -> int:
        return self.heading_row + len(self.rows) + self.spare

    @property
    def span(self) -> str:
        """Headings and rows, as a range."""
        return f"$A${self.heading_row}:${letters(len(self.columns))}${self.last_row}"

    @property
    def entered(self) -> bool:
        """Whether people write in this list, so that its rows grow with what they write."""
        return self.spare > 0

    @property
    def across(self) -> int:
        """How many columns the title and the remarks go over."""
        total, count = 0.0, 0
        for column in self.columns:
            total += column.width
            count += 1
            if total >= READ_ACROSS:
                break
        return count


class Behind(NamedTuple):
    """What stands behind the cells of a sheet, as XML."""

    validations: str = ""
    links: str = ""


def sheet_xml(sheet: ListSheet, styles: Styles, behind: Behind, *, chosen: bool) -> str:
    """The worksheet; `behind` is what list_entries.py has to say about its cells."""
    above = list(_above(sheet, styles))
    rows = "".join((*(row for row, _ in above), *_rows(sheet, styles)))
    merged = _merged(sheet)
    return (
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f"{_view(sheet, sum(height for _, height in above), chosen=chosen)}"
        f'<sheetFormatPr defaultRowHeight="{LISTED.least:g}"/>{_columns(sheet)}'
        f"<sheetData>{rows}</sheetData>"
        + (f'<autoFilter ref="{sheet.span.replace("$", "")}"/>' if sheet.filtered else "")
        + merged
        + behind.validations
        + behind.links
        + _page(sheet)
        + f'<ignoredErrors><ignoredError sqref="{sheet.span.replace("$", "")}" '
        'numberStoredAsText="1"/></ignoredErrors>'
    )


def _above(sheet: ListSheet, styles: Styles) -> Iterator[tuple[str, float]]:
    """Title, remarks and headings: each row with its height."""
    room = sum(column.width for column in sheet.columns[: sheet.across])
    for number, text in enumerate((sheet.title, *sheet.remarks), 1):
        look = TITLE if number == 1 else REMARK
        height = text_height(text, look, room) + AIR * (number == sheet.heading_row - 1)
        yield _row(number, height, _across(number, text, sheet, styles.number(look))), height
    number, cells, height = sheet.heading_row, "", HEADING.least
    for place, column in enumerate(sheet.columns, 1):
        look = LOCKED_HEADING if column.locked else HEADING
        room = column.width - BUTTON * sheet.filtered
        height = max(height, text_height(column.heading, look, room))
        cells += _cell(letters(place), number, styles.number(look), column.heading)
    yield _row(number, height, cells), height


def _across(number: int, text: str, sheet: ListSheet, style: int) -> str:
    """A text over several columns: each of them has its style."""
    more = (_cell(letters(c), number, style, None) for c in range(2, sheet.across + 1))
    return _cell("A", number, style, text) + "".join(more)


def _merged(sheet: ListSheet) -> str:
    if sheet.across == 1:
        return ""
    last = letters(sheet.across)
    areas = (f'<mergeCell ref="A{n}:{last}{n}"/>' for n in range(1, sheet.heading_row))
    return f'<mergeCells count="{sheet.heading_row - 1}">{"".join(areas)}</mergeCells>'


def _rows(sheet: ListSheet, styles: Styles) -> Iterator[str]:
    """The rows of the list, and the empty ones below them."""
    drawn = [_Drawn(letters(n), column, sheet, styles) for n, column in enumerate(sheet.columns, 1)]
    number = sheet.heading_row
    for row in sheet.rows:
        number += 1
        height, cells = LISTED.least, []
        for column, cell in zip_longest(drawn, row[: len(drawn)]):
            written, needed = column.written(number, cell)
            cells.append(written)
            height = max(height, needed)
        yield _row(number, height, "".join(cells), fixed=not sheet.entered)
    for empty in range(number + 1, sheet.last_row + 1):
        cells = [column.written(empty, None)[0] for column in drawn]
        yield _row(empty, LISTED.least, "".join(cells), fixed=False)


class _Drawn:
    """A column while its cells are written: the styles it needs, each asked for once."""

    def __init__(self, name: str, column: Column, sheet: ListSheet, styles: Styles) -> None:
        self._name, self._column, self._styles = name, column, styles
        self._entered = not column.locked and any(each.locked for each in sheet.columns)
        self._known: dict[tuple[str, Kind, bool], tuple[int, Look]] = {}

    def written(self, number: int, cell: Cell | Value) -> tuple[str, float]:
        """A cell, and how high its row must be for it."""
        text, link, look = cell if isinstance(cell, Cell) else (cell, "", "")
        column = self._column
        kind: Kind = "link" if link else column.kind
        if kind == "link" and not link:
            kind = "text"
        wraps = column.wraps
        if isinstance(text, str):
            wraps = wraps or "\n" in text
        elif isinstance(text, date):
            kind, text = "date", (text - FIRST_DAY).days
        elif text is not None:
            kind = "number"
        style, drawn = self._style(look, kind, wraps)
        needed = text_height(text, drawn, column.width) if wraps and isinstance(text, str) else 0.0
        return _cell(self._name, number, style, text), needed

    def _style(self, look: str, kind: Kind, wraps: bool) -> tuple[int, Look]:
        known = self._known.get((look, kind, wraps))
        if known is None:
            column = self._column
            drawn = cell_look(look, kind, wraps, self._entered, column.locked)
            if column.choices:
                drawn = centred(drawn)
            known = self._known[look, kind, wraps] = self._styles.number(drawn), drawn
        return known


def _cell(column: str, row: int, style: int, value: object) -> str:
    return f'<c r="{column}{row}" s="{style}"{cell_rest(value)}'


def _row(number: int, height: float, cells: str, *, fixed: bool = True) -> str:
    """A row; one that is not fixed grows when somebody writes more into it."""
    own = ' customHeight="1"' if fixed else ""
    return f'<row r="{number}" ht="{height:g}"{own}>{cells}</row>'


@lru_cache(maxsize=10_000)
def text_height(text: str, look: Look, width: float) -> float:
    """What a text needs in a column: a Chinese character is as wide as the size of its look."""
    per_line = max(1.0, (width * UNIT - EDGES - INDENT * look.indent) / look.size)
    lines = sum(max(1, ceil(wide(part) / 2 / per_line)) for part in text.split("\n"))
    needed = lines * look.size * LEADING + SPARE + LOOSE * (lines > 1)
    return min(TALLEST, max(look.least, needed))


def _view(sheet: ListSheet, above: float, *, chosen: bool) -> str:
    """Headings stay in sight, unless so much stands above them that no row would."""
    first = f"A{sheet.heading_row + 1}"
    chosen_cell = f'activeCell="{first}" sqref="{first}"/>'
    pane = f"<selection {chosen_cell}"
    if above <= FROZEN:
        pane = (
            f'<pane ySplit="{sheet.heading_row}" topLeftCell="{first}" activePane="bottomLeft" '
            f'state="frozen"/><selection pane="bottomLeft" {chosen_cell}'
        )
    tab = ' tabSelected="1"' if chosen else ""
    return (
        f'<sheetViews><sheetView showGridLines="0"{tab} workbookViewId="0">{pane}</sheetView>'
        "</sheetViews>"
    )


def _columns(sheet: ListSheet) -> str:
    cols = (
        f'<col min="{n}" max="{n}" width="{column.width:g}" customWidth="1"/>'
        for n, column in enumerate(sheet.columns, 1)
    )
    return f"<cols>{''.join(cols)}</cols>"


def _page(sheet: ListSheet) -> str:
    """A4, as wide as the paper, numbered."""
    lies = "landscape" if sheet.landscape else "portrait"
    footer = escaped("&C" + workbook_words()["print"]["footer"])
    return (
        '<printOptions horizontalCentered="1"/>'
        f'<pageMargins left="{MARGIN}" right="{MARGIN}" top="{MARGIN}" bottom="{MARGIN + FOOT}" '
        f'header="{FOOT}" footer="{FOOT}"/>'
        f'<pageSetup paperSize="9" orientation="{lies}" fitToHeight="0"/>'
        f"<headerFooter><oddFooter>{footer}</oddFooter></headerFooter>"
    )
