"""Where last year's reports lie: a season, a folder, or the folder for earlier years in this one.

Called by every act that compares or fills in beforehand. Files are read once and kept in the ledger
like those of this year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from toolkit.errors import Slip, UsageError
from toolkit.model.submission import Submission
from toolkit.season.decided import Decided
from toolkit.season.earlier import Earlier
from toolkit.season.folder import Folder
from toolkit.season.kept import unpack_all
from toolkit.season.ledger import Ledger, peek_ledger
from toolkit.season.register import register
from toolkit.season.season import Season, open_season


def earlier_of(season: Season, ledger: Ledger, decided: Decided) -> Earlier:
    """What the agencies reported last year."""
    return Earlier(_submissions(season, ledger), season.form, decided)


def _submissions(season: Season, ledger: Ledger) -> Iterator[Submission]:
    root, named = season.folder.root, season.settings.last_year
    path = (root / named).resolve() if named else season.folder.at("earlier")
    if named and not path.is_dir():
        raise UsageError(Slip("no-last-year-folder", named))
    if named and Folder(path).at("settings").is_file():
        return _of_season(path)
    return _of_folder(season, ledger, path)


def _of_folder(season: Season, ledger: Ledger, path: Path) -> Iterator[Submission]:
    if not path.is_dir():
        return
    for row in register(season.folder.root, path, ledger, season.editions).rows.values():
        reading = ledger.reading(row.sha256) if row.sha256 else None
        for sent in unpack_all(reading.body, season.editions) if reading else ():
            if sent.kind:
                yield replace(sent, file=row.path, sha256=row.sha256)


def _of_season(path: Path) -> Iterator[Submission]:
    """What counted at the end of another season."""
    from toolkit.season.counted import counted

    season = open_season(path)
    ledger = peek_ledger(season.folder)
    if ledger is not None:
        try:
            yield from counted(season, ledger)
        finally:
            ledger.close()
