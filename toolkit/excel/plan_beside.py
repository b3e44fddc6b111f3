"""What stands around a table that is filled in: last year's figures, live checks, what counts.

All of it is quiet: it is there for whoever looks, and not printed except under the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.excel.plan import KEYS, LEFT, Box, anchor, key, keyed
from toolkit.excel.plan_tables import Sited, last_columns, rules_at, stub_of
from toolkit.lexicon import workbook_words
from toolkit.model.form import Form, Line, Section, Table
from toolkit.model.grid import Block
from toolkit.model.rule import Bound

LAST, LIVE = 9.5, 13.0  # widths of a figure of last year, of a verdict
SHORT, LONG = (62.0, 36.0), (112.0, 50.0)  # widths of what counts and of whom to ask
FEW = 4  # so many columns of figures are wide
MANY = 20  # so many rows are low, and words beside them stand in one line
NAMES = 1  # columns of figures over which the names of lines reach below a table


@dataclass(frozen=True, slots=True)
class Margin:
    """The columns right of the tables of a sheet."""

    side: int  # hidden keys
    last: int  # how many columns last year takes, the same for all tables
    live: int  # the column of live checks; 0: there are none
    guides: int  # two columns: what counts, whom to ask
    marks: int  # hidden keys of the marks that a returned workbook bears


def margin_of(form: Form, section: Section, side: int) -> Margin:
    """What the tables of a section need beside them."""
    standing = [table for table in section.tables if not table.across]
    last = max((len(last_columns(table)) for table in standing), default=0)
    judged = any(rules_at(form, table, "row") for table in standing)
    live = side + 1 + last if judged else 0
    guides = side + 1 + last + judged
    return Margin(side, last, live, guides, guides + 2 * bool(standing))


def margin_widths(margin: Margin, rows: int) -> Iterator[tuple[int, float]]:
    """Columns and their widths."""
    yield from ((margin.side + 1 + n, LAST) for n in range(margin.last))
    if margin.live:
        yield margin.live, LIVE
    wide = LONG if rows > MANY else SHORT
    yield from zip(range(margin.guides, margin.marks), wide, strict=False)


def beside(form: Form, block: Block, sited: Sited, margin: Margin) -> Iterator[Box]:
    """Last year's figures, the live checks of rows, then scope and ask of each row."""
    table = block.table
    if table.across:
        return
    yield from _beside_heads(form, block, sited, margin)
    checked, decimals = rules_at(form, table, "row"), _decimals(table)
    for line, name in block.row_keys:
        row, guide = sited.rows[line], table.rows.find(name).guide
        for column, at, wide in _last_spread(table, margin):
            money = (name, column.key) in decimals
            yield Box(row, at, "last_money" if money else "last", columns=wide)
        if name in checked:
            yield Box(row, margin.live, "live")
        yield Box(row, margin.guides, "guide", guide.scope)
        yield Box(row, margin.guides + 1, "guide", guide.ask)


def _beside_heads(form: Form, block: Block, sited: Sited, margin: Margin) -> Iterator[Box]:
    words, table = workbook_words()["words"], block.table
    head = sited.rows[block.top]
    height = sited.rows[block.row_keys[0][0]] - head
    spread = list(_last_spread(table, margin))
    for column, at, wide in spread:
        own = column.name.removeprefix(words["this"])
        name = words["last_of"].format(column=own) if len(spread) > 1 else words["last"]
        yield Box(head, at, "aside_head", name, height, wide)
    if rules_at(form, table, "row"):
        yield Box(head, margin.live, "aside_head", words["live"], height)
    for n, word in enumerate(("scope", "ask")):
        yield Box(head, margin.guides + n, "aside_head", words[word], height)


def _last_spread(table: Table, margin: Margin) -> Iterator[tuple[Line, int, int]]:
    """Column, where last year's figure stands, how wide: the last one takes what is left."""
    columns = last_columns(table)
    for n, column in enumerate(columns):
        last = n == len(columns) - 1
        yield column, margin.side + 1 + n, margin.last - n if last else 1


def _decimals(table: Table) -> frozenset[tuple[str, str]]:
    """Row and column of the figures that are money."""
    return frozenset((s.row.key, s.column.key) for s in table.slots if s.kind.decimals)


def beside_keys(form: Form, block: Block, sited: Sited, margin: Margin) -> Iterator[Box]:
    table, side = block.table, margin.side
    if table.across:
        return
    row = sited.rows[block.top] - 1
    yield anchor(row, side, f"beside.{table.key}", form, table.edition)
    yield from (key(row, at, line.key) for line, at, _ in _last_spread(table, margin))
    if rules_at(form, table, "row"):
        yield key(row, margin.live, "live")
    yield from (key(sited.rows[line], side, name) for line, name in block.row_keys)


def rows_below(form: Form, table: Table) -> int:
    """Rows under a table: its keys and its checks; one laid out across has last year there too."""
    return 2 * bool(_under_columns(form, table)) + 2 * table.across


def _under_columns(form: Form, table: Table) -> dict[str, tuple[Bound, ...]]:
    """The lines whose checks stand in a row under the table."""
    return rules_at(form, table, "row" if table.across else "column")


def under(form: Form, block: Block, sited: Sited) -> Iterator[Box]:
    """Last year's figures of a table laid out across, and the live checks of its columns."""
    words, at = workbook_words()["words"], sited.under(block)
    table, first = block.table, sited.spread[0][0]
    if table.across:
        decimals = {f"{row}.{column}" for row, column in _decimals(table)}
        yield Box(at - 1, LEFT, "beside_label", words["this"])
        yield Box(at + 1, LEFT, "beside_label", words["last"])
        for column, name in block.column_keys:
            look = "last_money" if name in decimals else "last"
            start, columns = _span(sited, column, 1)
            yield Box(at + 1, start, look, columns=columns)
        at += 2
    checked = _under_columns(form, table)
    if not checked:
        return
    stub = stub_of(table)
    wide = table.across or sited.grid.width - stub <= FEW
    yield Box(at + 1, first if stub else LEFT, "beside_label", words["live"], columns=max(1, stub))
    for _, column, reach in _checked_columns(block, checked):
        start, columns = _span(sited, column, reach)
        yield Box(at + 1, start, "live" if wide else "live_below", columns=columns)


def _span(sited: Sited, column: int, wide: int) -> tuple[int, int]:
    """First sheet column and number of columns of some columns of the grid."""
    start, (last, more) = sited.spread[column][0], sited.spread[column + wide - 1]
    return start, last + more - start


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


def under_keys(form: Form, block: Block, sited: Sited) -> Iterator[Box]:
    at, table = sited.under(block), block.table
    if table.across:
        yield anchor(at, KEYS, f"beside.{table.key}", form, table.edition)
        yield from (key(at, sited.spread[c][0], name) for c, name in block.column_keys)
        yield key(at + 1, KEYS, "*")
        at += 2
    checked = _under_columns(form, table)
    if checked:
        columns = {sited.spread[c][0]: name for name, c, _ in _checked_columns(block, checked)}
        yield from keyed((at, KEYS), f"live.{table.key}", form, columns, {at + 1: "verdict"})


def guides_below(sited: Sited, top: int) -> Iterator[Box]:
    """What counts in the rows and columns of tables laid out across, and whom to ask."""
    words, width = workbook_words()["words"], sited.grid.width
    tables = [block.table for block in sited.grid.blocks if block.table.across]
    told = [
        (line.name, line.guide.scope, line.guide.ask)
        for table in tables
        for line in (*table.rows.leaves, *table.columns.leaves)
        if line.guide.scope or line.guide.ask
    ]
    if not told:
        return
    first = sited.spread[0][0]
    edges = first, first + max(1, round(width * 0.6)), first + width
    for look, row, texts in (
        ("aside_head", top, (words["line"], words["scope"], words["ask"])),
        *(("guide", top + n, each) for n, each in enumerate(told, 1)),
    ):
        name = Box(row, LEFT, look, texts[0], columns=edges[0] - LEFT + NAMES)
        yield name
        yield Box(row, edges[0] + NAMES, look, texts[1], columns=edges[1] - edges[0] - NAMES)
        yield Box(row, edges[1], look, texts[2], columns=edges[2] - edges[1])
