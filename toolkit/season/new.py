"""A season's folder made: what it is about, who reports, where officers decide, room for files.

Called by `nianbao new`. What is there already is left alone, so that running it twice does no
harm, and a run that was cut off is completed by the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from toolkit.editions import Editions
from toolkit.errors import Slip, UsageError
from toolkit.files import make_folder, put
from toolkit.model.form import Form
from toolkit.outputs import refuse_file
from toolkit.season.folder import Folder
from toolkit.season.members import Member
from toolkit.season.roster import read_roster, roster_book
from toolkit.season.settings import (
    SeasonSettings,
    load_settings,
    settings_text,
    slip_of_edition,
    slip_of_year,
)

FOLDERS = ("issued", "returned", "sent_back", "earlier")


class Made(NamedTuple):
    """Something of a season, and whether it was made just now."""

    path: Path
    new: bool


def new_settings(
    root: Path, county: str, year: int | None, edition: str | None, last_year: int
) -> SeasonSettings:
    """What a season is to be about; that of a folder which is a season already stays.

    Without `year` it is `last_year`, without `edition` that in force for the year. UsageError where
    something else is asked for than stands in the folder.
    """
    settings = Folder(root).at("settings")
    if settings.is_file():
        return _agreed(load_settings(settings), root, county.strip(), year, edition)
    told = last_year if year is None else year
    wrong = {
        "--county": None if county.strip() else Slip("no-county"),
        "--year": slip_of_year(told),
        "--edition": slip_of_edition(edition) if edition else None,
    }
    slips = [slip._replace(file=option) for option, slip in wrong.items() if slip]
    if slips:
        raise UsageError(*slips)
    return SeasonSettings(county.strip(), told, edition or Editions().for_year(told).edition)


def _agreed(
    there: SeasonSettings, root: Path, county: str, year: int | None, edition: str | None
) -> SeasonSettings:
    stands = {"county": there.county, "year": there.year, "edition": there.edition or there.form}
    asked = {"county": county, "year": year, "edition": edition if there.edition else None}
    if any(word and word != stands[name] for name, word in asked.items()):
        raise UsageError(Slip("another-season", str(root), facts=tuple(stands.items())))
    return there


def make_season(root: Path, settings: SeasonSettings, members: Iterable[Member]) -> Iterator[Made]:
    """Everything in a season's folder, made where it is not there yet."""
    folder, listed = Folder(root), tuple(members)
    for path in (root, *map(folder.at, FOLDERS)):
        refuse_file(path)
    make_folder(root)
    yield _once(folder.at("settings"), lambda: settings_text(settings).encode())
    yield _once(folder.at("roster"), lambda: roster_book(listed))
    yield _once(folder.at("decisions"), lambda: _decisions(folder, settings))
    for path in map(folder.at, FOLDERS):
        there = path.is_dir()
        make_folder(path)
        yield Made(path, not there)


def _once(path: Path, draw: Callable[[], bytes]) -> Made:
    return Made(path, not path.exists() and put(path, draw()))


def _decisions(folder: Folder, settings: SeasonSettings) -> bytes:
    """Where officers decide; it offers the agencies that the roster in the folder has."""
    from toolkit.season.decision_book import decision_book

    return decision_book(read_roster(folder.at("roster")), _form(folder, settings))


def _form(folder: Folder, settings: SeasonSettings) -> Form:
    """The form of a season: the office's own, else the edition."""
    editions = Editions(folder.root / settings.form if settings.form else None)
    return editions.form(editions.known[0] if settings.form else settings.edition)
