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
from toolkit.excel.live import Live, go, text
from toolkit.excel.live_checks import verdict
from toolkit.excel.parts import open_book
from toolkit.excel.plan_checks import live_rules, rule_key
from toolkit.excel.state import Complaint, State
from toolkit.excel.steps import COUNTY_ROWS
from toolkit.excel.transfer import Opened, carried, filled, open_ours
from toolkit.excel.written import content, is_number
from toolkit.lexicon import workbook_words
from toolkit.model.figure import Key
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.submission import Submission
from toolkit.package.opening import open_package
from toolkit.package.packing import packed, part, parts_of
from toolkit.package.splice import elements, spliced, with_attributes
from toolkit.say import group_alike, say_group

LONGEST = 200  # characters of a text that a formula compares; a program refuses more than 255
TYPED = 40  # of a text where a figure should stand
TOGETHER = 30  # findings told in one row; a function of an .xls takes no more cells
WIDE_SIGN = re.compile("[\U00010000-\U0010ffff]")  # programs differ in how they count these
LINE, WIDE = 15.0, 50  # height of a line of a sentence; characters that fit into it


def feedback(
    old: bytes,
    fresh: bytes,
    editions: Editions,
    submission: Submission,
    findings: Sequence[Finding],
) -> bytes:
    """The fresh workbook with what was typed in the old one, and these findings."""
    before, after = open_ours(old, editions), open_ours(fresh, editions)
    state, _ = carried(before, after, submission)
    complaints = tuple(_complaints(submission, findings, state, after))
    told = replace(state, county=complaints)
    atlas = after.binding.atlas
    shown = _rows_shown(fresh, complaints, after)
    return filled(shown, after.form, told, _lives(told, atlas))


def _complaints(
    submission: Submission, findings: Iterable[Finding], state: State, after: Opened
) -> Iterator[Complaint]:
    """What is to be corrected or explained, as many as there is room for."""
    form, explanations = submission.form, submission.explanations
    failed = workbook_words()["checks"]["failed"]
    live = (b for b in live_rules(after.form) if verdict(state, b) == failed)
    rules = {rule_key(bound) for bound in live}  # others hold here: only the county can judge them
    graver = [
        f for f in findings if f.severity is not Severity.NOTE and _is_about_contents(f, after)
    ]
    groups = [
        alike[at : at + TOGETHER]
        for alike in group_alike(form, graver)
        for at in range(0, len(alike), TOGETHER)
    ]
    for group in groups[: len(COUNTY_ROWS) - (len(groups) > len(COUNTY_ROWS))]:
        keys = (key for finding in group for key in _to_correct(finding, after.form))
        typed = {key: state.figures.get(key) for key in keys}
        subject, target = group[0].subject, _target(group[0], after)
        yield Complaint(
            say_group(form, group),
            subject,
            next(iter(typed), "") or target,
            typed,
            subject if subject in rules else "",
            group[0].severity is Severity.EXPLAIN or not (typed or target),
            said=explanations.get(subject, "") if _says_here(subject, state) else "",
            was=_was(target, state),
            together=len(group) == 1 and any(v not in (None, "") for v in typed.values()),
        )
    if len(groups) > len(COUNTY_ROWS):
        rest = len(groups) - len(COUNTY_ROWS) + 1
        yield Complaint(workbook_words()["checks"]["several"].format(count=rest), "", settled=True)


def _says_here(subject: str, state: State) -> bool:
    """Whether an explanation is shown here, and not beside its rule already."""
    return subject not in state.explained


def _to_correct(finding: Finding, form: Form) -> list[Key]:
    """The figures somebody may correct: those named, or those below the totals named."""
    slots = [form.slots[key] for key in finding.keys if key in form.slots]
    while slots and not any(slot.given for slot in slots):
        slots = [form.slots[key] for slot in slots for key in slot.parts]
    return [slot.key for slot in slots if slot.given]


def _is_about_contents(finding: Finding, after: Opened) -> bool:
    """Whether correcting it is the clerk's; what was done to the old file is healed already."""
    if finding.keys and finding.fact("at") is None:
        return any(key in after.form.slots and after.form.slots[key].given for key in finding.keys)
    copied = finding.severity is Severity.MUST and any(place.cell for place in finding.places)
    return bool(finding.keys) or bool(_target(finding, after)) or copied


def _target(finding: Finding, after: Opened) -> str:
    """The key to go to for a finding of no figure: a passage, an answer."""
    key = str(finding.fact("key", ""))
    return key if key in after.binding.bonds else ""


def _was(key: str, state: State) -> str:
    """What stood at the key of an answer or a passage."""
    table, _, rest = key.partition(".")
    row = rest.rpartition(".")[0]
    held = state.about if table == "about" else state.passages
    return str(held.get(row) or "")


def _rows_shown(content: bytes, complaints: Sequence[Complaint], after: Opened) -> bytes:
    """The workbook with as many rows for findings in sight as there are findings."""
    first = after.binding.bonds.get(f"{COUNTY_ROWS[0]}.sentence")
    if first is None or not complaints:
        return content
    package = open_package(content)
    sheet = open_book(package).sheets[first[0]]
    xml = package.xml(sheet.part)
    rows = dict(_row_numbers(complaints, after))
    changes = [
        with_attributes(xml, element, hidden="0", ht=f"{height:g}", customHeight="1")
        for element in elements(xml, 2)
        if element.name == "row" and (height := rows.get(element.attributes.get("r", "")))
    ]
    return packed(
        part(each.name, spliced(xml, changes)) if each.name == sheet.part else each
        for each in parts_of(package)
    )


def _row_numbers(complaints: Sequence[Complaint], after: Opened) -> Iterator[tuple[str, float]]:
    """The rows to be shown, the heading above them too, with their heights."""
    rows = [after.binding.atlas.sites[f"{row}.sentence"].spot.row for row in COUNTY_ROWS]
    yield str(min(rows) - 1), 2 * LINE
    for row, complaint in zip(rows, complaints, strict=False):
        yield str(row), LINE * (len(complaint.sentence) // WIDE + 1) + LINE / 2


def _lives(state: State, atlas: Atlas) -> Iterator[Live]:
    """The cells that the findings fill: what was found, how it stands, links, marks."""
    marks: dict[Key, list[str]] = {}
    for row, complaint in zip(COUNTY_ROWS, state.county, strict=False):
        yield _words(f"{row}.sentence", complaint.sentence)
        yield _words(f"{row}.code", complaint.code)
        yield _status(row, complaint)
        if complaint.target:
            yield go(f"{row}.go", complaint.target, workbook_words()["checks"]["go"])
            yield _words(f"{row}.target", atlas.link(complaint.target))
        if complaint.said:
            yield _words(f"{row}.explain", complaint.said)
        for key in complaint.cells:
            marks.setdefault(key, []).append(row)
    for key, rows in marks.items():
        yield _mark(key, state.figures.get(key), rows)


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
        return _same(atlas.ref(complaint.target, on), complaint.was, LONGEST)
    return "TRUE"


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
        return "" if all(map(state.explains, told)) else 1

    return Live(f"mark.{key}", formula, value)
