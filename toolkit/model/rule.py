"""Rules as declared, and bound to the figures of a form.

From one Bound come the verdict here, the spreadsheet formula (formula.py), the row of the matrix
(toolkit/matrix.py) and the sentence (toolkit/say.py). The language itself is in comparison.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from toolkit.model.comparison import Comparison, Sign
from toolkit.model.figure import Key, Number
from toolkit.model.finding import Severity

Values = Mapping[Key, Number | None]


class Case(NamedTuple):
    """A way in which a rule is often broken, with advice of its own."""

    when: tuple[Comparison, ...]
    remedy: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold, as declared. Either `holds` (arithmetic) or `finds` (a named comparison)."""

    code: str
    title: str
    severity: Severity
    basis: str = ""
    remedy: str = ""
    message: str = ""  # said instead of the equation, with {left} {right} {difference} in it
    holds: Comparison | None = None
    finds: str = ""
    limits: tuple[tuple[str, int], ...] = ()
    each: tuple[str, ...] = ()  # "requests.column": once for every column of requests
    when: tuple[Comparison, ...] = ()
    cases: tuple[Case, ...] = ()
    years: tuple[int, int] = (0, 9999)
    probation: tuple[int, ...] = ()  # in these years it is told as a note only
    unless: str = ""  # a flag of the agency that lifts the rule
    without_last: bool = False  # judged also where last year is not known, counted as 0 then
    source: str = ""  # the number in the catalogue of check rules it answers to

    def limit(self, name: str) -> int:
        """A number that this rule is declared with."""
        return dict(self.limits)[name]

    def in_force(self, year: int | None) -> bool:
        """Whether the rule is valid for a reporting year; an unknown year leaves it valid."""
        return year is None or self.years[0] <= year <= self.years[1]


class Term(NamedTuple):
    """A name bound to the figures it means."""

    sign: int
    keys: tuple[Key, ...] = ()
    last: bool = False
    name: str = ""  # the words of the line, or of row and column
    summed: bool = False
    number: int = 0

    def value(self, now: Values, last: Values) -> Number:
        """This term without its sign; every figure must be there."""
        figures = last if self.last else now
        return sum((_there(figures[key]) for key in self.keys), start=self.number)


def _there(value: Number | None) -> Number:
    if value is None:
        raise ValueError("a term was evaluated before its figures were known")
    return value


Side = tuple[Term, ...]


def total(side: Side, now: Values, last: Values) -> Number:
    """What a side comes to."""
    result: Number = 0
    for term in side:
        result += term.sign * term.value(now, last)
    return result


@dataclass(frozen=True, eq=False)
class Relation:
    """A comparison bound to figures."""

    left: Side
    sign: Sign
    right: Side

    def holds(self, now: Values, last: Values) -> bool:
        return self.sign.holds(total(self.left, now, last), total(self.right, now, last))

    def terms(self) -> Side:
        return self.left + self.right

    @cached_property
    def coefficients(self) -> Mapping[tuple[bool, Key], int]:
        """Left minus right as one linear row: (last year?, key) → coefficient, zeros left out."""
        row: dict[tuple[bool, Key], int] = {}
        for side, way in ((self.left, 1), (self.right, -1)):
            for term in side:
                for key in term.keys:
                    row[term.last, key] = row.get((term.last, key), 0) + way * term.sign
        return {name: factor for name, factor in row.items() if factor}

    @cached_property
    def constant(self) -> int:
        """The whole numbers of left minus right."""
        left = sum(t.sign * t.number for t in self.left)
        return left - sum(t.sign * t.number for t in self.right)


@dataclass(frozen=True, eq=False)
class Bound:
    """One arithmetic rule at one place of the form: these figures, these words."""

    rule: Rule
    at: str  # "requests.person": the table and the line it stands at; the rule's code otherwise
    table: str  # the key of that table; "" for a rule that stands alone
    where: str  # the words of that line
    relation: Relation
    when: tuple[Relation, ...] = ()
    cases: tuple[tuple[Relation, ...], ...] = ()
    derived: bool = False  # stands at a line that is itself a sum of other lines

    @cached_property
    def inputs(self) -> frozenset[tuple[bool, Key]]:
        """(last year?, key) of every figure that must be known before there is a verdict."""
        relations = (self.relation, *self.when)
        return frozenset((t.last, k) for r in relations for t in r.terms() for k in t.keys)

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """This year's figures it speaks of, in the order in which it names them."""
        terms = self.relation.terms()
        return tuple(dict.fromkeys(k for t in terms if not t.last for k in t.keys))

    @cached_property
    def needed(self) -> tuple[Key, ...]:
        """This year's figures that must be known, those of its conditions too."""
        return self._named(last=False)

    @cached_property
    def needed_last(self) -> tuple[Key, ...]:
        """Last year's; none where last year may be unknown."""
        return () if self.rule.without_last else self._named(last=True)

    def _named(self, *, last: bool) -> tuple[Key, ...]:
        terms = (term for r in (self.relation, *self.when) for term in r.terms())
        return tuple(dict.fromkeys(key for t in terms if t.last == last for key in t.keys))

    @cached_property
    def needs_last(self) -> bool:
        return any(last for last, _ in self.inputs)

    def known(self, now: Values, last: Values) -> bool:
        """Whether every figure is there; last year counts as 0 where the rule says so."""
        return all(
            (last if of_last else now).get(key) is not None
            for of_last, key in self.inputs
            if not (of_last and self.rule.without_last)
        )

    def verdict(self, now: Values, last: Values) -> bool | None:
        """True, False, or None where a figure is missing."""
        if not self.known(now, last):
            return None
        before = self._last_as_zero(last)
        if not all(relation.holds(now, before) for relation in self.when):
            return True
        return self.relation.holds(now, before)

    def sides(self, now: Values, last: Values) -> tuple[Number, Number]:
        """What left and right come to, for the sentence."""
        before = self._last_as_zero(last)
        return total(self.relation.left, now, before), total(self.relation.right, now, before)

    def case(self, now: Values, last: Values) -> int | None:
        """The first of the rule's cases that fits; None where none does."""
        for number, case in enumerate(self.cases):
            if all(_holds_if_known(relation, now, last) for relation in case):
                return number
        return None

    def _last_as_zero(self, last: Values) -> Values:
        if not (self.rule.without_last and self.needs_last):
            return last
        wanted = (key for of_last, key in self.inputs if of_last)
        return {key: last.get(key) or 0 for key in wanted}


def _holds_if_known(relation: Relation, now: Values, last: Values) -> bool:
    known = all(
        (last if t.last else now).get(k) is not None for t in relation.terms() for k in t.keys
    )
    return known and relation.holds(now, last)
