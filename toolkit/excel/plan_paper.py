"""All tables under one another on a sheet: last year's figures, and the page that is signed.

The columns of the sheet are those of the table that needs most of them; the others are spread over
them, so that everything is as wide as the paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from toolkit.excel.plan import KEYS, LEFT, Area, Box, SheetPlan, anchor, key, keyed
from toolkit.excel.plan_pages import passage_name
from toolkit.excel.plan_tables import Sited, Spread, draw, keys_of, site, stub_of
from toolkit.lexicon import workbook_words
from toolkit.model.form import Form, Passage
from toolkit.model.grid import Grid, lay_out

UNITS = 30  # columns of the sheet, at least: every usual number of figures divides them well
LABELS = (0.0, 0.3, 0.45, 0.53)  # of the width, at least, for labels at the left, by their levels
LEVELS = (2, 4)  # columns for the names of groups
UNIT = 3.9  # width of a column
READ = 41  # characters of a passage of last year's in a line
LEAST, LINE, LONGEST = 60.0, 13.5, 300  # heights of a passage, and how many characters it may have


def plan_last(form: Form) -> SheetPlan:
    """The figures and passages of last year, locked, to look them up."""
    words = workbook_words()["last"]
    sited = tuple(_stacked(form, 4))
    width, end = _width(form), sited[-1].end
    texts = tuple(form.passages.values())
    rows = {end + 2 + n: passage.key for n, passage in enumerate(texts)}
    keys = (
        *keyed((1, KEYS), "tell", form, {LEFT: "value"}, {2: "last"}),
        *chain(*(keys_of(each, form, "last.") for each in sited)),
        *keyed((end + 1, KEYS), "last.passages", form, {LEFT + TOLD: "text"}, rows),
    )
    boxes = (
        Box(2, LEFT, "title", words["none"], columns=width),
        *_drawn(form, sited, width),
        *_passages(form, end + 2, width),
    )
    return SheetPlan(
        workbook_words()["sheets"]["last"],
        boxes,
        keys,
        tuple((LEFT + n, UNIT) for n in range(width)),
        _hidden(keys),
        freeze=(4, KEYS),
        printed=(2, LEFT, end + 1 + len(texts), LEFT + width - 1),
        tall=tuple((row, _room(texts[n])) for n, row in enumerate(rows)),
        frames=_frames(sited),
        tab="7F7F7F",
    )


TOLD = 8  # columns for the name of a passage


def _passages(form: Form, top: int, width: int) -> Iterator[Box]:
    """One name for all of them at their left: above them it might end a page."""
    words, group, count = workbook_words()["last"], LEVELS[0], len(form.passages)
    yield Box(top, LEFT, "paper_group", words["passages"], rows=count, columns=group)
    for row, name in enumerate(form.passages, top):
        yield Box(row, LEFT + group, "paper_stub", passage_name(form, name), columns=TOLD - group)
        yield Box(row, LEFT + TOLD, "last_text", columns=width - TOLD)


def _room(passage: Passage) -> float:
    """Room for a passage that is somewhat longer than it should be."""
    return max(LEAST, LINE * (2 + max(LONGEST, passage.longest) / READ))


def plan_page(form: Form) -> SheetPlan:
    """The whole report's figures on one sheet of paper, with 0 printed, to be signed and sealed."""
    hidden = {3 + n: name for n, name in enumerate(_behind(form))}
    sited = tuple(_stacked(form, 3 + len(hidden)))
    width, end = _width(form), sited[-1].end
    boxes = (
        Box(2, LEFT, "page_title", columns=width),
        *(Box(row, LEFT, "key") for row in hidden),
        *_drawn(form, sited, width),
        *_signing(end + 2, width),
    )
    keys = (
        *keyed((1, KEYS), "tell", form, {LEFT: "value"}, {2: "page"} | hidden),
        *chain(*(keys_of(each, form, "page.") for each in sited)),
        *_signing_keys(form, end + 1, width),
    )
    return SheetPlan(
        workbook_words()["sheets"]["page"],
        boxes,
        keys,
        tuple((LEFT + n, UNIT) for n in range(width)),
        _hidden(keys) | frozenset(hidden),
        printed=(2, LEFT, end + 4, LEFT + width - 1),
        one_page=True,
        frames=_frames(sited),
        tab="7F7F7F",
    )


def _behind(form: Form) -> tuple[str, ...]:
    """Cells that others need and nobody reads: they stand in hidden rows."""
    return ("weighed", "code", *(f"zero.{s.key}" for s in form.sections if s.tables))


def _signing(top: int, width: int) -> Iterator[Box]:
    """Who filled in, who checked, who signs; the check code, the seal, the date."""
    words, (first, second, third) = workbook_words()["page"], _thirds(width)
    yield Box(top, first[0], "signed", columns=first[1])
    yield Box(top, second[0], "signed", columns=second[1])
    yield Box(top, third[0], "signed_code", columns=third[1])
    yield Box(top + 1, first[0], "signed", words["reviewer"], columns=first[1])
    yield Box(top + 1, second[0], "signed", words["signer"], columns=second[1])
    yield Box(top + 1, third[0], "sealed", words["seal"], columns=third[1])
    yield Box(top + 2, first[0], "paper_note", words["note"], columns=first[1] + second[1])
    yield Box(top + 2, third[0], "sealed", words["date"], columns=third[1])


def _thirds(width: int) -> tuple[tuple[int, int], ...]:
    """First column and number of columns of three parts of the paper."""
    third = width // 3
    return (LEFT, third), (LEFT + third, third), (LEFT + 2 * third, width - 2 * third)


def _signing_keys(form: Form, row: int, width: int) -> Iterator[Box]:
    yield anchor(row, KEYS, "signing", form)
    for name, (column, _) in zip(("contact", "phone", "code"), _thirds(width), strict=True):
        yield key(row, column, name)
    yield key(row + 1, KEYS, "*")


def _grids(form: Form) -> tuple[Grid, ...]:
    return tuple(lay_out(section) for section in form.sections if section.tables)


def _width(form: Form) -> int:
    """Columns of the sheet: so many that each figure of the widest table has as many as another."""
    most = max(_figures(grid) for grid in _grids(form))
    return most * max(1, -(-UNITS // most)) if most > UNITS // 3 else UNITS


def _figures(grid: Grid) -> int:
    return grid.width - stub_of(grid.blocks[0].table)


def _frames(sited: tuple[Sited, ...]) -> tuple[Area, ...]:
    return tuple(each.area(block) for each in sited for block in each.grid.blocks)


def _stacked(form: Form, top: int) -> Iterator[Sited]:
    """The sections under one another, each below a line with its heading."""
    at, width = top, _width(form)
    for grid in _grids(form):
        sited = site(grid, at + 1, _spread(grid, width), {})
        yield sited
        at = sited.end


def _drawn(form: Form, sited: tuple[Sited, ...], width: int) -> Iterator[Box]:
    headings = [section.heading for section in form.sections if section.tables]
    for heading, each in zip(headings, sited, strict=True):
        yield Box(each.rows[0] - 2, LEFT, "heading", heading, columns=width)
        yield from map(_shown, draw(each))


PRINTED = {
    "given": "printed", "given_money": "printed_money",
    "derived": "printed_total", "derived_money": "printed_money",
}  # fmt: skip


def _shown(box: Box) -> Box:
    """Nothing is typed here: every figure looks alike."""
    look = PRINTED.get(box.look, f"paper_{box.look}")
    return Box(box.row, box.column, look, box.text, box.rows, box.columns)


def _spread(grid: Grid, width: int) -> Spread:
    """The columns of a grid over those of the sheet; what is left over goes to the labels."""
    stub, figures = stub_of(grid.blocks[0].table), _figures(grid)
    if not stub:
        return _shares(0, LEFT, [width // figures] * (figures - 1), width)
    each = max(1, int(width * (1 - LABELS[min(stub, 3)])) // figures)
    labels = width - each * figures
    levels = [*LEVELS, *[LEVELS[-1]] * stub][: stub - 1]
    return _shares(0, LEFT, [*levels, labels - sum(levels), *[each] * (figures - 1)], width)


def _shares(column: int, first: int, wides: list[int], width: int) -> Spread:
    """Columns of these widths from the left; the last takes what is left."""
    spread: dict[int, tuple[int, int]] = {}
    end = first + width
    for wide in wides:
        spread[column] = (first, wide)
        column, first = column + 1, first + wide
    spread[column] = (first, end - first)
    return spread


def _hidden(keys: tuple[Box, ...]) -> frozenset[int]:
    return frozenset(box.row for box in keys if box.text.startswith("#"))
