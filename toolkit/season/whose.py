"""Every file by its hash, wherever it lies or lay: when it was sent, and whose it is.

Called by states.py, first of all. What was written in a file about its sender is looked for once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

from toolkit.lexicon import words
from toolkit.say import say
from toolkit.season.arrivals import folders_of
from toolkit.season.claims import Claim, Evidence, claim, evidence
from toolkit.season.decided import Decided
from toolkit.season.decision_line import NOBODY, SHORT
from toolkit.season.judging import submission_of
from toolkit.season.ledger import Ledger, Row
from toolkit.season.members import Members
from toolkit.season.originals import Originals
from toolkit.season.progress import moment
from toolkit.season.received import Received, received
from toolkit.season.register import READER
from toolkit.season.season import Season
from toolkit.season.standing import Unclaimed

A_DAY = timedelta(days=1)  # zips tell no zone
NEVER = Received("", "", "", ())  # of a file that no event tells of yet
NEVER_READ = ("other_archive", "other")  # nobody's return, whatever folder it lies in


@dataclass(frozen=True)
class File:
    """One file by its hash, wherever it lies, however often; or lay, where it is gone."""

    sha256: str
    paths: tuple[str, ...]
    folders: tuple[str, ...]
    kind: str
    sent: str  # the time written in it, else the earliest time of the file
    seen: str
    program: str
    claim: Claim


def files_of(
    season: Season, ledger: Ledger, rows: Mapping[str, Row], decided: Decided
) -> Iterator[File]:
    """Every file that lies there, or was received once and is kept."""
    outlines, lying = ledger.outlines(), list(_lying(season, ledger, rows))
    known = [each for each in lying if each.sha256 in outlines]
    written = _evidence(season, ledger, [each.sha256 for each in known])
    for each in known:
        kind, time, program = outlines[each.sha256]
        folders = tuple(dict.fromkeys(f for path in each.paths for f in folders_of(path)))
        decision = decided.claims.get(each.sha256[:SHORT])
        whose = (
            _decided(decision, season.members)
            if decision
            else claim(written[each.sha256], folders, season.members)
        )
        sent = _sent(time, each.modified)
        yield File(each.sha256, each.paths, folders, kind, sent, each.first, program, whose)


class _Lying(NamedTuple):
    """A hash with the places where it lies, or where it lay if it is gone."""

    sha256: str
    paths: tuple[str, ...]
    modified: str
    first: str


def _lying(season: Season, ledger: Ledger, rows: Mapping[str, Row]) -> Iterator[_Lying]:
    """Files where they lie now, then those that lie there no more."""
    told, originals = received(ledger), Originals(season.folder)
    by_hash: dict[str, list[Row]] = {}
    for row in rows.values():
        if row.sha256:
            by_hash.setdefault(row.sha256, []).append(row)
    for known, same in by_hash.items():
        paths = tuple(sorted(row.path for row in same))
        before = told.get(known, NEVER)
        times = (before.modified, *(row.modified for row in same))
        yield _Lying(known, paths, min(filter(None, times), default=""), before.first)
    for known, each in told.items():
        if known not in by_hash and known in originals:
            yield _Lying(known, each.paths, each.modified, each.first)


def _sent(written: str, modified: str) -> str:
    """The time written in a file, else its own; a file is not saved before it is written.

    A clock that is years ahead would make its file the latest for ever.
    """
    told, own = moment(written), moment(modified)
    if told and own and told > own + A_DAY:
        return modified
    return written or modified


def _decided(code: str, members: Members) -> Claim:
    """Whose a file is by decision; one who is on the roster no more is nobody."""
    if code == NOBODY:
        return Claim("", "nobody")
    return Claim(code) if members.of(code) else Claim("", "not-ours", (("says", code),))


def _evidence(season: Season, ledger: Ledger, hashes: Iterable[str]) -> Mapping[str, Evidence]:
    """What is written in each file about who sent it; looked for anew where the roster changed."""
    told = [(m.agency[:3], m.short) for m in season.members]
    context = sha256(repr((READER, told)).encode()).hexdigest()
    kept = ledger.witnesses(context)
    new = {
        sha: evidence(submission_of(ledger, season, sha), season.members)
        for sha in hashes
        if sha not in kept
    }
    ledger.keep_witnesses(context, ((sha, json.dumps(each)) for sha, each in new.items()))
    return new | {sha: Evidence(*json.loads(body)) for sha, body in kept.items()}


def unclaimed(season: Season, ledger: Ledger, files: Iterable[File]) -> Iterator[Unclaimed]:
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


def unopened(rows: Mapping[str, Row]) -> Iterator[Unclaimed]:
    """What could not be opened at all; it is told, and waits."""
    for row in rows.values():
        if row.wrong:
            told = words("season")["unopened"]
            yield Unclaimed(row.path, row.sha256, told.get(row.wrong, told["damaged"]), "")
