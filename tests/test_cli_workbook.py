"""The commands about workbooks: what they refuse, where they write, and how they end."""

import pytest
from test_cli import COUNTY, contents, nianbao
from workbooks import Hand, answered, issued, template

from toolkit.editions import Editions
from toolkit.excel.transfer import open_ours

OWN = COUNTY / "县里的表式.toml"
UNKNOWN = (
    "填报表用的是没有见过的表式。请核对是否别的县、别的年度的表；本单位自己的表式请用 --form 给出。"
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def old(here):
    """What 青石镇 filled in for 2025."""
    return put(here / "old.xlsx", answered())


@pytest.fixture(scope="module")
def own_template(tmp_path_factory):
    """A template of an office's own form."""
    path = tmp_path_factory.mktemp("own") / "own.xlsx"
    assert nianbao("template", "new", "--form", OWN, "-o", path).returncode == 0
    return path


def put(path, content):
    path.write_bytes(content)
    return path


def refused(run, *told):
    assert run.stderr.splitlines() == list(told)
    assert (run.stdout, run.returncode) == ("", 2)


def filled_in(path):
    return open_ours(path.read_bytes(), Editions()).state.figures["licences.licence.decisions"]


def test_values_go_into_a_fresh_workbook_and_the_old_one_stays(old, here):
    fresh = put(here / "new.xlsx", issued())
    run = nianbao("transfer", old, fresh)
    assert run.stdout == f"已把 166 个数和文字部分转进 {fresh}；旧表没有改动。\n"
    assert (filled_in(fresh), old.read_bytes()) == (12, answered())


def test_what_is_filled_in_gives_way_only_when_asked(old, here):
    mine = put(here / "new.xlsx", Hand(issued()).put({"about.signer.value": "王五"}).content)
    what_to_do = "要用旧表的内容替换，请加 --force，或用 -o 另起名字。"
    refused(nianbao("transfer", old, mine), f"{mine}：里面已经填了内容，没有改动它。{what_to_do}")
    assert nianbao("transfer", old, mine, "--force").returncode == 0
    assert filled_in(mine) == 12


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            {"about.code.value": "T02", "about.agency.value": "河湾乡"},
            ("旧表是“青石镇”的，新表是“河湾乡”的，没有转。",),
        ),
        ({"about.year.value": 2026}, ("旧表是 2025 年度的，新表是 2026 年度的，没有转。",)),
        (
            {"about.code.value": "T02", "about.year.value": 2026},
            (
                "旧表是“T01”的，新表是“T02”的，没有转。",
                "旧表是 2025 年度的，新表是 2026 年度的，没有转。",
            ),
        ),
    ],
)
def test_another_agency_s_or_year_s_workbook_is_filled_only_when_asked(old, here, typed, told):
    other = put(here / "new.xlsx", Hand(issued()).put(typed).content)
    what_to_do = "请核对是否选错了文件；确要转的，请加 --force。"
    refused(nianbao("transfer", old, other), *(f"{other}：{line}{what_to_do}" for line in told))
    refused(
        nianbao("transfer", old, other, "-o", here / "third.xlsx"),
        *(f"{other}：{line}{what_to_do}" for line in told),
    )
    assert nianbao("transfer", old, other, "--force").returncode == 0
    assert filled_in(other) == 12


def test_the_old_workbook_is_never_the_new_one(old, here):
    told = "旧表和新表是同一个文件，没有改动它。请另写一个新表的文件名。"
    link = here / "link.xlsx"
    link.symlink_to(old)
    for new in (old, link):
        refused(nianbao("transfer", old, new, "--force"), f"{new}：{told}")
    fresh = put(here / "new.xlsx", issued())
    refused(nianbao("transfer", old, fresh, "-o", old, "--force"), f"{old}：{told}")
    assert old.read_bytes() == answered()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("named", "made"), [("new", "new.xlsx"), ("no/such/new.xlsx", None), ("新.XLSX", None)]
)
def test_a_result_is_an_xlsx_in_a_folder_that_is_made(old, here, named, made):
    assert nianbao("transfer", old, named).returncode == 0
    assert filled_in(here / (made or named)) == 12
    assert nianbao("template", "new", "-o", f"t/{named}").returncode == 0
    assert (here / "t" / (made or named)).is_file()


def test_a_result_by_another_name_is_refused(old, here):
    before = contents(here)
    told = "结果只能写成 .xlsx 文件。请改文件名。"
    refused(nianbao("transfer", old, "new.xls"), f"new.xls：{told}")
    refused(nianbao("transfer", old, "new.xlsx", "-o", "a.et"), f"a.et：{told}")
    refused(nianbao("template", "new", "-o", "q.ods"), f"q.ods：{told}")
    refused(nianbao("template", "stamp", old, "-o", "q.xlsm"), f"q.xlsm：{told}")
    folder = "这是文件夹或设备，不是文件。请写出文件名，如 收回/*.json。"
    refused(nianbao("template", "new", "-o", "."), f".：{folder}")
    in_the_way = "这里已有一个同名的文件，不能当文件夹用。请把它移开，或另写一个文件夹。"
    refused(nianbao("transfer", old, "old.xlsx/new.xlsx"), f"old.xlsx：{in_the_way}")
    assert contents(here) == before


def test_a_template_is_of_a_form_or_of_an_edition(here):
    run = nianbao("template", "new", "--form", OWN, "--edition", "2019")
    refused(run, "--form 和 --edition 只能写一个：表式文件里已经写明版式。")
    assert contents(here) == {}


@pytest.mark.slow
def test_a_template_that_is_not_there_does_not_keep_the_others_from_being_checked(here):
    good = put(here / "good.xlsx", template())
    bad = put(here / "bad.xlsx", b"PK")
    run = nianbao("template", "check", "gone.xlsx", good, bad, good)
    assert run.stdout.count(f"✓ {good}：可以用") == 2
    assert [line.partition("：")[0] for line in run.stderr.splitlines()] == ["gone.xlsx", str(bad)]
    assert run.returncode == 2
    worse = put(here / "worse.xlsx", Hand(template()).put({"requests.new.total": 1}).content)
    assert nianbao("template", "check", good, worse, good).returncode == 1
    assert nianbao("template", "check", good).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("template", "check", "own.xlsx"),
        ("template", "stamp", "own.xlsx", "-o", "b.xlsx"),
        ("template", "check", "--diff", "own.xlsx", "own.xlsx"),
        ("transfer", "own.xlsx", "b.xlsx"),
    ],
)
def test_a_workbook_of_an_office_s_own_form_asks_for_that_form(here, own_template, words):
    put(here / "own.xlsx", own_template.read_bytes())
    refused(nianbao(*words), f"own.xlsx：{UNKNOWN}")
    assert nianbao(*words, "--form", OWN).returncode == 0


def test_an_own_workbook_is_no_fresh_one_for_whom_does_not_name_its_form(here, old, own_template):
    refused(nianbao("transfer", old, own_template), f"{own_template}：{UNKNOWN}")


def test_the_words_of_the_help_name_what_needs_force():
    told = nianbao("transfer", "--help").stdout
    assert "--force" in told
