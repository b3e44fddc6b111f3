"""A workbook template made from nothing: the plans drawn with openpyxl.

Called by `template new`. It draws labels, boxes and keys; what makes a workbook live (formulas,
locks, validations) is stamped on afterwards, as on any office's own template. openpyxl is known
here only.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.views import Selection
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.excel.cell import letters
from toolkit.excel.live import text
from toolkit.excel.looks import FRAME, LOOKS, SONG, Look
from toolkit.excel.measure import heights
from toolkit.excel.plan import Area, Box, Lit, SheetPlan
from toolkit.lexicon import workbook_words
from toolkit.package.opening import open_package
from toolkit.package.packing import packed, part, parts_of

MADE = "2000-01-01T00:00:00"  # the same form makes the same file
STYLES, CORE = "xl/styles.xml", "docProps/core.xml"
MODIFIED = re.compile(rb"(<dcterms:modified\b[^>]*>)[^<Z]*")
FONT = re.compile(rb"(<font>)(.*?)(</font>)", re.S)
FONT_CHILD = re.compile(rb"(<(\w+)[^>]*/>)")
FONT_ORDER = ("b", "i", "strike", "u", "vertAlign", "sz", "color", "name", "family", "scheme")
LEFT_OUT = (b"scheme", b"family")  # they would have the theme's fonts win over the named ones
MARGIN, FOOT = 0.45, 0.25  # of the paper, in inches


class Sides(NamedTuple):
    """Which sides of a cell lie on the frame of a table."""

    left: bool = False
    right: bool = False
    top: bool = False
    bottom: bool = False


class Styles:
    """The styles of one workbook: each is made once, which is most of the speed of drawing."""

    def __init__(self, book: Workbook) -> None:
        self._scratch = book.create_sheet()
        self._made: dict[tuple[str, Sides], StyleArray] = {}

    def of(self, look: str, sides: Sides) -> StyleArray:
        """The style of a look on a side of a table."""
        if (look, sides) not in self._made:
            cell = self._scratch.cell(len(self._made) + 1, 1)
            _dress(cell, LOOKS[look], sides)
            self._made[look, sides] = cell._style
        return self._made[look, sides]

    def close(self, book: Workbook) -> None:
        """Takes away the sheet on which styles were tried."""
        book.remove(self._scratch)


def draw_workbook(plans: tuple[SheetPlan, ...]) -> bytes:
    """The template as a file's content."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.created = datetime.fromisoformat(MADE)
    book.properties.creator = ""
    book.properties.title = plans[0].boxes[0].text
    styles = Styles(book)
    for plan in plans:
        _draw(book.create_sheet(plan.name), plan, styles)
    styles.close(book)
    book.worksheets[0].sheet_view.tabSelected = True
    content = io.BytesIO()
    book.save(content)
    return _mended(content.getvalue())


def _mended(content: bytes) -> bytes:
    """The file with fonts as the standard has them, and without the time at which it was made."""
    package = open_package(content)
    mended = {
        STYLES: FONT.sub(_ordered, package.read(STYLES)),
        CORE: MODIFIED.sub(rb"\g<1>" + MADE.encode(), package.read(CORE)),
    }
    return packed(
        part(each.name, mended[each.name]) if each.name in mended else each
        for each in parts_of(package)
    )


def _ordered(font: re.Match[bytes]) -> bytes:
    """The font of empty cells, which widths are counted in, is one that Chinese computers have."""
    children = FONT_CHILD.findall(font[2])
    children.sort(key=lambda child: FONT_ORDER.index(child[1].decode()))
    whole = b"".join(whole for whole, name in children if name not in LEFT_OUT)
    return font[1] + whole.replace(b"Calibri", workbook_words()["fonts"][SONG].encode()) + font[3]


def _draw(sheet: Worksheet, plan: SheetPlan, styles: Styles) -> None:
    for column, width in plan.widths:
        sheet.column_dimensions[letters(column)].width = width
    for box in (*plan.boxes, *plan.keys):
        _box(sheet, box, plan.frames, styles)
    for row, height in heights(plan).items():
        sheet.row_dimensions[row].height = height
    for row in plan.hidden_rows:
        sheet.row_dimensions[row].hidden = True
    for column in plan.hidden_columns:
        sheet.column_dimensions[letters(column)].hidden = True
    for lit in plan.lit:
        _light(sheet, lit)
    _view(sheet, plan)
    _page(sheet, plan)


def _box(sheet: Worksheet, box: Box, frames: tuple[Area, ...], styles: Styles) -> None:
    """Every cell of a box has its style: programs take the lines of merged cells from them all."""
    framed = LOOKS[box.look].lines is not None
    for row in range(box.row, box.row + box.rows):
        for column in range(box.column, box.column + box.columns):
            sides = _sides(row, column, frames) if framed else Sides()
            style = styles.of(box.look, sides)
            sheet._cells[row, column] = Cell(sheet, row, column, style_array=style)
    sheet.cell(box.row, box.column).value = box.text or None
    if box.rows > 1 or box.columns > 1:
        last = box.row + box.rows - 1, box.column + box.columns - 1
        sheet.merged_cells.add(_area((box.row, box.column, *last)))


def _area(area: Area) -> str:
    top, left, bottom, right = area
    return f"{letters(left)}{top}:{letters(right)}{bottom}"


def _sides(row: int, column: int, frames: tuple[Area, ...]) -> Sides:
    """The sides of a cell that lie on a frame."""
    for top, left, bottom, right in frames:
        if top <= row <= bottom and left <= column <= right:
            return Sides(column == left, column == right, row == top, row == bottom)
    return Sides()


def _dress(cell: Cell, look: Look, sides: Sides) -> None:
    name = workbook_words()["fonts"][look.font]
    cell.font = Font(name=name, size=look.size, bold=look.bold, color=look.colour)
    if look.underlined:
        cell.font = cell.font + Font(underline="single")
    cell.fill = PatternFill("solid", look.fill) if look.fill else PatternFill()
    cell.alignment = Alignment(
        look.align,
        look.upright,
        wrap_text=not look.shrinks,
        shrink_to_fit=look.shrinks,
        indent=look.indent,
    )
    line = Side(look.lines, color=look.edge) if look.lines else Side()
    frame = Side("medium", color=FRAME)
    left, right, top, bottom = (frame if each else line for each in sides)
    cell.border = Border(left, right, top, bottom)
    cell.number_format = look.number


def _light(sheet: Worksheet, lit: Lit) -> None:
    """A conditional format of the template itself: stamping leaves it alone."""
    look, at = LOOKS[lit.look], f"${letters(lit.column)}${lit.row}"
    shown = DifferentialStyle(
        font=Font(bold=look.bold, color=look.colour),
        fill=PatternFill("solid", bgColor=look.fill),
    )
    rule = Rule(type="expression", dxf=shown, formula=[f"{at}={text(lit.words)}"])
    last = lit.column + lit.columns - 1
    sheet.conditional_formatting.add(_area((lit.row, lit.column, lit.row, last)), rule)


def _view(sheet: Worksheet, plan: SheetPlan) -> None:
    """Heads stay in sight; the first cell to be filled in is chosen when the sheet is opened."""
    row, column = plan.freeze
    sheet.freeze_panes = f"{letters(column)}{row}"
    sheet.sheet_properties.tabColor = plan.tab or None
    view = sheet.sheet_view
    view.showGridLines = False
    view.zoomScale = view.zoomScaleNormal = 100
    first_row, first_column = plan.first_entry
    chosen = f"{letters(first_column)}{first_row}"
    view.selection = view.selection or [Selection()]
    view.selection[-1].activeCell = view.selection[-1].sqref = chosen


def _page(sheet: Worksheet, plan: SheetPlan) -> None:
    setup = sheet.page_setup
    setup.paperSize = 9  # A4
    setup.orientation = "portrait" if plan.upright else "landscape"
    setup.fitToWidth, setup.fitToHeight = 1, int(plan.one_page)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = MARGIN
    margins.bottom = MARGIN if plan.one_page else MARGIN + FOOT
    margins.header = margins.footer = FOOT
    if any(plan.printed):
        sheet.print_area = _area(plan.printed)
    if plan.repeated:
        sheet.print_title_rows = f"{plan.repeated}:{plan.repeated}"
    footer = sheet.oddFooter
    assert footer is not None
    if not plan.one_page:
        footer.center.text = workbook_words()["print"]["footer"]
