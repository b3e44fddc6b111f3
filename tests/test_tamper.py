"""What was done to a workbook is told: the code, the severity, the place, and nothing else."""

import re

import pytest
from movers import (
    delete_column,
    delete_row,
    delete_sheet,
)
from workbooks import Hand, answered, at, issued, spot_of, told

TOTAL = "requests.granted.total"
SHEET = "表三"


@pytest.fixture
def hand():
    return Hand(answered())


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
