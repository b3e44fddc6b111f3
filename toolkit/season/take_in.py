"""Files named on the command line put among those that came back, as they are; and cleaning up.

Called by collect.py before anything is read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from toolkit.excel.issue import apart
from toolkit.files import get, make_folder, put
from toolkit.season.folder import Folder

HALF_WRITTEN = re.compile(r"\..+\.[0-9]+")  # as files.py calls what it has not finished
OURS = ("issued", "sent_back", "urging", "records")  # folders in which only we write
TAKING = ".taking"


def take_in(folder: Folder, files: Iterable[Path]) -> tuple[Path, ...]:
    """Copy files into the folder of returns; one that is there already is not copied again."""
    returned, made = folder.at("returned"), []
    for file in files:
        if returned.resolve() in file.resolve().parents:
            continue
        content = get(file)
        make_folder(returned)
        same = (p for p in returned.iterdir() if p.is_file() and _is_same(p, content))
        if next(same, None) is None:
            taken = {path.name.lower() for path in returned.iterdir()}
            path = returned / apart(file.name, taken)
            _copy(file, content, folder.at("records") / TAKING, path)
            made.append(path)
    return tuple(made)


def _copy(file: Path, content: bytes, beside: Path, path: Path) -> None:
    """With the time of the file, which may order the series; never half of it in the folder."""
    make_folder(beside.parent)
    put(beside, content)
    about = file.stat()
    os.utime(beside, ns=(about.st_atime_ns, about.st_mtime_ns))
    os.replace(beside, path)


def _is_same(path: Path, content: bytes) -> bool:
    return path.stat().st_size == len(content) and path.read_bytes() == content


def clear_half_written(folder: Folder) -> None:
    """Take away what a run that was killed had not finished writing."""
    places = [folder.root, *(folder.at(what) for what in OURS)]
    for place in places:
        for path in place.iterdir() if place.is_dir() else ():
            ours = HALF_WRITTEN.fullmatch(path.name) or path.name == TAKING
            if ours and path.is_file():
                path.unlink(missing_ok=True)
