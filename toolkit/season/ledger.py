"""The ledger of a season: every file by its hash, how it was read and judged, what happened.

Two append-only files hold what cannot be worked out again: events and decisions. The database
holds what can be: paths, readings, verdicts. Where it is missing or damaged it is made anew, from
the files that came back and from the events. One run at a time has it open.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from toolkit.errors import Slip, UsageError
from toolkit.season.chain import Chain, Linked
from toolkit.season.folder import Folder
from toolkit.season.locking import locked

SCHEMA = """
create table if not exists paths (path text primary key, size integer, stamp integer,
    sha256 text, kind text, modified text, wrong text) without rowid;
create table if not exists readings (sha256 text primary key, reader text, kind text,
    written text, program text, body text) without rowid;
create table if not exists verdicts (sha256 text, agency text, context text, body text,
    primary key (sha256, agency)) without rowid;
"""


class Row(NamedTuple):
    """A file as it lies in the folder."""

    path: str
    size: int
    stamp: int
    sha256: str
    kind: str
    modified: str
    wrong: str = ""


class Reading(NamedTuple):
    """What was read from the file of a hash."""

    sha256: str
    reader: str  # the toolkit that read it: another one reads it anew
    kind: str
    written: str  # the time written in the file
    program: str  # that saved it last
    body: str  # the submission, packed


class Ledger:
    """An open ledger."""

    def __init__(
        self, folder: Folder, database: sqlite3.Connection, *, writable: bool = True
    ) -> None:
        self._database, self._writable = database, writable
        self._events, self._decided = (
            Chain(folder.record("events")),
            Chain(folder.record("decided")),
        )
        self.events: Linked = self._events.read()
        self.decided: Linked = self._decided.read()

    def tell(self, events: Iterable[Mapping[str, Any]]) -> None:
        """Add events; they are on the disk when this returns."""
        told = tuple(dict(event) for event in events)
        self._events.append(told)
        self.events = Linked((*self.events.records, *told), self.events.broken_at)

    def decide(self, decisions: Iterable[Mapping[str, Any]]) -> None:
        """Add decisions, as durable as events."""
        told = tuple(dict(decision) for decision in decisions)
        self._decided.append(told)
        self.decided = Linked((*self.decided.records, *told), self.decided.broken_at)

    def paths(self) -> dict[str, Row]:
        """Every file that was met at the last run, by its path."""
        rows = self._database.execute("select * from paths")
        return {row[0]: Row(*row) for row in rows}

    def keep_paths(self, rows: Iterable[Row], gone: Iterable[str]) -> None:
        with self._database:
            self._database.executemany("delete from paths where path = ?", ((p,) for p in gone))
            self._database.executemany(
                "insert or replace into paths values (?, ?, ?, ?, ?, ?, ?)", rows
            )

    def read(self, reader: str) -> frozenset[str]:
        """The hashes of what this toolkit has read already."""
        rows = self._database.execute("select sha256 from readings where reader = ?", (reader,))
        return frozenset(row[0] for row in rows)

    def keep_readings(self, readings: Iterable[Reading]) -> None:
        with self._database:
            self._database.executemany(
                "insert or replace into readings values (?, ?, ?, ?, ?, ?)", readings
            )

    def reading(self, sha256: str) -> Reading | None:
        """What was read from a file."""
        found = self._database.execute("select * from readings where sha256 = ?", (sha256,))
        row = found.fetchone()
        return Reading(*row) if row else None

    def outlines(self) -> dict[str, tuple[str, str, str]]:
        """Kind, time and program of everything that was read, by hash."""
        rows = self._database.execute("select sha256, kind, written, program from readings")
        return {sha256: (kind, written, program) for sha256, kind, written, program in rows}

    def verdicts(self) -> Iterator[tuple[str, str, str, str]]:
        """Hash, agency, context and body of every verdict that is kept."""
        return iter(self._database.execute("select sha256, agency, context, body from verdicts"))

    def keep_verdicts(self, verdicts: Iterable[tuple[str, str, str, str]]) -> None:
        if not self._writable:
            return
        with self._database:
            self._database.executemany(
                "insert or replace into verdicts values (?, ?, ?, ?)", verdicts
            )


@contextmanager
def open_ledger(folder: Folder) -> Iterator[Ledger]:
    """The ledger, for this run alone; UsageError where another run has it."""
    folder.at("records").mkdir(parents=True, exist_ok=True)
    with locked(folder.at("records") / folder.at("lock").name) as alone:
        if not alone:
            raise UsageError(Slip("season-in-use", str(folder.root)))
        database = _open(folder.at("ledger"))
        try:
            yield Ledger(folder, database)
        finally:
            database.close()


def peek_ledger(folder: Folder) -> Ledger | None:
    """The ledger of another season, only to be read; None where it has none."""
    if not folder.at("ledger").is_file():
        return None
    uri = f"{folder.at('ledger').resolve().as_uri()}?mode=ro"
    return Ledger(folder, sqlite3.connect(uri, uri=True), writable=False)


def _open(path: Path) -> sqlite3.Connection:
    """The database; a damaged one is put aside, and everything in it worked out again."""
    try:
        return _connect(path)
    except sqlite3.DatabaseError:
        for each in (path, path.with_name(f"{path.name}-journal")):
            with suppress(OSError):
                each.replace(each.with_name(f"{each.name}.damaged"))
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    try:
        database.execute("pragma synchronous = normal")
        database.executescript(SCHEMA)
        database.execute("pragma quick_check(1)")
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database
