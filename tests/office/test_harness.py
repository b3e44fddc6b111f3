"""The harness itself: every question is asked about a little workbook whose answer is known."""

import random
import re
import time
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from office.cells import address
from office.link import OfficeError

RED, DARK, BLUE = "#FFC7CE", "#9C0006", "#DDEEFF"
INPUTS = [address(column, row) for row in range(2, 32) for column in range(1, 8)]  # B3:H32


@pytest.fixture(scope="module")
def little(tmp_path_factory):
    """Two columns: B is typed, C and B6 are worked out. One value is bad, one cell is marked."""
    book = Workbook()
    sheet = book.active
    sheet.title = "录入"
    for line in (["项目", "件数", "两倍"], ["甲", 3, "=B2*2"], ["乙", -1, "=B3*2"], ["丙"]):
        sheet.append(line)
    sheet["B6"] = "=SUM(B2:B4)"
    sheet["C6"], sheet["D6"], sheet["E6"] = "=1/0", '=""', "=NOSUCH(1)"
    _unlock(sheet, "B2:B4", "F2:F4")
    sheet["F2"] = "=B2"
    _declare(sheet)
    hidden = book.create_sheet("代码")
    hidden["A1"], hidden.sheet_state = "person", "veryHidden"
    path = tmp_path_factory.mktemp("little") / "小表.xlsx"
    book.save(path)
    return path


def _unlock(sheet, *spans):
    for span in spans:
        for (cell,) in sheet[span]:
            cell.protection = Protection(locked=False)
    sheet.protection.sheet, sheet.protection.password = True, "任意"


def _declare(sheet):
    """Whole numbers from 0 in B2:B4; below 0 red; 甲 is blue without any condition."""
    whole = DataValidation("whole", "0", allow_blank=True, operator="greaterThanOrEqual")
    whole.add("B2:B4")
    sheet.add_data_validation(whole)
    red, dark = PatternFill(bgColor=RED[1:]), Font(color=DARK[1:])
    below = CellIsRule(operator="lessThan", formula=["0"], fill=red, font=dark)
    sheet.conditional_formatting.add("B2:B4", below)
    sheet["A2"].fill = PatternFill("solid", fgColor=BLUE[1:])
    sheet.column_dimensions["D"].hidden = sheet.row_dimensions[4].hidden = True


def test_values_are_recalculated(office, little):
    assert office.values(little) == {
        "录入": {
            **{"A1": "项目", "B1": "件数", "C1": "两倍", "A2": "甲", "B2": 3.0, "C2": 6.0},
            **{"A3": "乙", "B3": -1.0, "C3": -2.0, "A4": "丙", "B6": 2.0, "F2": 3.0},
            **{"C6": "#DIV/0!", "D6": "", "E6": "#NAME?"},
        },
        "代码": {"A1": "person"},
    }


def test_a_fill_is_what_comes_out_of_it(office, little):
    filled = {("录入", "B2"): 10, ("录入", "B3"): None, ("录入", "B4"): "两件"}
    values = office.fill(little, filled, wanted=[("录入", "B2:C6")])
    assert values["录入"] == {
        **{"B2": 10.0, "C2": 20.0, "C3": 0.0, "B4": "两件", "B6": 10.0, "C6": "#DIV/0!"}
    }


def test_no_fill_sees_what_another_wrote(office, little):
    fills = [{("录入", "B2"): 5}, {("录入", "F2"): 7}, {("录入", "B4"): "3"}, {}]
    answers = office.fills(little, fills, [("录入", "B2:B4"), ("录入", "F2")], recalculate=False)
    assert [each["录入"] for each in answers] == [
        {"B2": 5.0, "B3": -1.0, "F2": 5.0},
        {"B2": 3.0, "B3": -1.0, "F2": 7.0},
        {"B2": 3.0, "B3": -1.0, "B4": "3", "F2": 3.0},
        {"B2": 3.0, "B3": -1.0, "F2": 3.0},
    ]


def test_a_fill_cannot_reach_a_locked_cell(office, little):
    with pytest.raises(OfficeError, match="locked: 录入!B6"):
        office.fill(little, {("录入", "B2"): 1, ("录入", "B6"): 1})


def test_typing_is_refused_where_a_cell_is_locked(office, little):
    assert office.typed(little, "录入", "B2", "12") == "accepted"
    assert office.typed(little, "录入", "B6", "12") == "refused"
    with pytest.raises(OfficeError, match="hidden sheet 代码"):
        office.typed(little, "代码", "A1", "12")
    with pytest.raises(OfficeError, match="holds '3' already"):
        office.typed(little, "录入", "B2", "3")


def test_locks_are_told_for_many_cells_at_once(office, little):
    cells = ["A1", "B2", "B3", "B4", "B6", "F2", "G9"]
    locked = office.locked(little, "录入", cells)
    assert [each for each in cells if not locked[each]] == ["B2", "B3", "B4", "F2"]
    assert office.locked(little, "代码", ["A1"]) == {"A1": False}  # this sheet is not protected


def test_values_against_their_validation_are_found(office, little):
    assert office.invalid(little) == {("录入", "B3")}


def test_hidden_cells_and_merged_ones_can_be_invalid(office, little, tmp_path):
    book = load_workbook(little)
    sheet = book["录入"]
    sheet["B4"], sheet["D2"] = 1.5, "x"
    sheet.merge_cells("D2:E4")
    sheet.data_validations.dataValidation[0].add("D2:E4")
    book.save(tmp_path / "坏.xlsx")
    assert office.invalid(tmp_path / "坏.xlsx") == {("录入", each) for each in ("B3", "B4", "D2")}


def test_only_conditional_formats_that_apply_are_shown(office, little):
    assert office.shown(little) == {("录入", "B3"): {"bgcolor": RED, "color": DARK}}


def test_conditional_formats_of_hidden_cells_and_sheets_are_shown(office, little, tmp_path):
    book = load_workbook(little)
    book["录入"]["B4"] = -7
    book["录入"].merge_cells("C2:E4")
    fill = PatternFill(bgColor=RED[1:])
    book.create_sheet("空")
    book["代码"].conditional_formatting.add(
        "A1:B9", CellIsRule(operator="equal", formula=['"person"'], fill=fill)
    )
    book["录入"].conditional_formatting.add(
        "F2:F4", CellIsRule(operator="greaterThan", formula=["1"], fill=fill)
    )
    book.save(tmp_path / "红.xlsx")
    red = {"bgcolor": RED}
    both = {"bgcolor": RED, "color": DARK}
    assert office.shown(tmp_path / "红.xlsx") == {
        **{("录入", "B3"): both, ("录入", "B4"): both, ("录入", "F2"): red, ("代码", "A1"): red}
    }


def test_values_survive_every_format(office, little, tmp_path):
    old = office.convert(little, "xls", tmp_path)
    new, open_document = (office.convert(old, kind, tmp_path) for kind in ("xlsx", "ods"))
    for path in (old, new, open_document):
        values = office.values(path)
        values["录入"]["E6"] = "#NAME?"  # no .xls can name a function that there is not
        assert values == office.values(little)
    assert load_workbook(new, data_only=True)["录入"]["B6"].value == 2
    assert office.convert(little, "pdf", tmp_path).read_bytes().startswith(b"%PDF-")


def test_a_hundred_fills_of_two_hundred_cells_take_seconds(office, tmp_path):
    path = tmp_path / "大表.xlsx"
    _write_big(path)
    dice = random.Random(7)
    fills = [{("表", each): dice.randrange(1000) for each in INPUTS} for _ in range(100)]
    began = time.monotonic()
    answers = office.fills(path, fills, wanted=[("表", "B40"), ("表", "I3:I32")])
    assert time.monotonic() - began < 60
    for fill, answer in zip(fills, answers, strict=True):
        assert answer["表"]["B40"] == sum(fill.values())
        assert answer["表"]["I32"] == sum(fill["表", f"{each}32"] for each in "BCDEFGH")


def _write_big(path):
    book = Workbook()
    sheet = book.active
    sheet.title = "表"
    for each in INPUTS:
        sheet[each].protection = Protection(locked=False)
    for row in range(3, 33):
        sheet[f"I{row}"] = f"=SUM(B{row}:H{row})"
    sheet["B40"] = "=SUM(I3:I32)"
    sheet.protection.sheet = True
    book.save(path)


def test_a_file_that_cannot_be_opened_is_told_and_ends_nothing(office, little, tmp_path):
    with pytest.raises(OfficeError, match="没有"):
        office.values(tmp_path / "没有.xlsx")
    (tmp_path / "坏.xlsx").write_text("not a workbook", "utf-8")
    with pytest.raises(OfficeError, match="cannot open"):
        office.values(tmp_path / "坏.xlsx")
    with pytest.raises(OfficeError, match="no sheet '无'; there are 录入, 代码"):
        office.locked(little, "无", ["A1"])
    assert office.values(little)["录入"]["B6"] == 2


def test_libreoffice_is_started_again_when_it_has_ended(office, little):
    office.values(little)
    office.link.ask({"act": "quit"}, 30)
    with pytest.raises(OfficeError, match="values: the program ended"):
        office.values(little)
    assert office.values(little)["录入"]["B6"] == 2


def test_a_workbook_of_openpyxl_breaks_the_schema_in_one_place(ooxml, little):
    """Its default font: Excel does not mind a colour between name and size, the schema does."""
    place, fault = "/xl/styles.xml /x:styleSheet[1]/x:fonts[1]/x:font[1]:", "main:color'."
    errors = ooxml(little)
    assert [error.split(" ", 1)[0] for error in errors] == ["Office2010", "Microsoft365"]
    assert all(place in error and error.endswith(fault) for error in errors)


def test_a_workbook_without_that_breaks_nothing(ooxml, little, tmp_path):
    default = re.compile(rb"(<name [^>]*/><family [^>]*/>)(<color [^>]*/>)(<sz [^>]*/>)")
    sound = tmp_path / "好.xlsx"
    with zipfile.ZipFile(little) as source, zipfile.ZipFile(sound, "w") as target:
        for part in source.infolist():
            target.writestr(part, default.sub(rb"\3\2\1", source.read(part)))
    assert ooxml(sound) == []


def test_a_missing_file_breaks_no_schema_but_the_test(ooxml, tmp_path):
    with pytest.raises(OSError, match="Could not find"):
        ooxml(tmp_path / "没有.xlsx")
