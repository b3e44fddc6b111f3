"""What goes back: the workbook with its findings, the note beside it, the receipt.

Called by collect.py once everybody's standing is known. Each goes out once for the same file and
the same findings, however often a season is collected; nothing that was sent is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from toolkit.excel.feedback import feedback
from toolkit.excel.issue import Issue, safe_name
from toolkit.files import make_folder, put
from toolkit.lexicon import words
from toolkit.model.finding import Finding, Severity
from toolkit.season.decided import Decided
from toolkit.season.earlier import Earlier
from toolkit.season.issuing import again_name
from toolkit.season.judging import corrected, submission_of
from toolkit.season.ledger import Ledger
from toolkit.season.making import recipient, season_issue
from toolkit.season.originals import content_of
from toolkit.season.progress import WORKBOOK, ended, outstanding
from toolkit.season.remind import as_text
from toolkit.season.season import Season
from toolkit.season.standing import Standing, State, Version, latest_read
from toolkit.season.texts import note, receipt

ACCEPTED = "accepted"
LACKING = frozenset(("missing-table", "own-table-missing"))  # what only a changed form asks for
BACK = (State.TO_CORRECT, State.TO_EXPLAIN, State.ACCEPTED_CORRECTING)
Event = dict[str, Any]


class Sender(NamedTuple):
    """Everything at hand while the season sends."""

    season: Season
    ledger: Ledger
    decided: Decided
    earlier: Earlier
    now: str

    def send(
        self, agencies: Sequence[Standing], report: Callable[[str], None] = lambda _: None
    ) -> list[str]:
        """Send whatever is due; the files that are new, from the season's folder."""
        known = _told_before(self.ledger)
        issue: Issue | None = None
        made: list[str] = []
        for standing in agencies:
            latest = latest_read(standing.series)
            before = known.get((standing.member.code, latest.sha256), set()) if latest else set()
            if latest and self._is_completing(standing, latest):
                continue
            if latest and standing.state in BACK and _complaints(latest) - before:
                issue = issue or season_issue(self.season)
                made.append(self._send_back(issue, standing, latest))
            elif latest and standing.state is State.ACCEPTED and _receipt(latest) not in before:
                made.append(self._acknowledge(standing, latest))
            else:
                continue
            report(made[-1])
        return made

    def _is_completing(self, standing: Standing, latest: Version) -> bool:
        """Whether all that is missing is asked for already, in a workbook to be completed.

        Two workbooks at once would leave a clerk to guess which of them to fill in.
        """
        must = {f.code for f in latest.findings if f.severity is Severity.MUST}
        name = again_name(standing.member.agency, self.season.settings.year)
        path = self.season.folder.told(self.season.folder.at("issued") / name)
        sent = (e["at"] for e in self.ledger.events.records if e.get("file") == path)
        return bool(must) and must <= LACKING and max(sent, default="") > latest.seen

    def _send_back(self, issue: Issue, standing: Standing, latest: Version) -> str:
        count = standing.sent_back + 1
        left = outstanding(standing)
        file = words("season")["files"]["back"].format(
            agency=standing.member.filed,
            count=count,
            places=len(left.must) + len(left.answerable) or len(left.healed),
        )
        path = self.season.folder.at("sent_back") / f"{safe_name(file)}.xlsx"
        make_folder(path.parent)
        put(path, self._workbook(issue, standing, latest))
        counted = replace(standing, sent_back=count)
        text = note(counted, self.season.settings.county, path.name)
        put(path.with_suffix(".txt"), as_text(text))
        return self._tell("sent-back", standing, latest, self.season.folder.told(path))

    def _workbook(self, issue: Issue, standing: Standing, latest: Version) -> bytes:
        member, folder = standing.member, self.season.folder
        fresh = issue.workbook(recipient(self.season, member, self.earlier, self.decided))
        sent = submission_of(self.ledger, self.season, latest.sha256)
        sent = replace(sent, agency=member.agency)
        known = corrected(sent, self.decided.corrections(member.code, latest.sha256))
        if known.kind != WORKBOOK:  # nothing of ours could be read in it
            return fresh
        rejected = {
            e.finding.subject: ended(e.why) for e in latest.explained if e.accepted is False
        }
        old = content_of(folder, latest.sha256, latest.file)
        return feedback(
            old,
            fresh,
            self.season.editions,
            known,
            _complained(latest),
            rejected,
            issue.template,
        )

    def _acknowledge(self, standing: Standing, latest: Version) -> str:
        file = words("season")["files"]["receipt"].format(
            agency=standing.member.filed, code=latest.checkcode
        )
        folder, text = self.season.folder.at("sent_back"), as_text(receipt(standing))
        make_folder(folder)
        path = _free(folder / f"{safe_name(file)}.txt", text)
        put(path, text)
        return self._tell(ACCEPTED, standing, latest, self.season.folder.told(path))

    def _tell(self, what: str, standing: Standing, latest: Version, file: str) -> str:
        """One event for each thing that went out, told when it is on the disk."""
        event: Event = {
            "what": what,
            "at": self.now,
            "agency": standing.member.code,
            "sha256": latest.sha256,
            "told": [_receipt(latest)] if what == ACCEPTED else sorted(_complaints(latest)),
            "file": file,
        }
        self.ledger.tell([event])
        return file


def _complained(latest: Version) -> tuple[Finding, ...]:
    """The findings that go back: no notes, and nothing that was accepted already."""
    settled = {each.finding.subject for each in latest.explained if each.accepted}
    graver = (each for each in latest.findings if each.severity is not Severity.NOTE)
    return tuple(each for each in graver if each.subject not in settled)


def _free(path: Path, content: bytes) -> Path:
    """The path, or one beside it where another receipt is: what was told stays as it was."""
    number, free = 2, path
    while free.exists() and free.read_bytes() != content:
        number, free = number + 1, path.with_name(f"{path.stem}_{number}{path.suffix}")
    return free


def _receipt(latest: Version) -> str:
    """By which a receipt is known; a figure that the county corrected makes another code."""
    return f"{ACCEPTED} {latest.checkcode}"


def _complaints(latest: Version) -> frozenset[str]:
    """What there is to say of a file: its complaints, and the explanations that will not do."""
    refused = (f"refused {e.finding.subject}" for e in latest.explained if e.accepted is False)
    found = (repr((f.code, f.keys, f.facts)) for f in _complained(latest))
    return frozenset(sha256(each.encode()).hexdigest()[:12] for each in (*found, *refused))


def _told_before(ledger: Ledger) -> dict[tuple[str, str], set[str]]:
    """What each agency was told of each of its files."""
    known: dict[tuple[str, str], set[str]] = {}
    for event in ledger.events.records:
        if "told" in event:
            known.setdefault((event["agency"], event["sha256"]), set()).update(event["told"])
    return known
