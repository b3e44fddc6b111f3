"""The workbook that goes back to the clerk: the own values in a fresh copy, findings marked.

Called for every return that has something to correct or to explain. A finding stands on the sheet
of checks with a link and room for an explanation; its cells are marked until it is settled: its
rule holds, or the value is no longer the one complained of. Marks are formulas, so they
vanish by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.editions import Editions
from toolkit.excel.atlas import Atlas
from toolkit.excel.complaints import Desk, complaints, figures_of, is_of_another_report
from toolkit.excel.copied import told_by_cell
from toolkit.excel.live import Live, go, text
from toolkit.excel.names import PEOPLE
from toolkit.excel.state import Complaint, State
from toolkit.excel.steps import COUNTY_ROWS
from toolkit.excel.template import Template, press, take_apart
from toolkit.excel.transfer import Opened, carried, open_ours, untouched
from toolkit.excel.written import content, is_number
from toolkit.lexicon import workbook_words
from toolkit.model.figure import Key
from toolkit.model.finding import Finding
from toolkit.model.submission import Submission

NOTHING: Mapping[str, str] = {}
LONGEST = 200  # characters of a text that a formula compares; a program refuses more than 255
TYPED = 40  # of a text where a figure should stand
WIDE_SIGN = re.compile("[\U00010000-\U0010ffff]")  # programs differ in how they count these
LINE, WIDE = 15.0, 50  # height of a line of a sentence; characters that fit into it


def feedback(
    old: bytes,
    fresh: bytes,
    editions: Editions,
    submission: Submission,
    findings: Sequence[Finding],
    rejected: Mapping[str, str] = NOTHING,
    template: Template | None = None,
) -> bytes:
    """The fresh workbook with what was typed in the old one, and these findings.

    `rejected` tells of explanations why they will not do; they are asked for again. `template` is
    what the fresh workbook was made from, taken apart already, where many go back at once.
    """
    before, after = open_ours(old, editions), open_ours(fresh, editions)
    told = complaints(submission, findings)
    if not is_of_another_report(told):
        told = tuple(told_by_cell(told, before, after))
    state = _kept(before, after, submission, told)
    explained = {name: text for name, text in state.explained.items() if name not in rejected}
    state = replace(state, explained=explained)
    state = replace(state, county=Desk(submission, state, after, rejected).rows(told))
    shown = _rows_shown(template or take_apart(fresh, after.form), state.county, after)
    return press(shown.with_lives(_lives(state, shown.atlas)), state, ()).content(state)


def _kept(before: Opened, after: Opened, submission: Submission, told: Sequence[Finding]) -> State:
    """What the fresh workbook holds: nothing of another agency, no figures of another year."""
    if any(finding.code == "wrong-agency" for finding in told):
        return untouched(after)
    state, _ = carried(before, after, submission)
    if is_of_another_report(told):
        bare = untouched(after)
        people = {name: state.about[name] for name in PEOPLE if name in state.about}
        return replace(bare, about={**bare.about, **people}, passages=state.passages)
    doubtful = dict.fromkeys(figures_of(told))
    return replace(state, figures={**state.figures, **doubtful})


def _rows_shown(template: Template, complaints: Sequence[Complaint], after: Opened) -> Template:
    """The workbook with as many rows for findings in sight as there are findings."""
    first = f"{COUNTY_ROWS[0]}.sentence"
    if first not in after.binding.bonds or not complaints:
        return template
    return template.with_rows(first, dict(_row_numbers(complaints, after)))


def _row_numbers(complaints: Sequence[Complaint], after: Opened) -> Iterator[tuple[int, float]]:
    """The rows to be shown, the heading above them too, with their heights."""
    rows = [after.binding.atlas.sites[f"{row}.sentence"].spot.row for row in COUNTY_ROWS]
    yield min(rows) - 1, 2 * LINE
    for row, complaint in zip(rows, complaints, strict=False):
        yield row, LINE * (len(complaint.sentence) // WIDE + 1) + LINE / 2


def _lives(state: State, atlas: Atlas) -> Iterator[Live]:
    """The cells that the findings fill: what was found, how it stands, links, marks."""
    marks: dict[Key, list[str]] = {}
    was: dict[Key, object] = {}
    for row, complaint in zip(COUNTY_ROWS, state.county, strict=False):
        yield from _row(row, complaint, atlas)
        for key in complaint.cells:
            marks.setdefault(key, []).append(row)
        was |= complaint.cells
    for key, rows in marks.items():
        if key in state.figures:  # a total is nothing to be typed over
            yield _mark(key, was[key], rows)


def _row(row: str, complaint: Complaint, atlas: Atlas) -> Iterator[Live]:
    """One finding; a row that only counts further ones has no more to say than that."""
    yield _words(f"{row}.sentence", complaint.sentence)
    if not complaint.code:
        return
    yield _words(f"{row}.code", complaint.code)
    yield _status(row, complaint)
    if complaint.target:
        yield go(f"{row}.go", complaint.target, workbook_words()["checks"]["go"])
        yield _words(f"{row}.target", atlas.link(complaint.target))
    if complaint.said:
        yield _words(f"{row}.explain", complaint.said)


def _words(key: str, words: str) -> Live:
    """Words that are no formula, among cells that are."""
    return Live(key, lambda *_: "", lambda _: words)


def _status(row: str, complaint: Complaint) -> Live:
    """Changed, explained, or neither."""
    words = workbook_words()["checks"]
    said = {name: text(words[name]) for name in ("changed", "explained", "unchanged")}

    def formula(atlas: Atlas, on: str) -> str:
        still = _still(complaint, atlas, on)
        otherwise = said["unchanged"]
        if complaint.explainable:
            cells = [f"{row}.explain"]
            cells += [f"checks.{complaint.rule}.explain"] * bool(complaint.rule)
            length = "+".join(f"LEN({atlas.ref(cell, on)})" for cell in cells)
            otherwise = f"IF({length}>0,{said['explained']},{said['unchanged']})"
        return f"IF({still},{otherwise},{said['changed']})"

    def value(state: State) -> str:
        if complaint.settled:
            return words["changed"]
        return words["explained" if state.explains(complaint) else "unchanged"]

    return Live(f"{row}.status", formula, value)


def _still(complaint: Complaint, atlas: Atlas, on: str) -> str:
    """A formula that is true while nothing was done about a finding."""
    if complaint.rule:
        failed = text(workbook_words()["checks"]["failed"])
        return f"{atlas.ref(f'checks.{complaint.rule}.verdict', on)}={failed}"
    if complaint.cells:
        joined = "AND" if complaint.together else "OR"
        return f"{joined}({','.join(_all_same(complaint.cells, atlas, on))})"
    if complaint.target:
        same = _same(atlas.ref(complaint.target, on), complaint.was, LONGEST)
        some = _some_typed(complaint.unless_none, atlas, on)
        return f"AND({same},{some})" if some else same
    return "TRUE"


def _some_typed(figures: Iterable[Key], atlas: Atlas, on: str) -> str:
    """Whether anything but 0 stands in cells."""
    areas = atlas.areas(figures, on)
    typed = "+".join(f"SUMPRODUCT(--(LEN(TRIM({area}))>0))-COUNTIF({area},0)" for area in areas)
    return f"{typed}>0" if typed else ""


def _all_same(cells: Mapping[Key, object], atlas: Atlas, on: str) -> Iterator[str]:
    """Whether figures are as they were; blanks, of which there may be many, are counted."""
    blank = [key for key, was in cells.items() if was in (None, "")]
    if blank:
        areas = atlas.areas(blank, on)
        yield "+".join(f"SUMPRODUCT(--(LEN(TRIM({area}))=0))" for area in areas) + ">0"
    for key, was in cells.items():
        if was not in (None, ""):
            yield _same(atlas.ref(key, on), was, TYPED)


def _same(cell: str, was: object, longest: int) -> str:
    """Whether a cell holds what it held; a blank is no 0."""
    if was in (None, ""):
        return f"LEN(TRIM({cell}))=0"
    if isinstance(was, bool):
        return f"{cell}={str(was).upper()}"
    if is_number(was):
        return f"AND(ISNUMBER({cell}),N({cell})={content(was)})"
    words = str(was)
    begin = WIDE_SIGN.split(words[:longest])[0]
    if begin == words:
        return f'{cell}&""={text(words)}'
    return f'LEFT({cell}&"",{len(begin)})={text(begin)}'


def _mark(key: Key, was: object, rows: Sequence[str]) -> Live:
    """1 while a finding about the cell is open and the cell is as it was."""
    unchanged = text(workbook_words()["checks"]["unchanged"])

    def formula(atlas: Atlas, on: str) -> str:
        status = (f"{atlas.ref(f'{row}.status', on)}={unchanged}" for row in rows)
        return f'IF(AND(OR({",".join(status)}),{_same(atlas.ref(key, on), was, TYPED)}),1,"")'

    def value(state: State) -> int | str:
        told = (c for row, c in zip(COUNTY_ROWS, state.county, strict=False) if row in rows)
        return "" if all(c.settled or state.explains(c) for c in told) else 1

    return Live(f"mark.{key}", formula, value)
