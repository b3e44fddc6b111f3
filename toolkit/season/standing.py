"""Where each agency stands, as plain values: what a season's outputs are drawn from.

Made by judge of the season (states.py); read by everything that tells people about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from toolkit.model.finding import Finding
from toolkit.season.members import Member


class State(StrEnum):
    """Where an agency stands; the words for it are in words/season.toml."""

    MISSING = "missing"
    TO_CONFIRM = "to-confirm"  # came as Word, PDF or web page
    PICTURE = "picture"  # only a picture or scan came
    TO_CORRECT = "to-correct"
    TO_EXPLAIN = "to-explain"
    EXPLAINED = "explained"  # by the clerk; the county has not said yet whether it will do
    ACCEPTED = "accepted"
    ACCEPTED_CORRECTING = "accepted-correcting"  # accepted, and a faulty version came after it
    EXEMPT = "exempt"
    SIGNED = "signed"
    PUBLISHED = "published"


class Explained(NamedTuple):
    """An `explain` finding and what became of it."""

    finding: Finding
    sentence: str
    text: str = ""  # what the clerk wrote
    accepted: bool | None = None  # None: nobody has said
    why: str = ""  # why it will not do, in the county's words


class Told(NamedTuple):
    """One finding as people read it."""

    code: str
    severity: str
    sentence: str


class Changed(NamedTuple):
    """One thing that a file says otherwise than the one before it."""

    key: str
    label: str
    was: str
    now: str
    cell: str = ""


@dataclass(frozen=True)
class Version:
    """One file of an agency's series, read and judged."""

    sha256: str
    file: str  # where it lies, from the season's folder
    kind: str  # workbook, document, picture
    sent: str  # the time by which the series is ordered: written in the file, else of the file
    seen: str  # when it was collected first
    program: str = ""  # that saved it last
    checkcode: str = ""
    findings: tuple[Finding, ...] = ()
    sentences: tuple[str, ...] = ()  # one for each finding
    told: tuple[Told, ...] = ()  # the findings as sentences, the most important first
    explained: tuple[Explained, ...] = ()
    counts: bool = False  # no must finding about identity or figures
    passes: bool = False  # no must finding, every explain finding settled
    contact: tuple[str, str] = ("", "")  # who filled it in, as written there, and the phone
    changed: tuple[Changed, ...] = ()  # against the file before it

    @property
    def read(self) -> bool:
        """Whether its figures were read; a picture or a report in words is evidence."""
        return self.kind == "workbook"


def latest_read(series: Sequence[Version]) -> Version | None:
    """The version that speaks for an agency; None where nothing was read."""
    return next((version for version in reversed(series) if version.read), None)


@dataclass(frozen=True)
class Standing:
    """One agency."""

    member: Member
    state: State
    series: tuple[Version, ...] = ()  # oldest first
    counting: Version | None = None  # what the county's sum takes
    deadline: date | None = None
    days_late: int = 0  # until the first file came, or until today where none came
    sent_back: int = 0  # how often
    reason: str = ""  # why it is exempt, or who decided so

    @property
    def latest(self) -> Version | None:
        return self.series[-1] if self.series else None


class Unclaimed(NamedTuple):
    """A file of which nobody knows whose it is."""

    file: str
    sha256: str
    why: str  # the sentence that tells why
    says: str  # who it is by what is written in it


@dataclass(frozen=True)
class Stand:
    """The whole season at one moment."""

    county: str
    year: int
    today: date
    agencies: tuple[Standing, ...]
    unclaimed: tuple[Unclaimed, ...] = ()
    deadline: date | None = None
    recipient: str = ""
