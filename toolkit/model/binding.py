"""Rules bound to the figures of a form, once, when the form is loaded.

A name that binds to nothing raises BindingError there, not at the first check next January.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from toolkit.model.comparison import Comparison, Name, Sign
from toolkit.model.finding import Severity
from toolkit.model.form import Line, Table
from toolkit.model.rule import Bound, Relation, Rule, Term

Tables = Mapping[str, Table]


class BindingError(Exception):
    """A name of a rule that means nothing in this form."""

    def __init__(self, code: str, name: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: {name}")
        self.code, self.name, self.choices = code, name, choices


class Spot(NamedTuple):
    """Where a rule stands: at one line of a table, or nowhere in particular."""

    table: Table | None = None
    axis: str = ""
    line: Line | None = None

    @property
    def at(self) -> str:
        return f"{self.table.key}.{self.line.key}" if self.table and self.line else ""


def bind_rule(rule: Rule, tables: Tables) -> tuple[Bound, ...]:
    """The rule at every place it speaks of; nothing for a rule that is not arithmetic."""
    if rule.holds is None:
        return ()
    return tuple(_bind(rule, rule.holds, spot, tables) for spot in _spots(rule, tables))


def sum_rules(table: Table) -> tuple[Bound, ...]:
    """That each derived line is the sum of its parts: known from the table, written nowhere."""
    return tuple(
        _bind(_sum_rule(table, axis, line), _is_sum(line), spot, {table.key: table})
        for axis, derived in (("row", table.columns), ("column", table.rows))
        for line in derived.leaves
        if line.sum
        for spot in _lines(table, axis)
    )


def _sum_rule(table: Table, axis: str, line: Line) -> Rule:
    each = (f"{table.key}.{axis}",)
    return Rule("sum", line.name, Severity.MUST, each=each, holds=_is_sum(line))


def _is_sum(line: Line) -> Comparison:
    return Comparison(
        (Name(True, (line.key,)),), Sign.EQUAL, (Name(True, (line.sum,), summed=True),)
    )


def _spots(rule: Rule, tables: Tables) -> Iterator[Spot]:
    if not rule.each:
        yield Spot()
    for each in rule.each:
        key, _, axis = each.partition(".")
        if key not in tables:
            raise BindingError("unknown-table", key, tuple(tables))
        if axis not in ("row", "column"):
            raise BindingError("unknown-each", each, (f"{key}.row", f"{key}.column"))
        yield from _lines(tables[key], axis)


def _lines(table: Table, axis: str) -> Iterator[Spot]:
    """Every leaf of an axis as a place; "row" means once for every row."""
    top = table.rows if axis == "row" else table.columns
    return (Spot(table, axis, line) for line in top.leaves)


def _bind(rule: Rule, holds: Comparison, spot: Spot, tables: Tables) -> Bound:
    return Bound(
        rule,
        spot.at or rule.code,
        spot.table.key if spot.table else "",
        spot.line.name if spot.line else "",
        _relation(holds, spot, tables),
        tuple(_relation(when, spot, tables) for when in rule.when),
        tuple(tuple(_relation(w, spot, tables) for w in case.when) for case in rule.cases),
        bool(spot.line and spot.line.sum),
    )


def _relation(said: Comparison, spot: Spot, tables: Tables) -> Relation:
    left, right = (tuple(_term(name, spot, tables) for name in s) for s in (said.left, said.right))
    return Relation(left, said.sign, right)


def _term(said: Name, spot: Spot, tables: Tables) -> Term:
    sign = 1 if said.plus else -1
    if not said.path:
        return Term(sign, number=said.number)
    if spot.table and spot.line and len(said.path) == 1:
        return _near(said, sign, spot.table, spot)
    return _far(said, sign, tables)


def _near(said: Name, sign: int, table: Table, spot: Spot) -> Term:
    """A name that is a line of the table at which the rule stands."""
    assert spot.line
    other = table.columns if spot.axis == "row" else table.rows
    line = _find(other, said.path[0])
    _summed_if_group(said, bool(line.lines))
    row, column = (spot.line, line) if spot.axis == "row" else (line, spot.line)
    return Term(sign, table.keys(row, column), said.last, line.name, said.summed)


def _far(said: Name, sign: int, tables: Tables) -> Term:
    """A name that gives table, row and column."""
    whole = ".".join(said.path)
    if len(said.path) != 3:
        raise BindingError("unknown-name", whole, ("table.row.column",))
    if said.path[0] not in tables:
        raise BindingError("unknown-table", said.path[0], tuple(tables))
    table = tables[said.path[0]]
    row, column = _find(table.rows, said.path[1]), _find(table.columns, said.path[2])
    _summed_if_group(said, bool(row.lines or column.lines))
    name = f"{table.name}{row.name}{column.name}"
    return Term(sign, table.keys(row, column), said.last, name, said.summed)


def _find(top: Line, key: str) -> Line:
    try:
        return top.find(key)
    except KeyError:
        raise BindingError("unknown-line", key, top.keys) from None


def _summed_if_group(said: Name, group: bool) -> None:
    if group != said.summed:
        code = "sum-missing" if group else "sum-of-line"
        raise BindingError(code, ".".join(said.path))
