"""A submission as plain JSON, in the shape that `check --json` and `import --json` print, and back.

Pure; intake.py reads files of this shape, the command line writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from toolkit.editions import Editions
from toolkit.lexicon import figure_words
from toolkit.model.agency import Agency
from toolkit.model.figure import Key, Place
from toolkit.model.finding import Finding
from toolkit.model.form import Form
from toolkit.model.submission import Submission, Written
from toolkit.reading import read_submission
from toolkit.say import say_finding

Record = dict[str, object]


def as_record(submission: Submission, findings: Iterable[Finding]) -> Record:
    """Return the object of one file: its figures, passages and findings with their sentences."""
    figures = submission.figures
    return {
        "file": submission.file,
        "sha256": submission.sha256,
        "kind": submission.kind,
        "agency": submission.agency.name,
        "code": submission.agency.code,
        "category": submission.agency.category,
        "flags": sorted(submission.agency.flags),
        "year": submission.year,
        "editions": dict(submission.form.editions),
        "figures": {key: plain(figure.value) for key, figure in figures.items()},
        "not_applicable": [key for key, figure in figures.items() if not figure.applies],
        "passages": dict(submission.passages),
        "findings": [_finding(submission.form, finding) for finding in findings],
    }


def plain(value: object) -> object:
    """A value as JSON knows it; four decimals survive a float, nested facts stay lists."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, (int, float, str, bool)) else str(value)


def _finding(form: Form, finding: Finding) -> Record:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "keys": list(finding.keys),
        "places": [place.as_json() for place in finding.places],
        "facts": {name: plain(value) for name, value in finding.facts},
        "message": say_finding(form, finding),
    }


def from_record(record: Mapping[str, object], editions: Editions) -> Submission:
    """The submission of one object; ValueError names what about it is not of this shape.

    Figures may be numbers, null, or text as somebody typed it. Without "editions" the form is the
    one in force for the year.
    """
    year = record.get("year")
    if year is not None and type(year) is not int:
        raise ValueError("year")
    named = {table: str(edition) for table, edition in _mapping(record, "editions").items()}
    form = editions.composed(named) if named else editions.for_year(year)
    return read_submission(
        form,
        _written(record, form),
        agency=_agency(record),
        year=year,
        passages={k: str(v) for k, v in _mapping(record, "passages").items()},
        confirmed=_texts(record, "confirmed"),
        printed=record.get("printed") is True,
        file=str(record.get("file") or ""),
        sha256=str(record.get("sha256") or ""),
        kind=str(record.get("kind") or "json"),
    )


def _agency(record: Mapping[str, object]) -> Agency:
    code, name, category = (str(record.get(word) or "") for word in ("code", "agency", "category"))
    return Agency(code, name, category, _texts(record, "flags"))


def _written(record: Mapping[str, object], form: Form) -> dict[Key, Written]:
    """What stands at each key, and in which cell where the record says so."""
    figures, cells = _mapping(record, "figures"), _mapping(record, "cells")
    absent = _texts(record, "not_applicable")
    word = min(figure_words().not_applicable)
    file = str(record.get("file") or "")
    return {
        key: Written(word if key in absent else value, _place(file, str(cells.get(key) or "")))
        for key, value in figures.items()
    }


def _place(file: str, address: str) -> Place:
    sheet, _, cell = address.rpartition("!")
    return Place(file, sheet, cell)


def _mapping(record: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = record.get(name, {})
    if not isinstance(value, Mapping):
        raise ValueError(name)
    return value


def _texts(record: Mapping[str, object], name: str) -> frozenset[str]:
    value = record.get(name, [])
    if not isinstance(value, list):
        raise ValueError(name)
    return frozenset(map(str, value))
