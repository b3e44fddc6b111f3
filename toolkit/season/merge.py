"""The folder of a second computer united with ours: its files, its events, what was decided there.

Called by the command line. The other folder is only read. Killed at any moment, the next run
completes; a second run over the same folder changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.errors import Slip, UsageError
from toolkit.files import put
from toolkit.lexicon import words
from toolkit.package.unreadable import Unreadable
from toolkit.season.begin import SECONDS, begin
from toolkit.season.chain import AFTER, Chain, Linked
from toolkit.season.collect import Collected, collect
from toolkit.season.decision_book import decision_book, with_lines
from toolkit.season.decision_line import Kind, Line
from toolkit.season.decision_sheets import sheets_in
from toolkit.season.decisions import read_lines, untouched
from toolkit.season.folder import Folder
from toolkit.season.ledger import Ledger, is_event, open_ledger
from toolkit.season.meeting import meet
from toolkit.season.members import Members
from toolkit.season.merge_decided import CLASH, SOURCE, Clash, Past, compare, past
from toolkit.season.merge_files import Brought, Report, bring
from toolkit.season.merge_lines import Asking
from toolkit.season.originals import Originals
from toolkit.season.season import Season, open_season

Records = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Merged:
    """What was taken over, what was not, and how the season stands with it."""

    brought: Brought
    events: int
    decided: int  # decisions that were taken there alone
    applied: int  # lines of our own workbook, before anything of theirs
    clashes: tuple[Clash, ...]  # settled differently, put into our workbook now
    waiting: int | None  # lines there that are not applied yet; None: that workbook is unreadable
    others: tuple[str, ...]  # agencies on their roster that ours does not have so
    broken_at: int  # a line of their events that does not follow the one before it
    unwritten: tuple[str, ...]  # files that another program has open
    collected: Collected

    @property
    def nothing(self) -> bool:
        """Whether we had everything already."""
        return not (self.brought.copied or self.events or self.decided or self.clashes)


def merge(season: Season, other: Path, *, now: datetime, report: Report = lambda _: None) -> Merged:
    """Take over what a second computer has and we do not; then collect as always."""
    theirs = _other(season, other)
    source = theirs.folder.root.name or str(theirs.folder.root)
    events = Chain(theirs.folder.record("events"), is_event).read()
    decided = Chain(theirs.folder.record("decided")).read()
    there = _past(theirs.folder, events, decided)
    time = now.isoformat(timespec=SECONDS)
    with open_ledger(season.folder) as ledger:
        brought = bring(season.folder, theirs.folder, season.members, report)
        Originals(season.folder).take_over(Originals(theirs.folder, writable=False))
        told = tuple(_unknown(events.records, ledger.events.records, source))
        ledger.tell(told)
        applied = _settle_ours(season, ledger, now, report)
        here = past(ledger.decided.records, ledger.events.records)
        compared = compare(here, there)
        ledger.decide(_of(each.record, source) for each in compared.new)
        lines = _lines(theirs.folder)
        asked, unwritten = _ask(season, theirs.members, compared.clashes, lines or (), source)
        ledger.tell(_shown(each, time) for each in asked)
    return Merged(
        brought,
        len(told),
        len(compared.new),
        applied,
        tuple(asked),
        _waiting(lines, there),
        tuple(_differences(season.members, theirs.members)),
        events.broken_at or decided.broken_at,
        unwritten,
        collect(season, now=now, report=report),
    )


def _other(season: Season, other: Path) -> Season:
    """The other season; a Mistake where it is this one, or not of the same county and year."""
    theirs = open_season(other)
    ours = season.settings
    if theirs.folder.root.samefile(season.folder.root):
        raise UsageError(Slip("merge-itself", str(other)))
    if (theirs.settings.county, theirs.settings.year) != (ours.county, ours.year):
        facts = (
            ("county", ours.county),
            ("year", ours.year),
            ("other_county", theirs.settings.county),
            ("other_year", theirs.settings.year),
        )
        raise UsageError(Slip("merge-another-season", str(other), facts=facts))
    return theirs


def _past(folder: Folder, events: Linked, decided: Linked) -> Past:
    """What was settled there; a Mistake where a newer toolkit wrote what we do not understand."""
    try:
        return past(decided.records, events.records)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        path = folder.record("decided")
        raise UsageError(Slip("merge-not-understood", str(path))) from wrong


def _unknown(theirs: Records, ours: Records, source: str) -> Iterator[dict[str, Any]]:
    """The events that we do not have, marked with where they come from."""
    known = {_identity(each) for each in ours}
    for each in theirs:
        if _identity(each) not in known:
            yield _of(each, source)


def _identity(record: Mapping[str, Any]) -> str:
    """By what a record is known wherever it stands."""
    told = {name: value for name, value in record.items() if name not in (AFTER, SOURCE)}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _of(record: Mapping[str, Any], source: str) -> dict[str, Any]:
    """A record of another computer as our ledger has it."""
    told = {name: value for name, value in record.items() if name != AFTER}
    return {**told, SOURCE: record.get(SOURCE, source)}


def _settle_ours(season: Season, ledger: Ledger, now: datetime, report: Report) -> int:
    """Apply our own workbook first: what stands on its lines was decided here, not there."""
    rows = meet(season, ledger, now.isoformat(timespec=SECONDS), report).rows
    return begin(season, ledger, rows, now).settled.count


def _lines(folder: Folder) -> tuple[Line, ...] | None:
    """The lines of a workbook of decisions; None where it cannot be read."""
    path = folder.at("decisions")
    try:
        lines = read_lines(path.read_bytes()) if path.is_file() else ()
    except (Unreadable, OSError):
        return None
    known = tuple(line for line in lines if line.row)
    return known if known or len(lines) < len(Kind) else None


def _ask(
    season: Season, others: Members, clashes: Sequence[Clash], lines: Iterable[Line], source: str
) -> tuple[list[Clash], tuple[str, ...]]:
    """Put a line for each clash into our workbook; what is there now, and what was not written."""
    if not clashes:
        return [], ()
    path = season.folder.at("decisions")
    content = path.read_bytes() if path.is_file() else decision_book(season.members, season.form)
    known = (*read_lines(content), *lines)
    asking = Asking(season.members, others, season.form, known, source)
    able = {sheet.kind for sheet in sheets_in(content) if not sheet.missing}
    asked = [each for each in clashes if each.ours.kind in able]
    try:
        put(path, with_lines(content, map(asking.line, asked)))
    except UsageError:
        return [], (path.name,)
    return asked, ()


def _shown(clash: Clash, time: str) -> dict[str, Any]:
    return {"what": CLASH, "at": time, "ours": clash.ours.id, "theirs": clash.theirs.id}


def _waiting(lines: Sequence[Line] | None, there: Past) -> int | None:
    """How many lines of their workbook somebody filled in and nobody applied."""
    if lines is None:
        return None
    applied = {each.decision.further("line") for each in there.settled}
    return sum(line.mark not in applied and not untouched(line) for line in lines)


def _differences(ours: Members, theirs: Members) -> Iterator[str]:
    """Agencies on their roster that ours does not have, or not by this name."""
    told = words("merge")["roster"]
    for member in theirs:
        code, name, known = member.code, member.agency.name, ours.of(member.code)
        if known is None:
            yield told["missing"].format(code=code, name=name)
        elif known.agency.name != name:
            yield told["renamed"].format(code=code, name=name, ours=known.agency.name)
