"""收回情况.xlsx: who stands where, what was found, which files nobody owns."""

from dataclasses import replace

import pytest
from openpyxl import load_workbook
from standings import NASTY, of, only, season

from toolkit.excel.listing import read_listing
from toolkit.lexicon import words
from toolkit.season.overview import overview_book
from toolkit.season.standing import State

HEADINGS = (
    "代码 单位 类别 状态 收到份数 最近一次报送时间 必须改 请说明 待认可 退回次数 截止日期 迟报天数"
)
HEADINGS += " 联系人 电话 文件 备注"
FILE = "{name}_2025年度填报表.xlsx"


@pytest.fixture(scope="module")
def county(form):
    return season(form)


@pytest.fixture(scope="module")
def sheets(county):
    """Each sheet by its name, as a list of rows; what is blank is an empty text."""
    return shown(overview_book(county))


def shown(content):
    listed = read_listing(content, "收回情况.xlsx")
    return {sheet.name: [dict(row.cells) for row in sheet.rows] for sheet in listed}


def rows(sheet, letters="ABCDEFGHIJKLMNOP"):
    return [[row.get(letter, "") for letter in letters] for row in sheet]


def test_three_sheets_begin_with_what_they_are(sheets):
    assert {name: [row["A"] for row in some[:2]] for name, some in sheets.items()} == {
        "收回情况": [
            "清禾县2025年度政府信息公开工作年度报告收回情况",
            "应报 21 家，已收 18 家，通过 7 家，说明待认可 1 家，要改好重报 10 家，"
            "未报 3 家，其中已过期 2 家，另有 1 家免报，待认领文件 2 份。",
        ],
        "问题清单": [
            "清禾县2025年度各单位最近一次报送的问题",
            "一条一行，可按单位、级别筛选。“请说明”的，“说明”一栏是填报人写的；"
            "认可不认可在办理单里写。",
        ],
        "待认领": [
            "清禾县2025年度待认领的文件",
            "认定是哪家的，在办理单“认领”里写一行，再收一次。",
        ],
    }
    assert sheets["收回情况"][2]["A"] == "截至2026年1月18日。报送截止2026年1月15日，已过 3 天。"


def test_a_line_for_each_agency(sheets):
    heading, *lines = rows(sheets["收回情况"][3:])
    by_code = {line[0]: line for line in lines}
    assert heading == HEADINGS.split()
    assert len(lines) == 22
    assert by_code["D03"] == [
        *("D03", "清禾县自然资源局", "部门", "已收待改", "2", "2026-01-16 09:20"),
        *("1", "0", "0", "2", "2026-01-15", "", "邵云起", "0399-5550102"),
        *(FILE.format(name="清禾县自然资源局"), ""),
    ]
    assert by_code["D08"][6:10] == ["0", "0", "2", ""]
    assert by_code["D14"] == [
        *("D14", "清禾县应急管理局", "部门", "未报", "", "", "", "", "", ""),
        *("2026-01-15", "3", "安然", "0399-5550113", "", ""),
    ]
    assert by_code["D04"][3:5] + by_code["D04"][-1:] == [
        *("免报", "", "垂直管理，由市局报送（王主任，1月6日）")
    ]
    assert by_code["T08"][1] == NASTY


def test_every_state_has_its_words(sheets):
    seen = {row[3] for row in rows(sheets["收回情况"][4:])}
    assert seen == {words("season")["states"][state] for state in State}


def test_a_line_for_each_finding(sheets):
    heading, *lines = rows(sheets["问题清单"][2:], "ABCDEF")
    assert heading == ["单位", "级别", "问题", "代码", "说明", "办理"]
    by_agency = {}
    for name, *told in lines:
        by_agency.setdefault(name, []).append(told)
    assert by_agency["清禾县司法局"] == [
        [
            "请说明",
            "表四：本年没有收到也没有结转申请，行政诉讼却有 2 件。"
            "请核对表三、表四；确因以前年度的申请被诉的，请写明。",
            *("suit-without-request", "", ""),
        ],
        [
            "提示",
            "表四（未经复议直接起诉 · 总计）：“未经复议直接起诉”填了 2 件。"
            "2024年起，对不予公开不服的应当先申请复议，请核对这些案件是否属于其他情形。",
            *("direct-suit", "", ""),
        ],
    ]
    assert [line[0] for line in by_agency["清禾县农业农村局"]] == ["必须改", "请说明", "请说明"]
    answers = {name: {tuple(line[3:]) for line in some} for name, some in by_agency.items()}
    assert answers["清禾县人力资源和社会保障局"] == {("两件规章年底前公布，次年起施行。", "待认可")}
    assert answers["清禾县住房和城乡建设局"] == {("情况属实。", "不认可：没有写是哪两件、哪天施行")}
    assert answers["清禾县文化广电旅游局"] == {
        ("规章二件均于12月31日公布，次年1月1日起施行。", "已认可")
    }


def test_only_the_version_that_speaks_is_told(sheets):
    """What was put right since is not held against anybody."""
    found = [row[3] for row in rows(sheets["问题清单"][3:]) if row[0] == "清禾县自然资源局"]
    assert found == ["not-a-number"]


def test_a_line_for_each_file_that_nobody_owns(sheets):
    assert rows(sheets["待认领"][2:], "ABC") == [
        ["文件", "里面写的是", "为什么待认领"],
        [
            *("收回/最终版(3).xlsx", "清禾县财政局"),
            "表里写的是清禾县财政局，放在“县民政局”的文件夹里。",
        ],
        ["收回/转发.zip!/填报表#2 100%.xlsx", "", "表里没有写单位。"],
    ]


def test_where_there_is_nothing_the_sheets_say_so(county):
    empty = shown(overview_book(only(county, "D01", unclaimed=())))
    assert [row["A"] for row in empty["问题清单"]][1:] == ["没有问题。", "单位"]
    assert [row["A"] for row in empty["待认领"]][1:] == ["没有待认领的文件。", "文件"]


def test_files_open_from_the_list(county, tmp_path):
    """One in a zip opens the zip; a link leads from the folder of the season."""
    path = tmp_path / "收回情况.xlsx"
    path.write_bytes(overview_book(county))
    book = load_workbook(path)
    links = [cell.hyperlink for sheet in book for row in sheet for cell in row if cell.hyperlink]
    targets = [link.target for link in links]
    assert targets[0] == f"收回/D01/{FILE.format(name='清禾县教育局')}"
    assert targets[-1] == "收回/转发.zip"
    assert "#" not in "".join(targets)


def test_it_is_filterable_not_locked_and_printed_across(county, tmp_path):
    path = tmp_path / "收回情况.xlsx"
    path.write_bytes(overview_book(county))
    for sheet in load_workbook(path):
        assert sheet.auto_filter.ref
        assert not sheet.protection.sheet
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows


def test_the_same_season_makes_the_same_file(county, form):
    assert overview_book(county) == overview_book(season(form))


def test_a_scan_that_comes_after_the_workbook_does_not_hide_it(county):
    """The signed page as a picture is evidence; the workbook goes on to speak."""
    standing = of(county, "D06")
    picture = replace(of(county, "T03").latest, sent="2026-01-17T00:00:00Z")
    scanned = replace(standing, series=(*standing.series, picture))
    line = rows(shown(overview_book(replace(county, agencies=(scanned,))))["收回情况"][4:])[0]
    assert line[4:9] == ["2", "2026-01-17 08:00", "1", "0", "0"]
    assert line[14] == FILE.format(name="清禾县卫生健康局")
