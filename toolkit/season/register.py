"""What came back since the last run: met, hashed, read once, kept for good.

Called by collect.py, first of all. A file whose path, size and time are those of the last run is
not opened again; one whose hash was read already is not read again, unless by another toolkit or
form than today's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from toolkit import __version__
from toolkit.editions import Editions
from toolkit.faults import noticed
from toolkit.intake import read_content
from toolkit.model.submission import Submission
from toolkit.package.unreadable import Unreadable
from toolkit.records import unread
from toolkit.season.arrivals import CLOSED, INSIDE, Arrival, arrivals, below, inside
from toolkit.season.kept import kept_form, pack_all
from toolkit.season.ledger import Ledger, Reading, Row
from toolkit.season.origin import origin
from toolkit.season.originals import Originals
from toolkit.season.received import Received, received, untold
from toolkit.season.signs import ARCHIVE, WORKBOOK, graver, kind_in

Report = Callable[[str], None]
TOGETHER = 200  # readings that are written to the disk at once
READER = __version__
RECORD, BLANKS = ".json", b"\xef\xbb\xbf \t\r\n"  # what may stand before a record: a sign of UTF-8


@dataclass(frozen=True)
class Registered:
    """What lies in a folder now, and what was received and does not any more."""

    rows: Mapping[str, Row]  # by path
    new: tuple[str, ...] = ()  # the paths of which nothing was told before
    gone: tuple[str, ...] = ()  # where files lay that are told of and lie nowhere now


def register(
    root: Path,
    returned: Path,
    ledger: Ledger,
    editions: Editions,
    report: Report = lambda _: None,
    originals: Originals | None = None,
) -> Registered:
    """Meet every file below a folder, and read those that nobody has read.

    With `originals` what comes is kept there, and what came once is read although it is gone.
    """
    told = below(root, returned)
    before = {path: row for path, row in ledger.paths().items() if _lies_in(path, told)}
    readings = _Readings(ledger, editions, originals)
    known = _current(before, readings)
    found = tuple(arrivals(root, returned))
    there = _there(found, known) | _closed(found, before)
    rows: list[Row] = []
    for arrival in _unfolded(each for each in found if not _is_known(each, known)):
        there.add(arrival.path)
        report(arrival.path)
        rows.append(readings.take(arrival))
    readings.read_originals(received(ledger) if originals else {})
    readings.keep()
    ledger.keep_paths(rows, (path for path in before if path not in there))
    met = {path: row for path, row in before.items() if path in there}
    met |= {row.path: row for row in rows}
    files = {path: met[path] for path in sorted(met) if met[path].kind != ARCHIVE}
    return Registered(files, tuple(row.path for row in untold(ledger, files.values())))


def _lies_in(path: str, told: str) -> bool:
    """Whether a path is that of a file, or of one in this folder or zip."""
    return path == told or path.startswith((f"{told}/", f"{told}{INSIDE}/"))


class _Readings:
    """Files read one after the other, each content once, written to the disk some at a time."""

    def __init__(self, ledger: Ledger, editions: Editions, originals: Originals | None) -> None:
        self._ledger, self._editions, self._originals = ledger, editions, originals
        self._read = ledger.read(lambda reader: _is_current(reader, editions))
        self._new: list[Reading] = []

    def has(self, row: Row) -> bool:
        """Whether there is nothing to read in a file, or it was read and is kept."""
        return not row.sha256 or (self._has_read(row) and not self._keeps(row))

    def _has_read(self, row: Row) -> bool:
        read = self._read.get(row.sha256)
        return read is not None and graver(read, row.kind) == read

    def _keeps(self, row: Row) -> bool:
        """Whether the bytes of a file are still to be kept."""
        there = self._originals
        return there is not None and there.keeps(row.kind) and row.sha256 not in there

    def take(self, arrival: Arrival) -> Row:
        """The row of a file; it is read if nobody has."""
        row, content = _row(arrival)
        if row.sha256:
            if self._originals is not None and self._keeps(row):
                self._originals.keep(row.sha256, row.path, content)
            self._take(row, content)
        return row

    def read_originals(self, told: Mapping[str, Received]) -> None:
        """Read what was received and is kept, and was not met in this run."""
        for known, each in told.items():
            row = Row(each.paths[0], 0, 0, known, each.kind, each.modified)
            if self._originals is not None and not self._has_read(row):
                content = self._originals.read(known)
                if content is not None:
                    self._take(row, content)

    def _take(self, row: Row, content: bytes) -> None:
        if not self._has_read(row):
            self._read[row.sha256] = row.kind
            self._new.append(_read(row, content, self._editions))
            if len(self._new) >= TOGETHER:
                self.keep()

    def keep(self) -> None:
        self._ledger.keep_readings(self._new)
        self._new = []


def _current(before: Mapping[str, Row], readings: _Readings) -> dict[str, Row]:
    """The files that need not be opened again if nobody touched them; the zips of others do."""
    anew = {path for path, row in before.items() if not readings.has(row)}
    anew |= {around for path in anew for around in _around(path)}
    return {path: row for path, row in before.items() if path not in anew}


def _there(found: Iterable[Arrival], known: Mapping[str, Row]) -> set[str]:
    """The paths that are there, with those in zips that need not be opened."""
    paths = {each.path for each in found}
    zips = {each.path for each in found if each.kind == ARCHIVE and _is_known(each, known)}
    return paths | {path for path in known if any(around in zips for around in _around(path))}


def _closed(found: Iterable[Arrival], before: Mapping[str, Row]) -> set[str]:
    """The paths in folders that cannot be opened just now: nobody knows better than before."""
    closed = tuple(each.path for each in found if each.wrong == CLOSED and each.path[-1] == "/")
    return {path for path in before if path.startswith(closed)} if closed else set()


def _around(path: str) -> Iterator[str]:
    """What may be the zips that a file lies in."""
    steps = path.split(f"{INSIDE}/")
    return (f"{INSIDE}/".join(steps[:count]) for count in range(1, len(steps)))


def _unfolded(fresh: Iterable[Arrival]) -> Iterator[Arrival]:
    """Files, and what is in zips; a zip itself after that, so that a crash begins it anew."""
    for each in fresh:
        members = list(inside(each)) if each.kind == ARCHIVE else [each]
        itself = [member for member in members if member.path == each.path]
        yield from (member for member in members if member.path != each.path)
        yield itself[0] if itself else each


def _is_known(arrival: Arrival, known: Mapping[str, Row]) -> bool:
    row = known.get(arrival.path)
    return row is not None and (row.size, row.stamp) == (arrival.size, arrival.stamp)


def _row(arrival: Arrival) -> tuple[Row, bytes]:
    """A file with its hash; what cannot be opened has none."""
    kind, wrong, content = arrival.kind, arrival.wrong, b""
    if not wrong and kind != ARCHIVE:
        try:
            content = arrival.content()
            kind = kind_in(content) or kind
        except Unreadable as broken:
            kind, wrong = "", broken.code
        except OSError:
            kind, wrong = "", CLOSED
    known = "" if wrong or kind == ARCHIVE else sha256(content).hexdigest()
    row = Row(arrival.path, arrival.size, arrival.stamp, known, kind, arrival.modified, wrong)
    return row, content


def _read(row: Row, content: bytes, editions: Editions) -> Reading:
    """What is in a file; only workbooks and records are read, the others are evidence."""
    told = origin(content)
    sent = tuple(_submissions(row, content, editions))
    reader = json.dumps([READER, sent[0].form.digest, dict(sent[0].form.editions)])
    return Reading(row.sha256, reader, row.kind, told.written, told.program, pack_all(sent))


def _is_current(reader: str, editions: Editions) -> bool:
    """Whether the toolkit and the form of today would read the same."""
    toolkit, digest, named = json.loads(reader)
    form = {"digest": digest, "editions": named}
    return bool(toolkit == READER and kept_form(form, editions))


def _submissions(row: Row, content: bytes, editions: Editions) -> Iterator[Submission]:
    """Every submission in a file: a list of last year's holds many, a return one.

    The same whatever the file is called: of its name only the ending is passed on.
    """
    if row.kind != WORKBOOK:
        yield unread({}, editions, [noticed("unknown-kind")], "")
        return
    record = content.lstrip(BLANKS)[:1] in (b"{", b"[") or row.path.lower().endswith(RECORD)
    for each in read_content(content, RECORD if record else "", editions):
        yield replace(each, sha256=row.sha256)
