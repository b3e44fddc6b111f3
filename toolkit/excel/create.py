"""A workbook template made from nothing: the plans drawn with openpyxl.

Called by `template new`. It draws labels, boxes and keys; what makes a workbook live (formulas,
locks, validations) is stamped on afterwards, as on any office's own template. openpyxl is known
here only.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from functools import cache
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.excel.cell import letters
from toolkit.excel.looks import LOOKS, Look
from toolkit.excel.plan import Box, SheetPlan
from toolkit.package.opening import open_package
from toolkit.package.packing import packed, part, parts_of

EDGE = "8EA9C8"
LEADING = 1.35  # height of a line of text, in sizes of its letters
MADE = datetime(2000, 1, 1)  # the same form makes the same file
TALLEST = 409.0
STYLES = "xl/styles.xml"
FONT = re.compile(rb"(<font>)(.*?)(</font>)", re.S)
FONT_CHILD = re.compile(rb"(<(\w+)[^>]*/>)")
FONT_ORDER = ("b", "i", "strike", "u", "vertAlign", "sz", "color", "name", "family", "scheme")


def draw_workbook(plans: tuple[SheetPlan, ...]) -> bytes:
    """The template as a file's content."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.created = book.properties.modified = MADE
    book.properties.creator = ""
    for plan in plans:
        _draw(book.create_sheet(plan.name), plan)
    content = io.BytesIO()
    book.save(content)
    return _mended(content.getvalue())


def _mended(content: bytes) -> bytes:
    """The file with the children of its fonts in the order of the standard, not openpyxl's."""
    package = open_package(content)
    styles = FONT.sub(_ordered, package.read(STYLES))
    return packed(part(STYLES, styles) if p.name == STYLES else p for p in parts_of(package))


def _ordered(font: re.Match[bytes]) -> bytes:
    children = FONT_CHILD.findall(font[2])
    children.sort(key=lambda child: FONT_ORDER.index(child[1].decode()))
    return font[1] + b"".join(whole for whole, _ in children) + font[3]


def _draw(sheet: Worksheet, plan: SheetPlan) -> None:
    for column, width in plan.widths:
        sheet.column_dimensions[letters(column)].width = width
    for box in (*plan.boxes, *plan.keys):
        _box(sheet, box)
    for row, height in _heights(plan).items():
        sheet.row_dimensions[row].height = height
    for row in plan.hidden_rows:
        sheet.row_dimensions[row].hidden = True
    for column in plan.hidden_columns:
        sheet.column_dimensions[letters(column)].hidden = True
    row, column = plan.freeze
    sheet.freeze_panes = f"{letters(column)}{row}"
    _page(sheet, plan)


def _box(sheet: Worksheet, box: Box) -> None:
    look = LOOKS[box.look]
    for row in range(box.row, box.row + box.rows):
        for column in range(box.column, box.column + box.columns):
            _dress(sheet, row, column, look)
    sheet.cell(box.row, box.column).value = box.text or None
    if box.rows > 1 or box.columns > 1:
        corners = (
            f"{letters(box.column)}{box.row}",
            f"{letters(box.column + box.columns - 1)}{box.row + box.rows - 1}",
        )
        sheet.merge_cells(":".join(corners))


def _dress(sheet: Worksheet, row: int, column: int, look: Look) -> None:
    cell = sheet.cell(row, column)
    cell.font, cell.alignment, cell.border, cell.fill = _style(look)
    cell.number_format = look.number


@cache
def _style(look: Look) -> tuple[Font, Alignment, Border, PatternFill]:
    font = Font(name=look.font, size=look.size, bold=look.bold, color=look.colour)
    if look.underlined:
        font.underline = "single"
    edge = Side(look.lines, color=EDGE) if look.lines else Side()
    fill = PatternFill("solid", look.fill) if look.fill else PatternFill()
    alignment = Alignment(look.align, look.upright, wrap_text=True)
    return font, alignment, Border(edge, edge, edge, edge), fill


def _heights(plan: SheetPlan) -> dict[int, float]:
    """Row heights from the longest text: programs do not fit rows with merged cells themselves."""
    widths, heights = dict(plan.widths), dict(plan.tall)
    for box in sorted(plan.boxes, key=lambda box: box.rows):
        room = sum(widths.get(c, 8.5) for c in range(box.column, box.column + box.columns))
        rows = list(range(box.row, box.row + box.rows))
        there = sum(heights.get(row, 0.0) for row in rows[:-1])
        needed = max(LOOKS[box.look].least, _text_height(box, room))
        last = rows[-1]
        heights[last] = min(TALLEST, max(heights.get(last, 0.0), needed - there))
    return heights


def _text_height(box: Box, room: float) -> float:
    """What a text needs: a Chinese character is two wide, and grows with the size of the look."""
    size = LOOKS[box.look].size
    per_line = max(1.0, (room - 1.0) / 2 / (size / 11))
    lines = sum(max(1, ceil(_wide(part) / 2 / per_line)) for part in box.text.split("\n"))
    return lines * size * LEADING + 4


def _wide(text: str) -> int:
    return sum(2 if ord(character) > 0xFF else 1 for character in text)


def _page(sheet: Worksheet, plan: SheetPlan) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = plan.tab or None
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "portrait" if plan.upright else "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, int(plan.one_page)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    if any(plan.printed):
        top, left, bottom, right = plan.printed
        sheet.print_area = f"{letters(left)}{top}:{letters(right)}{bottom}"
    if not plan.one_page:
        footer = sheet.oddFooter
        assert footer is not None
        footer.center.text = "&P / &N"
