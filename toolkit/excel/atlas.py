"""Addresses of keys, as a formula on some sheet spells them. Made from a bound workbook.

Every formula of ours is spelled through it, so none holds an address that nobody looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.excel.cell import Spot, letters, quoted


@dataclass(frozen=True, slots=True)
class Site:
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


def rectangles(spots: Iterable[Spot]) -> list[tuple[Spot, Spot]]:
    """Cells as few rectangles: runs along the rows, those alike under one another joined."""
    runs: list[tuple[Spot, Spot]] = []
    for spot in sorted(spots):
        first, last = runs[-1] if runs else (spot, Spot(0, 0))
        if (last.row, last.column + 1) == (spot.row, spot.column):
            runs[-1] = (first, spot)
        else:
            runs.append((spot, spot))
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
