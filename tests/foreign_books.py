"""Workbooks in other formats: converted by LibreOffice, or the few records of an .xlsb by hand."""

import io
import struct

import openpyxl
from hostile import PACKAGED, rels, zipped

from toolkit.package.office import convert

BINARY_TYPES = (
    f'<Types xmlns="{PACKAGED}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="bin"'
    ' ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Override PartName="/xl/worksheets/sheet1.bin"'
    ' ContentType="application/vnd.ms-excel.worksheet"/></Types>'
)


def xlsx(cells, name="表三"):
    """A workbook with a hidden key row 4 and key column C."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for address, value in cells.items():
        sheet[address] = value
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def converted(cells, wanted):
    """The same, saved by LibreOffice as another format."""
    made = convert(xlsx(cells), ".xlsx", wanted)
    assert made
    return made


def protected(content):
    """An .xls with the record by which Excel says that a password is needed, where Excel has it."""
    begins = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")  # the globals of BIFF8
    return content[: begins + 20] + b"\x2f\x00" + content[begins + 22 :]


def record(kind, body=b""):
    """A record of an .xlsb; none here is longer than 127 bytes."""
    number = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    return number + bytes([len(body)]) + body


def wide(text):
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


def xlsb(rows):
    """Texts and numbers by row and column from 0, as an .xlsb."""
    listed = record(0x9C, struct.pack("<LL", 0, 1) + wide("r1") + wide("表三"))
    book = record(0x83) + record(0x8F) + listed + record(0x90) + record(0x84)
    last = max(rows), max(column for cells in rows.values() for column in cells)
    first = min(rows), min(column for cells in rows.values() for column in cells)
    size = struct.pack("<4L", first[0], last[0], first[1], last[1])
    sheet = record(0x81) + record(0x94, size) + record(0x91)
    for row, cells in rows.items():
        sheet += record(0x00, struct.pack("<LL", row, 0) + bytes(9))
        for column, value in cells.items():
            text = isinstance(value, str)
            body = wide(value) if text else struct.pack("<d", value)
            sheet += record(0x06 if text else 0x05, struct.pack("<LL", column, 0) + body)
    return zipped(
        {
            "[Content_Types].xml": BINARY_TYPES,
            "_rels/.rels": rels((1, "officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": rels((1, "worksheet", "worksheets/sheet1.bin")),
            "xl/worksheets/sheet1.bin": sheet + record(0x92) + record(0x82),
        }
    )
