"""Which reader is for this file. So far one: figures as JSON; the media register here as they come.

A file that cannot be read is a submission without figures and with one finding, so that it never
keeps the others from being read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from toolkit.check import check
from toolkit.editions import Editions
from toolkit.errors import FormError, Slip, UsageError
from toolkit.lexicon import messages
from toolkit.model.agency import Agency
from toolkit.model.finding import Finding
from toolkit.model.submission import Submission
from toolkit.records import from_record

Checked = list[tuple[Submission, tuple[Finding, ...]]]

LARGEST = 32 * 1024 * 1024  # bytes; a submission has a few thousand


def check_files(files: Iterable[Path], year: int | None, last: Path | None) -> Checked:
    """Every submission of every file with its findings; `last` holds last year's, by agency."""
    editions = Editions()
    before = {s.agency.code: s for s in read_file(last, editions)} if last else {}
    sent = [s for file in files for s in read_file(file, editions)]
    return [(s, _checked(s, year, before.get(s.agency.code), editions)) for s in sent]


def _checked(
    submission: Submission, year: int | None, last: Submission | None, editions: Editions
) -> tuple[Finding, ...]:
    """Its findings; a year that is not the one asked for is one of them."""
    expected = editions.for_year(year or submission.year)
    findings = check(expected, submission, last)
    if year is None or submission.year in (year, None):
        return findings
    facts = (("found", submission.year), ("expected", year))
    return Finding("wrong-year", messages().severity("wrong-year"), facts=facts), *findings


def read_file(path: Path, editions: Editions) -> list[Submission]:
    """Every submission in a file; UsageError where there is no such file to read."""
    if not path.is_file():
        raise UsageError(Slip("no-such-file", str(path)))
    if path.stat().st_size > LARGEST:
        return [_unread(path, editions, "file-too-large")]
    content = path.read_bytes()
    if path.suffix.lower() != ".json":
        return [_unread(path, editions, "unknown-kind")]
    try:
        told = json.loads(content.decode("utf-8-sig"), parse_float=Decimal, parse_constant=str)
        records = told if isinstance(told, list) else [told]
        return [_record(record, path, content, editions) for record in records]
    except (ValueError, FormError, RecursionError) as wrong:
        return [_unread(path, editions, "unreadable", told=str(wrong))]


def _record(record: Any, path: Path, content: bytes, editions: Editions) -> Submission:
    if not isinstance(record, Mapping):
        raise ValueError("{ }")
    digest = sha256(content).hexdigest()
    file = str(record.get("file") or path.name)
    return replace(from_record({**record, "file": file}, editions), sha256=digest)


def _unread(path: Path, editions: Editions, code: str, **facts: object) -> Submission:
    finding = Finding(code, messages().severity(code), facts=tuple(facts.items()))
    form = editions.for_year(None)
    return Submission(Agency(), None, form, {}, findings=(finding,), file=path.name)
