"""A bound rule spelled for a spreadsheet: "" while a figure is missing, else TRUE or FALSE.

Only SUM, COUNT, IF, AND, OR and NOT are used: every spreadsheet program has had them for ever.
Addresses come from the caller, so the same rule serves any sheet an office has rearranged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from toolkit.model.figure import Key
from toolkit.model.rule import Bound, Relation, Side, Term

Address = Callable[[Key, bool], str]  # key, last year? -> a cell reference
Ranges = Callable[[Sequence[str]], str]  # references -> the same, joined where they are neighbours


def spell_rule(bound: Bound, address: Address, ranges: Ranges) -> str:
    """The live check of a rule, without the leading equals sign."""
    test = _relation(bound.relation, address, ranges)
    if bound.when:
        conditions = ",".join(_relation(when, address, ranges) for when in bound.when)
        test = f"OR(NOT(AND({conditions})),{test})"
    needed = _needed(bound, address)
    if not needed:
        return test
    return f'IF(COUNT({ranges(needed)})<{len(needed)},"",{test})'


def _needed(bound: Bound, address: Address) -> list[str]:
    """References that must hold a number; last year's may be blank where the rule allows it."""
    relations = (bound.relation, *bound.when)
    terms = (term for relation in relations for term in relation.terms())
    refs = (
        address(k, t.last)
        for t in terms
        for k in t.keys
        if not (t.last and bound.rule.without_last)
    )
    return list(dict.fromkeys(refs))


def _relation(relation: Relation, address: Address, ranges: Ranges) -> str:
    left, right = (_side(side, address, ranges) for side in (relation.left, relation.right))
    return f"{left}{relation.sign.value}{right}"


def _side(side: Side, address: Address, ranges: Ranges) -> str:
    signed = (("+" if t.sign > 0 else "-") + _term(t, address, ranges) for t in side)
    return "".join(signed).removeprefix("+")


def _term(term: Term, address: Address, ranges: Ranges) -> str:
    refs = [address(key, term.last) for key in term.keys]
    if not refs:
        return str(term.number)
    return refs[0] if len(refs) == 1 and not term.summed else f"SUM({ranges(refs)})"
