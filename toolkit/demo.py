"""The example county of `nianbao demo`: a season made, its returns come in, an officer decides.

Called by cli_demo.py. It uses the acts that everybody uses; only the officer is played. What lies
in the folder already is left alone: somebody may be trying things out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from toolkit.consolidate import Consolidation, consolidate
from toolkit.excel.patch import with_texts
from toolkit.files import make_folder, put
from toolkit.model.agency import Roster
from toolkit.season.counted import counting, decided_in
from toolkit.season.decision_line import Line
from toolkit.season.decision_sheets import sheets_in
from toolkit.season.folder import Folder
from toolkit.season.ledger import open_ledger
from toolkit.season.new import make_season
from toolkit.season.roster import read_roster
from toolkit.season.season import Season, open_season
from toolkit.season.settings import SeasonSettings
from toolkit.season.standing import Stand

Answers = Callable[[Line], Mapping[str, str]]


def set_up(root: Path, settings: SeasonSettings, roster: Path, last: Path) -> Season:
    """The county's season, with last year's figures in their place."""
    for _ in make_season(root, settings, read_roster(roster)):
        pass
    lay_down([last], Folder(root).at("earlier"))
    return open_season(root)


def lay_down(files: Iterable[Path], folder: Path, time: datetime | None = None) -> None:
    """Copy files that are not there yet, as if they had been saved at that time."""
    make_folder(folder)
    for file in files:
        copy = folder / file.name
        if not copy.exists():
            put(copy, file.read_bytes())
            if time:
                os.utime(copy, (time.timestamp(), time.timestamp()))


def play_officer(path: Path, answers: Answers) -> int:
    """Fill in the lines of the workbook of decisions that wait; how many an officer answered."""
    content = path.read_bytes()
    texts: dict[str, dict[str, str]] = {}
    answered = 0
    for sheet in sheets_in(content):
        for line in sheet.lines:
            told = answers(line) if line.row and not line.has("by") else {}
            answered += bool(told)
            cells = {f"{sheet.columns[f]}{line.row}": text for f, text in told.items()}
            texts.setdefault(sheet.name, {}).update(cells)
    put(path, with_texts(content, {name: cells for name, cells in texts.items() if cells}))
    return answered


def add_up(season: Season, here: Stand) -> Consolidation:
    """The county's figures of what counts at this moment."""
    with open_ledger(season.folder) as ledger:
        sent = tuple(counting(here, season, ledger, decided_in(ledger)))
    return consolidate(season.form, sent, Roster(each.member.agency for each in here.agencies))
