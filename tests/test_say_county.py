"""What is said of files, and what the county is told of its sum, word for word."""

import pytest
from grid import agency, filled
from test_say import FIGURES, OF_THE_REPORT

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
        "现在还不能读这种文件。目前能读的是 .json 数据文件（格式见 nianbao check --help）。",
    ),
    "unreadable": (
        "a.json",
        "[3]",
        "文件读不出来（{ }）。请用原文件重新导出或另存后再报。",
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
    (tmp_path / name).write_text(text, "utf-8")
    ((sent, findings),) = check_files([tmp_path / name], 2023, None)
    assert findings[0].code == code
    assert say(sent.form, findings[:1]) == [said]


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
        "表二第（一）项：河湾乡按 2019 年版填报，这一项无从换算：那一版没有这样的行或栏。"
        "请该单位按 2021 年版补报这一项；在此之前没有计入。",
        "表二第（八）项（本年收费金额 · 行政事业性收费）：河湾乡按 2019 年版填报，这一项无从换算："
        "2019 年版填收费项目的数量（项），2021 年版填收费金额（万元）。"
        "请该单位按 2021 年版补报这一项；在此之前没有计入。",
    ]
    assert [f.code for f in findings[:3]] == ["agency-missing", "agency-twice", "not-on-roster"]
    assert {f.code for f in findings[3:]} == {"not-bridged"}


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
    *(
        "mixed-edition",
        "own-table-missing",
        "not-compared",
        "not-bridged",
        "incomplete",
        "not-summed",
    ),
    *("agency-missing", "agency-twice", "not-on-roster", "not-the-sum"),
}


def test_every_code_is_shown():
    assert set(messages().findings) - SHOWN == set()
