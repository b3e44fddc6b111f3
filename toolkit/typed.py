"""What somebody typed into the cell of a figure → a number, or what is wrong with it.

Called by reading.py for every figure of every medium, so that a number typed with a unit, or in
full width, means the same wherever it came from. What is no number never becomes one, least of
all 0.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from toolkit.errors import Facts
from toolkit.lexicon import figure_words
from toolkit.model.figure import Kind, Number, Raw
from toolkit.model.label import numeral

LARGEST = 10**12  # beyond it the unit was mistaken, or two cells ran together
PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
CELL_ERROR = re.compile(r"#(?:REF|DIV/0|VALUE|N/A|NAME|NULL|NUM|SPILL|CALC)[!?]?|Err:\d+")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
MINUS = str.maketrans("\u2212\u2013\u2014", "---")  # minus sign and dashes typed before a number
LOOKALIKES = str.maketrans("OoIl", "0011")  # letters that are meant as digits


@dataclass(frozen=True, slots=True)
class Typed:
    """A reading: a number, or the code of what is wrong; with both, the code tells a change."""

    number: Number | None = None
    code: str = ""
    facts: Facts = ()
    applies: bool = True


def read_typed(raw: Raw, kind: Kind, unit: str = "") -> Typed:
    """The number in `raw`, checked against its kind; a blank is no number."""
    match raw:
        case None:
            return Typed(code="blank")
        case bool():
            return Typed(code="not-a-number")
        case int() | Decimal():
            return _checked(raw, kind)
        case float():
            return _checked(_from_float(raw), kind)
        case date() | time():
            return Typed(code="date-typed", facts=(("found", str(raw)),))
        case str():
            return _from_text(raw, kind, unit)
    return Typed(code="not-a-number")


def _from_float(raw: float) -> Number:
    """A spreadsheet keeps 15 digits; what lies beyond them is noise of the binary fraction."""
    return int(raw) if raw.is_integer() else Decimal(format(raw, ".15g"))


def _checked(number: Number, kind: Kind) -> Typed:
    """The number, if it is one of its kind."""
    if isinstance(number, Decimal) and not number.is_finite():  # nan, inf
        return Typed(code="not-a-number")
    if not -LARGEST < number < LARGEST:
        return Typed(code="too-large")
    whole = number == int(number)
    if not kind.decimals:
        if not whole:
            return Typed(code="not-whole")
        number = int(number)
    if number < 0 and not kind.signed:
        return Typed(code="negative")
    if isinstance(number, Decimal) and _decimals(number) > kind.decimals:
        return Typed(code="too-many-decimals", facts=(("allowed", kind.decimals),))
    return Typed(number)


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _from_text(raw: str, kind: Kind, unit: str) -> Typed:
    text = unicodedata.normalize("NFKC", raw).translate(INVISIBLE).strip()
    if not text:
        return Typed(code="blank")
    if CELL_ERROR.fullmatch(text):
        return Typed(code="cell-error")
    words = figure_words()
    if text in words.not_applicable:
        return Typed(applies=False)
    if text.lower() in words.nothing or raw.strip().lower() in words.nothing:
        return Typed(code="word-for-nothing")
    return _number_in(raw, text, kind, unit)


def _number_in(raw: str, text: str, kind: Kind, unit: str) -> Typed:
    bare = _without_unit(text, kind, unit).translate(MINUS)
    number = _plain(bare)
    if number is not None:
        typed = _checked(number, kind)
        told = typed.number is None or raw == str(number) or _as_typed(raw, number)
        return typed if told else _told(typed, "normalised")
    lookalike = _plain(bare.translate(LOOKALIKES)) if re.search(r"\d", bare) else None
    if lookalike is not None:
        return _told(_checked(lookalike, kind), "normalised-doubtful")
    return Typed(code="not-a-number", facts=_suggestion(text, kind))


def _plain(text: str) -> Number | None:
    """A number in digits, thousands commas allowed where they stand right."""
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not PLAIN.fullmatch(text) or not text.isascii():
        return None
    return Decimal(text) if "." in text else int(text)


def _as_typed(raw: str, number: Number) -> bool:
    """Whether the text already is the number, digit by digit."""
    return isinstance(number, Decimal) and raw == format(number, "f")


def _told(typed: Typed, code: str) -> Typed:
    """A reading that was not quite what stood there: say so, unless something worse is said."""
    if typed.number is None:
        return typed
    return Typed(typed.number, code, (("read", typed.number),))


def _without_unit(text: str, kind: Kind, unit: str) -> str:
    """The text without a unit that fits; any other unit is left, so it is no number."""
    words = figure_words()
    fitting = (unit,) if kind is Kind.MONEY else words.units
    ending = next((u for u in fitting if u and text.endswith(u)), "")
    return text.removesuffix(ending).rstrip() if ending else text


def _suggestion(text: str, kind: Kind) -> Facts:
    """What was probably meant, offered and never taken."""
    words = figure_words()
    bare = _without_unit(text, Kind.COUNT, "")
    meant: Number | None = numeral(bare)
    if kind is Kind.MONEY and text.endswith(words.yuan):
        amount = _plain(text.removesuffix(words.yuan).rstrip())
        meant = Decimal(amount) / 10000 if amount is not None else None
    if meant is None and re.fullmatch(r"\d{1,3}( \d{3})+", bare):
        meant = int(bare.replace(" ", ""))
    return (("suggested", meant),) if meant is not None else ()
