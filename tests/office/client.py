"""The fixture `office`: LibreOffice as a few questions about a workbook.

Files are opened, asked and closed unsaved; no question changes a file.
"""

import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from office.bare import bared, plain
from office.link import Link
from office.looks import changed, read_looks

TESTS = Path(__file__).parent.parent
SYSTEM_PYTHON = "/usr/bin/python3"
SECONDS = 60


def find_soffice():
    """LibreOffice's program, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def find_python(soffice):
    """A Python that has LibreOffice's bridge, or None: its own, the system's, or this one."""
    beside = Path(soffice).resolve().parent
    for python in (beside / "python", beside / "python.exe", SYSTEM_PYTHON, sys.executable):
        if Path(python).exists() and _can_import_uno(str(python)):
            return str(python)
    return None


def _can_import_uno(python):
    command = [python, "-E", "-s", "-c", "import uno"]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0


class Office:
    """One LibreOffice for the whole test run; started when first asked, again after a hang."""

    def __init__(self, soffice, python, folder):
        self._command = [python, "-E", "-s", "-m", "office.worker", soffice, str(folder / "home")]
        self._folder = folder
        self.link = None
        self._copies = 0

    def values(self, path):
        """{sheet: {"A1": value}} for all cells that are not empty, after a hard recalculation.

        Numbers, dates and truth values are floats, errors are texts: "#DIV/0!", "#Err:508".
        """
        return self._ask("values", path)

    def fill(self, path, fill, wanted=None, recalculate=True):
        """The values after one fill {(sheet, "D12"): value}; None empties a cell."""
        return self.fills(path, [fill], wanted, recalculate)[0]

    def fills(self, path, fills, wanted=None, recalculate=True):
        """The values after each of many fills, each of the file as it is, opened once for all.

        `wanted` holds (sheet, "B2:H40") pairs; without it everything is read. A text stays a
        text, "12" too. A fill that touches a locked cell is an error. With `recalculate=False`
        only those formulas change that LibreOffice itself finds to depend on what was filled.
        """
        lines = [
            [[sheet, each, _plain(value)] for (sheet, each), value in fill.items()]
            for fill in fills
        ]
        seconds = SECONDS + 2 * len(lines)
        ranges = None if wanted is None else [list(each) for each in wanted]
        return self._ask(
            "fills", path, seconds, fills=lines, wanted=ranges, recalculate=recalculate
        )

    def typed(self, path, sheet, address, text):
        """Whether a person who goes there and types is "refused" or "accepted": the lock only."""
        return self._ask("typed", path, sheet=sheet, address=address, text=text)

    def locked(self, path, sheet, addresses):
        """{address: True where typing is refused}, many at once."""
        return self._ask("locked", path, sheet=sheet, addresses=list(addresses))

    def invalid(self, path):
        """{(sheet, address)} of what breaks its data validation; hidden and locked cells too."""
        copy = bared(path, self._copy())
        return {(sheet, address) for sheet, address in self._ask("invalid", copy)}

    def shown(self, path):
        """{(sheet, address): {"bgcolor": …, "color": …}}: what conditional formats change now.

        Only what differs from the same cell without conditional formats, as "#RRGGBB".
        """
        copy = bared(path, self._copy())
        sheets, now = self._looks(copy)
        before = self._looks(plain(copy, self._copy()))[1]
        return {
            (sheet, each): look
            for sheet, new, old in zip(sheets, now, before, strict=True)
            for each, look in changed(new, old).items()
        }

    def convert(self, path, kind, folder):
        """Recalculate and save as "xlsx", "xls", "ods" or "pdf" in the folder; the new path.

        From .ods no way leads back for a sheet with a password: LibreOffice would ask for it.
        """
        target = Path(folder).resolve() / f"{Path(path).stem}.{kind}"
        return Path(self._ask("convert", path, kind=kind, target=str(target)))

    def end(self):
        """End LibreOffice with everything that it has started."""
        if self.link:
            self.link.end()
            self.link = None

    def _looks(self, path):
        drawing = self._folder / "looks.html"
        sheets = self._ask("draw", path, target=str(drawing))
        return sheets, read_looks(drawing.read_text("utf-8", errors="replace"))

    def _copy(self):
        self._copies += 1
        return self._folder / f"{self._copies}.xlsx"

    def _ask(self, act, path, seconds=SECONDS, **request):
        if not (self.link and self.link.open):
            self.end()
            self.link = Link(self._command, self._folder / "worker.log", TESTS)
            self.link.ask({"act": "ping"}, SECONDS + 30)
        return self.link.ask({"act": act, "path": str(Path(path).resolve()), **request}, seconds)


def _plain(value):
    """Texts and None as they are; every number as the one kind that a workbook knows."""
    return float(value) if isinstance(value, int | float | Decimal) else value
