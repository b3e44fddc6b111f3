"""season.toml: written by us, changed by officers, told by line where it is wrong."""

from datetime import date

import pytest

from toolkit.errors import Mistake
from toolkit.season.settings import SeasonSettings, load_settings, read_date, settings_text

LEAST = 'county = "清禾县"\nyear = 2025\nedition = "2021"\n'


@pytest.fixture
def season(tmp_path):
    """Writes a season.toml and says where it is."""

    def write(text):
        path = tmp_path / "season.toml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def slips(path):
    with pytest.raises(Mistake) as wrong:
        load_settings(path)
    return [f"{slip.line} {slip.key} {slip.code}" for slip in wrong.value.slips]


@pytest.mark.parametrize(
    "settings",
    [
        SeasonSettings("清禾县", 2025, "2021"),
        SeasonSettings("清禾县", 2025, "2021", deadline=date(2026, 1, 20), recipient="县政府办"),
        SeasonSettings('名字里有"引号"和\\的县', 2020, "2019", recipient="一\n二"),
    ],
)
def test_what_is_written_is_read_again(season, settings):
    assert load_settings(season(settings_text(settings))) == settings


def test_every_word_has_a_remark_above_it():
    lines = settings_text(SeasonSettings("清禾县", 2025, "2021")).splitlines()
    words = [number for number, line in enumerate(lines) if "=" in line and line[0] != "#"]
    assert len(words) == 8
    assert all(lines[number - 1].startswith("# ") for number in words)


def test_three_words_are_enough(season):
    assert load_settings(season(LEAST)) == SeasonSettings("清禾县", 2025, "2021")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-01-20", date(2026, 1, 20)),
        ("2026-01-20 17:00:00", date(2026, 1, 20)),
        ('"2026-01-20"', date(2026, 1, 20)),
        ('"2026年1月20日"', date(2026, 1, 20)),
        ('" "', None),
    ],
)
def test_the_deadline_as_people_write_it(season, written, day):
    assert load_settings(season(f"{LEAST}deadline = {written}")).deadline == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026/1/5", date(2026, 1, 5)),
        ("2026.01.05", date(2026, 1, 5)),
        (" 2026 年 1 月 5 日 ", date(2026, 1, 5)),
        ("2026-01-05 00:00:00", date(2026, 1, 5)),
        ("2026-02-30", None),
        ("20260105", date(2026, 1, 5)),
        ("2206-01-05", None),
        ("1月5日", None),
        ("46027", date(2026, 1, 5)),
        ("", None),
    ],
)
def test_which_texts_are_dates(text, day):
    assert read_date(text) == day


def test_an_edition_without_quotes_is_the_same(season):
    assert load_settings(season(LEAST.replace('"2021"', "2021"))).edition == "2021"


def test_paths_go_from_the_folder_of_the_season(season, tmp_path):
    (tmp_path / "模板").mkdir()
    (tmp_path / "模板" / "填报表.xlsx").touch()
    (tmp_path / "县里的.toml").touch()
    told = 'template = "模板/填报表.xlsx"\nform = "县里的.toml"\nlast_year = "模板"\n'
    settings = load_settings(season(LEAST + told))
    assert settings == SeasonSettings(
        "清禾县", 2025, "", "模板/填报表.xlsx", "县里的.toml", last_year="模板"
    )


def test_a_form_of_one_s_own_says_its_edition_itself(season, tmp_path):
    (tmp_path / "own.toml").touch()
    told = 'county = "清禾县"\nyear = 2025\nform = "own.toml"\n'
    assert load_settings(season(told)).edition == ""


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_lines(season):
    text = """
county = " "
year = 25
edition = "2O21"
deadline = "明天"
template = "模板.xlsx"
recipient = 3
recipent = "县政府办"
"""
    assert slips(season(text)) == [
        "2 county no-county",
        "3 year no-such-year",
        "4 edition no-such-edition",
        "5 deadline not-a-date",
        "6 template path-missing",
        "7 recipient wrong-type",
        "8 recipent unknown-word",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["0  word-missing"] * 3),
        (LEAST.replace("county", "conty"), ["1 conty unknown-word"]),
        (LEAST.replace("2025", '"2025"'), ["2 year wrong-type"]),
        (LEAST.replace("2025", "2101"), ["2 year no-such-year"]),
        (LEAST.replace("2025", "true"), ["2 year wrong-type"]),
        (LEAST + "deadline = 2025-12-31", ["4 deadline deadline-too-early"]),
        (LEAST + "deadline = 2026-1-20", ["4 deadline not-a-date"]),
        (LEAST + "deadline = 2026-02-30 # 二月", ["4 deadline not-a-date"]),
        (LEAST + "deadline = 20260120", ["4 deadline not-a-date"]),
        (LEAST + r'template = "模板\填报表.xlsx"', ["4 template backslash"]),
        (LEAST + r'last_year = "D:\new"', ["4 last_year backslash"]),
        (LEAST + r"last_year = '..\去年'", ["4 last_year backslash"]),
        (LEAST + 'template = ".."', ["4 template path-missing"]),
        (LEAST + 'county = "河湾县"', ["4  syntax-twice"]),
        (LEAST + 'recipient = "县政府办', ["4  syntax"]),
        (LEAST.encode("gb18030"), ["0  not-utf8"]),
    ],
)
def test_what_is_told_of_a_slip(season, text, told):
    assert slips(season(text)) == told


def test_a_folder_without_settings_is_no_season(tmp_path):
    assert slips(tmp_path / "season.toml") == ["0  not-a-season"]
