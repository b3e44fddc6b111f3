"""Many submissions, one sum: traceable to the cell, in any order, never more than is known."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import SEEDS, agency, balanced, changed, edition, mixed, with_last, without

from toolkit import check, consolidate
from toolkit.model.agency import Agency, Roster
from toolkit.model.figure import Place

NEW = "requests.new.person"
CHARGE = "charges.charge.amount"
PENALTY = "enforcement.penalty.decisions"


def sent(number, form="2021", flags=(), **figures):
    """What agency number so-and-so sent, some figures as told: balanced otherwise."""
    known = {"code": f"T{number:02}", "flags": flags}
    submission = balanced(Random(number), edition(form), **known)
    return changed(submission, figures) if figures else submission


def told(county):
    return [(f.code, f.keys) for f in county.findings]


@given(st.lists(SEEDS, min_size=1, max_size=6, unique=True), st.sampled_from(("2021", "2019")))
def test_county_is_the_sum_of_what_was_given(seeds, name):
    form = edition(name)
    towns = [balanced(Random(seed), form, code=f"T{n}") for n, seed in enumerate(seeds)]
    county = consolidate(form, towns)
    for key in (k for k, slot in form.slots.items() if slot.given and slot.rolls):
        assert county.figures[key].value == sum(town.value(key) for town in towns)
    for key in (k for k, slot in form.slots.items() if not slot.given):
        parts = form.slots[key].parts
        assert county.figures[key].value == sum(county.figures[part].value for part in parts)
    assert county.complete


@settings(max_examples=30)
@given(st.data(), st.lists(SEEDS, min_size=1, max_size=6), st.sampled_from(("2021", "2019")))
def test_neither_order_nor_grouping_matters(data, seeds, name):
    towns = [_somebody(Random(seed), seed % 5) for seed in seeds]
    roster = data.draw(st.sampled_from((None, Roster(agency(f"T{n:02}") for n in range(4)))))
    whole = consolidate(edition(name), towns, roster)
    parts = _parted(data, data.draw(st.permutations(towns)))
    below = [consolidate(edition(data.draw(st.sampled_from((name, "2021")))), p) for p in parts]
    again = consolidate(edition(name), below, roster)
    assert again == whole
    assert again.figures == whole.figures


@settings(max_examples=10)
@given(SEEDS)
def test_county_passes_every_check_that_its_agencies_pass(seed):
    rng = Random(seed)
    for name in ("2021", "2019"):
        form = edition(name)
        years = [with_last(rng, form, code=f"T{number}") for number in range(4)]
        sums = (consolidate(form, submissions) for submissions in zip(*years, strict=True))
        both = [county.submission(Agency("", "清禾县")) for county in sums]
        assert [county.year for county in both] == [2023, 2022]
        codes = {f.code for f in check(form, *both)}
        assert codes <= {"far-from-last-year", "not-summed"}


def test_a_share_tells_agency_file_and_cell():
    towns = [sent(1, **{NEW: 2}), sent(2, **{NEW: 7}), sent(3, **{NEW: "0件"})]
    county = consolidate(edition("2021"), towns)
    shares = county.shares(NEW)
    assert [(s.agency.code, s.value, s.file) for s in shares] == [
        ("T02", 7, "T02.xlsx"),
        ("T01", 2, "T01.xlsx"),
        ("T03", 0, "T03.xlsx"),
    ]
    assert {s.place for s in shares} == {
        Place(s.file, "表三", towns[0].place(NEW).cell) for s in shares
    }
    for key, figure in county.figures.items():
        assert sum(share.value for share in county.shares(key)) == figure.value


def test_money_stays_exact():
    towns = [sent(n, **{CHARGE: Decimal("0.1001")}) for n in range(10)]
    assert consolidate(edition("2021"), towns).figures[CHARGE].value == Decimal("1.0010")


def test_vertical_agencies_are_left_out_and_not_missed():
    town, tax = sent(1), sent(2, flags=("vertical",))
    county = consolidate(edition("2021"), [town, tax], Roster([town.agency, tax.agency]))
    assert county.counted == (town,)
    assert [(x.submission, x.why) for x in county.left_out] == [(tax, "vertical")]
    assert county.complete
    assert consolidate(edition("2021"), [town], Roster([town.agency, tax.agency])).missing == ()


def test_whoever_is_missing_is_named():
    town, other = sent(1), agency("T02")
    county = consolidate(edition("2021"), [town], Roster([town.agency, other]))
    assert county.missing == (other,)
    assert not county.complete
    (finding,) = county.findings
    assert (finding.code, finding.fact("code")) == ("agency-missing", "T02")


def test_two_different_submissions_of_one_agency_count_neither():
    first, second = sent(1, **{NEW: 1}), replace(sent(1, **{NEW: 2}), file="另一份.xlsx")
    county = consolidate(edition("2021"), [first, second, sent(2)])
    assert [s.agency.code for s in county.counted] == ["T02"]
    assert {x.why for x in county.left_out} == {"twice"}
    assert not county.complete
    assert [(f.code, f.fact("count")) for f in county.findings] == [("agency-twice", 2)]


def test_the_same_submission_sent_twice_counts_once():
    first = sent(1)
    county = consolidate(edition("2021"), [first, replace(first, file="副本.xlsx")])
    assert county.figures[NEW].value == first.value(NEW)
    assert county.complete


def test_one_code_is_one_agency_however_its_name_is_written():
    first = sent(1, **{NEW: 1})
    second = replace(sent(1, **{NEW: 2}), agency=first.agency._replace(name="单位T01（盖章）"))
    county = consolidate(edition("2021"), [first, second])
    assert county.counted == ()
    assert [(f.code, f.fact("count")) for f in county.findings] == [("agency-twice", 2)]


def test_whoever_is_not_on_the_roster_is_not_counted():
    county = consolidate(edition("2021"), [sent(1), sent(2)], Roster([agency("T01")]))
    assert [s.agency.code for s in county.counted] == ["T01"]
    assert [f.code for f in county.findings] == ["not-on-roster"]


def test_a_figure_that_cannot_be_used_leaves_a_gap():
    towns = [sent(1, **{NEW: "三"}), without(sent(2), NEW), sent(3, **{NEW: 5})]
    county = consolidate(edition("2021"), towns)
    assert county.figures[NEW].value == 5
    assert [a.code for a in county.gaps[NEW]] == ["T01", "T02"]
    assert not county.complete
    assert ("incomplete", (NEW,)) in told(county)


def test_what_does_not_apply_leaves_no_gap():
    county = consolidate(edition("2021"), [sent(1, **{PENALTY: "不适用"}), sent(2, **{PENALTY: 4})])
    assert county.figures[PENALTY].value == 4
    assert county.complete
    assert [s.agency.code for s in county.shares(PENALTY)] == ["T02"]


def test_an_amount_without_a_unit_is_not_added():
    county = consolidate(edition("2019"), [sent(1, "2019"), sent(2, "2019")])
    assert "procurement.procurement.amount" not in county.figures
    assert "procurement.procurement.items" in county.figures
    assert told(county) == [("not-summed", ("procurement.procurement.amount",))]


@pytest.mark.parametrize("submissions", [(), (sent(1, flags=("vertical",)),)])
def test_a_sum_of_nobody_has_no_figures(submissions):
    county = consolidate(edition("2021"), submissions)
    assert county.figures == {}
    assert county.counted == ()
    assert not county.complete


def _somebody(rng, number):
    """One of a few agencies, on any edition, at times with a fault, at times without a name."""
    form = rng.choice((edition("2021"), edition("2019"), mixed()))
    flags = ("vertical",) if number == 3 else ()
    submission = balanced(rng, form, code=f"T{number:02}", flags=flags)
    if rng.random() < 0.3:
        submission = changed(submission, {NEW: rng.choice((None, "三", 10**12))})
    return replace(submission, file="") if rng.random() < 0.3 else submission


def _parted(data, towns):
    """The list cut into parts at any places."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(towns)), max_size=3)))
    return [towns[a:b] for a, b in zip([0, *cuts], [*cuts, len(towns)], strict=True)]
