"""A grid put on a sheet: where its rows, columns and keys come to stand.

One drawing serves the table that is filled in, last year's and the printed one; they differ in the
columns it is spread over, in the name before the keys, and in what stands beside the figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.excel.plan import KEYS, Area, Box, anchor, key
from toolkit.model.form import Form, Line, Table
from toolkit.model.grid import Block, Cell, Grid
from toolkit.model.rule import Bound

Spread = Mapping[int, tuple[int, int]]  # grid column → first sheet column, columns


@dataclass(frozen=True, slots=True)
class Sited:
    """A grid put on a sheet: where its rows and columns came to stand."""

    grid: Grid
    rows: Mapping[int, int]
    spread: Spread
    end: int  # the first row below it

    def under(self, block: Block) -> int:
        """The first row below a table."""
        return self.rows[block.bottom - 1] + 1

    def area(self, block: Block) -> Area:
        """What a table takes up, its labels and heads included."""
        last, wide = self.spread[self.grid.width - 1]
        top, bottom = self.rows[block.top], self.rows[block.bottom - 1]
        return top, self.spread[0][0], bottom, last + wide - 1


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


def one_to_one(grid: Grid, first: int) -> Spread:
    """Each column of the grid is a column of the sheet."""
    return {column: (column + first, 1) for column in range(grid.width)}


def draw(sited: Sited) -> Iterator[Box]:
    """The boxes of the grid itself."""
    for cell in sited.grid.cells:
        first, _ = sited.spread[cell.col]
        last, wide = sited.spread[cell.col + cell.colspan - 1]
        columns = last + wide - first
        yield Box(sited.rows[cell.row], first, _look(cell), cell.text, cell.rowspan, columns)


def stub_of(table: Table) -> int:
    """How many columns of labels a table has; one laid out across has none."""
    return 0 if table.across else table.rows.depth


def _look(cell: Cell) -> str:
    """Money keeps its decimals; the label of a group stands in the middle of it."""
    if cell.slot and cell.slot.kind.decimals:
        return f"{cell.kind}_money"
    if cell.kind == "stub" and cell.rowspan > 1:
        return "group"
    return "band" if cell.kind == "title" else cell.kind


def keys_of(sited: Sited, form: Form, prefix: str = "", side: int = KEYS) -> Iterator[Box]:
    """The keys of every table of the grid; a second set of columns has its row keys at `side`."""
    away = 0 if side == KEYS else side + 1 - sited.spread[0][0]
    for block in sited.grid.blocks:
        row = sited.rows[block.top] - 1
        yield anchor(row, side, prefix + block.table.key, form, block.table.edition)
        for column, name in block.column_keys:
            yield key(row, sited.spread[column][0] + away, name)
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


def last_columns(table: Table) -> tuple[Line, ...]:
    """The columns that last year is shown of: the total, or all where there is none."""
    totals = tuple(line for line in table.columns.leaves if line.sum)
    return () if table.across else totals or table.columns.leaves
