"""What a decision is, and what the line of a workbook is that asks for one: plain values.

Read by every module that has to do with decisions; the acts upon them are in decisions.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple, TypeAlias

from toolkit.errors import Facts
from toolkit.model.figure import Key, Number
from toolkit.model.finding import Finding
from toolkit.model.form import Form
from toolkit.season.members import Members

NOBODY = "nobody"  # the verdict on a file that is no return
SHORT = 12  # hexadecimal digits of a hash that stand in the workbook

About: TypeAlias = tuple[str, str, str, str]  # kind, agency, subject, which text or file


class Kind(StrEnum):
    """What can be decided; each has its sheet."""

    CLAIM = "claim"
    EXPLANATION = "explanation"
    WAIVER = "waiver"
    EXEMPTION = "exemption"
    CORRECTION = "correction"
    REORGANISATION = "reorganisation"
    RULE = "rule"
    PUBLICATION = "publication"


VERDICTS: Mapping[Kind, tuple[str, ...]] = {  # a claim's is a code, or NOBODY
    Kind.EXPLANATION: ("accept", "reject", "withdraw"),
    Kind.WAIVER: ("waive", "cancel"),
    Kind.EXEMPTION: ("exempt", "extend", "restore"),
    Kind.CORRECTION: ("correct", "withdraw"),
    Kind.REORGANISATION: ("rename", "merge", "split", "abolish", "cancel"),
    Kind.RULE: ("off", "probation", "restore"),
    Kind.PUBLICATION: ("sign", "publish", "withdraw"),
}


class Decision(NamedTuple):
    """What somebody settled: about what, how, who, when, why."""

    kind: Kind
    agency: str  # its code; empty where it is about none
    subject: str  # of a claim the hash, of an explanation the finding, of a waiver the rule …
    verdict: str  # a stable English word; of a claim the agency's code, or NOBODY
    more: tuple[tuple[str, str], ...] = ()  # further fields, such as ("until", "2026-02-10")
    by: str = ""
    on: str = ""  # ISO date
    basis: str = ""

    @property
    def id(self) -> str:
        """The same for the same decision, whoever writes it down."""
        return _digest(self.as_record())

    @property
    def about(self) -> About:
        """What it settles: of two decisions about the same the later one is in force."""
        if self.kind is Kind.EXPLANATION:
            said = self.further("text_sha"), self.further("facts_sha")
            return about_explanation(self.agency, self.subject, *said)
        which = self.further("file") if self.kind is Kind.CORRECTION else ""
        return (self.kind.value, self.agency, self.subject, which)

    def further(self, name: str) -> str:
        """One of the further fields; empty where it has none of this name."""
        return next((value for key, value in self.more if key == name), "")

    def as_record(self) -> dict[str, Any]:
        """As one line of JSON has it."""
        return {**self._asdict(), "kind": self.kind.value, "more": dict(self.more)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Decision:
        """The decision of such a line, further words left; ValueError where it is none."""
        try:
            more = tuple(sorted((str(name), str(value)) for name, value in record["more"].items()))
            texts = {name: str(record[name]) for name in ("agency", "subject", "verdict")}
            signed = {name: str(record[name]) for name in ("by", "on", "basis")}
            made = cls(kind=Kind(record["kind"]), more=more, **texts, **signed)
            _prove(made)
        except (KeyError, TypeError, AttributeError, InvalidOperation) as wrong:
            raise ValueError(*wrong.args) from wrong
        return made


def read_records(records: Iterable[Mapping[str, Any]]) -> tuple[tuple[Decision, ...], int]:
    """The decisions among these records, and which record is the first that is none; 0: all are."""
    decisions, first = [], 0
    for number, record in enumerate(records, 1):
        try:
            decisions.append(Decision.from_record(record))
        except ValueError:
            first = first or number
    return tuple(decisions), first


def _prove(decision: Decision) -> None:
    """Read what those who follow a decision rely upon; an exception where it cannot be read."""
    date.fromisoformat(decision.on)
    if decision.verdict not in VERDICTS.get(decision.kind, (decision.verdict,)):
        raise ValueError(decision.verdict)
    match decision.kind, decision.verdict:
        case Kind.EXEMPTION, "extend":
            date.fromisoformat(decision.further("until"))
        case Kind.CORRECTION, "correct":
            read_number(decision.further("now"))
            read_number(decision.further("was") or "0")
        case Kind.REORGANISATION, verdict if verdict != "cancel":
            date.fromisoformat(decision.further("since"))


class Settled(NamedTuple):
    """What a line settles, before it is signed."""

    agency: str
    subject: str
    verdict: str
    more: tuple[tuple[str, str], ...] = ()


class Line(NamedTuple):
    """One line of the workbook, its cells by the English names of their columns.

    A sheet that cannot be read at all is a line of row 0: it is refused, with the reason.
    """

    sheet: str  # one of Kind
    row: int
    fields: Mapping[str, str]
    answer: str = ""  # what stands beside it already

    @property
    def mark(self) -> str:
        """Changes when anything but the answer changes: an applied line is known by it."""
        return _digest([self.sheet, {n: " ".join(t.split()) for n, t in self.fields.items()}])[:16]

    def has(self, name: str) -> str:
        """What stands in a field, without blanks around it."""
        return self.fields.get(name, "").strip()


class Refused(NamedTuple):
    """Why a line cannot be applied; its sentence is in words/decisions.toml."""

    code: str
    facts: Facts = ()


class Waiting(NamedTuple):
    """An explanation of which the county has not said whether it will do."""

    agency: str
    subject: str
    text_sha: str  # of text_sha()
    facts_sha: str = ""  # of facts_sha(); empty where a ledger of old does not tell
    finding_sha: str = ""  # text_sha() of the finding as its line tells it; empty: not known

    @property
    def about(self) -> About:
        """What a decision about it is about."""
        return about_explanation(self.agency, self.subject, self.text_sha, self.facts_sha)


@dataclass(frozen=True)
class Context:
    """What has to be known to judge a line."""

    members: Members
    form: Form
    today: date
    unclaimed: Mapping[str, str] = field(default_factory=dict)  # hash → file
    files: Mapping[str, str] = field(default_factory=dict)  # every other file: hash → file
    waiting: tuple[Waiting, ...] = ()
    latest: Mapping[str, tuple[str, Mapping[Key, Number | None]]] = field(default_factory=dict)
    settled: Mapping[About, Decision] = field(default_factory=dict)  # Decided.settled
    applied: frozenset[str] = frozenset()  # Decided.lines: marks of the lines applied before
    accepted: frozenset[str] = frozenset()  # codes of the agencies whose return was accepted
    earlier_names: frozenset[str] = frozenset()  # names and codes in last year's reports


def about_explanation(agency: str, subject: str, text_sha: str, facts_sha: str = "") -> About:
    """By which what is said of an explanation is known: the same words to the same facts."""
    said = f"{text_sha}.{facts_sha}" if facts_sha else text_sha
    return (Kind.EXPLANATION.value, agency, subject, said)


def read_number(told: str) -> Number:
    """A number as decisions have it."""
    return Decimal(told) if "." in told else int(told)


def text_sha(text: str) -> str:
    """By which an explanation is known: blanks and line breaks do not count."""
    return sha256("".join(text.split()).encode()).hexdigest()[:16]


def facts_sha(finding: Finding) -> str:
    """By which the facts of a finding are known: its figures, however they are kept."""
    return _digest([sorted(finding.keys), sorted((n, _plain(v)) for n, v in finding.facts)])[:16]


def _plain(value: object) -> Any:
    match value:
        case Decimal() | int() | float() if not isinstance(value, bool):
            exact = Decimal(str(value))
            return f"{exact.normalize():f}" if exact.is_finite() else str(exact)
        case tuple() | list():
            return [_plain(each) for each in value]
    return "" if value is None else str(value)


def _digest(told: object) -> str:
    spelled = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(spelled.encode()).hexdigest()
