"""Texts put into somebody's workbook: the cells asked for change, nothing else does."""

import datetime
import io
import re
import zipfile

import openpyxl
import pytest
from hostile import FIRST, MAIN, parts, rels, sheet, with_sheet, zipped
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from toolkit.excel.listing import read_listing
from toolkit.excel.patch import with_texts
from toolkit.package.unreadable import Unreadable

ROWS = (
    '<row r="2" spans="1:3" ht="20"><c r="A2" s="3"><v>1</v></c><c r="C2" s="4"/></row>'
    '<row r="5" s="7" customFormat="1" x:a="&amp;"/>'
    '<row r="9"><c r="B9" t="inlineStr"><is><t>旧</t></is></c></row>'
)
COLS = '<cols><col min="1" max="3" width="9" style="8"/><col min="4" max="4" width="9"/></cols>'
SHEET = (
    f'<worksheet xmlns="{MAIN}" xmlns:x="x"><dimension ref="A2:C9"/>{COLS}'
    f"<sheetData>{ROWS}</sheetData><pageMargins left='1'/></worksheet>"
)

IN_COLUMN = ' s="8"'


def patched(texts, content=SHEET):
    """The sheet after texts were put into it."""
    return part(with_texts(with_sheet(content), {"S1": texts}), FIRST)


def part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def changed(texts, old, new):
    """Whether putting in these texts does just this to the sheet."""
    assert SHEET.count(old) == 1
    return patched(texts) == SHEET.replace(old, new)


def text(address, words, style=""):
    return f'<c r="{address}"{style} t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def test_a_cell_that_is_there_keeps_its_style():
    assert changed({"A2": "好"}, '<c r="A2" s="3"><v>1</v></c>', text("A2", "好", ' s="3"'))
    assert changed({"C2": "<&"}, '<c r="C2" s="4"/>', text("C2", "&lt;&amp;", ' s="4"'))
    assert changed({"A2": ""}, '<c r="A2" s="3"><v>1</v></c>', '<c r="A2" s="3"/>')
    assert changed({"B9": "=1+1"}, "<is><t>旧", '<is><t xml:space="preserve">=1+1')


def test_a_cell_that_is_not_there_looks_like_its_left_neighbour():
    assert changed(
        {"B2": "好"}, '<c r="C2" s="4"/>', text("B2", "好", ' s="3"') + '<c r="C2" s="4"/>'
    )
    assert changed({"C9": "好"}, "旧</t></is></c>", "旧</t></is></c>" + text("C9", "好"))


def test_else_like_its_row_or_its_column():
    row = '<row r="5" s="7" customFormat="1" x:a="&amp;"'
    cells = text("A5", "一", ' s="7"') + text("C5", "三", ' s="7"')
    assert changed({"C5": "三", "A5": "一"}, f"{row}/>", f"{row}>{cells}</row>")
    new = '<row r="4">' + text("B4", "二", ' s="8"') + "</row>"
    assert changed({"B4": "二"}, row, new + row)


def test_rows_that_are_not_there_are_put_in_their_places():
    old = '<row r="9">'
    new = "".join(f'<row r="{n}">{text(f"A{n}", n, IN_COLUMN)}</row>' for n in (6, 7))
    assert changed({"A7": "7", "A6": "6"}, old, new + old)


def test_what_the_sheet_says_of_its_size_holds_again():
    result = patched({"F12": "下", "E2": "右"})
    assert '<dimension ref="A2:F12"/>' in result
    assert '<row r="2" spans="1:5" ht="20">' in result
    assert result.endswith(f'<row r="12">{text("F12", "下")}</row></sheetData>'
                           "<pageMargins left='1'/></worksheet>")  # fmt: skip


def test_a_sheet_without_a_row_gets_one():
    for empty in ("<sheetData/>", "<sheetData></sheetData>"):
        bare = f'<worksheet xmlns="{MAIN}">{empty}</worksheet>'
        filled = f'<sheetData><row r="1">{text("A1", "好")}</row></sheetData>'
        assert patched({"A1": "好"}, bare) == bare.replace(empty, filled)


def test_names_with_a_prefix_are_written_with_it():
    cell = '<x:c r="A1" s="2"><x:v>1</x:v></x:c>'
    rows = f'<x:sheetData><x:row r="1">{cell}</x:row></x:sheetData>'
    prefixed = f'<x:worksheet xmlns:x="{MAIN}">{rows}</x:worksheet>'
    told = '<x:c r="{}" s="2" t="inlineStr"><x:is><x:t xml:space="preserve">好</x:t></x:is></x:c>'
    cells = told.format("A1") + told.format("B1")
    assert patched({"A1": "好", "B1": "好"}, prefixed) == prefixed.replace(cell, cells)


def test_cells_and_rows_that_do_not_say_where_they_are_are_counted():
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><v>3</v></c></row>"
    result = patched({"B2": "好"}, sheet(rows))
    assert result == sheet(rows.replace("<c><v>3</v></c>", text("B2", "好")))


def test_where_nothing_differs_the_file_comes_back_as_it_is():
    content = with_sheet(SHEET)
    same = {"B9": "旧", "A2": "1", "C2": "", "Z99": ""}
    assert with_texts(content, {"S1": same}) is content
    assert with_texts(content, {}) is content
    once = with_texts(content, {"S1": {"B9": "新\r\n的\x01", "D4": "好"}})
    assert with_texts(once, {"S1": {"B9": "新\r\n的\x01", "D4": "好"}}) is once


def chained(formula):
    """A workbook that calculates, and notes in which order."""
    cells = f'<row r="1"><c r="A1">{formula}<v>5</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
    changed = parts()
    types = changed["[Content_Types].xml"].replace(
        "/>", '><Override PartName="/xl/calcChain.xml" ContentType="c"/><a/></Types>'
    )
    links = changed["xl/_rels/workbook.xml.rels"]
    more = rels((77, "calcChain", "calcChain.xml"))
    more = re.search(r"<Relationship I.*/>", more)[0]
    changed |= {
        FIRST: sheet(cells),
        "[Content_Types].xml": types,
        "xl/_rels/workbook.xml.rels": links.replace("</Rel", f"{more}</Rel"),
        "xl/calcChain.xml": "<calcChain/>",
    }
    return zipped(changed)


def test_a_formula_goes_out_of_the_order_of_formulas_with_its_cell():
    before = chained("<f>2+3</f>")
    after = with_texts(before, {"S1": {"A1": "5"}})
    assert text("A1", "5") in part(after, FIRST)
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert "xl/calcChain.xml" not in archive.namelist()
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        assert "calcChain" in part(before, name)
        assert "calcChain" not in part(after, name)
    other = with_texts(before, {"S1": {"C1": "5"}})
    assert part(other, "xl/calcChain.xml") == "<calcChain/>"


def test_a_formula_that_others_live_on_stays():
    before = chained('<f t="shared" ref="A1:A9" si="0">2+3</f>')
    assert with_texts(before, {"S1": {"A1": "好"}}) is before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"a,b", "not-a-package"),
        (zipped({"content.xml": "<a/>"}), "not-a-workbook"),
        (with_sheet("<chartsheet/>"), "not-a-workbook"),
    ],
)
def test_what_is_no_such_workbook_is_unreadable(content, code):
    with pytest.raises(Unreadable) as told:
        with_texts(content, {"S1": {"A1": "好"}})
    assert told.value.code == code


def kept():
    """A workbook by openpyxl with shared texts, a drop-down, a colour, a note, a frozen row."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "免报与延期"
    page.append(["单位", "到哪天", "结果"])
    page.append(["东和乡", datetime.date(2026, 1, 31), None])
    page["A2"].font = Font(bold=True)
    page["A4"] = "柳林镇"
    choices = DataValidation("list", formula1='"甲,乙"')
    choices.add("A2:A9")
    page.add_data_validation(choices)
    page.freeze_panes = "A2"
    book.create_sheet("另一张")["B2"] = "不动"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_workbook_of_another_program_changes_in_one_part_only():
    before = kept()
    after = with_texts(before, {"免报与延期": {"C2": "已办", "C4": "没有这个单位", "A3": "新"}})
    names = zipfile.ZipFile(io.BytesIO(before)).namelist()
    assert zipfile.ZipFile(io.BytesIO(after)).namelist() == names
    differing = [name for name in names if part(before, name) != part(after, name)]
    assert differing == [FIRST]
    first, second = read_listing(after, "")
    assert {row.number: dict(row.cells) for row in first.rows} == {
        1: {"A": "单位", "B": "到哪天", "C": "结果"},
        2: {"A": "东和乡", "B": "2026-01-31", "C": "已办"},
        3: {"A": "新"},
        4: {"A": "柳林镇", "C": "没有这个单位"},
    }
    assert second.rows[0].cells == {"B": "不动"}
    page = openpyxl.load_workbook(io.BytesIO(after))["免报与延期"]
    assert page.freeze_panes == "A2"
    assert page["A2"].font.bold
    assert str(page.data_validations.dataValidation[0].sqref) == "A2:A9"


SPOTS = st.builds(
    lambda row, column: f"{column}{row}", st.integers(1, 12), st.sampled_from("ABCDE")
)
WORDS = st.dictionaries(SPOTS, st.sampled_from(["", "好", "坏", "1"]), max_size=12)


@settings(max_examples=60, deadline=None)
@given(there=WORDS, wanted=WORDS)
def test_every_text_stands_where_it_should_and_no_other_moves(there, wanted):
    first = with_texts(with_sheet(sheet("")), {"S1": there})
    after = with_texts(first, {"S1": wanted})
    expected = {at: words for at, words in (there | wanted).items() if words}
    rows = read_listing(after, "")[0].rows
    found = {f"{column}{row.number}": words for row in rows for column, words in row.cells.items()}
    assert found == expected
    assert with_texts(after, {"S1": wanted}) is after
