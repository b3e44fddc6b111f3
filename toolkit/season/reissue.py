"""Workbooks sent out once more, because the form has changed while the season runs.

Called by the command line. What an agency has told already stands in its new workbook and is shut
there; open is what is new, what was left empty and what is wrong. Who has sent nothing yet gets the
usual workbook on the new form. What lies in the folder from before, and what came back, stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from toolkit.excel.brought import Brought, Return, bring, is_older
from toolkit.excel.complaints import complaints, is_of_another_report
from toolkit.excel.copied import told_by_cell
from toolkit.excel.issue import Issue, Issued
from toolkit.excel.partly_open import Notes, PartlyOpen, noted, partly_open
from toolkit.excel.template import press
from toolkit.excel.transfer import Opened, open_ours
from toolkit.lexicon import words
from toolkit.model.finding import Finding, Severity
from toolkit.package.packing import packed
from toolkit.package.unreadable import Unreadable
from toolkit.season.counted import decided_in
from toolkit.season.decided import Decided
from toolkit.season.earlier import Earlier
from toolkit.season.issuing import Outbox, named_members
from toolkit.season.judging import corrected, submission_of
from toolkit.season.last_year import earlier_of
from toolkit.season.ledger import Ledger, open_ledger
from toolkit.season.making import recipient, season_issue
from toolkit.season.meeting import meet
from toolkit.season.members import Member
from toolkit.season.originals import content_of
from toolkit.season.season import Season
from toolkit.season.spared import spared
from toolkit.season.standing import Explained, Standing, Version
from toolkit.season.states import stand
from toolkit.season.take_in import clear_half_written

Report = Callable[[], None]


@dataclass
class Reissued:
    """What became of everybody's workbook."""

    again: list[Issued] = field(default_factory=list)  # to be completed
    new: list[Issued] = field(default_factory=list)  # of those that have sent nothing yet
    current: list[Member] = field(default_factory=list)  # have sent all that is asked for now
    homeless: list[tuple[Member, int]] = field(default_factory=list)  # figures without a place


def reissue_season(
    season: Season, codes: Iterable[str] = (), *, now: datetime, report: Report = lambda: None
) -> Reissued:
    """A workbook on the form of now for each agency, or for those that are named."""
    chosen = {member.code for member in named_members(season.members, codes)}
    folder, made = season.folder, Reissued()
    with open_ledger(folder) as ledger:
        clear_half_written(folder)
        rows = meet(season, ledger, now.isoformat(timespec="seconds")).rows
        decided = decided_in(ledger)
        earlier, without = earlier_of(season, ledger, decided), spared(decided, season.members)
        here = stand(season, ledger, rows, decided, earlier, now.date())
        outbox = Outbox(season, ledger)
        desk = Desk(season, ledger, decided, earlier, season_issue(season), outbox)
        for standing in here.agencies:
            if standing.member.code in chosen - without.keys():
                desk.send(standing, made)
                report()
        outbox.tell(now)
    return made


@dataclass(frozen=True)
class Desk:
    """Everything at hand while the season sends once more."""

    season: Season
    ledger: Ledger
    decided: Decided
    earlier: Earlier
    issue: Issue
    outbox: Outbox

    def send(self, standing: Standing, made: Reissued) -> None:
        """The workbook of one agency: to be completed, or empty, or none where nothing is new."""
        member = standing.member
        content = self.issue.workbook(recipient(self.season, member, self.earlier, self.decided))
        fresh = open_ours(content, self.season.editions)
        returned = next(self._returns(standing, fresh), None)
        if returned is None:
            made.new.append(self.outbox.lay(member, self.outbox.path(member), content))
        elif not is_older(returned.opened, fresh):
            made.current.append(member)
        else:
            brought = bring(returned, fresh)
            again = self.outbox.again(member)
            content = self._pressed(brought)
            made.again.append(self.outbox.lay(member, again, content, holds_ours=True))
            if brought.homeless:
                made.homeless.append((member, len(brought.homeless)))

    def _returns(self, standing: Standing, fresh: Opened) -> Iterator[Return]:
        """What an agency sent, the latest first, as far as it is its own and can be read."""
        for version in reversed(standing.series):
            if version.read:
                try:
                    opened = open_ours(self._content(version), self.season.editions)
                except Unreadable:
                    continue
                returned = self._returned(standing.member, version, opened, fresh)
                if not is_of_another_report(returned.told):
                    yield returned

    def _content(self, version: Version) -> bytes:
        return content_of(self.season.folder, version.sha256, version.file)

    def _returned(self, member: Member, version: Version, opened: Opened, fresh: Opened) -> Return:
        changes = self.decided.corrections(member.code, version.sha256)
        sent = submission_of(self.ledger, self.season, version.sha256)
        sent = corrected(replace(sent, agency=member.agency), changes)
        told = complaints(sent, _open(version))
        rejected = {e.finding.subject for e in version.explained if e.accepted is False}
        known = {each.key: each.now for each in changes if each.key in fresh.form.slots}
        return Return(opened, sent, tuple(told_by_cell(told, opened, fresh)), rejected, known)

    def _pressed(self, brought: Brought) -> bytes:
        """The workbook in which an agency finds again what it has told."""
        shut = self._marked(brought.parts).with_shut(brought.shut)
        return press(shut, brought.state, ()).content(brought.state)

    def _marked(self, parts: tuple[str, ...]) -> PartlyOpen:
        """The template with a word about the parts that are new; most agencies have the same."""
        if parts not in self._templates:
            notes, content = Notes(**words("season")["again"]), packed(self.issue.template.parts)
            told = noted(content, self.season.form, parts, notes)
            self._templates[parts] = partly_open(told, self.season.form)
        return self._templates[parts]

    @cached_property
    def _templates(self) -> dict[tuple[str, ...], PartlyOpen]:
        return {}


def _open(version: Version) -> Sequence[Finding]:
    """What the agency has to do something about; an explanation that it gave waits for us."""
    settled = {e.finding.subject for e in version.explained if e.accepted or _waits(e)}
    grave = (each for each in version.findings if each.severity is not Severity.NOTE)
    return [each for each in grave if each.subject not in settled]


def _waits(explained: Explained) -> bool:
    return explained.accepted is None and bool(explained.text)
