"""`nianbao new`: what it makes, what it leaves alone, what it says."""

from datetime import date

import pytest
from test_cli import COUNTY, contents, nianbao

from toolkit.season.roster import load_roster
from toolkit.season.settings import SeasonSettings, load_settings

FILES = "season.toml、名单.xlsx、办理单.xlsx、下发/、收回/、退回/、历年/"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def new(*arguments):
    run = nianbao("new", "2024年度", "--county", "清禾县", *arguments)
    assert (run.stderr, run.returncode) == ("", 0)
    return run.stdout.splitlines()


def refused(*arguments):
    run = nianbao("new", *arguments)
    assert (run.stdout, run.returncode) == ("", 2)
    return run.stderr.splitlines()


def test_a_season_is_made_out_of_a_list(here):
    assert new("--year", "2024", "--roster", COUNTY / "名单.csv") == [
        "清禾县 2024 年度",
        f"名单：22 家，取自 {COUNTY / '名单.csv'}",
        f"已建好：2024年度 里的 {FILES}",
        "接着：",
        "    1. 打开 2024年度/名单.xlsx，核对一遍，存盘；",
        "    2. 打开 2024年度/season.toml，写上截止日期和报给谁，存盘；",
        "    3. 上年的报告放进 2024年度/历年，上年的数会替各单位填好；",
        "    4. 下发：nianbao issue 2024年度",
    ]
    season = here / "2024年度"
    assert list(load_roster(season / "名单.xlsx")) == list(load_roster(COUNTY / "名单.csv"))
    assert load_settings(season / "season.toml") == SeasonSettings("清禾县", 2024, "2021")
    assert sorted(path.name for path in season.iterdir() if path.is_dir()) == sorted(
        ("下发", "收回", "退回", "历年")
    )


def test_without_a_list_the_roster_is_to_be_filled_in(here):
    assert "    1. 打开 2024年度/名单.xlsx，每家单位填一行，存盘；" in new("--year", "2024")


def test_without_a_year_it_is_the_last_one_and_that_is_said(here):
    last = date.today().year - 1
    assert new()[0] == f"清禾县 {last} 年度（没有写 --year，用上一个公历年）"
    assert load_settings(here / "2024年度" / "season.toml").year == last


def test_the_edition_is_that_in_force(here):
    new("--year", "2020")
    assert load_settings(here / "2024年度" / "season.toml").edition == "2019"


def test_the_same_again_does_no_harm(here):
    new("--year", "2024", "--roster", COUNTY / "名单.csv")
    before = contents(here)
    told = new("--roster", COUNTY / "上年.json")
    assert contents(here) == before
    assert told[:3] == [
        "清禾县 2024 年度",
        f"已有名单，没有用 {COUNTY / '上年.json'}；要用它，请先把已有的名单移到别处。",
        f"已有，没有动：2024年度 里的 {FILES}",
    ]


def test_what_is_missing_is_made_from_what_is_there(here):
    new("--year", "2024", "--roster", COUNTY / "名单.csv")
    before = contents(here)
    (here / "2024年度" / "办理单.xlsx").unlink()
    (here / "2024年度" / "下发").rmdir()
    assert nianbao("new", "2024年度").stdout.splitlines()[1:3] == [
        "已建好：2024年度 里的 办理单.xlsx、下发/",
        "已有，没有动：2024年度 里的 season.toml、名单.xlsx、收回/、退回/、历年/",
    ]
    assert contents(here) == before


def test_a_season_that_is_settled_says_less(here):
    new("--year", "2024")
    settings = here / "2024年度" / "season.toml"
    text = settings.read_text("utf-8").replace('deadline = ""', "deadline = 2025-01-20")
    text = text.replace('recipient = ""', 'recipient = "县政府办"')
    settings.write_text(text.replace('last_year = ""', 'last_year = ".."'), "utf-8")
    assert new()[-2:] == [
        "    1. 打开 2024年度/名单.xlsx，核对一遍，存盘；",
        "    2. 下发：nianbao issue 2024年度",
    ]


def test_reports_of_last_year_are_a_list_too(here):
    told = new("--year", "2024", "--roster", COUNTY / "收回")
    assert told[1] == f"名单：19 家，取自 {COUNTY / '收回'}"
    assert [line[:9] for line in told[2:5]] == ["    · D12", "    · T07", "    · T04"]
    assert len(load_roster(here / "2024年度" / "名单.xlsx")) == 19


def test_the_season_of_another_year_is_left_alone(here):
    new("--year", "2024")
    before = contents(here)
    sentence = (
        "2024年度：这个文件夹已经是 清禾县 2024 年度（2021 年版）的，没有改动。"
        "另一个年度请另写文件夹；要改设置，请改里面的 season.toml。"
    )
    for asked in (["--year", "2025"], ["--county", "河湾县"], ["--edition", "2019"]):
        assert refused("2024年度", *asked) == [sentence]
    assert contents(here) == before


def test_nothing_is_made_where_something_is_wrong(here):
    (here / "名单.csv").write_text("单位,垂管\n甲局,也许\n", "utf-8")
    (here / "file").touch()
    for asked in (
        ["x"],
        ["x", "--county", " ", "--year", "25", "--edition", "2o21"],
        ["x", "--county", "清禾县", "--roster", "名单.csv"],
        ["x", "--county", "清禾县", "--roster", "没有"],
        ["file", "--county", "清禾县"],
        ["file/x", "--county", "清禾县"],
    ):
        assert refused(*asked)
    assert sorted(path.name for path in here.iterdir()) == ["file", "名单.csv"]


def test_options_that_are_wrong_are_named(here):
    told = refused("x", "--county", " ", "--year", "25", "--edition", "2o21")
    assert [line.partition("：")[0] for line in told] == ["--county", "--year", "--edition"]


def test_a_file_where_a_folder_should_be_is_told_before_anything_is_made(here):
    (here / "x").mkdir()
    (here / "x" / "下发").touch()
    told = "这里已有一个同名的文件，不能当文件夹用。请把它移开，或另写一个文件夹。"
    assert refused("x", "--county", "清禾县") == [f"x/下发：{told}"]
    assert [path.name for path in (here / "x").iterdir()] == ["下发"]


def test_a_folder_with_a_blank_is_quoted(here):
    told = nianbao("new", "2024 年度", "--county", "清禾县").stdout
    assert told.endswith('下发：nianbao issue "2024 年度"\n')
