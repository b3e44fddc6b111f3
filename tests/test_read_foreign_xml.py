"""Workbooks whose XML is written in unusual ways, and what stands in them besides figures."""

import re

import pytest
from movers import add_sheet, delete_row
from openpyxl.comments import Comment
from workbooks import WRITTEN, Hand, answered, issued, last_year, through_openpyxl, told

from toolkit.excel.cell import number
from toolkit.package.unreadable import Unreadable

COUNT = "licences.licence.decisions"
CELL = re.compile(r'<c r="([A-Z]+)\d+"([^>]*?)(/>|(?<!/)>.*?</c>)', re.DOTALL)
ROW = re.compile(r'<row r="(\d+)"([^>]*?)(?:/>|(?<!/)>(.*?)</row>)', re.DOTALL)


@pytest.fixture
def hand():
    return Hand(answered())


def of_sheets(hand, changed):
    """Every sheet's XML written in another way."""
    for name, content in hand.parts.items():
        if name.startswith("xl/worksheets/sheet"):
            hand.parts[name] = changed(content.decode()).encode()
    return hand


def unnumbered(xml):
    """Rows and cells by their order alone, as the standard allows."""
    at, written = 0, []
    for row in ROW.finditer(xml):
        written += ["<row/>"] * (int(row[1]) - at - 1)
        at = int(row[1])
        cells, column = [], 0
        for cell in CELL.finditer(row[3] or ""):
            cells += ["<c/>"] * (number(cell[1]) - column - 1)
            column = number(cell[1])
            cells.append(f"<c{cell[2]}{cell[3]}")
        written.append(f"<row{row[2]}>{''.join(cells)}</row>")
    first, last = xml.index("<sheetData>") + 11, xml.index("</sheetData>")
    return xml[:first] + "".join(written) + xml[last:]


def test_cells_without_addresses_are_counted(hand):
    read = of_sheets(hand, unnumbered).read()
    assert read.figures[COUNT].value == 12
    assert told(read) == []


@pytest.mark.parametrize(
    "changed",
    [
        lambda xml: re.sub(r'<c r="(\w+)"( s="\d+")?', r'<c\2 r="\1"', xml),
        lambda xml: re.sub(r'<c r="(\w+)"', r"<c r='\1'", xml),
        lambda xml: re.sub(r'<c r="(\w+)"', r'<c  r = "\1"', xml),
        lambda xml: xml.replace(' t="inlineStr"', " t='inlineStr'"),
        lambda xml: xml.replace("</c>", "</c >"),
        lambda xml: xml.replace("><c ", ">\n  <c ").replace("</row>", "\n</row>"),
        lambda xml: xml.replace("<sheetData>", "<!-- <c r='A1'><v>1</v></c> --><sheetData>"),
        lambda xml: re.sub(r"<dimension [^>]*/>", "", xml),
        lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', xml),
        lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', xml),
        lambda xml: xml.replace('<worksheet xmlns="', '<worksheet xmlns:mc="x" xmlns="'),
    ],
)
def test_xml_that_means_the_same_is_read_alike(hand, changed):
    read = of_sheets(hand, changed).read()
    assert read.figures[COUNT].value == 12
    assert told(read) == []


def test_the_strict_variant_of_the_format_is_read(hand):
    old, new = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"
    for name, content in hand.parts.items():
        if name.startswith("xl/") or name == "_rels/.rels":
            text = content.decode().replace(f"{old}spreadsheetml/2006/", f"{new}spreadsheetml/")
            text = text.replace(f"{old}officeDocument/2006/", f"{new}officeDocument/")
            hand.parts[name] = text.encode()
    read = hand.read()
    assert read.figures[COUNT].value == 12
    assert told(read) == []


@pytest.mark.parametrize("address", ["foo", "a1", "A1:B2", "ZZZZ1", "A12345678", ""])
def test_an_address_that_is_none_is_damage(hand, address):
    hand.change("表二", "</row>", f'<c r="{address}"><v>1</v></c></row>', 1)
    with pytest.raises(Unreadable, match="damaged"):
        hand.read()


def test_a_stray_value_in_the_last_cell_is_nobody_s(hand):
    cell = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    assert told(hand.change("表三", "</sheetData>", cell).read()) == []


@pytest.mark.slow
def test_openpyxl_keeps_everything_but_results():
    def edit(book):
        book["表三"].insert_rows(1)
        del book["要数单"]
        book.create_sheet("草稿")["A1"] = "=1+1"
        book["表二"].auto_filter.ref = "B3:D9"
        book["开始"]["G1"].comment = Comment("请查", "李四")

    read = Hand(through_openpyxl(answered(), edit)).read()
    assert read.figures[COUNT].value == 12
    codes = [f.code for f in read.findings]
    assert "foreign-sheet" in codes


def test_comments_and_filters_are_nobody_s_tampering(hand):
    hand.change(
        "表三", "</sheetProtection>|(?<=/>)(?=<mergeCells)", '<autoFilter ref="B7:K36"/>', 1
    )
    hand.parts["xl/comments1.xml"] = b"<comments/>"
    assert told(hand.read()) == []


def test_who_reports_and_when(hand):
    read = hand.read()
    assert (read.agency.code, read.agency.name, read.agency.category) == ("T01", "青石镇", "乡镇")
    assert read.agency.flags == frozenset()
    assert (read.year, read.kind, read.file) == (2025, "workbook", "a.xlsx")
    assert read.about == {"contact": "张三", "phone": "0371-1", "reviewer": "李四"}
    hand.put({"about.rulemaking.value": "是", "about.code.value": " T02 "})
    assert hand.read().agency.flags == {"rulemaking"}
    assert hand.read().agency.code == "T02"


@pytest.mark.parametrize(
    ("typed", "year"),
    [(2025, 2025), ("2025年", 2025), ("2025年度", 2025), (" 2025 ", 2025), ("12025", None),
     ("二〇二五", None), (None, None), (20250, None)],
)  # fmt: skip
def test_the_year_is_found_whatever_stands_around_it(hand, typed, year):
    assert hand.put({"about.year.value": typed}).read().year == year


def test_passages_and_last_year(hand, form):
    read = hand.read()
    assert read.passages == dict.fromkeys(form.passages, WRITTEN)
    assert read.last.year == 2024
    assert read.last.agency == read.agency
    assert read.last.values == last_year().values
    assert Hand(issued(last=False)).read().last is None


def test_a_passage_keeps_its_paragraphs_and_signs(hand):
    words = "  第一段。\n\n第二段：<重点> & “引号”，_x000D_。\t=1+1"
    key = "passages.overview.disclosure.text"
    hand.put({key: words})
    assert hand.read().passages["overview.disclosure"] == words.replace("_x000D_", "\r")
    hand.put({key: " \n "})
    assert "overview.disclosure" not in hand.read().passages
    assert [line.split()[0] for line in told(hand.read())] == ["empty-passage"]


def test_answers_and_confirmations(hand, form):
    blank = {s.key: None for s in form.tables["disputes"].slots if s.given}
    hand.put(blank)
    read = hand.read()
    assert read.findings == ()  # the answer that there was nothing says it all
    assert {read.figures[key].value for key in blank} == {0}
    hand.put({"about.had.disputes.value": "有"})
    assert {f.code for f in hand.read().findings} == {"blank"}
    hand.put({"about.confirmed.disputes.value": "是"})
    assert {f.code for f in hand.read().findings} == {"blank-as-zero", "answered-some"}
    hand.put({"about.had.disputes.value": "没", "about.confirmed.disputes.value": "好"})
    codes = [f.code for f in hand.read().findings if f.code != "blank"]
    assert codes == ["unknown-answer", "unknown-answer"]


def test_an_answer_that_the_figures_give_the_lie(hand):
    hand.put({"requests.new.legal": 2})
    finding = hand.read().findings[0]
    where = hand.binding.atlas.sites["requests.new.legal"].spot.address
    assert (finding.code, [p.cell for p in finding.places]) == ("answered-none", [where])


def test_explanations_are_read_by_their_subject(hand):
    key = next(k for k in hand.binding.bonds if k.startswith("checks.") and k.endswith(".explain"))
    hand.put({key: " 去年统计口径不同。 ", "county.n2.code": "copied-last-year.other",
              "county.n2.explain": "已核对", "county.n3.explain": "没有主题"})  # fmt: skip
    subject = key.removeprefix("checks.").removesuffix(".explain")
    told = {subject: "去年统计口径不同。", "copied-last-year.other": "已核对"}
    assert hand.read().explanations == told


def test_absent_blank_and_not_applicable_are_three_things(hand, form):
    silent = next(s.key for s in form.given if s.may_not_apply)
    hand.put({COUNT: None, silent: "不适用"})
    row = hand.binding.atlas.sites["requests.repeat.person"].spot.row
    delete_row(hand, "表三", row)
    read = hand.read()
    assert read.figures[COUNT].value is None
    assert (read.figures[silent].value, read.figures[silent].applies) == (None, False)
    assert "requests.repeat.person" not in read.figures


def test_the_file_name_is_in_every_place(hand):
    hand.put({COUNT: "十二"})
    places = {p.file for f in hand.read("回来.xlsm").findings for p in f.places}
    assert places == {"回来.xlsm"}
    assert told(add_sheet(hand, "甲").read())[0] == "foreign-sheet note ('甲',)"
