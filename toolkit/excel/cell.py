"""A1 arithmetic, nothing else: columns as letters and numbers, ranges of neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@cache
def letters(column: int) -> str:
    """1 → A, 27 → AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@cache
def number(column: str) -> int:
    """A → 1, AA → 27."""
    result = 0
    for letter in column:
        result = result * 26 + ord(letter) - 64
    return result


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A cell of a sheet by numbers; sorts in reading order."""

    row: int
    column: int

    @property
    def address(self) -> str:
        return f"{letters(self.column)}{self.row}"

    @property
    def fixed(self) -> str:
        return f"${letters(self.column)}${self.row}"


def spot(address: str) -> Spot:
    """The cell of an A1 address; ValueError for anything else."""
    match = ADDRESS.fullmatch(address)
    if not match:
        raise ValueError(address)
    return Spot(int(match[2]), number(match[1]))


def quoted(sheet: str) -> str:
    """A sheet's name as a formula needs it, quoted whatever it holds."""
    return "'" + sheet.replace("'", "''") + "'"


def ranges(refs: Sequence[str]) -> str:
    """References as few ranges: neighbours of a row or a column joined, in the order given."""
    by_column, by_row = (list(_runs(refs, along)) for along in ("column", "row"))
    return ",".join(min(by_column, by_row, key=len))


def _runs(refs: Iterable[str], along: str) -> Iterator[str]:
    """References with each run of neighbours along a column, or a row, as one range."""
    run: list[tuple[str, Spot]] = []
    for ref in refs:
        sheet, _, address = ref.rpartition("!")
        here = (sheet, spot(address))
        if run and not _next(run[-1], here, along):
            yield _joined(run)
            run = []
        run.append(here)
    if run:
        yield _joined(run)


def _next(one: tuple[str, Spot], other: tuple[str, Spot], along: str) -> bool:
    step = Spot(1, 0) if along == "column" else Spot(0, 1)
    expected = Spot(one[1].row + step.row, one[1].column + step.column)
    return (one[0], expected) == other


def _joined(run: Sequence[tuple[str, Spot]]) -> str:
    sheet, first = run[0]
    head = f"{sheet}!" if sheet else ""
    last = run[-1][1]
    return head + (first.address if first == last else f"{first.address}:{last.address}")
