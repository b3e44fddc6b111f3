"""What all decisions together come to: the later one about the same thing is in force.

Made from the ledger's decisions whenever a season is judged; pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from toolkit.model.figure import Key, Number
from toolkit.model.settings import Settings
from toolkit.season.decision_line import About, Decision


class Corrected(NamedTuple):
    """One figure of one file that the county wrote anew."""

    key: Key
    was: Number | None
    now: Number
    decision: Decision


class Reorganisation(NamedTuple):
    """Agencies that became others; codes of the roster where it has them, names otherwise."""

    kind: str  # rename, merge, split, abolish
    before: tuple[str, ...]
    after: tuple[str, ...]
    on: date
    heir: str  # the code of the agency that takes over what was carried out last year
    reporter: str  # the code of the agency that reports


class Published(NamedTuple):
    """How far the report of an agency has come on its way out."""

    state: str  # "signed", "published"
    url: str
    on: str
    file: str  # the hash of the file that was the latest then


class Decided:
    """The decisions of a season, in the order of the ledger."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.decisions = tuple(decisions)

    @cached_property
    def settled(self) -> Mapping[About, Decision]:
        """What is in force, by what it is about; decisions that undo others among them."""
        return {decision.about: decision for decision in self.decisions}

    @cached_property
    def lines(self) -> frozenset[str]:
        """The marks of all lines that were applied."""
        return frozenset(decision.further("line") for decision in self.decisions)

    @cached_property
    def claims(self) -> Mapping[str, str]:
        """First digits of a file's hash → code of its agency, or NOBODY."""
        raise NotImplementedError

    def explanation(self, agency: str, subject: str, text_sha: str) -> tuple[bool | None, str]:
        """Whether the county accepted this explanation, and why not; None: nobody has said."""
        raise NotImplementedError

    @cached_property
    def settings(self) -> Settings:
        """The rule settings: off, on probation, waived."""
        raise NotImplementedError

    @cached_property
    def exempt(self) -> Mapping[str, str]:
        """Code of an agency that need not report → the reason."""
        raise NotImplementedError

    @cached_property
    def deadlines(self) -> Mapping[str, date]:
        """Code of an agency with a later deadline → the date."""
        raise NotImplementedError

    def corrections(self, agency: str, sha: str) -> tuple[Corrected, ...]:
        """What the county wrote anew in a file of an agency."""
        raise NotImplementedError

    @cached_property
    def reorganisations(self) -> tuple[Reorganisation, ...]:
        """Every reorganisation in force, in the order of their dates."""
        raise NotImplementedError

    @cached_property
    def published(self) -> Mapping[str, Published]:
        """Code of an agency whose report is signed or published."""
        raise NotImplementedError
