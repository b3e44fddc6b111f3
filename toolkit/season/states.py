"""Where every agency stands: a function of the files, the decisions, the roster and the settings.

Called by collect.py, and by whatever asks how a season stands. The order in which files were
collected, and how often, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from toolkit.model.finding import Finding, Severity
from toolkit.season.changes import changes
from toolkit.season.decided import Decided
from toolkit.season.decision_line import facts_sha, text_sha
from toolkit.season.earlier import Earlier
from toolkit.season.judging import Task, Verdict, judge
from toolkit.season.ledger import Ledger, Row
from toolkit.season.members import Member
from toolkit.season.progress import moment
from toolkit.season.season import Season
from toolkit.season.spared import spared
from toolkit.season.standing import (
    Explained,
    Stand,
    Standing,
    State,
    Version,
    latest_read,
)
from toolkit.season.whose import NEVER_READ, File, files_of, unclaimed, unopened

RETURNS = ("workbook", "document")  # a record is a workbook too
WORDS_OF = ("passages.", "about.")  # what findings about words begin their key with


def stand(
    season: Season,
    ledger: Ledger,
    rows: Mapping[str, Row],
    decided: Decided,
    earlier: Earlier,
    today: date,
) -> Stand:
    """Where everybody stands on a day."""
    files = list(files_of(season, ledger, rows, decided))
    series: dict[str, list[File]] = {member.code: [] for member in season.members}
    for file in sorted(files, key=lambda each: (each.sent, each.sha256)):
        if file.claim.code in series and file.kind not in NEVER_READ:
            series[file.claim.code].append(file)
    tasks: list[Task] = [(f.sha256, m) for m in season.members for f in series[m.code]]
    verdicts = judge(season, ledger, tasks, decided, earlier)
    without = spared(decided, season.members)
    agencies = tuple(
        _standing(m, series[m.code], verdicts, decided, season, today, without.get(m.code))
        for m in season.members
    )
    nobodys = (*unclaimed(season, ledger, files), *unopened(rows))
    settings = season.settings
    return Stand(
        settings.county,
        settings.year,
        today,
        tuple(_counted(season, ledger, agencies)),
        tuple(sorted(nobodys)),
        settings.deadline,
        settings.recipient,
    )


def _standing(
    member: Member,
    files: Sequence[File],
    verdicts: Mapping[tuple[str, str], Verdict],
    decided: Decided,
    season: Season,
    today: date,
    exempt: str | None,
) -> Standing:
    found = ((file, verdicts[file.sha256, member.code]) for file in files)
    series = tuple(_version(f, member, each, decided, season.own_tables) for f, each in found)
    counts = () if exempt is not None else reversed(series)
    counting = next((each for each in counts if each.counts), None)
    deadline = decided.deadlines.get(member.code) or member.deadline or season.settings.deadline
    published = decided.published.get(member.code)
    state = State.EXEMPT if exempt is not None else _state(series)
    speaks = latest_read(series)
    if state is State.ACCEPTED and published and speaks and published.file == speaks.sha256:
        state = State(published.state)
    late = 0 if state is State.EXEMPT else _days_late(files, deadline, today)
    return Standing(member, state, series, counting, deadline, late, reason=exempt or "")


def _counted(season: Season, ledger: Ledger, agencies: Iterable[Standing]) -> Iterator[Standing]:
    """The standings with what only the ledger knows: what changed, how often it went back."""
    sent_back = _rounds(ledger)
    for each in agencies:
        series = tuple(_with_changes(season, ledger, each.series))
        yield replace(each, series=series, sent_back=sent_back.get(each.member.code, 0))


def _with_changes(season: Season, ledger: Ledger, series: Sequence[Version]) -> Iterator[Version]:
    """The versions with what each changed against the one that was read before it."""
    before = ""
    for version in series:
        read = version.read
        told = changes(season, ledger, before, version.sha256) if read and before else ()
        yield replace(version, changed=told) if told else version
        before = version.sha256 if read else before


def _version(
    file: File, member: Member, found: Verdict, decided: Decided, own: frozenset[str]
) -> Version:
    explained = tuple(
        Explained(finding, sentence, text, *_answer(member, finding, text, decided))
        for finding, sentence, text in found.explaining
    )
    read = file.kind == "workbook"
    must = [f for f in found.findings if f.severity is Severity.MUST]
    return Version(
        file.sha256,
        file.paths[0],
        file.kind,
        file.sent,
        file.seen,
        file.program,
        found.checkcode,
        found.findings,
        found.sentences,
        found.told,
        explained,
        counts=read and not any(_keeps_out(finding, own) for finding in must),
        passes=read and not must and all(each.accepted for each in explained),
        contact=found.contact,
    )


def _answer(
    member: Member, finding: Finding, text: str, decided: Decided
) -> tuple[bool | None, str]:
    said = text_sha(text), facts_sha(finding)
    return decided.explanation(member.code, finding.subject, *said)


def _keeps_out(finding: Finding, own: frozenset[str]) -> bool:
    """Whether a `must` finding is about identity or figures, not about words alone.

    A table of the county's own that is not filled in yet takes no statutory figure out of the sum.
    """
    if finding.code == "own-table-missing" or finding.fact("table") in own:
        return False
    return bool(finding.keys) or not str(finding.fact("key", "")).startswith(WORDS_OF)


def _state(series: Sequence[Version]) -> State:
    """Where a series leads: the latest that was read speaks, unless an earlier one will do."""
    read = [version for version in series if version.read]
    if not read:
        kinds = {version.kind for version in series}
        return State.TO_CONFIRM if "document" in kinds else _unread(kinds)
    latest = read[-1]
    if latest.passes:
        return State.ACCEPTED
    if any(version.passes for version in read):
        return State.ACCEPTED_CORRECTING
    if any(finding.severity is Severity.MUST for finding in latest.findings):
        return State.TO_CORRECT
    silent = (e for e in latest.explained if e.accepted is False or not (e.text or e.accepted))
    return State.TO_EXPLAIN if any(True for _ in silent) else State.EXPLAINED


def _unread(kinds: set[str]) -> State:
    return State.PICTURE if "picture" in kinds else State.MISSING


def _days_late(files: Sequence[File], deadline: date | None, today: date) -> int:
    """How late the first return was received; how late it is by now where none was.

    Whatever time is written in a file: a clock is easily put back. A picture is no return.
    """
    if deadline is None:
        return 0
    seen = (moment(file.seen) for file in files if file.kind in RETURNS)
    came = min((time.date() for time in seen if time), default=today)
    return max(0, (came - deadline).days)


def _rounds(ledger: Ledger) -> Mapping[str, int]:
    """How often a workbook went back to each agency."""
    found: dict[str, int] = {}
    for event in ledger.events.records:
        if event["what"] == "sent-back":
            found[event["agency"]] = found.get(event["agency"], 0) + 1
    return found
