"""A cell that says something by itself: its formula, and what the formula comes to.

Both stand together, because a workbook shows the value where nothing recalculates it (protected
view, a preview on a telephone) and the formula's result everywhere else: they must be the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.excel.atlas import Atlas
from toolkit.excel.state import Shown, State

Formula = Callable[[Atlas, str], str]  # addresses, the sheet on which it stands → without "="
Value = Callable[[State], Shown]
MOST = 30  # arguments of a function: an .xls holds no more, and a formula with more is lost in it


@dataclass(frozen=True, slots=True)
class Live:
    """One live cell, by its key."""

    key: str
    formula: Formula
    value: Value


def text(words: str) -> str:
    """A text within a formula."""
    return '"' + words.replace('"', '""') + '"'


def plain(number: object) -> str:
    """A number as a spreadsheet joins it to a text: no zeros behind the point."""
    told = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return told.rstrip("0").rstrip(".") if "." in told else told


def joined(template: str, **parts: str) -> str:
    """A sentence with {names} in it, as a formula that joins its pieces."""
    pieces: list[str] = []
    rest = template
    while rest:
        before, brace, after = rest.partition("{")
        if before:
            pieces.append(text(before))
        name, _, rest = after.partition("}") if brace else ("", "", "")
        if brace:
            pieces.append(parts[name])
    return "&".join(pieces) or text("")


def count_of(areas: Sequence[str]) -> str:
    """How many numbers there are in areas, a function for as many of them as one takes."""
    some = (areas[n : n + MOST] for n in range(0, len(areas), MOST))
    counts = "+".join(f"COUNT({','.join(each)})" for each in some)
    return f"({counts})" if len(areas) > MOST else counts


def go(key: str, target: str, words: str) -> Live:
    """A link within the workbook."""
    return Live(
        key,
        lambda atlas, _: f"HYPERLINK({text(atlas.link(target))},{text(words)})",
        lambda _: words,
    )
