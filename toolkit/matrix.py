"""All arithmetic rules upon all agencies at once: one coefficient matrix times the figures.

The same Bound that judges one clerk gives one row here; a property test holds the two against each
other. Called by check_all; the only file of the checks that knows numpy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.judge import last_values, rules_for, speaks
from toolkit.model.figure import Key, Number
from toolkit.model.form import Form
from toolkit.model.rule import Bound, Relation, Sign, Values
from toolkit.model.submission import Submission

SCALE = 10_000  # money has four decimals; so scaled, every figure is a whole number
EXACT = 10**9  # figures beyond it could lose digits in a float: those are judged one by one
CHUNK = 5_000  # agencies judged at a time, so that memory stays flat

Matrix = NDArray[np.float64]
Truth = NDArray[np.bool_]


def broken_rules(
    submissions: Sequence[Submission], lasts: Sequence[Submission | None]
) -> list[list[Bound]]:
    """For each submission the rules that its figures break, in the order of the form."""
    broken: list[list[Bound]] = [[] for _ in submissions]
    alike: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for place, submission in enumerate(submissions):
        alike[id(submission.form), lasts[place] is not None].append(place)
    for (_, last_known), places in alike.items():
        for start in range(0, len(places), CHUNK):
            some = places[start : start + CHUNK]
            chosen = [(submissions[place], lasts[place]) for place in some]
            for place, found in zip(some, _broken_of(chosen, last_known), strict=True):
                broken[place] = found
    return broken


def _broken_of(
    chosen: Sequence[tuple[Submission, Submission | None]], last_known: bool
) -> list[list[Bound]]:
    """The broken rules of submissions that were filed on one form."""
    form = chosen[0][0].form
    sheet = Sheet(form, last_known)
    years = [(now, last_values(now, last)) for now, last in chosen]
    figures = sheet.figures([now.values for now, _ in years], [before for _, before in years])
    false = sheet.judge(figures)
    return [
        _of_one(now, before, [sheet.bound[n] for n in np.flatnonzero(row)], exact, last_known)
        for (now, before), row, exact in zip(years, false, _exact(figures), strict=True)
    ]


def _exact(figures: Matrix) -> Truth:
    """Which lines hold no figure too large to be added without loss."""
    largest: Matrix = np.nan_to_num(np.abs(figures)).max(axis=1, initial=0)
    return largest <= EXACT


def _of_one(
    now: Submission, before: Values, found: list[Bound], exact: bool, last_known: bool
) -> list[Bound]:
    """What the matrix found, without rules that do not speak to this year, agency or file."""
    if not exact:
        values = now.values
        rules = rules_for(now, last_known=last_known)
        return [bound for bound in rules if bound.verdict(values, before) is False]
    return [b for b in found if speaks(b.rule, now) and (b.rule.code != "sum" or now.printed)]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Relations as rows of numbers."""

    factors: Matrix
    constants: Matrix
    signs: NDArray[np.int8]

    def holds(self, figures: Matrix) -> Truth:
        """For every agency and every relation whether it holds."""
        left = figures @ self.factors.T + self.constants
        equal, at_most = self.signs == 0, self.signs == 1
        held: Truth = np.where(equal, left == 0, np.where(at_most, left <= 0, left >= 0))
        return held


class Sheet:
    """The rules of one form laid out as a matrix: a row for each, a column for each figure."""

    def __init__(self, form: Form, last_known: bool) -> None:
        self.bound = [
            b for b in form.bound if last_known or b.rule.without_last or not b.needs_last
        ]
        inputs = dict.fromkeys(name for b in self.bound for name in b.inputs)
        self.now: list[Key] = [key for of_last, key in inputs if not of_last]
        self.last: list[Key] = [key for of_last, key in inputs if of_last]
        columns = [*((False, key) for key in self.now), *((True, key) for key in self.last)]
        self.column = {name: place for place, name in enumerate(columns)}
        self.rules = self._rows([bound.relation for bound in self.bound])
        whens = [(n, when) for n, bound in enumerate(self.bound) for when in bound.when]
        self.owners = np.array([n for n, _ in whens], dtype=np.intp)
        self.whens = self._rows([when for _, when in whens])
        self.needed = self._needed()

    def _rows(self, relations: Sequence[Relation]) -> _Rows:
        factors = np.zeros((len(relations), len(self.column)))
        for n, relation in enumerate(relations):
            for name, factor in relation.coefficients.items():
                factors[n, self.column[name]] = factor
        constants = np.array([r.constant * SCALE for r in relations], dtype=np.float64)
        order = (Sign.EQUAL, Sign.AT_MOST, Sign.AT_LEAST)
        return _Rows(
            factors, constants, np.array([order.index(r.sign) for r in relations], np.int8)
        )

    def _needed(self) -> Matrix:
        """1 where a rule needs a figure before there is a verdict."""
        needed = np.zeros((len(self.bound), len(self.column)))
        for n, bound in enumerate(self.bound):
            for name in bound.inputs:
                needed[n, self.column[name]] = not (name[0] and bound.rule.without_last)
        return needed

    def figures(self, now: Sequence[Values], last: Sequence[Values]) -> Matrix:
        """A line for each agency, its figures in the order of the columns; nan where none is."""
        lines = [
            [*map(this.get, self.now), *map(before.get, self.last)]
            for this, before in zip(now, last, strict=True)
        ]
        return np.array(lines, dtype=np.float64)

    def judge(self, figures: Matrix) -> Truth:
        """True where a rule is broken: all its figures known, its conditions met, not held."""
        absent = np.isnan(figures)
        whole = np.rint(np.nan_to_num(figures) * SCALE)
        known = (absent.astype(np.float64) @ self.needed.T) == 0
        broken: Truth = known & ~self.rules.holds(whole)
        met = self.whens.holds(whole)
        for place, owner in enumerate(self.owners):
            broken[:, owner] &= met[:, place]
        return broken
