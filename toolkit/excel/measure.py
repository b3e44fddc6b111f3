"""How high rows must be for the words in them: programs do not fit rows with merged cells."""

from __future__ import annotations

from math import ceil

from toolkit.excel.looks import LOOKS
from toolkit.excel.plan import Box, SheetPlan

LEADING = 1.45  # height of a line of text, in sizes of its letters
UNIT = 5.25  # points that a unit of column width is at least; with the fonts of Windows it is 6
EDGES, INDENT = 4.0, 8.0  # what the edges of a cell and an indent take away, in points
TALLEST = 409.0  # programs go no further
SPARE, LOOSE = 1.0, 3.0  # above and below a line; and more where there are several


def heights(plan: SheetPlan) -> dict[int, float]:
    """Row → height; of a box over several rows the last one takes what is wanting."""
    widths, found = dict(plan.widths), dict(plan.tall)
    for box in sorted(plan.boxes, key=lambda box: box.rows):
        rows = range(box.row, box.row + box.rows)
        there = sum(found.get(row, 0.0) for row in rows[:-1])
        needed = max(LOOKS[box.look].least, text_height(box, room(box, widths)))
        found[rows[-1]] = min(TALLEST, max(found.get(rows[-1], 0.0), needed - there))
    return found


def room(box: Box, widths: dict[int, float]) -> float:
    """The width of a box."""
    return sum(widths.get(c, 0.0) for c in range(box.column, box.column + box.columns))


def text_height(box: Box, width: float) -> float:
    """What a text needs: a Chinese character is as wide as the size of its look, others half."""
    look = LOOKS[box.look]
    per_line = max(1.0, (width * UNIT - EDGES - INDENT * look.indent) / look.size)
    lines = sum(max(1, ceil(wide(part) / 2 / per_line)) for part in box.text.split("\n"))
    lines = 1 if look.shrinks else lines
    return lines * look.size * LEADING + SPARE + LOOSE * (lines > 1)


def wide(text: str) -> int:
    """How wide a text is, in letters of the Latin alphabet."""
    return sum(2 if ord(character) > 0xFF else 1 for character in text)
