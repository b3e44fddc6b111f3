"""What is said of a season's settings and roster: each sentence once."""

import pytest

from toolkit.errors import Slip
from toolkit.say import say_slip

SAID = {
    ("not-a-season", ()): (
        "这里没有 season.toml，不是一个年度的工作文件夹。请核对路径；要新建，用 nianbao new。"
    ),
    ("no-county", ()): "没有写县（市、区）的名称。请写上，如 清禾县。",
    ("no-such-year", (("found", 25), ("first", 2008), ("last", 2100))): (
        "没有 25 年度。请写报告年度，2008 到 2100 的四位数。"
    ),
    ("no-such-edition", (("found", "2o21"), ("known", ("2019", "2021")))): (
        "没有“2o21”这个版式，现有 2019、2021。"
        "用自己的表式，请在 season.toml 的 form 后面写它的文件名。"
    ),
    ("backslash", ()): r'路径里的 \ 请都改成 /，如 "模板/填报表.xlsx"。',
    ("path-missing", (("found", "模板.xlsx"),)): (
        "这里没有“模板.xlsx”。请核对名字；路径从 season.toml 所在的文件夹算起。"
    ),
    ("not-a-date", (("found", "明天"),)): "“明天”不是认得出的日期。请照 2026-01-20 的样子写。",
    ("deadline-too-early", (("found", "2025-12-31"), ("year", 2025), ("next", 2026))): (
        "截止日期 2025-12-31 不晚于 2025 年度。请写 2026 年里的日期，如 2026-01-20。"
    ),
    ("another-season", (("county", "清禾县"), ("year", 2024), ("edition", "2021"))): (
        "这个文件夹已经是 清禾县 2024 年度（2021 年版）的，没有改动。"
        "另一个年度请另写文件夹；要改设置，请改里面的 season.toml。"
    ),
    ("roster-empty", ()): "名单里还没有单位。请每家填一行，存盘以后再运行。",
    ("no-headings", (("headings", ("代码", "单位全称")),)): (
        "没有找到表头。请让一行里写着代码、单位全称，各单位写在它的下面。"
    ),
    ("headings-missing", (("found", ("单位",)), ("missing", ("代码", "类别")))): (
        "表头缺少代码、类别（现有 单位）。请补上这一栏。"
    ),
    ("left-empty", ()): "空着。请填上；这一行不是单位的，请整行删去。",
    ("number-cut", (("found", "1.38E+10"),)): (
        "“1.38E+10”是被截短的长数字，原来的看不出了。请把这一栏设成文本格式，重新填。"
    ),
    ("unsafe-code", (("found", "D/1"),)): (
        "代码“D/1”不行：文件名要用它。请只用字母、数字，中间可以有 -，如 D01。"
    ),
    ("code-of-two", (("found", "D01"), ("first", "第 5 行"))): (
        "代码“D01”写了两次，另一处在第 5 行。请改掉一处；大小写、全角半角不算不同。"
    ),
    ("name-of-two", (("found", "甲局"), ("first", "第 5 行"))): (
        "“甲局”写了两次，另一处在第 5 行。请删去一行，或改掉一处。"
    ),
    ("yes-or-no", (("found", "也许"),)): "“也许”看不出是还是否。请填 是 或 否。",
    ("nobody-there", ()): (
        "没有找到一家单位。请核对是不是选错了文件或文件夹；"
        "没有现成名单的，去掉 --roster，建好以后自己填。"
    ),
    ("lines-passed-over", (("lines", (7, 15)),)): ("第 7、15 行没有单位全称，或者是合计，没有用。"),
    ("deadlines-dropped", (("count", 3), ("year", 2025))): (
        "3 家写着 2025 年或更早的截止日期，是以前的，没有用。"
    ),
    ("codes-given", (("count", 22), ("first", "001"), ("last", "022"))): (
        "22 家没有代码，按顺序编了 001 到 022。各单位本来有代码的，请在名单.xlsx 里改掉。"
    ),
    ("categories-guessed", (("found", ("部门 14", "乡镇 7")),)): (
        "没有写类别的，按名称猜了：部门 14、乡镇 7。请在名单.xlsx 里核对。"
    ),
    ("files-passed-over", (("count", 2), ("found", ("甲.docx", "乙.pdf")))): (
        "2 个文件不是填报表，没有读：甲.docx、乙.pdf。"
    ),
    ("no-last-year-folder", ()): (
        "没有这个文件夹或文件。请核对 season.toml 里 last_year 后面写的路径。"
    ),
    ("last-year-empty", ()): (
        "season.toml 里 last_year 写的这一处没有读到上年报来的数。"
        "请核对路径；确实没有的，把 last_year 那一行删去。"
    ),
    ("original-lost", ()): (
        "收到的这个文件不在“收回”里，台账里留的原件也打不开了。请让该单位重发，放进“收回”后再运行。"
    ),
    ("ledger-broken", (("line", 3),)): (
        "台账的事件文件第 3 行同上一行接不上，或者读不懂：有人改过，或者少了几行。"
        "原有的文件都在，收回不受影响；请查一查。"
    ),
    ("decided-broken", (("line", 3),)): (
        "台账的办理文件第 3 行同上一行接不上，或者读不懂：有人改过，或者少了几行。"
        "读得懂的都还算数；请查一查。"
    ),
    ("report-of-nobody", ()): "里面没有写单位名称，没有用。",
    ("report-of-another-year", (("name", "甲局"), ("year", 2022), ("newest", 2023))): (
        "甲局只有 2022 年度的，别的有 2023 年度的。请核对它还在不在、名称变没变。"
    ),
    ("reports-disagree", (("found", "D01 甲"), ("other", "D01 乙"), ("first", "b.xlsx"))): (
        "写的是“D01 甲”，b.xlsx 里是“D01 乙”，用了后者。请在名单.xlsx 里核对。"
    ),
}


@pytest.mark.parametrize(("said", "sentence"), SAID.items(), ids=[code for code, _ in SAID])
def test_what_is_said(said, sentence):
    code, facts = said
    assert say_slip(Slip(code, facts=facts)) == sentence


def test_where_it_is_said_of():
    slip = Slip("left-empty", "名单.xlsx 乡镇", 7, "单位全称")
    told = "名单.xlsx 乡镇 第 7 行 [单位全称]：空着。请填上；这一行不是单位的，请整行删去。"
    assert say_slip(slip) == told
