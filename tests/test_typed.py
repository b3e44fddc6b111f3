"""What people type into a cell, and what is made of it. Nothing but a number becomes a number."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from grid import brief, filled

from toolkit.model.figure import Kind
from toolkit.typed import read_typed

# what stands there → the number that is taken, or the code; both where a change is told
COUNT = [
    # plain numbers, however a file holds them
    ("12", 12),
    ("0", 0),
    ("12.0", 12),
    (12, 12),
    (12.0, 12),
    (-0.0, 0),
    (Decimal("12.0"), 12),
    ("999999999999", 999999999999),
    # blank is no number
    (None, "blank"),
    ("", "blank"),
    (" \u3000\t\n", "blank"),
    ("\u200b", "blank"),
    # numbers written another way: taken, and told
    (" 12 ", 12, "normalised"),
    ("\xa012", 12, "normalised"),
    ("12\n", 12, "normalised"),
    ("３", 3, "normalised"),
    ("１２", 12, "normalised"),
    ("１，２３４", 1234, "normalised"),
    ("1,234", 1234, "normalised"),
    ("1，234", 1234, "normalised"),
    ("1,234,567", 1234567, "normalised"),
    ("12件", 12, "normalised"),
    ("12 件", 12, "normalised"),
    ("１２件", 12, "normalised"),
    ("3起", 3, "normalised"),
    ("0件", 0, "normalised"),
    ("007", 7, "normalised"),
    ("+5", 5, "normalised"),
    ("\ufeff12", 12, "normalised"),
    ("1\u200b2", 12, "normalised"),
    # letters in place of digits: taken, but to be explained
    ("1O", 10, "normalised-doubtful"),
    ("l2", 12, "normalised-doubtful"),
    ("I0", 10, "normalised-doubtful"),
    ("O5", 5, "normalised-doubtful"),
    ("Ｏ5", 5, "normalised-doubtful"),
    # words and signs for nothing
    ("无", "word-for-nothing"),
    ("没有", "word-for-nothing"),
    ("/", "word-for-nothing"),
    ("／", "word-for-nothing"),
    ("-", "word-for-nothing"),
    ("－", "word-for-nothing"),
    ("–", "word-for-nothing"),
    ("—", "word-for-nothing"),
    ("——", "word-for-nothing"),
    (" 无 ", "word-for-nothing"),
    ("N/A", "word-for-nothing"),
    # Chinese numerals are offered as a number, never taken for one
    ("三", "not-a-number"),
    ("十二", "not-a-number"),
    ("零", "not-a-number"),
    ("两件", "not-a-number"),
    # commas and blanks where they do not belong
    ("12,34", "not-a-number"),
    ("1,2345", "not-a-number"),
    ("1 234", "not-a-number"),
    ("1 2", "not-a-number"),
    ("1\n2", "not-a-number"),
    ("1.", "not-a-number"),
    (".5", "not-a-number"),
    # more than a number, or another one
    ("O", "not-a-number"),
    ("o", "not-a-number"),
    ("约12", "not-a-number"),
    ("12+3", "not-a-number"),
    ("=12", "not-a-number"),
    ("12元", "not-a-number"),
    ("12人", "not-a-number"),
    ("12%", "not-a-number"),
    ("12①", "not-a-number"),
    ("3²", "not-a-number"),
    ("①", "not-a-number"),
    ("Ⅻ", "not-a-number"),
    ("½", "not-a-number"),
    ("١٢", "not-a-number"),
    ("1_000", "not-a-number"),
    ("0x10", "not-a-number"),
    ("1e3", "not-a-number"),
    ("nan", "not-a-number"),
    ("inf", "not-a-number"),
    ("--5", "not-a-number"),
    ("(5)", "not-a-number"),
    ("（5）", "not-a-number"),
    ("2023-01-02", "not-a-number"),
    (float("nan"), "not-a-number"),
    (float("inf"), "not-a-number"),
    (Decimal("NaN"), "not-a-number"),
    (True, "not-a-number"),
    (False, "not-a-number"),
    (b"12", "not-a-number"),
    # dates, and errors of a formula
    (date(2023, 1, 2), "date-typed"),
    (datetime(2023, 1, 2), "date-typed"),
    (time(1, 2), "date-typed"),
    ("#REF!", "cell-error"),
    ("#DIV/0!", "cell-error"),
    ("#N/A", "cell-error"),
    ("Err:502", "cell-error"),
    # a number, but none that fits
    (12.5, "not-whole"),
    ("12.5", "not-whole"),
    (0.1 + 0.2, "not-whole"),
    (Decimal("12.50"), "not-whole"),
    (-5, "negative"),
    ("-5", "negative"),
    ("−5", "negative"),
    (10**13, "too-large"),
    (1e15, "too-large"),
    ("1000000000000", "too-large"),
    ("9" * 5000, "too-large"),
    ("一" * 5000, "not-a-number"),
    ("万" * 5000, "not-a-number"),
]
CHANGE = [
    (-8, -8),
    ("-8", -8),
    ("−8", -8, "normalised"),
    ("－8", -8, "normalised"),
    ("–8", -8, "normalised"),
    ("-8项", -8, "normalised"),
    ("-1,234", -1234, "normalised"),
    ("+5", 5, "normalised"),
    ("--253", "not-a-number"),
    ("－－253", "not-a-number"),
    ("减8", "not-a-number"),
    ("△8", "not-a-number"),
    ("8-", "not-a-number"),
    ("-", "word-for-nothing"),
    ("-1.5", "not-whole"),
]
MONEY = [
    ("3.56", "3.56"),
    (3.56, "3.56"),
    (0.1 + 0.2, "0.3"),
    (35600.0, "35600"),
    (Decimal("12.50"), "12.50"),
    ("12.50", "12.50"),
    ("0.0001", "0.0001"),
    ("3.5万元", "3.5", "normalised"),
    ("３．５", "3.5", "normalised"),
    ("1,234.5", "1234.5", "normalised"),
    ("O.5", "0.5", "normalised-doubtful"),
    ("3.5万", "not-a-number"),
    ("35600元", "not-a-number"),
    ("12元", "not-a-number"),
    ("￥3.5", "not-a-number"),
    ("3。5", "not-a-number"),
    ("3,5", "not-a-number"),
    ("3.5件", "not-a-number"),
    ("1e-5", "not-a-number"),
    ("3.12345", "too-many-decimals"),
    (3.12345, "too-many-decimals"),
    ("0.00005", "too-many-decimals"),
    (1e-7, "too-many-decimals"),
    ("-1", "negative"),
]
TYPED = [
    *((*line, Kind.COUNT, "件") for line in COUNT),
    *((*line, Kind.CHANGE, "") for line in CHANGE),
    *((*line, Kind.MONEY, "万元") for line in MONEY),
]


@pytest.mark.parametrize("line", TYPED, ids=lambda line: f"{line[-2]}-{str(line[0])[:12]!a}")
def test_what_is_made_of_it(line):
    raw, *wanted, kind, unit = line
    typed = read_typed(raw, kind, unit)
    told = (None if typed.number is None else str(typed.number), typed.code)
    assert [word for word in told if word] == [str(word) for word in wanted]
    assert typed.applies


def test_a_whole_number_is_an_int_and_money_keeps_its_decimals():
    assert type(read_typed("12.0", Kind.COUNT).number) is int
    assert repr(read_typed(Decimal("12.50"), Kind.MONEY).number) == "Decimal('12.50')"


@pytest.mark.parametrize("raw", ["不适用", " 不适用 "])
def test_what_does_not_apply_is_neither_blank_nor_nothing(raw):
    typed = read_typed(raw, Kind.COUNT)
    assert (typed.number, typed.code, typed.applies) == (None, "", False)


SUGGESTED = [
    ("三", Kind.COUNT, "件", "3"),
    ("十二件", Kind.COUNT, "件", "12"),
    ("一百零五", Kind.COUNT, "件", "105"),
    ("零", Kind.COUNT, "件", "0"),
    ("1 234", Kind.COUNT, "件", "1234"),
    ("35600元", Kind.MONEY, "万元", "3.56"),
    ("35,600 元", Kind.MONEY, "万元", "3.56"),
    ("3.5万", Kind.MONEY, "万元", "3.5"),
    ("35600.5元", Kind.MONEY, "万元", None),  # five decimals would be the next fault
    ("12元", Kind.MONEY, "", None),  # 采购总金额 has no fixed unit
    ("约12", Kind.COUNT, "件", None),
    ("1 2", Kind.COUNT, "件", None),
    ("负八", Kind.CHANGE, "", None),
]


@pytest.mark.parametrize(("raw", "kind", "unit", "meant"), SUGGESTED)
def test_what_was_probably_meant_is_offered(raw, kind, unit, meant):
    typed = read_typed(raw, kind, unit)
    suggested = dict(typed.facts).get("suggested")
    assert typed.number is None
    assert (None if suggested is None else str(suggested)) == meant


def test_it_is_told_at_its_figure(form):
    """In a form: the figure has no value where it is doubtful, and what stood there stays."""
    sent = filled(form, "| requests | person | company |\n| new | 三 | １２件 |")
    assert brief(sent.findings) == [
        "not-a-number requests.new.person 三",
        "normalised requests.new.company １２件 12",
    ]
    assert sent.figures["requests.new.person"].raw == "三"
    assert sent.value("requests.new.total") is None
