"""Addresses of keys, as a formula on some sheet spells them. Made from a bound workbook.

Every formula of ours is spelled through it, so none holds an address that nobody looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from toolkit.excel.cell import Spot, letters, quoted, spot

# These patterns are needed, and compiled, only where a formula is not as expected.
# A text, or cells: of another sheet perhaps, and perhaps a range of them.
NAMED = (
    r""""(?:[^"]|"")*"|(?<![\w.!\]])(?:(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!)?"""
    r"""(\$?[A-Z]{1,3}\$?\d{1,7})(?::(\$?[A-Z]{1,3}\$?\d{1,7}))?(?![\w(!])"""
)
ONE, MANY, END = "\1\2\3"  # around the keys of a cell and of a range, while a formula is read
LISTED = f"[{ONE}{MANY}][^{END}]*{END}(?:,[{ONE}{MANY}][^{END}]*{END})*"
COUNTED = r'([-+]?)COUNTIF\(([^"()]+),("[^"]*")\)'
SPLIT = r'\(((COUNT|SUM)\([^()"]*\)(?:\+\2\([^()"]*\))+)\)'
COUNTS = f"(?:{COUNTED})+"


class Site(NamedTuple):
    """The cell of a key."""

    sheet: str
    spot: Spot


@dataclass(frozen=True)
class Atlas:
    """Where each key stands in one workbook."""

    sites: Mapping[str, Site]

    def __contains__(self, key: object) -> bool:
        return key in self.sites

    def ref(self, key: str, on: str) -> str:
        """The cell of a key, seen from a sheet."""
        site = self.sites[key]
        return f"{_sheet(site.sheet, on)}{site.spot.fixed}"

    def link(self, key: str) -> str:
        """The cell of a key as the target of a link within the workbook."""
        site = self.sites[key]
        return f"#{quoted(site.sheet)}!{site.spot.address}"

    @cached_property
    def _keyed(self) -> Mapping[str, Sequence[tuple[Spot, str]]]:
        """The keys of each sheet in reading order."""
        keyed: dict[str, list[tuple[Spot, str]]] = {}
        for key, site in self.sites.items():
            keyed.setdefault(site.sheet, []).append((site.spot, key))
        return {sheet: sorted(found) for sheet, found in keyed.items()}

    def by_keys(self, formula: str, on: str) -> str:
        """A formula with keys for addresses: the same, however often its ranges were stretched.

        Targets of links are left out, as no program moves them along; cells that have no key stay
        as they are written.
        """

        def named(found: re.Match[str]) -> str:
            quoted_name, name, first, last = found.groups()
            if first is None:
                return "" if found[0].startswith('"#') else found[0]
            sheet = (quoted_name or name or on).replace("''", "'")
            keys = ",".join(self._within(sheet, spot(first), spot(last or first)))
            return f"{MANY if last else ONE}{keys}{END}" if keys else found[0]

        listed = re.sub(LISTED, _in_order, re.sub(NAMED, named, formula))
        return re.sub(COUNTS, _one_by_one, re.sub(SPLIT, _together, listed))

    def _within(self, sheet: str, first: Spot, last: Spot) -> list[str]:
        return [
            key
            for at, key in self._keyed.get(sheet, ())
            if first.row <= at.row <= last.row and first.column <= at.column <= last.column
        ]

    def areas(self, keys: Iterable[str], on: str) -> list[str]:
        """The cells of keys as few rectangles, in reading order."""
        by_sheet: dict[str, set[Spot]] = {}
        for key in keys:
            site = self.sites[key]
            by_sheet.setdefault(site.sheet, set()).add(site.spot)
        return [
            f"{_sheet(sheet, on)}{_corner(first)}{_to(first, last)}"
            for sheet, spots in by_sheet.items()
            for first, last in rectangles(spots)
        ]

    def area(self, keys: Iterable[str], on: str) -> str:
        """The same as arguments of a function."""
        return ",".join(self.areas(keys, on))


def _in_order(listed: re.Match[str]) -> str:
    """Cells in a row; where ranges are among them, however they were cut."""
    keys = listed[0].replace(ONE, "").replace(MANY, "").replace(END, "")
    return ",".join(sorted(keys.split(","))) if MANY in listed[0] else keys


def _together(split: re.Match[str]) -> str:
    """One function over everything, where it was split because it takes only so many cells."""
    cells = re.findall(r"[^(),+]+", split[1].replace(f"{split[2]}(", ""))
    return f"{split[2]}({','.join(sorted(cells))})"


def _one_by_one(counts: re.Match[str]) -> str:
    """Cells that are counted together, counted each by itself, in whatever order."""
    each = (
        f"{sign or '+'}COUNTIF({cell},{word})"
        for sign, cells, word in re.findall(COUNTED, counts[0])
        for cell in cells.split(",")
    )
    return "".join(sorted(each))


def rectangles(spots: Iterable[Spot]) -> list[tuple[Spot, Spot]]:
    """Cells as few rectangles: runs along the rows, those alike under one another joined."""
    runs: list[tuple[Spot, Spot]] = []
    for here in sorted(spots):
        first, last = runs[-1] if runs else (here, Spot(0, 0))
        if (last.row, last.column + 1) == (here.row, here.column):
            runs[-1] = (first, here)
        else:
            runs.append((here, here))
    return sorted(_stacked(runs))


def _stacked(runs: Sequence[tuple[Spot, Spot]]) -> list[tuple[Spot, Spot]]:
    stacked: dict[tuple[int, int, int], tuple[Spot, Spot]] = {}
    for first, last in runs:
        above = stacked.pop((first.row, first.column, last.column), None)
        whole = (above[0] if above else first, last)
        stacked[last.row + 1, first.column, last.column] = whole
    return list(stacked.values())


def _sheet(name: str, on: str) -> str:
    return "" if name == on else f"{quoted(name)}!"


def _corner(spot: Spot) -> str:
    return f"${letters(spot.column)}${spot.row}"


def _to(first: Spot, last: Spot) -> str:
    return "" if first == last else f":{_corner(last)}"
