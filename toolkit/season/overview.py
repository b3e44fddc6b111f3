"""The overview of a season as a workbook: where everyone stands, and every finding in one list.

Called after every collect. Pure: the same `Stand` gives the same file. The list is the officer's
own: filterable, not locked, made anew each time and never read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.excel.list_book import Cell, Column, ListSheet, list_book
from toolkit.excel.list_sheets import Kind
from toolkit.lexicon import messages, words
from toolkit.model.finding import Severity
from toolkit.season.progress import (
    PASSED,
    RESEND,
    Asked,
    dates_told,
    file_link,
    file_name,
    judged,
    outstanding,
    questions,
    reached,
    settled,
    short_time,
    tally_told,
)
from toolkit.season.standing import Stand, Standing, State, Unclaimed

LOOKS = dict.fromkeys(PASSED, "good") | dict.fromkeys(RESEND, "bad")
LOOKS |= {State.EXPLAINED: "wait", State.MISSING: "wait", State.EXEMPT: "quiet"}
WRAPPING = ("agency", "finding", "answer", "settled", "why", "remark")
NUMBERS = ("files", "must", "explain", "waiting", "sent_back", "days_late")
KINDS: dict[str, Kind] = {"deadline": "date", "file": "link", **dict.fromkeys(NUMBERS, "number")}
SEVERE = {Severity.MUST: "bad", Severity.EXPLAIN: "wait", Severity.NOTE: "quiet"}


def overview_book(stand: Stand) -> bytes:
    """The workbook: where everyone stands, every finding, the files that nobody owns."""
    return list_book((_agencies(stand), _findings(stand), _claims(stand)))


def _agencies(stand: Stand) -> ListSheet:
    told = words("board")["overview"]
    columns = (
        *_columns("code 9", "agency 30", "category 11", "state 17"),
        *_columns("files 9", "latest 17", "must 8", "explain 8", "waiting 8", "sent_back 9"),
        *_columns("deadline 12", "days_late 9", "contact 10", "phone 14"),
        *_columns("file 34", "remark 22"),
    )
    rows = tuple(map(_agency, stand.agencies))
    title = told["title"].format(county=stand.county, year=stand.year)
    remarks = (tally_told(stand), dates_told(stand))
    return ListSheet(told["sheet"], title, columns, rows, remarks)


def _agency(standing: Standing) -> tuple[Cell, ...]:
    agency, version, left = standing.member.agency, judged(standing), outstanding(standing)
    counts = (len(left.must), len(left.explain), len(left.waiting)) if version else (None,) * 3
    person, phone = reached(standing)
    file = version.file if version else ""
    return (
        *map(Cell, (agency.code, agency.name, agency.category)),
        Cell(words("season")["states"][standing.state], look=_look(standing)),
        Cell(len(standing.series) or None),
        Cell(short_time(standing.latest.sent) if standing.latest else None),
        *(Cell(count, look="bad" if count else "") for count in counts[:2]),
        Cell(counts[2], look="wait" if counts[2] else ""),
        Cell(standing.sent_back or None),
        Cell(standing.deadline),
        Cell(standing.days_late or None, look="bad" if standing.days_late else ""),
        *map(Cell, (person or None, phone or None)),
        Cell(file_name(file) or None, link=file_link(file)),
        Cell(standing.reason or None),
    )


def _look(standing: Standing) -> str:
    late = standing.state is State.MISSING and standing.days_late > 0
    return "bad" if late else LOOKS[standing.state]


def _findings(stand: Stand) -> ListSheet:
    told = words("board")["overview"]
    columns = (
        *_columns("agency 28", "severity 9", "finding 70", "code 20"),
        *_columns("answer 34", "settled 22"),
    )
    rows = tuple(row for each in stand.agencies for row in _found(each))
    title = told["found_title"].format(county=stand.county, year=stand.year)
    hint = told["found_hint"] if rows else told["no_finding"]
    return ListSheet(told["findings"], title, columns, rows, (hint,))


def _found(standing: Standing) -> Iterator[tuple[Cell, ...]]:
    """What was found in the version that speaks; every question has a line with its answer."""
    version, name = judged(standing), standing.member.agency.name
    told = version.told if version else ()
    for severity in (Severity.MUST, Severity.EXPLAIN, Severity.NOTE):
        if severity is Severity.EXPLAIN and version:
            for each, asked in zip(version.explained, questions(version), strict=True):
                yield _line(name, severity, each.sentence, each.finding.code, asked)
        else:
            some = (each for each in told if each.severity == severity)
            yield from (_line(name, severity, each.sentence, each.code) for each in some)


def _line(
    name: str, severity: Severity, sentence: str, code: str, asked: Asked | None = None
) -> tuple[Cell, ...]:
    answer = (asked.text or None, settled(asked) or None) if asked else (None, None)
    severe = Cell(messages().words[severity], look=SEVERE[severity])
    return Cell(name), severe, Cell(sentence), Cell(code), *map(Cell, answer)


def _claims(stand: Stand) -> ListSheet:
    told = words("board")["overview"]
    columns = tuple(_columns("file 46", "says 30", "why 60"))
    title = told["claims_title"].format(county=stand.county, year=stand.year)
    hint = told["claims_hint"] if stand.unclaimed else told["no_claim"]
    return ListSheet(told["claims"], title, columns, tuple(_claim_rows(stand.unclaimed)), (hint,))


def _claim_rows(unclaimed: Iterable[Unclaimed]) -> Iterator[tuple[Cell, ...]]:
    for each in unclaimed:
        yield Cell(each.file, link=file_link(each.file)), Cell(each.says or None), Cell(each.why)


def _columns(*told: str) -> Iterator[Column]:
    """Columns by their word and width."""
    headings = words("board")["overview"]
    for word, width in map(str.split, told):
        kind = KINDS.get(word, "text")
        yield Column(headings[word], float(width), kind=kind, wraps=word in WRAPPING)
