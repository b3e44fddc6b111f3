"""Sheets and cells as LibreOffice holds them. Runs in the worker, where `uno` exists."""

from functools import cache

import uno  # noqa: F401  makes com.sun.star importable
from com.sun.star.uno import RuntimeException

from office.cells import address

LAST_COLUMN, LAST_ROW = 16383, 1048575


def sheets_of(book):
    return [book.Sheets.getByIndex(number) for number in range(book.Sheets.Count)]


def sheet_of(book, name):
    if not book.Sheets.hasByName(name):
        raise ValueError(f"no sheet {name!r}; there are {', '.join(book.Sheets.ElementNames)}")
    return book.Sheets.getByName(name)


def values_of(book, wanted):
    """The wanted (sheet, range) pairs, or everything; cells with nothing in them are left out."""
    if wanted is None:
        return {sheet.Name: _read(sheet, _used(sheet)) for sheet in sheets_of(book)}
    found = {}
    for name, span in wanted:
        sheet = sheet_of(book, name)
        found.setdefault(name, {}).update(_read(sheet, sheet.getCellRangeByName(span)))
    return found


def _used(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    return sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)


def _read(sheet, area):
    """Two calls for a whole range; only for errors, which come as None, one more each."""
    corner = area.RangeAddress
    found = {}
    rows = zip(area.getDataArray(), area.getFormulaArray(), strict=True)
    for row, (values, written) in enumerate(rows, corner.StartRow):
        for column, (value, formula) in enumerate(zip(values, written, strict=True)):
            if formula:
                column_there = corner.StartColumn + column
                if value is None:
                    value = _error(sheet.getCellByPosition(column_there, row))
                found[address(column_there, row)] = value
    return found


def _error(cell):
    """An error as its sign; LibreOffice's own, which have none, as #Err:508."""
    return cell.String if cell.String.startswith("#") else f"#Err:{cell.getError()}"


def refuses(cell):
    try:
        cell.setDataArray(cell.getDataArray())
    except RuntimeException:
        return True
    return False


def finder(sheet):
    """Tells of a circle which cell, or the first of which merged cells, it surrounds."""
    left = cache(lambda column: sheet.getCellByPosition(column, 0).Position.X)
    top = cache(lambda row: sheet.getCellByPosition(0, row).Position.Y)

    def address_under(shape):
        across = shape.Position.X + shape.Size.Width // 2
        down = shape.Position.Y + shape.Size.Height // 2
        column = _last(lambda number: across >= left(number), LAST_COLUMN)
        row = _last(lambda number: down >= top(number), LAST_ROW)
        cursor = sheet.createCursorByRange(sheet.getCellByPosition(column, row))
        cursor.collapseToMergedArea()
        first = cursor.RangeAddress
        return address(first.StartColumn, first.StartRow)

    return address_under


def _last(holds, most):
    """The last number up to `most` for which it holds, when it holds for a beginning only."""
    low, high = 0, most
    while low < high:
        half = (low + high + 1) // 2
        low, high = (half, high) if holds(half) else (low, half - 1)
    return low
