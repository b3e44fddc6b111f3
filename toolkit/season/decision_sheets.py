"""The sheets of an officer's workbook: found by name, their columns by heading.

Called by decisions.py to read lines and by decision_book.py to write beside them. Officers sort,
filter, colour, insert columns and rows: only names and headings are relied upon.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from toolkit.excel.listing import Listed, ListedRow, find_heading, read_listing
from toolkit.model.label import fold
from toolkit.season.dates import read_date
from toolkit.season.decision_line import Kind, Line
from toolkit.season.decision_words import fields_of, word

DATES = ("on", "until", "since")
ANSWER = "answer"
TOLD_ONLY = ("file", "says", "finding", "url")  # columns without which lines can be read


@dataclass(frozen=True)
class DecisionSheet:
    """One sheet as it stands in the workbook."""

    kind: Kind
    name: str  # as written there; empty where the workbook has no such sheet
    heading: int
    columns: Mapping[str, str]  # field → column letter
    rows: tuple[ListedRow, ...]  # below the headings

    @property
    def missing(self) -> tuple[str, ...]:
        """The headings that are needed and not there."""
        needed = fields_of(self.kind).items()
        lost = (h for f, h in needed if f not in self.columns and f not in (*TOLD_ONLY, ANSWER))
        return tuple(lost)

    def fields(self, row: ListedRow) -> dict[str, str]:
        """What stands in the columns that we know; dates alike however they were typed."""
        known = ((field, row.cells.get(column, "")) for field, column in self.columns.items())
        return {field: _alike(field, text) for field, text in known if text.strip()}

    def text(self, number: int) -> Mapping[str, str]:
        """What stands in a row: column letter → text."""
        return self._by_number.get(number, {})

    @cached_property
    def _by_number(self) -> Mapping[int, Mapping[str, str]]:
        return {row.number: row.cells for row in self.rows}

    @property
    def lines(self) -> Iterator[Line]:
        """Its lines, or one of row 0 that tells why there are none, or no answers to them."""
        if self.missing:
            missing = "\n".join(self.missing) if self.name else ""
            yield Line(self.kind, 0, {"missing": missing})
            return
        if ANSWER not in self.columns:
            yield Line(self.kind, 0, {"unanswered": fields_of(self.kind)[ANSWER]})
        for row in self.rows:
            fields = self.fields(row)
            answer = fields.pop(ANSWER, "")
            if fields:
                yield Line(self.kind, row.number, fields, answer)


def sheets_in(content: bytes) -> tuple[DecisionSheet, ...]:
    """Every sheet for decisions, in our order; Unreadable where this is no workbook."""
    listed = {fold(each.name): each for each in reversed(read_listing(content, ""))}
    return tuple(_sheet(kind, listed.get(fold(word("sheets", kind)))) for kind in Kind)


def _sheet(kind: Kind, listed: Listed | None) -> DecisionSheet:
    if listed is None:
        return DecisionSheet(kind, "", 0, {}, ())
    wanted = {field: (heading,) for field, heading in fields_of(kind).items()}
    number, columns = find_heading(listed, wanted) or (0, {})
    below = tuple(row for row in listed.rows if row.number > number)
    return DecisionSheet(kind, listed.name, number, columns, below)


def _alike(field: str, text: str) -> str:
    day = read_date(text) if field in DATES else None
    return day.isoformat() if day else text.strip()
