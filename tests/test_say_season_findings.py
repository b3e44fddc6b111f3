"""What a season says of figures: corrected by the county, last year told twice, many in one."""

from decimal import Decimal

from samples import edition

from toolkit.faults import noticed
from toolkit.say import say

FORM = edition("2021")


def said(code, *keys, **facts):
    return say(FORM, [noticed(code, **facts)._replace(keys=keys)])


def test_a_figure_that_the_county_corrected():
    told = said(
        "corrected-for", "requests.new.person", was=3, now=Decimal(5), by="周敏", on="2026-01-22"
    )
    assert told == ["表三（自然人 · 本年新收）：原来是 3，已由 周敏 于 2026-01-22 代为更正为 5。"]


def test_two_reports_of_last_year_that_differ():
    told = said(
        "last-years-differ",
        "requests.new.person",
        found="历年/a.xlsx",
        other="历年/b.json",
        count=1,
    )
    assert told == [
        "表三（自然人 · 本年新收）：上年的数据有两份，1 项不一样："
        "同它比的是 历年/a.xlsx，另一份是 历年/b.json。请核对哪一份是上年公布的。"
    ]


def test_a_file_of_several_submissions():
    assert said("several-in-file", count=3) == [
        "一个文件里有 3 份报送。请一家单位一个文件，分开再报。"
    ]


def test_last_year_of_an_agency_that_was_made_of_two():
    assert said("last-year-partial", found="清禾县民政局") == [
        "上年的数里缺 清禾县民政局 的，机构变动以后接过来的数不全。"
        "请把它上年的报告补进来，或者核对上年结转后写明。"
    ]


def test_a_correction_of_the_county_that_a_new_file_undoes():
    assert said("correction-undone", "requests.new.person", was=3, now=5, by="周敏") == [
        "表三（自然人 · 本年新收）：县里曾代为更正为 5（周敏），这一份填的又是 3。"
        "请核对：该是 5 的改正，确是 3 的写一句说明。"
    ]
