"""The rule language, as written: parsed once, never evaluated as text.

    comparison :=  sum  ("==" | "<=" | ">=")  sum
    sum        :=  term (("+" | "-") term)*
    term       :=  name | "sum(" group ")" | whole number
    name       :=  ["last."] line                    where the rule stands at each row or column
                |  ["last."] table.row.column        where it stands alone

load_rules.py calls it; binding.py binds what it returns to the figures of a form.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from toolkit.model.figure import Number

LARGEST = 10**11  # whole numbers in rules stay small enough to be exact in a matrix
LONGEST = 1000  # characters; nobody can read more, and a parser is not endlessly deep


class Sign(Enum):
    """The three comparisons, with what a spreadsheet calls them."""

    EQUAL = "="
    AT_MOST = "<="
    AT_LEAST = ">="

    def holds(self, left: Number, right: Number) -> bool:
        return _TESTS[self](left, right)


_TESTS: dict[Sign, Callable[[Number, Number], bool]] = {
    Sign.EQUAL: operator.eq,
    Sign.AT_MOST: operator.le,
    Sign.AT_LEAST: operator.ge,
}
_SIGNS: dict[type[ast.cmpop], Sign] = {
    ast.Eq: Sign.EQUAL,
    ast.LtE: Sign.AT_MOST,
    ast.GtE: Sign.AT_LEAST,
}


class Name(NamedTuple):
    """One term as written: `total`, `last.total`, `sum(outcomes)`, or a whole number."""

    plus: bool
    path: tuple[str, ...] = ()
    last: bool = False
    summed: bool = False
    number: int = 0


class Comparison(NamedTuple):
    """One comparison as written."""

    left: tuple[Name, ...]
    sign: Sign
    right: tuple[Name, ...]

    @property
    def names(self) -> tuple[Name, ...]:
        """Its terms without the numbers."""
        return tuple(name for name in self.left + self.right if name.path)


class NoComparison(ValueError):
    """A text that is not of the language: the code of the mistake, and the words at fault."""

    def __init__(self, found: str, code: str = "bad-comparison") -> None:
        super().__init__(found)
        self.found, self.code = found, code


def parse_comparison(text: str) -> Comparison:
    """Return the comparison that `text` spells; NoComparison says what is not of the language."""
    if len(text) > LONGEST:
        raise NoComparison(text, "comparison-too-long")
    match _tree(text):
        case ast.Compare(left, [sign], [right]) if type(sign) in _SIGNS:
            return Comparison(_sum(left), _SIGNS[type(sign)], _sum(right))
    raise NoComparison(text)


def _tree(text: str) -> ast.expr:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as wrong:
        raise NoComparison(text) from wrong


def _sum(node: ast.expr, plus: bool = True) -> tuple[Name, ...]:
    match node:
        case ast.BinOp(left, ast.Add(), right):
            return _sum(left, plus) + _sum(right, plus)
        case ast.BinOp(left, ast.Sub(), right):
            return _sum(left, plus) + _sum(right, not plus)
        case ast.Constant(value) if type(value) is int:
            if value >= LARGEST:
                raise NoComparison(ast.unparse(node), "number-too-large")
            return (Name(plus, number=value),)
        case ast.Call(ast.Name("sum"), [inner], []):
            return (_name(inner, plus, summed=True),)
    return (_name(node, plus, summed=False),)


def _name(node: ast.expr, plus: bool, *, summed: bool) -> Name:
    path: list[str] = []
    whole = node
    while isinstance(node, ast.Attribute):
        path.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        raise NoComparison(ast.unparse(whole))
    path.insert(0, node.id)
    last = path[0] == "last"
    if path == ["last"]:
        raise NoComparison("last")
    return Name(plus, tuple(path[last:]), last, summed)
