"""Lists drawn as workbooks: what stands where, what may be entered, where cells lead."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from toolkit.excel.list_book import Cell, Column, ListSheet, list_book
from toolkit.excel.listing import read_listing

NAME = Column("单位名称", 26, kind="link")
STATE = Column("状态", 13, ("未报", "通过", "已收待改"))
DAY = Column("延期到", 12, kind="date", note="延到哪一天")
WHY = Column("理由", 30, wraps=True, note="写明谁同意的")
LONG = tuple(f"清禾县第{number}个乡镇人民政府" for number in range(40))
ROWS = (
    (Cell("东和乡", "退回/东和乡 第2次.xlsx"), Cell("已收待改", look="bad"), None, "=1+1"),
    (Cell("柳林镇", "#'另 一张'!A5"), "通过", Cell(date(2026, 1, 31)), 12),
    ("城关镇", None, None, Cell(Decimal("1.50"))),
)
LIST = ListSheet("免报与延期", "免报与延期", (NAME, STATE, DAY, WHY), ROWS, ("说明一", "说明二"))
OTHER = ListSheet("另 一张", "另一张", (Column("单位", 20, LONG),), (), spare=5, filtered=False)


def loaded(*sheets):
    """The lists as openpyxl reads them."""
    return openpyxl.load_workbook(io.BytesIO(list_book(sheets)))


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def first_sheet(*sheets):
    return part(list_book(sheets), "xl/worksheets/sheet1.xml")


def validations(page):
    return {str(each.sqref): each for each in page.data_validations.dataValidation}


def fill(cell):
    return cell.fill.fgColor.rgb[2:] if cell.fill.patternType else ""


def test_a_list_says_what_it_was_given():
    listed = read_listing(list_book((LIST, OTHER)), "")
    assert [each.name for each in listed] == ["免报与延期", "另 一张", "下拉选项"]
    assert {row.number: dict(row.cells) for row in listed[0].rows} == {
        1: {"A": "免报与延期"},
        2: {"A": "说明一"},
        3: {"A": "说明二"},
        4: {"A": "单位名称", "B": "状态", "C": "延期到", "D": "理由"},
        5: {"A": "东和乡", "B": "已收待改", "D": "=1+1"},
        6: {"A": "柳林镇", "B": "通过", "C": "2026-01-31", "D": "12"},
        7: {"A": "城关镇", "D": "1.5"},
    }
    assert LIST.heading_row == 4


def test_texts_stay_texts_and_numbers_numbers():
    page = loaded(LIST, OTHER)["免报与延期"]
    assert (page["D5"].data_type, page["D5"].value) == ("s", "=1+1")
    assert (page["D6"].value, page["D7"].value) == (12, 1.5)
    assert page["C6"].number_format == "yyyy\\-mm\\-dd"
    assert page["A7"].number_format == "@"
    assert "<f>" not in first_sheet(LIST)


def test_headings_stay_in_sight_filter_and_come_again_on_each_page():
    page = loaded(LIST, OTHER)["免报与延期"]
    assert page.freeze_panes == "A5"
    assert page.auto_filter.ref == "A4:D7"
    assert page.print_title_rows == "$4:$4"
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert (page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
    assert not page.protection.sheet
    upright = loaded(LIST._replace(landscape=False, filtered=False)).active
    assert (upright.page_setup.orientation, upright.auto_filter.ref) == ("portrait", None)


def test_so_much_above_the_rows_that_none_could_be_seen_does_not_stay():
    assert loaded(LIST._replace(remarks=("说明",) * 30)).active.freeze_panes is None


def test_title_and_remarks_go_over_the_columns():
    page = loaded(LIST).active
    merged = sorted(str(area) for area in page.merged_cells.ranges)
    assert merged == ["A1:D1", "A2:D2", "A3:D3"]
    assert page["A1"].font.size > page["A4"].font.size > page["A2"].font.size
    assert page["A1"].font.bold
    alone = LIST._replace(columns=(NAME,))
    assert "<mergeCell" not in first_sheet(alone)
    wide = LIST._replace(columns=(NAME, *(Column(f"栏{n}", 60) for n in range(9))))
    assert str(next(iter(loaded(wide).active.merged_cells.ranges))) == "A1:C1"


def test_words_are_chosen_from_a_list_in_the_rows_and_below_them():
    page = loaded(LIST._replace(spare=3)).active
    choice = validations(page)["B5:B10"]
    assert (choice.type, choice.formula1) == ("list", '"未报,通过,已收待改"')
    assert (choice.prompt, choice.error) == ("请从下拉里选", "请从下拉里选一个，不要自己打字。")
    assert choice.promptTitle == "状态"
    assert (choice.allow_blank, choice.showErrorMessage) == (True, True)


@pytest.mark.parametrize("choices", [LONG, ("甲,乙", "丙"), (" 甲", "乙")])
def test_words_that_do_not_fit_into_a_rule_stand_in_a_hidden_sheet(choices):
    sheets = (OTHER._replace(columns=(Column("单位", 20, choices), Column("又", 9, choices))),)
    book = loaded(*sheets)
    hidden = book["下拉选项"]
    assert hidden.sheet_state == "hidden"
    assert [cell.value for cell in hidden["A"]] == list(choices)
    assert hidden.max_column == 1
    formulas = [each.formula1 for each in validations(book["另 一张"]).values()]
    assert formulas == [f"'下拉选项'!$A$1:$A${len(choices)}"] * 2


def test_the_hidden_sheet_takes_no_other_sheet_s_name():
    assert loaded(OTHER._replace(name="下拉选项")).sheetnames == ["下拉选项", "下拉选项_"]


def test_words_may_stand_in_a_sheet_of_the_caller_s():
    columns = (Column("单位", 20, "'名 单'!$A$3:$A$9"),)
    page = loaded(OTHER._replace(columns=columns)).active
    assert validations(page)["A3:A7"].formula1 == "'名 单'!$A$3:$A$9"


def test_words_with_quotes_are_one_word():
    columns = (Column("单位", 20, ('甲"乙', "丙")),)
    page = loaded(OTHER._replace(columns=columns)).active
    assert validations(page)["A3:A7"].formula1 == '"甲""乙,丙"'


def test_dates_are_asked_for_and_notes_are_shown():
    found = validations(loaded(LIST).active)
    day, why = found["C5:C7"], found["D5:D7"]
    assert (day.type, day.operator, day.formula1) == ("date", "greaterThanOrEqual", "36526")
    assert (day.prompt, day.error) == ("延到哪一天", "这里请填日期，如 2025-03-01。")
    assert (why.type, why.prompt, why.showErrorMessage) == (None, "写明谁同意的", False)
    plain = loaded(LIST._replace(columns=(Column("日", 12, kind="date"),))).active
    assert validations(plain)["A5:A7"].prompt == "请填日期，如 2025-03-01"


def test_long_notes_are_cut_to_what_programs_show():
    column = Column("长" * 50, 12, note="长" * 400)
    (rule,) = validations(loaded(OTHER._replace(columns=(column,))).active).values()
    assert (len(rule.promptTitle), len(rule.prompt)) == (32, 255)


def test_a_note_may_go_over_lines():
    column = Column("单位", 12, note="一行\n两行")
    (rule,) = validations(loaded(OTHER._replace(columns=(column,))).active).values()
    assert rule.prompt == "一行\n两行"


def test_a_list_without_rows_has_nothing_to_enter():
    page = loaded(LIST._replace(rows=())).active
    assert not validations(page)
    assert page.auto_filter.ref == "A4:D4"


def test_cells_lead_to_files_beside_and_to_other_sheets():
    page = loaded(LIST, OTHER).worksheets[0]
    assert page["A5"].hyperlink.target == "退回/东和乡%20第2次.xlsx"
    assert page["A6"].hyperlink.location == "'另 一张'!A5"
    assert page["A5"].font.underline == page["A6"].font.underline == "single"
    assert page["A7"].font.underline is None


def test_paths_are_written_as_spreadsheet_programs_write_them():
    names = ("100%的.xlsx", "a#b?.xlsx", "a[1] {2}.xlsx", "甲\\乙&丙.xlsx")
    rows = tuple((Cell("开", name),) for name in (*names, names[0]))
    content = list_book((LIST._replace(rows=rows),))
    relations = part(content, "xl/worksheets/_rels/sheet1.xml.rels")
    assert re.findall(r'Target="([^"]*)" TargetMode="External"', relations) == [
        "100%25的.xlsx",
        "a%23b%3F.xlsx",
        "a%5B1%5D%20%7B2%7D.xlsx",
        "甲/乙&amp;丙.xlsx",
    ]


def test_how_things_stand_is_shown_by_more_than_colour():
    looks = ("", "good", "bad", "wait", "quiet", "bold")
    page = loaded(LIST._replace(rows=tuple((Cell("文字", look=look),) for look in looks))).active
    cells = [page[f"A{row}"] for row in range(5, 11)]
    assert [fill(cell) for cell in cells] == ["", "E2F0D9", "FDE9E7", "FFF2CC", "F0F0F0", ""]
    assert [cell.font.bold for cell in cells] == [False, False, True, False, False, True]
    assert all(cell.border.left.style == "thin" for cell in cells)


def test_where_some_columns_are_ours_the_others_invite_to_write():
    columns = (NAME._replace(locked=True), WHY)
    page = loaded(LIST._replace(columns=columns, rows=(("东和乡", "无"),), spare=1)).active
    assert [fill(page[at]) for at in ("A5", "B5", "A6", "B6")] == ["F7F7F7", "FFF8DC"] * 2
    assert fill(page["A4"]) != fill(page["B4"])
    assert fill(loaded(LIST).active["D5"]) == ""


def test_rows_are_as_high_as_their_texts_need():
    texts = ("短", "一段很长的理由。" * 12, "一行\n两行\n三行")
    rows = tuple(("东和乡", None, None, text) for text in texts)
    page = loaded(LIST._replace(rows=rows)).active
    one, many, three = (page.row_dimensions[row].height for row in (5, 6, 7))
    assert one == 21
    assert 90 < many < 150
    assert 45 < three < 60
    longest = loaded(LIST._replace(rows=(("", "", "", "长" * 5000),))).active
    assert longest.row_dimensions[5].height == 409


def test_rows_that_people_write_in_grow_with_what_they_write():
    assert '<row r="5" ht="21" customHeight="1">' in first_sheet(LIST)
    assert '<row r="5" ht="21">' in first_sheet(LIST._replace(spare=1))


def test_a_row_shorter_than_the_headings_is_filled_up_and_a_longer_one_cut():
    rows = (("东和乡",), ("柳林镇", "", None, "", "多", "余"))
    page = loaded(LIST._replace(rows=rows)).active
    assert page.max_column == 4
    assert page["D5"].border.left.style == "thin"


def test_the_same_lists_are_the_same_file():
    assert list_book((LIST, OTHER)) == list_book([LIST, OTHER])


def test_no_text_breaks_the_file():
    hostile = "<&>\"'\x01_x000D_\ud800" + "长" * 40_000
    columns = (Column(hostile, 20, (hostile, "乙"), note=hostile),)
    rows = ((Cell(hostile, "退回/<&>\"'\x01.xlsx"),), (Cell("x", "#'<&>'!A1"),))
    content = list_book((ListSheet("甲<&乙", hostile, columns, rows, (hostile,)),))
    told = read_listing(content, "")[0].rows[3].cells["A"]
    assert told == "<&>\"'_x000D_" + "长" * 32_753
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert page["A5"].hyperlink.location == "'<&>'!A1"
