"""Six digits that tie a signed page to the file it was printed from.

A guard against mistakes, not against forgery: any single figure changed, or two of them swapped,
gives another code; whoever wants to can find figures that give the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.model.figure import Key, Number
from toolkit.model.form import Form

EXACT = 9 * 10**15  # beyond it a spreadsheet no longer counts in whole numbers


def weights(form: Form) -> Iterator[tuple[Key, int]]:
    """What each figure weighs; money, with its four decimals, counts in the last of them."""
    declared = form.checkcode
    for place, (key, slot) in enumerate(form.slots.items()):
        yield key, (declared.first + declared.step * place) * 10**slot.kind.decimals


def checkcode(form: Form, values: Mapping[Key, Number | None]) -> str:
    """The code of these figures; empty where one is missing or a spreadsheet could not add up."""
    total: Number = 0
    for key, weight in weights(form):
        value = values.get(key)
        if value is None:
            return ""
        total += value * weight
    if not -EXACT <= total <= EXACT:
        return ""
    return f"{int(total) % form.checkcode.modulus:06d}"
