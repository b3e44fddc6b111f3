"""Which reader is for this file: figures as JSON, or a returned workbook.

A file that cannot be read is a submission of no kind, without figures and with its finding, so
that it never keeps the others from being read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from toolkit.check import check
from toolkit.editions import Editions
from toolkit.errors import Slip, UsageError
from toolkit.faults import noticed
from toolkit.jsontext import records_in
from toolkit.last_year import LastYear
from toolkit.lexicon import workbook_words
from toolkit.model.finding import Finding
from toolkit.model.submission import Submission
from toolkit.package.unreadable import Unreadable
from toolkit.records import from_record, unread
from toolkit.say import say

if TYPE_CHECKING:
    from toolkit.excel.fingerprints import Fingerprints

Checked = list[tuple[Submission, tuple[Finding, ...]]]

LARGEST = 32 * 1024 * 1024  # bytes; a submission has a few thousand
KINDS = (".json", ".xlsx", ".xlsm", ".xls", ".et", ".ett", ".xlsb", ".ods", ".xltx", ".xltm")
NOT_THERE = ("no-such-file", "not-a-file")  # the operator named what cannot be a submission


def check_files(
    files: Iterable[Path],
    year: int | None = None,
    last: Path | None = None,
    form: str | None = None,
) -> Checked:
    """Every submission of every file with its findings.

    `last` holds last year's; `form` is an office's own. UsageError if either cannot be read.
    """
    editions = Editions(form)
    before = _last_year(last, editions) if last else None
    sent = [s for file in files for s in read_file(file, editions, year)]
    return [(s, _checked(s, year, before, editions)) for s in sent]


def _last_year(path: Path, editions: Editions) -> LastYear:
    submissions = read_file(path, editions)
    told = [each for s in submissions if not s.kind for each in say(s.form, s.findings)]
    if told:
        raise UsageError(Slip("bad-last", legible(path), facts=(("told", told[0]),)))
    return LastYear(submissions)


def _checked(
    submission: Submission, year: int | None, before: LastYear | None, editions: Editions
) -> tuple[Finding, ...]:
    """Its findings; a year that is not the one asked for is one of them."""
    if not submission.kind:
        return submission.findings
    last, told = before.of(submission) if before else (submission.last, ())
    found = submission.year
    if year is not None and found != year:
        told = (noticed("wrong-year", found=found, expected=year), *told)
    expected = editions.for_year(year or found)
    return (*told, *check(expected, submission, last))


def read_file(path: Path, editions: Editions, year: int | None = None) -> list[Submission]:
    """Every submission in a file; `year` is that of a record that tells none."""
    content, name = _content(path), legible(path.name)
    if isinstance(content, Finding):
        shown = legible(path) if content.code in NOT_THERE else name
        return [unread({}, editions, [content], shown)]
    digest = sha256(content).hexdigest()
    sent = read_content(content, name, editions, year)
    told = (replace(s, findings=(*wrong_sender(s, name), *s.findings)) for s in sent)
    return [replace(each, sha256=digest) for each in told]


def read_content(
    content: bytes, name: str, editions: Editions, year: int | None = None
) -> Iterator[Submission]:
    """Every submission in the bytes of a file that is called so."""
    read = _records if name.lower().endswith(".json") else _workbook
    return read(content, editions, year, name)


def _records(
    content: bytes, editions: Editions, year: int | None, name: str
) -> Iterator[Submission]:
    records = records_in(content)
    if isinstance(records, Finding):
        yield unread({}, editions, [records], name)
        return
    for number, record in enumerate(records, 1):
        yield _submission(record, number, name, editions, year)


def _workbook(
    content: bytes, editions: Editions, year: int | None, name: str
) -> Iterator[Submission]:
    """A workbook says its year itself."""
    from toolkit.excel.returned import read_return  # most runs read either workbooks or records

    try:
        yield read_return(content, editions, _fingerprints(editions), name)
    except Unreadable as why:
        yield unread({}, editions, [noticed(why.code)], name)


def wrong_sender(submission: Submission, name: str) -> Iterator[Finding]:
    """A file issued to one agency in which another one's workbook is."""
    words = workbook_words()["words"]["file"]
    issued = re.escape(words).replace(r"\{code\}", "([^_]+)").replace(r"\{name\}", "(.+)")
    match = re.match(issued.replace(r"\{year\}", "[0-9]{4}"), name)
    if match and submission.agency.code and match[1] != submission.agency.code:
        yield noticed("wrong-agency", found=submission.agency.name, expected=match[2])


@lru_cache(maxsize=1)
def _fingerprints(editions: Editions) -> Fingerprints:
    """What formulas are expected, spelled once for all files of a run."""
    from toolkit.excel.fingerprints import Fingerprints

    return Fingerprints()


def _submission(
    record: object, number: int, name: str, editions: Editions, year: int | None
) -> Submission:
    if not isinstance(record, Mapping):
        return unread({}, editions, [noticed("not-a-record", number=number)], name)
    return from_record(record, editions, file=name, year=year)


def _content(path: Path) -> bytes | Finding:
    """What a file holds, or why it does not come to light. A pipe or a device is never opened."""
    try:
        about = path.stat()
        if not S_ISREG(about.st_mode):
            return noticed("not-a-file")
        if about.st_size > LARGEST:
            return noticed("file-too-large")
        if path.suffix.lower() not in KINDS:
            return noticed("unknown-kind")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return noticed("no-such-file")
    except OSError as wrong:
        return noticed("cannot-open", why=wrong.strerror or str(wrong.errno))


def legible(name: str | Path) -> str:
    """A file's name as people wrote it, whatever language the system was set to."""
    try:
        written = os.fsencode(name)
    except UnicodeEncodeError:
        return str(name)
    for encoding in ("utf-8", "gb18030"):  # an archive packed on Chinese Windows has the latter
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return written.decode("utf-8", "replace")
