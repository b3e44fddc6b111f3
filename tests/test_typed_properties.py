"""Whatever is typed: no number where nobody would read one, least of all 0."""

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.model.figure import Kind
from toolkit.typed import LARGEST, read_typed

KINDS = st.sampled_from(tuple(Kind))
UNITS = st.sampled_from(("", "件", "万元"))
SIGNS = "0123456789０１２９OoIlＯｌ.,，．-－—+＋%/:：#"
OTHERS = " \u3000\u200b件个万元项零〇一二十百①⑫²½⒈🄁Ⅰ٣eE无"
MIXED = st.text(st.sampled_from(SIGNS + OTHERS), max_size=8)
NEARLY = st.from_regex(
    r"[-+－]?[0-9０-９Oo]{1,4}([,，][0-9０]{3}){0,2}([.．][0-9]{1,5})?[件元万 ①]?",
    fullmatch=True,
)
LETTERS = st.text("OoIlＯｌ.,-+ 件元", max_size=3)  # that look like digits, and no digit
TEXTS = st.one_of(MIXED, NEARLY, LETTERS, st.text(max_size=20))
often = settings(max_examples=150)
LIKE = dict(zip("OoＯｏIlＩｌ，﹐．﹒－−–—﹣＋﹢", "00001111,,..-----++", strict=True))


@often
@given(TEXTS, KINDS, UNITS)
@example("⒈5", Kind.MONEY, "")
@example("12①", Kind.COUNT, "")
@example("3²", Kind.COUNT, "")
@example("Ⅱ0", Kind.COUNT, "")
@example("9" * 5000, Kind.COUNT, "")
@example("一" * 5000, Kind.COUNT, "")
@example("一亿" * 3000, Kind.COUNT, "")
@example("111 " * 3000 + "111", Kind.COUNT, "")
def test_a_number_is_one_that_a_person_would_read(text, kind, unit):
    typed = read_typed(text, kind, unit)
    if typed.number is not None:
        assert typed.number == _person_reads(text, unit)


@often
@given(TEXTS, KINDS, UNITS)
def test_nothing_becomes_zero_without_a_zero(text, kind, unit):
    typed = read_typed(text, kind, unit)
    if not any(unicodedata.decimal(sign, None) is not None for sign in text):
        assert typed.number is None
    if typed.number == 0:
        assert any(unicodedata.decimal(sign, None) == 0 for sign in text)


@often
@given(TEXTS, KINDS, UNITS)
def test_a_change_is_told_and_nothing_is_dropped(text, kind, unit):
    typed = read_typed(text, kind, unit)
    assert typed.code or typed.number is not None or not typed.applies
    if typed.code == "blank":
        assert not re.search(r"\w", text)
    if typed.number is not None and not typed.code:
        assert Decimal(text) == typed.number


@given(st.integers(-LARGEST + 1, LARGEST - 1))
def test_a_whole_number_is_itself(number):
    for raw in (number, str(number), float(number), Decimal(number)):
        typed = read_typed(raw, Kind.CHANGE)
        assert (typed.number, typed.code) == (number, "")


@given(st.decimals(0, 10**8, places=4))
def test_money_keeps_its_decimals(amount):
    for raw in (amount, format(amount, "f"), float(amount)):
        typed = read_typed(raw, Kind.MONEY)
        assert (typed.number, typed.code) == (amount, "")


@given(
    st.one_of(st.floats(), st.decimals(), st.binary(), st.booleans(), st.datetimes(), st.none()),
    KINDS,
)
def test_any_value_of_a_file_is_read_or_told(raw, kind):
    typed = read_typed(raw, kind)
    assert (typed.number is None) == bool(typed.code)
    if isinstance(raw, (date, datetime, time, bool, bytes)):
        assert typed.number is None


def _person_reads(text, unit):
    """Digit by digit, as somebody would who knows nothing of Unicode; None if it is no number."""
    shown = "".join(map(_seen, text)).strip()
    for ending in (unit, *"件个项份条次宗起"):
        shown = shown.removesuffix(ending).strip() if ending else shown
    shown = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", shown)
    return Decimal(shown) if re.fullmatch(r"[-+]?\d+(\.\d+)?", shown) else None


def _seen(sign):
    if unicodedata.decimal(sign, None) is not None:
        return str(unicodedata.decimal(sign))
    if unicodedata.category(sign) == "Cf":
        return ""
    return LIKE.get(sign, sign)
