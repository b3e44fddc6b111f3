"""Just enough of a spreadsheet to work out the live checks: six functions, + and -, comparisons."""

import operator
import re
from decimal import Decimal

TOKEN = re.compile(r'\s*(<=|>=|<>|[=<>+\-(),]|"[^"]*"|\d+(?:\.\d+)?|[A-Z]+\d*)')
COMPARISONS = {
    "=": operator.eq,
    "<>": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def calculate(formula, cells):
    """The value of a formula over cells, where None is a blank one."""
    tokens = TOKEN.findall(formula)
    assert "".join(tokens) == formula.replace(" ", ""), formula
    reader = _Reader(tokens, cells)
    value = reader.comparison()
    assert not reader.tokens, reader.tokens
    return value


class _Reader:
    """Recursive descent; every method takes what it understands off the front."""

    def __init__(self, tokens, cells):
        self.tokens, self.cells = tokens, cells

    def _take(self, *wanted):
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in wanted else None

    def comparison(self):
        left = self._sum()
        sign = self._take(*COMPARISONS)
        return COMPARISONS[sign](_number(left), _number(self._sum())) if sign else left

    def _sum(self):
        value = self._term()
        while sign := self._take("+", "-"):
            way = 1 if sign == "+" else -1
            value = _number(value) + way * _number(self._term())
        return value

    def _term(self):
        token = self.tokens.pop(0)
        if token.startswith('"'):
            return token[1:-1]
        if token[0].isdigit():
            return Decimal(token)
        return FUNCTIONS[token](self._arguments()) if self._take("(") else self.cells[token]

    def _arguments(self):
        arguments = [self.comparison()]
        while self._take(","):
            arguments.append(self.comparison())
        assert self._take(")")
        return arguments


def _number(value):
    """A blank counts as 0 in arithmetic; a text would be #VALUE!, so it must never get here."""
    assert not isinstance(value, str)
    return 0 if value is None else value


FUNCTIONS = {
    "SUM": lambda values: sum(v for v in values if v is not None),
    "COUNT": lambda values: sum(v is not None for v in values),
    "IF": lambda values: values[1] if values[0] else values[2],
    "AND": all,
    "OR": any,
    "NOT": lambda values: not values[0],
}
