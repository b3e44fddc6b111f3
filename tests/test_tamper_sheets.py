"""What was done to sheets and guards, and workbooks of another year, edition or template."""

import re

import pytest
from movers import (
    add_sheet,
    copy_sheet,
    hide_column,
    hide_row,
    insert_columns,
    insert_rows,
)
from samples import editions
from workbooks import Hand, answered, at, spot_of, template, told

from toolkit.excel.stamp import stamp
from toolkit.intake import check_files

TOTAL = "requests.granted.total"
SHEET = "表三"


@pytest.fixture
def hand():
    return Hand(answered())


def test_protection_taken_off(hand):
    hand.change("表四", "<sheetProtection[^>]*/>", "")
    assert told(hand.read()) == ["protection-off note 表四"]


def test_validation_lost_on_a_sheet(hand, form):
    hand.change("表四", "<dataValidations.*?</dataValidations>", "")
    cells = [at(hand, s.key) for s in form.tables["disputes"].slots if s.given]
    (line,) = told(hand.read())
    assert line.split()[:2] == ["validation-lost", "note"]
    assert line.split()[2:] == cells[:12]


def test_validation_lost_on_some_cells(hand):
    one, other = (spot_of(hand, f"disputes.review.{c}").address for c in ("upheld", "pending"))
    for address in (one, other):
        hand.change("表四", rf'(sqref="[^"]*)\b{address}\b ?', r"\1")
    assert told(hand.read()) == [f"validation-lost note 表四!{one} 表四!{other}"]


def test_ranges_that_no_program_writes_wear_nobody_out(hand):
    hand.change("表四", r'sqref="', 'sqref="A:A 1:5 #REF! A1:B2:C3 ZZZZ99999999 ', 0)
    hand.change("表四", "<cols>", '<cols><col min="x" max="99999999999" hidden="1"/>')
    hand.change("表四", '<row r="2"', '<row r="2" hidden="true"')
    assert told(hand.read()) == []


def test_rows_hidden(hand):
    hide_row(hand, SHEET, spot_of(hand, "requests.repeat.person").row)
    columns = ("person", "company", "research", "charity", "legal", "other")
    cells = sorted(at(hand, f"requests.repeat.{c}") for c in columns)
    assert told(hand.read()) == [" ".join(["figures-hidden explain", *cells])]


def test_columns_hidden(hand):
    hide_column(hand, "表四", spot_of(hand, "disputes.suit_direct.other").column)
    assert told(hand.read()) == [f"figures-hidden explain {at(hand, 'disputes.suit_direct.other')}"]


def test_figures_merged(hand):
    one, other = (f"requests.inquiry.{column}" for column in ("research", "charity"))
    merged = f"{spot_of(hand, one).address}:{spot_of(hand, other).address}"
    hand.change(SHEET, "</mergeCells>", f'<mergeCell ref="{merged}"/></mergeCells>')
    between = sorted({at(hand, one), at(hand, other)})
    (line,) = told(hand.read())
    assert line.split()[0] == "figures-merged"
    assert set(between) <= set(line.split()[2:])


def test_a_link_to_another_file(hand):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    link = f'<Relationship Id="rId98" Type="{kind}" Target="externalLinks/externalLink1.xml"/>'
    links = "xl/_rels/workbook.xml.rels"
    hand.change_part(links, "</Relationships>", f"{link}</Relationships>")
    assert told(hand.read()) == ["external-link note"]


def test_macros(hand):
    hand.parts["xl/vbaProject.bin"] = b"macros"
    assert told(hand.read("a.xlsm")) == ["macro note"]


def test_a_sheet_of_somebody_s_own(hand):
    add_sheet(hand, "草稿", '<row r="1"><c r="A1"><v>12</v></c></row>')
    assert told(hand.read()) == ["foreign-sheet note ('草稿',)"]


@pytest.mark.parametrize("first", [False, True])
def test_a_sheet_copied(hand, first):
    copy_sheet(hand, SHEET, f"{SHEET} (2)", first)
    assert told(hand.read()) == [f"sheet-copied note {SHEET} (2)"]


def test_a_sheet_copied_and_filled_in_another_way(hand):
    where = spot_of(hand, "requests.new.person").address
    copy_sheet(hand, SHEET, f"{SHEET} (2)").at(f"{SHEET} (2)", where, 9)
    read = hand.read()
    assert told(read) == [f"copy-differs must {SHEET} (2)!{where}"]
    assert read.figures["requests.new.person"].value == 0


def test_a_row_copied_with_its_key_and_filled_in_another_way(hand):
    here = spot_of(hand, "requests.new.person")
    after = spot_of(hand, "requests.carried_out.person").row
    insert_rows(hand, SHEET, after)
    row = re.search(rf'<row r="{here.row}".*?</row>', hand.parts[hand.part(SHEET)].decode())[0]
    again = re.sub(rf'(r="[A-Z]*){here.row}"', rf'\g<1>{after}"', row)
    hand.change(SHEET, rf'(?=<row r="{after + 1}")', again)
    assert "lines-copied" not in "".join(told(hand.read()))
    hand.at(SHEET, f"{here.address.rstrip('0123456789')}{after}", 9)
    copied = [line for line in told(hand.read()) if line.startswith("lines-copied")]
    assert copied == [f"lines-copied must {SHEET}!{here.address.rstrip('0123456789')}{after}"]


def test_a_workbook_of_an_older_template(hand, form):
    for name, content in hand.parts.items():
        hand.parts[name] = content.replace(f":{form.digest}".encode(), b":0badcafe")
    hand.put_xml({TOTAL: "><f>SUM(1,2)-3</f><v>0</v></c>"})
    assert told(hand.read()) == ["older-template note"]


def test_a_workbook_of_another_year(tmp_path):
    assert _checked(tmp_path, answered(), 2024)[0] == "wrong-year 2025 2024"


def test_a_workbook_of_another_edition(tmp_path):
    assert _checked(tmp_path, answered("2019"), 2025)[0] == "wrong-edition 2019 2021"


def _checked(tmp_path, content, year):
    (tmp_path / "a.xlsx").write_bytes(content)
    ((_, findings),) = check_files([tmp_path / "a.xlsx"], year)
    return [f"{f.code} {f.fact('found')} {f.fact('expected')}" for f in findings]


def test_an_unknown_edition(tmp_path, hand, form):
    for name, content in hand.parts.items():
        hand.parts[name] = content.replace(b"@2021:", b"@1987:")
    assert _checked(tmp_path, hand.content, 2025) == ["unknown-form None None"]


def test_a_workbook_that_is_none_of_ours(tmp_path, hand):
    for name, content in hand.parts.items():
        hand.parts[name] = content.replace(b"@2021:", b" 2021:")
    assert _checked(tmp_path, hand.content, 2025) == ["no-keys None None"]


def test_an_office_s_own_template_is_nobody_s_tampering(form):
    office = Hand(template())
    insert_rows(office, SHEET, 1, 2)
    insert_columns(office, SHEET, spot_of(office, "requests.new.company").column)
    insert_columns(office, "表二", 3)
    add_sheet(office, "填报说明")
    stamped = stamp(office.content, editions().form("2021"))
    lines = {line.split()[0] for line in told(Hand(stamped).read())}
    blanks = {"blank", "empty-passage", "nobody-named", "not-recalculated"}
    assert lines - blanks == {"foreign-sheet"}
