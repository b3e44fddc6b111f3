"""The roster: who reports in a season, read from a list of any make, and drawn as a workbook.

Read before every act of the season. A list is any workbook or text file with headings that can be
recognised (words/roster.toml). Whatever is wrong with it is told at once, by line and heading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from toolkit.errors import Slip, UsageError
from toolkit.excel.list_book import Cell, Column, ListSheet, list_book
from toolkit.excel.list_sheets import Kind
from toolkit.excel.listing import Listed, ListedRow, find_heading, read_listing
from toolkit.faults import noticed
from toolkit.files import get
from toolkit.lexicon import messages, words
from toolkit.load import load_form
from toolkit.model.agency import Agency
from toolkit.model.label import fold
from toolkit.package.unreadable import Unreadable
from toolkit.say import say
from toolkit.season.dates import read_date
from toolkit.season.members import Member, Members
from toolkit.source import shipped_editions

REQUIRED = ("code", "name", "category")
FLAGS = ("rulemaking", "vertical")
NARROW = ("code", "phone", "deadline", *FLAGS)  # fields in which a full-width sign is a slip
WIDTHS = {  # of the columns of our own list, in their order
    "code": 9,
    "name": 36,
    "category": 10,
    "short": 16,
    "rulemaking": 13,
    "vertical": 11,
    "contact": 11,
    "phone": 16,
    "deadline": 13,
}
SPARE, SPARE_AT_FIRST = 15, 80  # empty rows, below agencies and where there are none

SAFE_CODE = re.compile(r"[^\W_]+(?:-[^\W_]+)*")  # file names are made of it, parted by "_"
CUT = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)  # how a long number ends in a .csv
WIDE_SIGNS = {0xFF01 + n: 0x21 + n for n in range(94)}
LOOSE = re.compile(r"(?<![!-~\s])\s+|\s+(?![!-~\s])")  # blanks that part no two Latin words


class Line(NamedTuple):
    """One line of a list: what is written in it by field, and how it calls the fields."""

    file: str
    number: int
    told: Mapping[str, str]
    headings: Mapping[str, str]

    def slip(self, code: str, field: str, /, **facts: object) -> Slip:
        """What is wrong with one field."""
        key = self.headings.get(field) or heading(field)
        return Slip(code, self.file, self.number, key, tuple(facts.items()))


class RosterSheet(NamedTuple):
    """One sheet with headings that we know: where they stand, and the lines below them."""

    file: str
    number: int
    headings: Mapping[str, str]
    lines: tuple[Line, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The headings that a roster needs and that this one lacks."""
        return tuple(heading(field) for field in REQUIRED if field not in self.headings)


def load_roster(path: Path) -> Members:
    """Everybody on a roster that is filled in; a Mistake with all that is wrong with it."""
    members = read_roster(path)
    if not members:
        raise UsageError(Slip("roster-empty", path.name))
    return members


def read_roster(path: Path) -> Members:
    """The same, perhaps with nobody on it yet."""
    sheets = read_sheets(path)
    whole = [sheet for sheet in sheets if not sheet.missing]
    if not whole:
        raise UsageError(slip_of_headings(path, sheets))
    return members_of([line for sheet in whole for line in sheet.lines])


def read_sheets(path: Path) -> tuple[RosterSheet, ...]:
    """The sheets of a list that have any heading of ours."""
    try:
        listing = read_listing(get(path), path.name)
    except Unreadable as why:
        told = say(load_form(shipped_editions()[0]), [noticed(why.code)])[0]
        raise UsageError(Slip("unreadable-workbook", path.name, facts=(("told", told),))) from None
    several = sum(bool(each.rows) for each in listing) > 1
    named = ((f"{path.name} {each.name}" if several else path.name, each) for each in listing)
    return tuple(sheet for name, each in named if (sheet := _sheet(name, each)))


def slip_of_headings(path: Path, sheets: Sequence[RosterSheet]) -> Slip:
    """That a list lacks headings, told of the sheet that has the most of them."""
    best = min(sheets, key=lambda sheet: len(sheet.missing), default=None)
    if best is None or len(best.missing) == len(REQUIRED):
        return slip_of_no_headings(path, REQUIRED)
    facts = (("found", tuple(best.headings.values())), ("missing", best.missing))
    return Slip("headings-missing", best.file, best.number, facts=facts)


def slip_of_no_headings(path: Path, fields: Iterable[str]) -> Slip:
    """That nothing in a file looks like the headings of these fields."""
    return Slip("no-headings", path.name, facts=(("headings", tuple(map(heading, fields))),))


def members_of(lines: Sequence[Line]) -> Members:
    """The agencies on these lines; a Mistake with everything that is wrong with any of them."""
    slips = [slip for line in lines for slip in _slips(line)]
    slips += [*_twice(lines, "code", "code-of-two"), *_twice(lines, "name", "name-of-two")]
    if slips:
        raise UsageError(*sorted(slips, key=lambda slip: (slip.file, slip.line)))
    return Members(map(_member, lines))


def heading(field: str) -> str:
    """What we call a field ourselves."""
    return words("roster")["headings"][field][0]


def roster_book(members: Iterable[Member]) -> bytes:
    """A roster as a workbook with drop-downs, and empty rows for more agencies."""
    told, listed = words("roster")["book"], tuple(members)
    columns = tuple(_column(field, listed) for field in WIDTHS)
    rows = tuple(map(_row, listed))
    remarks = tuple(told["remarks"])
    spare = SPARE if rows else SPARE_AT_FIRST
    return list_book([ListSheet(told["sheet"], told["title"], columns, rows, remarks, spare)])


def _sheet(file: str, listed: Listed) -> RosterSheet | None:
    """The headings of a sheet and the lines below; None where nothing looks like a heading."""
    headings = {field: tuple(names) for field, names in words("roster")["headings"].items()}
    found = find_heading(listed, headings)
    if found is None:
        return None
    number, columns = found
    above = next(row for row in listed.rows if row.number == number)
    called = {field: tidy(above.cells[column]) for field, column in columns.items()}
    rows = (row for row in listed.rows if row.number > number)
    lines = (Line(file, row.number, _told(row, columns), called) for row in rows)
    return RosterSheet(file, number, called, tuple(line for line in lines if _says(line)))


def _told(row: ListedRow, columns: Mapping[str, str]) -> dict[str, str]:
    told = {field: tidy(row.cells.get(column, "")) for field, column in columns.items()}
    for field in NARROW:
        if field in told:
            told[field] = told[field].translate(WIDE_SIGNS)
    return told


def tidy(text: str) -> str:
    """A text without blanks that mean nothing and signs that nobody sees."""
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return " ".join(LOOSE.sub("", seen).split())


def _says(line: Line) -> bool:
    """Whether anything stands in a line but the headings once more."""
    filled = {field: text for field, text in line.told.items() if text}
    return bool(filled) and any(text != line.headings[field] for field, text in filled.items())


def _slips(line: Line) -> Iterator[Slip]:
    """What is wrong with one line, in the order of its fields."""
    for field in WIDTHS:
        text = line.told.get(field, "")
        if not text:
            if field in REQUIRED:
                yield line.slip("left-empty", field)
        elif field in ("code", "phone") and CUT.fullmatch(text):
            yield line.slip("number-cut", field, found=text)
        elif field == "code" and not SAFE_CODE.fullmatch(text):
            yield line.slip("unsafe-code", field, found=text)
        elif field in FLAGS and _answer(text) is None:
            yield line.slip("yes-or-no", field, found=text)
        elif field == "deadline" and read_date(text) is None:
            yield line.slip("not-a-date", field, found=text)


def _answer(text: str) -> bool | None:
    """What yes, a tick and the like mean; None for anything else."""
    answers = words("roster")["answers"]
    told = text.lower()
    return True if told in answers["yes"] else False if told in answers["no"] else None


def _twice(lines: Iterable[Line], field: str, code: str) -> Iterator[Slip]:
    """Lines that agree in what tells agencies apart; width and case make no difference."""
    known: dict[str, Line] = {}
    for line in lines:
        text = line.told.get(field, "")
        first = known.setdefault(fold(text).lower(), line) if text else line
        if first is not line:
            yield line.slip(code, field, found=text, first=_where(first, line))


def _where(first: Line, line: Line) -> str:
    """Where another line stands; of the same sheet its number says enough."""
    at = messages().mistakes["at_line"].format(line=first.number) if first.number else ""
    return f"{'' if first.file == line.file and at else first.file}{at}".strip()


def _member(line: Line) -> Member:
    told = line.told
    flags = frozenset(flag for flag in FLAGS if _answer(told.get(flag, "")))
    agency = Agency(told["code"], told["name"], told["category"], flags)
    short, contact, phone = (told.get(field, "") for field in ("short", "contact", "phone"))
    return Member(agency, short, contact, phone, read_date(told.get("deadline", "")))


def _column(field: str, members: Iterable[Member]) -> Column:
    choices: tuple[str, ...] = ()
    if field in FLAGS:
        choices = (yes(), words("roster")["answers"]["no"][0])
    if field == "category":
        ours = words("roster")["categories"]["offered"]
        choices = tuple(dict.fromkeys((*ours, *(each.agency.category for each in members))))
    note = words("roster")["notes"].get(field, "")
    kind: Kind = "date" if field == "deadline" else "text"
    return Column(heading(field), WIDTHS[field], choices, kind, note)


def yes() -> str:
    """How we write that something is so."""
    return words("roster")["answers"]["yes"][0]


def _row(member: Member) -> tuple[Cell | str | None, ...]:
    agency = member.agency
    flags = (yes() if flag in agency.flags else "" for flag in FLAGS)
    who = (agency.code, agency.name, agency.category, member.short, *flags)
    until = Cell(member.deadline) if member.deadline else None
    return (*who, member.contact, member.phone, until)
