"""All tables under one another on a sheet: last year's figures, and the page that is signed.

The columns of the sheet are those of the table that needs most of them; the others are spread over
them, so that everything is as wide as the paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from toolkit.excel.plan import KEYS, LEFT, Box, SheetPlan, anchor, key, keyed
from toolkit.excel.plan_tables import Sited, Spread, draw, keys_of, site
from toolkit.lexicon import workbook_words
from toolkit.model.form import Form, Passage
from toolkit.model.grid import Grid, lay_out

LABELS = 0.4  # of the width, at least, for labels at the left
UNIT = 6.2  # width of a column
TEXT = 60.0  # height of a passage of last year's


def plan_last(form: Form) -> SheetPlan:
    """The figures and passages of last year, locked, to look them up."""
    words = workbook_words()["last"]
    sited = tuple(_stacked(form, 4))
    width, end = _width(form), sited[-1].end
    passages = tuple(_passages(form, end + 1, width))
    texts = tuple(form.passages.values())
    rows = {end + 3 + n: passage.key for n, passage in enumerate(texts)}
    keys = (
        *keyed((1, KEYS), "tell", form, {LEFT: "value"}, {2: "last"}),
        *chain(*(keys_of(each, form, "last.") for each in sited)),
        *keyed((end + 2, KEYS), "last.passages", form, {LEFT + 3: "text"}, rows),
    )
    boxes = (
        Box(2, LEFT, "title", words["none"], columns=width),
        *_drawn(form, sited, width),
        *passages,
    )
    return SheetPlan(
        workbook_words()["sheets"]["last"],
        boxes,
        keys,
        tuple((LEFT + n, UNIT) for n in range(width)),
        _hidden(keys),
        freeze=(4, LEFT),
        printed=(2, LEFT, end + 2 + len(texts), LEFT + width - 1),
        tall=tuple((row, TEXT) for row in rows),
        tab="7F7F7F",
    )


def _passages(form: Form, top: int, width: int) -> Iterator[Box]:
    yield Box(top, LEFT, "band", workbook_words()["last"]["passages"], columns=width)
    for row, passage in enumerate(form.passages.values(), top + 2):
        yield Box(row, LEFT, "stub", _told(passage), columns=3)
        yield Box(row, LEFT + 3, "last_text", columns=width - 3)


def _told(passage: Passage) -> str:
    return passage.label


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
        tab="7F7F7F",
    )


def _behind(form: Form) -> tuple[str, ...]:
    """Cells that others need and nobody reads: they stand in hidden rows."""
    return ("weighed", "code", *(f"zero.{s.key}" for s in form.sections if s.tables))


def _signing(top: int, width: int) -> Iterator[Box]:
    """Who filled in, who checked, who signs; the seal, the date, the check code."""
    words, half = workbook_words()["page"], width // 3
    first, second, third = LEFT, LEFT + half, LEFT + 2 * half
    rest = width - 2 * half
    yield Box(top, first, "signed", columns=half)
    yield Box(top, second, "signed", columns=half)
    yield Box(top, third, "signed_bold", columns=rest)
    yield Box(top + 1, first, "signed", words["reviewer"], columns=half)
    yield Box(top + 1, second, "signed", words["signer"], columns=half)
    yield Box(top + 1, third, "signed", words["seal"], columns=rest)
    yield Box(top + 2, third, "signed", words["date"], columns=rest)


def _signing_keys(form: Form, row: int, width: int) -> Iterator[Box]:
    half = width // 3
    yield anchor(row, KEYS, "signing", form)
    for n, name in enumerate(("contact", "phone", "code")):
        yield key(row, LEFT + n * half, name)
    yield key(row + 1, KEYS, "*")


def _grids(form: Form) -> tuple[Grid, ...]:
    return tuple(lay_out(section) for section in form.sections if section.tables)


def _width(form: Form) -> int:
    """Columns of the sheet: those of the widest table, and room for labels beside figures."""
    return max(max(grid.width, _figures(grid) + 8) for grid in _grids(form) if grid.width)


def _figures(grid: Grid) -> int:
    return grid.width - grid.blocks[0].table.rows.depth


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
        yield from (_shown(box) for box in draw(each))


def _shown(box: Box) -> Box:
    """Nothing is typed here: every figure looks alike."""
    look = {"given": "printed", "derived": "printed_total"}.get(box.look, f"paper_{box.look}")
    return Box(box.row, box.column, look, box.text, box.rows, box.columns)


def _spread(grid: Grid, width: int) -> Spread:
    """The columns of a grid over those of the sheet; what is left over goes to the labels."""
    stub, figures = grid.blocks[0].table.rows.depth, _figures(grid)
    if not stub:
        return _shares(0, LEFT, [width // figures] * (figures - 1), width)
    each = max(1, int(width * (1 - LABELS)) // figures)
    labels = width - each * figures
    levels = [1, 2, labels][: stub - 1] if stub > 1 else []
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
