"""The statutory tables on a sheet: to be filled in, as they were last year, as they are printed.

One drawing of the grid serves all three; they differ in the columns it is spread over, in the name
before the keys, and in what stands beside the figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from toolkit.excel.plan import KEYS, LEFT, Box, SheetPlan, anchor, key, keyed
from toolkit.lexicon import workbook_words
from toolkit.model.form import Form, Line, Section, Table
from toolkit.model.grid import Block, Grid, lay_out
from toolkit.model.rule import Bound

LINK_KEYS, TITLE, HINT, CONFIRM_KEYS, CONFIRM, TOP = 1, 2, 3, 4, 5, 6
GUIDES = (60.0, 36.0)  # widths of scope and ask

Spread = Mapping[int, tuple[int, int]]  # grid column → first sheet column, columns


@dataclass(frozen=True, slots=True)
class Sited:
    """A grid put on a sheet: where its rows and columns came to stand."""

    grid: Grid
    rows: Mapping[int, int]
    spread: Spread
    end: int  # the first row below it


def site(grid: Grid, top: int, spread: Spread, below: Mapping[str, int]) -> Sited:
    """A row of keys above each table; `below` says how many more rows a table takes under it."""
    rows: dict[int, int] = {}
    at = top
    for block in grid.blocks:
        at += 1
        for row in range(block.top, block.bottom):
            rows[row] = at
            at += 1
        at += below.get(block.table.key, 0)
    return Sited(grid, rows, spread, at)


def one_to_one(grid: Grid) -> Spread:
    """Each column of the grid is a column of the sheet."""
    return {column: (column + LEFT, 1) for column in range(grid.width)}


def draw(sited: Sited) -> Iterator[Box]:
    """The boxes of the grid itself."""
    for cell in sited.grid.cells:
        first, _ = sited.spread[cell.col]
        last, wide = sited.spread[cell.col + cell.colspan - 1]
        look = "band" if cell.kind == "title" else cell.kind
        columns = last + wide - first
        yield Box(sited.rows[cell.row], first, look, cell.text, cell.rowspan, columns)


def keys_of(sited: Sited, form: Form, prefix: str = "", side: int = KEYS) -> Iterator[Box]:
    """The keys of every table of the grid; a second set of columns has its row keys at `side`."""
    for block in sited.grid.blocks:
        row = sited.rows[block.top] - 1
        yield anchor(row, side, prefix + block.table.key, form, block.table.edition)
        for column, name in block.column_keys:
            yield key(row, sited.spread[column][0] + side - KEYS, name)
        yield from (key(sited.rows[line], side, name) for line, name in block.row_keys)


def rules_at(form: Form, table: Table, axis: str) -> dict[str, tuple[Bound, ...]]:
    """The rules that stand at each line of an axis of a table, by the key of the line."""
    top = table.rows if axis == "row" else table.columns
    each = f"{table.key}.{axis}"
    return {
        line.key: found
        for line in top.leaves
        if (found := tuple(b for b in form.bound if each in b.rule.each and _at(b, table, line)))
    }


def _at(bound: Bound, table: Table, line: Line) -> bool:
    return bound.rule.code != "sum" and bound.at == f"{table.key}.{line.key}"


def plan_section(form: Form, section: Section) -> SheetPlan:
    """The sheet on which the tables of a section are filled in."""
    grid = lay_out(section)
    below = {table.key: _rows_below(form, table) for table in section.tables}
    sited = site(grid, TOP, one_to_one(grid), below)
    side = LEFT + grid.width  # the hidden keys of what stands beside the tables
    guides = side + 1 + _most_last(section) + 1
    marks = guides + 2  # the hidden keys of the marks that a returned workbook bears
    boxes = chain(
        _head(section, grid),
        draw(sited),
        *(_under(form, block, sited) for block in grid.blocks),
        *(_beside(form, block, sited, side, guides) for block in grid.blocks),
    )
    keys = (
        *_head_keys(form, section, grid),
        *keys_of(sited, form),
        *chain(*(_under_keys(form, block, sited) for block in grid.blocks)),
        *chain(*(_beside_keys(form, block, sited, side) for block in grid.blocks)),
        *keys_of(sited, form, "mark.", marks),
    )
    hidden = {box.row for box in keys if box.text.startswith("#")}
    return SheetPlan(
        section.short,
        tuple(boxes),
        keys,
        tuple(_widths(grid, section, side, guides)),
        frozenset(hidden),
        frozenset({KEYS, side, *range(marks, marks + 1 + grid.width)}),
        freeze=_freeze(sited),
        printed=(TITLE, LEFT, sited.end - 1, side - 1),
        upright=len(grid.blocks) > 1 or grid.height > 12,
        one_page=True,
        tab="2F5597",
    )


def _freeze(sited: Sited) -> tuple[int, int]:
    """Heads and labels stay in sight where there is one tall table."""
    block = sited.grid.blocks[0]
    if len(sited.grid.blocks) > 1 or block.table.across:
        return TOP, LEFT
    return sited.rows[block.row_keys[0][0]], LEFT + block.table.rows.depth


def _rows_below(form: Form, table: Table) -> int:
    """Rows under a table: its keys and its checks; one laid out across has last year there too."""
    checked = bool(_under_columns(form, table))
    return 2 * checked + 2 * table.across


def _under_columns(form: Form, table: Table) -> dict[str, tuple[Bound, ...]]:
    """The lines whose checks stand in a row under the table."""
    return rules_at(form, table, "row" if table.across else "column")


def _head(section: Section, grid: Grid) -> Iterator[Box]:
    words = workbook_words()["words"]
    yield Box(TITLE, LEFT, "title", section.heading, columns=grid.width - 2)
    yield Box(TITLE, LEFT + grid.width - 2, "link")
    yield Box(TITLE, LEFT + grid.width - 1, "link")
    yield Box(HINT, LEFT, "hint", words["fill"], columns=grid.width)
    yield Box(CONFIRM, LEFT, "question", words["confirm"], columns=grid.width - 1)
    yield Box(CONFIRM, LEFT + grid.width - 1, "choice", words["no"])


def _head_keys(form: Form, section: Section, grid: Grid) -> Iterator[Box]:
    """Two links; and the confirmation: the table #about goes on under a second anchor."""
    last = LEFT + grid.width - 1
    links = {last - 1: "start", last: "next"}
    yield from keyed((LINK_KEYS, KEYS), "link", form, links, {TITLE: section.key})
    rows = {CONFIRM: f"confirmed.{section.key}"}
    yield from keyed((CONFIRM_KEYS, KEYS), "about", form, {last: "value"}, rows)


def _under(form: Form, block: Block, sited: Sited) -> Iterator[Box]:
    """Last year's figures of a table laid out across, and the live checks of its columns."""
    words, at = workbook_words()["words"], sited.rows[block.bottom - 1] + 1
    table, first = block.table, sited.spread[0][0]
    if table.across:
        for column, _ in block.column_keys:
            yield Box(at + 1, sited.spread[column][0], "last")
        yield Box(at + 1, first + sited.grid.width + 1, "aside", words["last"])
        at += 2
    checked = _under_columns(form, table)
    if not checked:
        return
    stub = table.rows.depth
    if stub:
        yield Box(at + 1, first, "live_head", words["live"], columns=stub)
    else:
        yield Box(at + 1, first + sited.grid.width + 1, "aside", words["live"])
    for _, column, wide in _checked_columns(block, checked):
        last, more = sited.spread[column + wide - 1]
        start = sited.spread[column][0]
        yield Box(at + 1, start, "live", columns=last + more - start)


def _checked_columns(
    block: Block, checked: Mapping[str, tuple[Bound, ...]]
) -> Iterator[tuple[str, int, int]]:
    """Line, first grid column, columns: a row that lies across reaches over all its figures."""
    for name in checked:
        if block.table.across:
            mine = [c for c, key in block.column_keys if key.startswith(f"{name}.")]
            yield name, mine[0], len(mine)
        else:
            column = next(c for c, key in block.column_keys if key == name)
            yield name, column, 1


def _under_keys(form: Form, block: Block, sited: Sited) -> Iterator[Box]:
    at, table = sited.rows[block.bottom - 1] + 1, block.table
    if table.across:
        yield anchor(at, KEYS, f"beside.{table.key}", form, table.edition)
        yield from (key(at, sited.spread[c][0], name) for c, name in block.column_keys)
        yield key(at + 1, KEYS, "*")
        at += 2
    checked = _under_columns(form, table)
    if checked:
        columns = {sited.spread[c][0]: name for name, c, _ in _checked_columns(block, checked)}
        yield from keyed((at, KEYS), f"live.{table.key}", form, columns, {at + 1: "verdict"})


def last_columns(table: Table) -> tuple[Line, ...]:
    """The columns that last year is shown of: the total, or all where there is none."""
    totals = tuple(line for line in table.columns.leaves if line.sum)
    return () if table.across else totals or table.columns.leaves


def _most_last(section: Section) -> int:
    """How many columns are kept free for last year, the same for all tables of a sheet."""
    return max((len(last_columns(table)) for table in section.tables), default=0)


def _beside_keys(form: Form, block: Block, sited: Sited, side: int) -> Iterator[Box]:
    columns, table = last_columns(block.table), block.table
    if table.across:
        return
    row = sited.rows[block.top] - 1
    rows = {sited.rows[line]: name for line, name in block.row_keys}
    yield anchor(row, side, f"beside.{table.key}", form, table.edition)
    yield from (key(row, side + 1 + n, line.key) for n, line in enumerate(columns))
    if rules_at(form, table, "row"):
        yield key(row, side + 1 + len(columns), "live")
    yield from (key(number, side, name) for number, name in rows.items())


def _beside(form: Form, block: Block, sited: Sited, side: int, guides: int) -> Iterator[Box]:
    """Last year's figures, the live checks of rows, then scope and ask of each row."""
    words, table = workbook_words()["words"], block.table
    if table.across:
        return
    columns, checked = last_columns(table), rules_at(form, table, "row")
    first = sited.rows[block.row_keys[0][0]]
    head, height = sited.rows[block.top], first - sited.rows[block.top]
    heads = [words["last_of"].format(column=line.name) for line in columns]
    names = heads if len(columns) > 1 else [words["last"]]
    names += [words["live"]] * bool(checked)
    for n, name in enumerate(names):
        yield Box(head, side + 1 + n, "aside_head", name, rows=height)
    for n, word in enumerate(("scope", "ask")):
        yield Box(head, guides + n, "aside_head", words[word], rows=height)
    for row, name in block.row_keys:
        guide = table.rows.find(name).guide
        yield from (Box(sited.rows[row], side + 1 + n, "last") for n in range(len(columns)))
        if name in checked:
            yield Box(sited.rows[row], side + 1 + len(columns), "live")
        yield Box(sited.rows[row], guides, "guide", guide.scope)
        yield Box(sited.rows[row], guides + 1, "guide", guide.ask)


def _widths(grid: Grid, section: Section, side: int, guides: int) -> Iterator[tuple[int, float]]:
    table = grid.blocks[0].table
    for column in range(grid.width):
        yield column + LEFT, _width(column, table, grid.width)
    if not table.across:
        yield from ((column, 10.0) for column in range(side + 1, guides))
        yield from ((guides + n, width) for n, width in enumerate(GUIDES))
    else:
        yield side + 1, 10.0


def _width(column: int, table: Table, width: int) -> float:
    stub = table.rows.depth
    if table.across:
        return 8.5
    if column >= stub:
        return 17.0 if width - stub <= 4 else 9.5
    return (5.0, 9.0, 38.0)[column] if stub == 3 else 26.0
