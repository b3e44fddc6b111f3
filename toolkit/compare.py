"""This year against last year → findings.

Two sorts: the rules that name `last.` figures, and the named comparisons that are no arithmetic
(`finds = …` in the form), each with its declared limits. check.py takes both in with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from toolkit.bridge import bridge_submission
from toolkit.judge import broken_findings, last_values, places_of, rules_for, settled, speaks
from toolkit.lexicon import messages
from toolkit.model.figure import Key, Number
from toolkit.model.finding import Finding
from toolkit.model.form import Slot
from toolkit.model.rule import Rule
from toolkit.model.settings import AS_DECLARED, Settings
from toolkit.model.submission import Submission


def compare(
    now: Submission, last: Submission, settings: Settings = AS_DECLARED
) -> tuple[Finding, ...]:
    """What last year's submission gives reason to say about this year's."""
    values, before = now.values, last_values(now, last)
    rules = (bound for bound in rules_for(now, last_known=True) if bound.needs_last)
    broken = [bound for bound in rules if bound.verdict(values, before) is False]
    findings = (*broken_findings(now, broken, before), *compare_named(now, last))
    return settled(findings, now, settings)


def compare_named(now: Submission, last: Submission) -> Iterator[Finding]:
    """The findings of every named comparison that the form declares."""
    years = _Years(now, last, bridge_submission(last, now.form).submission)
    for rule in now.form.rules:
        if rule.finds and speaks(rule, now):
            yield from FINDERS[rule.finds](rule, years)
    yield from _not_compared(years)


@dataclass(frozen=True)
class _Years:
    """A submission, that of the year before, and the latter in the keys of the former."""

    now: Submission
    last: Submission
    here: Submission

    @cached_property
    def pairs(self) -> tuple[tuple[Slot, Number, Number], ...]:
        """Given figures known in both years: last year's, this year's."""
        last, now = self.here.values, self.now.values
        return tuple(
            (slot, before, found)
            for slot in self.now.form.given
            if (before := last.get(slot.key)) is not None
            and (found := now.get(slot.key)) is not None
        )


def _identical(rule: Rule, years: _Years) -> Iterator[Finding]:
    """All flows as they were, and enough of them not 0. Stocks may well stay as they are."""
    if any(before != found and not slot.stock for slot, before, found in years.pairs):
        return
    same = [slot.key for slot, _, found in years.pairs if found and not slot.stock]
    if len(same) >= rule.limit("at_least"):
        yield _finding(rule, years.now, tuple(same), count=len(same))


def _jump(rule: Rule, years: _Years) -> Iterator[Finding]:
    """Figures that multiplied, or fell to a fraction."""
    ratio, difference = rule.limit("ratio"), rule.limit("difference")
    for slot, before, found in years.pairs:
        low, high = min(before, found), max(before, found)
        if low >= 0 and high - low > difference and high > ratio * low:
            yield _finding(rule, years.now, (slot.key,), before=before, found=found)


def _copied(rule: Rule, years: _Years) -> Iterator[Finding]:
    """A figure equal to one of last year's that looks alike and means something else."""
    now, last = years.now, years.last
    for bridge in dict.fromkeys((*now.form.bridge, *last.form.bridge)):
        if bridge.same:
            continue
        for mine, theirs in ((bridge.there, bridge.here), (bridge.here, bridge.there)):
            before = {last.value(key) for key in theirs} if _filed(last, theirs) else set()
            for key in mine:
                found = now.value(key)
                if found and found in before:
                    yield _finding(rule, now, (key,), found=found, why=bridge.why)


def _filed(last: Submission, keys: tuple[Key, ...]) -> bool:
    return all(key in last.form.slots for key in keys)


def _finding(rule: Rule, now: Submission, keys: tuple[Key, ...], **facts: object) -> Finding:
    return Finding(rule.code, rule.severity, keys, places_of(now, keys), tuple(facts.items()))


Finder = Callable[[Rule, _Years], Iterator[Finding]]
FINDERS: Mapping[str, Finder] = {"identical": _identical, "jump": _jump, "copied": _copied}


def _not_compared(years: _Years) -> Iterator[Finding]:
    """Rules that last year leaves without a figure: told, not passed over in silence."""
    known = years.here.values
    gone = [
        bound
        for bound in rules_for(years.now, last_known=True)
        if bound.needs_last
        and not bound.rule.without_last
        and any(known.get(key) is None for of_last, key in bound.inputs if of_last)
    ]
    if gone:
        facts = (("before", years.last.form.edition), ("count", len(gone)))
        yield Finding("not-compared", messages().severity("not-compared"), facts=facts)
