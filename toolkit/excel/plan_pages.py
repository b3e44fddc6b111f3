"""The sheets that are no tables: where to begin, who reports, the passages, what to ask of whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from toolkit.excel.plan import KEYS, LEFT, Box, SheetPlan, keyed
from toolkit.lexicon import workbook_words
from toolkit.model.form import Form, Guide, Section, Table

GIVEN = ("agency", "code", "category", "rulemaking", "year", "deadline", "recipient")
TYPED = ("contact", "phone", "reviewer", "signer")
FACTS = ("agency", "year", "deadline", "recipient")
WRITING = 150.0  # height of the cell of a passage; programs end at 409
LABEL, VALUE, TEXT = LEFT, LEFT + 1, LEFT + 2


def questions(form: Form) -> tuple[Section, ...]:
    """The sections that a clerk may be spared, by answering that there was nothing."""
    return tuple(section for section in form.sections if section.question)


def filled_sections(form: Form) -> tuple[Section, ...]:
    """The sections with tables, each of which has a sheet."""
    return tuple(section for section in form.sections if section.tables)


def todos(form: Form) -> tuple[str, ...]:
    """The parts of the work, in the order in which the workbook shows them."""
    return ("about", *(s.key for s in filled_sections(form)), *form.passages, "checks")


def todo_label(form: Form, part: str) -> str:
    """What a part of the work is called: as the sheet, or the passage, is."""
    sheets = workbook_words()["sheets"]
    short = {section.key: section.short for section in filled_sections(form)}
    return sheets.get(part) or short.get(part) or passage_name(form, part)


def passage_name(form: Form, key: str) -> str:
    """A passage by the number of its heading and its own words."""
    if key == form.preface.key:
        return form.preface.label
    section = next(s for s in form.sections if s.key == key.partition(".")[0])
    ordinal, mark, _ = section.heading.partition("、")
    return f"{ordinal}{mark}{form.passages[key].label}"


def plan_start(form: Form) -> SheetPlan:
    """Who, which year, until when; the questions; what is still open; whether it may be sent."""
    words, asked, parts = workbook_words()["start"], questions(form), todos(form)
    ask = 7 + len(FACTS)
    list_top = ask + len(asked) + 3
    end = list_top + len(parts) + 4
    told = {5: "open", 6: "bar"} | dict(enumerate(FACTS, 7))
    boxes = (
        Box(2, LABEL, "start_title", words["title"].format(title=form.title), columns=3),
        Box(3, LABEL, "safe", words["safe"], columns=3),
        Box(5, LABEL, "label", words["now"]),
        Box(5, VALUE, "headline", columns=2),
        Box(6, VALUE, "bar", columns=2),
        *chain(*(_fact(row, words[fact]) for row, fact in enumerate(FACTS, 7))),
        *_questions(ask, asked),
        *_list(form, list_top, parts),
        Box(end, VALUE, "ready", columns=2),
        Box(end + 1, LABEL, "label", words["code"]),
        Box(end + 1, VALUE, "checkcode", columns=2),
        Box(end + 2, LABEL, "safe", words["send"], columns=3),
    )
    keys = (
        *keyed((4, KEYS), "start", form, {VALUE: "value"}, told),
        *keyed((ask, KEYS), "about", form, {TEXT: "value"},
               {ask + 2 + n: f"had.{s.key}" for n, s in enumerate(asked)}),
        *keyed((list_top, KEYS), "todo", form, {LABEL: "part", VALUE: "state", TEXT: "text"},
               {list_top + 2 + n: part for n, part in enumerate(parts)}),
        *keyed((end - 1, KEYS), "start", form, {VALUE: "value"}, {end: "ready", end + 1: "code"}),
    )  # fmt: skip
    return SheetPlan(
        workbook_words()["sheets"]["start"],
        boxes,
        keys,
        ((LABEL, 30.0), (VALUE, 30.0), (TEXT, 46.0)),
        frozenset({4, ask, list_top, end - 1}),
        printed=(2, LABEL, end + 2, TEXT),
        one_page=True,
        tab="C00000",
    )


def _fact(row: int, label: str) -> Iterator[Box]:
    yield Box(row, LABEL, "label", label)
    yield Box(row, VALUE, "fact", columns=2)


def _questions(top: int, asked: tuple[Section, ...]) -> Iterator[Box]:
    yield Box(top + 1, LABEL, "step", workbook_words()["start"]["step_one"], columns=3)
    for row, section in enumerate(asked, top + 2):
        yield Box(row, LABEL, "asked", section.question, columns=2)
        yield Box(row, TEXT, "choice")


def _list(form: Form, top: int, parts: tuple[str, ...]) -> Iterator[Box]:
    words = workbook_words()["start"]
    yield Box(top + 1, LABEL, "step", words["step_two"], columns=3)
    for row in range(top + 2, top + 2 + len(parts)):
        yield Box(row, LABEL, "list_link")
        yield Box(row, VALUE, "list_state")
        yield Box(row, TEXT, "list_text")


def plan_about(form: Form) -> SheetPlan:
    """Who reports: what the county knows already, and whom it may ask."""
    words = workbook_words()["about"]
    given = {5 + n: name for n, name in enumerate(GIVEN)}
    typed = {7 + len(GIVEN) + n: name for n, name in enumerate(TYPED)}
    head = head_of(form, "about", {LABEL: 1, VALUE: 1, TEXT: 1})
    boxes = (
        *head[0],
        Box(4, LABEL, "step", words["given"], columns=3),
        *(Box(row, LABEL, "label", words[name]) for row, name in (given | typed).items()),
        *(Box(row, VALUE, "about_given", columns=2) for row in given),
        Box(6 + len(GIVEN), LABEL, "step", words["yours"], columns=3),
        *(Box(row, VALUE, "typed") for row in typed),
        *(Box(row, TEXT, "guide", words[f"hint_{name}"]) for row, name in typed.items()),
    )
    keys = (*head[1], *keyed((3, KEYS), "about", form, {VALUE: "value"}, given | typed))
    return SheetPlan(
        workbook_words()["sheets"]["about"],
        boxes,
        keys,
        ((LABEL, 20.0), (VALUE, 40.0), (TEXT, 46.0)),
        frozenset({1, 3}),
        printed=(2, LABEL, max(typed), TEXT),
        one_page=True,
        tab="2F5597",
    )


def head_of(
    form: Form, sheet: str, columns: Mapping[int, int]
) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    """Title and two links of a sheet, and their keys; `columns`: where each begins, how wide."""
    (title, wide), (start, _), (after, _) = columns.items()
    boxes = (
        Box(2, title, "title", workbook_words()["sheets"][sheet], columns=wide),
        Box(2, start, "link"),
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
        *(Box(4, LEFT + n, "head", words[name]) for n, name in enumerate(columns)),
        *chain(*(_passage(form, row, key) for row, key in rows.items())),
    )
    keyed_columns = {LEFT + 1: "text", LEFT + 2: "count", LEFT + 4: "reference"}
    return SheetPlan(
        workbook_words()["sheets"]["prose"],
        boxes,
        (*head[1], *keyed((3, KEYS), "passages", form, keyed_columns, rows)),
        ((LEFT, 18.0), (LEFT + 1, 76.0), (LEFT + 2, 13.0), (LEFT + 3, 34.0), (LEFT + 4, 44.0)),
        frozenset({1, 3}),
        freeze=(5, LEFT + 1),
        printed=(2, LEFT, max(rows), LEFT + 3),
        upright=False,
        tall=tuple((row, WRITING) for row in rows),
        tab="2F5597",
    )


def _passage(form: Form, row: int, key: str) -> Iterator[Box]:
    passage = form.passages[key]
    yield Box(row, LEFT, "stub", passage_name(form, key))
    yield Box(row, LEFT + 1, "writing")
    yield Box(row, LEFT + 2, "counted")
    yield Box(row, LEFT + 3, "guide", passage.hint)
    yield Box(row, LEFT + 4, "reference")


def plan_asking(form: Form) -> SheetPlan:
    """What to ask of whom, to be printed: one stretch for each office that has figures."""
    words, sheets = workbook_words()["asking"], workbook_words()["sheets"]
    wanted: dict[str, list[tuple[str, str]]] = {}
    for who, what, scope in chain(*(_wanted(t) for t in form.tables.values())):
        wanted.setdefault(who, []).append((what, scope))
    boxes: list[Box] = [
        Box(1, LEFT, "title", sheets["asking"], columns=3),
        Box(2, LEFT, "hint", words["hint"], columns=3),
    ]
    at = 3
    for who, lines in wanted.items():
        boxes.append(Box(at, LEFT, "band", words["who_is"].format(who=who), columns=3))
        heads = zip(("what", "scope", "number"), range(3), strict=True)
        boxes += [Box(at + 1, LEFT + n, "head", words[word]) for word, n in heads]
        for row, (what, scope) in enumerate(lines, at + 2):
            boxes += [Box(row, LEFT, "stub", what), Box(row, LEFT + 1, "guide_printed", scope)]
            boxes.append(Box(row, LEFT + 2, "empty"))
        at += len(lines) + 3
    return SheetPlan(
        sheets["asking"],
        tuple(boxes),
        (),
        ((LEFT, 34.0), (LEFT + 1, 56.0), (LEFT + 2, 14.0)),
        printed=(1, LEFT, at - 2, LEFT + 2),
        tab="7F7F7F",
    )


def _wanted(table: Table) -> Iterator[tuple[str, str, str]]:
    """Whom to ask, for what, and what counts: by row, or by column where the columns say whom."""
    by_column = any(line.guide.ask for line in table.columns.leaves) and not table.across
    for row in table.rows.leaves:
        given = [line for line in table.columns.leaves if not line.sum]
        if row.sum:
            continue
        for column in given if by_column else [None]:
            guides = [line.guide for line in (column, row) if line]
            names = [table.name, row.name, *([column.name] if column else [])]
            yield _ask(guides), "　".join(names), " ".join(g.scope for g in guides if g.scope)


def _ask(guides: list[Guide]) -> str:
    """The column knows better than the row whom to ask."""
    return next((guide.ask for guide in guides if guide.ask), "")
