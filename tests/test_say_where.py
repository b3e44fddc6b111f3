"""Where a sentence says that something is, and what it says once of several cells."""

import pytest
from grid import agency, filled, grid, on_sheet

from toolkit import check, say
from toolkit.errors import Slip
from toolkit.model.figure import Place
from toolkit.model.settings import Settings, Waiver
from toolkit.model.submission import Written
from toolkit.reading import read_submission
from toolkit.say import say_slip

NOTHING = "填的是“无”，不是数字。没有请填 0。"


def test_the_two_sentences_of_the_design(tiny):
    cells = on_sheet(tiny, "requests", "D", 11)
    sent = grid(
        tiny,
        """
        |             | person | company |
        | new         |     12 |       0 |
        | carried_in  |     三 |       0 |
        | total       |     13 |       0 |
        | carried_out |      1 |       0 |""",
        cells,
    )
    assert say(tiny, check(tiny, sent)) == [
        "表三 D12（自然人 · 上年结转）：填的是“三”，不是数字。请改填 3；没有请填 0。"
    ]
    sent = grid(
        tiny,
        """
        |             | person | company |
        | new         |     12 |       0 |
        | carried_in  |      3 |       0 |
        | total       |     13 |       0 |
        | carried_out |      1 |       0 |""",
        cells,
    )
    assert say(tiny, check(tiny, sent)) == [
        "表三 D 栏（自然人）：本年新收 12 ＋ 上年结转 3 ＝ 15，"
        "办理总计 13 ＋ 结转下年度 1 ＝ 14，多 1。请核对这四项。"
    ]


def said(form, text, cells=None, **about):
    return say(form, filled(form, text, cells, **about).findings)


def test_a_column_of_cells_is_one_range(form):
    cells = on_sheet(form, "requests", "D", 8)
    lines = [f"\n| {row} | 无 |" for row in ("new", "carried_in", "granted", "secret")]
    text = "| requests | person |" + "".join(lines)
    assert said(form, text, cells) == [f"表三 D8:D10、D12（共 4 格）：{NOTHING}"]


def test_cells_stand_in_the_order_of_excel(form):
    """AA comes after Z, D9 before D10."""
    cells = on_sheet(form, "requests", "X", 9)
    text = "| requests | person | company | research | charity |\n| new | 无 | 无 | 无 | 无 |"
    assert said(form, text, cells) == [f"表三 X9、Y9、Z9、AA9（共 4 格）：{NOTHING}"]
    text = "| requests | person | charity |\n| new | 无 | 无 |\n| carried_in | 无 | 无 |"
    assert said(form, text, cells) == [f"表三 X9:X10、AA9:AA10（共 4 格）：{NOTHING}"]


def test_different_faults_and_different_tables_stay_apart(form):
    text = """
        | requests | person | company |
        | new      |     无 |    没有 |

        | disputes | upheld |
        | review   |     无 |"""
    assert said(form, text) == [
        f"表三（自然人 · 本年新收）：{NOTHING}",
        f"表三（商业企业 · 本年新收）：{NOTHING.replace('无', '没有')}",
        f"表四（行政复议 · 结果维持）：{NOTHING}",
    ]


def test_without_cells_lines_are_named(form):
    row = "| person | company | research | charity | legal | other |"
    text = f"| requests {row}\n| new | | | | | | |\n| secret | | 0 | 0 | 0 | 0 | 0 |"
    assert said(form, text) == [
        "表三（本年新收各格、自然人 · 属于国家秘密，共 7 格）：没有填写。没有发生请填 0，不要留空。"
    ]


def test_a_whole_table_is_named_whole(form):
    assert said(form, "| charges | amount |\n| charge | |") == [
        "表二第（八）项（本年收费金额 · 行政事业性收费）：没有填写。没有发生请填 0，不要留空。"
    ]
    blank = "| upheld | corrected | other | pending |"
    text = f"| disputes {blank}" + "".join(
        f"\n| {row} | | | | |" for row in ("review", "suit_direct", "suit_after_review")
    )
    assert said(form, text) == ["表四（全表，共 12 格）：没有填写。没有发生请填 0，不要留空。"]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (Place("a.docx", page=3, line=7), "表三（自然人 · 本年新收，第 3 页，第 7 行）"),
        (Place("a.txt", line=7), "表三（自然人 · 本年新收，第 7 行）"),
        (Place("a.xlsx", "Sheet1", "E9"), "Sheet1 E9（自然人 · 本年新收）"),
    ],
)
def test_a_place_on_paper(form, place, told):
    zeros = {key: 0 for key, slot in form.slots.items() if slot.given}
    sent = read_submission(form, zeros | {"requests.new.person": Written("无", place)})
    assert say(form, sent.findings) == [f"{told}：{NOTHING}"]


BROKEN = "| requests | person |\n| new | 2 |\n| granted | 1 |"


def test_a_row_of_the_sheet_is_named_by_its_number(form):
    cells = on_sheet(form, "requests", "D", 11)
    sent = filled(
        form,
        "| requests | person | total |\n| new | 1 | 2 |\n| granted | 1 | 1 |",
        cells,
        printed=True,
    )
    assert (
        "表三 第 11 行（本年新收）：总计 2，各类申请人之和 1，多 1。请核对总计和所含各项。"
        in say(form, check(form, sent))
    )


def test_why_a_finding_weighs_less(form):
    sent = filled(form, BROKEN, agency=agency())
    waived = Settings(waivers=(Waiver("balance", "T01", "上年多报一件", "李某"),))
    for settings, end in (
        (waived, "请核对这四项。（已豁免：上年多报一件，李某）"),
        (Settings(probation=frozenset({"balance"})), "请核对这四项。（试行规则，仅作提示）"),
    ):
        (sentence,) = say(form, check(form, sent, settings=settings))
        assert sentence.endswith(end)


def test_a_mistake_names_file_line_and_key():
    assert say_slip(Slip("no-lines", "a.toml", 3, "table.x.rows", (("axis", "rows"),))) == (
        "a.toml 第 3 行 [table.x.rows]：rows 没有一行。请至少写一行。"
    )
