"""Both shipped forms, word for word.

golden/keys-<edition>.txt lists every key with its words. An edit to 2021.toml that reaches 2019
shows there; when a change is meant, write the lists anew: python tests/test_forms.py
"""

from pathlib import Path

import pytest

from toolkit import load_form
from toolkit.dictionary import as_markdown
from toolkit.model.form import Guide

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
EDITIONS = pytest.mark.parametrize("edition", ["2021", "2019"])


def listed(form):
    """Every key with its words, and a mark where it is computed."""
    for slot in form.slots.values():
        mark = "" if slot.given else "\t计算"
        yield f"{slot.key}\t{slot.row.label}\t{slot.column.label}{mark}"


@EDITIONS
def test_keys_and_labels_are_as_they_were(edition):
    golden = (GOLDEN / f"keys-{edition}.txt").read_text("utf-8").splitlines()
    assert list(listed(load_form(edition))) == golden


@pytest.mark.parametrize(("edition", "given", "derived"), [("2021", 166, 34), ("2019", 166, 32)])
def test_how_many_figures(edition, given, derived):
    slots = load_form(edition).slots.values()
    assert (sum(s.given for s in slots), sum(not s.given for s in slots)) == (given, derived)


HEADINGS = [
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
]
ROWS_2021 = """
    一、本年新收政府信息公开申请数量 · 二、上年结转政府信息公开申请数量 · 三、本年度办理结果 ·
    （一）予以公开 · （二）部分公开（区分处理的，只计这一情形，不计其他情形） ·
    （三）不予公开 · 1.属于国家秘密 · 2.其他法律行政法规禁止公开 · 3.危及“三安全一稳定” ·
    4.保护第三方合法权益 · 5.属于三类内部事务信息 · 6.属于四类过程性信息 ·
    7.属于行政执法案卷 · 8.属于行政查询事项 ·
    （四）无法提供 · 1.本机关不掌握相关政府信息 · 2.没有现成信息需要另行制作 ·
    3.补正后申请内容仍不明确 ·
    （五）不予处理 · 1.信访举报投诉类申请 · 2.重复申请 · 3.要求提供公开出版物 ·
    4.无正当理由大量反复申请 · 5.要求行政机关确认或重新出具已获取信息 ·
    （六）其他处理 · 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 ·
    2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 · 3.其他 ·
    （七）总计 · 四、结转下年度继续办理"""
COLUMNS = """
    申请人情况 · 自然人 · 法人或其他组织 · 商业企业 · 科研机构 · 社会公益组织 · 法律服务机构 ·
    其他 · 总计"""
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
SUBROWS = (
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
)


def words(text):
    return [each.strip() for each in text.split("·")]


def labels(top):
    return [line.label for line in top.walk() if line.label]


@EDITIONS
def test_the_six_headings(edition):
    assert [section.heading for section in load_form(edition).sections] == HEADINGS


@EDITIONS
def test_the_words_of_table_three(edition):
    table = load_form(edition).tables["requests"]
    rows = words(ROWS_2021)
    if edition == "2019":
        rows = [row for row in rows if row not in SUBROWS]
    assert labels(table.rows) == rows
    assert labels(table.columns) == words(COLUMNS)
    assert table.corner == CORNER


@EDITIONS
def test_the_words_of_table_four(edition):
    table = load_form(edition).tables["disputes"]
    assert labels(table.rows) == words("行政复议 · 行政诉讼 · 未经复议直接起诉 · 复议后起诉")
    assert labels(table.columns) == words("结果维持 · 结果纠正 · 其他结果 · 尚未审结 · 总计")


TABLE_TWO = {
    "2021": """
        第二十条第（一）项 · 本年制发件数 本年废止件数 现行有效件数 · 规章 行政规范性文件
        第二十条第（五）项 · 本年处理决定数量 · 行政许可
        第二十条第（六）项 · 本年处理决定数量 · 行政处罚 行政强制
        第二十条第（八）项 · 本年收费金额（单位：万元） · 行政事业性收费""",
    "2019": """
        第二十条第（一）项 · 本年新制作数量 本年新公开数量 对外公开总数量 · 规章 规范性文件
        第二十条第（五）项 · 上一年项目数量 本年增/减 处理决定数量 · 行政许可 其他对外管理服务事项
        第二十条第（六）项 · 上一年项目数量 本年增/减 处理决定数量 · 行政处罚 行政强制
        第二十条第（八）项 · 上一年项目数量 本年增/减 · 行政事业性收费
        第二十条第（九）项 · 采购项目数量 采购总金额 · 政府集中采购""",
}


@EDITIONS
def test_the_words_of_table_two(edition):
    tables = load_form(edition).sections[1].tables
    shown = [
        f"{t.title} · {' '.join(labels(t.columns))} · {' '.join(labels(t.rows))}" for t in tables
    ]
    assert shown == [line.strip() for line in TABLE_TWO[edition].strip().splitlines()]
    assert {table.corner for table in tables} == {"信息内容"}


@EDITIONS
def test_what_each_figure_takes(edition):
    kinds = {slot.kind: slot.unit for slot in load_form(edition).slots.values()}
    assert kinds.get("money") == ("万元" if edition == "2021" else "")
    signed = [k for k, slot in load_form(edition).slots.items() if slot.kind == "change"]
    assert all(key.endswith(".change") for key in signed)
    assert len(signed) == (0 if edition == "2021" else 5)


@EDITIONS
def test_every_given_row_says_what_counts_and_whom_to_ask(edition):
    for table in load_form(edition).tables.values():
        for row in table.rows.leaves:
            if not row.sum:
                assert row.guide.scope, (table.key, row.key)
                assert row.guide.ask, (table.key, row.key)
        assert [c.key for c in table.columns.walk() if c.label and not c.guide.scope] == []


@EDITIONS
def test_the_basis_names_the_notice_of_its_edition(edition):
    form = load_form(edition)
    guides = [
        x.guide.basis for t in form.tables.values() for x in (*t.rows.walk(), *t.columns.walk())
    ]
    told = " ".join((*guides, *(rule.basis for rule in form.rules)))
    assert form.notice in told
    assert "{notice}" not in told


def test_what_a_form_inherits_is_right_in_it(form2019):
    """The trial form has one row of other outcomes, and is older than two acts that 2021 cites."""
    rows = form2019.tables["requests"].rows
    assert "（六）其他处理" in rows.find("unclear").guide.scope
    assert rows.find("otherwise").guide == Guide()
    told = "\n".join(as_markdown(form2019))
    assert [
        late for late in ("2022年", "2024", "信息处理费", "（六）1", "〔2020〕") if late in told
    ] == []


@EDITIONS
def test_the_data_dictionary_names_a_basis_for_every_line(edition):
    lines = list(as_markdown(load_form(edition)))
    printed = [x for x in lines[: lines.index("## 文字部分")] if x.startswith("| ") and "`" in x]
    printed = [x for x in printed if "不印出来" not in x]
    assert [x for x in printed if x.endswith("|  |")] == []
    assert "与上年报告的“结转下年度”相同" in told_of("carried_in", printed)
    assert told_of("suit_direct", printed).endswith("条例第五十条第（三）项、第五十一条 |")
    assert told_of("upheld", printed).endswith("| 条例第五十条第（三）项 |")


def told_of(key, lines):
    (line,) = (line for line in lines if f"`{key}`" in line)
    return line


@EDITIONS
def test_passages_have_hints(edition):
    passages = load_form(edition).passages
    assert list(passages) == [
        "preface",
        "overview.disclosure",
        "overview.requests",
        "overview.management",
        "overview.platform",
        "overview.supervision",
        "problems.issues",
        "problems.measures",
        "other",
    ]
    assert all(p.hint and p.longest for p in passages.values())


if __name__ == "__main__":
    for edition in ("2021", "2019"):
        text = "".join(f"{line}\n" for line in listed(load_form(edition)))
        (GOLDEN / f"keys-{edition}.txt").write_text(text, "utf-8")
