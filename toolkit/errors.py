"""Mistakes of ours or of the operator: raised, told in one line, exit code 2.

A fault in somebody's file is never raised; it is a Finding (toolkit/model/finding.py). A mistake
carries a code and facts; the Chinese sentence is made from them in say.py when it is shown.
"""

from __future__ import annotations

from typing import NamedTuple

Facts = tuple[tuple[str, object], ...]


class Slip(NamedTuple):
    """One mistake in a file of ours or of an office: where, what, and what would be right."""

    code: str
    file: str = ""
    line: int = 0
    key: str = ""
    facts: Facts = ()

    def __str__(self) -> str:
        at = f"{self.file}:{self.line}" if self.line else self.file
        told = " ".join(f"{name}={value!r}" for name, value in self.facts)
        return " ".join(part for part in (at, self.key, self.code, told) if part)


class Mistake(Exception):
    """What the command line turns into one sentence and exit code 2."""

    def __init__(self, *slips: Slip) -> None:
        super().__init__("; ".join(map(str, slips)))
        self.slips = slips


class FormError(Mistake):
    """A form file that is not a form."""


class UsageError(Mistake):
    """A command that cannot be carried out as it was given."""
