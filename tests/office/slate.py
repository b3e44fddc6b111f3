"""Fills a workbook again and again, fast. Runs in the worker, where `uno` exists."""

import uno  # noqa: F401  makes com.sun.star importable
from com.sun.star.uno import RuntimeException

from office.cells import blocks, within
from office.pages import refuses, sheet_of


class Slate:
    """The cells that any of several fills writes to, and what the file itself holds there.

    A fill of hundreds of cells is a few calls over the bridge, one for each block of cells.
    """

    def __init__(self, book, fills):
        self._blocks = []  # (range, [[(sheet, address)]])
        self._held, self._formulas = {}, {}
        touched = {(sheet, each) for fill in fills for sheet, each, _ in fill}
        for sheet in sorted({sheet for sheet, _ in touched}):
            page = sheet_of(book, sheet)
            for block in blocks(each for name, each in touched if name == sheet):
                self._add(sheet, page.getCellRangeByPosition(*block), within(block))

    def _add(self, sheet, area, names):
        rows = [[(sheet, each) for each in row] for row in names]
        self._blocks.append((area, rows))
        held, formulas = area.getDataArray(), area.getFormulaArray()
        for row, values, written in zip(rows, held, formulas, strict=True):
            self._held |= dict(zip(row, values, strict=True))
            self._formulas |= {
                each: (area, formula)
                for each, formula in zip(row, written, strict=True)
                if formula.startswith("=")
            }

    def write(self, fill):
        """The fill in its cells, in all others what the file holds."""
        new = {(sheet, each): "" if value is None else value for sheet, each, value in fill}
        for area, rows in self._blocks:
            cells = (tuple(new.get(each, self._held[each]) for each in row) for row in rows)
            try:
                area.setDataArray(tuple(cells))
            except RuntimeException:
                raise ValueError(f"locked: {', '.join(_locked_in(area, rows))}") from None
        for (sheet, each), (area, formula) in self._formulas.items():
            if (sheet, each) not in new:
                area.Spreadsheet.getCellRangeByName(each).setFormula(formula)


def _locked_in(area, rows):
    page = area.Spreadsheet
    names = (each for row in rows for each in row)
    return [f"{name}!{each}" for name, each in names if refuses(page.getCellRangeByName(each))]
