"""Rows of texts out of any table file, as people see them, and where a table begins."""

import datetime
import io

import openpyxl
import pytest
from foreign_books import converted, xlsb
from hostile import FIRST, parts, sheet, with_sheet, zipped

from toolkit.excel.listing import HEADING_WITHIN, MOST_ROWS, Listed, find_heading, read_listing
from toolkit.package.unreadable import Unreadable

WANTED = {
    "code": ("单位代码", "代码"),
    "name": ("单位名称", "名称"),
    "phone": ("联系电话", "电话"),
}


def saved(*sheets):
    """A workbook of (name, {address: value}) as openpyxl writes it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, cells in sheets:
        page = book.create_sheet(name)
        for address, value in cells.items():
            page[address] = value
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rows(content, name="名单.csv"):
    (listed,) = read_listing(content, name)
    return {row.number: dict(row.cells) for row in listed.rows}


def listed(*told):
    """Lines such as "单位代码|单位名称" from row 1 on."""
    return Listed("表", read_listing("\n".join(told).replace("|", "\t").encode(), "")[0].rows)


def test_a_workbook_is_read_sheet_by_sheet_as_people_see_it():
    cells = {
        "A1": "代码",
        "B1": " 单位\u3000",
        "A3": "001",
        "B3": 12,
        "C3": 12.50,
        "D3": datetime.date(2025, 3, 1),
        "E3": datetime.datetime(2025, 3, 1, 14, 30),
        "F3": True,
        "G3": "  ",
        "AA3": 13812345678,
        "H4": "=1+1",
    }
    first, second = read_listing(saved(("名单", cells), ("空", {})), "名单.xlsx")
    assert (first.name, second.name, second.rows) == ("名单", "空", ())
    assert [row.number for row in first.rows] == [1, 3]
    assert first.rows[0].cells == {"A": "代码", "B": "单位"}
    assert first.rows[1].cells == {
        "A": "001",
        "B": "12",
        "C": "12.5",
        "D": "2025-03-01",
        "E": "2025-03-01",
        "F": "TRUE",
        "AA": "13812345678",
    }


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_formats_say_the_same(kind):
    cells = {"A1": "代码", "A2": "001", "B2": 12, "C2": 0.1, "D2": datetime.date(2025, 3, 1)}
    (read,) = read_listing(converted(cells, kind), f"名单.{kind}")
    assert (read.name, [row.number for row in read.rows]) == ("表三", [1, 2])
    assert read.rows[1].cells == {"A": "001", "B": "12", "C": "0.1", "D": "2025-03-01"}


def test_a_binary_workbook_is_read_by_its_content():
    (read,) = read_listing(xlsb({0: {0: "代码"}, 2: {0: "001", 1: 12.0}}), "名单.xlsx")
    found = {row.number: dict(row.cells) for row in read.rows}
    assert found == {1: {"A": "代码"}, 3: {"A": "001", "B": "12"}}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_texts_with_separators_are_read_in_the_encodings_of_offices(encoding, separator):
    text = separator.join(("代码", "单位名称")) + "\r\n\r\n" + separator.join(("001", "东和乡"))
    assert rows(text.encode(encoding)) == {
        1: {"A": "代码", "B": "单位名称"},
        3: {"A": "001", "B": "东和乡"},
    }


def test_quoted_texts_may_hold_separators_and_lines():
    content = '代码,备注\n="001","合并,\n见文件"\n002,"他说""好"""'.encode()
    assert rows(content) == {
        1: {"A": "代码", "B": "备注"},
        2: {"A": "001", "B": "合并,\n见文件"},
        3: {"A": "002", "B": '他说"好"'},
    }


def test_a_file_of_text_is_called_as_its_file():
    assert read_listing(b"a,b", "2025/名单.csv")[0].name == "名单"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"\r\n \n", "empty-file"),
        (b"%PDF-1.7\n", "not-a-package"),
        ("<html><table>名单</table></html>".encode(), "not-a-package"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not-a-package"),
        ("代码".encode() + b"\xff\xff\xff", "not-a-package"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (b"a" * 200_000, "part-too-large"),
        (b"a,b\n" * (MOST_ROWS + 1), "part-too-large"),
        (b"," * 20_000, "part-too-large"),
    ],
)
def test_what_is_no_list_is_unreadable(content, code):
    with pytest.raises(Unreadable) as told:
        read_listing(content, "名单.csv")
    assert told.value.code == code


def test_no_list_is_longer_than_any_county_s():
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'
    long = "".join(row.format(number) for number in range(1, MOST_ROWS + 1))
    assert len(read_listing(with_sheet(sheet(long)), "")[0].rows) == MOST_ROWS
    with pytest.raises(Unreadable, match="part-too-large"):
        read_listing(with_sheet(sheet(long + row.format(MOST_ROWS + 1))), "")


def test_a_cell_where_no_program_has_one_is_damage():
    with pytest.raises(Unreadable, match="damaged"):
        read_listing(with_sheet(sheet('<row r="1"><c r="ABCD1"><v>1</v></c></row>')), "")
    chart = zipped(parts() | {FIRST: "<chartsheet/>"})
    assert read_listing(chart, "") == (Listed("S1", ()),)


def test_headings_are_found_below_titles_and_remarks():
    table = listed(
        "清禾县单位名单", "单位名称要写全称", "", "序号|单位代码|单位名称|联系电话", "1|01|东和乡"
    )
    assert find_heading(table, WANTED) == (4, {"code": "B", "name": "C", "phone": "D"})


@pytest.mark.parametrize(
    "heading",
    [
        "单位 名称",
        "*单位名称",
        "单位名称＊",
        "单位名称（必填）",
        "（必填）单位名称",
        "名称",
        "单位名称：",
        "2.单位名称",
    ],
)
def test_a_heading_is_known_however_it_is_written(heading):
    table = listed(f"代码|{heading}|备注")
    assert find_heading(table, WANTED) == (1, {"code": "A", "name": "B"})


def test_the_heading_as_it_stands_goes_before_one_with_a_remark():
    table = listed("电话（办公室）|联系电话（手机）|联系电话|名称")
    assert find_heading(table, WANTED) == (1, {"phone": "C", "name": "D"})


def test_the_row_with_most_headings_is_the_one():
    table = listed("单位名称|清禾县", "代码|名称|电话", "代码|名称|电话")
    assert find_heading(table, WANTED) == (2, {"code": "A", "name": "B", "phone": "C"})


def test_a_table_without_any_heading_has_none():
    assert find_heading(listed("a|b", "1|2"), WANTED) is None
    assert find_heading(Listed("空", ()), WANTED) is None
    late = [f"{number}" for number in range(HEADING_WITHIN)]
    assert find_heading(listed(*late, "代码|名称"), WANTED) is None
    assert find_heading(listed(*late[1:], "代码|名称"), WANTED) == (20, {"code": "A", "name": "B"})
