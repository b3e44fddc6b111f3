"""The workbook in which an officer decides: made, given new lines, answered.

Called by the conductors of a season. Whatever else stands in an officer's workbook stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from toolkit.model.form import Form
from toolkit.season.members import Members


class NewLine(NamedTuple):
    """A line to be put into the workbook, for an officer to decide."""

    sheet: str  # one of Kind
    fields: Mapping[str, str]


def decision_book(members: Members, form: Form) -> bytes:
    """A fresh workbook."""
    raise NotImplementedError


def with_lines(content: bytes, added: Iterable[NewLine]) -> bytes:
    """The workbook with further lines in its first free rows; none is doubled."""
    raise NotImplementedError


def with_answers(content: bytes, answers: Mapping[tuple[str, int], str]) -> bytes:
    """The workbook with what became of its lines beside them: (sheet, row) → sentence."""
    raise NotImplementedError
