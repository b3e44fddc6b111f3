"""Which figure of a form somebody means who writes its key, or words of its table, row, column.

Called where an officer names a figure. Any order of words, any width and spacing will do; what
fits several figures is theirs all, and nobody guesses which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from toolkit.lexicon import messages
from toolkit.model.figure import CELL
from toolkit.model.form import Form, Line, Slot
from toolkit.model.label import bare_name, fold

BETWEEN = re.compile(r"[\s,.:;/|\u00b7\u3001\u3002\u2014\u2192\u201c\u201d\"()-]+")
EXACT, WITHIN = 3, 1  # how much it weighs that a word is a name, or part of one


def named(slot: Slot) -> str:
    """A figure in words: its table, its row and its column."""
    return messages().words["in_table"].format(table=slot.table.name, name=slot.name)


def figures_named(form: Form, text: str) -> tuple[Slot, ...]:
    """Every figure that these words fit best, in the order of the form."""
    key = text.strip().lower()
    if key in form.slots:
        return (form.slots[key],)
    parts = _parts(text)
    fitting = [(slot, _weights(slot, parts)) for slot in form.slots.values()]
    whole = [
        (slot, sum(weights) + _crossing(slot, parts))
        for slot, weights in fitting
        if weights and all(weights)
    ]
    most = max((weight for _, weight in whole), default=0)
    return tuple(slot for slot, weight in whole if weight == most)


def nearest_figures(form: Form, text: str) -> tuple[Slot, ...]:
    """Up to three figures that some of these words fit, the best first."""
    parts = _parts(text)
    fitting = [(sum(_weights(slot, parts)), slot) for slot in form.given]
    best = sorted((each for each in fitting if each[0] >= EXACT), key=lambda each: -each[0])
    return tuple(slot for _, slot in best[:3])


def _parts(text: str) -> tuple[str, ...]:
    """The words of a text; the address of a cell is none."""
    found = (fold(part) for part in BETWEEN.split(normalize("NFKC", text)))
    return tuple(part for part in found if part and not CELL.fullmatch(part))


def _weights(slot: Slot, parts: tuple[str, ...]) -> tuple[int, ...]:
    """How well each word fits this figure: it is a name of it, it stands in one, it does not."""
    exact = set(_names(slot))
    within = exact | {name for line in _above(slot) for name in _spellings(line)}
    return tuple(
        EXACT if part in exact else WITHIN if any(part in name for name in within) else 0
        for part in parts
    )


def _crossing(slot: Slot, parts: tuple[str, ...]) -> bool:
    """Whether one word names its row and another its column."""
    row, column = ({*_spellings(line)} & {*parts} for line in (slot.row, slot.column))
    return bool(row and column and len(row | column) > 1)


def _names(slot: Slot) -> Iterator[str]:
    table = slot.table
    yield from (fold(each) for each in (table.key, table.name, table.title) if each)
    for line in (slot.row, slot.column):
        yield from _spellings(line)


def _spellings(line: Line) -> Iterator[str]:
    spelled = (line.key, line.label, line.short, bare_name(line.label), *line.guide.also)
    yield from (fold(each) for each in spelled if each)


def _above(slot: Slot) -> Iterator[Line]:
    """The groups to which its row and its column belong."""
    for root, leaf in ((slot.table.rows, slot.row), (slot.table.columns, slot.column)):
        yield from (each for each in root.walk() if leaf in each.leaves and each is not leaf)
