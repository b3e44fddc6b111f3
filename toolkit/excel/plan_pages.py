"""The sheets that are no tables: where to begin, who reports, the passages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from toolkit.excel.names import COUNTY_SAYS, PEOPLE
from toolkit.excel.plan import KEYS, LEFT, Box, Lit, SheetPlan, keyed
from toolkit.lexicon import workbook_words
from toolkit.model.form import Form, Passage, Section

FACTS = ("agency", "year", "deadline", "recipient")
WRITTEN = 31  # characters of a passage in a line
LEAST, LINE, TALLEST = 90.0, 15.5, 409.0  # heights of a passage; programs end at 409
LABEL, VALUE, TEXT = LEFT, LEFT + 1, LEFT + 2
CHOICE, LAST = LEFT + 3, LEFT + 4  # of the first sheet


def questions(form: Form) -> tuple[Section, ...]:
    """The sections that a clerk may be spared, by answering that there was nothing."""
    return tuple(section for section in form.sections if section.question)


def todos(form: Form) -> tuple[str, ...]:
    """The parts of the work, in the order in which the workbook shows them."""
    return ("about", *(s.key for s in form.filled), *form.passages, "checks")


def todo_label(form: Form, part: str) -> str:
    """What a part of the work is called: as the sheet, or the passage, is."""
    sheets = workbook_words()["sheets"]
    short = {section.key: section.short for section in form.filled}
    return sheets.get(part) or short.get(part) or passage_name(form, part)


def passage_name(form: Form, key: str) -> str:
    """A passage by the number of its heading and its own words."""
    if key == form.preface.key:
        return form.preface.label
    section = next(s for s in form.sections if s.key == key.partition(".")[0])
    ordinal = re.match(r"\w+\W", section.heading)
    return f"{ordinal[0] if ordinal else ''}{form.passages[key].label}"


def plan_start(form: Form) -> SheetPlan:
    """Who, which year, until when; the questions; what is still open; whether it may be sent."""
    asked, parts = questions(form), todos(form)
    ask = 7 + len(FACTS)
    list_top = ask + len(asked) + 2
    end = list_top + len(parts) + 4
    keys = (
        *keyed((4, KEYS), "start", form, {VALUE: "value"},
               {5: "open", 6: "bar"} | dict(enumerate(FACTS, 7))),
        *keyed((ask, KEYS), "about", form, {CHOICE: "value"},
               {ask + 2 + n: f"had.{s.key}" for n, s in enumerate(asked)}),
        *keyed((list_top, KEYS), "todo", form, {LABEL: "part", VALUE: "state", TEXT: "text"},
               {list_top + 3 + n: part for n, part in enumerate(parts)}),
        *keyed((end - 1, KEYS), "start", form, {VALUE: "value"}, {end: "ready", end + 1: "code"}),
    )  # fmt: skip
    words = workbook_words()["start"]
    return SheetPlan(
        workbook_words()["sheets"]["start"],
        (*_who(form), *_questions(ask, asked), *_list(form, list_top, parts), *_ready(end)),
        keys,
        ((LABEL, 29.0), (VALUE, 17.0), (TEXT, 35.0), (CHOICE, 12.0), (LAST, 28.0)),
        frozenset({4, ask, list_top, end - 1}),
        freeze=(7, KEYS),
        printed=(2, LABEL, end + 2, LAST),
        one_page=True,
        frames=((list_top + 2, LABEL, list_top + 2 + len(parts), LAST),),
        lit=(
            Lit(5, VALUE, 4, words["all_done"], "lit_done"),
            Lit(end, VALUE, 4, words["ready"], "lit_ready"),
        ),
        tab="C00000",
    )


def _who(form: Form) -> Iterator[Box]:
    """The heading, what is to be done first, and whose report it is."""
    words = workbook_words()["start"]
    yield Box(2, LABEL, "start_title", words["title"].format(title=form.title), columns=5)
    yield Box(3, LABEL, "safe", words["safe"], columns=5)
    yield Box(5, LABEL, "label", words["now"], rows=2)
    yield Box(5, VALUE, "headline", columns=4)
    yield Box(6, VALUE, "bar", columns=4)
    for row, fact in enumerate(FACTS, 7):
        yield Box(row, LABEL, "label", words[fact])
        yield Box(row, VALUE, "fact", columns=4)


def _questions(top: int, asked: tuple[Section, ...]) -> Iterator[Box]:
    """A choice stands right of its question; how to choose is said where nobody can miss it."""
    words = workbook_words()["start"]
    if asked:
        yield Box(top + 1, LABEL, "step", words["step_one"], columns=5)
    for row, section in enumerate(asked, top + 2):
        yield Box(row, LABEL, "asked", section.question, columns=3)
        yield Box(row, CHOICE, "choice")
        yield Box(row, LAST, "pointer", words["choose"])


def _list(form: Form, top: int, parts: tuple[str, ...]) -> Iterator[Box]:
    words = workbook_words()["start"]
    yield Box(top + 1, LABEL, "step", words["step_two"], columns=5)
    yield Box(top + 2, LABEL, "list_head", words["part"])
    yield Box(top + 2, VALUE, "list_head", words["state"])
    yield Box(top + 2, TEXT, "list_head", words["missing"], columns=3)
    for row, part in enumerate(parts, top + 3):
        yield Box(row, LABEL, "list_link", todo_label(form, part))
        yield Box(row, VALUE, "list_state")
        yield Box(row, TEXT, "list_text", columns=3)


def _ready(row: int) -> Iterator[Box]:
    words = workbook_words()["start"]
    yield Box(row, LABEL, "label", words["sending"])
    yield Box(row, VALUE, "ready", columns=4)
    yield Box(row + 1, LABEL, "label", words["code"])
    yield Box(row + 1, VALUE, "checkcode")
    yield Box(row + 1, TEXT, "list_note", words["code_note"], columns=3)
    yield Box(row + 2, LABEL, "safe", words["send"], columns=5)


def plan_about(form: Form) -> SheetPlan:
    """Who reports: what the county knows already, and whom it may ask."""
    words = workbook_words()["about"]
    given = {5 + n: name for n, name in enumerate(COUNTY_SAYS)}
    typed = {7 + len(COUNTY_SAYS) + n: name for n, name in enumerate(PEOPLE)}
    head = head_of(form, "about", {LABEL: 1, VALUE: 1, TEXT: 1})
    boxes = (
        *head[0],
        Box(4, LABEL, "step", words["given"], columns=3),
        *(Box(row, LABEL, "label", words[name]) for row, name in (given | typed).items()),
        *(Box(row, VALUE, "about_given", columns=2) for row in given),
        Box(6 + len(COUNTY_SAYS), LABEL, "step", words["yours"], columns=3),
        *(Box(row, VALUE, "typed") for row in typed),
        *(Box(row, TEXT, "guide", words[f"hint_{name}"]) for row, name in typed.items()),
    )
    keys = (*head[1], *keyed((3, KEYS), "about", form, {VALUE: "value"}, given | typed))
    return SheetPlan(
        workbook_words()["sheets"]["about"],
        boxes,
        keys,
        ((LABEL, 20.0), (VALUE, 40.0), (TEXT, 44.0)),
        frozenset({1, 3}),
        freeze=(4, KEYS),
        printed=(2, LABEL, max(typed), TEXT),
        one_page=True,
        tab="2F5597",
    )


def head_of(
    form: Form, sheet: str, columns: Mapping[int, int]
) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    """Title and two links of a sheet, and their keys; `columns`: where each begins, how wide."""
    (title, wide), (start, reach), (after, _) = columns.items()
    boxes = (
        Box(2, title, "title", workbook_words()["sheets"][sheet], columns=wide),
        Box(2, start, "link", columns=reach),
        Box(2, after, "link"),
    )
    return boxes, tuple(keyed((1, KEYS), "link", form, {start: "start", after: "next"}, {2: sheet}))


def plan_prose(form: Form) -> SheetPlan:
    """The passages: one cell for each, what to write beside it, a sentence to start from."""
    words = workbook_words()["prose"]
    columns = ("part", "text", "count", "hint", "reference")
    rows = {5 + n: passage.key for n, passage in enumerate(form.passages.values())}
    head = head_of(form, "prose", {LEFT: 2, LEFT + 2: 1, LEFT + 3: 1})
    boxes = (
        *head[0],
        *(Box(4, LEFT + n, _head_look(name), words[name]) for n, name in enumerate(columns)),
        *chain(*(_passage(form, row, key) for row, key in rows.items())),
    )
    keyed_columns = {LEFT + 1: "text", LEFT + 2: "count", LEFT + 4: "reference"}
    return SheetPlan(
        workbook_words()["sheets"]["prose"],
        boxes,
        (*head[1], *keyed((3, KEYS), "passages", form, keyed_columns, rows)),
        ((LEFT, 15.0), (LEFT + 1, 70.0), (LEFT + 2, 13.0), (LEFT + 3, 26.0), (LEFT + 4, 36.0)),
        frozenset({1, 3}),
        freeze=(5, LEFT + 1),
        printed=(2, LEFT, max(rows), LEFT + 3),
        repeated=4,
        tall=tuple((row, _room(form.passages[name])) for row, name in rows.items()),
        tab="2F5597",
    )


def _head_look(column: str) -> str:
    return "head" if column in ("part", "text", "count") else "aside_head"


def _room(passage: Passage) -> float:
    """Room for a passage of the length it should have, in some paragraphs."""
    lines = -(-passage.longest // WRITTEN) + 2 if passage.longest else 0
    return min(TALLEST, max(LEAST, lines * LINE + 6))


def _passage(form: Form, row: int, key: str) -> Iterator[Box]:
    passage = form.passages[key]
    yield Box(row, LEFT, "stub", passage_name(form, key))
    yield Box(row, LEFT + 1, "writing")
    yield Box(row, LEFT + 2, "counted")
    yield Box(row, LEFT + 3, "guide", passage.hint)
    yield Box(row, LEFT + 4, "reference")
