"""Which submissions are added up: of one agency one, of one year, those the roster counts."""

from dataclasses import replace
from random import Random

from samples import balanced, changed, edition

from toolkit import check, consolidate, read_submission
from toolkit.model.agency import Agency, Roster
from toolkit.parent import check_parent

FORM = edition("2021")
GRANTED = [f"requests.granted.{c.key}" for c in FORM.tables["requests"].columns.leaves if not c.sum]


def sent(code, name="", seed=1, **figures):
    submission = balanced(Random(seed), FORM, code=code or "T1")
    who = replace(submission, agency=Agency(code, name or code))
    return changed(who, figures) if figures else who


def test_the_roster_knows_better_than_the_file():
    roster = Roster([Agency("D4", "税务局", flags=frozenset({"vertical"})), Agency("T1", "甲镇")])
    county = consolidate(FORM, [sent("D4"), sent("T1", seed=2)], roster)
    assert [each.agency.code for each in county.counted] == ["T1"]
    assert [each.why for each in county.left_out] == ["vertical"]
    assert county.complete


def test_another_year_is_not_added():
    now, then = sent("T1"), sent("T2", seed=2)
    county = consolidate(FORM, [now, sent("T3", seed=3), replace(then, year=now.year - 1)])
    assert [each.agency.code for each in county.counted] == ["T1", "T3"]
    assert [finding.code for finding in county.findings] == ["other-year"]
    assert not county.complete


def test_part_of_a_sum_is_no_figure_for_the_rules():
    """A blank in one agency leaves a gap in the totals too, and breaks no rule of the county."""
    county = consolidate(FORM, [sent("T1"), sent("T2", seed=2, **dict.fromkeys(GRANTED))])
    assert [a.code for a in county.gaps["requests.total.total"]] == ["T2"]
    assert county.submission().value("requests.total.total") is None
    assert {f.code for f in check(FORM, county.submission())} == {"incomplete"}


def test_a_name_without_its_code_is_the_same_agency():
    county = consolidate(FORM, [sent("T1", "甲镇"), sent("", "甲镇")])
    assert len(county.counted) == 1
    assert county.complete


def test_blank_and_not_applicable_are_not_the_same():
    licence = "licences.licence.decisions"
    county = consolidate(FORM, [sent("T1", **{licence: None}), sent("T1", **{licence: "不适用"})])
    assert [each.why for each in county.left_out] == ["twice", "twice"]


def test_the_roster_of_a_part_is_kept():
    roster = Roster([Agency("T1", "甲镇"), Agency("T2", "乙镇")])
    part = consolidate(FORM, [sent("T1"), sent("X")], roster)
    assert consolidate(FORM, [part]) == part


def test_a_county_report_is_the_sum_of_its_agencies():
    """Identity 8: each slip is told once, at the figure and not again at every total."""
    county = consolidate(FORM, [sent("T1"), sent("T2", seed=2)])
    values = {key: figure.value for key, figure in county.figures.items()}
    assert check_parent(read_submission(FORM, values, year=2023), county) == ()
    wrong = values | {"requests.new.person": values["requests.new.person"] + 3}
    given = {key: value for key, value in wrong.items() if FORM.slots[key].given}
    (finding,) = check_parent(read_submission(FORM, given, year=2023), county)
    assert (finding.code, finding.keys) == ("not-the-sum", ("requests.new.person",))
    assert finding.fact("difference") == 3


def test_an_incomplete_sum_is_no_measure():
    county = consolidate(FORM, [sent("T1")], Roster([Agency("T1"), Agency("T2")]))
    assert [f.code for f in check_parent(sent("县"), county)] == ["parent-not-compared"]
