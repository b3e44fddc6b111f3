"""When two labels say the same, and what a Chinese numeral means."""

import pytest

from toolkit.model.label import bare_name, fold, numeral, same_label

SAME = [
    ("自然人", "自然人"),
    ("自 然 人", "自然人"),
    ("结果\n维持", "结果维持"),
    ("（一）予以公开", "(一) 予以公开"),
    ("（一）予以公开", "予以公开"),
    ("1.属于国家秘密", "1、属于国家秘密"),
    ("1.属于国家秘密", "（1）属于国家秘密"),
    ("1.属于国家秘密", "１．属于国家秘密"),
    ("3.危及“三安全一稳定”", '3. 危及"三安全一稳定"'),
    ("3.危及“三安全一稳定”", "危及三安全一稳定"),
    ("本年收费金额（单位：万元）", "本年收费金额(单位:万元)"),
    ("本年收费金额（单位：万元）", "本年收费金额"),
    ("现行有效件数", "现行有效件数(历史累计)"),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "（二）部分公开"),
]
DIFFERENT = [
    ("行政规范性文件", "规范性文件"),
    ("行政事业性收费", "行业事业性收费"),
    ("结果维持", "结果纠正"),
    ("其他", "其他结果"),
    ("3.其他", "（六）其他处理"),
    ("本年制发件数", "本年新制作数量"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same(one, other):
    assert same_label(one, other)
    assert same_label(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_not_the_same(one, other):
    assert not same_label(one, other)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("一、本年新收政府信息公开申请数量", "本年新收政府信息公开申请数量"),
        ("（一）予以公开", "予以公开"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开"),
        ("8.属于行政查询事项", "属于行政查询事项"),
        ("3.危及“三安全一稳定”", "危及“三安全一稳定”"),
        ("本年收费金额（单位：万元）", "本年收费金额"),
        ("（七）总计", "总计"),
        ("自然人", "自然人"),
        ("（单位）", "（单位）"),
        ("", ""),
    ],
)
def test_the_words_without_ordinal_and_remark(label, name):
    assert bare_name(label) == name


@pytest.mark.parametrize("label", ["1.", "一、", "（一）", "12", ""])
def test_folding_never_leaves_nothing_of_something(label):
    assert bool(fold(label)) == bool(label)


@pytest.mark.parametrize("edition", ["form", "form2019"])
def test_no_two_lines_of_an_axis_fold_to_the_same(edition, request):
    """A reader must be able to tell them apart by their words and spellings."""
    for table in request.getfixturevalue(edition).tables.values():
        for top in (table.rows, table.columns):
            folded = [
                name
                for line in top.walk()
                for name in {fold(line.label), *map(fold, line.guide.also)} - {""}
            ]
            assert len(folded) == len(set(folded)), table.key


NUMERALS = [
    ("零", 0),
    ("〇", 0),
    ("一", 1),
    ("两", 2),
    ("九", 9),
    ("十", 10),
    ("十二", 12),
    ("二十", 20),
    ("九十九", 99),
    ("一百", 100),
    ("一百零五", 105),
    ("一百一十", 110),
    ("二百三十四", 234),
    ("一千", 1000),
    ("一千零一", 1001),
    ("一千零十", 1010),
    ("三千二百", 3200),
    ("一万", 10000),
    ("一万零三百", 10300),
    ("十二万三千四百", 123400),
    ("十万零五", 100005),
    ("一万二千三百四十五", 12345),
    ("三亿五千万", 350000000),
    ("三亿零五万", 300050000),
    ("一百十二", 112),
    ("二〇二三", 2023),
    ("一二三", 123),
]


@pytest.mark.parametrize(("text", "value"), NUMERALS)
def test_a_numeral(text, value):
    assert numeral(text) == value


NONE = [
    "",
    "无",
    "三件",
    "百",
    "千",
    "万",
    "一十百",
    "十十",
    "三五十",
    "12",
    "负三",
    "半",
    "万" * 999,
]
SPOKEN = ["一百二", "三千二", "一千三十", "三万五", "一万二百", "三亿五", "三亿五千", "三亿五万"]


@pytest.mark.parametrize("text", NONE)
def test_no_numeral(text):
    assert numeral(text) is None


@pytest.mark.parametrize("text", SPOKEN)
def test_spoken_short_forms_are_not_guessed(text):
    """三万五 is 35000 to the ear and 30005 to the letter."""
    assert numeral(text) is None
