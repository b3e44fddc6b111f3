"""Files written so that nobody ever meets half of one, and none that is the same is written again.

Called by whatever writes for people: the command line, the issuing of workbooks.
"""

from __future__ import annotations

import os
from pathlib import Path

from toolkit.errors import Slip, UsageError


def put(path: Path, content: bytes) -> bool:
    """Write a file whole or not at all; False where it holds just this already."""
    if _holds(path, content):
        return False
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    except OSError as wrong:
        beside.unlink(missing_ok=True)
        raise _cannot_write(path, wrong) from wrong
    return True


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def make_folder(path: Path) -> None:
    """The folder, and those above it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise _cannot_write(path, wrong) from wrong


def _cannot_write(path: Path, wrong: OSError) -> UsageError:
    facts = (("why", wrong.strerror or str(wrong.errno)),)
    return UsageError(Slip("cannot-write-file", str(path), facts=facts))


def refuse_existing(path: Path, content: bytes, *, force: bool) -> None:
    """Nobody's file is overwritten unasked; one that holds just this already does no harm."""
    if path.exists() and not force and not _holds(path, content):
        raise UsageError(Slip("exists", str(path)))


def get(path: Path) -> bytes:
    """What a file holds; a mistake of the operator where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UsageError(Slip("no-such-file", str(path))) from None
    except IsADirectoryError:
        raise UsageError(Slip("not-a-file", str(path))) from None
    except OSError as wrong:
        facts = (("why", wrong.strerror or str(wrong.errno)),)
        raise UsageError(Slip("cannot-read", str(path), facts=facts)) from wrong
