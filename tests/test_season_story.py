"""A season told from beginning to end: twelve agencies, one county, two computers.

Each function is a day: what comes in, what the officer writes, what is true in the evening.
"""

import json
from datetime import datetime
from unittest.mock import patch

import pen
import pytest
import seasons
from seasons import SUIT, County, saved_at, zipped
from workbooks import Hand

from toolkit.demo import add_up
from toolkit.model.agency import Agency
from toolkit.season.arrivals import content_at
from toolkit.season.decision_book import decision_book
from toolkit.season.issuing import issue_season
from toolkit.season.members import Member, Members
from toolkit.season.merge import merge
from toolkit.season.roster import roster_book

BUREAUS = ("教育局", "财政局", "民政局", "水利局", "统计局")
TOWNS = ("青石镇", "河湾乡", "东和乡", "南溪乡", "北山乡", "西岭镇", "柳林镇")
MEMBERS = Members(
    [
        *(
            Member(Agency(f"D0{n}", f"清禾县{name}", "部门"), f"县{name}")
            for n, name in enumerate(BUREAUS, 1)
        ),
        *(
            Member(Agency(f"T0{n}", f"清禾县{name}人民政府", "乡镇"), name)
            for n, name in enumerate(TOWNS, 1)
        ),
    ]
)
LICENCES = "licences.licence.decisions"
NEW, CARRIED = "requests.new.person", "requests.carried_in.person"
GRANTED, OPEN = "requests.granted.person", "requests.carried_out.person"
CARRIED_OVER = {"T04": 3, "T05": 2}  # what two towns had not finished last year
SCAN = "收回/邮件/青石镇来信.zip!/年报/签字页.jpg"
OUT_OF_NOWHERE = "suit-without-request"


@pytest.mark.slow
def test_a_season(tmp_path):
    county, annex = Season(tmp_path / "一科"), Season(tmp_path / "二科")
    before_anything_is_sent(county)
    returns_come_in(county)
    the_officer_decides(county)
    second_versions_come_in(county)
    explanations_come_in(county)
    one_will_do_and_one_will_not(county)
    the_other_one_will_do_too(county)
    a_return_reaches_the_second_computer(annex)
    the_two_are_united(county, annex)
    everything_is_in(county, annex)


def before_anything_is_sent(county):
    """北山乡 was merged into 南溪乡 last summer; it is sent nothing, and is not missing."""
    towns = {"before": "北山乡、南溪乡", "after": "南溪乡", "heir": "南溪乡", "reporter": "南溪乡"}
    county.decides("reorganisation", "2026-01-04", verdict="合并", since="2025-07-01", **towns)
    made = {each.agency.code: each.path for each in issue_season(county.season, now=day(5))}
    assert sorted(made) == sorted({member.code for member in MEMBERS} - {"T05"})
    south = Hand(made["T04"].read_bytes()).read()
    assert south.last.figures[OPEN].value == 5
    assert south.figures[CARRIED].value == 5
    county.on(day(5))
    assert county.states() == {"T05": "exempt"}
    assert county.where("T05").reason == (
        "2025年7月1日并入清禾县南溪乡人民政府，由清禾县南溪乡人民政府报送"
    )


def returns_come_in(county):
    """Some are right, some are wrong, one came in a mail, one is a neighbour's."""
    asked = {NEW: 3, GRANTED: 3}
    county.receives(12, "县教育局.xlsx", sent("D01", 10))
    county.receives(12, "县财政局.xlsx", sent("D02", 11, **SUIT))
    county.receives(12, "县民政局.xlsx", sent("D03", 12, figures=asked, raw={CARRIED: "三"}))
    county.receives(12, "县水利局.xlsx", sent("D04", 13, passages={"problems.issues": ""}))
    county.receives(12, "县统计局.xlsx", sent("D05", 17))
    letter = {"年报/青石镇.xlsx": sent("T01", 1), "年报/签字页.jpg": b"\xff\xd8\xff a scan"}
    county.receives(12, "邮件/青石镇来信.zip", zipped(letter))
    county.receives(12, "河湾乡/年报.xlsx", sent("T03", 2))
    county.receives(12, "南溪乡.xlsx", sent("T04", 4, figures={CARRIED: 5, GRANTED: 5}))
    county.receives(12, "西岭镇.xlsx", sent("T06", 6, **SUIT, raw={LICENCES: "六"}))
    county.receives(12, "柳林镇.xlsx", sent("T07", 7))
    county.on(day(12))
    assert county.states() == {
        **dict.fromkeys(("D01", "D05", "T01", "T04", "T07"), "accepted"),
        **dict.fromkeys(("D02", "D04"), "to-explain"),
        **dict.fromkeys(("D03", "T06"), "to-correct"),
        "T05": "exempt",
    }
    assert county.waiting() == {
        "收回/河湾乡/年报.xlsx": (
            "文件里写的是“清禾县东和乡人民政府”，却放在“清禾县河湾乡人民政府”的文件夹里。"
            "请问清楚，在办理单“认领”表里选归属单位。"
        ),
        SCAN: (
            "文件里没有写是哪家单位，也没有放在单位的文件夹里。请在办理单“认领”表里选归属单位。"
        ),
    }
    assert county.back() == [
        "县教育局_已通过_校验码015910.txt",
        "县财政局_第1次退回_1处.xlsx",
        "县民政局_第1次退回_1处.xlsx",
        "县水利局_第1次退回_1处.xlsx",
        "县统计局_已通过_校验码027047.txt",
        "青石镇_已通过_校验码001591.txt",
        "南溪乡_已通过_校验码251004.txt",
        "西岭镇_第1次退回_2处.xlsx",
        "柳林镇_已通过_校验码011137.txt",
    ]
    assert county.sum(LICENCES) == 10 + 11 + 13 + 17 + 1 + 4 + 7  # D03 and T06 cannot be counted


def the_officer_decides(county):
    """Whose the two files are, what need not be explained, more time, a figure by phone."""
    pen.sign(county.book, "claim", "收回/河湾乡/年报.xlsx", owner="河湾乡", on="2026-01-12")
    pen.sign(county.book, "claim", SCAN, owner="青石镇", on="2026-01-12")
    county.decides("waiver", "2026-01-12", rule="empty-passage", agency="县水利局", verdict="豁免")
    county.decides("exemption", "2026-01-12", agency="东和乡", verdict="延期", until="2026-02-05")
    phoned = {"figure": "行政许可 本年处理决定数量", "was": "17", "now": "7"}
    county.decides("correction", "2026-01-12", agency="县统计局", **phoned)
    county.on(day(13))
    assert county.done.decided == 5
    assert county.states() == {
        **dict.fromkeys(("D01", "D04", "D05", "T01", "T02", "T04", "T07"), "accepted"),
        "D02": "to-explain",
        **dict.fromkeys(("D03", "T06"), "to-correct"),
        "T05": "exempt",
    }
    assert county.waiting() == {}
    assert [each.kind for each in county.where("T01").series] == ["picture", "workbook"]
    assert county.where("T03").deadline.isoformat() == "2026-02-05"
    (noted,) = county.where("D05").latest.told
    assert noted.sentence == (
        "表二第（五）项（本年处理决定数量 · 行政许可）：原来是 17，"
        "已由 周敏 于 2026-01-12 代为更正为 7。"
    )
    assert county.back() == [
        "县水利局_已通过_校验码020683.txt",
        "县统计局_已通过_校验码011137.txt",  # a figure was corrected, so the code is another one
        "河湾乡_已通过_校验码003182.txt",
    ]
    assert county.sum(LICENCES) == 10 + 11 + 13 + 7 + 1 + 2 + 4 + 7


def second_versions_come_in(county):
    """Corrected, explained, the same once more, an old one late, and one worse than before."""
    explained = {OUT_OF_NOWHERE: "原告直接起诉，有立案通知书"}
    county.receives(15, "县教育局_改.xlsx", sent("D01", 10, 15, raw={CARRIED: "无"}))
    county.receives(15, "县财政局_2.xlsx", sent("D02", 11, 15, **SUIT, explained=explained))
    county.answers(15, "县民政局_第1次退回_1处.xlsx", {CARRIED: 0})
    county.answers(15, "西岭镇_第1次退回_2处.xlsx", {LICENCES: 6})
    same = content_at(county.root, "收回/邮件/青石镇来信.zip!/年报/青石镇.xlsx")
    county.receives(15, "青石镇又发一次.xlsx", same)
    county.receives(15, "柳林镇_旧.xlsx", sent("T07", 70, 2))
    county.on(day(16))
    assert county.states() == {
        **dict.fromkeys(("D03", "D04", "D05", "T01", "T02", "T04", "T07"), "accepted"),
        "D01": "accepted-correcting",
        "D02": "explained",
        "T06": "to-explain",
        "T05": "exempt",
    }
    assert county.back() == [
        "县教育局_第1次退回_1处.xlsx",
        "县民政局_已通过_校验码161802.txt",
        "西岭镇_第2次退回_1处.xlsx",
    ]
    assert len(county.where("T01").series) == 2  # the same file is no new version
    willow = [each.file for each in county.where("T07").series]
    assert willow == ["收回/柳林镇_旧.xlsx", "收回/柳林镇.xlsx"]  # by when they were saved
    assert county.where("T07").counting.file == "收回/柳林镇.xlsx"
    assert county.where("D01").counting.file == "收回/县教育局.xlsx"
    assert county.text("县教育局_第1次退回_1处.txt")[1].startswith(
        "您单位审核通过的一份仍然有效；后来报来的一份还有 1 处必须改："
    )
    (changed,) = county.where("D03").latest.changed
    assert (changed.key, changed.was, changed.now) == (CARRIED, "三", "0")
    assert county.sum(LICENCES) == 10 + 11 + 12 + 13 + 7 + 1 + 2 + 4 + 6 + 7


def explanations_come_in(county):
    """西岭镇 writes its explanation into the workbook that went back."""
    words = {f"checks.{OUT_OF_NOWHERE}.explain": "情况属实"}
    county.answers(18, "西岭镇_第2次退回_1处.xlsx", words)
    county.on(day(19))
    assert county.states()["T06"] == "explained"
    assert county.back() == []
    told = [(line["agency"], line["text"], answer) for line, answer in county.explanations()]
    assert told == [
        ("清禾县财政局", "原告直接起诉，有立案通知书", "待办理"),
        ("清禾县西岭镇人民政府", "情况属实", "待办理"),
    ]


def one_will_do_and_one_will_not(county):
    """All explanations are accepted at once, but the one that has a line of its own."""
    refused = {"verdict": "不认可", "on": "2026-01-19", "basis": "请写明案号"}
    pen.sign(county.book, "explanation", "情况属实", **refused)
    county.decides("explanation", "2026-01-19", agency="全部", verdict="认可")
    county.on(day(20))
    assert (county.states()["D02"], county.states()["T06"]) == ("accepted", "to-explain")
    assert county.back() == ["县财政局_已通过_校验码096421.txt", "西岭镇_第3次退回_1处.xlsx"]
    assert county.text("西岭镇_第3次退回_1处.txt") == [
        "【清禾县 政府信息公开年度报告】西岭镇：第 3 次退回",
        "您单位报送的数据还有 1 处要说明（数没有错的不用改，写明原因）：",
        "表四：本年没有收到也没有结转申请，行政诉讼却有 2 件。请核对表三、表四；"
        "确因以前年度的申请被诉的，请写明。您写的说明是“情况属实”，县里没有认可：请写明案号。",
        "怎么办：打开退回的“西岭镇_第3次退回_1处.xlsx”，要说明的，改正或者在“审核”页写明原因，"
        "存盘后把这个文件发回来。",
        "报送截止1月20日，请尽快发回。",
    ]


def the_other_one_will_do_too(county):
    """The number of the case is all that was missing."""
    words = {f"checks.{OUT_OF_NOWHERE}.explain": "（2025）豫01行初3号，诉的是上年的答复"}
    county.answers(21, "西岭镇_第3次退回_1处.xlsx", words)
    county.on(day(22, 9))
    assert county.states()["T06"] == "explained"
    pen.sign(county.book, "explanation", words.popitem()[1], verdict="认可", on="2026-01-22")
    county.on(day(22))
    assert county.where("T06").state == "accepted"
    (receipt,) = county.back()
    assert county.text(receipt) == [
        "【回执】清禾县西岭镇人民政府",
        "您单位报送的年度报告数据已经收到，审核通过。",
        "收到时间：2026年1月22日 9:00",
        "文件：西岭镇_第3次退回_1处.xlsx",
        "校验码：088466",
        "填报人：张三",
        "还要做的：打印签字页，看清页上的校验码与回执上的相同，签字盖章后交来。",
    ]
    assert [each.file for each in county.where("T06").series] == [
        "收回/西岭镇.xlsx",
        *(f"收回/西岭镇_第{n}次退回_{places}处.xlsx" for n, places in ((1, 2), (2, 1), (3, 1))),
    ]


def a_return_reaches_the_second_computer(annex):
    """A colleague collects what came on paper's last day, and gives 东和乡 other days than we."""
    annex.receives(24, "微信/最终版(3).xlsx", sent("T03", 5, 24, name="", number=""))
    annex.on(day(24))
    pen.sign(
        annex.book, "claim", "收回/微信/最终版(3).xlsx", owner="东和乡", by="韩立", on="2026-01-24"
    )
    more = {"agency": "东和乡", "verdict": "延期", "until": "2026-02-10", "basis": "来函"}
    annex.decides("exemption", "2026-01-24", by="韩立", **more)
    annex.on(day(25))
    assert annex.states() == {"T03": "accepted"}
    assert annex.back() == ["东和乡_已通过_校验码007955.txt"]


def the_two_are_united(county, annex):
    """Its file and its claim are ours now; until when there is time, an officer says."""
    found = county.merges(annex, day(26))
    assert found.brought.copied == ("收回/微信/最终版(3).xlsx",)
    assert (found.decided, len(found.clashes)) == (1, 1)
    east = county.where("T03")
    assert (east.state, east.deadline.isoformat(), east.days_late) == ("accepted", "2026-02-05", 0)
    _, answer = pen.lines(county.book, "exemption")[-1]
    assert answer == (
        "另一台电脑（二科）上，韩立于 2026-01-24 办的是：延期（到 2026-02-10），依据是“来函”。"
        "这里周敏于 2026-01-12 办的是：延期（到 2026-02-05），没有变。"
        "照那边办的，填上经办人、日期、依据；不照那边办的，删去这一行。"
    )
    pen.sign(county.book, "exemption", "2026-02-10", on="2026-01-26")
    county.on(day(26))
    assert county.where("T03").deadline.isoformat() == "2026-02-10"


def everything_is_in(county, annex):
    """Eleven reports, added up by hand; the second computer comes to the same."""
    states = {**dict.fromkeys((m.code for m in MEMBERS), "accepted"), "T05": "exempt"}
    states["D01"] = "accepted-correcting"
    assert county.states() == states
    assert county.rounds() == {"D01": 1, "D02": 1, "D03": 1, "D04": 1, "T06": 3}
    assert county.sum(LICENCES) == 10 + 11 + 12 + 13 + 7 + 1 + 2 + 5 + 4 + 6 + 7
    assert county.sum(CARRIED) == 3 + 2
    assert county.merges(annex, day(26)).nothing
    annex.merges(county, day(27))
    assert annex.states() == states
    assert annex.sum(LICENCES) == county.sum(LICENCES)
    county.on(day(27))
    assert (county.back(), county.done.decided, county.done.broken_at) == ([], 0, 0)


def day(number, hour=17):
    """A moment of January 2026, in the county."""
    return datetime.fromisoformat(f"2026-01-{number:02}T{hour:02}:00:00+08:00")


def sent(code, licences, on=10, **words):
    """A workbook as an agency fills it in, with so many licences, saved on that day."""
    agency = MEMBERS.of(code).agency
    figures = {LICENCES: licences, **words.pop("figures", {})}
    told = {"name": agency.name, "number": code, **words}
    model = "D01" if code.startswith("D") else "T01"  # of the same category
    return seasons.returned(model, at=saved(on), figures=figures, **told)


def saved(on):
    return f"2026-01-{on:02}T08:00:00Z"


class Season(County):
    """The county's year, told by what stands in its folder."""

    def __init__(self, root):
        super().__init__(root, MEMBERS)
        self.with_files()
        form = self.season.form
        self.folder.at("roster").write_bytes(roster_book(MEMBERS))
        self.book = self.folder.at("decisions")
        self.book.write_bytes(decision_book(MEMBERS, form))
        last = [_last_year(member.agency, form) for member in MEMBERS]
        (self.folder.at("earlier") / "上年.json").write_text(json.dumps(last), "utf-8")

    def receives(self, number, name, content):
        """A file that came on that day of January."""
        self.put(name, content, saved(number))

    def answers(self, number, name, typed):
        """A workbook that went back: the clerk types into it, saves it, sends it."""
        hand = Hand((self.folder.at("sent_back") / name).read_bytes()).put(typed)
        self.receives(number, name, saved_at(hand.content, saved(number)))

    def decides(self, kind, on, **fields):
        pen.write(self.book, kind, on=on, **fields)

    def on(self, now):
        """A collection, in which nothing of what the officer wrote is refused."""
        self.done = self.collect(now=now)
        assert self.done.refused == ()

    def merges(self, other, now):
        with patch("toolkit.season.collect.show", lambda *_: iter(())):
            found = merge(self.season, other.root, now=now)
        self.done = found.collected
        return found

    def where(self, code):
        return next(e for e in self.done.stand.agencies if e.member.code == code)

    def states(self):
        """The state of every agency that has sent something, or need not."""
        here = ((e.member.code, e.state.value) for e in self.done.stand.agencies)
        return {code: state for code, state in here if state != "missing"}

    def rounds(self):
        """How often a workbook went back to each."""
        return {e.member.code: e.sent_back for e in self.done.stand.agencies if e.sent_back}

    def waiting(self):
        return {each.file: each.why for each in self.done.stand.unclaimed}

    def back(self):
        """What went back in the last collection."""
        return [path.removeprefix("退回/") for path in self.done.sent]

    def text(self, name):
        """A note or a receipt, line by line."""
        return (self.folder.at("sent_back") / name).read_text("utf-8-sig").splitlines()

    def explanations(self):
        return pen.lines(self.book, "explanation")

    def sum(self, key):
        """What the county comes to today."""
        return add_up(self.season, self.done.stand).figures[key].value


def _last_year(agency, form):
    """Last year nothing happened, but two towns carried requests over into this year."""
    left = CARRIED_OVER.get(agency.code, 0)
    figures = {slot.key: 0 for slot in form.given} | {NEW: left, OPEN: left}
    return {"agency": agency.name, "code": agency.code, "year": 2024, "figures": figures}
