"""What stands beside a line of the workbook of decisions, word for word."""

import pytest
from officer import (
    FAR,
    FILE,
    LATEST,
    NEW,
    OTHER,
    TEXT,
    context,
    line,
    members,
    settled,
    signed,
    waits,
)

from toolkit.lexicon import messages, words
from toolkit.season.decision_words import rules_of, say_place
from toolkit.season.decisions import Kind, Line, decide_lines, say_refused, text_sha

TOWN = "清禾县河湾乡人民政府"
CORRECTED = {"agency": TOWN, "figure": NEW, "was": "3", "now": "5"}
MERGED = {"since": "2023-11-1", "heir": TOWN, "reporter": TOWN}
TWIN = FILE[:11] + "7" + "2" * 52


def one(asked, **known):
    (found,) = decide_lines([asked], context(**known))
    return found


REFUSED = {
    "sheet-missing": (
        Line("waiver", 0, {"missing": ""}),
        "没有“豁免”这张工作表，这张表上的都没有办理。请把工作表的名称改回来。",
    ),
    "headings-missing": (
        Line("waiver", 0, {"missing": "规则\n依据"}),
        "找不到规则、依据这几栏，这张表上的都没有办理。请把栏名改回来。",
    ),
    "heading-missing": (
        Line("waiver", 0, {"missing": "依据"}),
        "找不到“依据”这一栏，这张表上的都没有办理。请把栏名改回来。",
    ),
    "book-unknown": (
        Line("", 0, {}),
        "里面认不出一张办理的表。请换回原来的，或把它移到别处，会新做一份。",
    ),
    "unknown-name": (
        line("reorganisation", verdict="撤销", before="税务所", **MERGED),
        "名单和上年的报告里都没有“税务所”。请照名单或上年报告上的名称写；新设的单位请先写进名单。",
    ),
    "unknown-name-near": (
        line("reorganisation", verdict="撤销", before="清禾县民政", **MERGED),
        "名单和上年的报告里都没有“清禾县民政”，是不是“清禾县民政局”？"
        "请照名单或上年报告上的名称写。",
    ),
    "not-accepted": (
        line("publication", agency="青石镇", verdict="已签发"),
        "清禾县青石镇人民政府的年报还没有通过。通过以后再运行一次就会办理，不用另写。",
    ),
    "incomplete": (
        line("exemption", agency=TOWN, verdict="延期", by="", basis=""),
        "没有填新的截止日期、经办人、依据。请补上。",
    ),
    "unknown-choice": (
        line("rule", rule="balance", verdict="关掉"),
        "“办理”填的是“关掉”。请从下拉里选：停用、试行、恢复。",
    ),
    "unknown-agency": (
        line("exemption", agency="X9", verdict="免报"),
        "“单位”填的是“X9”，名单上没有。请从下拉里选，或写单位代码。",
    ),
    "unknown-agency-near": (
        line("claim", sha=FILE[:12], owner="清禾县河弯乡人民政府"),
        "“归属单位”填的是“清禾县河弯乡人民政府”，名单上没有，是不是“清禾县河湾乡人民政府”？"
        "请从下拉里选。",
    ),
    "one-agency": (
        line("exemption", agency="河湾乡、青石镇", verdict="免报"),
        "“单位”填的是“河湾乡、青石镇”。请一行写一个单位。",
    ),
    "rule-for-all": (
        line("waiver", rule="balance", agency="全部", verdict="豁免"),
        "全部单位都不查这条规则的，请写在“规则设置”里：停用。",
    ),
    "deadline-for-all": (
        line("exemption", agency="全部", verdict="延期", until="2024-2-10"),
        "这里一行写一个单位。全部单位都延期的，请改 season.toml 里的截止日期。",
    ),
    "unknown-file": (
        line("claim", sha="ffff", owner=TOWN),
        "没有校验值以“ffff”开头的文件。请照原样填写校验值。",
    ),
    "unknown-path": (
        line("claim", file="收回/没有.xlsx", owner=TOWN),
        "没有“收回/没有.xlsx”这个文件。请填上校验值。",
    ),
    "several-files": (
        line("claim", sha=FILE[:11], owner=TOWN),
        "校验值以“ab12cd34ef5”开头的文件有 2 个。请填满 12 位。",
    ),
    "unknown-rule": (
        line("rule", rule="什么都查", verdict="停用"),
        "没有“什么都查”这条规则。请从下拉里选。",
    ),
    "unknown-rule-near": (
        line("rule", rule="balanse", verdict="停用"),
        "没有“balanse”这条规则，是不是“balance 收到与办理、结转相等”？请从下拉里选。",
    ),
    "bad-date": (
        line("rule", rule="balance", verdict="停用", on="1月5日"),
        "“日期”填的是“1月5日”，看不出是哪一天。请写成 2026-1-5 这样。",
    ),
    "future-date": (
        line("rule", rule="balance", verdict="停用", on="2025-01-20"),
        "“日期”填的是 2025-01-20，还没有到。请核对年份。",
    ),
    "no-return": (
        line("correction", **{**CORRECTED, "agency": "青石镇"}),
        "清禾县青石镇人民政府还没有可以更正的填报表。请等它报送以后再办。",
    ),
    "unknown-figure": (
        line("correction", **{**CORRECTED, "figure": "那个数"}),
        "找不到“那个数”这一项。请写明哪张表、哪一行、哪一栏，如“表四（复议后起诉 · 尚未审结）”。",
    ),
    "unknown-figure-near": (
        line("correction", **{**CORRECTED, "figure": "表四 行政复议 维持了的"}),
        "找不到“表四 行政复议 维持了的”这一项，是不是表四（行政复议 · 结果维持）、"
        "表四（行政复议 · 结果纠正）、表四（行政复议 · 其他结果）？请照着写全。",
    ),
    "several-figures": (
        line("correction", **{**CORRECTED, "figure": "规章"}),
        "“规章”不止一项：表二第（一）项（本年制发件数 · 规章）、"
        "表二第（一）项（本年废止件数 · 规章）、表二第（一）项（现行有效件数 · 规章）。"
        "请照着写全。",
    ),
    "derived-figure": (
        line("correction", **{**CORRECTED, "figure": "表三 本年新收 总计"}),
        "表三（总计 · 本年新收）是算出来的合计。请更正它所含的各项。",
    ),
    "bad-number": (
        line("correction", **{**CORRECTED, "now": "1.5"}),
        "“改成”填的是 1.5，不是整数。请写数字，没有写 0。",
    ),
    "was-differs": (
        line("correction", **{**CORRECTED, "was": "4"}),
        "表三（自然人 · 本年新收）：“原来的数”写的是 4，清禾县河湾乡人民政府最近一次报的是 3。"
        "请核对后改写“原来的数”。",
    ),
    "nothing-changed": (
        line("correction", **{**CORRECTED, "now": "3"}),
        "“原来的数”和“改成”都是 3，没有变。请核对。",
    ),
    "rename-counts": (
        line("reorganisation", verdict="更名", before=TOWN, after="T02", **MERGED),
        "更名是一家改成另一家。请把原单位、现单位各写一家，两边不同。",
    ),
    "merge-counts": (
        line("reorganisation", verdict="合并", before="甲乡、乙乡", after="丙镇、丁镇", **MERGED),
        "合并后是一家。请在“现单位”写一家；原单位有几家写几家，以顿号隔开。",
    ),
    "split-counts": (
        line("reorganisation", verdict="拆分", before="甲乡", after="丙镇", **MERGED),
        "拆分是一家变成几家。请在“原单位”写一家，“现单位”写两家以上，以顿号隔开。",
    ),
    "nothing-waiting": (
        line("explanation", agency="青石镇", subject=FAR, verdict="认可"),
        "没有这样的说明在等认可。请照“代号”一栏原样填写，或核对单位。",
    ),
    "other-text": (
        line("explanation", agency=TOWN, subject=FAR, text="属实", verdict="认可"),
        "清禾县河湾乡人民政府后来改写了这条说明。请看新的一行，这一行可以删去。",
    ),
    "nothing-to-undo": (
        line("waiver", rule="balance", agency=TOWN, verdict="取消"),
        "没有可以取消的：以前没有办过，或者已经取消。请核对单位和内容。",
    ),
    "bad-url": (
        line("publication", agency=TOWN, verdict="已发布", url="www.qinghe.gov.cn"),
        "“网址”填的是“www.qinghe.gov.cn”。请以 http:// 或 https:// 开头。",
    ),
}


@pytest.mark.parametrize("code", REFUSED)
def test_why_a_line_is_refused(code):
    asked, sentence = REFUSED[code]
    files = {TWIN: "收回/又一份.xlsx"} if code == "several-files" else {}
    known = {"unclaimed": {FILE: "收回/最终版(3).xlsx", **files}}
    found = one(asked, **known)
    assert (found.refused.code, say_refused(found.refused)) == (code, sentence)
    assert found.answer == f"没有办理：{sentence}"


def test_lines_that_disagree_name_each_other():
    lines = [line("rule", row, rule="balance", verdict=v) for row, v in ((5, "停用"), (6, "试行"))]
    assert decide_lines(lines, context())[1].answer == (
        "没有办理：与第 5 行不一致，那一行已经办理。"
        "请删去这一行；要改主意的，改那一行，或写上更晚的日期。"
    )


def test_a_line_of_an_earlier_date_names_what_was_decided_later():
    known = settled(signed(Kind.RULE, "", "balance", "off", on="2024-01-25"))
    assert one(line("rule", rule="balance", verdict="试行"), **known).answer == (
        "没有办理：同一件事安然已于 2024-01-25 办理，晚于这一行的日期。请核对日期。"
    )


def test_a_line_of_the_same_day_names_what_was_decided():
    known = settled(signed(Kind.RULE, "", "balance", "off", on="2024-01-20"))
    assert one(line("rule", rule="balance", verdict="试行"), **known).answer == (
        "没有办理：同一件事安然已于 2024-01-20 另有办理，与这一行是同一天。"
        "请核对；后来改主意的，请写上更晚的日期。"
    )


def test_a_line_that_was_applied_before_tells_how_to_apply_it_again():
    asked = line("rule", rule="balance", verdict="停用")
    known = settled(signed(Kind.RULE, "", "balance", "restore", on="2024-01-20"))
    assert one(asked, **known, applied=frozenset({asked.mark})).answer == (
        "没有办理：同样的一行以前办过了。要再办一次，请在依据里加几个字，如“再次”。"
    )


def test_a_line_about_other_figures_tells_where_to_look():
    waiting = (waits()._replace(finding_sha=text_sha("本年 3 件")),)
    fields = {"agency": TOWN, "subject": FAR, "text": TEXT, "finding": "本年 2 件"}
    assert one(line("explanation", verdict="认可", **fields), waiting=waiting).answer == (
        "没有办理：清禾县河湾乡人民政府后来改了数，这个问题与这一行写的不同了。"
        "请看新的一行，这一行可以删去。"
    )


def test_a_sheet_without_room_for_answers_is_told_and_applied():
    found = one(Line("waiver", 0, {"unanswered": "处理结果"}))
    assert (found.refused.code, f"{say_place(found.line)}{found.answer}") == (
        "answers-missing",
        "办理单“豁免”找不到“处理结果”这一栏，这张表上的照办，结果没有写在旁边。请把栏名改回来。",
    )


def test_a_blank_is_told_as_one():
    blank = {"latest": {"T02": (LATEST, {NEW: None})}}
    assert one(line("correction", **CORRECTED), **blank).answer == (
        "没有办理：表三（自然人 · 本年新收）：“原来的数”写的是 3，"
        "清禾县河湾乡人民政府最近一次报的空着。请核对后改写“原来的数”。"
    )
    assert "“原来的数”空着，清禾县" in one(line("correction", **{**CORRECTED, "was": ""})).answer


def test_every_sentence_is_asserted_here():
    told = {*REFUSED, *("lines-disagree", "decided-later", "same-day", "done-before")}
    told |= {"other-finding", "answers-missing"}
    assert set(words("decisions")["refused"]) == told


def test_every_answer_is_said_somewhere():
    ours = Line("claim", 4, {"sha": FILE[:12]})
    undone = line("rule", 5, rule="balance", verdict="停用")
    waiting = (waits(), waits("T01", FAR, "属实"))
    every = line("explanation", 6, agency="全部", verdict="认可")
    claimed = line("claim", 7, sha=OTHER[:12], owner=TOWN)
    other = Line("claim", 8, {"sha": OTHER[:12]})
    lost = Line("claim", 9, {"sha": "0" * 12})
    lines = (ours, undone, every, claimed, other, lost)
    assert [each.answer for each in decide_lines(lines, context(waiting=waiting))] == [
        "待办理",
        "已办理",
        "已办理（共 2 处）",
        "已办理",
        f"已由安然于 2024-01-20 办理：{TOWN}",
        "不用办了",
    ]


def test_a_line_is_named_for_those_who_do_not_see_it():
    assert say_place(line("exemption", 12)) == "办理单“免报与延期”第 12 行"
    assert say_place(Line("exemption", 0, {})) == "办理单“免报与延期”"
    assert say_place(Line("", 0, {})) == "办理单.xlsx"


def test_what_may_be_waived_besides_rules_asks_for_an_explanation():
    findings = words("decisions")["findings"]
    assert {messages().severity(code).value for code in findings} == {"explain"}
    assert set(findings) <= set(rules_of(context().form))


def test_every_sheet_has_its_words():
    tables = words("decisions")
    assert list(tables["sheets"]) == [kind.value for kind in Kind]
    assert all(tables["remark"][kind] and tables[kind] for kind in Kind)


def test_names_of_agencies_are_not_words_of_ours():
    ours = {words("decisions")["choice"][name] for name in ("nobody", "all")}
    assert ours.isdisjoint(members().names)
    assert TEXT not in ours
