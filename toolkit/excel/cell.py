"""A1 arithmetic, nothing else: columns as letters and numbers, ranges of neighbours."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

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


class Spot(NamedTuple):
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
