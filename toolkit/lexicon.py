"""The words code looks for and the sentences it says, read from toolkit/words and messages.toml.

Both are constant for a run, so they are read once.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from toolkit.home import FORMS, WORDS
from toolkit.model.finding import Severity


@dataclass(frozen=True, slots=True)
class Message:
    """How one code is told: what we found, and what to do."""

    severity: Severity
    message: str
    remedy: str = ""
    meant: str = ""  # said instead where it can be guessed what was meant


@dataclass(frozen=True, slots=True)
class Messages:
    """Every sentence of ours: of findings, of mistakes, and the words that join them."""

    findings: dict[str, Message]
    mistakes: dict[str, str]
    words: dict[str, str]
    dictionary: dict[str, str]
    command: dict[str, str]

    def severity(self, code: str) -> Severity:
        return self.findings[code].severity


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What people write into the cell of a figure, other than a number."""

    not_applicable: frozenset[str]
    nothing: frozenset[str]
    units: tuple[str, ...]
    yuan: str
    ten_thousand: str


@cache
def messages() -> Messages:
    """The catalogue of sentences, toolkit/forms/messages.toml."""
    tree = tomllib.loads((FORMS / "messages.toml").read_text("utf-8"))
    return Messages(
        {code: _message(told) for code, told in tree["finding"].items()},
        tree["mistake"],
        tree["words"],
        tree["dictionary"],
        tree["command"],
    )


def _message(told: dict[str, Any]) -> Message:
    return Message(**(told | {"severity": Severity(told["severity"])}))


@cache
def figure_words() -> FigureWords:
    """The words of toolkit/words/figures.toml."""
    tree = tomllib.loads((WORDS / "figures.toml").read_text("utf-8"))
    return FigureWords(
        frozenset(tree["not_applicable"]),
        frozenset(word.lower() for word in tree["nothing"]),
        tuple(tree["units"]),
        tree["yuan"],
        tree["ten_thousand"],
    )
