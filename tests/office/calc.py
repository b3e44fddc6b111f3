"""What LibreOffice is asked to do with a workbook. Runs in the worker, where `uno` exists.

Every act opens the file anew and closes it unsaved, so no act can spoil another.
"""

from pathlib import Path

import uno  # noqa: F401  makes com.sun.star importable
from com.sun.star.beans import PropertyValue

from office.cells import place
from office.pages import finder, refuses, sheet_of, sheets_of, values_of
from office.slate import Slate

FILTERS = {
    "xlsx": "Calc MS Excel 2007 XML",
    "xls": "MS Excel 97",
    "ods": "calc8",
    "pdf": "calc_pdf_Export",
}
DRAWN = "HTML (StarCalc)"
ANY_COLOUR = 0x010203
MOST_CIRCLES = 1000  # LibreOffice draws no more and says nothing


def _properties(**named):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in named.items())


def _quieten(book):
    """Nothing is painted, nothing calculated but when we say so: else every cell written is."""
    book.addActionLock()
    book.lockControllers()
    book.enableAutomaticCalculation(False)


class _Opened:
    """Not contextlib's: that sets an exception's traceback, which the bridge's ones do not bear."""

    def __init__(self, book):
        self._book = book

    def __enter__(self):
        return self._book

    def __exit__(self, *_):
        self._book.close(True)


class Calc:
    """The listening LibreOffice; its public methods are the acts a request can name."""

    def __init__(self, context):
        self._make = lambda service: context.ServiceManager.createInstanceWithContext(
            service, context
        )
        self._desktop = self._make("com.sun.star.frame.Desktop")
        self._dispatcher = self._make("com.sun.star.frame.DispatchHelper")

    def ping(self):
        """Answer, and nothing else: LibreOffice listens."""
        return True

    def values(self, path):
        """Every cell that is not empty, after a hard recalculation."""
        with self._opened(path) as book:
            book.calculateAll()
            return values_of(book, None)

    def fills(self, path, fills, wanted, recalculate):
        """What each of the fills gives, one after the other; none sees what another wrote."""
        with self._opened(path) as book:
            if recalculate:
                _quieten(book)
                book.calculateAll()
            slate = Slate(book, fills)
            answers = []
            for fill in fills:
                slate.write(fill)
                if recalculate:
                    book.calculateAll()
                answers.append(values_of(book, wanted))
            return answers

    def typed(self, path, sheet, address, text):
        """Whether a person who goes to the cell and types the text changes it."""
        with self._opened(path) as book:
            cell = sheet_of(book, sheet).getCellRangeByName(address)
            before = cell.Formula
            if before.removeprefix("'") == text:
                raise ValueError(f"{sheet}!{address} holds {text!r} already")
            if not self._go(book, sheet, address):
                return "refused"
            self._dispatch(book, ".uno:EnterString", StringName=text)
            return "refused" if cell.Formula == before else "accepted"

    def locked(self, path, sheet, addresses):
        """For each address whether typing is refused; only setDataArray asks for the lock."""
        with self._opened(path) as book:
            _quieten(book)
            page = sheet_of(book, sheet)
            return {each: refuses(page.getCellRangeByName(each)) for each in addresses}

    def invalid(self, path):
        """The cells that Excel's and LibreOffice's "circle invalid" circles."""
        with self._opened(path) as book:
            book.calculateAll()
            return [
                [sheet.Name, each]
                for sheet in sheets_of(book)
                for each in self._circled(book, sheet)
            ]

    def convert(self, path, kind, target):
        """Recalculate and write another format; the path it has been written to."""
        with self._opened(path) as book:
            book.calculateAll()
            book.storeToURL(Path(target).as_uri(), _properties(FilterName=FILTERS[kind]))
        return target

    def draw(self, path, target):
        """Write the looks of every cell as HTML; the names of the sheets, one table each."""
        with self._opened(path) as book:
            book.calculateAll()
            for sheet in sheets_of(book):
                # Each table begins at the first cell that shows anything: let that be A1.
                sheet.getCellByPosition(0, 0).CellBackColor = ANY_COLOUR
            book.storeToURL(Path(target).as_uri(), _properties(FilterName=DRAWN))
            return list(book.Sheets.ElementNames)

    def quit(self):
        """End LibreOffice; the caller waits for the process."""
        return self._desktop.terminate()

    def _opened(self, path):
        """With Hidden=True there would be no view, so nobody could type or circle anything."""
        if not Path(path).is_file():
            raise FileNotFoundError(path)
        asked = _properties(Hidden=False, ReadOnly=False)
        book = self._desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, asked)
        if book is None or not book.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            raise ValueError(f"LibreOffice cannot open {path} as a workbook")
        return _Opened(book)

    def _dispatch(self, book, command, **named):
        frame = book.CurrentController.Frame
        self._dispatcher.executeDispatch(frame, command, "", 0, _properties(**named))

    def _go(self, book, sheet, address):
        """Go to a cell as with the name box; no where locked cells cannot be selected."""
        book.CurrentController.ActiveSheet = sheet_of(book, sheet)
        if book.CurrentController.ActiveSheet.Name != sheet:
            raise ValueError(f"nobody can go to the hidden sheet {sheet}")
        self._dispatch(book, ".uno:GoToCell", ToPoint=address)
        here = book.CurrentSelection.RangeAddress
        return (here.StartColumn, here.StartRow) == place(address)

    def _circled(self, book, sheet):
        drawn = sheet.DrawPage.Count
        book.CurrentController.ActiveSheet = sheet
        self._dispatch(book, ".uno:ShowInvalid")
        shapes = [sheet.DrawPage.getByIndex(each) for each in range(drawn, sheet.DrawPage.Count)]
        circles = [each for each in shapes if each.ShapeType.endswith("EllipseShape")]
        if len(circles) >= MOST_CIRCLES:
            raise ValueError(f"{sheet.Name}: LibreOffice circles no more than {MOST_CIRCLES} cells")
        return list(map(finder(sheet), circles))
