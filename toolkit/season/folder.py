"""Where everything of a season lies. Called by every act of the season."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.lexicon import words


@dataclass(frozen=True)
class Folder:
    """One season's folder, which can be copied anywhere: nothing in it tells where it lies."""

    root: Path

    def at(self, what: str) -> Path:
        """A file or folder by its word in words/season.toml: "roster", "returned"."""
        return self.root / words("season")["files"][what]

    def record(self, what: str) -> Path:
        """An append-only file of the ledger: "events", "decided"."""
        return self.at("records") / words("season")["files"][what]

    def told(self, path: Path) -> str:
        """A path as people read it, from the season's folder."""
        return path.relative_to(self.root).as_posix()
