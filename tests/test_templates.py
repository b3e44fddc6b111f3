"""The templates under git are what `nianbao template new` makes of the forms today."""

from xml.etree.ElementTree import canonicalize

import pytest

from toolkit.editions import Editions
from toolkit.excel.create import draw_workbook
from toolkit.excel.sheets import plan_sheets
from toolkit.excel.stamp import stamp
from toolkit.excel.template_check import check_template, open_template
from toolkit.excel.template_diff import compare_templates
from toolkit.home import shipped
from toolkit.package.opening import open_package

EDITIONS = ("2021", "2019")


@pytest.fixture(scope="module", params=EDITIONS)
def edition(request):
    return Editions().form(request.param)


@pytest.fixture(scope="module")
def template(edition):
    return (shipped("templates") / edition.edition / "填报表.xlsx").read_bytes()


def test_it_can_be_used_as_it_is(edition, template):
    assert check_template(template, edition) == ()


def test_it_is_what_the_form_makes(edition, template):
    fresh = stamp(draw_workbook(plan_sheets(edition)), edition)
    assert compare_templates(template, fresh, edition) == ()
    ours, theirs = open_package(template), open_package(fresh)
    changed = [n for n in ours.names | theirs.names if _part(ours, n) != _part(theirs, n)]
    assert changed == []


def _part(package, name):
    """What a part says; libraries write the same XML in more than one way."""
    if name not in package.names:
        return None
    return canonicalize(package.read(name), rewrite_prefixes=True)


def test_its_sheets_stand_in_the_order_in_which_a_clerk_meets_them(template):
    names = [sheet.name for sheet in open_template(template)[0].sheets]
    assert names[:5] == ["开始", "基本信息", "表二", "表三", "表四"]
    assert names[5:] == ["文字部分", "审核", "打印签字页", "上年数据", "要数单"]


def test_nothing_in_it_runs_or_leads_elsewhere(template):
    package = open_package(template)
    assert not [n for n in package.names if "vba" in n or "externalLink" in n]
    for name in package.names:
        if name.endswith(".rels"):
            assert b"External" not in package.read(name)


SAFE = {
    "ABS", "AND", "COUNT", "COUNTIF", "HYPERLINK", "IF", "IFERROR", "INDEX", "INT", "ISNUMBER",
    "LEFT", "LEN", "MATCH", "N", "NOT", "OR", "REPT", "ROUND", "SUBSTITUTE", "SUM",
    "SUMPRODUCT", "TEXT", "TRIM", "CHAR",
}  # fmt: skip


def test_its_formulas_use_only_functions_that_every_program_has(template):
    import re

    binding = open_template(template)[1]
    formulas = [
        formula.decode()
        for number, at in binding.bonds.values()
        if (formula := binding.cells[number].formula(at))
    ]
    texts = [re.sub(r'"[^"]*"', "", each.replace("&quot;", '"')) for each in formulas]
    used = {name for each in texts for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", each)}
    assert used <= SAFE
    assert all(len(each) < 8192 for each in formulas)
