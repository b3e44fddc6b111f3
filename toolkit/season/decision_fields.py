"""What stands in one field of a line → what is meant: an agency, a rule, a date, a number.

Called by decision_verdicts.py. What cannot be read is a Refusal, which decide() turns into the
reason beside the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from unicodedata import normalize

from toolkit.lexicon import messages
from toolkit.model.figure import Number
from toolkit.model.form import Form, Slot
from toolkit.model.label import fold
from toolkit.season.dates import read_date
from toolkit.season.decision_line import Context, Kind, Line, Refused
from toolkit.season.decision_words import SIGNED, fields_of, rules_of, verdicts_of, word
from toolkit.season.figure_words import figures_named, named, nearest_figures
from toolkit.season.members import Member
from toolkit.typed import read_typed

LONGEST = 60  # characters of what was typed that a sentence repeats


class Refusal(Exception):
    """A line cannot be applied; caught by decide() alone."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.refused = Refused(reason, tuple(facts.items()))


def need(line: Line, *fields: str) -> None:
    """Refuse a line where one of these fields, or who, when, why, is blank: all in one sentence."""
    headings = fields_of(Kind(line.sheet))
    missing = tuple(headings[f] for f in (*fields, *SIGNED) if not line.has(f))
    if missing:
        raise Refusal("incomplete", missing=missing)


def chosen(line: Line) -> str:
    """The verdict chosen on this line; empty where none is."""
    found, kind = line.has("verdict"), Kind(line.sheet)
    verdicts = verdicts_of(kind)
    known = {fold(told): verdict for verdict, told in verdicts.items()}
    if found and fold(found) not in known:
        heading = fields_of(kind)["verdict"]
        choices = tuple(verdicts.values())
        raise Refusal("unknown-choice", heading=heading, found=_short(found), choices=choices)
    return known.get(fold(found), "")


def day_of(line: Line, field: str) -> date:
    """The date in a field."""
    found = line.has(field)
    day = read_date(found)
    if day is None:
        heading = fields_of(Kind(line.sheet))[field]
        raise Refusal("bad-date", heading=heading, found=_short(found))
    return day


def signed_day(line: Line, context: Context) -> date:
    """When it was decided: not tomorrow."""
    day = day_of(line, "on")
    if day > context.today:
        heading = fields_of(Kind(line.sheet))["on"]
        raise Refusal("future-date", heading=heading, found=day.isoformat())
    return day


def member_of(line: Line, field: str, context: Context) -> Member:
    """The agency in a field."""
    found, heading = line.has(field), fields_of(Kind(line.sheet))[field]
    member = member_named(found, context)
    if member is not None:
        return member
    if len(names_in(found)) > 1:
        raise Refusal("one-agency", heading=heading, found=_short(found))
    near = nearest(found, (member.agency.name for member in context.members))
    told = {"heading": heading, "found": _short(found)}
    if near:
        raise Refusal("unknown-agency-near", **told, near=near)
    raise Refusal("unknown-agency", **told)


def member_named(text: str, context: Context) -> Member | None:
    """The agency of this name, short name or code, however wide or spaced it is typed."""
    found = context.members.named(text)
    if found is None:
        folded = bare(text)
        known = {bare(name): member for name, member in context.members.names.items()}
        known |= {bare(member.code): member for member in context.members}
        found = known.get(folded)
    return found


def names_in(text: str) -> tuple[str, ...]:
    """Several names in one field, in their order."""
    parts = re.split(f"[{re.escape(word('choice', 'between'))}\n]", text)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def means(line: Line, field: str, choice: str) -> bool:
    """Whether a field holds one of the words of [choice]."""
    return fold(line.has(field)) == fold(word("choice", choice))


def rule_of(line: Line, context: Context) -> str:
    """The code of the rule in a field: chosen from the list, or its code or title alone."""
    found, rules = line.has("rule"), rules_of(context.form)
    titles = {fold(title): code for code, title in rules.items()}
    first = found.split()[0].lower()
    code = first if first in rules else titles.get(fold(found))
    if code is not None:
        return code
    near = nearest(found, _spellings(rules))
    if near:
        meant = _spellings(rules)[near]
        raise Refusal("unknown-rule-near", found=_short(found), near=f"{meant} {rules[meant]}")
    raise Refusal("unknown-rule", found=_short(found))


def _spellings(rules: Mapping[str, str]) -> dict[str, str]:
    return {spelling: code for code, title in rules.items() for spelling in (code, title)}


def figure_of(line: Line, form: Form) -> Slot:
    """The given figure that a field names by key or by words."""
    found = line.has("figure")
    slots = figures_named(form, found)
    if len(slots) > 1:
        choices = tuple(map(named, slots[:5]))
        raise Refusal("several-figures", found=_short(found), near=choices)
    if not slots:
        near = tuple(map(named, nearest_figures(form, found)))
        if near:
            raise Refusal("unknown-figure-near", found=_short(found), near=near)
        raise Refusal("unknown-figure", found=_short(found), example=named(form.given[-1]))
    if not slots[0].given:
        raise Refusal("derived-figure", figure=named(slots[0]))
    return slots[0]


def number_of(line: Line, slot: Slot) -> Number:
    """The number that is to stand there."""
    typed = read_typed(line.has("now"), slot.kind, slot.unit)
    if typed.number is not None:
        return typed.number
    facts = {"found": _short(line.has("now")), **dict(typed.facts)}
    message = messages().findings[typed.code or "not-a-number"].message
    raise Refusal("bad-number", why=message.format(**facts))


def nearest(found: str, known: Iterable[str]) -> str:
    """The name that was probably meant; empty where none is near."""
    return next(iter(get_close_matches(found[:LONGEST], list(known), 1, 0.6)), "")


def bare(text: str) -> str:
    """A name as it is compared: width, blanks and case mean nothing."""
    return "".join(normalize("NFKC", text).split()).lower()


def _short(text: str) -> str:
    told = " ".join(text.split())
    return told if len(told) <= LONGEST else f"{told[:LONGEST]}\u2026"
