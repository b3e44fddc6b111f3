"""What two computers settled, compared: what only the other one knows, and where the two clash.

Called by merge.py. Pure. A decision that was taken in view of the other computer's is no clash: it
is what somebody thinks now, and follows the older one wherever that stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from toolkit.season.decision_line import About, Decision

CLASH = "clash"  # the event that tells that an officer was shown what another computer settled
SOURCE = "from"  # the word of a record that tells which computer it comes from


class Dated(NamedTuple):
    """A decision as the ledger has it."""

    decision: Decision
    at: datetime
    record: Mapping[str, Any]


class Past(NamedTuple):
    """What was settled on one computer, and what of others it was shown, and when."""

    settled: tuple[Dated, ...]
    shown: Mapping[str, datetime]  # the id of a decision taken elsewhere

    @property
    def by_about(self) -> Mapping[About, list[Dated]]:
        found: dict[About, list[Dated]] = {}
        for each in self.settled:
            found.setdefault(each.decision.about, []).append(each)
        return found


class Clash(NamedTuple):
    """The same thing settled differently."""

    ours: Decision
    theirs: Decision


class Compared(NamedTuple):
    """What there is to take over, by date, and what an officer must look at."""

    new: tuple[Dated, ...]
    clashes: tuple[Clash, ...]


def past(decided: Iterable[Mapping[str, Any]], events: Iterable[Mapping[str, Any]]) -> Past:
    """The past of a computer by its ledger; KeyError, TypeError, ValueError where it is none."""
    settled = tuple(Dated(Decision.from_record(each), _moment(each), each) for each in decided)
    own = (each for each in events if each["what"] == CLASH and SOURCE not in each)
    return Past(settled, {each["theirs"]: _moment(each) for each in own})


def _moment(record: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(record["at"]).astimezone()


def compare(ours: Past, theirs: Past) -> Compared:
    """What they settled and we did not; where both did and differ, nothing of theirs is new."""
    mine = ours.by_about
    new: list[Dated] = []
    clashes: list[Clash] = []
    for about, there in theirs.by_about.items():
        here = mine.get(about, [])
        if here and _is_no_news(here, there[-1].decision, ours):
            continue
        later = _later(here, there, theirs)
        new += later
        if not later:
            clashes.append(Clash(here[-1].decision, there[-1].decision))
    return Compared(tuple(sorted(new, key=lambda each: each.decision.on)), tuple(clashes))


def _is_no_news(here: Sequence[Dated], theirs: Decision, ours: Past) -> bool:
    """Whether we have it, were shown it, or think the same."""
    known = {each.decision.id for each in here}
    same = _comes_to(here[-1].decision) == _comes_to(theirs)
    return same or theirs.id in known or theirs.id in ours.shown


def _later(here: Sequence[Dated], there: Sequence[Dated], theirs: Past) -> Sequence[Dated]:
    """What they settled after what is in force here, or after they were shown it."""
    if not here:
        return there
    known = [each.decision.id for each in here]
    ids = [each.decision.id for each in there]
    since = theirs.shown.get(known[-1])
    first = ids.index(known[-1]) + 1 if known[-1] in ids else 0 if since else len(ids)
    after = (each for each in there[first:] if first or (since and each.at > since))
    return [each for each in after if each.decision.id not in known]


def _comes_to(decision: Decision) -> tuple[str, Mapping[str, str]]:
    """What a decision comes to, whoever took it and on whichever line."""
    return decision.verdict, {name: text for name, text in decision.more if name != "line"}
