"""Keys are found, and figures with them, whatever somebody did to rows, columns and sheets."""

from functools import cache

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from movers import (
    copy_sheet,
    delete_row,
    delete_sheet,
    hide_column,
    hide_row,
    hide_sheet,
    insert_columns,
    insert_rows,
    rename,
    reorder,
    swap_rows,
)
from samples import editions
from workbooks import Hand, answered, told

NO_SHRINKING = (Phase.explicit, Phase.generate)  # a workbook read takes too long for it
SHEETS = ("开始", "基本信息", "表二", "表三", "表四", "文字部分", "审核", "打印签字页", "上年数据")


def numbered(form):
    """A different figure at every key that is typed."""
    return {slot.key: number for number, slot in enumerate(form.given, 1)}


@cache
def with_numbers():
    """A workbook in which every figure is another."""
    had = dict.fromkeys(("about.had.requests.value", "about.had.disputes.value"), "有")
    return Hand(answered()).put(numbered(editions().form("2021")) | had).content


@pytest.fixture
def counted():
    return with_numbers()


def row_of(hand, key):
    return hand.binding.atlas.sites[key].spot.row


def column_of(hand, key):
    return hand.binding.atlas.sites[key].spot.column


def values(submission, form):
    return {slot.key: submission.figures[slot.key].value for slot in form.given}


def test_title_rows_above_everything_move_nothing_away(form, counted):
    hand = Hand(counted)
    for sheet in SHEETS:
        insert_rows(hand, sheet, 1, 3)
    assert values(hand.read(), form) == numbered(form)
    assert tampered(hand) == []


def test_blank_columns_move_nothing_away(form, counted):
    hand = Hand(counted)
    for sheet, key in (("表二", "charges.charge.amount"), ("表三", "requests.new.charity")):
        insert_columns(hand, sheet, column_of(hand, key), 2)
    insert_columns(hand, "表四", 1)
    assert values(hand.read(), form) == numbered(form)
    assert tampered(hand) == []


def test_a_note_row_within_a_table_moves_nothing_away(form, counted):
    hand = Hand(counted)
    insert_rows(hand, "表三", row_of(hand, "requests.process.person"))
    insert_rows(hand, "打印签字页", row_of(hand, "page.requests.process.person"))
    insert_rows(hand, "审核", 20)
    assert values(hand.read(), form) == numbered(form)
    assert tampered(hand) == []


def test_rows_swapped_are_read_by_their_keys(form, counted):
    hand = Hand(counted)
    one, other = (row_of(hand, f"requests.{row}.person") for row in ("secret", "security"))
    swap_rows(hand, "表三", one, other)
    assert values(hand.read(), form) == numbered(form)
    assert row_of(hand, "requests.secret.person") == other
    assert tampered(hand) == []


def test_a_row_deleted_is_missing_and_nothing_else_is(form, counted):
    hand = Hand(counted)
    delete_row(hand, "表三", row_of(hand, "requests.secret.person"))
    read = hand.read()
    expected = {k: v for k, v in numbered(form).items() if ".secret." not in k}
    assert {k: read.figures[k].value for k in expected} == expected
    assert not any(".secret." in key for key in read.figures)
    assert tampered(hand) == ["missing-row must secret"]


def test_sheets_may_be_called_anything(form, counted):
    hand = Hand(counted)
    for number, sheet in enumerate(SHEETS):
        rename(hand, sheet, f"第{number}张 (改)")
    assert values(hand.read(), form) == numbered(form)
    assert tampered(hand) == []


def test_sheets_may_stand_in_any_order(form, counted):
    hand = reorder(Hand(counted), range(9, -1, -1))
    assert values(hand.read(), form) == numbered(form)
    assert tampered(hand) == []


@pytest.mark.parametrize("first", [False, True])
def test_a_copied_sheet_takes_nothing_over(form, counted, first):
    hand = copy_sheet(Hand(counted), "表三", "表三 (2)", first)
    read = hand.read()
    assert values(read, form) == numbered(form)
    assert read.figures["requests.new.person"].place.sheet == "表三"
    assert tampered(hand) == ["sheet-copied note 表三 (2)"]


def test_a_copied_sheet_counts_where_the_original_was_deleted(form, counted):
    hand = delete_sheet(copy_sheet(Hand(counted), "表三", "表三 (2)"), "表三")
    read = hand.read()
    assert values(read, form) == numbered(form)
    assert read.figures["requests.new.person"].place.sheet == "表三 (2)"
    assert {line.split()[0] for line in tampered(hand)} == {"formula-changed"}  # they are #REF!


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_read(form, counted, state):
    hand = hide_sheet(Hand(counted), "表四", state)
    assert values(hand.read(), form) == numbered(form)
    assert tampered(hand) == ["sheet-hidden explain 表四"]


def tampered(hand):
    """What is told of the workbook, not of its figures."""
    about = ("stale-total", "answered", "blank")
    return [line for line in told(hand.read()) if not line.startswith(about)]


DONE = st.one_of(
    st.tuples(st.just("rows"), st.integers(0, 8), st.integers(1, 40), st.integers(1, 3)),
    st.tuples(st.just("columns"), st.integers(0, 8), st.integers(1, 9), st.integers(1, 2)),
    st.tuples(st.just("hide row"), st.integers(0, 8), st.integers(1, 40)),
    st.tuples(st.just("hide column"), st.integers(0, 8), st.integers(1, 9)),
    st.tuples(st.just("hide sheet"), st.integers(0, 8)),
    st.tuples(st.just("rename"), st.integers(0, 8)),
    st.tuples(st.just("reorder"), st.permutations(range(10))),
)


def do(hand, names, what):
    """One of the things done, to the sheet that was called so before anybody renamed it."""
    kind, *about = what
    sheet = names[SHEETS[about[0]]] if kind != "reorder" else ""
    match kind:
        case "rows":
            insert_rows(hand, sheet, *about[1:])
        case "columns":
            insert_columns(hand, sheet, *about[1:])
        case "hide row":
            hide_row(hand, sheet, about[1])
        case "hide column":
            hide_column(hand, sheet, about[1])
        case "hide sheet":
            hide_sheet(hand, sheet)
        case "rename":
            names[SHEETS[about[0]]] = f"{sheet}’s 表"
            rename(hand, sheet, f"{sheet}’s 表")
        case "reorder":
            reorder(hand, about[0])


@settings(max_examples=12, phases=NO_SHRINKING)
@given(st.lists(DONE, min_size=1, max_size=5))
def test_whatever_was_done_each_figure_is_read_and_each_finding_names_its_cell(done):
    form = editions().form("2021")
    hand, names = Hand(with_numbers()), {name: name for name in SHEETS}
    wrong = {"requests.granted.legal": "约三件", "disputes.review.other": "x"}
    hand.put(wrong)
    for what in done:
        do(hand, names, what)
    read, typed, binding = hand.read(), numbered(form) | wrong, hand.binding
    assert {k: f.raw for k, f in read.figures.items() if k in typed} == typed
    for finding in read.findings:
        if len(finding.keys) == 1:
            (place,) = finding.places
            assert shown(binding, place) == str(read.figures[finding.keys[0]].raw)


def shown(binding, place):
    """What stands in a cell, looked up without any key."""
    number = next(n for n, sheet in enumerate(binding.sheets) if sheet.name == place.sheet)
    return binding.cells[number].text(place.cell.encode())
