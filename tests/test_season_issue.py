"""Workbooks sent out for a season: written anew where something changed, never over work."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from seasons import EDUCATION, MEMBERS, NOON, STONE, County
from test_cli import contents, nianbao
from workbooks import Hand

from toolkit.errors import UsageError
from toolkit.model.agency import Agency
from toolkit.say import say_slip
from toolkit.season.issuing import Outbox, issue_season, left_over
from toolkit.season.members import Member, Members

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
FILE = "T01_清禾县青石镇人民政府_2025年度填报表.xlsx"
LATER = date(2026, 1, 31)


@pytest.fixture
def county(tmp_path):
    return County(tmp_path)


def sent(county, *codes):
    """What became of each workbook, by code."""
    return {e.agency.code: e.fate.value for e in issue_season(county.season, codes, now=NOON)}


def every(fate):
    return {member.code: fate for member in MEMBERS}


def issued(county):
    """The files of which the events tell."""
    return [event["file"] for event in county.events if event["what"] == "issued"]


def test_twice_writes_nothing_twice(county):
    assert sent(county) == every("written")
    before, told = contents(county.folder.at("issued")), county.events
    assert sent(county) == every("same")
    assert contents(county.folder.at("issued")) == before
    assert county.events == told
    assert sorted(issued(county)) == sorted(f"下发/{path.name}" for path in before)


def test_what_changed_is_written_anew_and_told_again(tmp_path):
    sent(County(tmp_path))
    later = County(tmp_path, deadline=LATER)
    assert sent(later) == every("written")
    assert len(issued(later)) == 10
    others = [member for member in MEMBERS if member.code != "T03"]
    members = Members([*others, Member(Agency("T03", "清禾县东和镇人民政府", "乡镇"))])
    renamed = County(tmp_path, members, deadline=LATER)
    assert sent(renamed) == every("same") | {"T03": "written"}
    assert left_over(renamed.season).files == ("T03_清禾县东和乡人民政府_2025年度填报表.xlsx",)


def test_nobody_s_work_is_written_over(tmp_path):
    """Neither what somebody typed, nor what is no workbook of ours any more."""
    county = County(tmp_path)
    sent(county)
    mine, other, merely_saved = (
        county.folder.at("issued") / FILE.replace("T01_清禾县青石镇人民政府", name)
        for name in ("T01_清禾县青石镇人民政府", "D01_清禾县教育局", "D02_清禾县财政局")
    )
    mine.write_bytes(Hand(mine.read_bytes()).put({"requests.new.person": 12}).content)
    other.write_bytes(b"my own notes")
    merely_saved.write_bytes(Hand(merely_saved.read_bytes()).content)
    before = contents(county.folder.at("issued"))
    later = County(tmp_path, deadline=LATER)
    assert sent(later) == every("written") | {"T01": "kept", "D01": "kept"}
    after = contents(county.folder.at("issued"))
    assert {path for path in before if after[path] == before[path]} == {mine, other}
    assert len(issued(later)) == 5 + 3


def test_a_file_that_cannot_be_written_stops_nobody(county):
    (county.folder.at("issued") / FILE).mkdir()
    assert sent(county) == every("written") | {"T01": "shut"}
    assert f"下发/{FILE}" not in issued(county)


@pytest.mark.parametrize("named", ["T01", "清禾县青石镇人民政府", "青石镇"])
def test_one_may_be_named_by_code_or_either_name(county, named):
    assert sent(county, named) == {"T01": "written"}


def test_a_stranger_is_told(county):
    with pytest.raises(UsageError) as wrong:
        sent(county, "青石镇", "黑石镇")
    (slip,) = wrong.value.slips
    assert say_slip(slip) == "名单里没有“黑石镇”。请写单位代码、单位全称或简称。"


def test_who_reports_nothing_is_sent_nothing(county):
    county.decide("exemption", "D01", "", "exempt", basis="机构改革过渡")
    gone = {"before": "T02", "after": "T01", "since": "2025-06-01", "heir": "T01"}
    county.decide("reorganisation", "", "T02", "merge", **gone, reporter="T01")
    assert sent(county) == dict.fromkeys(("D02", "T01", "T03"), "written")
    left = left_over(county.season)
    reason = f"2025年6月1日并入{STONE.name}，由{STONE.name}报送"
    assert left.spared == {"县教育局": "机构改革过渡", "河湾乡": reason}
    assert left.files == ()


def test_what_is_nobody_s_any_more_is_named_and_stays(county):
    sent(county)
    county.decide("exemption", "T01", "", "exempt", basis="撤销")
    folder = county.folder.at("issued")
    for name in ("X9_别的局_2025年度填报表.xlsx", "乡镇.zip", "~$别的.xlsx", "说明.docx"):
        (folder / name).write_bytes(b"x")
    assert left_over(county.season).files == (FILE, "X9_别的局_2025年度填报表.xlsx")
    sent(county)
    assert (folder / FILE).exists()


def test_a_run_that_broke_off_is_completed_by_the_next(county, monkeypatch):
    """Written but not told yet; half written."""
    with monkeypatch.context() as broken:
        broken.setattr(Outbox, "tell", lambda *_: None)
        sent(county)
    half = county.folder.at("issued") / f".{FILE}.77"
    half.write_bytes(b"half")
    assert issued(county) == []
    assert sent(county) == every("same")
    assert len(issued(county)) == 5
    assert not half.exists()


def test_two_processes_write_the_same_bytes(tmp_path):
    written = []
    for seed in ("1", "2"):
        county = County(tmp_path / seed).with_files()
        command = [sys.executable, "-m", "toolkit", "issue", str(county.root), "--agency", "T01"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        written.append((county.folder.at("issued") / FILE).read_bytes())
    assert written[0] == written[1]


def test_the_command_says_what_it_did_and_left(tmp_path):
    county = County(tmp_path / "清禾县").with_files()
    county.decide("exemption", "D02", "", "exempt", basis="撤销")
    first = nianbao("issue", county.root)
    assert first.stdout.splitlines() == [
        "清禾县 2025 年度：共 4 份填报表",
        "不用发（1）：",
        "    县财政局：撤销",
        f"    在 {county.folder.at('issued')}",
    ]
    mine = county.folder.at("issued") / FILE
    mine.write_bytes(b"mine")
    shutil.copy(mine, mine.with_name("T01(2).xlsx"))
    (mine.with_name(f"D01_{EDUCATION.name}_2025年度填报表.xlsx")).unlink()
    (mine.with_name(f"D01_{EDUCATION.name}_2025年度填报表.xlsx")).mkdir()
    second = nianbao("issue", county.root)
    assert second.stdout.splitlines() == [
        "清禾县 2025 年度：共 4 份填报表，2 份同原来一样，没有动",
        "已经填了数，没有动；要重发请先把它移走（1）：",
        f"    {FILE}",
        "！D01_清禾县教育局_2025年度填报表.xlsx 写不进去，可能正开着。请关掉它，再运行一次。",
        "不用发（1）：",
        "    县财政局：撤销",
        "“下发”里不是现在要发的，没有动；不用的请移走（1）：",
        "    T01(2).xlsx",
        f"    在 {county.folder.at('issued')}",
    ]
    assert (first.returncode, second.returncode) == (0, 0)
