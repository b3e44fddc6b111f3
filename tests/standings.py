"""A season as it stands on 18 January: twenty-two agencies, every state, findings of real checks.

`season(form)` is a `Stand` like the one that collect makes; `only(stand, *codes)` a smaller one.
"""

from dataclasses import replace
from datetime import date

from grid import filled, on_sheet

from toolkit import check
from toolkit.model.agency import Agency
from toolkit.model.finding import Severity
from toolkit.say import group_alike, say_finding, say_group
from toolkit.season.members import Member
from toolkit.season.standing import (
    Changed,
    Explained,
    Stand,
    Standing,
    State,
    Told,
    Unclaimed,
    Version,
)

TODAY, DEADLINE = date(2026, 1, 18), date(2026, 1, 15)
NASTY = "清禾县“<b>&'𠮷'</b>镇\"人民政府"  # whatever a name may hold comes out as it went in

# code, name, short name, category, contact
ROSTER = """
D01 清禾县教育局 县教育局 部门 孟晓棠
D02 清禾县市场监督管理局 县市场监管局 部门 贺延川
D03 清禾县自然资源局 县自然资源局 部门 邵云起
D04 国家税务总局清禾县税务局 县税务局 部门 梁以宁
D05 清禾县司法局 县司法局 部门 沈知微
D06 清禾县卫生健康局 县卫生健康局 部门 方若溪
D07 清禾县农业农村局 县农业农村局 部门 田守禾
D08 清禾县人力资源和社会保障局 县人社局 部门 章怀瑜
D09 清禾县住房和城乡建设局 县住建局 部门 郝筑安
D10 清禾县公安局 县公安局 部门 严立衡
D11 清禾县财政局 县财政局 部门 金穗
D12 清禾县民政局 县民政局 部门 温慈
D13 清禾县文化广电旅游局 县文旅局 部门 游子墨
D14 清禾县应急管理局 县应急管理局 部门 安然
T01 清禾县青石镇人民政府 青石镇 乡镇 石敏
T02 清禾县河湾乡人民政府 河湾乡 乡镇 江小舟
T03 清禾县柳林街道办事处 柳林街道 街道 林依依
T04 清禾县白杨镇人民政府 白杨镇 乡镇 杨树声
T05 清禾县石桥镇人民政府 石桥镇 乡镇 乔一鸣
T06 清禾县松岭乡人民政府 松岭乡 乡镇 宋岭
T07 清禾县南溪乡人民政府 南溪乡 乡镇 苏溪
T08 NASTY NASTY 乡镇 程观澜
"""

THREE = """
    | requests   | person |
    | carried_in |     三 |"""
BOTH = """
    | requests   | person | company |
    | new        |     12 |      无 |
    | carried_in |     三 |       0 |"""
BALANCE = """
    | requests    | person |
    | new         |     12 |
    | carried_in  |      3 |
    | granted     |     13 |
    | carried_out |      1 |"""
NEGATIVE = """
    | requests   | person |
    | carried_in |     -3 |"""
DIRECT = """
    | disputes    | upheld |
    | suit_direct |      2 |"""
RULES = """
    | documents  | made | repealed | in_force |
    | regulation |    2 |        0 |        1 |"""


def season(form):
    """The whole county."""
    made = _Maker(form)
    return Stand("清禾县", 2025, TODAY, tuple(made.agencies()), UNCLAIMED, DEADLINE, RECIPIENT)


RECIPIENT = "清禾县人民政府办公室"
UNCLAIMED = (
    Unclaimed(
        "收回/最终版(3).xlsx",
        "e1" * 32,
        "表里写的是清禾县财政局，放在“县民政局”的文件夹里。",
        "清禾县财政局",
    ),
    Unclaimed("收回/转发.zip!/填报表#2 100%.xlsx", "e2" * 32, "表里没有写单位。", ""),
)


def members():
    """The roster."""
    for number, line in enumerate(ROSTER.split("\n")[1:-1]):
        code, name, short, category, contact = line.split()
        agency = Agency(code, name.replace("NASTY", NASTY), category)
        called = short.replace("NASTY", NASTY)
        yield Member(agency, called, contact, f"0399-55501{number:02}")


def only(stand, *codes, **changes):
    """The same season with some of its agencies."""
    some = tuple(each for each in stand.agencies if each.member.code in codes)
    return replace(stand, agencies=some, **changes)


def of(stand, code):
    """One agency of it."""
    return only(stand, code).agencies[0]


class _Maker:
    """Writes the series of each agency."""

    def __init__(self, form):
        self.form = form
        self.roster = {member.code: member for member in members()}

    def agencies(self):
        yield self.one("D01", State.ACCEPTED, self.file("D01", 12))
        yield self.one("D02", State.TO_CORRECT, self.file("D02", 13, BOTH), sent_back=1)
        yield self.one("D03", State.TO_CORRECT, *self.twice("D03"), sent_back=2)
        yield self.one("D04", State.EXEMPT, reason="垂直管理，由市局报送（王主任，1月6日）")
        yield self.one("D05", State.TO_EXPLAIN, self.file("D05", 14, DIRECT), sent_back=1)
        yield self.one("D06", State.TO_CORRECT, self.file("D06", 14, BALANCE), sent_back=1)
        yield self.one("D07", State.TO_CORRECT, self.file("D07", 15, f"{NEGATIVE}\n{RULES}"))
        told = ("两件规章年底前公布，次年起施行。", None, "")
        yield self.one("D08", State.EXPLAINED, self.file("D08", 16, RULES, told), late=1)
        told = ("情况属实。", False, "没有写是哪两件、哪天施行")
        refused = self.file("D09", 13, RULES, told)
        yield self.one("D09", State.TO_EXPLAIN, refused, sent_back=2)
        yield self.one("D10", State.PUBLISHED, self.file("D10", 8))
        yield self.one("D11", State.SIGNED, self.file("D11", 9))
        document = replace(self.file("D12", 14), kind="document", file="收回/D12/年报 定稿.docx")
        bare = replace(document, checkcode="", contact=("", ""), counts=False, passes=False)
        yield self.one("D12", State.TO_CONFIRM, bare)
        told = ("规章二件均于12月31日公布，次年1月1日起施行。", True, "")
        yield self.one("D13", State.ACCEPTED, self.file("D13", 12, RULES, told))
        yield self.one("D14", State.MISSING, late=3)
        yield self.one("T01", State.ACCEPTED, self.file("T01", 11))
        series = (self.file("T02", 10), self.file("T02", 17, THREE))
        yield self.one("T02", State.ACCEPTED_CORRECTING, *series, sent_back=1)
        picture = replace(bare, file="收回/T03/IMG_2031.jpg", kind="picture", program="")
        yield self.one("T03", State.PICTURE, picture)
        yield self.one("T04", State.MISSING, deadline=date(2026, 1, 25))
        yield self.one("T05", State.MISSING, late=3)
        yield self.one("T06", State.ACCEPTED, self.file("T06", 17), late=2)
        yield self.one("T07", State.TO_CORRECT, self.file("T07", 15, THREE), sent_back=1)
        yield self.one("T08", State.TO_CORRECT, self.file("T08", 15, THREE), sent_back=1)

    def one(self, code, state, *series, deadline=DEADLINE, late=0, sent_back=0, reason=""):
        counting = next((each for each in reversed(series) if each.counts), None)
        told = (self.roster[code], state, series, counting, deadline, late, sent_back, reason)
        return Standing(*told)

    def twice(self, code):
        yield self.file(code, 9, BOTH)
        changed = (Changed("requests.new.company", "表三 商业企业 · 本年新收", "无", "0", "E10"),)
        yield replace(self.file(code, 16, THREE), changed=changed)

    def file(self, code, day, text="", answer=()):
        """What was written, checked; `answer`: what the clerk says, whether it will do, why not."""
        form, member = self.form, self.roster[code]
        sent = filled(form, text, on_sheet(form, "requests", "D", 10), agency=member.agency)
        findings = tuple(f for f in check(form, sent) if f.code not in LEFT_OUT)
        explained = tuple(self.explained(findings, answer))
        must = any(f.severity is Severity.MUST for f in findings)
        return Version(
            f"{code}{day:02}".encode().hex().ljust(64, "0"),
            f"收回/{code}/{member.agency.name}_2025年度填报表.xlsx".replace("/b>", "b>"),
            "workbook",
            f"2026-01-{day:02}T01:20:30Z",
            f"2026-01-{day:02}T02:05:00Z",
            "WPS 表格",
            "482913",
            findings,
            tuple(say_finding(self.form, each) for each in findings),
            tuple(self.told(findings)),
            explained,
            counts=not must,
            passes=not must and all(each.accepted for each in explained),
            contact=(member.contact, member.phone),
        )

    def explained(self, findings, answer):
        for each in findings:
            if each.severity is Severity.EXPLAIN:
                yield Explained(each, say_finding(self.form, each), *answer)

    def told(self, findings):
        for severity in (Severity.MUST, Severity.EXPLAIN, Severity.NOTE):
            some = [each for each in findings if each.severity is severity]
            for alike in group_alike(self.form, some):
                yield Told(alike[0].code, severity.value, say_group(self.form, alike))


LEFT_OUT = ("empty-passage", "nobody-named")

__all__ = ["DEADLINE", "NASTY", "TODAY", "members", "of", "only", "season"]
