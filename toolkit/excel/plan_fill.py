"""The sheets on which the statutory tables are filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from toolkit.excel.plan import KEYS, LEFT, Box, SheetPlan, keyed
from toolkit.excel.plan_beside import (
    FEW,
    MANY,
    Margin,
    beside,
    beside_keys,
    guides_below,
    margin_of,
    margin_widths,
    rows_below,
    under,
    under_keys,
)
from toolkit.excel.plan_tables import Sited, draw, keys_of, one_to_one, site, stub_of
from toolkit.lexicon import workbook_words
from toolkit.model.form import Form, Line, Section, Table
from toolkit.model.grid import Grid, lay_out

LINK_KEYS, TITLE, HINT, CONFIRM_KEYS, CONFIRM, TOP = 1, 2, 3, 4, 5, 6
GROUP = 14.0  # width of the names of groups: seven characters in a line
FIGURE = 8.8  # width of one of many columns: seven digits, and heads in two lines
AIRY = 30.0  # height of the rows where there are few
LABEL = 7.0  # width of the labels left of a table that has none of its own
NEXT, START, CHOICE, QUESTION = 12.0, 14.0, 8.0, 27.0  # room that the head of a sheet needs

Widths = tuple[tuple[int, float], ...]


def plan_section(form: Form, section: Section) -> SheetPlan:
    """The sheet on which the tables of a section are filled in."""
    grid = lay_out(section)
    below = {table.key: rows_below(form, table) for table in section.tables}
    first = LEFT + any(table.across for table in section.tables)
    sited = site(grid, TOP, one_to_one(grid, first), below)
    margin = margin_of(form, section, first + grid.width)
    widths = tuple(_widths(grid, section.tables[0], first))
    head = widths if len(widths) > 2 else (*widths, *margin_widths(margin, grid.height))
    boxes = chain(
        _head(section, head),
        draw(sited),
        *(under(form, block, sited) for block in grid.blocks),
        *(beside(form, block, sited, margin) for block in grid.blocks),
        guides_below(sited, sited.end + 1),
    )
    keys = _keys(form, section, sited, margin, head)
    return SheetPlan(
        section.short,
        tuple(boxes),
        keys,
        (*widths, *margin_widths(margin, grid.height)),
        frozenset(box.row for box in keys if box.text.startswith("#")),
        frozenset({KEYS, margin.side, *range(margin.marks, margin.marks + 1 + grid.width)}),
        freeze=_freeze(sited),
        printed=(TITLE, LEFT, sited.end - 1, margin.side - 1),
        upright=len(grid.blocks) > 1 or grid.height > MANY,
        one_page=True,
        tall=tuple((row, AIRY) for row in _figure_rows(sited)) if grid.height <= MANY else (),
        frames=tuple(sited.area(block) for block in grid.blocks),
        tab="2F5597",
    )


def _figure_rows(sited: Sited) -> Iterator[int]:
    return (sited.rows[row] for block in sited.grid.blocks for row, _ in block.row_keys)


def _freeze(sited: Sited) -> tuple[int, int]:
    """Heads and labels stay in sight where there is one tall table."""
    block = sited.grid.blocks[0]
    if len(sited.grid.blocks) > 1 or block.table.across:
        return TOP, KEYS
    return sited.rows[block.row_keys[0][0]], sited.spread[0][0] + stub_of(block.table)


def _keys(
    form: Form, section: Section, sited: Sited, margin: Margin, widths: Widths
) -> tuple[Box, ...]:
    blocks = sited.grid.blocks
    return (
        *_head_keys(form, section, widths),
        *keys_of(sited, form),
        *chain(*(under_keys(form, block, sited) for block in blocks)),
        *chain(*(beside_keys(form, block, sited, margin) for block in blocks)),
        *keys_of(sited, form, "mark.", margin.marks),
    )


def _from_right(widths: Widths, wanted: Sequence[float]) -> list[tuple[int, int]]:
    """Begin and number of columns of stretches with so much room, from the right; what is left."""
    left, found = list(widths), []
    for room in wanted:
        end = left[-1][0]
        while len(left) > 1 and sum(w for c, w in widths if left[-1][0] <= c <= end) < room:
            left.pop()
        begin = left.pop()[0]
        found.append((begin, end - begin + 1))
    return [*found, (left[0][0], len(left))] if left else found


def _head(section: Section, widths: Widths) -> Iterator[Box]:
    words = workbook_words()["words"]
    after, start, title = _from_right(widths, (NEXT, START))
    choice, question = _from_right(widths, (CHOICE, QUESTION))[:2]
    yield Box(TITLE, title[0], "title", section.heading, columns=title[1])
    yield Box(TITLE, start[0], "link", columns=start[1])
    yield Box(TITLE, after[0], "link", columns=after[1])
    yield Box(HINT, LEFT, "hint", words["fill"], columns=widths[-1][0] - LEFT + 1)
    yield Box(CONFIRM, question[0], "question", words["confirm"], columns=question[1])
    yield Box(CONFIRM, choice[0], "choice", words["no"], columns=choice[1])


def _head_keys(form: Form, section: Section, widths: Widths) -> Iterator[Box]:
    """Two links; and the confirmation: the table #about goes on under a second anchor."""
    after, start, _ = _from_right(widths, (NEXT, START))
    choice = _from_right(widths, (CHOICE,))[0][0]
    links = {start[0]: "start", after[0]: "next"}
    yield from keyed((LINK_KEYS, KEYS), "link", form, links, {TITLE: section.key})
    rows = {CONFIRM: f"confirmed.{section.key}"}
    yield from keyed((CONFIRM_KEYS, KEYS), "about", form, {choice: "value"}, rows)


def _widths(grid: Grid, table: Table, first: int) -> Iterator[tuple[int, float]]:
    """Labels by what they say, figures by how many stand side by side."""
    if first > LEFT:
        yield LEFT, LABEL
    stub = stub_of(table)
    figures = grid.width - stub
    labels = _label_widths(table.rows, stub)
    for column in range(grid.width):
        wide = 16.0 if figures <= FEW else FIGURE
        yield column + first, labels[column] if column < stub else wide


def _label_widths(rows: Line, stub: int) -> tuple[float, ...]:
    """A group of groups has three characters in a line; a last level is as wide as its names."""
    longest = max((2.2 * len(line.label) for line in rows.leaves), default=0.0)
    last = min(40.0, max(24.0, longest))
    return (*(7.0, GROUP)[: stub - 1], *[GROUP] * (stub - 3), last)
