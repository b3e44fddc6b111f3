"""Rules in words: what one asks, and how it came out. Called by say.py and dictionary.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from toolkit.lexicon import messages
from toolkit.model.comparison import Sign
from toolkit.model.figure import Number
from toolkit.model.finding import Finding
from toolkit.model.rule import Bound, Relation, Side, Term

SIGNS = {Sign.EQUAL: "equals", Sign.AT_MOST: "at_most", Sign.AT_LEAST: "at_least"}


def say_rule(bound: Bound) -> str:
    """What a rule asks, for the handbook: its terms by name, without figures."""
    words, told = messages().words, _relation(bound.relation)
    if not bound.when:
        return told
    conditions = words["and"].join(_relation(when) for when in bound.when)
    return words["when"].format(conditions=conditions) + told


def say_outcome(bound: Bound, finding: Finding) -> str:
    """How it came out: both sides worked out from the finding's facts, and the difference."""
    terms, words = finding.fact("terms"), messages().words
    left, right = bound.relation.left, bound.relation.right
    assert isinstance(terms, tuple)
    sides = (
        _worked(left, terms[: len(left)], finding.fact("left")),
        _worked(right, terms[len(left) :], finding.fact("right")),
    )
    return words["comma"].join((*sides, say_difference(finding)))


def shown(value: object) -> str:
    """A fact as it goes into a sentence: money as typed, several names joined."""
    if isinstance(value, tuple):
        return messages().words["and"].join(map(str, value))
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def say_difference(finding: Finding) -> str:
    """By how much the first number is more or less than the second."""
    told = shown(finding.fact("difference"))
    name = "less" if told.startswith("-") else "more"
    return messages().words[name].format(difference=told.removeprefix("-"))


def _worked(side: Side, values: Sequence[Number], comes_to: object) -> str:
    """A side with its figures and what they come to; one term alone needs no sum."""

    def told(term: Term, place: int) -> str:
        return f"{_name(term)} {shown(values[place])}" if term.keys else str(term.number)

    written = _joined(side, told)
    return written if len(side) == 1 else f"{written}{messages().words['equals']}{shown(comes_to)}"


def _relation(relation: Relation) -> str:
    return f"{say_side(relation.left)}{say_sign(relation)}{say_side(relation.right)}"


def say_sign(relation: Relation) -> str:
    """The sign of a comparison, as it stands between two sides."""
    return messages().words[SIGNS[relation.sign]]


def say_side(side: Side) -> str:
    """One side of a rule: its terms by name."""
    return _joined(side, lambda term, _: _name(term) if term.keys else str(term.number))


def _joined(side: Side, told: Callable[[Term, int], str]) -> str:
    plus, minus = messages().words["plus"], messages().words["minus"]
    signed = ((plus if t.sign > 0 else minus) + told(t, place) for place, t in enumerate(side))
    return "".join(signed).removeprefix(plus)


def _name(term: Term) -> str:
    words = messages().words
    name = words["sum_of"].format(name=term.name or words["parts"]) if term.summed else term.name
    return words["last_year"].format(name=name) if term.last else name
