"""What counts in the county's sum: of each agency the submission that its standing names.

Called by whatever adds up, and by the season of the year after. Nothing is collected here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from toolkit.model.submission import Submission
from toolkit.season.decided import Decided
from toolkit.season.decision_line import read_records
from toolkit.season.earlier import Earlier
from toolkit.season.judging import corrected, submission_of
from toolkit.season.ledger import Ledger
from toolkit.season.meeting import met
from toolkit.season.season import Season
from toolkit.season.standing import Stand
from toolkit.season.states import stand


def counted(season: Season, ledger: Ledger) -> Iterator[Submission]:
    """The submissions that count, in the order of the roster."""
    decided = decided_in(ledger)
    nothing = Earlier((), season.form, decided)
    rows = met(season, ledger)
    yield from counting(
        stand(season, ledger, rows, decided, nothing, date.min), season, ledger, decided
    )


def counting(
    standings: Stand, season: Season, ledger: Ledger, decided: Decided
) -> Iterator[Submission]:
    """The submissions that count where everybody stands so."""
    for each in standings.agencies:
        if each.counting:
            sent = submission_of(ledger, season, each.counting.sha256)
            known = replace(sent, agency=each.member.agency, file=each.counting.file)
            yield corrected(known, decided.corrections(each.member.code, each.counting.sha256))


def decided_in(ledger: Ledger) -> Decided:
    """What was decided so far."""
    return Decided(read_records(ledger.decided.records)[0])


def decided_broken_at(ledger: Ledger) -> int:
    """The first line of the decisions that is none, or does not follow the one before it; or 0."""
    found = ledger.decided.broken_at, read_records(ledger.decided.records)[1]
    return min(filter(None, found), default=0)
