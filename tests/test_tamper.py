"""What was done to a workbook is told: the code, the severity, the place, and nothing else."""

import re

import pytest
from movers import (
    add_sheet,
    copy_sheet,
    delete_column,
    delete_row,
    delete_sheet,
    hide_column,
    hide_row,
    insert_columns,
    insert_rows,
)
from samples import editions
from workbooks import Hand, answered, issued, template, told

from toolkit.excel.stamp import stamp
from toolkit.intake import check_files

TOTAL = "requests.granted.total"
SHEET = "表三"


@pytest.fixture
def hand():
    return Hand(answered())


def at(hand, key):
    site = hand.binding.atlas.sites[key]
    return f"{site.sheet}!{site.spot.address}"


def spot_of(hand, key):
    return hand.binding.atlas.sites[key].spot


@pytest.mark.parametrize("edition", ["2021", "2019"])
def test_nothing_is_told_of_a_workbook_that_was_only_filled_in(edition):
    assert told(Hand(answered(edition)).read()) == []


def test_nothing_but_blanks_is_told_of_a_workbook_just_issued():
    lines = {line.split()[0] for line in told(Hand(issued()).read())}
    assert lines <= {"blank", "empty-passage", "nobody-named", "not-recalculated"}


def test_a_formula_overwritten_by_the_right_value(hand):
    hand.put({TOTAL: 0})
    assert told(hand.read()) == [f"formula-overwritten explain {at(hand, TOTAL)}"]


def test_a_formula_overwritten_by_another_value(hand):
    hand.put({TOTAL: 7})
    where = at(hand, TOTAL)
    assert told(hand.read()) == [
        f"formula-overwritten explain {where}",
        f"stale-total must {where}",
    ]


def test_a_formula_cleared(hand):
    hand.put({TOTAL: None})
    assert told(hand.read()) == [
        f"formula-overwritten explain {at(hand, TOTAL)}",
        f"not-recalculated note {at(hand, TOTAL)}",
    ]


def test_a_formula_changed(hand):
    hand.put_xml({TOTAL: "><f>1+1-2</f><v>0</v></c>"})
    assert told(hand.read()) == [f"formula-changed explain {at(hand, TOTAL)}"]


def test_a_formula_that_speaks_of_another_cell(hand):
    key = "requests.total.person"
    hand.change(SHEET, rf'(r="{spot_of(hand, key).address}"[^>]*><f>.*?\$)(\d+)', r"\g<1>9999")
    assert told(hand.read()) == [f"formula-changed explain {at(hand, key)}"]


def test_a_formula_that_speaks_of_another_workbook(hand):
    where = spot_of(hand, TOTAL).address
    part = hand.parts[hand.part(SHEET)].decode()
    formula = re.search(rf'r="{where}"[^>]*><f>(.*?)</f>', part)[1]
    moved = re.sub(r"(\$[A-Z]+\$\d+(?::\$[A-Z]+\$\d+)?)", rf"'[1]{SHEET}'!\1", formula, count=1)
    hand.put_xml({TOTAL: f"><f>{moved}</f><v>0</v></c>"})
    assert told(hand.read()) == [f"formula-changed explain {at(hand, TOTAL)}"]


def test_formulas_as_other_programs_spell_them_are_the_same(hand):
    for name, content in hand.parts.items():
        if name.startswith("xl/worksheets/"):
            text = re.sub(r"(?<=<f>)[^<]+", lambda f: _spelled(f[0]), content.decode())
            hand.parts[name] = text.encode()
    assert told(hand.read()) == []


def _spelled(formula):
    """Without dollar signs and quotes, with blanks behind commas, but for texts."""
    pieces = re.split(r"(&quot;.*?&quot;)", formula)
    pieces[::2] = [re.sub(r"[$']", "", piece).replace(",", ", ") for piece in pieces[::2]]
    return "".join(pieces)


def test_a_formula_where_a_figure_should_be_typed(hand):
    key = "licences.licence.decisions"
    hand.put_xml({key: "><f>5+7</f><v>12</v></c>"})
    read = hand.read()
    assert told(read) == [f"formula-in-input note {at(hand, key)}"]
    assert read.figures[key].value == 12


def test_a_label_changed(hand):
    here = spot_of(hand, "requests.new.person")
    label = next(
        f"{letter}{here.row}"
        for letter in "DCB"
        if hand.binding.cells[3].text(f"{letter}{here.row}".encode())
    )
    hand.at(SHEET, label, "本年来信来访数量")
    assert told(hand.read()) == [f"label-changed explain {SHEET}!{label}"]


def test_a_head_changed(hand):
    here = spot_of(hand, "requests.new.company")
    number = next(n for n, s in enumerate(hand.binding.sheets) if s.name == SHEET)
    cells = hand.binding.cells[number]
    column = here.address.rstrip("0123456789")
    rows = range(here.row - 1, 5, -1)
    row = next(row for row in rows if cells.text(f"{column}{row}".encode()))
    hand.at(SHEET, f"{column}{row}", "个体户")
    assert told(hand.read()) == [f"label-changed explain {SHEET}!{column}{row}"]


@pytest.mark.parametrize(
    "text", ["一、本年新收政府信息公开申请数量（件）", "（一）本年新收政府信息公开申请数量"]
)
def test_a_label_that_still_says_so_is_no_other_one(hand, text):
    row = spot_of(hand, "requests.new.person").row
    before = told(hand.read())
    hand.at(SHEET, f"B{row}", text)
    assert told(hand.read()) == before


def test_a_row_of_a_key_deleted(hand):
    delete_row(hand, SHEET, spot_of(hand, "requests.petition.person").row)
    assert told(hand.read()) == ["missing-row must petition"]


def test_the_row_of_column_keys_deleted(hand):
    anchor = next(a for a in hand.binding.anchors if a.table == "requests")
    delete_row(hand, SHEET, anchor.spot.row)
    assert told(hand.read()) == [f"keys-deleted must {SHEET}", "missing-table must requests"]


def test_the_column_of_row_keys_deleted(hand):
    anchor = next(a for a in hand.binding.anchors if a.table == "requests")
    delete_column(hand, SHEET, anchor.spot.column)
    assert told(hand.read()) == [f"keys-deleted must {SHEET}", "missing-table must requests"]


def test_an_anchor_deleted(hand):
    anchor = next(a for a in hand.binding.anchors if a.table == "charges")
    hand.at("表二", anchor.spot.address, None)
    assert told(hand.read()) == ["keys-deleted must 表二", "missing-table must charges"]


def test_a_key_deleted(hand):
    anchor = next(a for a in hand.binding.anchors if a.table == "requests")
    row = spot_of(hand, "requests.petition.person").row
    hand.at(SHEET, f"{anchor.spot.address.rstrip('0123456789')}{row}", None)
    assert told(hand.read()) == ["missing-row must petition"]


def test_a_sheet_of_passages_deleted(hand, form):
    delete_sheet(hand, "文字部分")
    lines = told(hand.read())
    assert lines == ["empty-passage explain"] * len(form.passages)


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
