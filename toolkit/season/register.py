"""What came back since the last run: met, hashed, read once, kept for good.

Called by collect.py, first of all. A file whose path, size and time are those of the last run is
not opened again; one whose hash was read already is not read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from toolkit import __version__
from toolkit.editions import Editions
from toolkit.faults import noticed
from toolkit.intake import read_content
from toolkit.model.submission import Submission
from toolkit.package.unreadable import Unreadable
from toolkit.records import unread
from toolkit.season.arrivals import INSIDE, Arrival, arrivals, below, inside
from toolkit.season.kept import pack
from toolkit.season.ledger import Ledger, Reading, Row
from toolkit.season.origin import origin

Report = Callable[[str], None]
TOGETHER = 200  # readings that are written to the disk at once
READER = __version__


@dataclass(frozen=True)
class Registered:
    """What lies in a folder now, and what does not any more."""

    rows: Mapping[str, Row]  # by path
    new: tuple[str, ...] = ()  # the paths that were not met before
    gone: tuple[str, ...] = ()


def register(
    root: Path,
    returned: Path,
    ledger: Ledger,
    editions: Editions,
    report: Report = lambda _: None,
) -> Registered:
    """Meet every file below a folder, and read those that nobody has read."""
    stem = f"{below(root, returned)}/"
    before = {path: row for path, row in ledger.paths().items() if path.startswith(stem)}
    found = tuple(arrivals(root, returned))
    there = _there(found, before)
    rows: list[Row] = []
    readings = _Readings(ledger, editions)
    for arrival in _unfolded(each for each in found if not _is_known(each, before)):
        there.add(arrival.path)
        report(arrival.path)
        rows.append(readings.take(arrival))
    readings.keep()
    gone = tuple(path for path in before if path not in there)
    ledger.keep_paths(rows, gone)
    met = {path: row for path, row in before.items() if path in there}
    met |= {row.path: row for row in rows}
    return Registered(dict(sorted(met.items())), tuple(row.path for row in rows), gone)


class _Readings:
    """Files read one after the other, each content once, written to the disk some at a time."""

    def __init__(self, ledger: Ledger, editions: Editions) -> None:
        self._ledger, self._editions = ledger, editions
        self._read = set(ledger.read(READER))
        self._new: list[Reading] = []

    def take(self, arrival: Arrival) -> Row:
        """The row of a file; it is read if nobody has."""
        row, content = _row(arrival)
        if row.sha256 and row.sha256 not in self._read:
            self._read.add(row.sha256)
            self._new.append(_read(row, content, self._editions))
            if len(self._new) >= TOGETHER:
                self.keep()
        return row

    def keep(self) -> None:
        self._ledger.keep_readings(self._new)
        self._new = []


def _there(found: Iterable[Arrival], before: Mapping[str, Row]) -> set[str]:
    """The paths that are there, with those in zips that need not be opened."""
    paths = {each.path for each in found}
    zips = {e.path for e in found if e.kind == "archive" and _is_known(e, before)}
    return paths | {p for p in before if INSIDE in p and p.partition(INSIDE)[0] in zips}


def _unfolded(fresh: Iterable[Arrival]) -> Iterator[Arrival]:
    """Files, and what is in zips; a zip itself after that, so that a crash begins it anew."""
    for each in fresh:
        if each.kind == "archive":
            members = list(inside(each))
            broken = [member for member in members if member.path == each.path]
            yield from (member for member in members if member.path != each.path)
            yield broken[0] if broken else each
        else:
            yield each


def _is_known(arrival: Arrival, before: Mapping[str, Row]) -> bool:
    row = before.get(arrival.path)
    return row is not None and (row.size, row.stamp) == (arrival.size, arrival.stamp)


def _row(arrival: Arrival) -> tuple[Row, bytes]:
    """A file with its hash; what cannot be opened has none."""
    kind, wrong, content = arrival.kind, arrival.wrong, b""
    if not wrong and kind != "archive":
        try:
            content = arrival.content()
        except Unreadable as broken:
            kind, wrong = "", broken.code
        except OSError:
            kind, wrong = "", "cannot-open"
    known = "" if wrong or kind == "archive" else sha256(content).hexdigest()
    row = Row(arrival.path, arrival.size, arrival.stamp, known, kind, arrival.modified, wrong)
    return row, content


def _read(row: Row, content: bytes, editions: Editions) -> Reading:
    """What is in a file; only workbooks and records are read, the others are evidence."""
    told = origin(content)
    sent = _submission(row, content, editions)
    return Reading(row.sha256, READER, row.kind, told.written, told.program, pack(sent))


def _submission(row: Row, content: bytes, editions: Editions) -> Submission:
    name = row.path.rpartition("/")[2]
    if row.kind != "workbook":
        return unread({}, editions, [noticed("unknown-kind")], name)
    return replace(next(iter(read_content(content, name, editions))), sha256=row.sha256)


def tell_received(ledger: Ledger, rows: Iterable[Row], now: str) -> None:
    """Tell of each file once, whatever became of the run that met it first."""
    known = {
        (event["path"], event["sha256"])
        for event in ledger.events.records
        if event["what"] == "received"
    }
    told = [row for row in rows if row.kind != "archive" and (row.path, row.sha256) not in known]
    ledger.tell(_event(row, now) for row in told)


def _event(row: Row, now: str) -> dict[str, Any]:
    return {
        "what": "received",
        "at": now,
        "path": row.path,
        "sha256": row.sha256,
        "kind": row.kind,
        "modified": row.modified,
        "wrong": row.wrong,
    }
