"""Submissions as pandas DataFrames and back, for whoever works on in a notebook.

Long: a line for each figure, with what was written and where. Wide: a line for each agency, a
column for each figure. The only file that knows pandas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from toolkit.lexicon import figure_words
from toolkit.model.agency import Agency
from toolkit.model.figure import Place
from toolkit.model.form import Form
from toolkit.model.submission import Submission, Written
from toolkit.reading import read_submission

ABOUT = ("code", "agency", "category", "flags", "year", "edition", "file", "sha256", "printed")
LONG = (*ABOUT, "key", "value", "raw", "applies", "sheet", "cell", "page", "line")
ONE = ["code", "agency", "year", "file", "sha256"]  # what tells submissions apart in a long frame


def to_long(submissions: Iterable[Submission]) -> pd.DataFrame:
    """Return a line for each figure of each submission, with its provenance."""
    lines = [
        (*_about(s), f.key, f.value, f.raw, f.applies, *_position(f.place))
        for s in submissions
        for f in s.figures.values()
    ]
    return pd.DataFrame(lines, columns=list(LONG), dtype=object)


def to_wide(submissions: Iterable[Submission]) -> pd.DataFrame:
    """Return a line for each submission; a figure that is blank or absent is None, never 0.

    The keys of figures that do not apply stand in the column `not_applicable`.
    """
    sent = list(submissions)
    keys = list(dict.fromkeys(key for s in sent for key in s.form.slots))
    lines = [(*_about(s), _absent(s), *(s.value(key) for key in keys)) for s in sent]
    return pd.DataFrame(lines, columns=[*ABOUT, "not_applicable", *keys], dtype=object)


def from_long(form: Form, frame: pd.DataFrame) -> list[Submission]:
    """The submissions of a long frame; each figure is read again from what was written."""
    submissions = []
    names = [name for name in ONE if name in frame.columns]
    for _, lines in frame.groupby(names, sort=False, dropna=False):
        rows = lines.to_dict("records")
        written = {str(row["key"]): _written(row) for row in rows if _was_sent(form, row)}
        submissions.append(_submission(form, rows[0], written))
    return submissions


def from_wide(form: Form, frame: pd.DataFrame) -> list[Submission]:
    """The submissions of a wide frame; a column that is not there is a figure not sent."""
    return [_submission(form, row, _of_line(form, row)) for row in frame.to_dict("records")]


def _of_line(form: Form, row: Mapping[Any, Any]) -> dict[str, Written]:
    """The figures of one line of a wide frame; an empty total is computed again."""
    absent = str(_value(row.get("not_applicable")) or "").split()
    word = min(figure_words().not_applicable)
    return {
        key: Written(word if key in absent else value)
        for key, slot in form.slots.items()
        if key in row and ((value := _value(row[key])) is not None or slot.given or _printed(row))
    }


def _was_sent(form: Form, row: Mapping[Any, Any]) -> bool:
    """Whether the line is a figure of the form; a total nobody wrote is computed again."""
    slot = form.slots.get(row["key"])
    if slot is None:
        return False
    return slot.given or _printed(row) or _value(row.get("raw")) is not None


def _printed(row: Mapping[Any, Any]) -> bool:
    """Whether totals were printed; a CSV file knows no booleans."""
    return str(row.get("printed")).lower() == "true"


def _about(submission: Submission) -> tuple[object, ...]:
    agency = submission.agency
    known = (
        agency.code,
        agency.name,
        agency.category,
        " ".join(sorted(agency.flags)),
        submission.year,
        submission.form.edition,
    )
    return (*known, submission.file, submission.sha256, submission.printed)


def _absent(submission: Submission) -> str:
    """The keys of figures that do not apply to the agency."""
    return " ".join(key for key, figure in submission.figures.items() if not figure.applies)


def _position(place: Place) -> tuple[object, ...]:
    return place.sheet, place.cell, place.page, place.line


def _written(row: Mapping[Any, Any]) -> Written:
    raw = _value(row.get("raw"))
    if raw is None:  # a blank that was confirmed to be 0, or a frame somebody made without raw
        raw = _value(row["value"])
    place = Place(
        str(_value(row.get("file")) or ""),
        str(_value(row.get("sheet")) or ""),
        str(_value(row.get("cell")) or ""),
        int(_value(row.get("page")) or 0),
        int(_value(row.get("line")) or 0),
    )
    return Written(raw, place)


def _value(value: Any) -> Any:
    """A cell of a frame; every sort of missing value, and the nothing of a CSV, is a blank."""
    return None if value is None or value is pd.NaT or pd.isna(value) or value == "" else value


def _submission(form: Form, row: Mapping[Any, Any], written: Mapping[str, Written]) -> Submission:
    about = {name: _value(row.get(name)) for name in ABOUT}
    year = about["year"]
    return read_submission(
        form,
        written,
        agency=_agency(about),
        year=None if year is None else int(year),
        printed=_printed(row),
        file=str(about["file"] or ""),
        sha256=str(about["sha256"] or ""),
        kind="frame",
    )


def _agency(about: Mapping[str, Any]) -> Agency:
    code, name, category = (str(about[word] or "") for word in ("code", "agency", "category"))
    flags = frozenset(filter(None, str(about["flags"] or "").split()))
    return Agency(code, name, category, flags)
