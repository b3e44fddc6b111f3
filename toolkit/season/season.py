"""An open season: its folder, its settings, who reports, on which form.

Every command that takes a season begins here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.editions import Editions
from toolkit.errors import Slip, UsageError
from toolkit.model.form import Form
from toolkit.season.folder import Folder
from toolkit.season.members import Members
from toolkit.season.roster import load_roster
from toolkit.season.settings import SeasonSettings, load_settings


@dataclass(frozen=True)
class Season:
    """Everything that was settled before the first workbook was sent."""

    folder: Folder
    settings: SeasonSettings
    members: Members
    editions: Editions
    form: Form

    @property
    def own_tables(self) -> frozenset[str]:
        """The tables that the county asks for besides those of the statute."""
        statutory = self.editions.form(self.form.lineage[-1]).tables if self.form.lineage else ()
        return frozenset(self.form.tables) - frozenset(statutory)


def open_season(root: Path) -> Season:
    """The season in a folder; a Mistake that tells what is missing or wrong in it."""
    folder = Folder(root.resolve())
    if not folder.at("settings").is_file():
        raise UsageError(Slip("not-a-season", str(root)))
    settings = load_settings(folder.at("settings"))
    if not folder.at("roster").is_file():
        raise UsageError(Slip("no-roster", str(folder.at("roster"))))
    members = load_roster(folder.at("roster"))
    editions = Editions(folder.root / settings.form if settings.form else None)
    form = editions.form(editions.known[0] if settings.form else settings.edition)
    return Season(folder, settings, members, editions, form)
