"""Submissions as tables and back: what was written, where, and the three sorts of nothing."""

from dataclasses import replace
from decimal import Decimal
from io import StringIO
from random import Random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import SEEDS, agency, balanced, changed, edition, reread, without

from toolkit import check
from toolkit.export import LONG, from_long, from_wide, to_long, to_wide
from toolkit.model.figure import Place

EDITIONS = st.sampled_from(("2021", "2019"))
PENALTY = "enforcement.penalty.decisions"
CHARGE = "charges.charge.amount"
NEW = "requests.new.person"
ODD = {NEW: "12件", PENALTY: "不适用", CHARGE: Decimal("3.1400"), "requests.granted.person": None}


@pytest.fixture(scope="module")
def odd():
    """A return with every sort of oddity: a note, nothing, not applicable, money, a gap."""
    sent = changed(balanced(Random(4), edition("2021"), flags=("rulemaking", "vertical")), ODD)
    return replace(without(sent, "disputes.review.upheld"), sha256="ab12")


@pytest.fixture
def frame(odd):
    return to_long([odd])


def test_long_has_a_line_for_each_figure(frame, odd):
    assert tuple(frame.columns) == LONG
    line = frame[frame.key == NEW].iloc[0]
    assert (line.code, line["flags"], line.year) == ("T01", "rulemaking vertical", 2023)
    assert (line.value, line.raw, line.sheet, line.cell) == (12, "12件", "表三", _cell(odd, NEW))
    assert len(frame) == len(odd.figures)


def test_nothing_not_applicable_and_zero_stay_apart(frame):
    told = {line.key: (line.value, line.applies) for line in frame.itertuples()}
    assert told[PENALTY] == (None, False)
    assert told["requests.granted.person"] == (None, True)
    assert told["documents.regulation.made"] != (None, True)
    assert "disputes.review.upheld" not in told
    assert told[CHARGE][0] == Decimal("3.1400")
    assert isinstance(told[CHARGE][0], Decimal)


def test_long_comes_back_as_it_was(odd, frame):
    assert from_long(edition("2021"), frame) == [replace(odd, kind="frame")]
    (again,) = from_long(edition("2021"), frame)
    assert again.figures == odd.figures
    assert check(again.form, again) == check(odd.form, odd)


@given(EDITIONS, SEEDS, st.booleans())
def test_any_submission_comes_back_from_long(name, seed, printed):
    sent = balanced(Random(seed), edition(name), printed=printed)
    (again,) = from_long(edition(name), to_long([sent]))
    assert again.figures == sent.figures
    assert (again.agency, again.year, again.file) == (sent.agency, sent.year, sent.file)
    assert again.printed is printed


@given(EDITIONS, SEEDS, st.booleans())
def test_any_submission_comes_back_from_wide(name, seed, printed):
    sent = balanced(Random(seed), edition(name), printed=printed)
    (again,) = from_wide(edition(name), to_wide([sent]))
    assert again.values == sent.values
    assert _types(again) == _types(sent)
    assert check(again.form, again) == ()


def test_a_blank_total_of_a_printed_report_stays_a_blank():
    total = "requests.total.total"
    sent = changed(balanced(Random(5), edition("2021"), printed=True), {total: None})
    for again in (*from_long(sent.form, to_long([sent])), *from_wide(sent.form, to_wide([sent]))):
        assert [(f.code, f.keys) for f in again.findings] == [("blank-total", (total,))]


def test_wide_has_a_line_for_each_agency(odd):
    other = replace(balanced(Random(6), edition("2019")), agency=agency("T02"))
    wide = to_wide([odd, other])
    assert list(wide.code) == ["T01", "T02"]
    assert wide[CHARGE].tolist() == [Decimal("3.1400"), None]
    assert wide["procurement.procurement.amount"].tolist()[0] is None
    assert wide[PENALTY].tolist()[0] is None
    assert wide.not_applicable.tolist() == [PENALTY, ""]


def test_wide_keeps_what_does_not_apply(odd):
    (again,) = from_wide(edition("2021"), to_wide([odd]))
    assert not again.figures[PENALTY].applies
    assert again.value("requests.granted.person") is None
    assert again.agency == odd.agency


def test_a_total_that_is_not_known_is_not_made_up(odd):
    assert odd.value("requests.granted.total") is None
    (again,) = from_wide(edition("2021"), to_wide([odd]))
    assert again.value("requests.granted.total") is None
    assert "not-recalculated" not in {f.code for f in again.findings}


def test_two_years_of_one_agency_stay_two():
    years = [balanced(Random(7), edition("2021"), year=year) for year in (2022, 2023)]
    assert [s.year for s in from_long(edition("2021"), to_long(years))] == [2022, 2023]


@pytest.mark.parametrize("strings", [{}, {"dtype": str}, {"dtype": str, "keep_default_na": False}])
def test_a_csv_file_on_the_way_changes_no_number(strings):
    sent = [
        balanced(Random(8), edition("2021"), code="T08", printed=True, flags=("vertical",)),
        changed(balanced(Random(9), edition("2021"), code="T09"), ODD),
    ]
    for there, back in ((to_long, from_long), (to_wide, from_wide)):
        text = there(sent).to_csv(index=False)
        frame = pd.read_csv(StringIO(text), **strings)
        again = back(edition("2021"), frame)
        assert [s.values for s in again] == [s.values for s in sent]
        assert [s.agency for s in again] == [s.agency for s in sent]
        assert [s.printed for s in again] == [True, False]
        assert not again[1].figures[PENALTY].applies


def test_a_frame_somebody_made_needs_only_keys_and_values():
    made = pd.DataFrame({"code": "T01", "agency": "青石镇", "key": [NEW], "value": [3]})
    (sent,) = from_long(edition("2021"), made)
    assert sent.value(NEW) == 3
    assert sent.figures[NEW].place == Place()


def test_a_confirmed_blank_stays_zero():
    key = "requests.new.person"
    sent = balanced(Random(1), edition("2021"))
    raws = {k: f.raw for k, f in sent.figures.items() if sent.form.slots[k].given}
    blank = reread(sent, raws | {key: None}, confirmed=("requests",))
    (again,) = from_long(edition("2021"), to_long([blank]))
    assert again.value(key) == 0


def _cell(submission, key):
    return submission.place(key).cell


def _types(submission):
    return {key: type(value) for key, value in submission.values.items()}
