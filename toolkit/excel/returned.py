"""A returned file of whatever spreadsheet format → a submission, or why there is none.

Called by intake.py. The content decides, not the name: a file that was merely renamed is told so.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from toolkit.editions import Editions
from toolkit.excel.cell import Spot
from toolkit.excel.cells import Cells, Found, Strings
from toolkit.excel.fingerprints import Fingerprints
from toolkit.excel.parts import Sheet
from toolkit.excel.read import read_cells, read_package
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
    if content.startswith(ZIP):
        package = open_package(content)
        if not package.names.intersection(FOREIGN):
            return read_package(package, editions, prints, file)
    from toolkit.excel.foreign import read_foreign  # most returns are of the usual format

    book = read_foreign(content)
    if book.converted is not None:
        return read_package(open_package(book.converted), editions, prints, file)
    sheets = tuple(Sheet(sheet.name, "") for sheet in book.sheets)
    cells = {number: _cells(sheet) for number, sheet in enumerate(book.sheets)}
    return read_cells(sheets, cells, editions, file)


def _cells(sheet: ForeignSheet) -> Cells:
    """The cells of another format, as an .xlsx would have them."""
    found = {Spot(row, column).address.encode(): _found(v) for row, column, v in sheet.cells}
    return Cells(found, Strings(b""))


def _found(value: Value) -> Found:
    match value:
        case bool():
            return b' t="b"', b"<v>%d</v>" % value
        case float() | int():
            return b"", f"<v>{value!r}</v>".encode()
        case date():
            return b' t="d"', f"<v>{value.isoformat()}</v>".encode()
    return b' t="str"', f"<v>{escaped(str(value))}</v>".encode()
