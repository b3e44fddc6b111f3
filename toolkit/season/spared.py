"""Agencies that send no report, and why: exempted by decision, or merged, split or abolished.

Called by states.py and by the acts that send workbooks out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.lexicon import messages, words
from toolkit.season.decided import Decided, Reorganisation
from toolkit.season.members import Members
from toolkit.season.progress import day_told


def spared(decided: Decided, members: Members) -> Mapping[str, str]:
    """Code of each such agency on the roster → the reason."""
    gone = (pair for each in decided.reorganisations for pair in _gone(each, members))
    return {**dict(gone), **decided.exempt}


def _gone(change: Reorganisation, members: Members) -> Iterator[tuple[str, str]]:
    """Those that are not there any more; one that reports all the same stays."""
    staying = {change.reporter, *(_code(name, members) for name in change.after)}
    told = words("season")["reorganised"].get(change.kind)
    for name in change.before:
        code = _code(name, members)
        if told and code not in staying and members.of(code):
            after = messages().words["and"].join(members.name_of(each) for each in change.after)
            reporter = members.name_of(change.reporter)
            yield code, told.format(on=day_told(change.on), after=after, reporter=reporter)


def _code(name: str, members: Members) -> str:
    member = members.named(name)
    return member.code if member else name
