"""A submission as plain JSON, in the shape that `check --json` and `import --json` print, and back.

Pure; intake.py reads files of this shape, the command line writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from toolkit.editions import Editions
from toolkit.faults import faults_of_editions, faults_of_names, faults_of_shape
from toolkit.lexicon import figure_words, messages
from toolkit.model.agency import Agency
from toolkit.model.figure import Key, Place
from toolkit.model.finding import Finding
from toolkit.model.form import Form
from toolkit.model.submission import Submission, Written
from toolkit.reading import read_submission, reading_order
from toolkit.say import say_finding

Record = dict[str, object]

NAMING = ("figures", "not_applicable", "cells", "confirmed", "passages")  # what names of the form


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
        "checkcode": submission.checkcode,
        "editions": dict(submission.form.editions),
        "figures": {key: plain(figure.value) for key, figure in figures.items()},
        "printed": submission.printed,
        "not_applicable": [key for key, figure in figures.items() if not figure.applies],
        "passages": dict(submission.passages),
        "findings": [
            finding_record(finding, say_finding(submission.form, finding)) for finding in findings
        ],
    }


def plain(value: object) -> object:
    """A value as JSON knows it; four decimals survive a float, nested facts stay lists."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, (int, float, str, bool)) else str(value)


def finding_record(finding: Finding, sentence: str) -> Record:
    """The object of one finding, with its sentence."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "keys": list(finding.keys),
        "places": [place.as_json() for place in finding.places],
        "facts": {name: plain(value) for name, value in finding.facts},
        "message": sentence,
    }


def from_record(
    record: Mapping[str, object], editions: Editions, *, file: str = "", year: int | None = None
) -> Submission:
    """The submission of one object; what keeps it from being read is a finding.

    Figures may be numbers, null, or text as somebody typed it. `file` and `year` are for a record
    that tells none. Without "editions" the form is the one that has the record's keys.
    """
    faults = faults_of_shape(record)
    told = {word: value for word, value in record.items() if value is not None}
    if faults:
        return unread(told, editions, faults, file)
    filled = {"file": file, **({} if year is None else {"year": year}), **told}
    named = _mapping(filled, "editions")
    faults = faults_of_editions(named, editions)
    if faults:
        return unread(filled, editions, faults, file)
    form = _form(filled, named, editions)
    faults = faults_of_names(form, {word: _names(filled, word) for word in NAMING})
    return unread(filled, editions, faults, file) if faults else _read(filled, form)


def unread(
    record: Mapping[str, object], editions: Editions, faults: Sequence[Finding], file: str
) -> Submission:
    """A submission of no kind, without figures: who sent it, where that is known, and why."""
    known = {word: value for word, value in record.items() if isinstance(value, str)}
    year = record.get("year")
    told_year = year if type(year) is int else None
    return Submission(
        _agency(known),
        told_year,
        editions.for_year(told_year),
        {},
        findings=tuple(faults),
        file=known.get("file", file),
    )


def _form(record: Mapping[str, object], named: Mapping[str, object], editions: Editions) -> Form:
    """The form it was filed on: as it says itself, else by the keys that it has."""
    year = _year(record)
    if named:
        return editions.completed({table: str(e) for table, e in named.items()}, year)
    return editions.fitting((*_names(record, "figures"), *_names(record, "not_applicable")), year)


def _read(record: Mapping[str, object], form: Form) -> Submission:
    submission = read_submission(
        form,
        _written(record),
        agency=_agency(record),
        year=_year(record),
        passages={k: str(v) for k, v in _mapping(record, "passages").items() if v is not None},
        confirmed=_names(record, "confirmed"),
        printed=record.get("printed") is True,
        file=_text(record, "file"),
        sha256=_text(record, "sha256"),
        kind=_text(record, "kind") or "json",
    )
    return _contradicted(submission, record)


def _agency(record: Mapping[str, object]) -> Agency:
    code, name, category = (_text(record, word) for word in ("code", "agency", "category"))
    return Agency(code, name, category, frozenset(_names(record, "flags")))


def _written(record: Mapping[str, object]) -> dict[Key, Written]:
    """What stands at each key, and in which cell where the record says so."""
    figures, cells = _mapping(record, "figures"), _mapping(record, "cells")
    word, file = min(figure_words().not_applicable), _text(record, "file")
    absent = dict.fromkeys(_names(record, "not_applicable"), word)
    clash = {key: f"{word} {figures[key]}" for key in _clashing(record)}
    return {
        key: Written(raw, _place(file, _text(cells, key)))
        for key, raw in (figures | absent | clash).items()
    }


def _clashing(record: Mapping[str, object]) -> list[Key]:
    """Keys that are listed as not applicable and have a figure nevertheless."""
    figures, silent = _mapping(record, "figures"), (None, "", *figure_words().not_applicable)
    return [key for key in _names(record, "not_applicable") if figures.get(key) not in silent]


def _contradicted(submission: Submission, record: Mapping[str, object]) -> Submission:
    """Each such figure keeps what was written and is no number; which one holds is asked."""
    clash = _clashing(record)
    if not clash:
        return submission
    figures, raw = dict(submission.figures), _mapping(record, "figures")
    figures |= {key: figures[key]._replace(raw=raw[key]) for key in clash if key in figures}
    kept = (f for f in submission.findings if f.keys not in [(key,) for key in clash])
    told = [_contradiction(key, submission.place(key), raw[key]) for key in clash]
    findings = sorted((*kept, *told), key=reading_order(submission.form))
    return replace(submission, figures=figures, findings=tuple(findings))


def _contradiction(key: Key, place: Place, raw: object) -> Finding:
    code = "figure-not-applicable"
    places = (place,) if place.cell else ()
    return Finding(code, messages().severity(code), (key,), places, (("found", plain(raw)),))


def _place(file: str, address: str) -> Place:
    sheet, _, cell = address.rpartition("!")
    return Place(file, sheet, cell)


def _mapping(record: Mapping[str, object], word: str) -> dict[str, object]:
    value = record.get(word)
    return dict(value) if isinstance(value, Mapping) else {}


def _names(record: Mapping[str, object], word: str) -> tuple[str, ...]:
    """The texts of an array, or the words of an object."""
    value = record.get(word)
    return tuple(map(str, value)) if isinstance(value, (list, Mapping)) else ()


def _text(record: Mapping[str, object], word: str) -> str:
    return str(record.get(word) or "")


def _year(record: Mapping[str, object]) -> int | None:
    year = record.get("year")
    return year if isinstance(year, int) else None
