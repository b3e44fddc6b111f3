"""The ledger of a season: every file by its hash, how it was read and judged, what happened.

Two append-only files hold what cannot be worked out again: events and decisions. The database
holds what can be: paths, readings, verdicts. Where it is missing or damaged it is made anew, from
the files that came back, their originals and the events. One run at a time has it open.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from toolkit.errors import Slip, UsageError
from toolkit.season.chain import Chain, Linked, Record
from toolkit.season.folder import Folder
from toolkit.season.locking import locked

SCHEMA = """
create table if not exists paths (path text primary key, size integer, stamp integer,
    sha256 text, kind text, modified text, wrong text) without rowid;
create table if not exists readings (sha256 text primary key, reader text, kind text,
    written text, program text, body text) without rowid;
create table if not exists verdicts (sha256 text, agency text, context text, body text,
    primary key (sha256, agency)) without rowid;
create table if not exists witnesses (sha256 text primary key, context text, body text)
    without rowid;
create table if not exists drawn (path text primary key, told text, size integer, stamp integer)
    without rowid;
"""


TABLES = {"paths", "readings", "verdicts", "witnesses", "drawn"}
NEEDED = {  # what an event of each sort is not one without, besides what it is and when
    "received": ("path", "sha256", "kind", "modified"),
    "issued": ("file",),
    "sent-back": ("agency", "sha256", "file"),
    "accepted": ("agency", "sha256", "file"),
    "state": ("agency", "state", "sha256"),
    "late": ("agency", "sha256"),
    "clash": ("ours", "theirs"),
    "new-form": ("file", "edition", "digest"),
}


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
    reader: str  # the toolkit and the form that read it: another one reads it anew
    kind: str
    written: str  # the time written in the file
    program: str  # that saved it last
    body: str  # the submission, packed


class Ledger:
    """An open ledger."""

    def __init__(
        self, folder: Folder, database: sqlite3.Connection, *, writable: bool = True
    ) -> None:
        self._database, self.writable = database, writable
        self._events = Chain(folder.record("events"), is_event)
        self._decided = Chain(folder.record("decided"))
        self.events: Linked = self._events.read()
        self.decided: Linked = self._decided.read()

    def close(self) -> None:
        """What was opened only to be read."""
        self._database.close()

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

    def read(self, is_current: Callable[[str], bool]) -> dict[str, str]:
        """The kind of everything that was read, by hash, as far as today's reader read it."""
        rows = list(self._database.execute("select sha256, reader, kind from readings"))
        current = {reader for reader in {row[1] for row in rows} if is_current(reader)}
        return {sha256: kind for sha256, reader, kind in rows if reader in current}

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

    def verdict(self, sha256: str, agency: str) -> tuple[str, str] | None:
        """Context and body of one verdict."""
        found = self._database.execute(
            "select context, body from verdicts where sha256 = ? and agency = ?", (sha256, agency)
        )
        row = found.fetchone()
        return (row[0], row[1]) if row else None

    def keep_verdicts(self, verdicts: Iterable[tuple[str, str, str, str]]) -> None:
        if not self.writable:
            return
        with self._database:
            self._database.executemany(
                "insert or replace into verdicts values (?, ?, ?, ?)", verdicts
            )

    def witnesses(self, context: str) -> dict[str, str]:
        """What is written in each file about who sent it, as it was looked for in this context."""
        rows = self._database.execute(
            "select sha256, body from witnesses where context = ?", (context,)
        )
        return dict(rows.fetchall())

    def keep_witnesses(self, context: str, told: Iterable[tuple[str, str]]) -> None:
        if not self.writable:
            return
        with self._database:
            self._database.executemany(
                "insert or replace into witnesses values (?, ?, ?)",
                ((known, context, body) for known, body in told),
            )

    def drawn(self, path: str) -> tuple[str, int, int] | None:
        """What a file that we draw was drawn from, and its size and time then."""
        found = self._database.execute(
            "select told, size, stamp from drawn where path = ?", (path,)
        )
        row = found.fetchone()
        return (row[0], row[1], row[2]) if row else None

    def keep_drawn(self, path: str, told: str, size: int, stamp: int) -> None:
        with self._database:
            self._database.execute(
                "insert or replace into drawn values (?, ?, ?, ?)", (path, told, size, stamp)
            )


@contextmanager
def open_ledger(folder: Folder) -> Iterator[Ledger]:
    """The ledger, for this run alone; UsageError where another run has it."""
    folder.at("records").mkdir(parents=True, exist_ok=True)
    with locked(folder.at("records") / folder.at("lock").name) as alone:
        if not alone:
            raise UsageError(Slip("season-in-use", str(folder.root)))
        with (
            _no_mistake_of_ours(folder.at("ledger")),
            closing(_open(folder.at("ledger"))) as opened,
        ):
            yield Ledger(folder, opened)


@contextmanager
def _no_mistake_of_ours(path: Path) -> Iterator[None]:
    """A full disk, or another program that has the database open, is told in a sentence."""
    try:
        yield
    except sqlite3.OperationalError as wrong:
        slip = Slip("cannot-write-file", str(path), facts=(("why", str(wrong)),))
        raise UsageError(slip) from wrong


def is_event(record: Record) -> bool:
    """Whether a line tells everything that an event of its sort tells."""
    needed = ("what", "at", *NEEDED.get(str(record.get("what")), ()))
    told = isinstance(record.get("told", []), list)
    agency = "agency" in record and "sha256" in record if "told" in record else True
    return told and agency and all(isinstance(record.get(name), str) for name in needed)


def peek_ledger(folder: Folder, *, anew: bool = False) -> Ledger:
    """The ledger of another season, only to be read; to be closed.

    Where it has none, or a damaged one, or `anew`, it is empty and forgotten afterwards.
    """
    database = None if anew else _peeked(folder.at("ledger"))
    return Ledger(folder, database or _in_memory(), writable=False)


def _peeked(path: Path) -> sqlite3.Connection | None:
    """A database that nobody writes into; None where it is not there, or not as it should be."""
    if not path.is_file():
        return None
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        whole = database.execute("pragma quick_check(1)").fetchone() == ("ok",)
        tables = {name for (name,) in database.execute("select name from sqlite_master")}
    except sqlite3.DatabaseError:
        whole, tables = False, set()
    if whole and tables >= TABLES:
        return database
    database.close()
    return None


def _in_memory() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.executescript(SCHEMA)
    return database


def _open(path: Path) -> sqlite3.Connection:
    """The database; a damaged one is put aside, and everything in it worked out again."""
    try:
        return _connect(path)
    except sqlite3.OperationalError:  # not damaged: full, locked, not to be written
        raise
    except sqlite3.DatabaseError:
        for each in (path, path.with_name(f"{path.name}-journal")):
            with suppress(OSError):
                each.replace(each.with_name(f"{each.name}.damaged"))
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    try:
        if database.execute("pragma quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError
        database.execute("pragma synchronous = normal")
        database.executescript(SCHEMA)
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database
