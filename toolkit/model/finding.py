"""A finding: one thing noticed in what somebody sent. Plain data; say.py makes the sentence."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from toolkit.errors import Facts
from toolkit.model.figure import Key, Place


class Severity(StrEnum):
    """How much a finding weighs: corrected, corrected or explained, just told."""

    MUST = "must"
    EXPLAIN = "explain"
    NOTE = "note"


class Finding(NamedTuple):
    """One thing noticed, at places. No sentence inside, so that wording can change freely."""

    code: str
    severity: Severity
    keys: tuple[Key, ...] = ()
    places: tuple[Place, ...] = ()
    facts: Facts = ()

    @property
    def subject(self) -> str:
        """What it is about, for ever: its code and the place of the rule, or its first figure."""
        at = self.fact("at") or (self.keys[0] if self.keys else "")
        return self.code if at in ("", self.code) else f"{self.code}.{at}"

    def fact(self, name: str, otherwise: object = None) -> object:
        """The fact of this name, or `otherwise`."""
        return next((value for key, value in self.facts if key == name), otherwise)

    def lowered(self, **why: object) -> Finding:
        """This finding as a note, with the reason among its facts."""
        return self._replace(severity=Severity.NOTE, facts=(*self.facts, *why.items()))
