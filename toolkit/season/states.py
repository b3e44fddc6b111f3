"""Where every agency stands: a function of the files, the decisions, the roster and the settings.

Called by collect.py, and by whatever asks how a season stands. The order in which files were
collected, and how often, changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from toolkit.lexicon import words
from toolkit.model.finding import Finding, Severity
from toolkit.say import say
from toolkit.season.claims import Claim, Evidence, claim, evidence
from toolkit.season.decided import Decided
from toolkit.season.decision_line import NOBODY, SHORT, text_sha
from toolkit.season.earlier import Earlier
from toolkit.season.judging import Task, Verdict, judge, submission_of
from toolkit.season.ledger import Ledger, Row
from toolkit.season.members import Member, Members
from toolkit.season.progress import moment
from toolkit.season.register import READER
from toolkit.season.season import Season
from toolkit.season.spared import spared
from toolkit.season.standing import (
    Explained,
    Stand,
    Standing,
    State,
    Unclaimed,
    Version,
)

NEVER_READ = ("other_archive", "other")  # nobody's return, whatever folder it lies in
WORDS_OF = ("passages.", "about.")  # what findings about words begin their key with


@dataclass(frozen=True)
class File:
    """One file by its hash, wherever it lies, however often."""

    sha256: str
    paths: tuple[str, ...]
    folders: tuple[str, ...]
    kind: str
    sent: str  # the time written in it, else the earliest time of the file
    seen: str
    program: str
    claim: Claim


def stand(
    season: Season,
    ledger: Ledger,
    rows: Mapping[str, Row],
    decided: Decided,
    earlier: Earlier,
    today: date,
) -> Stand:
    """Where everybody stands on a day."""
    files = list(_files(season, ledger, rows, decided))
    series: dict[str, list[File]] = {member.code: [] for member in season.members}
    for file in sorted(files, key=lambda each: (each.sent, each.sha256)):
        if file.claim.code in series and file.kind not in NEVER_READ:
            series[file.claim.code].append(file)
    tasks: list[Task] = [(f.sha256, m) for m in season.members for f in series[m.code]]
    verdicts = judge(season, ledger, tasks, decided, earlier)
    sent_back = _rounds(ledger)
    without = spared(decided, season.members)
    agencies = tuple(
        _standing(m, series[m.code], verdicts, decided, season, today, without.get(m.code))
        for m in season.members
    )
    counted = tuple(_with(each, sent_back.get(each.member.code, 0)) for each in agencies)
    settings = season.settings
    unclaimed = (*_unclaimed(season, ledger, files), *_unopened(rows))
    return Stand(
        settings.county,
        settings.year,
        today,
        counted,
        tuple(sorted(unclaimed)),
        settings.deadline,
        settings.recipient,
    )


class _Seen(NamedTuple):
    """What the events tell of a hash."""

    first: str
    modified: str


def _seen(ledger: Ledger) -> Mapping[str, _Seen]:
    """When each file was met first, and its earliest time, whichever copy has it."""
    found: dict[str, _Seen] = {}
    for event in ledger.events.records:
        if event["what"] == "received" and event["sha256"]:
            before = found.get(event["sha256"], _Seen(event["at"], event["modified"]))
            found[event["sha256"]] = _Seen(
                min(before.first, event["at"]), min(before.modified, event["modified"])
            )
    return found


def _files(
    season: Season, ledger: Ledger, rows: Mapping[str, Row], decided: Decided
) -> Iterator[File]:
    by_hash: dict[str, list[Row]] = {}
    for row in rows.values():
        if row.sha256:
            by_hash.setdefault(row.sha256, []).append(row)
    outlines, seen = ledger.outlines(), _seen(ledger)
    written = _evidence(season, ledger, by_hash)
    for known, same in by_hash.items():
        kind, time, program = outlines[known]
        folders = tuple(dict.fromkeys(f for row in same for f in _folders(row.path)))
        modified = min((row.modified for row in same), default="")
        first = seen.get(known, _Seen("", modified))
        decision = decided.claims.get(known[:SHORT])
        yield File(
            known,
            tuple(sorted(row.path for row in same)),
            folders,
            kind,
            time or min(filter(None, (first.modified, modified)), default=""),
            first.first,
            program,
            _decided(decision, season.members)
            if decision
            else claim(written[known], folders, season.members),
        )


def _decided(code: str, members: Members) -> Claim:
    """Whose a file is by decision; one who is on the roster no more is nobody."""
    if code == NOBODY:
        return Claim("", "nobody")
    return Claim(code) if members.of(code) else Claim("", "not-ours", (("says", code),))


def _folders(path: str) -> tuple[str, ...]:
    """The folders a file lies in, the innermost first; neither a zip nor that of all returns."""
    return tuple(step for step in reversed(path.split("/")[1:-1]) if not step.endswith("!"))


def _evidence(season: Season, ledger: Ledger, hashes: Iterable[str]) -> Mapping[str, Evidence]:
    """What is written in each file about who sent it; looked for anew where the roster changed."""
    told = [(m.agency[:3], m.short) for m in season.members]
    context = sha256(repr((READER, told)).encode()).hexdigest()
    kept = {
        sha: body for sha, code, when, body in ledger.verdicts() if not code and when == context
    }
    new = {
        sha: evidence(submission_of(ledger, season, sha), season.members)
        for sha in hashes
        if sha not in kept
    }
    ledger.keep_verdicts((sha, "", context, json.dumps(each)) for sha, each in new.items())
    return new | {sha: Evidence(*json.loads(body)) for sha, body in kept.items()}


def _standing(
    member: Member,
    files: Sequence[File],
    verdicts: Mapping[tuple[str, str], Verdict],
    decided: Decided,
    season: Season,
    today: date,
    exempt: str | None,
) -> Standing:
    series = tuple(_version(f, member, verdicts[f.sha256, member.code], decided) for f in files)
    counting = next((each for each in reversed(series) if each.counts), None)
    deadline = decided.deadlines.get(member.code) or member.deadline or season.settings.deadline
    published = decided.published.get(member.code)
    state = State.EXEMPT if exempt is not None else _state(series)
    if state is State.ACCEPTED and published and published.file == _latest(series):
        state = State(published.state)
    late = 0 if state is State.EXEMPT else _days_late(series, deadline, today)
    return Standing(member, state, series, counting, deadline, late, reason=exempt or "")


def _with(each: Standing, sent_back: int) -> Standing:
    told = (each.member, each.state, each.series, each.counting, each.deadline, each.days_late)
    return Standing(*told, sent_back, each.reason)


def _version(file: File, member: Member, found: Verdict, decided: Decided) -> Version:
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
        found.told,
        explained,
        counts=read and not any(map(_keeps_out, must)),
        passes=read and not must and all(each.accepted for each in explained),
        contact=found.contact,
    )


def _answer(
    member: Member, finding: Finding, text: str, decided: Decided
) -> tuple[bool | None, str]:
    return decided.explanation(member.code, finding.subject, text_sha(text))


def _keeps_out(finding: Finding) -> bool:
    """Whether a `must` finding is about identity or figures, not about words alone."""
    return bool(finding.keys) or not str(finding.fact("key", "")).startswith(WORDS_OF)


def _state(series: Sequence[Version]) -> State:
    """Where a series leads: the latest that was read speaks, unless an earlier one will do."""
    read = [version for version in series if version.kind == "workbook"]
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


def _latest(series: Sequence[Version]) -> str:
    """The hash of the latest file that was read."""
    return next((each.sha256 for each in reversed(series) if each.kind == "workbook"), "")


def _unread(kinds: set[str]) -> State:
    return State.PICTURE if "picture" in kinds else State.MISSING


def _days_late(series: Sequence[Version], deadline: date | None, today: date) -> int:
    """How late the first file came; how late it is by now where none came."""
    if deadline is None:
        return 0
    came = moment(series[0].sent) if series else None
    return max(0, ((came.date() if came else today) - deadline).days)


def _rounds(ledger: Ledger) -> Mapping[str, int]:
    """How often a workbook went back to each agency."""
    found: dict[str, int] = {}
    for event in ledger.events.records:
        if event["what"] == "sent-back":
            found[event["agency"]] = found.get(event["agency"], 0) + 1
    return found


def _unclaimed(season: Season, ledger: Ledger, files: Iterable[File]) -> Iterator[Unclaimed]:
    for file in files:
        why = file.claim.why
        if file.kind in NEVER_READ and why != "nobody":
            yield Unclaimed(file.paths[0], file.sha256, Claim("", file.kind).sentence, "")
        elif not file.claim.code and why != "nobody":
            sent = submission_of(ledger, season, file.sha256)
            read = file.kind != "workbook" or bool(sent.kind)
            told = () if read else say(sent.form, sent.findings)[:1]
            sentence = "".join((*told, file.claim.sentence))
            yield Unclaimed(file.paths[0], file.sha256, sentence, file.claim.says)


def _unopened(rows: Mapping[str, Row]) -> Iterator[Unclaimed]:
    """What could not be opened at all; it is told, and waits."""
    for row in rows.values():
        if row.wrong:
            told = words("season")["unopened"]
            yield Unclaimed(row.path, row.sha256, told.get(row.wrong, told["damaged"]), "")
