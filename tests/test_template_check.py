"""An office's template: what it lost is told, with what to do; what differs, by whole rows."""

import re
from html import unescape

import pytest
from movers import (
    delete_row,
    delete_sheet,
    hide_row,
    hide_sheet,
    insert_columns,
    insert_rows,
    rename,
    swap_rows,
)
from samples import editions
from test_cli import COUNTY, nianbao
from workbooks import Hand, template, through_openpyxl

from toolkit import say
from toolkit.excel.cell import letters
from toolkit.excel.stamp import stamp
from toolkit.excel.template_check import check_template
from toolkit.excel.template_diff import compare_templates
from toolkit.faults import noticed

pytestmark = pytest.mark.slow

FIGURE, TOTAL = "requests.new.person", "requests.granted.total"


@pytest.fixture
def hand():
    return Hand(template())


def brief(findings):
    """Each finding in one line: code and facts."""
    return [" ".join([f.code, *(str(value) for _, value in f.facts)]) for f in findings]


def checked(hand):
    return brief(check_template(hand.content, editions().form("2021")))


def differing(hand, old=None):
    return brief(compare_templates(old or template(), hand.content, editions().form("2021")))


def show_keys(hand, sheet, number):
    """The first column and a row of keys made visible."""
    hand.change(sheet, r'<col hidden="1"([^>]*? min="1" max="1")', r"<col\1", 1)
    return hand.change(sheet, rf'(<row r="{number}"[^>]*?) hidden="1"', r"\1", 1)


def merge(hand):
    sites = hand.binding.atlas.sites
    two = [sites[f"requests.repeat.{column}"].spot.address for column in ("person", "company")]
    return hand.change("表三", "</mergeCells>", f'<mergeCell ref="{":".join(two)}"/></mergeCells>')


def lost_everything(hand):
    for sheet in ("表二", "表三"):
        hand.change(sheet, "<sheetProtection[^>]*/>", "")
    hand.change("表四", "<dataValidations.*</dataValidations>", "")
    return hand.change("表三", "<conditionalFormatting.*</conditionalFormatting>", "")


STAMPED = {  # what stamping repairs
    "protection": (
        lambda hand: hand.change("表二", "<sheetProtection[^>]*/>", ""),
        ["template-protection 表二"],
    ),
    "protection off": (
        lambda hand: hand.change("表二", 'sheetProtection sheet="1"', 'sheetProtection sheet="0"'),
        ["template-protection 表二"],
    ),
    "structure": (
        lambda hand: hand.change_part("xl/workbook.xml", "<workbookProtection[^>]*/>", ""),
        ["template-structure"],
    ),
    "validations": (
        lambda hand: hand.change("表四", "<dataValidations.*</dataValidations>", ""),
        ["template-validation 表四 Q5 C10:F10 H10:K10 M10:P10 13"],
    ),
    "validations that stop nothing": (
        lambda hand: hand.change("表四", ' showErrorMessage="1"', ""),
        ["template-validation 表四 Q5 C10:F10 H10:K10 M10:P10 13"],
    ),
    "validations that only warn": (
        lambda hand: hand.change("表四", " showErrorM", ' errorStyle="warning" showErrorM'),
        ["template-validation 表四 Q5 C10:F10 H10:K10 M10:P10 13"],
    ),
    "another bound": (
        lambda hand: hand.change("表四", "<formula1>0</formula1>", "<formula1>-9</formula1>"),
        ["template-validation 表四 C10:F10 H10:K10 M10:P10 12"],
    ),
    "the choice of an answer": (
        lambda hand: hand.change("开始", "<dataValidations.*</dataValidations>", ""),
        ["template-validation 开始 E13:E14 2"],
    ),
}


@pytest.mark.parametrize("name", STAMPED)
def test_what_stamping_repairs_is_told(hand, form, name):
    damage, expected = STAMPED[name]
    assert checked(damage(hand)) == expected
    assert check_template(stamp(hand.content, form), form) == ()


BY_HAND = {  # what stamping leaves as it is
    "key rows and columns": (
        lambda hand: show_keys(hand, "文字部分", 3),
        ["template-key-rows-visible 文字部分 (3,)", "template-key-columns-visible 文字部分 ('A',)"],
    ),
    "a sheet hidden": (lambda hand: hide_sheet(hand, "表三"), ["template-sheet-hidden 表三"]),
    "a row of figures hidden": (
        lambda hand: hide_row(hand, "表三", hand.binding.atlas.sites[FIGURE].spot.row),
        ["template-figures-hidden 表三 6"],
    ),
    "figures merged": (merge, ["template-figures-merged 表三"]),
    "a name changed": (
        lambda hand: hand.at("表三", f"B{row(FIGURE)}", "一、新收信访数量"),
        ["template-label 一、新收信访数量 一、本年新收政府信息公开申请数量"],
    ),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_what_stamping_leaves_is_told_with_what_to_do_by_hand(hand, form, name):
    damage, expected = BY_HAND[name]
    assert checked(damage(hand)) == expected
    again = check_template(stamp(hand.content, form), form)
    assert brief(again) == expected
    assert all("请" in sentence for sentence in say(form, again))


def test_a_template_that_lost_everything_is_told_all_at_once(hand):
    told = [line.split()[0] for line in checked(lost_everything(hand))]
    assert told.count("template-protection") == 2
    assert {"template-validation", "template-condition"} <= set(told)


def test_conditions_that_say_something_else_are_told(hand):
    hand.change("表四", r"&gt;=0|=ROUND|&lt;&gt;&quot;&quot;", "=7", 1)
    assert [line.split()[0] for line in checked(hand)] == ["template-condition"]


def test_what_other_programs_write_otherwise_is_no_loss(hand):
    assert checked(Hand(through_openpyxl(template()))) == []
    hand.change("表三", r",FALSE\)", ",0)").change("表二", r",FALSE\)", ",FALSE())")
    hand.change("开始", "</formula1>", "</formula1><formula2>0</formula2>")
    assert checked(hand) == []


def test_an_office_s_own_rows_and_columns_keep_their_guards(hand):
    insert_rows(hand, "表三", 9)
    insert_columns(hand, "表三", hand.binding.atlas.sites[FIGURE].spot.column)
    assert checked(Hand(stamp(hand.content, editions().form("2021")))) == []


def row(key):
    return Hand(template()).binding.atlas.sites[key].spot.row


def test_rows_put_in_are_one_line_for_each_sheet(hand):
    for sheet in ("表二", "表三", "表四"):
        insert_rows(hand, sheet, 8)
    told = differing(hand)
    assert [line.split()[:2] for line in told] == [
        ["template-rows-down-from", sheet] for sheet in ("表二", "表三", "表四")
    ]
    again = Hand(stamp(hand.content, editions().form("2021")))
    assert differing(again) == told
    assert differing(again, hand.content) == []


def test_rows_and_columns_put_in_twice_are_steps(hand):
    first = row(FIGURE)
    insert_rows(hand, "表三", first + 9, 2)
    insert_rows(hand, "表三", first + 3)
    insert_columns(hand, "表三", hand.binding.atlas.sites[FIGURE].spot.column)
    told = [line.rpartition(" ")[0] for line in differing(hand)]
    assert told == [
        f"template-rows-down 表三 {first + 3}–{first + 8} 1",
        f"template-rows-down-from 表三 {first + 9} 3",
        "template-columns-right-from 表三 E 1",
    ]


def test_rows_changed_about_and_sheets_renamed(hand):
    """What is no longer summed is told, as the formula says something else."""
    first = row(FIGURE)
    swap_rows(hand, "表三", first, first + 1)
    rename(hand, "表四", "复议诉讼")
    told = differing(hand)
    assert told[:3] == [
        f"template-rows-down 表三 {first} 1 15",
        f"template-rows-up 表三 {first + 1} 1 15",
        "template-sheet-renamed 表四 复议诉讼",
    ]
    assert {line.split()[0] for line in told[3:]} <= {"template-formula-differs"}


def test_a_cell_that_went_its_own_way_is_told_by_itself(hand, form):
    """The keys of two rows changed about in one table of several that stand side by side."""
    first = row(FIGURE)
    column = letters(next(a.spot.column for a in hand.binding.anchors if "beside.req" in a.table))
    for number, key in ((first, "carried_in"), (first + 1, "new")):
        hand.at("表三", f"{column}{number}", key)
    said = say(form, compare_templates(template(), hand.content, form))
    assert [line for line in said if "移到" in line] == [
        f"表三 M{first}（总计 · 本年新收）：移到 表三 M{first + 1}。",
        f"表三 M{first + 1}（总计 · 上年结转）：移到 表三 M{first}。",
    ]


def test_rows_and_sheets_taken_away_are_a_line_each(hand, form):
    gone = row("requests.secret.person")
    delete_row(hand, "表三", gone)
    delete_sheet(hand, "表四")
    told = say(form, compare_templates(template(), hand.content, form))
    assert [line for line in told if "新模板里" in line] == [
        f"表三 E{gone}:K{gone}：新模板里没有了（属于国家秘密，7 格）。",
        f"表三 M{gone}：新模板里没有了（总计 · 属于国家秘密，1 格）。",
        f"表三 T{gone}:Z{gone}：新模板里没有了（自然人 · 属于国家秘密，7 格）。",
        "新模板里没有工作表“表四”了（51 格）。",
    ]
    back = brief(compare_templates(hand.content, template(), form))
    assert "template-sheet-new 表四 51" in back


def test_a_changed_formula_is_told_even_where_it_moved(hand, form):
    number, at = hand.binding.bonds[TOTAL]
    formula = hand.binding.cells[number].formula(at).decode()
    hand.put_xml({TOTAL: f"><f>{formula}+1</f><v>1</v></c>"})
    insert_rows(hand, "表三", 8)
    rows, changed = compare_templates(template(), hand.content, form)
    assert (rows.code, changed.code) == ("template-rows-down-from", "template-formula-differs")
    assert changed.fact("name") == form.slots[TOTAL].name
    assert changed.fact("old") == f"={unescape(formula)}"
    assert re.fullmatch(r"=.*\+1", changed.fact("new"))


def test_long_formulas_are_cut_to_what_differs(hand, form):
    live = max(hand.binding.bonds, key=lambda key: len(formula_of(hand, key)))
    written = formula_of(hand, live)
    hand.put_xml({live: f"><f>{written.replace('*1591+', '*7+')}</f><v>1</v></c>"})
    (changed,) = compare_templates(template(), hand.content, form)
    assert len(written) > 2500
    for fact, weight in (("old", "*1591+"), ("new", "*7+")):
        told = changed.fact(fact)
        assert weight in told
        assert told[:2] + told[-1] == "=……"
        assert len(told) < 100


def formula_of(hand, key):
    number, at = hand.binding.bonds[key]
    return (hand.binding.cells[number].formula(at) or b"").decode()


OF_TEMPLATES = {
    "template-structure": (
        {}, "没有保护工作簿的结构，工作表会被误删。请运行 nianbao template stamp。"
    ),
    "template-protection": (
        {"found": "表三"},
        "工作表“表三”没有保护，公式和代码会被误改。请运行 nianbao template stamp。",
    ),
    "template-validation": (
        {"sheet": "表三", "cells": "E10:G10", "count": 3},
        "表三 E10:G10：3 格没有填数检查，或检查被改过。请运行 nianbao template stamp。"
    ),
    "template-condition": (
        {"sheet": "表三", "cells": "E10:G10", "count": 3},
        "表三 E10:G10：3 格没有条件格式（填错变红、退回标橙、核对结果变色），或被改过。"
        "请运行 nianbao template stamp。",
    ),
    "template-key-rows-visible": (
        {"found": "表三", "rows": (1, 4)},
        "工作表“表三”的代码行没有隐藏：第 1、4 行。落版不会替您隐藏：请撤消工作表保护，选中这些行，"
        "右键“隐藏”，再运行 nianbao template stamp。",
    ),
    "template-key-columns-visible": (
        {"found": "表三", "columns": ("A", "L")},
        "工作表“表三”的代码列没有隐藏：A、L 列。落版不会替您隐藏：请撤消工作表保护，选中这些列，"
        "右键“隐藏”，再运行 nianbao template stamp。",
    ),
    "template-sheet-hidden": (
        {"found": "表三"},
        "工作表“表三”里有要填的格，却被隐藏。落版不会替您取消隐藏：请在工作表标签上右键“取消隐藏”"
        "（先撤消工作簿保护），再运行 nianbao template stamp。",
    ),
    "template-figures-hidden": (
        {"found": "表三", "count": 6},
        "工作表“表三”有 6 个填数的格所在的行或列被隐藏。落版不会替您取消隐藏：请撤消工作表保护，"
        "取消隐藏这些行、列，再运行 nianbao template stamp。",
    ),
    "template-figures-merged": (
        {"found": "表三"},
        "工作表“表三”里几个填数的格被合并，只能填一个数。落版不会替您拆开：请撤消工作表保护，"
        "取消合并，再运行 nianbao template stamp。",
    ),
    "template-label": (
        {"found": "信访", "expected": "一、本年新收"},
        "名称改成了“信访”，法定的是“一、本年新收”。收回的每一份都会要填报人说明：请改回法定的名称，"
        "要解释的写在它的前后。",
    ),
    "template-sheet-renamed": ({"old": "表四", "found": "诉讼"}, "工作表“表四”改名为“诉讼”。"),
    "template-sheet-gone": (
        {"sheet": "表四", "count": 68}, "新模板里没有工作表“表四”了（68 格）。"
    ),
    "template-sheet-new": (
        {"sheet": "表四", "count": 68}, "新模板里多了工作表“表四”（68 格）。"
    ),
    "template-keys-gone": (
        {"sheet": "表三", "cells": "E10:K10", "name": "本年新收", "count": 7},
        "表三 E10:K10：新模板里没有了（本年新收，7 格）。",
    ),
    "template-keys-new": (
        {"sheet": "表三", "cells": "E10:K10", "name": "本年新收", "count": 7},
        "表三 E10:K10：新模板里新加的（本年新收，7 格）。",
    ),
    "template-rows-down": (
        {"sheet": "表三", "lines": "12–14", "by": 1, "count": 21},
        "表三：第 12–14 行下移 1 行（21 格）。",
    ),
    "template-rows-up": (
        {"sheet": "表三", "lines": "12", "by": 1, "count": 7}, "表三：第 12 行上移 1 行（7 格）。"
    ),
    "template-rows-down-from": (
        {"sheet": "表三", "lines": "12", "by": 1, "count": 210},
        "表三：第 12 行起下移 1 行（210 格）。",
    ),
    "template-rows-up-from": (
        {"sheet": "表三", "lines": "12", "by": 2, "count": 210},
        "表三：第 12 行起上移 2 行（210 格）。",
    ),
    "template-columns-right": (
        {"sheet": "表三", "lines": "E–F", "by": 2, "count": 46},
        "表三：E–F 栏右移 2 栏（46 格）。",
    ),
    "template-columns-left": (
        {"sheet": "表三", "lines": "E", "by": 2, "count": 23}, "表三：E 栏左移 2 栏（23 格）。"
    ),
    "template-columns-right-from": (
        {"sheet": "表三", "lines": "E", "by": 2, "count": 161},
        "表三：E 栏起右移 2 栏（161 格）。",
    ),
    "template-columns-left-from": (
        {"sheet": "表三", "lines": "E", "by": 2, "count": 161},
        "表三：E 栏起左移 2 栏（161 格）。",
    ),
    "template-cell-moved": (
        {"found": "开始 C12", "name": "进度", "new": "开始 D14"},
        "开始 C12（进度）：移到 开始 D14。",
    ),
    "template-formula-new": (
        {"found": "开始 C12", "name": "进度", "formula": "=A1"},
        "开始 C12（进度）：原来没有公式，现在是 =A1。",
    ),
    "template-formula-gone": (
        {"found": "开始 C12", "name": "进度", "formula": "=A1"},
        "开始 C12（进度）：公式没有了，原来是 =A1。",
    ),
    "template-formula-differs": (
        {"found": "开始 C12", "name": "进度", "old": "=A1", "new": "=A2"},
        "开始 C12（进度）：公式 =A1 → =A2。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", OF_TEMPLATES)
def test_what_is_told_word_for_word(form, code):
    facts, said = OF_TEMPLATES[code]
    assert say(form, [noticed(code, **facts)]) == [said]


def test_the_command_compares_by_an_office_s_own_form(tmp_path):
    """By the form that is given; 1 where anything differs, 0 where nothing does."""
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    own = ("--form", COUNTY / "县里的表式.toml")
    assert nianbao("template", "new", *own, "-o", old).returncode == 0
    new.write_bytes(insert_rows(Hand(old.read_bytes()), "表三", 8).content)
    differs = nianbao("template", "check", "--diff", *own, old, new)
    assert differs.returncode == 1
    told = [line.partition("（")[0] for line in differs.stdout.splitlines()]
    assert told == ["· 表三：第 10 行起下移 1 行", "共 1 处不同。"]
    assert nianbao("template", "check", "--diff", *own, old, old).returncode == 0
    assert nianbao("template", "check", *own, old).returncode == 0
