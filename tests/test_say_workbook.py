"""What is said of a returned workbook, word for word."""

import pytest
from movers import (
    add_sheet,
    copy_sheet,
    delete_column,
    hide_row,
    hide_sheet,
    insert_rows,
)
from workbooks import Hand, answered

from toolkit import say
from toolkit.faults import noticed

TOTAL, NEW = "requests.granted.total", "requests.new.person"


def cell(hand, key):
    return hand.binding.atlas.sites[key].spot.address


def row(hand, key):
    return hand.binding.atlas.sites[key].spot.row


def merge(hand):
    two = ":".join(cell(hand, f"requests.repeat.{column}") for column in ("person", "company"))
    return hand.change("表三", "</mergeCells>", f'<mergeCell ref="{two}"/></mergeCells>')


def copy_row(hand):
    """A row copied with its key to the place above another, and one figure changed there."""
    first, after = row(hand, NEW), row(hand, "requests.carried_out.person")
    insert_rows(hand, "表三", after)
    column = cell(hand, NEW).rstrip("0123456789")
    key = f'<c r="A{after}" t="inlineStr"><is><t>new</t></is></c>'
    value = f'<c r="{column}{after}"><v>9</v></c>'
    new = f'<row r="{after}">{key}{value}</row>'
    assert first < after
    return hand.change("表三", rf'(?=<row r="{after + 1}")', new)


OF_A_WORKBOOK = {
    "formula-overwritten": (
        lambda hand: hand.put({TOTAL: 0}),
        "表三 {granted}：有 1 格原来是公式，公式被删掉或改成了数。"
        "合计已按所填的数重新算过，不用自己恢复；县里退回的表里公式是好的。",
    ),
    "formula-changed": (
        lambda hand: hand.put_xml({TOTAL: "><f>1-1</f><v>0</v></c>"}),
        "表三 {granted}：有 1 格的公式被改过。"
        "合计已按所填的数重新算过，不用自己恢复；县里退回的表里公式是好的。",
    ),
    "formula-in-input": (
        lambda hand: hand.put_xml({NEW: "><f>5-5</f><v>0</v></c>"}),
        "表三 {new}：有 1 个填数的格里是公式，读的是它的结果。"
        "结果对就不用改；链接别的文件的请改成数。",
    ),
    "label-changed": (
        lambda hand: hand.at("表三", f"B{row(hand, NEW)}", "来信来访"),
        "表三 B{row}：名称改成了“来信来访”，原来是“一、本年新收政府信息公开申请数量”。"
        "请核对这里填的是不是原来这一项的数，并改回原来的名称。",
    ),
    "keys-deleted": (
        lambda hand: delete_column(hand, "文字部分", 1),
        "工作表“文字部分”里隐藏的代码行、代码列被删掉了，认不出哪一格是哪一项。"
        "请照着填进重新领取的填报表；隐藏的行和列请不要删。",
    ),
    "sheet-copied": (
        lambda hand: copy_sheet(hand, "表三", "表三 (2)"),
        "工作表“表三 (2)”是复制出来的，没有读。以原来的工作表为准，不用改。",
    ),
    "copy-differs": (
        lambda hand: copy_sheet(hand, "表三", "表三 (2)").at("表三 (2)", cell(hand, NEW), 9),
        "表三 (2) {new}：工作表“表三 (2)”是复制出来的，填的却与原来的不同。"
        "请把数都填在一张表里，删去另一张。",
    ),
    "lines-copied": (
        copy_row,
        "表三 {copied}：工作表“表三”里有复制出来的行或列，其中 1 格与原来的不同。"
        "以前面的一处为准；请把数都填在原来的行里，删去复制出来的。",
    ),
    "foreign-sheet": (
        lambda hand: add_sheet(hand, "草稿"),
        "多了工作表：草稿。没有读；里面有要报的数的，请填进原来的表。",
    ),
    "protection-off": (
        lambda hand: hand.change("表四", "<sheetProtection[^>]*/>", ""),
        "工作表“表四”的保护被取消。不影响读数；下次请不要取消，免得误改公式。",
    ),
    "validation-lost": (
        lambda hand: hand.change("表四", rf"\b{cell(hand, 'disputes.review.upheld')}\b ", "", 0),
        "表四 {upheld}：工作表“表四”有 1 格失去了填数检查（多半是粘贴造成的）。"
        "不影响读数；粘贴时请用“选择性粘贴—数值”。",
    ),
    "figures-hidden": (
        lambda hand: hide_row(hand, "表二", row(hand, "charges.charge.amount")),
        "表二 {amount}：工作表“表二”有 1 个填数的格所在的行或列被隐藏。请取消隐藏，核对这些数。",
    ),
    "figures-merged": (
        merge,
        "表三 {repeat}：工作表“表三”里几个填数的格被合并，只剩一个数。请拆开合并的格，逐格填报。",
    ),
    "sheet-hidden": (
        lambda hand: hide_sheet(hand, "表四"),
        "工作表“表四”被隐藏。请取消隐藏，核对里面的数。",
    ),
    "unknown-answer": (
        lambda hand: hand.put({"about.had.requests.value": "没"}),
        "开始 {requests}：这里应当选 有、没有，填的是“没”。请从下拉里选一个。",
    ),
    "answered-none": (
        lambda hand: hand.put({"disputes.review.upheld": 2}),
        "表四 {upheld}：开始页答了“没有”，表四却有 1 格填了数。"
        "确有发生的，请改答“有”；没有的，请删去这些数。",
    ),
    "answered-some": (
        lambda hand: hand.put({"about.had.disputes.value": "有"}),
        "开始 {disputes}：开始页答了“有”，表四却一个数也没有。请核对是漏填，还是应答“没有”。",
    ),
    "empty-passage": (
        lambda hand: hand.put({"passages.problems.issues.text": None}),
        "文字部分 {issues}：“存在的主要问题”没有写。请写明当年的情况；没有开展的也写一句。",
    ),
    "nobody-named": (
        lambda hand: hand.put({"about.reviewer.value": None}),
        "基本信息 {reviewer}：没有写审核人。请补上。",
    ),
}
NAMES = {
    "granted": TOTAL, "new": NEW, "amount": "charges.charge.amount",
    "requests": "about.had.requests.value", "disputes": "about.had.disputes.value",
    "upheld": "disputes.review.upheld", "issues": "passages.problems.issues.text",
    "reviewer": "about.reviewer.value",
}  # fmt: skip


def places(hand):
    """The cells that sentences name."""
    told = {name: cell(hand, key) for name, key in NAMES.items()}
    column = told["new"].rstrip("0123456789")
    after = row(hand, "requests.carried_out.person")
    two = (cell(hand, f"requests.repeat.{column}") for column in ("person", "company"))
    return told | {"row": row(hand, NEW), "copied": f"{column}{after}", "repeat": "、".join(two)}


@pytest.mark.parametrize("code", OF_A_WORKBOOK)
def test_of_a_workbook(form, code):
    damage, said = OF_A_WORKBOOK[code]
    hand = Hand(answered())
    known = places(hand)
    damage(hand)
    told = [finding for finding in hand.read().findings if finding.code == code]
    assert say(form, told) == [said.format(**known)]


OF_THE_WHOLE = {
    "macro": "文件里带有宏，没有运行。不影响读数；请核对是否自己加的。",
    "external-link": "文件里有指向别的文件的链接。"
    "不影响读数；从别的表粘贴时请用“选择性粘贴—数值”。",
    "older-template": "用的是改版以前的填报表。能读的都读了；缺的格请在新表里补。",
    "only-values": "这种格式的文件只读得出内容，保护、公式和填数检查没有核对。"
    "不影响读数；下次请存为 .xlsx。",
    "empty-file": "文件是空的。请核对是否没有传完，重新发送原文件。",
    "encrypted": "文件加了打开密码，读不了。请去掉打开密码（另存为 → 工具 → 常规选项），再发一次。",
    "old-office-file": "是旧格式的文件，读不出来。请打开后另存为 .xlsx 再发。",
    "not-a-package": "不是 Excel 文件（内容与扩展名不符）。"
    "请用原表填好、另存为 .xlsx 再发，不要只改扩展名。",
    "not-a-workbook": "不是表格文件（可能是 Word 文件改了扩展名）。请发原来的填报表。",
    "damaged": "文件已损坏，打不开。请打开自己留的原件，另存一份再发。",
    "zip-bomb": "文件展开后大得异常，没有读。请用原表重新填报；来历不明的不要打开。",
    "part-too-large": "文件里的内容太多，没有读。"
    "可能整行整列都带了格式或内容；请把数填进原表再发。",
    "xml-with-doctype": "文件里有不该有的内容（外部实体），没有读。"
    "请用原表重新填报；来历不明的不要打开。",
    "unreadable-format": "这种格式没有读出来。请打开后另存为 .xlsx 再发。",
    "no-keys": "不是发下去的填报表：里面找不到表格的代码。"
    "请用发下去的填报表填报；已填在别处的，请照着填进去。",
    "unknown-form": "填报表用的是没有见过的表式。"
    "请核对是否别的县、别的年度的表；本单位自己的表式请用 --form 给出。",
    "wrong-agency": "文件名是“青石镇”的，里面却是发给“河湾乡”的填报表。"
    "请核对是否发错了文件，用发给本单位的填报表填报。",
    "template-key-missing": "缺少 3 格的代码（requests.new）。"
    "多半是整行、整列或隐藏的代码被删；请从原来的模板重新改起。",
    "template-key-twice": "工作表“表三 (2)”里的代码别处已有（复制过工作表）。"
    "请删去复制出来的工作表。",
    "template-of-another-form": "还没有按现在的表式落版。请运行 nianbao template stamp。",
    "template-formula": "有 3 格的公式缺少或不对。请运行 nianbao template stamp。",
    "template-lock": "有 3 格该锁的没锁，或该填的锁住了。请运行 nianbao template stamp。",
}
FACTS = {
    "wrong-agency": {"found": "河湾乡", "expected": "青石镇"},
    "template-key-missing": {"found": "requests.new", "count": 3},
    "template-key-twice": {"found": "表三 (2)"},
    "template-formula": {"count": 3},
    "template-lock": {"count": 3},
}


@pytest.mark.parametrize("code", OF_THE_WHOLE)
def test_of_the_whole_file(form, code):
    assert say(form, [noticed(code, **FACTS.get(code, {}))]) == [OF_THE_WHOLE[code]]
