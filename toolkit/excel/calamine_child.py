"""A program of its own: a workbook on standard input becomes its filled cells, as JSON.

Started by foreign.py, by its path and without the package, within limits; calamine unfolds the
whole grid up to the last cell, so that one stray value can ask for gigabytes, and a fault in a file
may end the process. Nothing of that reaches who started it.

    calamine_child.py FOLDER_OF_CALAMINE MOST_CELLS
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any


def tagged(value: object) -> object:
    """A value as JSON knows it; dates as a list, a time of day or a duration as its text."""
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    return value if isinstance(value, (str, int, float)) else str(value)


def filled(grid: Any) -> Iterator[tuple[int, int, object]]:
    """The filled cells of a sheet, counted from 1; its grid begins at the first of them."""
    top, left = grid.start or (0, 0)
    # Not iter_rows: it begins at the first row of the sheet, but at the first filled column.
    for row, values in enumerate(grid.to_python(skip_empty_area=True), top + 1):
        for column, value in enumerate(values, left + 1):
            if value != "":
                yield row, column, tagged(value)


def sheets(content: bytes, most: int) -> list[tuple[str, list[tuple[int, int, object]]]]:
    """Every sheet with its filled cells; MemoryError where a grid is larger than can be meant."""
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    found = []
    for name in workbook.sheet_names:
        grid = workbook.get_sheet_by_name(name)
        most -= grid.height * grid.width
        if most < 0:
            raise MemoryError
        found.append((name, list(filled(grid))))
    return found


def told(content: bytes, most: int) -> dict[str, object]:
    """What is in the workbook, or that a password is needed to know it."""
    from python_calamine import PasswordError

    try:
        return {"sheets": sheets(content, most)}
    except PasswordError:
        return {"code": "encrypted"}


if __name__ == "__main__":
    sys.path.append(sys.argv[1])
    json.dump(told(sys.stdin.buffer.read(), int(sys.argv[2])), sys.stdout)
