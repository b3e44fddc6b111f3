"""A bound rule spelled for a spreadsheet: its test and its sides.

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
    """The live check of a rule: "" while a figure is missing, else TRUE or FALSE."""
    test = spell_test(bound, address, ranges)
    refs = [address(key, False) for key in bound.needed]
    refs += [address(key, True) for key in bound.needed_last]
    if not refs:
        return test
    return f'IF(COUNT({ranges(refs)})<{len(refs)},"",{test})'


def spell_test(bound: Bound, address: Address, ranges: Ranges) -> str:
    """Whether it holds, its conditions granted; every figure must be known."""
    test = _relation(bound.relation, address, ranges)
    if bound.when:
        conditions = ",".join(_relation(when, address, ranges) for when in bound.when)
        test = f"OR(NOT(AND({conditions})),{test})"
    return test


def _relation(relation: Relation, address: Address, ranges: Ranges) -> str:
    left, right = (spell_side(side, address, ranges) for side in (relation.left, relation.right))
    return f"{left}{relation.sign.value}{right}"


def spell_side(side: Side, address: Address, ranges: Ranges) -> str:
    """One side of a comparison."""
    signed = (("+" if t.sign > 0 else "-") + _term(t, address, ranges) for t in side)
    return "".join(signed).removeprefix("+")


def _term(term: Term, address: Address, ranges: Ranges) -> str:
    refs = [address(key, term.last) for key in term.keys]
    if not refs:
        return str(term.number)
    return ranges(refs) if len(refs) == 1 and not term.summed else f"SUM({ranges(refs)})"
