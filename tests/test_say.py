"""What people are told, word for word: once for every code of messages.toml that an agency may see.

Everywhere else findings are compared by code, key and facts, so that wording may change here and
nowhere else. Rules are in test_say_rules.py, files and the county in test_say_county.py.
"""

from datetime import date

import pytest
from grid import filled, on_sheet

from toolkit import check, load_form, read_submission, say
from toolkit.model.submission import Written

NEW = "requests.new.person"
LICENCE = "licences.licence.decisions"
CHARGE = "charges.charge.amount"

# code, key, what stands in the cell, what is said of it
FIGURES = [
    ("blank", NEW, None, "没有填写。没有发生请填 0，不要留空。"),
    ("word-for-nothing", NEW, "无", "填的是“无”，不是数字。没有请填 0。"),
    ("not-a-number", NEW, "三", "填的是“三”，不是数字。请改填 3；没有请填 0。"),
    ("not-a-number", NEW, "约3", "填的是“约3”，不是数字。请改填数字；没有请填 0。"),
    ("not-a-number", NEW, "上\n下", "填的是“上 下”，不是数字。请改填数字；没有请填 0。"),
    (
        "not-a-number",
        NEW,
        "字" * 50,
        f"填的是“{'字' * 40}…”，不是数字。请改填数字；没有请填 0。",
    ),
    (
        "not-a-number",
        CHARGE,
        "35600元",
        "填的是“35600元”，不是数字。请改填 3.56；没有请填 0。",
    ),
    (
        "date-typed",
        NEW,
        date(2023, 1, 2),
        "填的是日期 2023-01-02，不是数字。"
        "可能是输入“1-2”一类内容被改成了日期，请把格式改为常规后重新填数。",
    ),
    ("cell-error", NEW, "#REF!", "单元格显示错误 #REF!。请删去其中的公式，直接填数字。"),
    (
        "not-whole",
        NEW,
        2.5,
        "填的是 2.5，不是整数。这里按件数、项数填报，请填整数；金额不填在这里。",
    ),
    ("negative", NEW, -3, "填的是 -3，不应为负数。请填 0 或正数。"),
    (
        "too-many-decimals",
        CHARGE,
        "3.14159",
        "填的是 3.14159，小数多于 4 位。金额以万元为单位，最多四位小数（精确到 1 元）。",
    ),
    (
        "too-large",
        NEW,
        10**13,
        "填的是 10000000000000，大得不合情理。请核对单位，或是否把两个格的数连在了一起。",
    ),
    (
        "normalised",
        NEW,
        "１２件",
        "填的是“１２件”，读作 12。读对了就不用改；下次请只填半角数字，不带单位。",
    ),
    ("normalised-doubtful", NEW, "1O", "填的是“1O”，疑有字母混入，暂读作 10。请改填数字。"),
    (
        "not-applicable",
        LICENCE,
        "不适用",
        "填为“不适用”。汇总时按没有此项计；其实是 0 的请填 0。",
    ),
    ("must-apply", NEW, "不适用", "填为“不适用”，但这一项各单位都要填。没有请填 0。"),
    (
        "stale-total",
        "requests.new.total",
        7,
        "显示 7，按所填各项合计应为 0。合计由公式计算，请恢复公式，或核对各项。",
    ),
]
WHERE = {
    NEW: "表三 D11（自然人 · 本年新收）：",
    "requests.new.total": "表三 J11（总计 · 本年新收）：",
    LICENCE: "表二第（五）项 D11（本年处理决定数量 · 行政许可）：",
    CHARGE: "表二第（八）项 D11（本年收费金额 · 行政事业性收费）：",
}


@pytest.mark.parametrize(("code", "key", "raw", "said"), FIGURES)
def test_of_one_figure(form, code, key, raw, said):
    table = form.slots[key].table
    cells = on_sheet(form, table.key, "D", 11, table.name)
    zeros = {k: 0 for k, slot in form.slots.items() if slot.given}
    sent = read_submission(form, zeros | {key: Written(raw, cells[key])})
    assert [finding.code for finding in sent.findings] == [code]
    assert say(form, sent.findings) == [WHERE[key] + said]


def lacking(form, *keys):
    """A report that has not these cells."""
    zeros = {k: 0 for k, slot in form.slots.items() if slot.given}
    return read_submission(form, {k: v for k, v in zeros.items() if not k.startswith(keys)})


def confirmed(form):
    return filled(form, "| requests | person |\n| new | |", confirmed=["requests"])


def uncalculated(form):
    return filled(form, "| requests | total |\n| new | |\n| total | |")


def wrong_sum(form):
    return filled(form, "| disputes | total |\n| review | 2 |", printed=True)


def blank_total(form):
    return filled(form, "| disputes | total |\n| review | |", printed=True)


OF_THE_REPORT = {
    "blank-as-zero": (
        confirmed,
        "表三（自然人 · 本年新收）：没有填写，按“空白处均为 0”记为 0。确实为 0 的不用改。",
    ),
    "not-recalculated": (
        uncalculated,
        "表三：文件里没有合计的计算结果，已按所填各项重新计算。"
        "不用改；用表格软件打开并保存一次就有了。",
    ),
    "missing-table": (
        lambda form: lacking(form, "disputes"),
        "表四：没有这张表。请在县里发来的表里补报这张表，没有发生的填 0。",
    ),
    "missing-row": (
        lambda form: lacking(form, "requests.other"),
        "表三：缺少“3.其他”一行。请不要删行，按原表补上；没有请填 0。",
    ),
    "missing-figure": (
        lambda form: lacking(form, "requests.other.person", "requests.other.legal"),
        "表三：“3.其他”一行缺少 2 格。请按原表补齐各栏；没有请填 0。",
    ),
    "sum": (
        wrong_sum,
        "表四（行政复议）：总计 2，所含各项之和 0，多 2。请核对总计和所含各项。",
    ),
    "blank-total": (
        blank_total,
        "表四（行政复议 · 总计）：总计没有填写。请填所含各项之和；都没有发生的填 0。",
    ),
    "wrong-edition": (
        lambda form: filled(load_form("2019"), year=2023),
        "用的是 2019 年版的表式，应当用 2021 年版（国办公开办函〔2021〕30号）。"
        "请换用 2021 年版重新填报。",
    ),
}


@pytest.mark.parametrize("code", OF_THE_REPORT)
def test_of_the_report(form, code):
    made, said = OF_THE_REPORT[code]
    sent = made(form)
    findings = check(form, sent)
    assert [finding.code for finding in findings] == [code]
    assert say(sent.form, findings) == [said]


def test_of_a_county_table_that_was_not_filed(form, qinghe):
    (finding,) = check(qinghe, filled(form))
    own = qinghe.tables["visits"].name
    assert say(form, [finding]) == [
        f"没有“{own}”，用的是 2021 版的表式。请用 2021-qinghe 版的填报表补报这张表。"
    ]


def test_of_a_mixed_edition(form, mixed):
    assert say(mixed, check(form, filled(mixed))) == [
        "表三用的是 2019 年版的表样，其余各表是 2021 年版。请按 2021 年版的行和栏填这张表。"
    ]


def test_of_another_edition_last_year(form, form2019):
    assert say(form, check(form, filled(form), filled(form2019))) == [
        "上年报告（2019 年版）缺少要用的数，2 条与上年衔接的关系无从核对。不用改。"
    ]
