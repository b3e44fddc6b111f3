"""All arithmetic rules upon all agencies at once: one sparse matrix times the figures.

The same Bound that judges one clerk gives one row here; a property test holds the two against each
other. A figure is a line, an agency a column: a rule touches few figures, so adding those lines is
many times quicker than a full product, and a missing figure (nan) spoils only its own rules.
Called by check_all; the only file of the checks that knows numpy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.judge import last_values, rules_for, speaks
from toolkit.model.comparison import Sign
from toolkit.model.figure import Key
from toolkit.model.form import Form
from toolkit.model.rule import Bound, Relation, Values
from toolkit.model.submission import Submission

SCALE = 10_000  # money has four decimals; so scaled, every figure is a whole number
EXACT = 2**53  # up to here a float holds every whole number
CHUNK = 5_000  # agencies judged at a time, so that memory stays flat; fewer are slower

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
        sheet = Sheet(submissions[places[0]].form, last_known)
        for start in range(0, len(places), CHUNK):
            some = places[start : start + CHUNK]
            chosen = [(submissions[place], lasts[place]) for place in some]
            for place, found in zip(some, _broken_of(sheet, chosen), strict=True):
                broken[place] = found
    return broken


def _broken_of(
    sheet: Sheet, chosen: Sequence[tuple[Submission, Submission | None]]
) -> list[list[Bound]]:
    """The broken rules of submissions that were filed on the form of this sheet."""
    years = [(now, last_values(now, last)) for now, last in chosen]
    figures = sheet.figures([now.values for now, _ in years], [before for _, before in years])
    found: list[list[Bound]] = [[] for _ in chosen]
    for column, row in np.argwhere(sheet.judge(figures).T).tolist():
        found[column].append(sheet.bound[row])
    inexact: Truth = np.any(np.abs(figures) > sheet.largest, axis=0)
    return [
        _one_by_one(now, before, sheet.last_known) if large else _speaking(now, some)
        for (now, before), some, large in zip(years, found, inexact, strict=True)
    ]


def _one_by_one(now: Submission, before: Values, last_known: bool) -> list[Bound]:
    values, rules = now.values, rules_for(now, last_known=last_known)
    return [bound for bound in rules if bound.verdict(values, before) is False]


def _speaking(now: Submission, found: list[Bound]) -> list[Bound]:
    """What the matrix found, without rules that do not speak to this year, agency or file."""
    return [b for b in found if speaks(b.rule, now) and (b.rule.code != "sum" or now.printed)]


@dataclass(frozen=True, slots=True)
class _Row:
    """A relation as the lines that are added and those that are taken away."""

    plus: tuple[int, ...]
    minus: tuple[int, ...]
    constant: int
    sign: Sign

    @property
    def largest(self) -> float:
        """How large figures may be so that their sum is exact; beyond it they go one by one."""
        return (EXACT - abs(self.constant) * SCALE) / max(1, len(self.plus) + len(self.minus))

    def write(self, figures: Matrix, difference: Matrix) -> None:
        """Put left minus right of every agency there; nan where a figure is missing."""
        difference.fill(self.constant * SCALE)
        for place in self.plus:
            difference += figures[place]
        for place in self.minus:
            difference -= figures[place]


class _Rows:
    """Relations upon all agencies. Comparing with nan gives False: what is not known is neither."""

    def __init__(self, rows: Sequence[_Row]) -> None:
        self.rows = rows
        self.at_most = [place for place, row in enumerate(rows) if row.sign is Sign.AT_MOST]
        self.at_least = [place for place, row in enumerate(rows) if row.sign is Sign.AT_LEAST]

    def differences(self, figures: Matrix) -> Matrix:
        differences = np.empty((len(self.rows), figures.shape[1]))
        for row, difference in zip(self.rows, differences, strict=True):
            row.write(figures, difference)
        return differences

    def broken(self, figures: Matrix) -> Truth:
        difference = self.differences(figures)
        wrong: Truth = np.abs(difference) > 0
        wrong[self.at_most] = difference[self.at_most] > 0
        wrong[self.at_least] = difference[self.at_least] < 0
        return wrong

    def held(self, figures: Matrix) -> Truth:
        difference = self.differences(figures)
        right: Truth = difference == 0
        right[self.at_most] |= difference[self.at_most] < 0
        right[self.at_least] |= difference[self.at_least] > 0
        return right


class Sheet:
    """The rules of one form, and the lines on which they look for figures."""

    def __init__(self, form: Form, last_known: bool) -> None:
        self.last_known = last_known
        self.bound = [
            b for b in form.bound if last_known or b.rule.without_last or not b.needs_last
        ]
        names = dict.fromkeys(name for bound in self.bound for name in bound.inputs)
        self.now: list[Key] = [key for of_last, key in names if not of_last]
        self.last: list[Key] = [key for of_last, key in names if of_last]
        lines = [*((False, key) for key in self.now), *((True, key) for key in self.last)]
        self.line = {name: place for place, name in enumerate(lines)}
        self.rules = _Rows([self._row(b.relation, b.rule.without_last) for b in self.bound])
        whens = [(n, b, when) for n, b in enumerate(self.bound) for when in b.when]
        self.whens = _Rows([self._row(when, b.rule.without_last) for _, b, when in whens])
        self.owners = [n for n, _, _ in whens]
        self.largest = min((row.largest for row in (*self.rules.rows, *self.whens.rows)), default=0)

    def _row(self, relation: Relation, without_last: bool) -> _Row:
        places: dict[int, list[int]] = {1: [], -1: []}
        for side, way in ((relation.left, 1), (relation.right, -1)):
            for term in side:
                # Below all lines stand those of last year again, with 0 where nothing is known.
                again = len(self.last) if term.last and without_last else 0
                places[way * term.sign] += (self.line[term.last, k] + again for k in term.keys)
        return _Row(tuple(places[1]), tuple(places[-1]), relation.constant, relation.sign)

    def figures(self, now: Sequence[Values], last: Sequence[Values]) -> Matrix:
        """The figures of all agencies, scaled to whole numbers; nan where there is none."""
        columns = [
            [*map(this.get, self.now), *map(before.get, self.last)]
            for this, before in zip(now, last, strict=True)
        ]
        lines = np.array(columns, dtype=np.float64).reshape(len(now), len(self.line)).T
        whole = np.rint(np.ascontiguousarray(lines) * SCALE)
        return np.vstack((whole, np.nan_to_num(whole[len(self.now) :])))

    def judge(self, figures: Matrix) -> Truth:
        """A line for each rule; true where it is broken: all known, conditions met, not held."""
        broken = self.rules.broken(figures)
        for owner, met in zip(self.owners, self.whens.held(figures), strict=True):
            broken[owner] &= met
        return broken
