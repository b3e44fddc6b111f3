"""The bytes of everything that was received, kept under their hash: received once stays received.

Called by register.py when a file is met for the first time, and by whatever needs its bytes later.
The folder of returns belongs to the officers, who move, replace and delete files in it.
"""

from __future__ import annotations

import os
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from toolkit.errors import Slip, UsageError
from toolkit.files import make_folder
from toolkit.package.unreadable import Unreadable
from toolkit.season.arrivals import content_at
from toolkit.season.folder import Folder
from toolkit.season.signs import DOCUMENT, OTHER, PICTURE, WORKBOOK, kind_of

KEPT = (WORKBOOK, DOCUMENT, PICTURE)  # what there is something to read in, or to look at
FANNED = 2  # hexadecimal digits that name the folder of a hash


class Originals:
    """The folder of originals of one season."""

    def __init__(self, folder: Folder, *, writable: bool = True) -> None:
        self._folder, self._writable = folder.at("originals"), writable
        self._beside = folder.at("records") / f".{self._folder.name}.{os.getpid()}"

    @cached_property
    def _there(self) -> dict[str, Path]:
        fanned = (each for each in _entries(self._folder) if each.is_dir())
        return {Path(e.name).stem: Path(e.path) for fan in fanned for e in _entries(Path(fan.path))}

    def __contains__(self, known: str) -> bool:
        return known in self._there

    def keeps(self, kind: str) -> bool:
        """Whether files of this sort are kept here, and are to be met for that."""
        return self._writable and kind in KEPT

    def keep(self, known: str, name: str, content: bytes) -> None:
        """Keep the bytes of a hash, if nobody has; never half of them."""
        if known in self:
            return
        path = self._folder / known[:FANNED] / f"{known}{_ending(name)}"
        make_folder(path.parent)
        try:
            self._beside.write_bytes(content)
            os.replace(self._beside, path)
        except OSError as wrong:
            self._beside.unlink(missing_ok=True)
            facts = (("why", wrong.strerror or str(wrong.errno)),)
            raise UsageError(Slip("cannot-write-file", str(path), facts=facts)) from wrong
        self._there[known] = path

    def take_over(self, others: Originals) -> None:
        """Keep what a second computer received, though it lies there no more."""
        for known, path in others._there.items():
            content = others.read(known) if known not in self else None
            if content is not None:
                self.keep(known, path.name, content)

    def read(self, known: str) -> bytes | None:
        """The bytes of a hash; None where they are gone, or are other ones by now."""
        try:
            content = self._there[known].read_bytes()
        except (KeyError, OSError):
            return None
        return content if sha256(content).hexdigest() == known else None


def content_of(folder: Folder, known: str, path: str) -> bytes:
    """The bytes of a file that was received, wherever it is now; a UsageError where nowhere."""
    content = Originals(folder).read(known)
    if content is None:
        try:
            content = content_at(folder.root, path)
        except (Unreadable, OSError):
            content = b""
        if sha256(content).hexdigest() != known:
            raise UsageError(Slip("original-lost", path))
    return content


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(os.fspath(folder)) as listed:
            return list(listed)
    except OSError:
        return []


def _ending(name: str) -> str:
    """By which programs know what to open a file with; none that nobody knows."""
    return os.path.splitext(name)[1].lower() if kind_of(name) != OTHER else ""
