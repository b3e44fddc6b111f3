"""The files that came back to a second computer, put among ours: as they are, with their times.

Called by merge.py under the lock of the season. The folder of the other computer is only read, and
nothing in ours is overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from hashlib import file_digest
from itertools import count
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

from toolkit.errors import Slip, UsageError
from toolkit.excel.issue import apart
from toolkit.files import make_folder
from toolkit.season.arrivals import is_passed_over
from toolkit.season.claims import Evidence, claim
from toolkit.season.folder import Folder
from toolkit.season.members import Members

Report = Callable[[str], None]
Known = set[tuple[str, str]]  # hash and whose folder; "" for the hash alone


class Brought(NamedTuple):
    """What was copied, by its place in our folder, and what could not be read there."""

    copied: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def bring(
    ours: Folder, theirs: Folder, members: Members, report: Report = lambda _: None
) -> Brought:
    """Copy every file that we do not have; the folder it lies in there says whose it is here too.

    A file that we have is copied once more only where it lies in the folder of an agency there and
    not here: neither computer silently knows better.
    """
    mine, other = ours.at("returned"), theirs.at("returned")
    sizes = {path.stat().st_size for path in _files(other)}
    known: Known = set()
    for path in _files(mine):
        if path.stat().st_size in sizes:
            known |= _marks(path, mine, members)
    copied: list[str] = []
    unread: list[str] = []
    for path in _files(other):
        report(path.name)
        try:
            marks = _marks(path, other, members)
        except OSError:
            unread.append(theirs.told(path))
            continue
        if not marks <= known:
            copied.append(ours.told(_copied(path, ours.root, mine, path.relative_to(other))))
            known |= marks
    return Brought(tuple(copied), tuple(unread))


def _files(folder: Path) -> Iterator[Path]:
    """Every file in a folder and below, in the order of their paths."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        paths = (Path(place, name) for name in sorted(names) if not is_passed_over(name))
        yield from (path for path in paths if path.is_file())


def _marks(path: Path, returned: Path, members: Members) -> Known:
    """By what a file is known: its content, and whose folder that content lies in."""
    with path.open("rb") as file:
        known = file_digest(file, "sha256").hexdigest()
    folders = reversed(path.relative_to(returned).parts[:-1])
    return {(known, ""), (known, claim(Evidence(), folders, members).code)}


def _copied(source: Path, root: Path, returned: Path, relative: Path) -> Path:
    """Copy a file with its times; a run that is killed leaves nothing half done in its place."""
    path, beside = _place(returned, relative), root / f".merging.{os.getpid()}"
    try:
        copyfile(source, beside)
        about = source.stat()
        os.utime(beside, ns=(about.st_atime_ns, about.st_mtime_ns))
        os.replace(beside, path)
    except OSError as wrong:
        beside.unlink(missing_ok=True)
        facts = (("why", wrong.strerror or str(wrong.errno)),)
        raise UsageError(Slip("cannot-write-file", str(path), facts=facts)) from wrong
    return path


def _place(returned: Path, relative: Path) -> Path:
    """Where a copy goes: as it lay there, but a name that something else has gets a number."""
    folder = returned
    for step in relative.parts[:-1]:
        folder = _free(folder, step)
    make_folder(folder)
    return folder / apart(relative.name, {path.name.lower() for path in folder.iterdir()})


def _free(above: Path, name: str) -> Path:
    """The folder of this name, or of the next one that no file has."""
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(above / each for each in names if not (above / each).is_file())
