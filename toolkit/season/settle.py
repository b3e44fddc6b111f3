"""The workbook of decisions, read before every act: applied, answered, given new lines to decide.

Called by collect.py. Decisions go into the ledger first; what stands beside the lines comes after,
so that a crash between the two costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from toolkit.errors import Slip, UsageError
from toolkit.files import get, put
from toolkit.lexicon import messages
from toolkit.model.figure import Key, Number
from toolkit.model.finding import Severity
from toolkit.package.unreadable import Unreadable
from toolkit.season.decided import Decided
from toolkit.season.decision_book import NewLine, decision_book, with_answers, with_lines
from toolkit.season.decision_choices import with_choices
from toolkit.season.decision_line import SHORT, Context, Kind, Line, Waiting, facts_sha, text_sha
from toolkit.season.decisions import Outcome, decide_lines, read_lines, say_place
from toolkit.season.judging import corrected, submission_of
from toolkit.season.ledger import Ledger
from toolkit.season.progress import ended
from toolkit.season.season import Season
from toolkit.season.standing import Explained, Stand, State, latest_read

PASSED = (State.ACCEPTED, State.SIGNED, State.PUBLISHED)


@dataclass(frozen=True)
class Settled:
    """What became of the workbook of decisions in one run."""

    path: Path
    season: Season
    content: bytes
    outcomes: tuple[Outcome, ...] = ()
    count: int = 0
    refused: tuple[str, ...] = field(default=())

    def finish(self, here: Stand) -> Iterator[str]:
        """Write the answers beside the lines, and lines for what waits to be decided now."""
        answers = {(o.line.sheet, o.line.row): o.answer for o in self.outcomes if o.answer}
        try:
            answered = with_lines(with_answers(self.content, answers), new_lines(here))
            put(self.path, with_choices(answered, self.season.members, self.season.form))
        except (UsageError, Unreadable):
            yield self.path.name


def settle(
    season: Season,
    ledger: Ledger,
    here: Stand,
    decided: Decided,
    time: str,
    today: date,
    earlier_names: frozenset[str] = frozenset(),
) -> Settled:
    """Apply what an officer decided since the last run."""
    path = season.folder.at("decisions")
    content = get(path) if path.is_file() else decision_book(season.members, season.form)
    lines = _lines(path, content)
    outcomes: tuple[Outcome, ...] = ()
    if lines:
        known_now = context(season, ledger, here, decided, today, earlier_names)
        outcomes = decide_lines(lines, known_now)
    known = {decision.id for decision in decided.decisions}
    new = [d for outcome in outcomes for d in outcome.decisions if d.id not in known]
    ledger.decide({**decision.as_record(), "at": time} for decision in new)
    refused = tuple(
        f"{say_place(outcome.line)}{outcome.answer}" for outcome in outcomes if outcome.refused
    )
    return Settled(path, season, content, outcomes, len(new), refused)


def _lines(path: Path, content: bytes) -> tuple[Line, ...]:
    """The lines of the workbook; nothing is done without it where it cannot be read.

    Where none of its sheets is one of ours, that is told once.
    """
    try:
        lines = read_lines(content)
        ours = any(line.row or line.has("missing") for line in lines) or len(lines) < len(Kind)
        return lines if ours else (Line("", 0, {}),)
    except Unreadable as wrong:
        told = ended(messages().findings[wrong.code].message)
        slip = Slip("decisions-unreadable", str(path), facts=(("told", told),))
        raise UsageError(slip) from wrong


def context(
    season: Season,
    ledger: Ledger,
    here: Stand,
    decided: Decided,
    today: date,
    earlier_names: frozenset[str] = frozenset(),
) -> Context:
    """What has to be known to judge the lines."""
    unclaimed = {each.sha256: each.file for each in here.unclaimed if each.sha256}
    versions = [version for each in here.agencies for version in each.series]
    return Context(
        season.members,
        season.form,
        today,
        unclaimed=unclaimed,
        files={version.sha256: version.file for version in versions},
        waiting=tuple(_waiting(here)),
        latest=_Latest(season, ledger, here, decided),
        settled=decided.settled,
        applied=decided.lines,
        accepted=frozenset(each.member.code for each in here.agencies if each.state in PASSED),
        earlier_names=earlier_names,
    )


def _waiting(here: Stand) -> Iterator[Waiting]:
    """Everything in the latest files that was to be explained and is not settled."""
    for code, each in _unsettled(here):
        known = each.finding.subject, text_sha(each.text), facts_sha(each.finding)
        yield Waiting(code, *known, text_sha(each.sentence))


def _unsettled(here: Stand) -> Iterator[tuple[str, Explained]]:
    for standing in here.agencies:
        latest = latest_read(standing.series)
        if latest is not None and standing.state is not State.EXEMPT:
            yield from ((standing.member.code, e) for e in latest.explained if e.accepted is None)


def new_lines(here: Stand) -> Iterator[NewLine]:
    """What waits for an officer: files of nobody, explanations of clerks."""
    for file in here.unclaimed:
        if file.sha256:
            fields = {"file": file.file, "sha": file.sha256[:SHORT], "says": file.says}
            yield NewLine("claim", fields)
    names = {each.member.code: each.member.agency.name for each in here.agencies}
    for code, each in _unsettled(here):
        if each.text and each.finding.severity is Severity.EXPLAIN:
            fields = {"finding": each.sentence, "text": each.text, "subject": each.finding.subject}
            yield NewLine("explanation", {"agency": names[code], **fields})


class _Latest(Mapping[str, tuple[str, Mapping[Key, Number | None]]]):
    """Of each agency the latest file that was read, and its figures; looked up where asked for."""

    def __init__(self, season: Season, ledger: Ledger, here: Stand, decided: Decided) -> None:
        self._season, self._ledger, self._decided = season, ledger, decided
        self._read = {
            each.member.code: version.sha256
            for each in here.agencies
            for version in each.series
            if version.read
        }

    def __getitem__(self, code: str) -> tuple[str, Mapping[Key, Number | None]]:
        known = self._read[code]
        sent = submission_of(self._ledger, self._season, known)
        return known, corrected(sent, self._decided.corrections(code, known)).values

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)
