"""What the events tell of the files that were received: each by its hash, each told of once.

Called by register.py, and by whatever asks when a file came or where it ever lay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from toolkit.season.ledger import Ledger, Row
from toolkit.season.signs import ARCHIVE, GRAVEST, OTHER, graver


class Received(NamedTuple):
    """What is told of one hash."""

    first: str  # when it was met first
    modified: str  # its earliest time, whichever copy has it
    kind: str  # of all that its copies are called by the one that counts
    paths: tuple[str, ...]  # wherever it ever lay


def received(ledger: Ledger) -> Mapping[str, Received]:
    """Every file that was received, by its hash."""
    found: dict[str, list[dict[str, Any]]] = {}
    for event in _told(ledger):
        if event["sha256"]:
            found.setdefault(event["sha256"], []).append(event)
    return {known: _received(events) for known, events in found.items()}


def _received(events: Iterable[Mapping[str, Any]]) -> Received:
    events = tuple(events)
    kind = OTHER
    for event in events:
        kind = graver(kind, event["kind"]) if event["kind"] in GRAVEST else kind
    return Received(
        min(event["at"] for event in events),
        min(filter(None, (event["modified"] for event in events)), default=""),
        kind,
        tuple(sorted({event["path"] for event in events})),
    )


def untold(ledger: Ledger, rows: Iterable[Row]) -> tuple[Row, ...]:
    """The files of which no event tells that they were received."""
    known = {(event["path"], event["sha256"]) for event in _told(ledger)}
    return tuple(r for r in rows if r.kind != ARCHIVE and (r.path, r.sha256) not in known)


def tell_received(ledger: Ledger, rows: Iterable[Row], now: str) -> None:
    """Tell of each file once, whatever became of the run that met it first."""
    ledger.tell(_event(row, now) for row in untold(ledger, rows))


def _told(ledger: Ledger) -> Iterator[dict[str, Any]]:
    return (event for event in ledger.events.records if event["what"] == "received")


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
