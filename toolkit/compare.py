"""This year against last year → findings.

Two sorts: the rules that name `last.` figures, and the named comparisons that are no arithmetic
(`finds = …` in the form), each with its declared limits. check.py takes both in with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from toolkit.bridge import bridge_submission
from toolkit.judge import broken_findings, last_values, places_of, rules_for, settled, speaks
from toolkit.lexicon import messages
from toolkit.model.figure import Key, Number
from toolkit.model.finding import Finding
from toolkit.model.form import Slot
from toolkit.model.rule import Rule, Values
from toolkit.model.settings import AS_DECLARED, Settings
from toolkit.model.submission import Submission

Pairs = Mapping[Key, tuple[Number, Number]]  # last year, this year


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
    here = bridge_submission(last, now.form).submission
    for rule in now.form.rules:
        if rule.finds and speaks(rule, now):
            yield from FINDERS[rule.finds](rule, now, here, last)
    yield from _not_compared(now, here, last)


def _pairs(now: Submission, last: Values) -> Iterator[tuple[Slot, Number, Number]]:
    """Given figures known in both years."""
    for key, slot in now.form.slots.items():
        before, found = last.get(key), now.value(key)
        if slot.given and before is not None and found is not None:
            yield slot, before, found


def _identical(
    rule: Rule, now: Submission, here: Submission, last: Submission
) -> Iterator[Finding]:
    """All flows as they were, and enough of them not 0. Stocks may well stay as they are."""
    pairs = [(s, b, f) for s, b, f in _pairs(now, here.values) if not s.stock]
    same = [slot.key for slot, before, found in pairs if before == found != 0]
    if len(same) >= rule.limit("at_least") and all(b == f for _, b, f in pairs):
        yield _finding(rule, now, tuple(same), count=len(same))


def _jump(rule: Rule, now: Submission, here: Submission, last: Submission) -> Iterator[Finding]:
    """Figures that multiplied, or fell to a fraction."""
    ratio, difference = rule.limit("ratio"), rule.limit("difference")
    for slot, before, found in _pairs(now, here.values):
        low, high = sorted((Decimal(before), Decimal(found)))
        if high - low > difference and high > ratio * low:
            yield _finding(rule, now, (slot.key,), before=before, found=found)


def _copied(rule: Rule, now: Submission, here: Submission, last: Submission) -> Iterator[Finding]:
    """A figure equal to one of last year's that looks alike and means something else."""
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


Finder = Callable[[Rule, Submission, Submission, Submission], Iterator[Finding]]
FINDERS: Mapping[str, Finder] = {"identical": _identical, "jump": _jump, "copied": _copied}


def _not_compared(now: Submission, here: Submission, last: Submission) -> Iterator[Finding]:
    """Rules that last year's edition leaves without a figure: told, not passed over in silence."""
    if last.form.editions == now.form.editions:
        return
    values = here.values
    gone = [
        bound
        for bound in now.form.bound
        if bound.needs_last and any(key not in values for of_last, key in bound.inputs if of_last)
    ]
    if gone:
        facts = (("before", last.form.edition), ("count", len(gone)))
        code = "not-compared"
        yield Finding(code, messages().severity(code), facts=facts)
