"""Append-only files of JSON lines: what happened, and what was decided.

Each line carries the beginning of the hash of the line before it, so that a line that was taken
out or changed is noticed. A line that a crash tore off in the middle never happened; the next run
takes it away and does again what it told of. Called by ledger.py under the lock of the season.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

Record = Mapping[str, Any]

AFTER = "after"
ENOUGH = 16  # hexadecimal digits of the hash


class Linked(NamedTuple):
    """The lines of one file; the first that is no record or does not follow the one before it."""

    records: tuple[dict[str, Any], ...]
    broken_at: int = 0  # 0: the chain is whole


class Chain:
    """One such file; a line that is not whole is passed over, and told."""

    def __init__(self, path: Path, is_whole: Callable[[Record], bool] = lambda _: True) -> None:
        self._path, self._is_whole = path, is_whole
        self._last = b""
        self._size: int | None = None  # of the whole lines; None: not read yet

    def read(self) -> Linked:
        """Every whole line, in order; the last one is remembered for what is appended."""
        records, broken = [], 0
        before = b""
        for number, line in enumerate(self._lines(), 1):
            record = _record(line)
            if record is None or record.get(AFTER, "") != _digest(before):
                broken = broken or number
            if record is not None and not self._is_whole(record):
                broken, record = broken or number, None
            if record is not None:
                records.append(record)
            before = line
        self._last = before
        return Linked(tuple(records), broken)

    def append(self, records: Iterable[Record]) -> None:
        """Add lines; they are on the disk when this returns."""
        if self._size is None:
            self.read()
        last, lines = self._last, []
        for record in records:
            last = _written({**record, AFTER: _digest(last)})
            lines.append(last)
        if lines:
            self._write(b"".join(line + b"\n" for line in lines))
            self._last = last

    def _write(self, content: bytes) -> None:
        """Behind the last whole line: what a crash left behind it is taken away."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.truncate(self._size)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self._size = (self._size or 0) + len(content)

    def _lines(self) -> list[bytes]:
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            content = b""
        self._size = content.rfind(b"\n") + 1
        return [line for line in content[: self._size].split(b"\n") if line]


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _written(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def _digest(line: bytes) -> str:
    return sha256(line).hexdigest()[:ENOUGH] if line else ""
