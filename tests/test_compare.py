"""This year against last year: what must go on, what looks copied, what nobody can compare."""

from random import Random

import pytest
from grid import brief
from samples import balanced, changed, edition, mixed, with_last, without

from toolkit import check, check_all, compare
from toolkit.model.settings import Settings, Waiver

NEW = "requests.new.person"
CARRIED = "requests.carried_in.person"
CHARGE = "charges.charge.amount"
TALKATIVE = Settings(off=frozenset({"far-from-last-year"}))


@pytest.fixture
def years():
    return with_last(Random(1), edition("2021"))


def told(now, last, settings=TALKATIVE):
    return brief(compare(now, last, settings))


def last_year(form, before, **figures):
    """Two years with the figures of last year as told and those of this year all 0."""
    zeros = {key: 0 for key, slot in form.slots.items() if slot.given}
    now = changed(balanced(Random(2), form), zeros)
    return now, changed(balanced(Random(2), before, year=2022), figures)


def test_years_that_fit_together_need_no_word(years):
    assert told(*years) == []


def test_what_was_carried_out_must_be_carried_in(years):
    now, last = years
    carried, received = now.value(CARRIED), now.value(NEW)
    sent = changed(now, {CARRIED: carried + 1, NEW: received + 4})
    assert told(sent, last) == [f"carried-over requests.person {carried + 1} {carried}"]


def test_without_last_year_nothing_is_compared(years):
    now, _ = years
    sent = changed(now, {CARRIED: now.value(CARRIED) + 1, NEW: now.value(NEW) - 1})
    assert check(sent.form, sent) == ()


def test_a_figure_missing_last_year_is_not_a_broken_rule(years):
    now, last = years
    assert told(now, without(last, "requests.carried_out.person")) == ["not-compared 2021"]


def test_stock_goes_on_from_last_year(years):
    now, last = years
    stock = "documents.normative.in_force"
    sent = changed(now, {stock: now.value(stock) + 2})
    expected = f"in-force documents.normative {now.value(stock) + 2} {now.value(stock)}"
    assert told(sent, last) == [expected]


def test_a_report_copied_from_last_year_is_noticed():
    form = edition("2021")
    same = {"licences.licence.decisions": 3, "enforcement.penalty.decisions": 5, CHARGE: 7}
    now, last = last_year(form, form, **dict.fromkeys(form.slots, 0) | same)
    now = changed(now, same | {"documents.normative.in_force": 0})
    (finding,) = compare(now, last)
    assert (finding.code, finding.fact("count")) == ("same-as-last-year", 3)
    assert finding.keys == tuple(same)
    assert compare(changed(now, {CHARGE: 8}), last) == ()


def test_two_equal_figures_are_chance_and_zeros_prove_nothing():
    form = edition("2021")
    same = {"licences.licence.decisions": 3, CHARGE: 7}
    now, last = last_year(form, form, **dict.fromkeys(form.slots, 0) | same)
    assert compare(changed(now, same), last) == ()


@pytest.mark.parametrize(
    ("before", "found", "far"),
    [
        (4, 25, True),  # more than 20 apart, more than five times
        (5, 25, False),  # not more than 20 apart
        (5, 26, True),
        (6, 30, False),  # exactly five times
        (0, 21, True),
        (0, 20, False),
        (26, 5, True),
        (100, 130, False),
    ],
)
def test_a_figure_far_from_last_year_is_asked_about(years, before, found, far):
    key = "licences.licence.decisions"
    now, last = (changed(s, {key: n}) for s, n in zip(years, (found, before), strict=True))
    codes = [f for f in compare(now, last) if f.keys == (key,)]
    assert brief(codes) == ([f"far-from-last-year {key} {before} {found}"] if far else [])
    assert not far or codes[0].places == (now.place(key),)


def test_a_number_of_charges_copied_as_their_amount():
    now, last = last_year(edition("2021"), edition("2019"), **{"charges.charge.last_year": 12})
    now = changed(now, {CHARGE: 12})
    found = [f for f in compare(now, last) if f.code == "copied-across-editions"]
    assert [(f.keys, f.fact("found")) for f in found] == [((CHARGE,), 12)]
    assert "收费金额" in found[0].fact("why")


def test_a_copied_figure_is_told_once_in_a_mixed_report():
    now, last = last_year(mixed(), edition("2019"), **{"charges.charge.last_year": 12})
    now = changed(now, {CHARGE: 12})
    assert [f.code for f in compare(now, last)].count("copied-across-editions") == 1


def test_zero_is_not_copied():
    now, last = last_year(edition("2021"), edition("2019"), **{"charges.charge.last_year": 0})
    assert "copied-across-editions" not in {f.code for f in compare(now, last)}


def test_what_another_edition_leaves_open_is_told():
    now, last = with_last(Random(4), edition("2021"), edition("2019"))
    (finding,) = compare(now, last, TALKATIVE)
    assert (finding.code, finding.severity) == ("not-compared", "note")
    assert dict(finding.facts) == {"before": "2019", "count": 2}
    assert told(*with_last(Random(4), edition("2019"))) == []


def test_a_waiver_lifts_one_rule_for_one_agency(years):
    now, last = years
    sent = changed(now, {CARRIED: now.value(CARRIED) + 1})
    for code, severity in (("T01", "note"), ("T02", "must")):
        waiver = Waiver("carried-over", code, "上年报告有误，已更正", "李明")
        settings = Settings(off=frozenset({"balance", *TALKATIVE.off}), waivers=(waiver,))
        (finding,) = compare(sent, last, settings)
        assert (finding.code, finding.severity) == ("carried-over", severity)
        assert finding.fact("by") == ("李明" if severity == "note" else None)


def test_compare_is_a_part_of_check(years):
    now, last = years
    sent = changed(now, {CARRIED: now.value(CARRIED) + 1, "disputes.review.upheld": None})
    whole = check(sent.form, sent, last)
    assert set(compare(sent, last)) <= set(whole)
    assert check_all(sent.form, [sent], {"T01": last}) == [whole]
