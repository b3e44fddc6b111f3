"""The roster: read from any list with headings, told by line where it is wrong, drawn anew.

A list is written here as officers see it: lines of cells with strokes between them.
"""

import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from toolkit.errors import Mistake
from toolkit.excel.listing import read_listing
from toolkit.model.agency import Agency
from toolkit.season.members import Member
from toolkit.season.roster import load_roster, read_roster, roster_book, tidy
from toolkit.season.roster_sources import members_from

COUNTY = Path(__file__).parent.parent / "examples" / "清禾县"
HEADINGS = "代码 | 单位全称 | 类别"
D01 = "D01 | 清禾县教育局 | 部门"


@pytest.fixture
def listed(tmp_path):
    """Writes a list and says where it is."""

    def write(*lines, name="名单.csv"):
        rows = [",".join(cell.strip() for cell in line.split("|")) for line in lines]
        path = tmp_path / name
        path.write_text("\n".join(rows), "utf-8-sig")
        return path

    return write


def brief(members):
    """Code, name, category, and whatever else is known, in a line each."""
    return [
        " ".join(filter(None, (*m.agency[:3], *sorted(m.agency.flags), m.short, m.phone)))
        for m in members
    ]


def slips(act, *arguments):
    with pytest.raises(Mistake) as wrong:
        act(*arguments)
    return [" ".join(told(slip)) for slip in wrong.value.slips]


def told(slip):
    return [f"{slip.file}:{slip.line}", slip.key, slip.code, *map(str, dict(slip.facts).values())]


def remarks(sourced):
    return [(slip.code, *dict(slip.facts).values()) for slip in sourced.remarks]


def test_the_example_s_roster_loads_as_it_is():
    members = load_roster(COUNTY / "名单.csv")
    assert len(members) == 22
    tax = Agency("D04", "国家税务总局清禾县税务局", "部门", frozenset({"vertical"}))
    assert members.of("D04") == Member(tax, "", "梁以宁", "0399-5550104")


def test_what_is_drawn_is_loaded_again(tmp_path):
    flags = frozenset({"rulemaking", "vertical"})
    members = [
        Member(Agency("001", "某局", "事业单位", flags), "局", "王", "13800000000"),
        Member(Agency("T-01", "=某镇人民政府", "乡镇"), deadline=date(2026, 1, 15)),
    ]
    path = tmp_path / "名单.xlsx"
    path.write_bytes(roster_book(members))
    assert list(load_roster(path)) == members
    assert roster_book(members) == path.read_bytes()


def test_an_empty_roster_has_headings_and_room(tmp_path):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(roster_book(()))
    ((name, rows),) = read_listing(path.read_bytes(), path.name)
    headings = "代码 单位全称 类别 简称 规章制定权 垂直管理 联系人 电话 截止日期"
    assert (name, list(rows[-1].cells.values())) == ("名单", headings.split())
    assert len(read_roster(path)) == 0
    assert slips(load_roster, path) == ["名单.xlsx:0  roster-empty"]


def test_headings_may_stand_below_a_title_and_be_called_otherwise(listed):
    path = listed(
        "清禾县报送单位名单",
        "2025年11月",
        "序号 | 单位代码* | 单位名称（全称） | 单位类型 | 联系电话 | 是否垂管",
        "1 | Ｄ０１ | 清禾县 教育局 | 部门 | ０３９９－５５５０１０１ | √",
        "",
        "2 | D02 | 国家税务总局 | 部门 | 13800000000 | 不是",
        "序号 | 单位代码* | 单位名称（全称） | 单位类型 | 联系电话 | 是否垂管",
        "3 | T01 | 青石镇 | 乡镇 | | ",
    )
    assert brief(load_roster(path)) == [
        "D01 清禾县教育局 部门 vertical 0399-5550101",
        "D02 国家税务总局 部门 13800000000",
        "T01 青石镇 乡镇",
    ]


def test_numbers_typed_as_numbers_are_their_digits(tmp_path):
    book = Workbook()
    book.active.append(["代码", "单位全称", "类别", "手机", "截止时间"])
    book.active.append([101, "甲局", "部门", 13800000000, date(2026, 1, 9)])
    book.active.append(["102", "乙局", "部门", 1.38e10, "2026.1.9"])
    path = tmp_path / "名单.xlsx"
    book.save(path)
    members = load_roster(path)
    assert brief(members) == ["101 甲局 部门 13800000000", "102 乙局 部门 13800000000"]
    assert [m.deadline for m in members] == [date(2026, 1, 9)] * 2


def test_every_sheet_with_the_headings_counts(tmp_path):
    book = Workbook()
    for name, code in (("部门", "D01"), ("乡镇", "T01"), ("再来", "D01")):
        sheet = book.create_sheet(name)
        sheet.append(["代码", "单位全称", "类别"])
        sheet.append([code, f"{name}一", name])
    path = tmp_path / "名单.xlsx"
    book.save(path)
    assert slips(load_roster, path) == [
        "名单.xlsx 再来:2 代码 code-of-two D01 名单.xlsx 部门 第 2 行"
    ]
    book.remove(book["再来"])
    book.save(path)
    assert brief(load_roster(path)) == ["D01 部门一 部门", "T01 乡镇一 乡镇"]


def test_everything_that_is_wrong_is_told_at_once_by_line_and_heading(listed):
    path = listed(
        "单位代码 | 单位名称 | 类别 | 规章制定权 | 垂管 | 电话 | 截止日期",
        "D01 | 甲局 | 部门 | 也许 | 是 | 1.38E+10 | 2026-02-30",
        " | 乙局 | | 否 | 不知道 | | ",
        "d01 | | 部门 | | | | ",
        "D/4 | 甲 局 | 部门 | | | | 1月20日",
        "1.2E+17 | 丙局 | 部门 | | | | ",
    )
    assert slips(load_roster, path) == [
        "名单.csv:2 规章制定权 yes-or-no 也许",
        "名单.csv:2 电话 number-cut 1.38E+10",
        "名单.csv:2 截止日期 not-a-date 2026-02-30",
        "名单.csv:3 单位代码 left-empty",
        "名单.csv:3 类别 left-empty",
        "名单.csv:3 垂管 yes-or-no 不知道",
        "名单.csv:4 单位名称 left-empty",
        "名单.csv:4 单位代码 code-of-two d01 第 2 行",
        "名单.csv:5 单位代码 unsafe-code D/4",
        "名单.csv:5 截止日期 not-a-date 1月20日",
        "名单.csv:5 单位名称 name-of-two 甲局 第 2 行",
        "名单.csv:6 单位代码 number-cut 1.2E+17",
    ]


@pytest.mark.parametrize("code", ["D_1", "D 1", "D.1", "../1", "D-", "-1", "D*", "（1）", "D1："])
def test_codes_that_do_no_good_in_a_file_name(listed, code):
    path = listed(HEADINGS, f"{code} | 甲局 | 部门")
    assert [each.split()[2] for each in slips(load_roster, path)] == ["unsafe-code"]


def test_headings_that_are_missing(listed):
    path = listed("单位名单", "单位名称 | 联系人", "甲局 | 王")
    assert slips(load_roster, path) == [
        "名单.csv:2  headings-missing ('单位名称', '联系人') ('代码', '类别')"
    ]
    path = listed("甲局 | 王", "乙局 | 李")
    assert slips(load_roster, path) == ["名单.csv:0  no-headings ('代码', '单位全称', '类别')"]


def test_a_file_that_is_no_list(tmp_path):
    path = tmp_path / "名单.xlsx"
    path.write_bytes(b"PK\x03\x04 and no more")
    damaged = "文件已损坏，打不开。请打开自己留的原件，另存一份再发。"
    assert slips(load_roster, path) == [f"名单.xlsx:0  unreadable-workbook {damaged}"]
    assert slips(load_roster, tmp_path / "x.xlsx") == [f"{tmp_path}/x.xlsx:0  no-such-file"]


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("　清禾县 教\n育局 ", "清禾县教育局"),
        ("县政府 （办公室）", "县政府（办公室）"),
        ("IBM  China 公司", "IBM China公司"),
        ("138 0000\t0000", "138 0000 0000"),
        ("教\u200b育局\ufeff", "教育局"),
    ],
)
def test_blanks_that_mean_nothing_go(text, tidied):
    assert tidy(text) == tidied


# --- out of what a county has already


def test_a_list_without_codes_and_categories_is_given_both(listed):
    path = listed(
        "单位 | 代码 | 联系人",
        "县直部门 | | ",
        "清禾县教育局 | | 王",
        "清禾县人力资源和社会保障局（本级） | 2 | 李",
        "青石镇人民政府 | | ",
        "河湾乡 | | ",
        "柳林街道办事处 | | ",
        "清禾县经济开发区管理委员会 | | ",
        "清禾县国有资产监督管理委员会 | | ",
        "清禾县人民政府 | | ",
        "合计 | 8 | ",
    )
    sourced = members_from(path, 2025)
    assert brief(sourced.members) == [
        "001 县直部门 其他",
        "003 清禾县教育局 部门",
        "2 清禾县人力资源和社会保障局（本级） 部门",
        "004 青石镇人民政府 乡镇",
        "005 河湾乡 乡镇",
        "006 柳林街道办事处 街道",
        "007 清禾县经济开发区管理委员会 开发区",
        "008 清禾县国有资产监督管理委员会 部门",
        "009 清禾县人民政府 其他",
    ]
    assert remarks(sourced) == [
        ("lines-passed-over", (11,)),
        ("codes-given", 8, "001", "009"),
        ("categories-guessed", ("其他 2", "部门 3", "乡镇 2", "街道 1", "开发区 1")),
    ]
    assert list(members_from(path, 2025).members) == list(sourced.members)


def test_deadlines_of_last_season_go(listed):
    path = listed(
        f"{HEADINGS} | 截止日期", f"{D01} | 2025-01-10", "D02 | 乙局 | 部门 | 2026年1月10日"
    )
    sourced = members_from(path, 2025)
    assert [member.deadline for member in sourced.members] == [None, date(2026, 1, 10)]
    assert remarks(sourced) == [("deadlines-dropped", 1, 2025)]


def test_what_is_wrong_in_a_list_is_told_as_of_a_roster(listed):
    path = listed(f"{HEADINGS} | 垂管", f"{D01} | ?", "D01 | 乙局 | 部门 | 否")
    assert slips(members_from, path, 2025) == [
        "名单.csv:2 垂管 yes-or-no ?",
        "名单.csv:3 代码 code-of-two D01 第 2 行",
    ]
    path = listed("甲 | 乙", "丙 | 丁")
    assert slips(members_from, path, 2025) == ["名单.csv:0  no-headings ('单位全称',)"]
    path = listed(HEADINGS, "合计 | | ")
    assert slips(members_from, path, 2025) == [
        "名单.csv:0  lines-passed-over (2,)",
        f"{path}:0  nobody-there",
    ]


def test_a_sheet_with_one_heading_is_chance_where_others_have_more(tmp_path):
    book = Workbook()
    book.active.append(["名称"])
    book.active.append(["表一"])
    book.create_sheet("名单").append(["单位", "类别"])
    book["名单"].append(["甲局", "部门"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert brief(members_from(path, 2025).members) == ["001 甲局 部门"]


def test_the_season_of_last_year_has_a_roster(listed, tmp_path):
    (tmp_path / "名单.xlsx").write_bytes(roster_book(load_roster(COUNTY / "名单.csv")))
    assert list(members_from(tmp_path, 2025).members) == list(load_roster(COUNTY / "名单.csv"))


def test_reports_of_last_year_tell_who_reports():
    sourced = members_from(COUNTY / "收回", 2024)
    known = {m.code: m.agency[:3] for m in load_roster(COUNTY / "名单.csv")}
    assert [m.code for m in sourced.members] == sorted(known.keys() - {"D12", "D14", "T07"})
    assert {m.code: m.agency[:3] for m in sourced.members}.items() <= known.items()
    assert [(slip.file[:3], slip.code) for slip in sourced.remarks] == [
        ("D12", "unreadable-workbook"),
        ("T07", "unreadable-workbook"),
        ("T04", "report-of-another-year"),
    ]


def report(folder, name, *sent):
    written = [
        {"code": code, "agency": agency, "year": year, "figures": {}} for code, agency, year in sent
    ]
    (folder / name).write_text(json.dumps(written), "utf-8")


def test_of_several_reports_the_newest_tells_who_somebody_is(tmp_path):
    report(tmp_path, "a.json", ("D01", "县教委", 2023), ("D02", "县卫健局", 2023))
    report(tmp_path, "b.json", ("D01", "县教育局", 2024), ("", "青石镇", 2024), ("D03", "", 2024))
    report(tmp_path, "c.json", ("D01", "县教育局", 2024))
    (tmp_path / "说明.docx").touch()
    (tmp_path / "~$b.json").touch()
    sourced = members_from(tmp_path, 2024)
    assert brief(sourced.members) == ["D02 县卫健局 部门", "D01 县教育局 部门", "001 青石镇 乡镇"]
    files = [slip.file for slip in sourced.remarks]
    assert [(f, *told) for f, told in zip(files, remarks(sourced), strict=True)] == [
        ("", "files-passed-over", 1, ("说明.docx",)),
        ("b.json", "report-of-nobody"),
        ("a.json", "reports-disagree", "D01 县教委", "D01 县教育局", "b.json"),
        ("a.json", "report-of-another-year", "县卫健局", 2023, 2024),
        ("", "codes-given", 1, "001", "001"),
        ("", "categories-guessed", ("部门 2", "乡镇 1")),
    ]


def test_reports_with_a_code_that_will_not_do(tmp_path):
    report(tmp_path, "a.json", ("D/1", "甲局", 2024), ("D2", "乙局", 2024))
    assert slips(members_from, tmp_path, 2024) == ["a.json:0 代码 unsafe-code D/1"]


def test_a_folder_without_reports(tmp_path):
    (tmp_path / "a.txt").touch()
    assert slips(members_from, tmp_path, 2024) == [
        ":0  files-passed-over 1 ('a.txt',)",
        f"{tmp_path}:0  nobody-there",
    ]


def test_a_path_that_leads_nowhere(tmp_path):
    assert slips(members_from, tmp_path / "x", 2024) == [f"{tmp_path}/x:0  no-such-file"]
