"""Where the results of a command go: named as their content asks for, folders made, no file harmed.

Called by the command line before and when it writes a workbook.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from toolkit.errors import Slip, UsageError
from toolkit.files import make_folder, put

XLSX = ".xlsx"
WORKBOOKS = (XLSX, ".xlsm")  # of an .xlsm an .xlsm is made: programs refuse it by another name


def ending(path: Path, source: str = XLSX) -> Path:
    """A path that ends as its content asks for, which was made of a file that ends so.

    What has no ending is given one; another one is the mistake of the operator.
    """
    wanted = source if source.lower() in WORKBOOKS else XLSX
    if path.is_dir():
        raise UsageError(Slip("not-a-file", str(path)))
    if path.suffix and path.suffix.lower() != wanted.lower():
        raise UsageError(Slip("not-xlsx", str(path), facts=(("ending", wanted),)))
    return path if path.suffix else path.with_name(f"{path.name}{wanted}")


def refuse_file(folder: Path) -> None:
    """A file where a folder should be, there or above, is told before anything is written."""
    there = next((each for each in (folder, *folder.parents) if each.exists()), None)
    if there is not None and not there.is_dir():
        raise UsageError(Slip("not-a-folder", str(there)))


def write(path: Path, content: bytes) -> bool:
    """Write a file whole, its folder too where there is none; False where it holds this already."""
    refuse_file(path.parent)
    make_folder(path.parent)
    return put(path, content)


def shown(path: Path) -> str:
    """A path as short as it can be told from here."""
    with suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)
