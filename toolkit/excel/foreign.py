"""Returns saved as another format (.xls, .et, .xlsb, .ods) that still hold our keys.

Called by the reader of returns when `kind_of` says that a file is not a package of ours. Nothing is
parsed here: a child process does it within limits, calamine first, LibreOffice where that fails.
What cannot be read is Unreadable, whatever became of the child.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from toolkit.package.child import Limits, run_script
from toolkit.package.office import convert
from toolkit.package.opening import OLE, ZIP, open_package
from toolkit.package.unreadable import Unreadable

READER = Path(__file__).with_name("calamine_child.py")
LIMITS = Limits(seconds=2, memory=300 * 1024 * 1024, output=8 * 1024 * 1024)
MOST_CELLS = 1_000_000  # of all grids, empty cells included
BINARY = "xl/workbook.bin"
OPEN_DOCUMENT = frozenset(("content.xml", "META-INF/manifest.xml"))
SUFFIXES = {"ole": ".xls", "ods": ".ods", "xlsb": ".xlsb"}  # .et is an .xls by another name
# The records that begin an .xls, perhaps one that asks not to write, and the one for a password.
PASSWORD = re.compile(
    rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)
OTHER_STREAMS = ("WordDocument", "PowerPoint Document")
WORKBOOK_STREAMS = ("Workbook", "Book")

Kind = Literal["package", "xlsb", "ods", "ole", "other"]
Value = str | int | float | bool | date | None
ForeignCell = tuple[int, int, Value]  # row and column from 1


@dataclass(frozen=True, slots=True)
class ForeignSheet:
    """A sheet and its filled cells, in reading order."""

    name: str
    cells: tuple[ForeignCell, ...]


@dataclass(frozen=True, slots=True)
class ForeignBook:
    """What was read: the sheets, or the same file as an .xlsx."""

    sheets: tuple[ForeignSheet, ...] = ()
    converted: bytes | None = None


def kind_of(content: bytes) -> Kind:
    """What a file is by its content, whatever it is called; only "package" may be an .xlsx."""
    if content.startswith(OLE):
        return "ole"
    if not content.startswith(ZIP):
        return "other"
    try:
        names = open_package(content).names
    except Unreadable:
        return "package"  # whoever opens it as one says what is wrong
    if BINARY in names:
        return "xlsb"
    return "ods" if names >= OPEN_DOCUMENT else "package"


def read_foreign(content: bytes) -> ForeignBook:
    """The filled cells, or the file as .xlsx; Unreadable where nobody can tell them."""
    kind = kind_of(content)
    if kind == "package":
        return ForeignBook(converted=content)
    if kind == "other":
        open_package(content)  # says why it cannot
        raise Unreadable("not-a-package")
    if kind == "ole":
        _refuse_other_streams(content)
    return _by_calamine(content) or _by_office(content, SUFFIXES[kind])


def _refuse_other_streams(content: bytes) -> None:
    """Refuse what cannot be a workbook: a protected package, a document, a presentation."""
    if _stream("EncryptedPackage") in content or PASSWORD.search(content):
        raise Unreadable("encrypted")
    if any(_stream(name) in content for name in WORKBOOK_STREAMS):
        return
    if any(_stream(name) in content for name in OTHER_STREAMS):
        raise Unreadable("not-a-workbook")


def _stream(name: str) -> bytes:
    """The name of a stream as the directory of an OLE file writes it, at the end of a field."""
    return f"{name}\0".encode("utf-16-le")


def _by_calamine(content: bytes) -> ForeignBook | None:
    """What calamine reads in a child; None where it is not installed, fails, dies or is late."""
    library = find_spec("python_calamine")
    if library is None or library.origin is None:
        return None
    words = [str(Path(library.origin).parent.parent), str(MOST_CELLS)]
    printed = run_script(READER, words, content, LIMITS)
    if printed is None:
        return None
    told = json.loads(printed)
    if "code" in told:
        raise Unreadable(told["code"])
    sheets = ((name, tuple(map(_cell, cells))) for name, cells in told["sheets"])
    return ForeignBook(tuple(ForeignSheet(name, cells) for name, cells in sheets))


def _cell(told: list[Any]) -> ForeignCell:
    """A cell as the child tells it, dates made dates again."""
    row, column, value = told
    if isinstance(value, list):
        kind, text = value
        value = date.fromisoformat(text) if kind == "date" else datetime.fromisoformat(text)
    return row, column, value


def _by_office(content: bytes, suffix: str) -> ForeignBook:
    converted = convert(content, suffix, "xlsx")
    if converted is None:
        raise Unreadable("unreadable-format")
    return ForeignBook(converted=converted)
