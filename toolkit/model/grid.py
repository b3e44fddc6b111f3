"""The merged grid of a section: every cell with its place, span and meaning.

Excel, Word, the web page and the reader of old reports all draw from it. Spans are never written
down; they follow from the lines: a group reaches over its leaves, a leaf down to the last level,
and in a table narrower than the widest of its section the last column takes the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from toolkit.model.form import Line, Section, Slot, Table


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: title, corner, head, stub, given or derived."""

    row: int
    col: int
    rowspan: int
    colspan: int
    kind: str
    text: str = ""
    slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Where one table stands in the grid, and which keys its lines of figures have."""

    table: Table
    top: int
    bottom: int  # the first row below it
    row_keys: tuple[tuple[int, str], ...]
    column_keys: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The tables of one section under one another."""

    width: int
    blocks: tuple[Block, ...]
    cells: tuple[Cell, ...]  # in reading order

    @property
    def height(self) -> int:
        return self.blocks[-1].bottom


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as it is drawn: labels at the left, labels on top, lines of figures between."""

    table: Table
    rows: Line
    columns: Line
    figures: tuple[tuple[str, tuple[Slot, ...]], ...]  # row key, its slots

    @property
    def width(self) -> int:
        return self.rows.depth + len(self.columns.leaves)


def lay_out(section: Section) -> Grid:
    """The grid of a section; the widest table sets its width."""
    shapes = [_shape(table) for table in section.tables]
    width = max((shape.width for shape in shapes), default=0)
    blocks: list[Block] = []
    cells: list[Cell] = []
    for shape in shapes:
        top = blocks[-1].bottom if blocks else 0
        blocks.append(_block(shape, top, width))
        cells += _cells(shape, top, width)
    return Grid(width, tuple(blocks), tuple(sorted(cells, key=lambda c: (c.row, c.col))))


def _shape(table: Table) -> Shape:
    slots = table.slots
    if table.across:
        columns = _graft(table.rows, table.columns.lines)
        return Shape(table, Line("", ""), columns, (("*", slots),))
    n = len(table.columns.leaves)
    lines = tuple((slots[i].row.key, slots[i : i + n]) for i in range(0, len(slots), n))
    return Shape(table, table.rows, table.columns, lines)


def _graft(line: Line, lines: tuple[Line, ...]) -> Line:
    """The tree with `lines` hung under each of its leaves."""
    return replace(line, lines=tuple(_graft(x, lines) for x in line.lines) or lines)


def _edges(shape: Shape, width: int) -> list[int]:
    """Where each column of figures begins, and the end of the last."""
    n = len(shape.columns.leaves)
    return [*accumulate([shape.rows.depth] + [1] * (n - 1)), width]


def _body(shape: Shape, top: int) -> int:
    """The first row of figures."""
    return top + bool(shape.table.title) + shape.columns.depth


def _block(shape: Shape, top: int, width: int) -> Block:
    body = _body(shape, top)
    rows = tuple((body + i, key) for i, (key, _) in enumerate(shape.figures))
    names = [
        f"{slot.row.key}.{slot.column.key}" if shape.table.across else slot.column.key
        for slot in shape.figures[0][1]
    ]
    columns = tuple(zip(_edges(shape, width), names, strict=False))
    return Block(shape.table, top, body + len(shape.figures), rows, columns)


def _cells(shape: Shape, top: int, width: int) -> Iterator[Cell]:
    under, left, body = (
        top + bool(shape.table.title),
        shape.rows.depth,
        _body(shape, top),
    )
    edges = _edges(shape, width)
    if shape.table.title:
        yield Cell(top, 0, 1, width, "title", shape.table.title)
    if left:
        yield Cell(under, 0, shape.columns.depth, left, "corner", shape.table.corner)
    for span in _spans(shape.columns, shape.columns.depth):
        begin, end = edges[span.start], edges[span.start + span.length]
        yield Cell(under + span.level, begin, span.levels, end - begin, "head", span.line.label)
    for span in _spans(shape.rows, left):
        row = body + span.start
        yield Cell(row, span.level, span.length, span.levels, "stub", span.line.label)
    for i, (_, slots) in enumerate(shape.figures):
        for j, slot in enumerate(slots):
            kind = "given" if slot.given else "derived"
            yield Cell(body + i, edges[j], 1, edges[j + 1] - edges[j], kind, "", slot)


@dataclass(frozen=True, slots=True)
class _Span:
    """A labelled line in its tree: first level, levels, first leaf, leaves."""

    line: Line
    level: int
    levels: int
    start: int
    length: int


def _spans(top: Line, deep: int, level: int = 0, start: int = 0) -> Iterator[_Span]:
    """Every labelled line below `top`; a group without a label is walked through, not shown."""
    for line in top.lines:
        n = len(line.leaves)
        if line.label:
            yield _Span(line, level, 1 if line.lines else deep - level, start, n)
        yield from _spans(line, deep, level + bool(line.label), start)
        start += n
