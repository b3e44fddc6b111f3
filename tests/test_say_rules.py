"""What every rule of both forms says when it is broken, word for word, once.

`now` and `last` are the figures that are not 0; without `last`, last year is not known.
"""

from dataclasses import dataclass

import pytest
from grid import agency, filled

from toolkit import check, load_form, say

FORMS = {edition: load_form(edition) for edition in ("2021", "2019")}


ASKED = "| requests | person |\n| new | 3 |\n| granted | 3 |"  # so that a suit may follow


@dataclass(frozen=True)
class Broken:
    code: str
    said: str
    now: str = ""
    last: str | None = None
    edition: str = "2021"
    last_edition: str = ""
    year: int = 2023


RULES = [
    Broken(
        "balance",
        "表三（自然人）：本年新收 12 ＋ 上年结转 0 ＝ 12，办理总计 11 ＋ 结转下年度 0 ＝ 11，多 1。"
        "请核对这四项。",
        "| requests | person |\n| new | 12 |\n| granted | 11 |",
    ),
    Broken(
        "balance",
        "表三（自然人）：本年新收 0 ＋ 上年结转 0 ＝ 0，办理总计 1 ＋ 结转下年度 0 ＝ 1，少 1。"
        "本年没有新收也没有结转的申请，就不应有办理结果；请核对本年新收是否漏填。",
        "| requests | person |\n| granted | 1 |",
    ),
    Broken(
        "balance",
        "表三（自然人）：本年新收 1 ＋ 上年结转 0 ＝ 1，办理总计 0 ＋ 结转下年度 3 ＝ 3，少 2。"
        "结转下年度的件数不能多于收到的件数，请核对“四、结转下年度继续办理”。",
        "| requests | person |\n| new | 1 |\n| carried_out | 3 |",
    ),
    Broken(
        "balance",
        "表三（自然人）：本年新收 1 ＋ 上年结转 0 ＝ 1，办理总计 0 ＋ 结转下年度 0 ＝ 0，多 1。"
        "收到了申请却没有办理结果；未办结的请填入“四、结转下年度继续办理”。",
        "| requests | person |\n| new | 1 |",
    ),
    Broken(
        "balance",
        "表三（自然人）：本年新收 1 ＋ 上年结转 0 ＝ 1，办理总计 2 ＋ 结转下年度 0 ＝ 2，少 1。"
        "区分处理的申请只计“部分公开”一项，请核对是否又计入了别的结果。",
        "| requests | person |\n| new | 1 |\n| partial | 1 |\n| secret | 1 |",
    ),
    Broken(
        "carried-over",
        "表三（自然人）：上年结转 2，上年的结转下年度 3，少 1。"
        "请改成上年报告的数字；上年报告确有错的，请联系县级公开办办理豁免。",
        "| requests | person |\n| carried_in | 2 |\n| granted | 2 |",
        "| requests | person |\n| new | 3 |\n| carried_out | 3 |",
    ),
    Broken(
        "in-force",
        "表二第（一）项（行政规范性文件）："
        "现行有效件数 9，上年的现行有效件数 10 ＋ 本年制发件数 2 － 本年废止件数 1 ＝ 11，少 2。"
        "请核对；属于集中清理、机构合并或上年统计口径不同的，请写明。",
        "| documents | made | repealed | in_force |\n| normative | 2 | 1 | 9 |",
        "| documents | in_force |\n| normative | 10 |",
    ),
    Broken(
        "no-rulemaking",
        "表二第（一）项（本年制发件数）：“规章”填了 1，但本单位没有规章制定权。"
        "县级及以下单位请填 0；本单位制发的文件请填入“行政规范性文件”。",
        "| documents | made |\n| regulation | 1 |",
    ),
    Broken(
        "no-rulemaking",
        "表二第（一）项（本年新制作数量）：“规章”填了 1，但本单位没有规章制定权。"
        "县级及以下单位请填 0；本单位制发的文件请填入“规范性文件”。",
        "| documents | made |\n| regulation | 1 |",
        edition="2019",
    ),
    Broken(
        "money-unit",
        "表二第（八）项（行政事业性收费）：收费金额 10000000.5 万元，接近或超过一千亿元。"
        "本栏单位是万元，请核对是否按元填写。",
        "| charges | amount |\n| charge | 10000000.5 |",
    ),
    Broken(
        "suit-without-request",
        "表四：本年没有收到也没有结转申请，行政诉讼却有 2 件。"
        "请核对表三、表四；确因以前年度的申请被诉的，请写明。",
        "| disputes | upheld |\n| suit_direct | 2 |",
    ),
    Broken(
        "review-first",
        "表四：“复议后起诉”2 件，多于本年和上年行政复议合计的 1 件。"
        "请核对是否与“未经复议直接起诉”填反；以前年度复议的请写明。",
        "| disputes | upheld |\n| suit_after_review | 2 |",
        f"| disputes | upheld |\n| review | 1 |\n\n{ASKED}",
    ),
    Broken(
        "pending-ended",
        "表四（行政复议）：结果维持 0 ＋ 结果纠正 0 ＋ 其他结果 0 ＋ 尚未审结 0 ＝ 0，"
        "上年的尚未审结 2，少 2。"
        "上年尚未审结的案件，本年应当有结果或仍列为尚未审结，请核对。",
        "",
        "| disputes | pending |\n| review | 2 |",
    ),
    Broken(
        "direct-suit",
        "表四（未经复议直接起诉 · 总计）：“未经复议直接起诉”填了 2 件。"
        "2024年起，对不予公开不服的应当先申请复议，请核对这些案件是否属于其他情形。",
        f"| disputes | upheld |\n| suit_direct | 2 |\n\n{ASKED}",
        year=2024,
    ),
    Broken(
        "same-as-last-year",
        "表二第（五）项、表二第（六）项：除存量外，本年 3 项非零数据与上年完全相同。"
        "请确认不是照抄上年报告。",
        "| licences | decisions |\n| licence | 7 |\n\n"
        "| enforcement | decisions |\n| penalty | 3 |\n| coercion | 1 |",
        "| licences | decisions |\n| licence | 7 |\n\n"
        "| enforcement | decisions |\n| penalty | 3 |\n| coercion | 1 |",
    ),
    Broken(
        "far-from-last-year",
        "表二第（五）项（本年处理决定数量 · 行政许可）：上年 7，本年 700。"
        "请核对是否多填或漏填一位；属实的请写明原因。",
        "| licences | decisions |\n| licence | 700 |",
        "| licences | decisions |\n| licence | 7 |",
    ),
    Broken(
        "nothing-this-year",
        "表二第（五）项、表二第（六）项：行政许可、行政处罚、行政强制的决定本年都是 0，上年不是。"
        "请核对是否漏填；本年确实没有的，请写明原因。",
        "",
        "| licences | decisions |\n| licence | 7 |",
    ),
    Broken(
        "copied-across-editions",
        "表二第（八）项（本年收费金额 · 行政事业性收费）："
        "填的 7 与上年报告的另一项数字相同，但两者意义不同："
        "2019 年版填收费项目的数量（项），2021 年版填收费金额（万元）。"
        "请核对是否照抄了上年报告；确属巧合的请写明。",
        "| charges | amount |\n| charge | 7 |",
        "| charges | last_year |\n| charge | 7 |",
        last_edition="2019",
        year=2021,
    ),
    Broken(
        "published-total",
        "表二第（一）项（规范性文件）：对外公开总数量 5，本年新公开数量 7，少 2。"
        "对外公开总数量包括本年新公开的，请核对。",
        "| documents | published | public_total |\n| normative | 7 | 5 |",
        edition="2019",
    ),
    Broken(
        "item-chain",
        "表二第（五）项（行政许可）："
        "上一年项目数量 7，上年的上一年项目数量 7 ＋ 上年的本年增/减 1 ＝ 8，少 1。"
        "上一年项目数量应为上年报告的“上一年项目数量”加“本年增/减”；因权责清单调整不同的请写明。",
        "| licences | last_year |\n| licence | 7 |",
        "| licences | last_year | change |\n| licence | 7 | 1 |",
        edition="2019",
    ),
]


@pytest.mark.parametrize("broken", RULES, ids=lambda broken: broken.code)
def test_what_a_broken_rule_says(broken):
    form = FORMS[broken.edition]
    sent = filled(form, broken.now, agency=agency(), year=broken.year)
    last = None
    if broken.last is not None:
        last = filled(FORMS[broken.last_edition or broken.edition], broken.last, agency=agency())
    findings = [f for f in check(form, sent, last) if f.code != "not-compared"]
    assert [finding.code for finding in findings] == [broken.code]
    assert say(form, findings) == [broken.said]


def test_every_rule_is_shown():
    shown = {broken.code for broken in RULES}
    assert {rule.code for form in FORMS.values() for rule in form.rules} == shown
