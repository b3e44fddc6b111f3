"""Lines of the workbook of decisions → decisions, or the reason why not.

Called by the conductor of a collection before anything is judged. Pure: what has to be known
comes in a Context. The door to what stands in the decision_* files beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from toolkit.season.decision_line import (
    NOBODY,
    Context,
    Decision,
    Kind,
    Line,
    Refused,
    Waiting,
    text_sha,
)

__all__ = [
    "NOBODY",
    "Context",
    "Decision",
    "Kind",
    "Line",
    "Outcome",
    "Refused",
    "Waiting",
    "decide",
    "decide_lines",
    "read_lines",
    "say_answer",
    "say_refused",
    "text_sha",
]


class Outcome(NamedTuple):
    """What became of one line."""

    line: Line
    decisions: tuple[Decision, ...] = ()
    refused: Refused | None = None
    answer: str = ""  # to be written beside it


def read_lines(content: bytes) -> tuple[Line, ...]:
    """Every line of the workbook on which something stands, sheet by sheet."""
    raise NotImplementedError


def decide(line: Line, context: Context) -> tuple[Decision, ...] | Refused:
    """What one line comes to by itself; nothing where nobody has chosen anything on it yet."""
    raise NotImplementedError


def decide_lines(lines: Sequence[Line], context: Context) -> tuple[Outcome, ...]:
    """What all lines come to, one after the other; lines that were applied before stay so."""
    raise NotImplementedError


def say_refused(refused: Refused) -> str:
    """Why a line cannot be applied, as one sentence."""
    raise NotImplementedError


def say_answer(outcome: Outcome) -> str:
    """What stands beside the line."""
    raise NotImplementedError
