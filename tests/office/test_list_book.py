"""Plain lists in real programs: valid, printed as wide as the paper, leading where they should."""

import re
import zipfile
from datetime import date

import pytest

from toolkit.excel.list_book import Cell, Column, ListSheet, list_book
from toolkit.excel.listing import read_listing
from toolkit.excel.patch import with_texts

AGENCIES = tuple(f"清禾县第{number}个乡镇人民政府办公室" for number in range(40))
WORDS = "=1+1\r\n\t<&>\"'_x000D_ \ud83d\ude00 ￾ \x01 " + "长" * 40_000
COLUMNS = (
    Column("单位代码", 11, locked=True),
    Column("单位名称", 28, kind="link", locked=True),
    Column("状态", 13, ("通过", "已收待改")),
    Column("由谁继承", 28, AGENCIES, note="合并、拆分时填"),
    Column("延期到", 12, kind="date"),
    Column("逾期天数", 9, kind="number"),
    Column("问题", 40, wraps=True, note="可以多行"),
)
LOOKS = ("good", "bad", "wait", "quiet", "bold", "")
LINKS = ("退回/东和乡 第2次 100%.xlsx", "../别处/a#b.xlsx", "#'第二 张'!A5", "")
ROWS = tuple(
    (
        f"{number:03d}",
        Cell(name, LINKS[number % 4]),
        Cell("通过", look=LOOKS[number % 6]),
        name,
        Cell(date(2026, 1, 31)),
        number,
        "表三 D12（自然人 · 上年结转）：填的是“三”，不是数字。" * (number % 5),
    )
    for number, name in enumerate(AGENCIES)
)
LIST = ListSheet("收回情况", "清禾县收回情况", COLUMNS, ROWS, ("点单位名称打开文件。",))
ASKED = ListSheet("第二 张", "办理", COLUMNS, (), spare=9, landscape=False, filtered=False)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "收回情况.xlsx"
    path.write_bytes(list_book((LIST, ASKED)))
    return path


@pytest.mark.parametrize("hostile", [False, True])
def test_no_list_breaks_the_schema(ooxml, path, hostile):
    if hostile:
        columns = (Column(WORDS, 20, (WORDS, "乙"), note=WORDS),)
        rows = ((Cell(WORDS, f"退回/{WORDS[:99]}.xlsx"), Cell("y", "#'<&'!A1")),)
        path.write_bytes(list_book((ListSheet("甲<&", WORDS, columns, rows, (WORDS,)),)))
    assert ooxml(path) == []


def test_a_patched_list_is_valid_too(ooxml, path):
    path.write_bytes(with_texts(path.read_bytes(), {"第二 张": {"H3": "没有", "A20": WORDS}}))
    assert ooxml(path) == []


def test_it_is_printed_with_its_headings_on_every_page_and_nothing_cut(office, pdf_texts, path):
    pages = pdf_texts(office.convert(path, "pdf", path.parent))
    listed = [page for page in pages if "收回情况第" in page]
    assert len(listed) > 1
    assert all("单位代码" in page and "逾期天数" in page for page in listed)
    assert sum(page.count("2026-01-31") for page in pages) == len(ROWS)
    assert "##" not in "".join(pages)


def test_links_lead_where_they_should(office, path):
    """In an .ods paths begin inside the file, so that ../ is the folder in which it lies."""
    saved = office.convert(path, "ods", path.parent)
    with zipfile.ZipFile(saved) as archive:
        drawn = archive.read("content.xml").decode()
    assert set(re.findall(r'xlink:href="([^"]*)"', drawn)) == {
        "../退回/东和乡%20第2次%20100%25.xlsx",
        "../../别处/a%23b.xlsx",
        "#&apos;第二 张&apos;.A5",
    }


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_list_says_the_same_whatever_it_was_saved_as(office, path, kind):
    (path.parent / "saved").mkdir()
    saved = office.convert(path, kind, path.parent / "saved")
    before = read_listing(path.read_bytes(), path.name)
    after = read_listing(saved.read_bytes(), saved.name)
    assert [each.name for each in after] == [each.name for each in before]
    assert after == before


def test_what_may_be_entered_is_judged_as_meant(office, path):
    assert office.invalid(path) == set()
    texts = {"C4": "没有这个状态", "D4": "没有这个单位", "E4": "三月", "G4": "随便写"}
    path.write_bytes(with_texts(path.read_bytes(), {"收回情况": texts}))
    assert office.invalid(path) == {("收回情况", at) for at in ("C4", "D4", "E4")}


def test_a_workbook_that_libreoffice_saved_takes_texts_and_keeps_the_rest(office, ooxml, path):
    (path.parent / "saved").mkdir()
    saved = office.convert(path, "xlsx", path.parent / "saved")
    texts = {"A4": "改了", "G5": "写了", "H3": "结果", "H4": "没有这个单位", "A99": "新"}
    before = saved.read_bytes()
    after = with_texts(before, {"收回情况": texts})
    saved.write_bytes(after)
    assert ooxml(saved) == []
    assert _differing(before, after, path.parent) == ["xl/worksheets/sheet1.xml"]
    assert office.values(saved)["收回情况"] == office.values(path)["收回情况"] | texts
    assert with_texts(after, {"收回情况": texts}) is after


def _differing(before, after, folder):
    parts = []
    for number, content in enumerate((before, after)):
        copy = folder / f"{number}.zip"
        copy.write_bytes(content)
        with zipfile.ZipFile(copy) as archive:
            parts.append({name: archive.read(name) for name in archive.namelist()})
    assert list(parts[0]) == list(parts[1])
    return [name for name in parts[0] if parts[0][name] != parts[1][name]]
