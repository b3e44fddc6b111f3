"""The files of a season: those that lie there, and those that were received and lie there no more.

Called at the beginning of every act of a season.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from toolkit.season.arrivals import CLOSED
from toolkit.season.decided import Decided
from toolkit.season.decision_line import NOBODY, SHORT
from toolkit.season.folder import Folder
from toolkit.season.ledger import Ledger, Row
from toolkit.season.originals import Originals
from toolkit.season.received import received, tell_received
from toolkit.season.register import Registered, register
from toolkit.season.season import Season

Report = Callable[[str], None]


def meet(season: Season, ledger: Ledger, time: str, report: Report = lambda _: None) -> Registered:
    """Look for what came back, read what nobody has read, and tell of it."""
    found = _registered(season, ledger, report)
    tell_received(ledger, found.rows.values(), time)
    return found


def met(season: Season, ledger: Ledger) -> Mapping[str, Row]:
    """The files as they were met last; where the database has lost them, met and read again.

    Nothing is told of them: what came is new to the next collection.
    """
    if has_lost(season, ledger):
        return _registered(season, ledger).rows
    return returned_rows(season.folder, ledger)


def returned_rows(folder: Folder, ledger: Ledger) -> dict[str, Row]:
    """The files that came back, as they were met last."""
    stem = f"{folder.told(folder.at('returned'))}/"
    return {path: row for path, row in ledger.paths().items() if path.startswith(stem)}


def gone(
    season: Season, ledger: Ledger, rows: Mapping[str, Row], decided: Decided
) -> tuple[str, ...]:
    """Where files lay that were received and do not lie among those that came back any more."""
    return tuple(sorted(_gone(Originals(season.folder), ledger, rows, decided)))


def _gone(
    originals: Originals, ledger: Ledger, rows: Mapping[str, Row], decided: Decided
) -> Iterator[str]:
    there = {row.sha256 for row in rows.values()}
    shut = {path for path, row in rows.items() if row.wrong == CLOSED}  # it may well be the same
    for known, told in received(ledger).items():
        lies = known in there or shut.intersection(told.paths)
        if not lies and known in originals and decided.claims.get(known[:SHORT]) != NOBODY:
            yield told.paths[0]


def _registered(season: Season, ledger: Ledger, report: Report = lambda _: None) -> Registered:
    folder = season.folder
    originals = Originals(folder, writable=ledger.writable)
    return register(folder.root, folder.at("returned"), ledger, season.editions, report, originals)


def has_lost(season: Season, ledger: Ledger) -> bool:
    """Whether the database is new, or does not know what is in something that was received."""
    if not returned_rows(season.folder, ledger):
        return True
    read, originals = ledger.outlines(), Originals(season.folder)
    return any(known not in read and known in originals for known in received(ledger))
