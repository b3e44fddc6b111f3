"""What somebody typed into the cell of a figure → a number, or what is wrong with it.

Called by reading.py for every figure of every medium, so that a number typed with a unit, or in
full width, means the same wherever it came from. What is no number never becomes one, least of
all 0.
"""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from numbers import Integral
from typing import NamedTuple
from unicodedata import decomposition, normalize

from toolkit.errors import Facts
from toolkit.lexicon import figure_words
from toolkit.model.figure import Kind, Number, Raw
from toolkit.model.label import numeral

LONGEST = 30  # digits that may be a number somebody meant
LARGEST = 10**12  # beyond it the unit was mistaken, or two cells ran together
PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
CELL_ERROR = re.compile(r"#(?:REF|DIV/0|VALUE|N/A|NAME|NULL|NUM|SPILL|CALC)[!?]?|Err:\d+")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
MINUS = str.maketrans("\u2212\u2013\u2014", "---")  # minus sign and dashes typed before a number
WIDTHS = ("<wide>", "<narrow>", "<small>", "<vertical>")
SPACED = re.compile(r"\d{1,3}(?: \d{3})+")
LOOKALIKES = str.maketrans("OoIl", "0011")  # letters that are meant as digits


class Typed(NamedTuple):
    """A reading: a number, or the code of what is wrong; with both, the code tells a change."""

    number: Number | None = None
    code: str = ""
    facts: Facts = ()
    applies: bool = True


def read_typed(raw: Raw, kind: Kind, unit: str = "") -> Typed:
    """The number in `raw`, checked against its kind; a blank is no number."""
    if isinstance(raw, Integral) and not isinstance(raw, bool):
        raw = int(raw)  # numpy has whole numbers of its own
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
            found = str(raw).removesuffix(" 00:00:00")  # a spreadsheet's date has a time of day
            return Typed(code="date-typed", facts=(("found", found),))
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
    if isinstance(number, Decimal) and not _fits(number, kind.decimals):
        return Typed(code="too-many-decimals", facts=(("allowed", kind.decimals),))
    return Typed(number)


def _fits(number: Decimal, decimals: int) -> bool:
    """Whether no digit but 0 stands behind so many decimals; no number is too small to be seen."""
    return number == 0 or (abs(number) >= Decimal(1).scaleb(-decimals) and _whole(number, decimals))


def _whole(number: Decimal, decimals: int) -> bool:
    scaled = number.scaleb(decimals)
    return scaled == scaled.to_integral_value()


def _from_text(raw: str, kind: Kind, unit: str) -> Typed:
    text = _one_width(raw).translate(INVISIBLE).strip()
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


def _one_width(raw: str) -> str:
    """Full-width signs made narrow; a digit within another sign (12①, 3², ⒈5) is no digit of it."""
    return raw if raw.isascii() else "".join(map(_narrow, raw))


def _narrow(sign: str) -> str:
    narrow = normalize("NFKC", sign)
    only_wider = decomposition(sign).startswith(WIDTHS)
    return narrow if only_wider or not re.search("[0-9A-Za-z]", narrow) else sign


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
    return Typed(code="not-a-number", facts=_suggestion(text, kind, unit))


def _plain(text: str) -> Number | None:
    """A number in digits, thousands commas allowed where they stand right."""
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not PLAIN.fullmatch(text) or not text.isascii():
        return None
    exact = "." in text or len(text) > LONGEST  # int() refuses some thousands of digits
    return Decimal(text) if exact else int(text)


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


def _suggestion(text: str, kind: Kind, unit: str) -> Facts:
    """What was probably meant, offered and never taken."""
    bare = _without_unit(text, Kind.COUNT, "")
    meant: Number | None = _of_ten_thousand(text, unit)
    if meant is None:
        meant = numeral(bare)
    if meant is None and SPACED.fullmatch(bare):
        meant = _plain(bare.replace(" ", ""))
    fits = meant is not None and _checked(meant, kind).number is not None
    return (("suggested", meant),) if fits else ()


def _of_ten_thousand(text: str, unit: str) -> Number | None:
    """An amount that was given its unit, or half of it, in the unit that the form asks for."""
    words = figure_words()
    if unit != words.ten_thousand + words.yuan:
        return None
    for ending, worth in ((words.ten_thousand, 1), (words.yuan, 10_000)):
        amount = _plain(text.removesuffix(ending).rstrip()) if text.endswith(ending) else None
        if amount is not None:
            return Decimal(amount) / worth
    return None
