"""The workbooks that are sent out: one for each agency, with what it reported last year.

Called by the command line. What is unchanged is not written again; what came back is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from toolkit.errors import Slip, UsageError
from toolkit.excel.issue import Issued, issue_workbooks
from toolkit.season.counted import decided_in
from toolkit.season.last_year import earlier_of
from toolkit.season.ledger import open_ledger
from toolkit.season.making import recipient, season_issue
from toolkit.season.members import Member, Members
from toolkit.season.season import Season


def issue_season(
    season: Season,
    codes: Iterable[str] = (),
    *,
    now: datetime,
    report: Callable[[Issued], None] = lambda _: None,
) -> tuple[Issued, ...]:
    """A workbook for each agency, or for those that are named by code or name."""
    members = named_members(season.members, codes)
    issue = season_issue(season)
    with open_ledger(season.folder) as ledger:
        decided = decided_in(ledger)
        earlier = earlier_of(season, ledger, decided)
        to = [
            recipient(season, member, earlier, decided)
            for member in members
            if member.code not in decided.exempt
        ]
        made = []
        for each in issue_workbooks(issue, to, season.folder.at("issued")):
            made.append(each)
            report(each)
        ledger.tell(
            {
                "what": "issued",
                "at": now.isoformat(timespec="seconds"),
                "agency": each.agency.code,
                "file": season.folder.told(each.path),
            }
            for each in made
            if each.written
        )
    return tuple(made)


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
