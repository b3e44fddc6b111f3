"""Where an agency stands: a function of its files and of what was decided, nothing else."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from samples import edition
from seasons import (
    DEADLINE,
    MEMBERS,
    NOON,
    SILENT,
    SUIT,
    SUIT_RULE,
    THREE,
    TODAY,
    County,
    returned,
    zipped,
)

from toolkit.model.finding import Severity
from toolkit.season.members import Members
from toolkit.season.standing import State

TEXT = "两件都是上年收到的申请引起的。"
EARLY, LATER, LATEST = "2026-01-10T01:00:00Z", "2026-01-12T01:00:00Z", "2026-01-14T01:00:00Z"
NOBODY = {"about": {"contact": None, "phone": None, "reviewer": None}}
KEEN = {"had.requests": "有"}  # answered so, and nothing typed: an `explain` finding about words


@pytest.fixture
def county(tmp_path):
    return County(tmp_path)


def suit(text="", **more):
    """A return with something to explain, and what the clerk says to it."""
    return returned("T01", **SUIT, explained={SUIT_RULE: text} if text else {}, **more)


def codes(version, severity):
    return [f.code for f in version.findings if f.severity is Severity(severity)]


# ------ Each is reached, and the word for it is there


def test_missing_until_something_comes(county):
    assert county.state("T01") == "missing"


def test_missing_although_something_useless_came(county):
    county.put("T01/通知.dat", b"?")
    county.put("T01/全部.rar", b"Rar!")
    assert county.state("T01") == "missing"
    assert [each.file for each in county.stand().unclaimed] == [
        "收回/T01/全部.rar",
        "收回/T01/通知.dat",
    ]


@pytest.mark.parametrize("name", ["年报.docx", "年报.pdf", "年报.html", "年报.wps", "年报.txt"])
def test_to_confirm_where_a_report_came(county, name):
    county.put(f"T01/{name}", b"a report")
    assert county.state("T01") == "to-confirm"


def test_picture_where_nothing_but_a_scan_came(county):
    county.put("T01/扫描.jpg", b"a scan")
    assert county.state("T01") == "picture"
    county.put("T01/年报.pdf", b"a report")
    assert county.state("T01") == "to-confirm"


def test_to_correct(county):
    county.put("a.xlsx", returned("T01", **THREE))
    assert county.state("T01") == "to-correct"


def test_to_correct_before_anything_is_explained(county):
    county.put("a.xlsx", returned("T01", **THREE, **SILENT))
    assert county.state("T01") == "to-correct"


@pytest.mark.parametrize("content", [b"torn", zipped({"xl/workbook.xml": b""})])
def test_to_correct_where_the_file_cannot_be_read(county, content):
    county.put("T01/a.xlsx", content)
    assert county.state("T01") == "to-correct"


@pytest.mark.parametrize("words", [SILENT, SUIT], ids=["a passage", "a rule"])
def test_to_explain(county, words):
    county.put("a.xlsx", returned("T01", **words))
    assert county.state("T01") == "to-explain"


def test_explained(county):
    county.put("a.xlsx", suit(TEXT))
    assert county.state("T01") == "explained"


def test_to_explain_while_one_of_two_is_silent(county):
    county.put("a.xlsx", suit(TEXT, **SILENT))
    assert county.state("T01") == "to-explain"


def test_accepted_where_nothing_is_wrong(county):
    county.put("a.xlsx", returned("T01"))
    assert county.state("T01") == "accepted"


def test_accepted_although_something_is_noted(county):
    """Notes never keep a return from it."""
    county.put("a.xlsx", returned("T01", **NOBODY))
    (version,) = county.one("T01").series
    assert codes(version, "note") == ["nobody-named", "nobody-named"]
    assert county.state("T01") == "accepted"


def test_accepted_once_the_county_accepts_what_was_explained(county):
    county.put("a.xlsx", suit(TEXT))
    county.answer("T01", SUIT_RULE, TEXT, "accept")
    assert county.state("T01") == "accepted"


def test_accepted_correcting(county):
    county.put("a.xlsx", returned("T01", at=EARLY))
    county.put("b.xlsx", returned("T01", **THREE, at=LATER))
    assert county.state("T01") == "accepted-correcting"


def test_exempt(county):
    county.decide("exemption", "T01", "", "exempt", basis="垂直管理，由市局报送")
    one = county.one("T01", date(2026, 2, 20))
    assert (one.state, one.reason, one.days_late) == (State.EXEMPT, "垂直管理，由市局报送", 0)


def test_exempt_whatever_it_sent(county):
    county.put("a.xlsx", returned("T01", **THREE))
    county.decide("exemption", "T01", "", "exempt")
    assert county.state("T01") == "exempt"


@pytest.mark.parametrize(("verdict", "state"), [("sign", "signed"), ("publish", "published")])
def test_signed_and_published(county, verdict, state):
    county.put("a.xlsx", returned("T01"))
    (version,) = county.one("T01").series
    county.decide("publication", "T01", "", verdict, url="", file=version.sha256)
    assert county.state("T01") == state


def test_signed_no_more_where_another_version_came_after_it(county):
    county.put("a.xlsx", returned("T01", at=EARLY))
    (version,) = county.one("T01").series
    county.decide("publication", "T01", "", "sign", url="", file=version.sha256)
    county.put("b.xlsx", returned("T01", **SILENT, at=LATER))
    assert county.state("T01") == "accepted-correcting"


def test_every_state_has_its_word(county):
    from toolkit.lexicon import words

    told = words("season")["states"]
    assert {state.value for state in State} | {"unclaimed"} == set(told)


def test_an_explanation_refused_is_to_be_given_anew(county):
    county.put("a.xlsx", suit(TEXT, at=EARLY))
    county.answer("T01", SUIT_RULE, TEXT, "reject", basis="没有写是哪两件")
    (explained,) = county.one("T01").series[-1].explained
    assert (explained.text, explained.accepted, explained.why) == (TEXT, False, "没有写是哪两件")
    assert county.state("T01") == "to-explain"
    county.put("b.xlsx", suit("2024年的两件。", at=LATER))
    assert county.state("T01") == "explained"
    county.answer("T01", SUIT_RULE, "2024年的两件。", "accept")
    assert county.state("T01") == "accepted"


def test_the_same_words_are_accepted_in_every_later_version(county):
    county.put("a.xlsx", suit(TEXT, at=EARLY))
    county.answer("T01", SUIT_RULE, TEXT, "accept")
    spaced = f" {TEXT[:4]}\n{TEXT[4:]} "
    county.put("b.xlsx", suit(spaced, at=LATER, about={"phone": "2"}))
    assert (county.state("T01"), len(county.one("T01").series)) == ("accepted", 2)


def test_what_the_county_accepts_may_be_silence(county):
    county.put("a.xlsx", returned("T01", **SILENT))
    county.answer("T01", "empty-passage", "", "accept")
    assert county.state("T01") == "accepted"


def test_an_explanation_of_one_agency_settles_nothing_of_another(county):
    county.put("a.xlsx", suit(TEXT))
    county.answer("T02", SUIT_RULE, TEXT, "accept")
    assert county.state("T01") == "explained"


# ------ The order of a series: the time written in a file, else the file's, else its hash


def files(county):
    return [version.file.removeprefix("收回/") for version in county.one("T01").series]


def test_by_the_time_that_is_written_in_it(county):
    county.put("a.xlsx", returned("T01", at=LATER), "2026-01-12T09:00:00Z")
    county.put("b.xlsx", returned("T01", at=LATEST), "2026-01-14T09:00:00Z")
    county.put("c.xlsx", returned("T01", at=EARLY), "2026-01-16T09:00:00Z")
    assert files(county) == ["c.xlsx", "a.xlsx", "b.xlsx"]


def test_by_the_time_of_the_file_where_nothing_is_written(county):
    county.put("a.xlsx", returned("T01", **SILENT), "2026-01-16T09:00:00Z")
    county.put("b.xlsx", returned("T01"), "2026-01-12T09:00:00Z")
    county.put("c.xlsx", returned("T01", at=LATEST), "2026-01-15T00:00:00Z")
    assert files(county) == ["b.xlsx", "c.xlsx", "a.xlsx"]


def test_not_by_a_clock_that_is_years_ahead(county):
    county.put("a.xlsx", returned("T01", at="2036-01-10T01:00:00Z"), "2026-01-10T01:00:00Z")
    county.put("b.xlsx", returned("T01", at=LATEST))
    assert files(county) == ["a.xlsx", "b.xlsx"]


def test_by_its_hash_where_the_times_are_the_same(county):
    county.put("a.xlsx", returned("T01"))
    county.put("b.xlsx", returned("T01", **SILENT))
    series = county.one("T01").series
    assert [each.sha256 for each in series] == sorted(each.sha256 for each in series)


def test_by_the_earliest_time_where_it_lies_twice(county):
    county.put("b.xlsx", returned("T01", **SILENT), "2026-01-12T09:00:00Z")
    county.put("c.xlsx", returned("T01"), "2026-01-16T09:00:00Z")
    assert files(county) == ["b.xlsx", "c.xlsx"]
    county.put("a.xlsx", returned("T01"), "2026-01-10T09:00:00Z")
    assert files(county) == ["a.xlsx", "b.xlsx"]


def test_an_older_file_arriving_late_does_not_overwrite_a_newer_one(county):
    county.put("new.xlsx", returned("T01", at=LATER))
    before = county.one("T01")
    county.put("old.xlsx", returned("T01", **THREE, at=EARLY), "2026-01-17T08:00:00Z")
    after = county.one("T01")
    assert after.state is State.ACCEPTED
    assert after.latest.sha256 == after.counting.sha256 == before.latest.sha256
    assert files(county) == ["old.xlsx", "new.xlsx"]


def test_an_older_file_arriving_late_is_told_once(county):
    county.put("new.xlsx", returned("T01", at=LATER))
    county.put("T02.xlsx", returned("T02", at=EARLY))
    assert county.collect().late == ()
    county.put("old.xlsx", returned("T01", **THREE, at=EARLY), "2026-01-17T08:00:00Z")
    county.put("T02-2.xlsx", returned("T02", **SILENT, at=LATER))
    tomorrow = NOON + timedelta(days=1)
    assert county.collect(now=tomorrow).late == ("收回/old.xlsx",)
    assert county.collect(now=tomorrow + timedelta(days=1)).late == ()
    told = [event for event in county.events if event["what"] == "late"]
    assert [(each["agency"], each["file"]) for each in told] == [("T01", "收回/old.xlsx")]


# ------ The same bytes are one version, however often and wherever they lie


@pytest.fixture
def thrice(county):
    county.put("a.xlsx", returned("T01", at=EARLY))
    county.put("T01/第二次.xlsx", returned("T01", at=EARLY))
    county.put("全部.zip", zipped({"青石镇/a.xlsx": returned("T01", at=EARLY)}))
    return county


def test_they_are_one_version(thrice):
    (version,) = thrice.one("T01").series
    assert version.file == "收回/T01/第二次.xlsx"


def test_sent_again_after_another_they_stay_where_they_stood(thrice):
    thrice.put("b.xlsx", returned("T01", **THREE, at=LATER))
    thrice.put("c.xlsx", returned("T01", at=EARLY), "2026-01-18T00:00:00Z")
    assert [each.sent for each in thrice.one("T01").series] == [EARLY, LATER]
    assert thrice.state("T01") == "accepted-correcting"


# ------ What the county's sum takes: the latest without a `must` about identity or figures


def counting(county, *contents):
    for number, content in enumerate(contents):
        county.put(f"{number}.xlsx", content)
    counting = county.one("T01").counting
    return counting and int(counting.file[3])


def test_nothing_of_what_cannot_be_counted(county):
    assert counting(county) is None
    assert counting(county, returned("T01", **THREE)) is None


def test_a_later_faulty_version_does_not_replace_an_earlier_one(county):
    assert counting(county, returned("T01", at=EARLY), returned("T01", **THREE, at=LATER)) == 0
    assert county.one("T01").latest.file == "收回/1.xlsx"


def test_a_later_one_that_is_only_to_be_explained_replaces_it(county):
    assert counting(county, returned("T01", at=EARLY), suit(at=LATER)) == 1
    assert county.state("T01") == "accepted-correcting"


def test_it_counts_before_it_passes(county):
    assert counting(county, suit()) == 0
    assert county.state("T01") == "to-explain"


def test_another_year_s_report_never_counts(county):
    assert counting(county, returned("T01", year=2024)) is None
    assert codes(county.one("T01").latest, "must") == ["wrong-year"]


def test_a_must_about_words_alone_keeps_it_from_passing_but_not_from_counting(county, monkeypatch):
    """Only an office's own form has such a rule: the severity of a finding is raised here."""
    from toolkit.season import judging

    def strict(*given):
        return [tuple(map(_raised, found)) for found in check_all(*given)]

    check_all = judging.check_all
    monkeypatch.setattr(judging, "check_all", strict)
    assert counting(county, returned("T01", **SILENT)) == 0
    assert county.state("T01") == "to-correct"


def test_reports_and_pictures_are_evidence_and_never_count(county):
    county.put("T01/a.docx", b"a report", "2026-01-16T09:00:00Z")
    county.put("T01/b.jpg", b"a scan", "2026-01-17T09:00:00Z")
    assert counting(county, returned("T01", at=EARLY)) == 0
    assert county.state("T01") == "accepted"
    assert [each.kind for each in county.one("T01").series] == [
        "workbook",
        "document",
        "picture",
    ]


def test_an_exempt_agency_counts_nothing(county):
    county.decide("exemption", "T01", "", "exempt")
    assert counting(county, returned("T01")) is None


def _raised(finding):
    must = finding.code == "empty-passage"
    return finding._replace(severity=Severity.MUST) if must else finding


# ------ Late is counted from the day that holds for the agency


def late(county, today=TODAY):
    one = county.one("T01", today)
    return one.deadline, one.days_late


def test_nobody_is_late_before_it(county):
    assert late(county, DEADLINE) == (DEADLINE, 0)


def test_every_day_after_it_counts_until_something_comes(county):
    assert late(county, date(2026, 1, 23)) == (DEADLINE, 3)


def collected_on(county, time):
    county.collect(now=datetime.fromisoformat(f"2026-01-{time}"))


@pytest.mark.parametrize("name", ["a.xlsx", "T01/年报.docx"])
def test_the_first_return_ends_it_whatever_is_wrong_with_it(county, name):
    """However early it was saved: a clock is easily put back."""
    county.put(name, returned("T01", **THREE, at=EARLY), EARLY)
    collected_on(county, "21T08:00:00Z")
    county.put("b.xlsx", returned("T01", at=LATER), LATER)
    collected_on(county, "25T08:00:00Z")
    assert late(county, date(2026, 2, 20)) == (DEADLINE, 1)


def test_a_picture_does_not_end_it(county):
    county.put("T01/扫描.jpg", b"a scan", EARLY)
    collected_on(county, "16T08:00:00Z")
    assert late(county, date(2026, 1, 23)) == (DEADLINE, 3)


@pytest.mark.parametrize(("time", "days"), [("T15:59:59Z", 0), ("T16:00:00Z", 1)])
def test_the_day_ends_at_midnight_in_china(county, time, days):
    county.put("a.xlsx", returned("T01"))
    collected_on(county, f"20{time}")
    assert late(county, date(2026, 2, 20)) == (DEADLINE, days)


def test_an_agency_may_have_a_deadline_of_its_own(county):
    own = date(2026, 1, 10)
    county.members = Members(replace_deadline(each, own) for each in MEMBERS)
    assert late(county, date(2026, 1, 12)) == (own, 2)


def test_a_deadline_may_be_extended(county):
    county.members = Members(replace_deadline(each, date(2026, 1, 10)) for each in MEMBERS)
    county.decide("exemption", "T01", "", "extend", until="2026-01-31")
    assert late(county, date(2026, 2, 2)) == (date(2026, 1, 31), 2)
    assert county.one("T02", date(2026, 2, 2)).days_late == 13


def test_without_a_deadline_nobody_is_late(county):
    county.settings = replace(county.settings, deadline=None)
    assert late(county, date(2026, 12, 31)) == (None, 0)


def replace_deadline(member, deadline):
    return member._replace(deadline=deadline) if member.code == "T01" else member


# ------ What an officer settles changes what is judged


def test_a_waiver_is_for_one_agency(county):
    for code in ("T01", "T02"):
        county.put(f"{code}.xlsx", returned(code, **SUIT))
    county.decide("waiver", "T01", SUIT_RULE, "waive")
    assert (county.state("T01"), county.state("T02")) == ("accepted", "to-explain")


@pytest.mark.parametrize("verdict", ["off", "probation"])
def test_a_rule_may_be_switched_off_or_put_on_probation(county, verdict):
    county.put("a.xlsx", returned("T01", **SUIT))
    assert county.state("T01") == "to-explain"
    county.decide("rule", "", SUIT_RULE, verdict)
    assert county.state("T01") == "accepted"
    county.decide("rule", "", SUIT_RULE, "restore")
    assert county.state("T01") == "to-explain"


def test_a_figure_may_be_corrected_for_an_agency(county):
    county.put("a.xlsx", returned("T01", raw={"charges.charge.amount": "三万"}))
    (version,) = county.one("T01").series
    assert (county.state("T01"), county.one("T01").counting) == ("to-correct", None)
    told = {"file": version.sha256, "was": "", "now": "3"}
    county.decide("correction", "T01", "charges.charge.amount", "correct", **told)
    (corrected,) = county.one("T01").series
    assert (county.state("T01"), corrected.counts) == ("accepted", True)
    assert codes(corrected, "note") == ["corrected-for"]


def test_a_correction_is_of_one_file(county):
    county.put("a.xlsx", returned("T01", raw={"charges.charge.amount": "三万"}, at=EARLY))
    (version,) = county.one("T01").series
    told = {"file": version.sha256, "was": "", "now": "3"}
    county.decide("correction", "T01", "charges.charge.amount", "correct", **told)
    county.put("b.xlsx", returned("T01", raw={"charges.charge.amount": "四万"}, at=LATER))
    assert county.state("T01") == "accepted-correcting"


def test_how_often_it_went_back_is_counted(county):
    county.put("a.xlsx", returned("T01", **THREE, at=EARLY))
    county.collect()
    county.collect()
    assert county.one("T01").sent_back == 1
    county.put("b.xlsx", returned("T01", **SILENT, at=LATER))
    county.collect()
    assert county.one("T01").sent_back == 2


def test_a_version_tells_what_is_wrong_the_most_important_first(county):
    county.put("a.xlsx", returned("T01", **THREE, **SILENT, about={"contact": None}))
    (version,) = county.one("T01").series
    assert [(each.code, each.severity) for each in version.told] == [
        ("not-a-number", "must"),
        ("empty-passage", "explain"),
        ("nobody-named", "note"),
    ]


def test_it_is_judged_by_the_form_of_the_season(county):
    county.put("a.xlsx", returned("T01"))
    county.form = edition("2019")
    assert codes(county.one("T01").latest, "must") == ["wrong-edition"]
