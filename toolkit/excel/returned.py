"""A returned file of whatever spreadsheet format → a submission, or why there is none.

Called by intake.py. The content decides, not the name: a file that was merely renamed is told so.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from toolkit.editions import Editions
from toolkit.excel.bind import Binding, bind_cells
from toolkit.excel.cell import Spot
from toolkit.excel.cells import Cells, Found, Strings, cell_found, cells_of
from toolkit.excel.fingerprints import Fingerprints
from toolkit.excel.parts import Book, Sheet, open_book
from toolkit.excel.read import read_binding, read_book
from toolkit.model.submission import Submission
from toolkit.package.escape import escaped
from toolkit.package.opening import ZIP, open_package

if TYPE_CHECKING:
    from toolkit.excel.foreign import ForeignSheet, Value

FOREIGN = ("xl/workbook.bin", "content.xml")  # parts that an .xlsx never has: .xlsb, .ods


def read_return(
    content: bytes, editions: Editions, prints: Fingerprints, file: str = ""
) -> Submission:
    """The submission in a returned workbook; Unreadable where there is none."""
    opened = open_return(content)
    if isinstance(opened, Book):
        return read_book(opened, editions, prints, file)
    return read_binding(opened, editions, file)


def open_return(content: bytes) -> Book | Binding:
    """A returned workbook, open; of another format than .xlsx, its keys and values are all."""
    if content.startswith(ZIP):
        package = open_package(content)
        if not package.names.intersection(FOREIGN):
            return open_book(package)
    from toolkit.excel.foreign import read_foreign  # most returns are of the usual format

    book = read_foreign(content)
    if book.converted is not None:
        return open_book(open_package(book.converted))
    sheets = tuple(Sheet(sheet.name, "") for sheet in book.sheets)
    return bind_cells(sheets, {number: _cells(sheet) for number, sheet in enumerate(book.sheets)})


def _cells(sheet: ForeignSheet) -> Cells:
    """The cells of another format, as they would have been cut out of an .xlsx."""
    spots = ((Spot(row, column), value) for row, column, value in sheet.cells)
    return cells_of((_found(here, value) for here, value in spots), Strings(b""))


def _found(here: Spot, value: Value) -> Found:
    match value:
        case bool():
            kind, told = "b", str(int(value))
        case float() | int():
            kind, told = "n", repr(value)
        case date():
            kind, told = "d", value.isoformat()
        case _:
            kind, told = "str", escaped(str(value))
    return cell_found(here, f"<v>{told}</v>".encode(), "0", kind)
