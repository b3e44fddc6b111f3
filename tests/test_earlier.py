"""Last year's figures are found by who sent them; reorganisations are followed."""

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest
from samples import edition, editions
from seasons import EAST, EDUCATION, MEMBERS, RIVER, STONE, County, returned
from workbooks import read

from toolkit.model.agency import Agency
from toolkit.reading import read_submission
from toolkit.season.decided import Decided
from toolkit.season.decision_line import Decision, Kind
from toolkit.season.earlier import Earlier
from toolkit.season.making import recipient
from toolkit.season.members import Member

YEAR = 2025
NEW, LEFT = "requests.new.person", "requests.carried_out.person"


@pytest.fixture
def county(tmp_path):
    return County(tmp_path)


def report(agency, new=0, *, year=2024, kind="workbook", file="a.xlsx", name="2021", left=0):
    """What an agency reported: everything 0 but new requests and those left open."""
    form = edition(name)
    figures = {slot.key: 0 for slot in form.given} | {NEW: new, LEFT: left}
    sent = read_submission(form, figures, agency=agency, year=year, file=file)
    return replace(sent, kind=kind, sha256=sha256(f"{file}{new}".encode()).hexdigest())


def changed(kind, before, after, heir="", reporter=""):
    """A reorganisation, as it was decided."""
    told = {"before": ";".join(before), "after": ";".join(after), "heir": heir}
    told |= {"since": "2025-03-01", "reporter": reporter, "line": "1"}
    more = tuple(sorted(told.items()))
    return Decision(Kind.REORGANISATION, "", ";".join(before), kind, more, "王", "2026-01-05", "文")


def found(sent, agency=STONE, decisions=()):
    """Last year's new requests and those left open, and the codes of what is told."""
    earlier = Earlier(sent, edition("2021"), Decided(decisions))
    last, told = earlier.of(MEMBERS.of(agency.code) or Member(agency), YEAR)
    return last and last.value(NEW), [each.code for each in told]


def test_an_agency_is_found_by_its_code_or_its_name():
    others = [report(RIVER, 9), report(EAST, 8)]
    assert found([*others, report(STONE, 3)]) == (3, [])
    assert found([*others, report(Agency("T01", "", ""), 4)]) == (4, [])
    assert found([*others, report(Agency("", STONE.name, ""), 5)]) == (5, [])


def test_who_is_not_among_them_is_told():
    assert found([report(RIVER, 9)]) == (None, ["no-last-year"])
    assert found([report(Agency("", "", ""), 9)]) == (None, ["no-last-year"])


def test_another_year_s_figures_are_told_and_not_compared():
    assert found([report(STONE, 3, year=2023)]) == (None, ["last-year-wrong"])
    assert found([report(STONE, 3, year=2023), report(STONE, 4)]) == (4, [])


def test_figures_that_tell_no_year_will_do_where_there_are_no_better():
    assert found([report(STONE, 3, year=None)]) == (3, [])
    both = [report(STONE, 3, year=None, file="0.json"), report(STONE, 4)]
    assert found(both)[0] == found(both[::-1])[0] == 4


def test_a_workbook_is_believed_before_any_report():
    sent = [report(STONE, 3, kind="docx", file="0.docx"), report(STONE, 4)]
    assert found(sent) == found(sent[::-1]) == (4, ["last-years-differ"])


def test_sources_that_say_the_same_are_not_told():
    assert found([report(STONE, 3, kind="pdf", file="0.pdf"), report(STONE, 3)]) == (3, [])


def test_what_differs_is_told_once_with_its_keys_and_where_it_stands():
    sent = [report(STONE, 3, file="历年/a.xlsx"), report(STONE, 4, kind="pdf", file="历年/b.pdf")]
    earlier = Earlier(sent, edition("2021"), Decided())
    (told,) = earlier.of(Member(STONE), YEAR).findings
    assert NEW in told.keys
    assert dict(told.facts) == {
        "found": "历年/a.xlsx", "other": "历年/b.pdf", "count": len(told.keys),
    }  # fmt: skip


def test_a_file_without_figures_is_none():
    bare = replace(report(STONE), figures={}, kind="")
    assert found([bare, report(STONE, 3)]) == (3, [])
    assert not Earlier([bare], edition("2021"), Decided())


def test_a_new_name_is_the_old_one_s():
    renamed = [changed("rename", ["清禾县青石乡人民政府"], ["T01"])]
    assert found([report(Agency("X", "清禾县青石乡人民政府", ""), 3)], decisions=renamed) == (3, [])


@pytest.mark.parametrize("kind", ["merge", "abolish", "split"])
def test_who_inherits_takes_over(kind):
    decisions = [changed(kind, ["T02"], ["T01"], heir="T01")]
    assert found([report(RIVER, 9)], STONE, decisions) == (9, [])
    assert found([report(RIVER, 9)], EAST, decisions) == (None, ["no-last-year"])


def test_what_became_one_agency_is_added_up():
    decisions = [changed("merge", ["T02", "T03"], ["T01"], heir="T01")]
    sent = [report(STONE, 1, left=5), report(RIVER, 20, left=60), report(EAST, 300, left=700)]
    earlier = Earlier(sent, edition("2021"), Decided(decisions))
    last, told = earlier.of(MEMBERS.of("T01"), YEAR)
    assert (last.value(NEW), last.value(LEFT), told) == (321, 765, ())
    assert (last.agency, last.year) == (STONE, 2024)


def test_of_what_became_one_agency_those_that_are_known_are_added_up():
    decisions = [changed("merge", ["T02", "T03"], ["T01"], heir="T01")]
    assert found([report(RIVER, 20), report(EAST, 300)], STONE, decisions) == (320, [])
    assert found([report(EAST, 300)], STONE, decisions) == (300, ["last-year-partial"])
    earlier = Earlier([report(EAST, 300)], edition("2021"), Decided(decisions), MEMBERS)
    (told,) = earlier.of(MEMBERS.of("T01"), YEAR).findings
    assert told.fact("found") == RIVER.name


def test_the_sum_is_known_by_the_files_it_is_made_of():
    decisions = [changed("merge", ["T02"], ["T01"], heir="T01")]
    sums = [
        Earlier([report(STONE, 1), report(RIVER, n)], edition("2021"), Decided(decisions))
        .of(MEMBERS.of("T01"), YEAR)
        .last.sha256
        for n in (20, 20, 21)
    ]
    assert sums[0] == sums[1] != sums[2]


def test_figures_of_the_form_before_are_found_as_they_were_filed():
    last = Earlier([report(STONE, 3, year=2024, name="2019")], edition("2021"), Decided())
    assert last.of(Member(STONE), YEAR).last.form is editions().form("2019")


def test_reports_in_the_folder_of_earlier_years_are_compared_with(county):
    county.folder.at("earlier").joinpath("T01.xlsx").write_bytes(
        returned("T01", figures={LEFT: 2, NEW: 2}, year=2024)
    )
    county.put("a.xlsx", returned("T01"))
    county.put("b.xlsx", returned("T02"))
    told = {
        a.member.code: [f.code for v in a.series for f in v.findings]
        for a in county.stand().agencies
    }
    assert "carried-over" in " ".join(told["T01"])
    assert told["T02"] == ["no-last-year"]


def test_where_there_is_no_last_year_at_all_nobody_is_told(county):
    county.put("b.xlsx", returned("T02"))
    assert [f.code for f in county.one("T02").series[0].findings] == []


def test_a_list_of_last_year_holds_many(county):
    told = [
        {"code": each.code, "year": 2024, "figures": {NEW: number}}
        for number, each in enumerate((STONE, RIVER))
    ]
    county.folder.at("earlier").joinpath("上年.json").write_text(json.dumps(told), "utf-8")
    for code in ("T01", "T02", "T03"):
        county.put(f"{code}.xlsx", returned(code))
    told = {
        a.member.code: [f.code for v in a.series for f in v.findings]
        for a in county.stand().agencies
    }
    assert "no-last-year" in told["T03"]
    assert "no-last-year" not in (*told["T01"], *told["T02"])


def test_another_season_is_last_year_with_what_counted_there(county, tmp_path_factory):
    before = County(tmp_path_factory.mktemp("上年"))
    before.settings = replace(before.settings, year=2024, deadline=date(2025, 1, 20))
    before.with_files()
    before.put(
        "a.xlsx", returned("T01", figures={LEFT: 2, NEW: 2}, year=2024, at="2025-01-08T00:00:00Z")
    )
    worse = returned(
        "T01", figures={LEFT: 3}, raw={NEW: "三"}, year=2024, at="2025-01-09T00:00:00Z"
    )
    before.put("b.xlsx", worse)
    before.stand()
    county.settings = replace(county.settings, last_year=str(before.root))
    assert last_of(county, "T01").value(LEFT) == 2
    assert last_of(county, "T02") is None


def last_of(county, code):
    from toolkit.season.last_year import earlier_of
    from toolkit.season.ledger import open_ledger

    with open_ledger(county.folder) as ledger:
        earlier = earlier_of(county.season, ledger, Decided())
        return recipient(county.season, MEMBERS.of(code), earlier, Decided()).last


def test_what_is_issued_has_last_year_in_it(county):
    county.folder.at("earlier").joinpath("D01.xlsx").write_bytes(
        returned("D01", figures={LEFT: 2, NEW: 2}, year=2024)
    )
    last = last_of(county, "D01")
    assert (last.agency, last.value(LEFT)) == (EDUCATION, 2)
    assert read(returned("T01")).last is not None
