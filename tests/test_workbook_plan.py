"""The workbook made from nothing: what stands where, and that all of it can be read."""

import re
import tomllib
from collections import Counter
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

import toolkit
from toolkit.excel.bind import bind_book
from toolkit.excel.create import draw_workbook
from toolkit.excel.looks import LOOKS
from toolkit.excel.measure import EDGES, UNIT, heights, room, text_height
from toolkit.excel.names import PEOPLE
from toolkit.excel.parts import open_book
from toolkit.excel.plan import ENTERED
from toolkit.excel.plan_pages import todos
from toolkit.excel.sheets import plan_sheets
from toolkit.package.opening import open_package

pytestmark = pytest.mark.slow

SCREEN = 170  # widths of columns that a screen of 1366 points shows, about
ROW = 15.0  # height of a usual row
PAPER = 595 - 65, 842 - 65  # points of an upright A4 sheet within its margins
HOUSE = Path(toolkit.__file__).parent


@pytest.fixture(scope="module", params=["form", "form2019", "qinghe", "tiny"])
def sheets(request):
    form = request.getfixturevalue(request.param)
    return form, {plan.name: plan for plan in plan_sheets(form)}


@pytest.fixture(scope="module")
def drawn(form):
    return draw_workbook(plan_sheets(form))


def words(sheet=None):
    found = tomllib.loads((HOUSE / "forms" / "workbook.toml").read_text("utf-8"))
    return found["sheets"] if sheet is None else found[sheet]


def cells_of(box):
    return (
        (row, column)
        for row in range(box.row, box.row + box.rows)
        for column in range(box.column, box.column + box.columns)
    )


def visible(plan):
    return [
        box
        for box in plan.boxes
        if box.row not in plan.hidden_rows and box.column not in plan.hidden_columns
    ]


def test_every_figure_has_its_cell_once(sheets):
    form, plans = sheets
    binding = bind_book(open_book(open_package(draw_workbook(tuple(plans.values())))))
    assert not binding.twice
    for prefix in ("", "page.", "last.", "mark."):
        assert not [key for key in form.slots if f"{prefix}{key}" not in binding.bonds]


def test_nothing_overlaps(sheets):
    for plan in sheets[1].values():
        covered = Counter(at for box in plan.boxes for at in cells_of(box))
        assert [at for at, times in covered.items() if times > 1] == []
        assert [box for box in plan.keys if (box.row, box.column) in covered] == []


def test_keys_are_hidden_and_alone(sheets):
    for plan in sheets[1].values():
        anchors = [box for box in plan.keys if box.text.startswith("#")]
        rows, columns = {box.row for box in anchors}, {box.column for box in anchors}
        assert rows <= plan.hidden_rows
        assert columns <= plan.hidden_columns
        assert all(box.row in rows or box.column in columns for box in plan.keys)
        assert [box for box in plan.boxes for at in cells_of(box) if at[0] in rows] == []
        assert [box for box in plan.boxes if box.column in columns] == []


def test_rows_are_high_enough_for_their_words(sheets):
    for plan in sheets[1].values():
        found, widths = heights(plan), dict(plan.widths)
        low = [
            box.text
            for box in plan.boxes
            if sum(found[row] for row in range(box.row, box.row + box.rows))
            < text_height(box, room(box, widths))
        ]
        assert low == []


def test_no_number_or_latin_word_is_wider_than_its_box(sheets):
    for plan in sheets[1].values():
        widths = dict(plan.widths)
        for box in visible(plan):
            size = LOOKS[box.look].size
            longest = max((len(run) for run in re.findall(r"[!-~]+", box.text)), default=1)
            letters = max(longest / 2, 1.0 if box.text else 0.0)
            assert letters * size <= room(box, widths) * UNIT - EDGES, box


@pytest.mark.parametrize("look", ["given", "derived", "last", "printed", "value"])
def test_seven_digits_fit_without_shrinking(sheets, look):
    for plan in sheets[1].values():
        widths = dict(plan.widths)
        for box in plan.boxes:
            if box.look == look:
                assert 7 * LOOKS[look].size / 2 <= room(box, widths) * UNIT - EDGES, box


def test_what_is_printed_holds_the_statutory_tables(sheets):
    for plan in sheets[1].values():
        top, left, bottom, right = plan.printed
        for first, begin, last, end in plan.frames:
            assert top <= first
            assert left <= begin
            assert last <= bottom
            assert end <= right
        assert right not in plan.hidden_columns


def test_the_signed_page_is_one_page(sheets):
    """It is shrunk to one in any case: by so little that it can be read."""
    plan = sheets[1][words()["page"]]
    assert plan.one_page
    high = sum(h for row, h in heights(plan).items() if row not in plan.hidden_rows)
    wide = sum(w for column, w in plan.widths if column not in plan.hidden_columns) * UNIT
    assert min(PAPER[0] / wide, PAPER[1] / high) > 0.7


@pytest.mark.parametrize("name", ["start", "about", "prose", "checks"])
def test_a_screen_is_wide_enough(sheets, name):
    plan = sheets[1][words()[name]]
    assert sum(width for _, width in plan.widths) <= SCREEN


def test_the_first_sheet_fits_on_a_screen(sheets):
    """The statutory form's does, with its fourteen parts of the work; a longer list is longer."""
    form, plans = sheets
    plan = plans[words()["start"]]
    seen = [h for row, h in heights(plan).items() if row not in plan.hidden_rows]
    assert sum(seen) <= (24 + len(todos(form))) * ROW
    assert plan.freeze[0] == 7


def test_every_sheet_begins_where_something_is_typed(sheets):
    for plan in sheets[1].values():
        at = {(box.row, box.column): box.look for box in visible(plan)}
        if any(box.look in ENTERED for box in visible(plan)):
            assert at[plan.first_entry] in ENTERED
        else:
            assert plan.first_entry[0] not in plan.hidden_rows


def test_letters_stand_out_from_their_ground():
    """At least 4.5 to 1, as WCAG AA has it."""
    poor = [
        name
        for name, look in LOOKS.items()
        if contrast(look.colour, look.fill or "FFFFFF") < 4.5 and name != "key"
    ]
    assert poor == []


def contrast(one, other):
    lights = sorted((luminance(one), luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def test_every_look_is_drawn(sheets):
    used = {box.look for plan in sheets[1].values() for box in (*plan.boxes, *plan.keys)}
    used |= {lit.look for plan in sheets[1].values() for lit in plan.lit}
    assert used <= LOOKS.keys()


def test_every_word_is_used():
    told = tomllib.loads((HOUSE / "forms" / "workbook.toml").read_text("utf-8"))
    source = "\n".join(path.read_text("utf-8") for path in HOUSE.glob("excel/*.py"))
    known = set(re.findall(r'"([a-z_]+)"', source)) | {f"hint_{name}" for name in PEOPLE}
    assert [(sheet, word) for sheet in told for word in told[sheet] if word not in known] == []


def test_the_same_form_makes_the_same_file(form, drawn):
    assert draw_workbook(plan_sheets(form)) == drawn


def test_the_file_says_what_it_is_and_opens_at_the_first_question(form, drawn):
    book = openpyxl.load_workbook(BytesIO(drawn))
    first = book.worksheets[0]
    assert form.title in book.properties.title
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == [first.title]
    chosen = first[first.sheet_view.selection[-1].activeCell]
    asked = [section.question for section in form.sections if section.question]
    assert first.cell(chosen.row, 2).value == asked[0]


def test_every_sheet_is_printed_on_a4_as_wide_as_the_paper(drawn):
    for sheet in openpyxl.load_workbook(BytesIO(drawn)):
        assert sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A4)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.print_area


def test_the_last_column_of_money_keeps_its_decimals(form):
    plans = {plan.name: plan for plan in plan_sheets(form)}
    money = [b for plan in plans.values() for b in plan.boxes if b.look.endswith("_money")]
    assert {LOOKS[box.look].number for box in money} == {"General"}
    assert len(money) == 4  # 表二, beside it, printed, last year
