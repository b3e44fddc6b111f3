"""The sheet of what to ask of whom, to be printed: one block for each office that has figures.

The office stands beside its first line, not above it, so that no page ends with a lonely head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.excel.measure import text_height
from toolkit.excel.plan import KEYS, LEFT, Box, SheetPlan
from toolkit.lexicon import workbook_words
from toolkit.model.form import Form, Guide, Line, Table

COLUMNS = (("who", 17.0), ("what", 20.0), ("scope", 36.0), ("see", 15.0), ("number", 31.0))
HEADS = 3  # the row of heads, which every page repeats


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask an office for."""

    office: str
    see: str  # the records it is found in
    what: str
    scope: str
    number: str  # what the answer is made of; blank where it is a single number


def plan_asking(form: Form) -> SheetPlan:
    """Offices in the order in which the tables need them."""
    words, sheets = workbook_words()["asking"], workbook_words()["sheets"]
    width = len(COLUMNS)
    boxes = [
        Box(1, LEFT, "title", sheets["asking"], columns=width),
        Box(2, LEFT, "hint", words["hint"], columns=width),
        *(Box(HEADS, LEFT + n, "head", words[name]) for n, (name, _) in enumerate(COLUMNS)),
    ]
    at, blocks = HEADS + 1, [HEADS]
    for office, lines in _by_office(form).items():
        told = words["who_is"].format(who=office)
        boxes.append(Box(at, LEFT, "office", told, rows=len(lines)))
        for row, line in enumerate(lines, at):
            boxes += _line(row, line)
        blocks.append(at)
        at += len(lines)
    ends = (*blocks[1:], at)
    return SheetPlan(
        sheets["asking"],
        tuple(boxes),
        (),
        tuple((LEFT + n, wide) for n, (_, wide) in enumerate(COLUMNS)),
        freeze=(HEADS + 1, KEYS),
        printed=(1, LEFT, at - 1, LEFT + width - 1),
        repeated=HEADS,
        frames=tuple(
            (top, LEFT, end - 1, LEFT + width - 1) for top, end in zip(blocks, ends, strict=True)
        ),
        tall=tuple(
            (box.row, text_height(box, COLUMNS[0][1])) for box in boxes if box.look == "office"
        ),  # whatever page a block begins on has the whole of its office's name
        tab="7F7F7F",
    )


def _line(row: int, line: Wanted) -> Iterator[Box]:
    yield Box(row, LEFT + 1, "asked_what", line.what)
    yield Box(row, LEFT + 2, "asked_scope", line.scope)
    yield Box(row, LEFT + 3, "asked_scope", line.see)
    yield Box(row, LEFT + 4, "asked_number", line.number)


def _by_office(form: Form) -> dict[str, list[Wanted]]:
    wanted: dict[str, list[Wanted]] = {}
    for table in form.tables.values():
        for each in _wanted(table):
            wanted.setdefault(each.office, []).append(each)
    return wanted


def _wanted(table: Table) -> Iterator[Wanted]:
    """By row, or by column where the columns say whom to ask."""
    by_column = any(line.guide.ask for line in table.columns.leaves) and not table.across
    given = tuple(line for line in table.columns.leaves if not line.sum)
    for row in (line for line in table.rows.leaves if not line.sum):
        if by_column:
            yield from (_one(table, (column, row), ()) for column in given)
        else:
            yield _one(table, (row,), given if len(given) > 1 else ())


def _one(table: Table, lines: tuple[Line, ...], parts: tuple[Line, ...]) -> Wanted:
    """The first of the lines knows best whom to ask."""
    words, guides = workbook_words()["asking"], [line.guide for line in lines]
    office, _, see = _split(_ask(guides), words["office_ends"])
    return Wanted(
        office,
        see.strip(words["office_ends"] + words["closing"]),
        f"{table.name}\n{words['join'].join(line.name for line in reversed(lines))}",
        " ".join(guide.scope for guide in guides if guide.scope),
        "\n".join(words["join"].join(pair) for pair in _in_pairs(parts, words["part"])),
    )


def _in_pairs(lines: tuple[Line, ...], word: str) -> Iterator[list[str]]:
    """The parts of an answer, two in a line, so that no name is cut in two."""
    told = [word.format(name=line.name) for line in lines]
    return (told[at : at + 2] for at in range(0, len(told), 2))


def _split(text: str, ends: str) -> tuple[str, str, str]:
    """An office, and what is said of it behind the first of these signs."""
    found = re.search(f"[{re.escape(ends)}]", text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _ask(guides: list[Guide]) -> str:
    return next((guide.ask for guide in guides if guide.ask), "")
