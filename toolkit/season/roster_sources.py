"""Who reports, out of what a county has already: a list of its own, or last year's reports.

Called by `nianbao new`. What the source lacks is made up, the same every time: codes in order,
categories by the ends of names. Each such thing is a remark, so that somebody looks at it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import NamedTuple

from toolkit.editions import Editions
from toolkit.errors import Slip, UsageError
from toolkit.intake import KINDS, legible, read_file
from toolkit.lexicon import words
from toolkit.model.label import bare_name, fold
from toolkit.model.submission import Submission
from toolkit.say import say
from toolkit.season.dates import read_date
from toolkit.season.folder import Folder
from toolkit.season.members import Members
from toolkit.season.roster import (
    FLAGS,
    Line,
    members_of,
    read_sheets,
    slip_of_no_headings,
    tidy,
    yes,
)

DIGITS = 3  # of a code that we give: 001
PASSED_OVER = ("~$", ".")  # what programs leave beside an open file
SEVERAL = 5  # names that a sentence tells

Along = Callable[[Sequence[Path]], Iterable[Path]]
Lines = list[Line]
Remarks = list[Slip]


class Sourced(NamedTuple):
    """The agencies, and what somebody should look at: told like mistakes, but nothing failed."""

    members: Members
    remarks: tuple[Slip, ...] = ()


def members_from(source: Path, year: int, along: Along = iter) -> Sourced:
    """Everybody in a list, in the season of last year, or in a folder of reports.

    `year` is that of the new season; `along` goes through the files and may show how far it is.
    """
    roster = Folder(source).at("roster")
    if source.is_dir() and not roster.is_file():
        lines, remarks = _reported(source, along)
    else:
        lines, remarks = _listed(roster if source.is_dir() else source)
    for stage in (_agencies, partial(_without_old_dates, year), _with_codes, _with_categories):
        lines, more = stage(lines)
        remarks += more
    if not lines:
        raise UsageError(*remarks, Slip("nobody-there", legible(source)))
    return Sourced(members_of(lines), tuple(remarks))


def _listed(path: Path) -> tuple[Lines, Remarks]:
    """The lines of a list; one heading alone may be chance where other sheets have more."""
    sheets = read_sheets(path)
    named = [sheet for sheet in sheets if "name" in sheet.headings]
    if not named:
        raise UsageError(slip_of_no_headings(path, ("name",)))
    fuller = [sheet for sheet in named if len(sheet.headings) > 1]
    return [line for sheet in fuller or named for line in sheet.lines], []


def _agencies(lines: Lines) -> tuple[Lines, Remarks]:
    """The lines that tell an agency; titles in between and totals are passed over."""
    totals = words("roster")["rows"]["totals"]
    kept: Lines = []
    passed: dict[str, list[int]] = {}
    for line in lines:
        if line.told.get("name") and fold(line.told["name"]) not in totals:
            kept.append(line)
        else:
            passed.setdefault(line.file, []).append(line.number)
    slips = [
        Slip("lines-passed-over", file, facts=(("lines", tuple(numbers)),))
        for file, numbers in passed.items()
    ]
    return kept, slips


def _without_old_dates(year: int, lines: Lines) -> tuple[Lines, Remarks]:
    """Deadlines of an earlier season are nobody's now."""
    kept = []
    for line in lines:
        day = read_date(line.told.get("deadline", ""))
        kept.append(_with(line, "deadline", "") if day and day.year <= year else line)
    old = sum(one is not other for one, other in zip(lines, kept, strict=True))
    facts = (("count", old), ("year", year))
    return kept, [Slip("deadlines-dropped", facts=facts)] if old else []


def _with_codes(lines: Lines) -> tuple[Lines, Remarks]:
    """Agencies without a code are given the numbers that are free, in order."""
    taken = {line.told.get("code", "").lstrip("0") for line in lines}
    free = (f"{n:0{DIGITS}d}" for n in count(1) if str(n) not in taken)
    made, given = [], []
    for line in lines:
        if not line.told.get("code"):
            given.append(next(free))
            line = _with(line, "code", given[-1])
        made.append(line)
    facts = (("count", len(given)), ("first", given[0]), ("last", given[-1])) if given else ()
    return made, [Slip("codes-given", facts=facts)] if given else []


def _with_categories(lines: Lines) -> tuple[Lines, Remarks]:
    """Agencies without a category are given one by how their names end."""
    made, guessed = [], Counter[str]()
    for line in lines:
        if not line.told.get("category"):
            line = _with(line, "category", _category(line.told["name"]))
            guessed[line.told["category"]] += 1
        made.append(line)
    facts = (("found", tuple(f"{category} {n}" for category, n in guessed.items())),)
    return made, [Slip("categories-guessed", facts=facts)] if guessed else []


def _category(name: str) -> str:
    offered = words("roster")["categories"]["offered"]
    endings = words("roster")["endings"].items()
    return next((c for c, ends in endings if bare_name(name).endswith(tuple(ends))), offered[-1])


def _with(line: Line, field: str, text: str) -> Line:
    return line._replace(told={**line.told, field: text})


def _reported(folder: Path, along: Along) -> tuple[Lines, Remarks]:
    """The agencies of all reports in a folder, each once, in the order of the files."""
    there = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    files = [path for path in there if not path.name.startswith(PASSED_OVER)]
    ours = [path for path in files if path.suffix.lower() in KINDS]
    remarks = list(_not_ours([path for path in files if path not in ours]))
    editions, lines = Editions(), []
    for path in along(ours):
        for sent in read_file(path, editions):
            wrong = _unusable(sent)
            if wrong:
                remarks.append(wrong)
            else:
                lines.append((sent.year or 0, _line(sent)))
    return _each_once(lines, remarks)


def _not_ours(files: Sequence[Path]) -> Iterator[Slip]:
    if files:
        named = tuple(legible(path.name) for path in files[:SEVERAL])
        yield Slip("files-passed-over", facts=(("count", len(files)), ("found", named)))


def _unusable(sent: Submission) -> Slip | None:
    """Why a report says nothing about who reports."""
    if not sent.kind:
        told = say(sent.form, sent.findings)[0]
        return Slip("unreadable-workbook", sent.file, facts=(("told", told),))
    return None if sent.agency.name.strip() else Slip("report-of-nobody", sent.file)


def _line(sent: Submission) -> Line:
    agency, about = sent.agency, sent.about
    told = {"code": agency.code, "name": agency.name, "category": agency.category}
    told |= {word: about.get(word, "") for word in ("contact", "phone")}
    told |= {flag: yes() for flag in FLAGS if flag in agency.flags}
    return Line(sent.file, 0, {field: tidy(text) for field, text in told.items()}, {})


def _each_once(reports: list[tuple[int, Line]], remarks: Remarks) -> tuple[Lines, Remarks]:
    """Of reports of one agency the newest; where two disagree about who it is, that is told."""
    newest = max((year for year, _ in reports), default=0)
    known: dict[str, Line] = {}
    kept: list[int] = []
    for place in sorted(range(len(reports)), key=lambda place: (-reports[place][0], place)):
        year, line = reports[place]
        names = [name for name in (line.told["code"], fold(line.told["name"])) if name]
        same = next((known[name] for name in names if name in known), None)
        if same is None:
            kept.append(place)
            known |= dict.fromkeys(names, line)
            remarks += [_of_another_year(line, year, newest)] if year != newest else []
        elif _who(same) != _who(line):
            facts = (("found", _who(line)), ("other", _who(same)), ("first", same.file))
            remarks.append(Slip("reports-disagree", line.file, facts=facts))
    return [reports[place][1] for place in sorted(kept)], remarks


def _of_another_year(line: Line, year: int, newest: int) -> Slip:
    facts = (("name", line.told["name"]), ("year", year), ("newest", newest))
    return Slip("report-of-another-year", line.file, facts=facts)


def _who(line: Line) -> str:
    return f"{line.told['code']} {line.told['name']}".strip()
