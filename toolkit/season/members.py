"""Who reports in a season: the lines of the roster, found by code and by name.

Everything in the season asks here who somebody is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple

from toolkit.model.agency import Agency

LONGEST = 40  # characters of a name in the name of a file
SHORTEST = 3  # characters of a name that is looked for in texts


class Member(NamedTuple):
    """One line of the roster."""

    agency: Agency
    short: str = ""  # how people call it
    contact: str = ""
    phone: str = ""
    deadline: date | None = None  # of its own, where that of the season is not meant

    @property
    def code(self) -> str:
        return self.agency.code

    @property
    def filed(self) -> str:
        """How files to it are called; a long name is cut, so its code tells it apart."""
        return self.called if len(self.called) <= LONGEST else f"{self.code}_{self.called}"

    @property
    def called(self) -> str:
        """How it is called in the names of files and in short texts."""
        return self.short or self.agency.name


class Members:
    """All of them, in the order of the roster."""

    def __init__(self, members: Iterable[Member] = ()) -> None:
        self._all = tuple(_told_apart(tuple(members)))

    def __iter__(self) -> Iterator[Member]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @cached_property
    def _by_code(self) -> dict[str, Member]:
        return {member.code: member for member in self._all}

    @cached_property
    def _by_name(self) -> dict[str, Member]:
        """By full and by short name."""
        shorts = {each.short: each for each in self._all if each.short}
        return {**shorts, **{member.agency.name: member for member in self._all}}

    def of(self, code: str) -> Member | None:
        """The member of this code."""
        return self._by_code.get(code)

    def named(self, words: str) -> Member | None:
        """The member that somebody means who writes its code, its name or its short name."""
        told = words.strip()
        return self._by_code.get(told) or self._by_name.get(told)

    def name_of(self, words: str) -> str:
        """The full name of whom somebody means; the words themselves where it is none of them."""
        member = self.named(words)
        return member.agency.name if member else words

    @cached_property
    def names(self) -> dict[str, Member]:
        """Every name by which a text may speak of one of them."""
        return {name: member for name, member in self._by_name.items() if name}

    @cached_property
    def by_beginning(self) -> dict[str, list[tuple[str, Member]]]:
        """The same by how a name begins, the longest first, to look a text through once."""
        found: dict[str, list[tuple[str, Member]]] = {}
        for name in sorted(self.names, key=len, reverse=True):
            if len(name) >= SHORTEST:
                found.setdefault(name[:SHORTEST], []).append((name, self.names[name]))
        return found


def _told_apart(members: tuple[Member, ...]) -> Iterator[Member]:
    """Without short names that mean two of them: files and texts would not tell them apart."""
    names = Counter(name for each in members for name in {each.agency.name, each.short} if name)
    for each in members:
        yield each if names[each.short] < 2 or not each.short else each._replace(short="")
