"""The workbooks that are sent out: one for each agency, with what it reported last year.

Called by the command line. What is unchanged is not written again; a file in which somebody has
typed already is left alone, and what came back is not touched at all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from toolkit.errors import Slip, UsageError
from toolkit.excel.issue import Fate, Issued, file_name, lay_down
from toolkit.excel.transfer import is_filled
from toolkit.files import make_folder
from toolkit.lexicon import words
from toolkit.model.agency import Agency
from toolkit.package.unreadable import Unreadable
from toolkit.season.arrivals import is_passed_over
from toolkit.season.begin import begin
from toolkit.season.counted import decided_in
from toolkit.season.ledger import Ledger, open_ledger
from toolkit.season.making import recipient, season_issue
from toolkit.season.meeting import met
from toolkit.season.members import Member, Members
from toolkit.season.season import Season
from toolkit.season.spared import spared
from toolkit.season.take_in import clear_half_written

Report = Callable[[Issued], None]
WORKBOOKS = (".xlsx", ".xlsm")


def issue_season(
    season: Season,
    codes: Iterable[str] = (),
    *,
    now: datetime,
    report: Report = lambda _: None,
) -> tuple[Issued, ...]:
    """A workbook for each agency that reports, or for those that are named by code or name.

    Who was sent one to be completed, because the form has changed, is not sent an empty one.
    """
    members = named_members(season.members, codes)
    issue = season_issue(season)
    with open_ledger(season.folder) as ledger:
        clear_half_written(season.folder)
        begun = begin(season, ledger, met(season, ledger), now)
        decided, earlier = begun.decided, begun.earlier
        without = spared(decided, season.members)
        outbox = Outbox(season, ledger)
        for member in members:
            if member.code not in without:
                again = outbox.again(member)
                if again.exists():
                    made = outbox.stays(member, again)
                else:
                    content = issue.workbook(recipient(season, member, earlier, decided))
                    made = outbox.lay(member, outbox.path(member), content)
                report(made)
        outbox.tell(now)
        tuple(begun.finish())
    return tuple(outbox.made)


def named_members(members: Members, codes: Iterable[str]) -> tuple[Member, ...]:
    """The members that somebody names, all where nobody is named; a UsageError for a stranger."""
    wanted = tuple(codes)
    found = {word: members.named(word) for word in wanted}
    slips = [
        Slip("no-such-agency", facts=(("found", word),)) for word, m in found.items() if m is None
    ]
    if slips:
        raise UsageError(*slips)
    chosen = {member.code for member in found.values() if member}
    return tuple(member for member in members if not wanted or member.code in chosen)


class Outbox:
    """The folder of what is sent out; what lies there, and what the events tell of it."""

    def __init__(self, season: Season, ledger: Ledger) -> None:
        self._season, self._ledger = season, ledger
        self._folder = season.folder.at("issued")
        make_folder(self._folder)
        issued = [each for each in ledger.events.records if each["what"] == "issued"]
        self._told = {each["file"]: each.get("sha256", "") for each in issued}
        self._ours = {(each["file"], each.get("sha256", "")) for each in issued}
        self._laid: list[dict[str, str]] = []
        self.made: list[Issued] = []

    def path(self, member: Member) -> Path:
        """The workbook of an agency."""
        return self._folder / file_name(member.agency, self._season.settings.year)

    def again(self, member: Member) -> Path:
        """The workbook that an agency is to complete after the form has changed."""
        return self._folder / again_name(member.agency, self._season.settings.year)

    def stays(self, member: Member, path: Path) -> Issued:
        """A workbook that is there, and is the one."""
        self.made.append(Issued(member.agency, path, Fate.SAME))
        return self.made[-1]

    def lay(
        self, member: Member, path: Path, content: bytes, *, holds_ours: bool = False
    ) -> Issued:
        """Write a workbook, unless somebody has been at the one that is there.

        With `holds_ours` it is full of figures that we put there, so that nothing tells who typed.
        """

        def is_somebodys(there: Path, held: bytes) -> bool:
            if (self._season.folder.told(there), _sha(held)) in self._ours:
                return False  # just as we wrote it once
            return holds_ours or self._is_filled(held)

        made = Issued(member.agency, path, lay_down(path, content, is_somebodys))
        if made.fate in (Fate.WRITTEN, Fate.SAME):
            file = self._season.folder.told(path)
            self._laid.append({"agency": member.code, "file": file, "sha256": _sha(content)})
        self.made.append(made)
        return made

    def _is_filled(self, content: bytes) -> bool:
        try:
            return is_filled(content, self._season.editions)
        except Unreadable:
            return True

    def tell(self, now: datetime) -> None:
        """An event for each file that is another one than was told; of a run that broke off too."""
        at = now.isoformat(timespec="seconds")
        new = (each for each in self._laid if self._told.get(each["file"]) != each["sha256"])
        self._ledger.tell({"what": "issued", "at": at, **each} for each in new)


def _sha(content: bytes) -> str:
    return sha256(content).hexdigest()


def again_name(agency: Agency, year: int) -> str:
    """The usual name, and that it is to be completed."""
    stem, _, suffix = file_name(agency, year).rpartition(".")
    return f"{words('season')['files']['again'].format(file=stem)}.{suffix}"


class Left(NamedTuple):
    """What is not sent out, and what lies about all the same."""

    spared: Mapping[str, str]  # how an agency is called → why it reports nothing
    files: tuple[str, ...]  # of nobody who is sent one now


def left_over(season: Season) -> Left:
    """Agencies that are sent nothing; files in the folder that are none of the others'."""
    with open_ledger(season.folder) as ledger:
        without = spared(decided_in(ledger), season.members)
    year = season.settings.year
    names = (name for m in season.members if m.code not in without for name in _names(m, year))
    expected = {Path(name).stem.lower() for name in names}
    called = {m.called: without[m.code] for m in season.members if m.code in without}
    return Left(called, tuple(_strays(season.folder.at("issued"), expected)))


def _names(member: Member, year: int) -> tuple[str, str]:
    return file_name(member.agency, year), again_name(member.agency, year)


def _strays(folder: Path, expected: set[str]) -> Iterator[str]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        stem = unicodedata.normalize("NFC", path.stem).lower()  # as some systems tell names apart
        ours = path.suffix.lower() in WORKBOOKS and not is_passed_over(path.name)
        if ours and path.is_file() and stem not in expected:
            yield path.name
