"""What came back: every file in every folder and in every zip, as it came.

Called by collect.py. Nothing is read as a workbook yet, and nothing is changed. A file is known by
its path from the season's folder; one in a zip by that of the zip, `!` and its path in there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, partial
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple
from zipfile import ZipInfo

from toolkit.intake import legible
from toolkit.lexicon import words
from toolkit.package.opening import LARGEST_PACKAGE, Package, leads_elsewhere, open_package
from toolkit.package.unreadable import Unreadable
from toolkit.season.signs import ARCHIVE, OTHER_ARCHIVE, kind_by_parts, kind_of

DEEPEST = 3  # zips in zips
LARGEST = 32 * 1024 * 1024  # bytes of one file; a return has a hundred thousand
CLOSED, UNSAFE = "cannot-open", "unsafe-name"
SHORTEST = 3  # characters of a name that is passed over as a whole
INSIDE = "!"
MACINTOSH = "__MACOSX/"  # what a Mac puts beside
CHINA = timezone(timedelta(hours=8))  # a zip tells the time of the clock on the wall
NEVER = datetime(1980, 1, 1, tzinfo=CHINA)  # how a zip tells no time


class Arrival(NamedTuple):
    """One file, not opened yet."""

    path: str
    kind: str  # as signs.py has it; "" where it cannot be opened
    size: int
    modified: str  # ISO, in UTC
    stamp: int  # the same as the system tells it, to notice a change
    content: Callable[[], bytes]
    wrong: str = ""  # the code that tells why it cannot be opened

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


def folders_of(path: str) -> tuple[str, ...]:
    """The folders a file lies in, the innermost first; neither a zip nor that of all returns."""
    steps = path.split("/")[1:-1]
    return tuple(step for step in reversed(steps) if not step.endswith(INSIDE))


def arrivals(root: Path, returned: Path) -> Iterator[Arrival]:
    """Every file below the folder, always in the same order; zips are not opened.

    A folder that cannot be opened is told in its place. What is no folder is the only file.
    """
    told = "/".join(map(legible, below(root, returned).split("/")))
    if returned.is_file():
        return iter([_arrived(returned, told)])
    return _in_folder(os.fspath(returned), told)


def _in_folder(folder: str, told: str) -> Iterator[Arrival]:
    """Its files, then those of the folders in it, by name; each name may have its own encoding."""
    try:
        with os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError:
        yield _unopened(f"{told}/")
        return
    folders = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
    inner = {entry.name for entry in folders}
    for entry in entries:
        if entry.name not in inner and not is_passed_over(entry.name):
            yield _arrived(entry, f"{told}/{legible(entry.name)}")
    for entry in folders:
        yield from _in_folder(entry.path, f"{told}/{legible(entry.name)}")


def content_at(root: Path, path: str) -> bytes:
    """What a file holds that was met before, in a zip or not; OSError where it is gone."""
    for first, deeper in _ways(path):
        lying = _lying(root, first)
        if lying is not None and lying.is_file():
            return _in_zip(lying.read_bytes(), deeper) if deeper else lying.read_bytes()
    raise FileNotFoundError(path)


def _in_zip(content: bytes, path: str) -> bytes:
    package = open_package(content, any_names=True)
    entries = {_legible(e): e.filename for e in package.archive.infolist()}
    for first, deeper in _ways(path):
        if first in entries:
            found = package.read(entries[first])
            return _in_zip(found, deeper) if deeper else found
    raise FileNotFoundError(path)


def _ways(path: str) -> Iterator[tuple[str, str]]:
    """Where a path may be parted into a zip and what is in it; the last way is no parting."""
    steps = path.split(f"{INSIDE}/")
    for count in range(1, len(steps) + 1):
        yield f"{INSIDE}/".join(steps[:count]), f"{INSIDE}/".join(steps[count:])


def _lying(root: Path, told: str) -> Path | None:
    """What is told so: its name on the disk may be written in another system's encoding."""
    path = root / told
    if path.exists():
        return path
    folder, _, name = told.rpartition("/")
    within = _lying(root, folder) if folder else root
    if within is None or not within.is_dir():
        return None
    return next((each for each in within.iterdir() if legible(each.name) == name), None)


def below(root: Path, path: Path) -> str:
    """A path as the ledger knows it, from the season's folder; last year's may lie outside."""
    try:
        return Path(os.path.relpath(path, root)).as_posix()
    except ValueError:  # on another drive of Windows
        return path.as_posix()


def is_passed_over(name: str) -> bool:
    """What programs leave behind: locks of open files, thumbnails."""
    begins, names = _passed_over()
    return name.startswith(begins) or name in names


@cache
def _passed_over() -> tuple[tuple[str, ...], frozenset[str]]:
    """How such names begin, and those that are told whole."""
    told = words("season")["kinds"]["passed_over"].split()
    begins = tuple(each for each in told if len(each) < SHORTEST)
    return begins, frozenset(told).difference(begins)


def _arrived(entry: os.DirEntry[str] | Path, told: str) -> Arrival:
    try:
        about = entry.stat()
    except OSError:
        return _unopened(told)
    kind = kind_of(entry.name)
    modified = _iso(datetime.fromtimestamp(about.st_mtime, UTC))
    read = partial(_content, os.fspath(entry))
    arrival = Arrival(told, kind, about.st_size, modified, about.st_mtime_ns, read)
    if not S_ISREG(about.st_mode):
        return arrival._replace(kind="", wrong="not-a-file")
    if about.st_size > (LARGEST_PACKAGE if kind == ARCHIVE else LARGEST):
        return arrival._replace(kind="", wrong="file-too-large")
    return arrival


def _content(path: str) -> bytes:
    return Path(path).read_bytes()


def _unopened(told: str) -> Arrival:
    return Arrival(told, "", 0, "", 0, bytes, CLOSED)


def inside(archive: Arrival, deeper: int = DEEPEST) -> Iterator[Arrival]:
    """The files of a zip and of the zips in it; one that cannot be opened is told as such."""
    try:
        package = open_package(archive.content(), any_names=True)
    except Unreadable as wrong:
        yield archive._replace(kind="", wrong=wrong.code)
        return
    except OSError:
        yield archive._replace(kind="", wrong=CLOSED)
        return
    if kind := kind_by_parts(package.names):  # a workbook that a browser has saved as a zip
        yield archive._replace(kind=kind)
        return
    for entry in sorted(package.archive.infolist(), key=lambda each: each.filename):
        name = _legible(entry)
        last = name.rpartition("/")[2]
        if last and not is_passed_over(last) and not name.startswith(MACINTOSH):
            yield from _entered(archive, package, entry, deeper)


def _entered(archive: Arrival, package: Package, entry: ZipInfo, deeper: int) -> Iterator[Arrival]:
    """One file of a zip, or those of the zip that it is."""
    name = _legible(entry)
    path, read = f"{archive.path}{INSIDE}/{name}", _reader(package, entry.filename)
    told, kind = _time(entry) or archive.modified, kind_of(name)
    arrival = Arrival(path, kind, entry.file_size, told, archive.stamp, read)
    if leads_elsewhere(name):
        yield arrival._replace(path=path.replace("\0", ""), kind="", wrong=UNSAFE)
    elif kind == ARCHIVE and deeper > 1:
        yield from inside(arrival, deeper - 1)
    else:
        yield arrival._replace(kind=OTHER_ARCHIVE if kind == ARCHIVE else kind)


def _time(entry: ZipInfo) -> str:
    """When an entry was changed last; empty where the zip does not tell."""
    year, month, day, hour, minute, second = entry.date_time
    try:
        time = datetime(year, month, day, hour, minute, second, tzinfo=CHINA)
    except ValueError:
        return ""
    return _iso(time.astimezone(UTC)) if time > NEVER else ""


def _reader(package: Package, name: str) -> Callable[[], bytes]:
    return lambda: package.read(name)


def _legible(entry: ZipInfo) -> str:
    """A name as it was written: zips packed on Chinese Windows tell no encoding.

    Some programs there write their own sign between folders; in GBK it is half of a character too.
    """
    return _decoded(entry.orig_filename, entry.flag_bits).replace("\\", "/")


def _decoded(name: str, flags: int) -> str:
    if flags & 0x800:
        return name
    try:
        written = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _iso(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
