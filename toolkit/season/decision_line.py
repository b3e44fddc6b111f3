"""What a decision is, and what the line of a workbook is that asks for one: plain values.

Read by every module that has to do with decisions; the acts upon them are in decisions.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple, TypeAlias

from toolkit.errors import Facts
from toolkit.model.figure import Key, Number
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
        which = {Kind.EXPLANATION: "text_sha", Kind.CORRECTION: "file"}.get(self.kind, "")
        return (self.kind.value, self.agency, self.subject, self.further(which))

    def further(self, name: str) -> str:
        """One of the further fields; empty where it has none of this name."""
        return next((value for key, value in self.more if key == name), "")

    def as_record(self) -> dict[str, Any]:
        """As one line of JSON has it."""
        return {**self._asdict(), "kind": self.kind.value, "more": dict(self.more)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Decision:
        """The decision of such a line; further words of the line are left."""
        more = tuple(sorted((str(name), str(value)) for name, value in record["more"].items()))
        texts = {name: str(record[name]) for name in ("agency", "subject", "verdict")}
        signed = {name: str(record[name]) for name in ("by", "on", "basis")}
        return cls(kind=Kind(record["kind"]), more=more, **texts, **signed)


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


def text_sha(text: str) -> str:
    """By which an explanation is known: blanks and line breaks do not count."""
    return sha256("".join(text.split()).encode()).hexdigest()[:16]


def _digest(told: object) -> str:
    spelled = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(spelled.encode()).hexdigest()
