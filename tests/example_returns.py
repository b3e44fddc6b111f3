"""What each agency of the example county sends back, as data: make_examples.py makes the files.

All invented. A return says what differs from a workbook in which every cell is 0, every question
answered and every passage written; the faults are those that clerks really make.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import damage

from toolkit.package.packing import packed, part

YEAR, BEFORE = 2023, 2022
SEASON = ("2024年1月20日", "清禾县政府信息公开工作办公室")
BOTH, NONE = {"requests": "有", "disputes": "没有"}, {"requests": "没有", "disputes": "没有"}
WORDS = (
    b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>"
    b"<w:p><w:r><w:t>See the photographs.</w:t></w:r></w:p></w:body></w:document>"
)
DOCUMENT = packed([part("[Content_Types].xml", b"<Types/>"), part("word/document.xml", WORDS)])


@dataclass(frozen=True)
class Return:
    """One agency's return."""

    figures: Mapping = field(default_factory=dict)
    had: Mapping = field(default_factory=lambda: BOTH)
    blank: tuple = ()
    confirmed: tuple = ()
    about: Mapping = field(default_factory=dict)
    passages: Mapping = field(default_factory=dict)
    explained: Mapping = field(default_factory=dict)
    damage: tuple = ()
    edition: str = "2021"
    suffix: str = ".xlsx"
    last_years_file: bool = False
    truncated: bool = False
    document: bool = False


def requests(column="person", **rows):
    """Figures of one column of 表三."""
    return {f"requests.{row}.{column}": value for row, value in rows.items()}


def work(licences=0, penalties=0, coercion=0, fees=0, **documents):
    """Figures of 表二."""
    told = {
        "licences.licence.decisions": licences,
        "enforcement.penalty.decisions": penalties,
        "enforcement.coercion.decisions": coercion,
        "charges.charge.amount": fees,
    }
    return told | {f"documents.normative.{column}": value for column, value in documents.items()}


RETURNS = {
    # 一份没有申请的、填得对的：两个问题都答“没有”，表三、表四一格不填
    "T01": Return(work(in_force=2), NONE),
    # 写成汉字、全角的数；自然人一栏收支不平
    "T02": Return(
        work(penalties="三")
        | requests(new=12, carried_in="３", granted=9, petition=4, carried_out=1)
    ),
    # 写“无”；核对过、空白处算 0
    "T03": Return(
        work(licences="无") | requests(new=5, granted=4, carried_out=1),
        blank=tuple(
            f"requests.{row}.{column}"
            for row in ("secret", "prohibited", "security", "not_ready", "repeat")
            for column in ("research", "charity", "legal")
        ),
        confirmed=("requests",),
    ),
    # 交来的是上一年的文件
    "T04": Return(
        work(penalties=6, made=1, in_force=3)
        | requests(new=7, carried_in=0, granted=5, partial=1, not_held=1),
        last_years_file=True,
    ),
    # 答“没有”，表三却填了数；处罚写成汉字
    "T05": Return(work(penalties="十二", in_force=1) | requests(new=3, granted=3), NONE),
    # 用 WPS 存成 .et；带单位、全角，读得出来
    "T06": Return(
        work(penalties="9件", fees=1.35, in_force=4)
        | requests(new="１０", granted=8, not_held=2, carried_out=1),
        suffix=".et",
    ),
    # 没有传完，文件断了
    "T07": Return(work(in_force=2) | requests(new=2, granted=2), truncated=True),
    # 插了行、改了工作表名、加了自己的草稿；两格没填
    "T08": Return(
        work(penalties=25, coercion=2, in_force=5)
        | requests(new=21, granted=15, partial=3, not_held=3, carried_out=2),
        blank=("documents.normative.made", "documents.normative.repealed"),
        damage=(
            lambda book: damage.insert_rows(book, "表三", 3, 2),
            lambda book: damage.rename(book, "表三", "申请办理情况"),
            lambda book: damage.add_sheet(
                book, "草稿", (("月份", "件数"), ("一月", 3), ("二月", 2))
            ),
        ),
    ),
    # 千分位逗号，读得出来
    "D01": Return(
        work(licences="1,204", made=1, in_force=9)
        | requests(new=21, granted=14, partial=3, not_held=4, carried_out=2)
        | requests("company", new=2, granted=2)
    ),
    # 万元栏里写“35600元”；藏起几行；没有写审核人
    "D02": Return(
        work(licences=5210, penalties=316, coercion=11, fees="35600元")
        | requests(new=8, granted=8)
        | requests("company", new=6, granted=5, case_file=1)
        | {"disputes.review.upheld": 2},
        {"requests": "有", "disputes": "有"},
        about={"reviewer": ""},
        damage=(
            partial(
                damage.hide_rows,
                keys=("requests.secret.person", "requests.prohibited.person"),
            ),
        ),
    ),
    # 用的是 2019 年版的填报表；上年结转与上年报告不符
    "D03": Return(
        {"licences.licence.decisions": 188, "documents.normative.public_total": 12}
        | requests(new=40, carried_in=4, granted=20, partial=6, not_held=10, petition=3)
        | requests(other=2, carried_out=3),
        edition="2019",
    ),
    # 垂直管理，数不进县里的合计
    "D04": Return(requests(new=3, granted=3)),
    # 现行有效件数对不上，写了说明；有诉讼没有申请，没有写说明
    "D05": Return(
        work(repealed=2, in_force=3) | {"disputes.suit_direct.pending": 1},
        {"requests": "没有", "disputes": "有"},
        explained={"in-force.documents.normative": "另有2件规范性文件因机构职能划转移交县委编办。"},
    ),
    # 上年结转与上年报告不符
    "D06": Return(
        work(licences=655, penalties=61, coercion=2, in_force=6)
        | requests(new=16, carried_in=3, granted=13, not_held=4, carried_out=2)
    ),
    # 件数写了小数、负数
    "D07": Return(
        work(licences=205, penalties=17.5, fees=40.56, in_force=11, repealed=-1)
        | requests(new=6, granted=5, not_held=1)
    ),
    # 合计的公式被改成数、公式被删，保护取消，整片粘贴失去填数检查
    "D08": Return(
        work(licences=101, penalties=5, made=1, in_force=16)
        | requests(new=25, granted=20, partial=3, not_held=2, carried_out=2),
        damage=(
            partial(damage.unprotect, sheet="表三"),
            partial(damage.lose_validations, sheet="表三"),
            partial(
                damage.type_over,
                values={"requests.new.total": 25, "requests.total.total": 26},
            ),
        ),
    ),
    # 复制了工作表，两张填得不一样
    "D09": Return(
        work(licences=402, penalties=39, coercion=5, fees=118.2, in_force=9)
        | requests(new=28, granted=18, partial=5, not_held=5, carried_out=2),
        damage=(lambda book: _copied_and_changed(book),),
    ),
    # 改了行的名称；金额按元填；现行有效件数写了说明；改进情况没有写
    "D10": Return(
        work(licences=8602, penalties=2985, coercion=198, fees=10240000, made=1, in_force=6)
        | requests(new=15, granted=7, partial=2, case_file=6),
        passages={"problems.measures": ""},
        explained={
            "in-force.documents.normative": "上年漏计1件2021年印发的犬只管理通告，今年补上。"
        },
        damage=(
            partial(
                damage.change_label,
                key="requests.case_file.person",
                label="7.属于治安、刑事案件材料",
            ),
        ),
    ),
    # 存成 .ods，填得对
    "D11": Return(
        work(made=1, in_force=14) | requests(new=8, granted=6, not_held=2), suffix=".ods"
    ),
    # Word 文件改了扩展名
    "D12": Return(document=True),
    # 一份有申请的、填得对的
    "D13": Return(
        work(licences=61, penalties=7, in_force=5) | requests(new=5, granted=5, carried_out=1)
    ),
}  # D14 没有交


def _copied_and_changed(book):
    made = damage.copy_sheet(book, "表三", "表三 (2)")
    _, address = book.site("requests.granted.person")
    book.write("", address, 19, made)


def passages(form, agency, figures):
    """Words for every passage, as a small agency writes them; invented."""
    new = figures.get("requests.new.person", 0)
    told = {
        "preface": f"本报告由{agency.name}按照政府信息公开工作年度报告的要求编制，"
        "统计期限为2023年1月1日至12月31日，电子版可在清禾县人民政府网站下载。",
        "overview.disclosure": "全年通过县政府网站和公开栏发布信息，重点公开办事指南、惠民补贴和"
        "规划计划。",
        "overview.requests": f"本年新收政府信息公开申请{new}件，均在规定期限内登记办理。"
        if new
        else "本年没有收到政府信息公开申请，也没有上年结转的申请。",
        "overview.management": "信息发布实行拟稿、审核、签发三级把关，全年清理失效链接两次。",
        "overview.platform": "维护县政府网站本单位栏目一个、公开栏一处、信息查阅点一个。",
        "overview.supervision": "明确专人负责，全年组织培训两次、自查一次，没有发生责任追究。",
        "problems.issues": "政策解读形式比较单一；个别栏目更新不够及时。",
        "problems.measures": "已为两项政策补做图解；明年由专人按月检查栏目更新。",
        "other": "本年没有发出收费通知，收取信息处理费0元。没有其他需要报告的事项。",
    }
    return {key: told[key] for key in form.passages}
