"""What was received once stays received, whatever becomes of the folder in which it lay."""

import json
import shutil
from dataclasses import replace
from hashlib import sha256
from unittest.mock import patch

import pytest
from seasons import MEMBERS, NOON, SILENT, SUIT, SUIT_RULE, THREE, County, returned, zipped
from test_cli import nianbao
from workbooks import Hand

from toolkit.errors import UsageError
from toolkit.season.issuing import issue_season
from toolkit.season.ledger import open_ledger
from toolkit.season.members import Members
from toolkit.season.merge import merge
from toolkit.season.originals import content_of
from toolkit.season.status import look, look_closely

EARLY, LATER = "2026-01-10T01:00:00Z", "2026-01-12T01:00:00Z"
FIRST = returned("T01", at=EARLY)
FAULTY = returned("T01", **THREE, at=LATER)


@pytest.fixture
def county(tmp_path):
    return County(tmp_path)


@pytest.fixture
def replaced(county):
    """A return that was accepted, and then replaced in place by a faulty one."""
    county.put("a.xlsx", FIRST, EARLY)
    county.collect()
    county.put("a.xlsx", FAULTY, LATER)
    return county


def sha(content):
    return sha256(content).hexdigest()


def originals(county):
    root = county.folder.at("originals")
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


# ------ The bytes are kept


def test_what_can_be_read_is_kept_under_its_hash(county):
    contents = {"a.XLSX": FIRST, "T01/b.pdf": b"a report", "T02/c.jpg": b"a scan"}
    for name, content in {**contents, "d.dat": b"?", "e.rar": b"Rar!", "f.xlsx": FIRST}.items():
        county.put(name, content)
    county.put("g.zip", zipped({"h.xlsx": FIRST, "i.pdf": b"another"}))
    county.collect()
    expected = {sha(FIRST): ".xlsx", sha(b"a report"): ".pdf", sha(b"a scan"): ".jpg"}
    expected[sha(b"another")] = ".pdf"
    assert {name: sha(content) for name, content in originals(county).items()} == {
        f"{known[:2]}/{known}{ending}": known for known, ending in expected.items()
    }


def test_a_season_of_before_gets_its_originals_the_next_time(county):
    county.put("a.xlsx", FIRST)
    county.collect()
    before = originals(county)
    shutil.rmtree(county.folder.at("originals"))
    assert county.collect().registered.new == ()
    assert originals(county) == before


def test_a_copy_that_was_cut_off_is_taken_away(county):
    county.collect()
    left = county.folder.at("records") / ".原件.4711"
    left.write_bytes(b"half")
    county.collect()
    assert not left.exists()


# ------ Replaced, moved, deleted: it counts


def test_replaced_in_place_both_are_versions(replaced):
    collected = replaced.collect()
    one = replaced.one("T01")
    assert one.state == "accepted-correcting"
    assert [each.sha256 for each in one.series] == [sha(FIRST), sha(FAULTY)]
    assert one.counting.sha256 == sha(FIRST)
    assert [each.key for each in one.series[1].changed] == ["requests.carried_in.person"]
    assert collected.registered.gone == ("收回/a.xlsx",)


def test_deleted_it_counts_and_is_told_every_time(county):
    county.put("T01/a.xlsx", returned("T01", name="", number=""))
    county.put("a.zip", zipped({"b.xlsx": returned("T02", **SILENT), "c.dat": b"?"}))
    here = county.collect().stand
    for name in ("T01", "a.zip"):
        path = county.folder.at("returned") / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for _ in range(2):
        collected = county.collect()
        assert collected.registered.gone == ("收回/T01/a.xlsx", "收回/a.zip!/b.xlsx")
        assert collected.stand.agencies == here.agencies
        assert (collected.sent, collected.registered.new) == ((), ())
    assert look_closely(county.season, NOON).gone == collected.registered.gone


def test_moving_a_file_is_no_loss(county):
    path = county.put("T01/a.xlsx", FIRST)
    county.collect()
    path.rename(county.folder.at("returned") / "b.xlsx")
    assert county.collect().registered.gone == ()
    (version,) = county.one("T01").series
    assert version.file == "收回/b.xlsx"


def test_a_file_put_into_the_right_folder_is_theirs(county):
    path = county.put("T01/a.xlsx", returned("T01", name="", number=""))
    county.put("T02/b.xlsx", returned("T02"))
    county.collect()
    assert (county.state("T01"), county.state("T02")) == ("accepted", "accepted")
    path.rename(county.folder.at("returned") / "T02" / "a.xlsx")
    county.collect()
    assert county.state("T01") == "missing"
    assert len(county.one("T02").series) == 2


def test_what_should_not_count_is_decided_to_be_nobody_s(replaced):
    replaced.collect()
    replaced.decide("claim", "", sha(FIRST)[:12], "nobody")
    collected = replaced.collect()
    assert collected.registered.gone == ()
    assert [each.sha256 for each in replaced.one("T01").series] == [sha(FAULTY)]


def test_a_file_that_another_program_holds_is_not_gone(county, monkeypatch):
    path = county.put("a.xlsx", FIRST)
    county.collect()
    county.put("a.xlsx", FIRST, LATER)
    read = type(path).read_bytes

    def refused(each):
        if each.parent.name == "收回":
            raise PermissionError(13, "no", str(each))
        return read(each)

    monkeypatch.setattr(type(path), "read_bytes", refused)
    collected = county.collect()
    assert collected.registered.gone == ()
    assert [each.sha256 for each in county.one("T01").series] == [sha(FIRST)]


@pytest.mark.slow
@pytest.mark.parametrize("again", [False, True], ids=["collect", "collect again"])
@pytest.mark.parametrize("name", ["a.xlsx", "T01/a.zip"])
def test_its_bytes_go_back_although_it_is_gone(county, name, again):
    """It is an explanation that will not do, of a file that lies nowhere any more."""
    content = returned("T01", **SUIT, explained={SUIT_RULE: "情况属实"})
    path = county.put(name, zipped({"b.xlsx": content}) if name.endswith("zip") else content)
    assert county.collect().sent == ()
    path.unlink()
    county.answer("T01", SUIT_RULE, "情况属实", "reject", basis="请写明案号")
    (sent,) = county.collect(again=again).sent
    figures = Hand((county.root / sent).read_bytes()).read().figures
    assert {key: figures[key].value for key in SUIT["figures"]} == SUIT["figures"]


def test_the_bytes_of_a_hash_are_those_and_no_others(replaced):
    replaced.collect()
    assert content_of(replaced.folder, sha(FIRST), "收回/a.xlsx") == FIRST
    assert content_of(replaced.folder, sha(FAULTY), "收回/a.xlsx") == FAULTY
    (path,) = replaced.folder.at("originals").rglob(f"{sha(FIRST)}.xlsx")
    path.write_bytes(b"somebody saved it")
    for lying in ("收回/a.xlsx", "收回/b.xlsx", "收回/a.xlsx!/b.xlsx"):
        with pytest.raises(UsageError, match="original-lost"):
            content_of(replaced.folder, sha(FIRST), lying)
    replaced.put("b.xlsx", FIRST)
    assert content_of(replaced.folder, sha(FIRST), "收回/b.xlsx") == FIRST


def test_collect_says_what_is_gone(replaced):
    replaced.with_files()
    told = nianbao("collect", str(replaced.root)).stdout.splitlines()
    at = told.index("收过、现在不在“收回”里的文件（1）：")
    assert told[at + 1 : at + 3] == [
        "    收回/a.xlsx（原处换了另一个文件）",
        "    仍按收到的算；不该算的，在办理单“认领”表里选“不是报送件”。",
    ]
    assert told[at] in nianbao("status", str(replaced.root)).stdout.splitlines()


def test_what_a_second_computer_received_and_has_no_more_is_taken_over(tmp_path):
    ours, theirs = County(tmp_path / "一科").with_files(), County(tmp_path / "二科").with_files()
    theirs.put("a.xlsx", FIRST, EARLY)
    theirs.collect()
    theirs.put("a.xlsx", FAULTY, LATER)
    theirs.collect()
    with patch("toolkit.season.collect.show", lambda *_: iter(())):
        merge(ours.season, theirs.root, now=NOON)
    assert ours.one("T01").series == theirs.one("T01").series


# ------ A lost database is made anew before anything is said


@pytest.fixture
def lost(replaced):
    """A season with something gone, whose database is lost; and how it stood."""
    replaced.put("T02.xlsx", returned("T02", **SUIT))
    replaced.with_files().collect()
    before = replaced.collect().stand, replaced.events
    replaced.folder.at("ledger").unlink()
    return replaced, *before


def test_collecting_again_meets_everything_first(lost):
    county, before, told = lost
    collected = county.collect(again=True)
    assert (collected.stand, collected.sent, county.events) == (before, (), told)


@pytest.mark.slow
def test_sending_out_meets_everything_first(lost):
    county, before, told = lost
    issue_season(county.season, now=NOON)
    assert [each for each in county.events if each["what"] != "issued"] == list(told)
    assert look(county.season, NOON) == before


def test_status_meets_everything_first(lost):
    county, before, told = lost
    assert (look(county.season, NOON), county.events) == (before, told)


def test_a_database_of_last_week_knows_what_came_since(replaced):
    kept = replaced.folder.at("ledger").read_bytes()
    replaced.put("b.xlsx", returned("T02"))
    before = replaced.collect().stand
    replaced.folder.at("ledger").write_bytes(kept)
    assert look(replaced.season, NOON) == before


def test_status_takes_no_newness_away(county):
    county.put("a.xlsx", FIRST)
    assert look(county.season, NOON).agencies[2].state == "accepted"
    assert county.events == ()
    assert county.collect().registered.new == ("收回/a.xlsx",)
    assert county.collect().registered.new == ()


def test_what_was_written_in_a_file_is_looked_for_once(county):
    county.put("a.xlsx", FIRST)
    county.stand()
    with open_ledger(county.folder) as ledger:
        assert [agency for _, agency, *_ in ledger.verdicts()] == ["T01"]
    with patch("toolkit.season.whose.evidence", side_effect=AssertionError):
        county.stand()
    county.members = Members(member._replace(short="") for member in MEMBERS)
    anew = patch("toolkit.season.whose.evidence", side_effect=LookupError)
    with anew, pytest.raises(LookupError):
        county.stand()


# ------ Last year: a season that lost its database, a single file


@pytest.fixture
def last(tmp_path):
    """Last year's season, in which T01 reported."""
    county = County(tmp_path / "2024")
    county.settings = replace(county.settings, year=2024, deadline=None)
    county.with_files()
    county.put("a.xlsx", returned("T01", year=2024, figures={"licences.licence.decisions": 77}))
    county.collect()
    return county


def licences(county):
    """What T01 reported last year, as this year's season knows it."""
    from toolkit.season.counted import decided_in
    from toolkit.season.last_year import earlier_of

    with open_ledger(county.folder) as ledger:
        earlier = earlier_of(county.season, ledger, decided_in(ledger))
        return earlier.of(MEMBERS.of("T01"), 2025).last.figures["licences.licence.decisions"].value


def after(last, named="../2024"):
    county = County(last.root.parent / "2025")
    county.settings = replace(county.settings, last_year=named)
    return county


@pytest.mark.slow
@pytest.mark.parametrize("content", [None, b"", b"damaged" * 999], ids=["gone", "empty", "damaged"])
def test_last_year_is_read_anew_where_its_database_is_lost(last, content):
    last.folder.at("returned").joinpath("a.xlsx").unlink()
    path = last.folder.at("ledger")
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    before = {p: p.read_bytes() for p in last.root.rglob("*") if p.is_file()}
    assert licences(after(last)) == 77
    assert {p: p.read_bytes() for p in last.root.rglob("*") if p.is_file()} == before


def test_a_season_in_which_nothing_came_is_no_last_year(last):
    for what in ("ledger", "returned", "records"):
        path = last.folder.at(what)
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(UsageError, match="last-year-empty"):
        licences(after(last))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.xlsx", "a.json", "a.zip"])
def test_last_year_may_be_a_single_file(last, name):
    content = returned("T01", year=2024, figures={"licences.licence.decisions": 78})
    record = {"code": "T01", "year": 2024, "figures": {"licences.licence.decisions": 78}}
    contents = {"a.xlsx": content, "a.json": json.dumps(record).encode()}
    file = last.root.parent / name
    file.write_bytes(contents.get(name) or zipped({"T01.xlsx": content}))
    county = after(last, f"../{name}")
    assert (licences(county), licences(county)) == (78, 78)


def test_a_single_file_without_figures_is_no_last_year(last):
    (last.root.parent / "a.pdf").write_bytes(b"nothing")
    with pytest.raises(UsageError, match="last-year-empty"):
        licences(after(last, "../a.pdf"))


def test_a_figure_of_last_year_that_was_corrected_is_compared_anew(last):
    county = after(last)
    county.put("a.xlsx", returned("T01"))

    def found():
        (version,) = county.one("T01").series
        return {finding.code for finding in version.findings}

    before = found()
    (version,) = last.one("T01").series
    told = {"file": version.sha256, "was": "0", "now": "9"}
    last.decide("correction", "T01", "requests.carried_out.person", "correct", **told)
    assert found() != before
