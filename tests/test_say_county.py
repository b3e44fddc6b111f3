"""What is said of files, and what the county is told of its sum, word for word."""

import json

import pytest
from grid import agency, filled
from test_say import FIGURES, OF_THE_REPORT
from test_say_workbook import OF_A_WORKBOOK, OF_THE_WHOLE
from test_template_check import OF_TEMPLATES

from toolkit import consolidate, say
from toolkit.intake import check_files
from toolkit.lexicon import messages
from toolkit.model.agency import Roster
from toolkit.parent import check_parent

OF_A_FILE = {
    "wrong-year": (
        "a.json",
        '{"agency": "青石镇", "year": 2022, "figures": {}}',
        "报告年度是 2022，应为 2023。请核对是否发错了文件，或改正年度。",
    ),
    "unknown-kind": (
        "a.wps",
        "",
        "现在还不能读这种文件。能读的是填报表（.xlsx .xlsm .xls .et .ods .xlsb）"
        "和 .json 数据文件，见 nianbao check --help。",
    ),
    "unreadable": (
        "a.json",
        "[" * 100000,
        "文件读不出来（[[[ …）。请用原文件重新导出或另存后再报。",
    ),
    "not-json": (
        "a.json",
        '{"year": 2023,\n}',
        "第 2 行第 1 个字符起，不是 JSON 的写法。请检查这一处和前面的引号、逗号、括号。",
    ),
    "written-twice": (
        "a.json",
        '{"year": 2023, "year": 2022}',
        "“year”写了两次，不知道以哪一个为准。请删去一个。",
    ),
    "not-a-record": (
        "a.json",
        "[3]",
        '第 1 条不是一份报送。一份报送写作 { "agency": …, "year": …, "figures": { … } }。',
    ),
    "nothing-in-file": (
        "a.json",
        "[]",
        "文件里一份报送也没有。请核对是否发错了文件，或重新导出。",
    ),
    "wrong-shape": (
        "a.json",
        '{"confirmed": "requests"}',
        "“confirmed”的写法不对，应为 [ ]。请改正后再报。",
    ),
    "bad-year": (
        "a.json",
        '{"year": "2023"}',
        '年度（year）写的是“2023”，不是一个整数。请写作 "year": 2023 这样，不加引号。',
    ),
    "unknown-key": (
        "a.json",
        '{"figures": {"requests.neu.person": 1}}',
        "没有“requests.neu.person”这一项。是不是 requests.new.person？"
        "各项的代码见 nianbao form show 2021 --markdown。",
    ),
    "unknown-keys": (
        "a.json",
        '{"figures": {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1}}',
        "有 6 个代码不是 2021 年版的，如 a、b、c。"
        "请核对用的是哪一版表式；各项的代码见 nianbao form show 2021 --markdown。",
    ),
    "unknown-name": (
        "a.json",
        '{"confirmed": ["request"]}',
        "“confirmed”里的“request”没有这个名称。"
        "可用的有：documents、licences、enforcement、charges、requests、disputes。",
    ),
    "unknown-edition": (
        "a.json",
        '{"editions": {"requests": "1999"}}',
        "表“requests”写的版式是“1999”，没有这个版式。可用的有：2019、2021。",
    ),
    "wrong-encoding": (
        "a.json",
        '{"agency": "青石镇"}'.encode("gb18030"),
        "不是 UTF-8 编码的文件。请用“另存为”选 UTF-8 编码后再报。",
    ),
    "no-such-file": ("a.json", None, "没有这个文件。请检查路径。"),
    "not-a-file": (
        ".",
        None,
        "这是文件夹或设备，不是文件。请写出文件名，如 收回/*.json。",
    ),
    "file-too-large": (
        "a.json",
        " " * (32 * 1024 * 1024 + 1),
        "文件过大，没有读。请核对是否发错了文件。",
    ),
}


@pytest.mark.parametrize("code", OF_A_FILE)
def test_of_a_file(tmp_path, code):
    name, text, said = OF_A_FILE[code]
    if text is not None:
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    ((sent, findings),) = check_files([tmp_path / name], 2023, None)
    assert findings[0].code == code
    assert say(sent.form, findings[:1]) == [said]


def test_of_a_file_that_does_not_open(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("toolkit.intake.Path.read_bytes", refuse)
    (tmp_path / "a.json").touch()
    ((sent, findings),) = check_files([tmp_path / "a.json"])
    assert say(sent.form, findings) == [
        "文件打不开（Permission denied）。请检查权限，或文件是否正被别的程序占用。"
    ]


def test_of_last_year_and_of_what_does_not_apply(tmp_path):
    key = "documents.regulation.made"
    record = {"code": "T01", "year": 2023, "figures": {key: 5}, "not_applicable": [key]}
    told = (record, record | {"code": "T02"}, record | {"year": 2021})
    now, other, old = (tmp_path / f"{name}.json" for name in ("now", "other", "old"))
    for path, each in zip((now, other, old), told, strict=True):
        path.write_text(json.dumps(each), "utf-8")
    ((sent, findings),) = check_files([now], 2023, old)
    ((_, alone),) = check_files([now], 2023, other)
    assert [f.code for f in (alone[0], findings[0])] == ["no-last-year", "last-year-wrong"]
    assert say(sent.form, [alone[0], findings[0], *(f for f in findings if f.keys == (key,))]) == [
        "上年的数据里没有这个单位（按单位代码、单位名称找），没有同上年比。"
        "新设的单位不用改；其他的请核对代码和名称。",
        "找到的上年数据是 2021 年度的，应为 2022 年度，没有同它比。请换用 2022 年度的数据。",
        "表二第（一）项（本年制发件数 · 规章）：填了 5，又列为“不适用”，互相矛盾。"
        "有数的请从 not_applicable 里去掉这一项；不适用的请把数改为 null。",
    ]


def test_of_the_county(form, form2019):
    towns = [agency("T01", "青石镇"), agency("T02", "河湾乡"), agency("T03", "柳林街道")]
    sent = [
        filled(form, agency=towns[0]),
        filled(form, "| charges | amount |\n| charge | 3 |", agency=towns[0]),
        filled(form2019, agency=towns[1]),
        filled(form, agency=agency("X", "某局")),
    ]
    findings = consolidate(form, sent, Roster(towns)).findings
    assert say(form, findings) == [
        "柳林街道没有报送。合计不完整，不要当作全数使用。",
        "青石镇有 2 份内容不同的报送。请先确定以哪一份为准；在此之前一份都没有计入。",
        "某局不在名单上。没有计入；请核对单位，或补进名单。",
        "有 1 家填了“表二第（九）项”，汇总的表式里没有这张表。"
        "没有汇总；需要时请用含有这张表的表式汇总。",
        "表二第（一）项：河湾乡按 2019 年版填报，这一项无从换算：那一版没有这样的行或栏。"
        "请该单位按 2021 年版补报这一项；在此之前没有计入。",
        "表二第（八）项（本年收费金额 · 行政事业性收费）：河湾乡按 2019 年版填报，这一项无从换算："
        "2019 年版填收费项目的数量（项），2021 年版填收费金额（万元）。"
        "请该单位按 2021 年版补报这一项；在此之前没有计入。",
    ]
    assert [f.code for f in findings[:3]] == ["agency-missing", "agency-twice", "not-on-roster"]
    assert {f.code for f in findings[4:]} == {"not-bridged"}


def test_of_a_sum_that_cannot_be_made(form, form2019):
    doubtful = filled(form, "| requests | person |\n| new | 三 |", agency=agency())
    assert say(form, consolidate(form, [doubtful]).findings) == [
        "表三（自然人 · 本年新收）：有 1 家的数不能用，合计不完整。请先改正：青石镇。"
    ]
    assert say(form2019, consolidate(form2019, [filled(form2019)]).findings) == [
        "表二第（九）项（采购总金额 · 政府集中采购）：单位不统一，不能相加，没有汇总。"
        "需要时请分单位列出。"
    ]


def test_of_a_county_report_that_is_not_the_sum(form):
    county = consolidate(form, [filled(form, "| charges | amount |\n| charge | 3.5 |")])
    told = check_parent(filled(form, "| charges | amount |\n| charge | 3 |"), county)
    assert say(form, told) == [
        "表二第（八）项（本年收费金额 · 行政事业性收费）：填的是 3，1 家单位相加为 3.5，少 0.5。"
        "请核对是否漏计、重计；本级另有统计口径的请写明。"
    ]


SHOWN = {
    *(line[0] for line in FIGURES),
    *OF_THE_REPORT,
    *OF_A_FILE,
    *OF_A_WORKBOOK,
    *OF_THE_WHOLE,
    *OF_TEMPLATES,
    *("cannot-open", "no-last-year", "last-year-wrong", "figure-not-applicable"),
    *(
        "mixed-edition",
        "own-table-missing",
        "not-compared",
        "not-bridged",
        "incomplete",
        "not-summed",
    ),
    *("agency-missing", "agency-twice", "not-on-roster", "not-the-sum"),
    *("copied-otherwise", "only-copy-filled", "words-copied-otherwise"),  # in test_feedback.py
    "total-restored",
    *("other-year", "table-left", "parent-not-compared"),
    *("corrected-for", "last-years-differ", "several-in-file", "last-year-partial"),
    "correction-undone",  # in test_say_season_findings.py
}


def test_every_code_is_shown():
    assert set(messages().findings) - SHOWN == set()
