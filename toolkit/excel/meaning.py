"""What the form means at each key of a workbook: what is typed there, or what it says by itself.

The one list that stamping, issuing, reading and the checks for tampering all go by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from toolkit.excel.live import Live
from toolkit.excel.live_checks import live_checks
from toolkit.excel.live_figures import live_figures
from toolkit.excel.live_pages import live_pages
from toolkit.excel.live_start import live_start
from toolkit.excel.names import PEOPLE
from toolkit.excel.plan_checks import live_rules, rule_key
from toolkit.excel.steps import COUNTY_ROWS
from toolkit.model.figure import Key
from toolkit.model.finding import Severity
from toolkit.model.form import Form, Slot


class Entry(Enum):
    """What somebody may enter into a cell."""

    FIGURE = "figure"
    HAD = "had"  # whether there was anything at all
    CONFIRMED = "confirmed"  # whether blanks mean 0
    WORDS = "words"


@dataclass(frozen=True)
class Meaning:
    """Every key that is entered, and every key that is live; all others are filled in by us."""

    entries: Mapping[str, Entry]
    lives: Mapping[str, Live]
    slots: Mapping[Key, Slot]


@cache
def meaning_of(form: Form) -> Meaning:
    """The meaning of a form's workbook; forms are the same objects for a whole run."""
    lives = (*live_figures(form), *live_checks(form), *live_start(form), *live_pages(form))
    return Meaning(dict(_entries(form)), {live.key: live for live in lives}, form.slots)


def _entries(form: Form) -> Iterator[tuple[str, Entry]]:
    yield from ((slot.key, Entry.FIGURE) for slot in form.given)
    for section in form.filled:
        yield f"about.confirmed.{section.key}.value", Entry.CONFIRMED
        if section.question:
            yield f"about.had.{section.key}.value", Entry.HAD
    yield from ((f"about.{name}.value", Entry.WORDS) for name in PEOPLE)
    yield from ((f"passages.{key}.text", Entry.WORDS) for key in form.passages)
    for bound in live_rules(form):
        if bound.rule.severity is Severity.EXPLAIN:
            yield f"checks.{rule_key(bound)}.explain", Entry.WORDS
    yield from ((f"{row}.explain", Entry.WORDS) for row in COUNTY_ROWS)
