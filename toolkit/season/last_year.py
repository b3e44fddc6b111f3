"""Where last year's reports lie: a season, a folder, a file, or the folder for earlier years.

Called by every act that compares or fills in beforehand. Files are read once and kept in the ledger
like those of this year.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from toolkit.errors import Slip, UsageError
from toolkit.model.submission import Submission
from toolkit.season.counted import counted
from toolkit.season.decided import Decided
from toolkit.season.earlier import Earlier
from toolkit.season.folder import Folder
from toolkit.season.kept import unpack_all
from toolkit.season.ledger import Ledger, peek_ledger
from toolkit.season.meeting import has_lost, met
from toolkit.season.register import register
from toolkit.season.season import Season, open_season


def earlier_of(season: Season, ledger: Ledger, decided: Decided) -> Earlier:
    """What the agencies reported last year."""
    return Earlier(_submissions(season, ledger), season.form, decided, season.members)


def _submissions(season: Season, ledger: Ledger) -> Iterator[Submission]:
    root, named = season.folder.root, season.settings.last_year
    path = (root / named).resolve() if named else season.folder.at("earlier")
    if named and not path.exists():
        raise UsageError(Slip("no-last-year-folder", named))
    if named and Folder(path).at("settings").is_file():
        return _of_season(path, named)
    return _of_folder(season, ledger, path)


def _of_folder(season: Season, ledger: Ledger, path: Path) -> Iterator[Submission]:
    """What can be read in a folder, or in the single file that is named."""
    if not path.exists():
        return
    count = 0
    for row in register(season.folder.root, path, ledger, season.editions).rows.values():
        reading = ledger.reading(row.sha256) if row.sha256 else None
        for sent in unpack_all(reading.body, season.editions) if reading else ():
            if sent.kind:
                count += 1
                yield replace(sent, file=row.path, sha256=row.sha256)
    if path.is_file() and not count:
        raise UsageError(Slip("last-year-empty", season.settings.last_year))


def _of_season(path: Path, named: str) -> Iterator[Submission]:
    """What counted at the end of another season, which is only looked into.

    Where its database is gone or damaged, everything in it is met and read again, and forgotten.
    """
    season = open_season(path)
    ledger = peek_ledger(season.folder)
    if has_lost(season, ledger):
        ledger.close()
        ledger = peek_ledger(season.folder, anew=True)
    with closing(ledger):
        if not met(season, ledger) and not ledger.outlines():
            raise UsageError(Slip("last-year-empty", named))
        yield from counted(season, ledger)
