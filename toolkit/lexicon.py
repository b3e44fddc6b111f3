"""The words code looks for and the sentences it says, read from toolkit/words and messages.toml.

Both are constant for a run, so they are read once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from toolkit.home import FORMS, WORDS, Tree, shipped_tree
from toolkit.model.finding import Severity


class Message(NamedTuple):
    """How one code is told: what we found, and what to do."""

    severity: Severity
    message: str
    remedy: str = ""
    meant: str = ""  # said instead where it can be guessed what was meant


class Messages(NamedTuple):
    """Every sentence of ours: of findings, of mistakes, and the words that join them."""

    findings: dict[str, Message]
    mistakes: dict[str, str]
    words: dict[str, str]
    dictionary: dict[str, str]
    command: dict[str, str]

    def severity(self, code: str) -> Severity:
        return self.findings[code].severity


class FigureWords(NamedTuple):
    """What people write into the cell of a figure, other than a number."""

    not_applicable: frozenset[str]
    nothing: frozenset[str]
    units: tuple[str, ...]
    yuan: str
    ten_thousand: str


@cache
def messages() -> Messages:
    """The catalogue of sentences, toolkit/forms/messages.toml."""
    tree = _tree(FORMS / "messages.toml")
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
def workbook_words() -> dict[str, dict[str, str]]:
    """What a workbook says apart from the form, toolkit/forms/workbook.toml, sheet by sheet."""
    words: dict[str, dict[str, str]] = _tree(FORMS / "workbook.toml")
    return words


@cache
def figure_words() -> FigureWords:
    """The words of toolkit/words/figures.toml."""
    tree = _tree(WORDS / "figures.toml")
    return FigureWords(
        frozenset(tree["not_applicable"]),
        frozenset(word.lower() for word in tree["nothing"]),
        tuple(tree["units"]),
        tree["yuan"],
        tree["ten_thousand"],
    )


@cache
def words(name: str) -> dict[str, dict[str, str]]:
    """The words of toolkit/words/<name>.toml, table by table."""
    tree: dict[str, dict[str, str]] = _tree(WORDS / f"{name}.toml")
    return tree


def _tree(path: Path) -> Tree:
    return shipped_tree(path.name, path.read_text("utf-8"), _parsed)


def _parsed(text: str) -> Tree:
    import tomllib  # needed only where nothing is kept

    return tomllib.loads(text)
