"""An agency that reports, and the roster of all that report in one season."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class Agency(NamedTuple):
    """Who reports. `flags` name what rules may ask about: "rulemaking", "vertical"."""

    code: str = ""
    name: str = ""
    category: str = ""
    flags: frozenset[str] = frozenset()

    @property
    def vertical(self) -> bool:
        """Run by the province or the centre, so not in the county's sum."""
        return "vertical" in self.flags


@dataclass(frozen=True, slots=True)
class Roster:
    """The agencies of one season, in the order in which the county lists them."""

    agencies: tuple[Agency, ...] = ()
    _codes: frozenset[str] = field(init=False, compare=False, repr=False)

    def __init__(self, agencies: Iterable[Agency] = ()) -> None:
        object.__setattr__(self, "agencies", tuple(agencies))
        object.__setattr__(self, "_codes", frozenset(a.code for a in self.agencies))

    def __iter__(self) -> Iterator[Agency]:
        return iter(self.agencies)

    def __contains__(self, agency: Agency) -> bool:
        return agency.code in self._codes
