"""What an officer decides in a season with files: applied once, and to what was looked at."""

import pen
from seasons import SUIT, SUIT_RULE, County, returned

from toolkit.season.ledger import open_ledger

TEXT = "上年的答复，今年才起诉"
MORE = {"figures": {"disputes.suit_direct.other": 3}}


def county(tmp_path):
    return County(tmp_path / "清禾县").with_files()


def suit(told, **more):
    return returned("T01", **told, explained={SUIT_RULE: TEXT}, **more)


def book(here):
    return here.folder.at("decisions")


def answers(here, kind="explanation"):
    return [answer for _, answer in pen.lines(book(here), kind)]


def test_other_figures_with_the_same_words_wait_again(tmp_path):
    here = county(tmp_path)
    here.put("1.xlsx", suit(SUIT, at="2026-01-10T08:00:00Z"))
    here.collect()
    pen.sign(book(here), "explanation", TEXT, verdict="认可")
    here.collect()
    assert here.state("T01") == "accepted"
    here.put("2.xlsx", suit(MORE, at="2026-01-11T08:00:00Z"))
    here.collect()
    assert here.state("T01") == "accepted-correcting"
    assert answers(here) == ["已办理", "待办理"]
    here.put("3.xlsx", suit(SUIT, at="2026-01-12T08:00:00Z", about={"contact": "李四"}))
    here.collect()
    assert here.state("T01") == "accepted"
    assert answers(here) == ["已办理", "不用办了"]


def test_what_was_rejected_stays_so_for_the_same_figures(tmp_path):
    here = county(tmp_path)
    here.put("1.xlsx", suit(SUIT, at="2026-01-10T08:00:00Z"))
    here.collect()
    pen.sign(book(here), "explanation", TEXT, verdict="不认可")
    here.collect()
    here.put("2.xlsx", suit(SUIT, at="2026-01-11T08:00:00Z", about={"contact": "李四"}))
    here.collect()
    assert (here.state("T01"), answers(here)) == ("to-explain", ["已办理"])


def test_what_a_ledger_of_old_accepted_stays_accepted(tmp_path):
    here = county(tmp_path)
    here.put("1.xlsx", suit(SUIT))
    here.answer("T01", SUIT_RULE, TEXT, "accept")
    assert here.state("T01") == "accepted"


def test_the_same_words_on_another_line_are_decided_again(tmp_path):
    here = county(tmp_path)
    for verdict in ("免报", "恢复", "免报"):
        pen.write(book(here), "exemption", agency="T01", verdict=verdict)
        assert here.collect().decided == 1
    assert here.collect().decided == 0
    assert here.state("T01") == "exempt"
    assert answers(here, "exemption") == ["已办理"] * 3


def test_a_report_that_was_not_accepted_is_not_signed(tmp_path):
    here = county(tmp_path)
    pen.write(book(here), "publication", agency="T01", verdict="已签发")
    assert here.collect().refused == (
        "办理单“签发与发布”第 4 行没有办理：清禾县青石镇人民政府的年报还没有通过。"
        "通过以后再运行一次就会办理，不用另写。",
    )
    here.put("1.xlsx", returned("T01"))
    here.collect()
    assert (here.collect().refused, here.state("T01")) == ((), "signed")


def test_a_workbook_in_which_nothing_is_ours_is_told_once(tmp_path):
    here = county(tmp_path)
    book(here).write_text("姓名,电话\n安然,1\n", "utf-8")
    assert here.collect().refused == (
        "办理单.xlsx没有办理：里面认不出一张办理的表。请换回原来的，或把它移到别处，会新做一份。",
    )
    assert book(here).read_text("utf-8") == "姓名,电话\n安然,1\n"


def test_an_agency_that_nobody_knows_is_not_merged(tmp_path):
    here = county(tmp_path)
    towns = {"after": "T01", "since": "2025-7-1", "heir": "T01", "reporter": "T01"}
    pen.write(book(here), "reorganisation", verdict="合并", before="清禾县河弯乡", **towns)
    (told,) = here.collect().refused
    assert "名单和上年的报告里都没有“清禾县河弯乡”，是不是“清禾县河湾乡人民政府”？" in told


def test_what_is_no_decision_does_not_stop_the_season(tmp_path):
    here = county(tmp_path)
    here.decide("exemption", "T02", "", "exempt")
    with open_ledger(here.folder) as ledger:
        ledger.decide([{"kind": "exemption", "agency": "T01"}, {"kind": "wish", "more": {}}])
    assert (here.state("T01"), here.state("T02")) == ("missing", "exempt")
