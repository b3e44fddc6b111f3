"""The workbook in which an officer decides: made, given new lines, answered.

Called by the conductors of a season. Whatever else stands in an officer's workbook stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count, zip_longest
from typing import NamedTuple

from toolkit.excel.cell import letters, quoted
from toolkit.excel.list_book import Cell, Column, ListSheet, list_book
from toolkit.excel.patch import with_texts
from toolkit.excel.row_heights import with_room
from toolkit.lexicon import words
from toolkit.model.form import Form
from toolkit.season.decision_line import NOBODY, SHORT, Kind, text_sha
from toolkit.season.decision_sheets import DATES, DecisionSheet, sheets_in
from toolkit.season.decision_words import fields_of, rules_of, verdicts_of, word
from toolkit.season.members import Members

SPARE, MOST_SPARE = 40, 400  # empty lines of a sheet, more where more is to be expected
OURS = {Kind.CLAIM: ("file", "sha", "says"), Kind.EXPLANATION: ("finding", "text", "subject")}
KNOWN_BY = {Kind.CLAIM: ("sha",), Kind.EXPLANATION: ("agency", "subject", "text", "finding")}
AGENCIES = ("agency", "owner", "heir", "reporter")
LISTS = ("claim", "explanation", "agency", "rule")  # the columns of the sheet of choices
USUAL = 13.0
WIDTHS = {
    **{"file": 38.0, "says": 24.0, "owner": 26.0, "sha": 16.0, "finding": 44.0, "text": 44.0},
    **{"agency": 26.0, "subject": 30.0, "rule": 38.0, "figure": 34.0, "before": 30.0},
    **{"after": 30.0, "heir": 26.0, "reporter": 26.0, "url": 40.0, "basis": 34.0, "answer": 40.0},
    **{"by": 10.0, "until": 15.0},
}
WRAPPED = ("file", "says", "finding", "text", "before", "after", "url", "basis", "answer", "figure")


class NewLine(NamedTuple):
    """A line to be put into the workbook, for an officer to decide."""

    sheet: str  # one of Kind
    fields: Mapping[str, str]


def decision_book(members: Members, form: Form) -> bytes:
    """A fresh workbook."""
    lists = lists_of(members, form)
    sheets = (_sheet(kind, lists, len(members)) for kind in Kind)
    return list_book((_guide(), *sheets, lists))


def with_lines(content: bytes, added: Iterable[NewLine]) -> bytes:
    """The workbook with further lines in its first free rows; none is doubled."""
    wanted = tuple(added)
    filled: list[Filled] = []
    for sheet in sheets_in(content):
        if not sheet.missing:
            mine = [line for line in wanted if line.sheet == sheet.kind]
            filled += (Filled(sheet, row, fields) for row, fields in _placed(sheet, mine))
    return _written(content, filled)


def with_answers(content: bytes, answers: Mapping[tuple[str, int], str]) -> bytes:
    """The workbook with what became of its lines beside them: (sheet, row) → sentence."""
    sheets = {sheet.kind.value: sheet for sheet in sheets_in(content)}
    told = ((sheets[kind], row, text) for (kind, row), text in answers.items() if row)
    return _written(content, [Filled(sheet, row, {"answer": text}) for sheet, row, text in told])


class Filled(NamedTuple):
    """What is to be written into one row."""

    sheet: DecisionSheet
    row: int
    fields: Mapping[str, str]


def _written(content: bytes, filled: Iterable[Filled]) -> bytes:
    """The workbook with these cells filled, rows that are written into high enough for that."""
    texts: dict[str, dict[str, str]] = {}
    long: dict[str, dict[str, str]] = {}
    for sheet, row, fields in filled:
        there = sheet.text(row)
        for field, text in fields.items():
            if field in sheet.columns and there.get(sheet.columns[field], "") != text:
                address = f"{sheet.columns[field]}{row}"
                texts.setdefault(sheet.name, {})[address] = text
                if field in WRAPPED:
                    long.setdefault(sheet.name, {})[address] = text
    return with_room(with_texts(content, texts), long) if texts else content


def _placed(
    sheet: DecisionSheet, lines: Iterable[NewLine]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Row and fields of the lines that are not there yet; one with a verdict is known by it all."""
    used = {row.number for row in sheet.rows}
    there = [sheet.fields(row) for row in sheet.rows]
    known = {_identity(sheet, each, whole=w) for each in there for w in (True, False)}
    free = (row for row in count(sheet.heading + 1) if row not in used)
    for line in lines:
        chosen = "verdict" in line.fields or "owner" in line.fields
        identity = _identity(sheet, line.fields, whole=chosen)
        if identity not in known:
            known.add(identity)
            yield next(free), {"answer": word("answers", "open"), **line.fields}


def _identity(sheet: DecisionSheet, fields: Mapping[str, str], *, whole: bool) -> tuple[str, ...]:
    """By what a line is known: what it is about, or with all that an officer says to it.

    A column that the sheet has lost tells nothing.
    """
    all_of_it = tuple(field for field in fields_of(sheet.kind) if field != "answer")
    named = all_of_it if whole else KNOWN_BY.get(sheet.kind, all_of_it)
    told = {
        **fields,
        "text": text_sha(fields.get("text", "")),
        "sha": fields.get("sha", "")[:SHORT],
    }
    return tuple("".join(told.get(field, "").split()) for field in named if field in sheet.columns)


def _guide() -> ListSheet:
    """The first sheet: how the workbook is used, and which sheet is for what."""
    guide, rows = words("decisions")["guide"], []
    for kind in Kind:
        name = word("sheets", kind)
        when = word("remark", kind).replace("\n", "")
        rows.append((Cell(name, f"#{quoted(name)}!A1", "bold"), when))
    columns = (Column(guide["where"], 20), Column(guide["when"], 100, wraps=True))
    lines = tuple(guide["lines"].strip().split("\n"))
    return ListSheet(guide["sheet"], guide["title"], columns, tuple(rows), lines, filtered=False)


def _sheet(kind: Kind, lists: ListSheet, count: int) -> ListSheet:
    """An empty sheet: its headings, drop-downs and help."""
    columns = tuple(_column(kind, field, lists) for field in fields_of(kind))
    name, remarks = word("sheets", kind), tuple(word("remark", kind).split("\n"))
    spare = max(SPARE, min(2 * count, MOST_SPARE)) if kind is Kind.EXPLANATION else SPARE
    return ListSheet(name, name, columns, (), remarks, spare)


def _column(kind: Kind, field: str, lists: ListSheet) -> Column:
    return Column(
        fields_of(kind)[field],
        WIDTHS.get(field, USUAL),
        choices=_choices(kind, field, lists),
        kind="date" if field in DATES else "text",
        note=words("decisions")["note"].get(field, ""),
        locked=field in (*OURS.get(kind, ()), "answer"),
        wraps=field in WRAPPED,
    )


def _choices(kind: Kind, field: str, lists: ListSheet) -> str | tuple[str, ...]:
    """The drop-down of a column; none where people write freely."""
    if field == "verdict":
        return tuple(verdicts_of(kind).values())
    if field not in (*AGENCIES, "rule"):
        return ()
    column = LISTS.index(field if field == "rule" else kind if kind in LISTS[:2] else "agency")
    count = sum(row[column] is not None for row in lists.rows)
    first, letter = lists.heading_row + 1, letters(column + 1)
    return f"{quoted(lists.name)}!${letter}${first}:${letter}${first + count - 1}"


def lists_of(members: Members, form: Form) -> ListSheet:
    """The last sheet: what can be chosen, a column for each drop-down."""
    told = words("decisions")["lists"]
    names = [member.agency.name for member in members]
    rules = [f"{code} {title}" for code, title in rules_of(form).items()]
    chosen = ([word("choice", NOBODY), *names], [word("choice", "all"), *names], names, rules)
    columns = tuple(Column(told[name], 34, locked=True) for name in LISTS)
    rows = tuple(zip_longest(*chosen))
    return ListSheet(told["sheet"], told["title"], columns, rows, (told["remark"],), filtered=False)
