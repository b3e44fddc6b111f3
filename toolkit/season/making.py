"""What the workbooks of a season are made with: its template, and what is known of each agency.

Called by issue.py and sending.py, so that a workbook that goes back is made like the one that was
sent.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import Slip, UsageError
from toolkit.excel.issue import Issue, Recipient
from toolkit.excel.shipped import shipped_template
from toolkit.excel.template import take_apart
from toolkit.faults import noticed
from toolkit.files import get
from toolkit.lexicon import messages
from toolkit.model.finding import Finding
from toolkit.package.unreadable import Unreadable
from toolkit.season.decided import Decided
from toolkit.season.earlier import Earlier
from toolkit.season.members import Member
from toolkit.season.progress import day_told
from toolkit.season.season import Season


def season_issue(season: Season) -> Issue:
    """What is the same in all workbooks of a season."""
    settings, form = season.settings, season.form
    path = season.folder.root / settings.template
    content = get(path) if settings.template else shipped_template(form)
    try:
        template = take_apart(content, form)
    except Unreadable as wrong:
        raise _unusable(path, noticed(wrong.code)) from wrong
    missing = [key for key in form.slots if key not in template.atlas.sites]
    if missing:
        raise _unusable(path, noticed("template-key-missing", count=len(missing), found=missing[0]))
    until = day_told(settings.deadline) if settings.deadline else ""
    return Issue(template, settings.year, until, settings.recipient)


def _unusable(path: Path, why: Finding) -> UsageError:
    told = messages().findings[why.code].message.format(**dict(why.facts))
    return UsageError(Slip("bad-template", str(path), facts=(("why", told),)))


def recipient(season: Season, member: Member, earlier: Earlier, decided: Decided) -> Recipient:
    """One agency with what is known of it."""
    deadline = decided.deadlines.get(member.code) or member.deadline
    last = earlier.of(member, season.settings.year).last
    until = day_told(deadline) if deadline else ""
    return Recipient(member.agency, member.contact, member.phone, until, last)
