"""The rules of a form upon one submission: which speak, which are broken, what is said of them.

check.py and compare.py call it for one submission, matrix.py finds the broken rules of many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from toolkit.model.figure import Key, Number, Place
from toolkit.model.finding import Finding
from toolkit.model.rule import Bound, Rule, Values
from toolkit.model.settings import Settings
from toolkit.model.submission import Submission
from toolkit.reading import reading_order

NO_YEAR: Mapping[Key, Number | None] = {}


def speaks(rule: Rule, submission: Submission) -> bool:
    """Whether a rule is meant for this year and this agency."""
    return rule.in_force(submission.year) and rule.unless not in submission.agency.flags


def rules_for(submission: Submission, *, last_known: bool) -> Iterator[Bound]:
    """The arithmetic rules to be judged; totals that are formulas need no rule that they add up."""
    for bound in submission.form.bound:
        if bound.rule.code == "sum" and not submission.printed:
            continue
        if bound.needs_last and not (last_known or bound.rule.without_last):
            continue
        if speaks(bound.rule, submission):
            yield bound


def last_values(submission: Submission, last: Submission | None) -> Values:
    """Last year's figures in the keys of this year's form; none where there is no last year."""
    if last is None:
        return NO_YEAR
    from toolkit.bridge import bridge_submission  # loaded only where there is a last year

    return bridge_submission(last, submission.form).submission.values


def places_of(submission: Submission, keys: Iterable[Key]) -> tuple[Place, ...]:
    """Where figures stand, those left out that stand nowhere in particular."""
    places = (submission.place(key) for key in keys)
    return tuple(place for place in places if place.cell or place.line)


def broken_findings(
    submission: Submission, broken: Sequence[Bound], last: Values
) -> Iterator[Finding]:
    """What the broken rules say, without those that only repeat another at a total."""
    values = submission.values
    misses = [_Miss(bound, *bound.sides(values, last)) for bound in broken]
    for miss in misses:
        if not _repeats(miss, misses, submission.printed):
            yield _finding(miss, submission, values, last)


class _Miss(NamedTuple):
    """A broken rule and what its two sides come to."""

    bound: Bound
    left: Number
    right: Number

    @property
    def difference(self) -> Number:
        return self.left - self.right


def _repeats(miss: _Miss, misses: Sequence[_Miss], printed: bool) -> bool:
    """Whether a rule at a total says no more than the lines that make the total say already."""
    if not miss.bound.derived or miss.bound.rule.code == "sum":  # each typed total stands alone
        return False
    below = [m for m in misses if m.bound.rule is miss.bound.rule and not m.bound.derived]
    explained = sum(m.difference for m in below) == miss.difference
    return bool(below) and (explained or not printed)


def _finding(miss: _Miss, submission: Submission, values: Values, last: Values) -> Finding:
    bound = miss.bound
    case = bound.case(values, last)
    facts: tuple[tuple[str, object], ...] = (
        ("at", bound.at),
        ("left", miss.left),
        ("right", miss.right),
        ("difference", miss.difference),
        ("terms", _terms(bound, values, last)),
        *((("case", case),) if case is not None else ()),
    )
    places = places_of(submission, bound.keys)
    return Finding(bound.rule.code, bound.rule.severity, bound.keys, places, facts)


def _terms(bound: Bound, values: Values, last: Values) -> tuple[Number, ...]:
    """What each term came to, so that the sentence can write out the sum."""
    before = {key: last.get(key) or 0 for of_last, key in bound.inputs if of_last}
    return tuple(term.value(values, before) for term in bound.relation.terms())


def settled(
    findings: Iterable[Finding], submission: Submission, settings: Settings
) -> tuple[Finding, ...]:
    """The findings as an officer set the rules, in the order in which the report is read."""
    year, agency = submission.year, submission.agency.code
    trial = {rule.code for rule in submission.form.rules if year in rule.probation}
    kept = (_settle(f, settings, agency, trial) for f in findings if f.code not in settings.off)
    return tuple(sorted(kept, key=reading_order(submission.form)))


def _settle(finding: Finding, settings: Settings, agency: str, trial: set[str]) -> Finding:
    waiver = settings.waiver(finding.code, agency)
    if waiver:
        return finding.lowered(waived=waiver.reason, by=waiver.by)
    if finding.code in settings.probation or finding.code in trial:
        return finding.lowered(probation=True)
    return finding
