"""What two editions have in common is carried over; the rest is a gap with its reason."""

from random import Random

import pytest
from samples import balanced, changed, edition, mixed

from toolkit import consolidate, read_submission
from toolkit.bridge import bridge_submission
from toolkit.editions import Editions

OTHER = "requests.other.person"
THREE = ("requests.no_correction.person", "requests.no_fee.person", OTHER)
NEW = "requests.new.person"
CHARGE = "charges.charge.amount"


def sent(form, **figures):
    about = {"code": figures.pop("code", "T01")}
    submission = balanced(Random(3), edition(form) if isinstance(form, str) else form, **about)
    return changed(submission, figures)


def gaps(bridged):
    return {gap.key: gap for gap in bridged.gaps}


def test_of_the_same_edition_nothing_changes():
    submission = sent("2021")
    assert bridge_submission(submission, edition("2021")).submission is submission


def test_the_same_key_means_the_same():
    submission = sent("2019", **{NEW: 7})
    bridged = bridge_submission(submission, edition("2021")).submission
    assert bridged.figures[NEW] == submission.figures[NEW]
    assert bridged.form is edition("2021")


def test_nothing_in_the_one_row_is_nothing_in_all_three():
    bridged = bridge_submission(sent("2019", **{OTHER: 0}), edition("2021"))
    assert [bridged.submission.value(key) for key in THREE] == [0, 0, 0]
    assert not gaps(bridged).keys() & set(THREE)


def test_something_in_the_one_row_is_not_guessed():
    bridged = bridge_submission(sent("2019", **{OTHER: 4}), edition("2021"))
    assert not bridged.submission.figures.keys() & set(THREE)
    assert "分项无从得知" in gaps(bridged)[OTHER].why
    assert bridged.submission.value("requests.total.person") is None


def test_three_rows_add_up_to_the_one():
    three = dict(zip(THREE, (1, 2, 3), strict=True))
    bridged = bridge_submission(sent("2021", **three), edition("2019"))
    assert bridged.submission.value(OTHER) == 6
    assert OTHER not in gaps(bridged)


def test_a_doubtful_row_of_the_three_is_a_gap():
    three = dict(zip(THREE, (1, "三", 3), strict=True))
    bridged = bridge_submission(sent("2021", **three), edition("2019"))
    assert OTHER in gaps(bridged)
    assert bridged.submission.value(OTHER) is None


@pytest.mark.parametrize(("filed", "wanted"), [("2019", "2021"), ("2021", "2019")])
def test_the_number_of_charges_never_is_their_amount(filed, wanted):
    bridged = bridge_submission(sent(filed), edition(wanted))
    charges = [key for key in edition(wanted).slots if key.startswith("charges")]
    assert not bridged.submission.figures.keys() & set(charges)
    assert all("收费金额" in gaps(bridged)[key].why for key in charges)


def test_what_an_edition_does_not_ask_for_is_a_gap_without_a_reason():
    bridged = bridge_submission(sent("2019"), edition("2021"))
    gap = gaps(bridged)["documents.normative.in_force"]
    assert (gap.edition, gap.why) == ("2019", "")


@pytest.mark.parametrize(("filed", "wanted"), [("2019", "2021"), ("2021", "2019")])
def test_every_given_figure_is_there_or_a_gap(filed, wanted):
    bridged = bridge_submission(sent(filed), edition(wanted))
    for key, slot in edition(wanted).slots.items():
        if slot.given and slot.table.key in edition(filed).tables:
            assert (key in bridged.submission.figures) != (key in gaps(bridged)), key


def test_a_table_of_the_wanted_edition_goes_over_whole():
    submission = sent(mixed(), **{OTHER: 2, CHARGE: 5})
    bridged = bridge_submission(submission, edition("2021"))
    assert bridged.submission.value(CHARGE) == 5
    assert set(gaps(bridged)) == set(THREE) | {
        key
        for key in edition("2021").slots
        if key.split(".")[1] in ("no_correction", "no_fee", "other")
        and key.startswith("requests.")
        and submission.value(f"requests.other.{key.split('.')[2]}")
        and edition("2021").slots[key].given
    }


def test_an_old_form_of_one_agency_leaves_gaps_in_the_county():
    towns = [sent("2021", code="T01", **{OTHER: 1}), sent("2019", code="T02", **{OTHER: 4, NEW: 9})]
    county = consolidate(edition("2021"), towns)
    assert county.figures[OTHER].value == 1
    assert county.figures[NEW].value == towns[0].value(NEW) + 9
    assert county.figures[CHARGE].value == towns[0].value(CHARGE)
    for key in (*THREE, CHARGE):
        assert [a.code for a in county.gaps[key]] == ["T02"]
    assert {f.code for f in county.findings} == {"not-bridged", "table-left"}
    assert not county.complete


def test_a_new_form_in_an_old_county():
    three = dict(zip(THREE, (1, 2, 3), strict=True))
    towns = [sent("2021", code="T01", **three), sent("2019", code="T02", **{OTHER: 4})]
    county = consolidate(edition("2019"), towns)
    assert county.figures[OTHER].value == 10
    assert [(share.agency.code, share.value, share.key) for share in county.shares(OTHER)] == [
        ("T02", 4, OTHER),
        ("T01", 3, THREE[2]),
        ("T01", 2, THREE[1]),
        ("T01", 1, THREE[0]),
    ]


@pytest.mark.parametrize("leading", ["2019", "2021"])
def test_the_direction_is_that_of_the_table_not_of_the_report(leading):
    """A report may mix editions: what counts is the edition its own table was filed on."""
    tables = edition("2021").editions if leading == "2021" else edition("2019").editions
    form = Editions().composed({**tables, "requests": "2021", "charges": "2019"})
    keys = {key: 0 for key, slot in form.slots.items() if slot.given}
    three = dict(zip(THREE, (1, 2, 3), strict=True))
    report = read_submission(form, {**keys, **three}, year=2019)
    county = consolidate(edition("2019"), [report])
    assert county.figures[OTHER].value == 6
