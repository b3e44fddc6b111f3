"""An office's template: its looks stay byte for byte, the form's meaning is written in anew."""

import re
from functools import cache
from html import unescape

import pytest
from movers import add_sheet, insert_columns, insert_rows, rename
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from samples import editions
from workbooks import Hand, bound, read, template, through_openpyxl, told

from toolkit.excel.meaning import meaning_of
from toolkit.excel.parts import open_book
from toolkit.excel.stamp import stamp
from toolkit.excel.styles import Styles
from toolkit.excel.tamper import folded
from toolkit.package.opening import open_package

FIGURE, TOTAL = "requests.new.person", "requests.granted.total"
BLANKS = {"blank", "empty-passage", "nobody-named", "not-recalculated"}


@pytest.fixture
def hand():
    return Hand(template())


@pytest.fixture
def stamped(form):
    return lambda hand: Hand(stamp(hand.content, form))


def oddities(hand):
    return [line for line in told(hand.read()) if line.split()[0] not in BLANKS]


def is_locked(hand, key):
    """Whether the style of a key's cell locks it."""
    site = hand.binding.atlas.sites[key]
    xml = hand.parts[hand.part(site.sheet)].decode()
    style = int(re.search(rf'<c r="{site.spot.address}"[^>]*? s="(\d+)"', xml)[1])
    book = open_book(open_package(hand.content))
    return Styles(hand.parts[book.styles]).locked(style, locked=True) == style


@pytest.mark.parametrize("edition", ["2021", "2019"])
def test_stamping_twice_changes_nothing(edition):
    assert stamp(template(edition), editions().form(edition)) == template(edition)


@pytest.mark.parametrize("edition", ["2021", "2019"])
def test_everything_keyed_has_a_cell_a_lock_and_its_formula(edition):
    form, hand = editions().form(edition), Hand(template(edition))
    meaning, binding = meaning_of(form), hand.binding
    assert set(meaning.lives) | set(meaning.entries) <= set(binding.bonds)
    for key, live in meaning.lives.items():
        number, at = binding.bonds[key]
        formula = live.formula(binding.atlas, binding.sheets[number].name)
        written = binding.cells[number].formula(at)
        assert folded(unescape((written or b"").decode())) == folded(formula), key
    for key in ("about.agency.value", "last.requests.new.person", FIGURE, TOTAL):
        assert is_locked(hand, key) == (key not in meaning.entries), key


def test_the_sheets_cannot_be_taken_away_by_accident(hand):
    assert b'lockStructure="1"' in hand.parts["xl/workbook.xml"]
    for name in (sheet.name for sheet in hand.binding.sheets[:9]):
        assert b'sheetProtection sheet="1"' in hand.parts[hand.part(name)]
        assert b"password" not in hand.parts[hand.part(name)]


def test_meaning_that_was_lost_is_written_again(hand, stamped):
    before = hand.parts
    damaged = Hand(hand.content)
    damaged.put({TOTAL: None, "page.requests.total.total": 3})
    damaged.change("表三", "<sheetProtection[^>]*/>|<dataValidations.*</dataValidations>", "")
    damaged.change("表四", "<conditionalFormatting.*</conditionalFormatting>", "")
    again = stamped(damaged)
    assert oddities(again) == []
    for name in ("xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml"):
        assert without_guards(again.parts[name]) == without_guards(before[name])
    for name in ("表三", "表四"):
        assert guards(again, name) == guards(hand, name)


def without_guards(xml):
    guard = rb"<(sheetProtection|conditionalFormatting|dataValidations)\b.*?(?=<pageMar|<printO)"
    return re.sub(guard, b"", xml, flags=re.DOTALL)


def guards(hand, sheet):
    """Ranges and formulas of validations and of conditional formats of ours, whatever the order."""
    xml = hand.parts[hand.part(sheet)].decode()
    conditions = re.findall(r'<conditionalFormatting sqref="([^"]*)">.*?<formula>(.*?)</f', xml)
    return (
        sorted(re.findall(r"<dataValidation .*?</dataValidation>", xml, re.DOTALL)),
        sorted(each for each in conditions if "nianbao" in each[1]),
    )


def test_a_locked_input_is_unlocked_and_an_unlocked_formula_locked(hand, stamped):
    sites = hand.binding.atlas.sites
    xml = hand.parts[hand.part("表三")].decode()
    style = {
        key: re.search(rf'<c r="{sites[key].spot.address}" s="(\d+)"', xml)[1]
        for key in (FIGURE, TOTAL)
    }
    one, other = (sites[key].spot.address for key in (FIGURE, TOTAL))
    hand.change("表三", rf'<c r="{one}" s="\d+"', f'<c r="{one}" s="{style[TOTAL]}"')
    hand.change("表三", rf'<c r="{other}" s="\d+"', f'<c r="{other}" s="{style[FIGURE]}"')
    assert (is_locked(hand, FIGURE), is_locked(hand, TOTAL)) == (True, False)
    again = stamped(hand)
    assert (is_locked(again, FIGURE), is_locked(again, TOTAL)) == (False, True)
    assert Hand(stamp(again.content, editions().form("2021"))).parts == again.parts


def test_parts_that_carry_no_meaning_stay_byte_for_byte(hand, stamped):
    insert_rows(hand, "表三", 1, 1)
    add_sheet(hand, "说明", '<row r="1"><c r="A1" t="inlineStr"><is><t>=1</t></is></c></row>')
    hand.parts["xl/media/image1.png"] = bytes(range(256))
    hand.parts["docProps/custom.xml"] = b"<Properties>  <odd/></Properties>"
    again = stamped(hand)
    ours = {hand.part(sheet.name) for sheet in hand.binding.sheets} | {
        "xl/workbook.xml", "xl/styles.xml"
    }  # fmt: skip
    assert list(again.parts) == list(hand.parts)
    for name in set(hand.parts) - (ours - {"xl/worksheets/added.xml"}):
        assert again.parts[name] == hand.parts[name], name


def test_an_office_s_own_columns_rows_and_names_are_followed(hand, stamped):
    insert_rows(hand, "表三", 1, 2)
    insert_columns(hand, "表三", hand.binding.atlas.sites[FIGURE].spot.column)
    rename(hand, "表四", "复议诉讼")
    again = stamped(hand)
    assert oddities(again) == []
    assert not is_locked(again, FIGURE)
    for sheet in ("表三", "复议诉讼"):
        assert "#REF!" not in again.parts[again.part(sheet)].decode()


@cache
def edited():
    """A copy as an office edits it: looks, notes, own guards, and some accidents."""

    def edit(book):
        sheet = book["表二"]
        sheet["B2"].font = Font(name="楷体", size=20, color="FF0000FF")
        sheet.column_dimensions["B"].width = 44
        sheet["B60"] = "办公室提示：先看口径。"
        sheet["B60"].fill = PatternFill("solid", fgColor="FFEEEE00")
        own = DataValidation(type="list", formula1='"甲,乙"')
        own.add("B61")
        sheet.add_data_validation(own)
        red = PatternFill("solid", bgColor="FFFF0000")
        sheet.conditional_formatting.add("B62", CellIsRule("greaterThan", ["9"], fill=red))
        site = bound(template()).atlas.sites["page.charges.charge.amount"]
        book[site.sheet][site.spot.address] = None
        book.create_sheet("附件")["A1"] = "附件"

    return through_openpyxl(template(), edit)


@pytest.mark.slow
def test_what_an_office_did_in_another_program_is_kept(form):
    again = Hand(stamp(edited(), form))
    xml = again.parts[again.part("表二")].decode()
    assert re.search(r'sqref="B61"', xml)
    assert re.search(r'<conditionalFormatting sqref="B62">.*?<formula>9</formula>', xml)
    assert 'width="44"' in xml
    assert "楷体" in again.parts["xl/styles.xml"].decode()
    assert "办公室提示" in unescape(xml)
    assert oddities(again) == ["foreign-sheet note ('附件',)"]
    assert Hand(stamp(again.content, form)).parts == again.parts
    assert len(guards(again, "表二")[1]) == len(guards(Hand(template()), "表二")[1])


@pytest.mark.slow
def test_priorities_of_conditional_formats_are_told_apart(form):
    again = Hand(stamp(edited(), form))
    xml = again.parts[again.part("表二")].decode()
    priorities = re.findall(r'priority="(\d+)"', xml)
    assert len(priorities) == len(set(priorities))


def test_ranges_that_no_program_writes_stop_nobody(hand, stamped):
    strange = '<dataValidation sqref="A:A #REF! 1:3" type="list"><formula1>"a"</formula1>'
    hand.change("表二", "</dataValidations>", f"{strange}</dataValidation></dataValidations>")
    assert "A:A #REF!" in stamped(hand).parts[hand.part("表二")].decode()


def test_a_text_in_a_keyed_cell_is_never_a_formula(hand, form):
    hand.put({"about.agency.value": "=1+1", FIGURE: "+1"})
    binding = bound(stamp(hand.content, form))
    for key in ("about.agency.value", FIGURE):
        number, at = binding.bonds[key]
        assert binding.cells[number].formula(at) is None
    assert read(stamp(hand.content, form)).agency.name == "=1+1"
