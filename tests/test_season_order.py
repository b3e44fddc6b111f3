"""In whatever order and however often the same files are collected, the season stands the same."""

import shutil
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seasons import SILENT, SUIT, SUIT_RULE, THREE, County, returned, zipped

from toolkit.season.counted import counting, decided_in
from toolkit.season.ledger import open_ledger
from toolkit.season.meeting import returned_rows
from toolkit.season.standing import Stand

GONE = ("D01/最初.xlsx", "青石镇/第二次/a(1).xlsx", "全部.zip")  # taken away once received
TEXT = "两件都是上年收到的申请引起的。"


class Files(tuple):
    """The files of the season; shown as a word where a test fails."""

    def __repr__(self):
        return f"{len(self)} files"


class Stands(NamedTuple):
    """Everything there is to know of a season, told apart part by part."""

    record: dict  # what `nianbao status --json` says
    here: Stand  # every version with its findings
    figures: list  # that count
    rows: dict  # every file as it lies

    def __repr__(self):
        return "a season"

    def is_like(self, other):
        assert self.record == other.record
        return self.here == other.here and self.figures == other.figures and self.rows == other.rows


@pytest.fixture(scope="module")
def pool():
    """Every file that comes back in this season: where it lies, what it holds, its time."""
    first, faulty = returned("T01", at="2026-01-08T01:00:00Z"), returned("T01", **THREE)
    answered = returned("D01", **SUIT, explained={SUIT_RULE: TEXT}, at="2026-01-12T01:00:00Z")
    files = (
        ("a.xlsx", first, "2026-01-09T00:00:00Z"),
        ("青石镇/第二次/a(1).xlsx", faulty, "2026-01-14T00:00:00Z"),
        ("T01/再发.xlsx", first, "2026-01-16T00:00:00Z"),
        ("T01/再发的.xlsx", faulty, "2026-01-13T00:00:00Z"),
        ("全部.zip", zipped({"河湾乡.xlsx": returned("T02", **SILENT), "a.xlsx": first}), ""),
        ("T02/年报.docx", b"a report of T02", "2026-01-11T00:00:00Z"),
        ("借用.xlsx", returned("T03", name="清禾县河湾乡人民政府"), "2026-01-13T00:00:00Z"),
        ("D01/说明.xlsx", answered, "2026-01-13T00:00:00Z"),
        ("D01/最初.xlsx", returned("D01", **SUIT, at="2026-01-07T01:00:00Z"), ""),
        ("D02/扫描.jpg", b"a scan", "2026-01-10T00:00:00Z"),
        ("D02/扫描.dat", b"a scan", "2026-01-17T00:00:00Z"),
        ("T03/坏了.zip", b"PK\x03\x04 torn", "2026-01-12T00:00:00Z"),
        ("T03/断了.xlsx", b"PK\x03\x04 torn", "2026-01-12T00:00:00Z"),
        ("T03/没写.xlsx", returned("T03", name="", number=""), "2026-01-15T00:00:00Z"),
    )
    return Files(files)


def made(root, decided=True):
    county = County(root)
    if decided:
        county.answer("D01", SUIT_RULE, TEXT, "accept")
    return county


def everything(county):
    here, season = county.stand(), county.season
    with open_ledger(county.folder) as ledger:
        decided = decided_in(ledger)
        figures = [
            (each.agency, each.sha256, each.file, each.figures, each.passages)
            for each in counting(here, season, ledger, decided)
        ]
        rows = returned_rows(county.folder, ledger)
    return Stands(county.record(), here, figures, rows)


def put(county, *files):
    for path, content, time in files:
        county.put(path, content, time)


def take_away(county, *names):
    """Somebody tidies up among what was received."""
    county.stand()
    for name in names:
        county.folder.at("returned").joinpath(name).unlink(missing_ok=True)


@pytest.fixture(scope="module")
def at_once(pool, tmp_path_factory):
    """The season in which everything came at once."""
    county = made(tmp_path_factory.mktemp("at-once"))
    put(county, *pool)
    take_away(county, *GONE)
    return everything(county)


def test_the_season_has_every_sort_of_standing(at_once):
    record = at_once.record
    assert {each["code"]: each["state"] for each in record["agencies"]} == {
        "D01": "通过",
        "D02": "已收（影像件）",
        "T01": "通过·有更正待改",
        "T02": "已收待说明",
        "T03": "通过",
    }
    assert [each["file"] for each in record["unclaimed"]] == ["收回/T03/坏了.zip", "收回/借用.xlsx"]
    assert [agency.code for agency, *_ in at_once.figures] == ["D01", "T01", "T02", "T03"]


@pytest.mark.slow
@settings(max_examples=5)
@given(seed=st.integers(0, 2**32 - 1))
def test_any_order_and_any_repetition_come_to_the_same(seed, pool, at_once, tmp_path_factory):
    """One at a time, in groups, with runs between in which nothing came, and with files again."""
    rng, county = Random(seed), made(tmp_path_factory.mktemp("any"))
    waiting = rng.sample(pool, len(pool))
    while waiting:
        some = rng.randint(1, rng.choice((1, 3, len(waiting))))
        put(county, *waiting[:some])
        waiting = waiting[some:]
        for _ in range(rng.choice((1, 1, 2))):
            county.stand()
        put(county, *rng.sample(pool, 1) if rng.random() < 0.3 else ())
        take_away(county, *rng.sample(GONE, 1) if rng.random() < 0.3 else ())
    put(county, *pool)
    take_away(county, *GONE)
    assert everything(county).is_like(at_once)
    shutil.rmtree(county.root)


@pytest.mark.slow
@settings(max_examples=1)
@given(seed=st.integers(0, 2**32 - 1))
def test_made_anew_from_files_and_events_it_is_the_same(seed, pool, at_once, tmp_path_factory):
    rng, county = Random(seed), made(tmp_path_factory.mktemp("anew"))
    for each in rng.sample(pool, len(pool)):
        put(county, each)
        if rng.random() < 0.4:
            take_away(county, *rng.sample(GONE, rng.randint(0, 3)))
            county.folder.at("ledger").unlink()
    put(county, *pool)
    take_away(county, *GONE)
    county.folder.at("ledger").unlink()
    assert everything(county).is_like(at_once)


@pytest.mark.slow
def test_whole_collections_come_to_the_same_whatever_was_sent_between(pool, tmp_path_factory):
    """With everything that goes back: only how often it went back tells of the order."""
    seasons = []
    for size in (2, len(pool)):
        county = made(tmp_path_factory.mktemp("whole"))
        for begin in range(0, len(pool), size):
            put(county, *pool[begin : begin + size])
            county.collect()
        seasons.append(county.collect())
        assert county.collect().sent == ()
    some, all_ = (_told(each) for each in seasons)
    assert some == all_
    assert all(each.registered.new == each.sent == () for each in seasons)


def _told(collected):
    here = collected.stand
    agencies = [(a.member, a.state, a.series, a.counting, a.days_late) for a in here.agencies]
    return agencies, here.unclaimed
