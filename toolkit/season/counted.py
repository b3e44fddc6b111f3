"""What counts in the county's sum: of each agency the submission that its standing names.

Called by whatever adds up, and by the season of the year after. Nothing is collected here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from toolkit.model.submission import Submission
from toolkit.season.decided import Decided
from toolkit.season.decision_line import Decision
from toolkit.season.earlier import Earlier
from toolkit.season.folder import Folder
from toolkit.season.judging import corrected, submission_of
from toolkit.season.ledger import Ledger, Row
from toolkit.season.season import Season
from toolkit.season.standing import Stand
from toolkit.season.states import stand


def counted(season: Season, ledger: Ledger) -> Iterator[Submission]:
    """The submissions that count, in the order of the roster."""
    decided = decided_in(ledger)
    nothing = Earlier((), season.form, decided)
    rows = returned_rows(season.folder, ledger)
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
    return Decided(map(Decision.from_record, ledger.decided.records))


def returned_rows(folder: Folder, ledger: Ledger) -> dict[str, Row]:
    """The files that came back, as they were met last."""
    stem = f"{folder.told(folder.at('returned'))}/"
    return {path: row for path, row in ledger.paths().items() if path.startswith(stem)}
