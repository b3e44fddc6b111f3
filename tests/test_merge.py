"""The folders of two computers united: nothing lost, nothing doubled, nobody silently overruled."""

import os
import shutil
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from hashlib import sha256
from unittest.mock import patch

import pen
import pytest
from seasons import MEMBERS, NOON, STONE, SUIT, THREE, County, returned, zipped

from toolkit.errors import Mistake
from toolkit.season.chain import Chain
from toolkit.season.ledger import open_ledger
from toolkit.season.meeting import meet
from toolkit.season.merge import merge
from toolkit.season.roster import roster_book

pytestmark = pytest.mark.slow

EARLY, LATE = "2026-01-12T08:00:00Z", "2026-01-14T08:00:00Z"
OFFICE, ANNEX = "周敏", "韩立"  # who decides on the first and on the second computer
CLASH_ANSWER = (
    "另一台电脑（二科）上，韩立于 2026-01-17 办的是：{theirs}，依据是“来函”。"
    "这里周敏于 2026-01-16 办的是：{ours}，没有变。"
    "照那边办的，填上经办人、日期、依据；不照那边办的，删去这一行。"
)


@pytest.fixture
def ours(tmp_path):
    return County(tmp_path / "一科").with_files()


@pytest.fixture
def theirs(tmp_path):
    return County(tmp_path / "二科").with_files()


@pytest.fixture(autouse=True)
def _nothing_is_drawn():
    with patch("toolkit.season.collect.show", lambda *_: iter(())):
        yield


def merged(ours, theirs, now=NOON):
    return merge(ours.season, theirs.root, now=now)


def book(county):
    return county.folder.at("decisions")


def decide(county, kind, by, on, at=NOON, basis="来函", **fields):
    """A line of the workbook, written and applied."""
    pen.write(book(county), kind, by=by, on=on, basis=basis, **fields)
    assert county.collect(now=at).refused == ()


def tree(root, *without):
    """Every file below a folder: what it holds, and when it was written."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {
        path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in files
        if path.name not in without
    }


def returns(county):
    """What lies in 收回: paths from there, and what is in the files."""
    root = county.folder.at("returned")
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def decided(county):
    """What the ledger holds, a decision a line: by whom, of whom or what, how, from where."""
    with open_ledger(county.folder) as ledger:
        return [
            " ".join(
                filter(None, (r["by"], r["agency"], r["subject"], r["verdict"], r.get("from")))
            )
            for r in ledger.decided.records
        ]


def in_force(county, kind="exemption", agency="T01", subject=""):
    from toolkit.season.counted import decided_in

    with open_ledger(county.folder) as ledger:
        return decided_in(ledger).settled[kind, agency, subject, ""].verdict


# --- files


def test_files_of_the_other_are_copied_with_their_folders_and_times(ours, theirs):
    ours.put("t01.xlsx", returned("T01"))
    theirs.put("青石镇/报表.xlsx", returned("T01"))
    theirs.put("乡镇/河湾乡/报表.xlsx", returned("T02"), LATE)
    theirs.put("邮件/附件.zip", zipped({"东和乡.xlsx": returned("T03")}), EARLY)
    found = merged(ours, theirs).brought
    assert found == (
        ("收回/乡镇/河湾乡/报表.xlsx", "收回/邮件/附件.zip", "收回/青石镇/报表.xlsx"),
        (),
    )
    town = ours.folder.at("returned") / "乡镇/河湾乡/报表.xlsx"
    assert town.read_bytes() == returned("T02")
    assert town.stat().st_mtime == datetime.fromisoformat(LATE).timestamp()
    assert [ours.state(code) for code in ("T01", "T02", "T03")] == ["accepted"] * 3


def test_a_file_that_we_have_is_not_copied_wherever_it_lies(ours, theirs):
    ours.put("东和乡/旧/t03.xlsx", returned("T03"))
    ours.put("t01.xlsx", returned("T01"))
    mail = zipped({"t02.xlsx": returned("T02")})
    ours.put("信.zip", mail)
    theirs.put("t03.xlsx", returned("T03"))
    theirs.put("二月/t01(1).xlsx", returned("T01"))
    theirs.put("信(1).zip", mail)
    assert merged(ours, theirs).brought == ((), ())


def test_whose_folder_a_file_lies_in_there_counts_here_too(ours, theirs):
    ours.put("t01.xlsx", returned("T01", name="", number=""))
    theirs.put("青石镇/t01.xlsx", returned("T01", name="", number=""))
    assert ours.owner("t01.xlsx").startswith("文件里没有写是哪家单位")
    assert merged(ours, theirs).brought.copied == ("收回/青石镇/t01.xlsx",)
    assert ours.owner("t01.xlsx") == "T01"


def test_where_the_two_put_a_file_into_folders_of_two_agencies_it_waits(ours, theirs):
    ours.put("青石镇/a.xlsx", returned("T01"))
    theirs.put("河湾乡/a.xlsx", returned("T01"))
    merged(ours, theirs)
    (waiting,) = ours.stand().unclaimed
    assert waiting.why.startswith(
        "文件里写的是“清禾县青石镇人民政府”，却放在“清禾县河湾乡人民政府”"
    )


def test_a_name_that_something_else_has_gets_a_number(ours, theirs):
    ours.put("乡镇/报表.xlsx", returned("T01"))
    ours.put("部门", b"a note about the bureaus")
    theirs.put("乡镇/报表.XLSX", returned("T02"))
    theirs.put("部门/教育局.xlsx", returned("D01"))
    before = returns(ours)
    assert merged(ours, theirs).brought.copied == (
        "收回/乡镇/报表-2.XLSX",
        "收回/部门-2/教育局.xlsx",
    )
    assert returns(ours).items() >= before.items()


def test_what_programs_leave_behind_is_left_there(ours, theirs):
    theirs.put("~$t01.xlsx", b"lock")
    theirs.put("青石镇/Thumbs.db", b"pictures")
    assert merged(ours, theirs).brought == ((), ())


def test_a_file_that_cannot_be_read_there_is_told(ours, theirs):
    theirs.put("t01.xlsx", returned("T01"))
    theirs.put("t02.xlsx", returned("T02"))
    locked = patch(
        "toolkit.season.merge_files.file_digest", side_effect=[PermissionError, digest()]
    )
    with locked:
        found = merged(ours, theirs)
    assert found.brought == (("收回/t02.xlsx",), ("收回/t01.xlsx",))
    assert merged(ours, theirs).brought == (("收回/t01.xlsx",), ())


def digest():
    return sha256(returned("T02"))


# --- events


def test_events_of_the_other_follow_ours_and_tell_where_they_come_from(ours, theirs):
    theirs.put("t01.xlsx", returned("T01", **THREE))
    theirs.collect()
    ours.put("t02.xlsx", returned("T02"))
    ours.collect()
    mine, other = ours.events, theirs.events
    found = merged(ours, theirs)
    assert found.events == len(other) == 3  # received, its state, sent back
    new = ours.events[len(mine) :]
    marked = [{**event, "from": "二科"} for event in other]
    assert [{k: v for k, v in e.items() if k != "after"} for e in new[:3]] == [
        {k: v for k, v in e.items() if k != "after"} for e in marked
    ]
    assert found.collected.broken_at == 0
    assert found.collected.sent == ()  # what the second computer sent is not sent again
    assert ours.one("T01").sent_back == 1


def test_when_a_file_was_met_first_is_known_from_both(ours, theirs):
    theirs.put("t01.xlsx", returned("T01"))
    theirs.collect(now=datetime.fromisoformat("2026-01-15T09:00:00+08:00"))
    ours.put("青石镇.xlsx", returned("T01"))
    ours.collect()
    merged(ours, theirs)
    assert ours.one("T01").latest.seen == "2026-01-15T09:00:00+08:00"


def test_merging_twice_changes_nothing(ours, theirs):
    theirs.put("青石镇/t01.xlsx", returned("T01", **SUIT))
    decide(theirs, "exemption", ANNEX, "2026-01-17", agency="河湾乡", verdict="免报")
    ours.put("t03.xlsx", returned("T03"))
    decide(
        ours, "exemption", OFFICE, "2026-01-16", agency="河湾乡", verdict="延期", until="2026-02-10"
    )
    first = merged(ours, theirs)
    after = tree(ours.root, "台账.sqlite")
    again = merged(ours, theirs)
    assert (first.nothing, again.nothing) == (False, True)
    assert tree(ours.root, "台账.sqlite") == after


def test_the_other_folder_is_only_read(ours, theirs):
    theirs.put("青石镇/t01.xlsx", returned("T01"))
    decide(theirs, "exemption", ANNEX, "2026-01-17", agency="河湾乡", verdict="免报")
    before = tree(theirs.root)
    merged(ours, theirs)
    assert tree(theirs.root) == before


def test_what_came_from_a_third_computer_keeps_its_mark(ours, theirs, tmp_path):
    third = County(tmp_path / "三科").with_files()
    third.put("t01.xlsx", returned("T01"))
    third.collect()
    merged(theirs, third)
    merged(ours, theirs)
    sources = {event.get("from") for event in ours.events if event.get("agency") == "T01"}
    assert sources == {"三科"}
    assert merged(ours, third).nothing


def test_a_line_torn_off_there_never_happened_and_a_gap_is_told(ours, theirs):
    theirs.put("t01.xlsx", returned("T01"))
    theirs.put("t02.xlsx", returned("T02", **THREE))
    theirs.collect()
    path = theirs.folder.record("events")
    kept = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join((kept[0], *kept[2:-1], kept[-1][:20])))
    found = merged(ours, theirs)
    assert (found.events, found.broken_at) == (len(kept) - 2, 2)


# --- decisions


def test_what_was_decided_there_alone_is_applied_by_date(ours, theirs):
    decide(theirs, "exemption", ANNEX, "2026-01-17", agency="河湾乡", verdict="免报")
    decide(theirs, "rule", ANNEX, "2026-01-15", rule="suit-without-request", verdict="停用")
    decide(
        ours, "waiver", OFFICE, "2026-01-16", rule="empty-passage", agency="青石镇", verdict="豁免"
    )
    assert merged(ours, theirs).decided == 2
    assert decided(ours) == [
        "周敏 T01 empty-passage waive",
        "韩立 suit-without-request off 二科",
        "韩立 T02 exempt 二科",
    ]
    assert ours.state("T02") == "exempt"


def test_a_claim_made_there_holds_here(ours, theirs):
    for county in (ours, theirs):
        county.put("最终版(3).xlsx", returned("T01", name="", number=""))
        county.collect()
    pen.sign(book(theirs), "claim", "收回/最终版(3).xlsx", owner=STONE.name, by=ANNEX)
    theirs.collect()
    assert merged(ours, theirs).clashes == ()
    assert ours.owner("最终版(3).xlsx") == "T01"
    ((_, answer),) = pen.lines(book(ours), "claim")
    assert answer == "已由韩立于 2026-01-18 办理：清禾县青石镇人民政府"


def test_the_same_settled_twice_is_no_clash(ours, theirs):
    decide(
        ours, "exemption", OFFICE, "2026-01-16", agency="青石镇", verdict="延期", until="2026-02-10"
    )
    decide(
        theirs,
        "exemption",
        ANNEX,
        "2026-01-17",
        agency="T01",
        verdict="延期",
        until="2026年2月10日",
    )
    found = merged(ours, theirs)
    assert (found.decided, found.clashes) == (0, ())
    assert len(pen.lines(book(ours), "exemption")) == 1


def test_what_two_computers_settled_differently_waits_for_an_officer(ours, theirs):
    decide(ours, "exemption", OFFICE, "2026-01-16", agency="青石镇", verdict="免报")
    decide(
        theirs,
        "exemption",
        ANNEX,
        "2026-01-17",
        agency="青石镇",
        verdict="延期",
        until="2026-02-10",
    )
    found = merged(ours, theirs)
    assert (found.decided, len(found.clashes)) == (0, 1)
    assert in_force(ours) == "exempt"
    answer = CLASH_ANSWER.format(theirs="延期（到 2026-02-10）", ours="免报")
    line = {"agency": STONE.name, "verdict": "延期", "until": "2026-02-10"}
    assert pen.lines(book(ours), "exemption")[1:] == [(line, answer)]
    assert ours.collect().refused == ()  # unsigned, it waits
    assert pen.lines(book(ours), "exemption")[1:] == [(line, answer)]
    pen.sign(book(ours), "exemption", "2026-02-10", by=OFFICE)
    assert ours.collect().decided == 1
    assert in_force(ours) == "extend"
    assert pen.lines(book(ours), "exemption")[1][1] == "已办理"
    assert merged(ours, theirs).nothing


def test_a_clash_that_an_officer_deleted_is_not_brought_again(ours, theirs):
    decide(ours, "exemption", OFFICE, "2026-01-16", agency="青石镇", verdict="免报")
    decide(
        theirs,
        "exemption",
        ANNEX,
        "2026-01-17",
        agency="青石镇",
        verdict="延期",
        until="2026-02-10",
    )
    merged(ours, theirs)
    pen.clear(book(ours), "exemption", "2026-02-10")
    assert merged(ours, theirs).nothing
    assert len(pen.lines(book(ours), "exemption")) == 1
    decide(
        theirs,
        "exemption",
        ANNEX,
        "2026-01-18",
        agency="青石镇",
        verdict="延期",
        until="2026-02-20",
    )
    assert len(merged(ours, theirs).clashes) == 1  # they changed their mind: asked anew


def test_a_file_that_two_claimed_for_two(ours, theirs):
    for county, owner, by, on in (
        (ours, "清禾县青石镇人民政府", OFFICE, "2026-01-16"),
        (theirs, "清禾县河湾乡人民政府", ANNEX, "2026-01-17"),
    ):
        county.put("最终版(3).xlsx", returned("T01", name="", number=""))
        county.collect()
        pen.sign(
            book(county), "claim", "收回/最终版(3).xlsx", owner=owner, by=by, on=on, basis="来函"
        )
        county.collect()
    merged(ours, theirs)
    assert ours.owner("最终版(3).xlsx") == "T01"
    (_, _), (line, answer) = pen.lines(book(ours), "claim")
    assert (line["file"], line["owner"]) == ("收回/最终版(3).xlsx", "清禾县河湾乡人民政府")
    told = {"theirs": "清禾县河湾乡人民政府", "ours": "清禾县青石镇人民政府"}
    assert answer == CLASH_ANSWER.format(**told)
    pen.sign(book(ours), "claim", "清禾县河湾乡人民政府")
    ours.collect()
    assert ours.owner("最终版(3).xlsx") == "T02"


def test_an_explanation_accepted_here_and_rejected_there(ours, theirs):
    words = {"suit-without-request": "原告直接起诉"}
    for county, verdict, by, on in (
        (ours, "认可", OFFICE, "2026-01-16"),
        (theirs, "不认可", ANNEX, "2026-01-17"),
    ):
        county.put("t01.xlsx", returned("T01", **SUIT, explained=words))
        county.collect()
        pen.sign(
            book(county), "explanation", "原告直接起诉", verdict=verdict, by=by, on=on, basis="来函"
        )
        county.collect()
    merged(ours, theirs)
    assert ours.state("T01") == "accepted"
    (first, _), (line, answer) = pen.lines(book(ours), "explanation")
    seen = ("agency", "finding", "text", "subject")
    assert [line[name] for name in seen] == [first[name] for name in seen]
    assert answer == CLASH_ANSWER.format(theirs="不认可", ours="认可")
    pen.sign(book(ours), "explanation", "不认可", basis="请写明案号")
    ours.collect()
    assert ours.state("T01") == "to-explain"


def test_a_figure_corrected_to_two_numbers(ours, theirs):
    figure, was = "表二 行政许可 本年处理决定数量", "12"
    for county, now, by, on in (
        (ours, "13", OFFICE, "2026-01-16"),
        (theirs, "14", ANNEX, "2026-01-17"),
    ):
        county.put("t01.xlsx", returned("T01"))
        county.collect()
        decide(county, "correction", by, on, agency="青石镇", figure=figure, was=was, now=now)
    merged(ours, theirs)
    line, answer = pen.lines(book(ours), "correction")[1]
    assert (line["was"], line["now"]) == ("13", "14")
    assert answer == CLASH_ANSWER.format(theirs="改成 14", ours="改成 13")
    pen.sign(book(ours), "correction", "14")
    assert ours.collect().refused == ()
    latest = ours.one("T01").latest
    (told,) = (told.sentence for told in latest.told if told.code == "corrected-for")
    assert told.endswith("原来是 12，已由 周敏 于 2026-01-18 代为更正为 14。")


# --- who knew what


def test_a_change_of_mind_on_a_copy_of_our_folder_follows_ours(ours, tmp_path):
    decide(ours, "exemption", OFFICE, "2026-01-16", agency="青石镇", verdict="免报")
    shutil.copytree(ours.root, tmp_path / "二科")
    copy = County(tmp_path / "二科")
    decide(copy, "exemption", ANNEX, "2026-01-17", agency="青石镇", verdict="恢复")
    found = merged(ours, copy)
    assert (found.decided, found.clashes) == (1, ())
    assert in_force(ours) == "restore"
    assert merged(copy, ours).decided == 0


def test_our_change_of_mind_stands_before_what_they_still_think(ours, tmp_path):
    decide(ours, "exemption", OFFICE, "2026-01-16", agency="青石镇", verdict="免报")
    shutil.copytree(ours.root, tmp_path / "二科")
    decide(ours, "exemption", OFFICE, "2026-01-17", agency="青石镇", verdict="恢复")
    assert merged(ours, County(tmp_path / "二科")).nothing


def test_what_was_decided_in_view_of_both_follows_on_the_second_computer_too(ours, theirs):
    decide(ours, "exemption", OFFICE, "2026-01-16", agency="青石镇", verdict="免报")
    decide(
        theirs,
        "exemption",
        ANNEX,
        "2026-01-17",
        agency="青石镇",
        verdict="延期",
        until="2026-02-10",
    )
    merged(ours, theirs)
    decide(
        ours,
        "exemption",
        OFFICE,
        "2026-01-18",
        at=NOON + timedelta(minutes=5),
        agency="青石镇",
        verdict="延期",
        until="2026-02-01",
    )
    found = merged(theirs, ours)
    assert (found.decided, found.clashes) == (1, ())
    assert decided(theirs)[-1] == "周敏 T01 extend 一科"


def test_our_own_lines_come_first(ours, theirs):
    decide(
        theirs,
        "exemption",
        ANNEX,
        "2026-01-17",
        agency="青石镇",
        verdict="延期",
        until="2026-02-10",
    )
    pen.write(book(ours), "exemption", by=OFFICE, on="2026-01-16", agency="青石镇", verdict="免报")
    found = merged(ours, theirs)
    assert (found.applied, found.decided, len(found.clashes)) == (1, 0, 1)
    assert in_force(ours) == "exempt"


def test_lines_that_wait_there_are_counted_and_left(ours, theirs):
    decide(theirs, "exemption", ANNEX, "2026-01-17", agency="青石镇", verdict="免报")
    pen.write(book(theirs), "exemption", agency="河湾乡", verdict="免报")
    pen.write(book(theirs), "rule", rule="empty-passage", verdict="停用", by="")
    found = merged(ours, theirs)
    assert (found.decided, found.waiting) == (1, 2)
    book(theirs).write_bytes(b"no workbook")
    assert merged(ours, theirs).waiting is None
    book(theirs).unlink()
    assert merged(ours, theirs).waiting == 0


def test_a_workbook_that_cannot_be_written_is_told_and_asked_next_time(ours, theirs):
    decide(ours, "exemption", OFFICE, "2026-01-16", agency="青石镇", verdict="免报")
    decide(
        theirs,
        "exemption",
        ANNEX,
        "2026-01-17",
        agency="青石镇",
        verdict="延期",
        until="2026-02-10",
    )
    refused = patch("toolkit.files.os.replace", side_effect=PermissionError(13, "in use"))
    with refused:
        found = merged(ours, theirs)
    assert (found.clashes, found.unwritten) == ((), ("办理单.xlsx",))
    assert len(merged(ours, theirs).clashes) == 1


def test_a_workbook_of_ours_that_cannot_be_read_stops_everything_until_it_is_moved(ours, theirs):
    theirs.put("t01.xlsx", returned("T01"))
    book(ours).write_bytes(b"PK\x03\x04 half of it")
    with pytest.raises(Mistake) as mistake:
        merged(ours, theirs)
    assert [slip.code for slip in mistake.value.slips] == ["decisions-unreadable"]
    book(ours).unlink()
    merged(ours, theirs)
    assert ours.state("T01") == "accepted"
    assert pen.lines(book(ours), "exemption") == []


# --- roster, mistakes


def test_agencies_on_the_other_roster_are_told_and_not_merged(ours, theirs):
    members = [each for each in MEMBERS if each.code != "D02"]
    town, bureau = members[-1], members[0]
    members[-1] = town._replace(agency=town.agency._replace(name="清禾县东和镇人民政府"))
    more = bureau._replace(agency=bureau.agency._replace(code="D09", name="清禾县档案局"), short="")
    theirs.folder.at("roster").write_bytes(roster_book([*members, more]))
    before = ours.folder.at("roster").read_bytes()
    assert merged(ours, theirs).others == (
        "T03：这里是“清禾县东和乡人民政府”，那里是“清禾县东和镇人民政府”",
        "清禾县档案局（D09）",
    )
    assert ours.folder.at("roster").read_bytes() == before


def refused(ours, other):
    before = tree(ours.root)
    with pytest.raises(Mistake) as mistake:
        merge(ours.season, other, now=NOON)
    assert tree(ours.root) == before
    (slip,) = mistake.value.slips
    return slip.code, dict(slip.facts)


def test_another_county_or_year_is_refused_and_both_are_told(ours, tmp_path):
    other = County(tmp_path / "别县", deadline=None)
    other.settings = County(tmp_path / "别县").settings.__class__("临河县", 2024, "2021")
    other.with_files()
    facts = {"county": "清禾县", "year": 2025, "other_county": "临河县", "other_year": 2024}
    assert refused(ours, other.root) == ("merge-another-season", facts)


def test_a_folder_is_not_merged_with_itself(ours):
    (ours.root.parent / "捷径").symlink_to(ours.root)
    assert refused(ours, ours.root.parent / "捷径") == ("merge-itself", {})


def test_what_is_no_season_is_refused(ours, tmp_path):
    assert refused(ours, tmp_path) == ("not-a-season", {})


def test_decisions_of_a_newer_toolkit_are_not_guessed_at(ours, theirs):
    decide(theirs, "exemption", ANNEX, "2026-01-17", agency="青石镇", verdict="免报")
    path = theirs.folder.record("decided")
    path.write_text(path.read_text("utf-8").replace('"exemption"', '"amnesty"'), "utf-8")
    assert refused(ours, theirs.root) == ("merge-not-understood", {})


# --- killed


class Killed(BaseException):
    """What kill -9 is to a program: nothing after it runs."""


@contextmanager
def dying(left):
    """A program that is dead after so many things have reached the disk."""

    def mortal(act):
        def acting(*arguments, **words):
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            return act(*arguments, **words)

        return acting

    with (
        patch("os.replace", mortal(os.replace)),
        patch.object(Chain, "_write", mortal(Chain._write)),
        patch("toolkit.season.merge.meet", mortal(meet)),
    ):
        yield


def two(root):
    """Two computers that share nothing but a clash."""
    ours, theirs = (County(root / name).with_files() for name in ("一科", "二科"))
    theirs.put("青石镇/t01.xlsx", returned("T01", **THREE))
    theirs.put("河湾乡/t02.xlsx", returned("T02"))
    decide(
        theirs,
        "exemption",
        ANNEX,
        "2026-01-17",
        agency="东和乡",
        verdict="延期",
        until="2026-02-10",
    )
    decide(theirs, "exemption", ANNEX, "2026-01-17", agency="县教育局", verdict="免报")
    decide(ours, "exemption", OFFICE, "2026-01-16", agency="东和乡", verdict="免报")
    return ours, theirs


def again(counties, root):
    """The same two once more, with the times of their files."""
    return tuple(County(shutil.copytree(each.root, root / each.root.name)) for each in counties)


def after(county):
    """What a season comes to: files, where all stand, decisions, events by what they tell."""
    events = sorted(
        " ".join(map(str, e.values())) for e in ({**e, "after": ""} for e in county.events)
    )
    clash = pen.lines(book(county), "exemption")
    return returns(county), county.record(), decided(county), events, clash


def test_killed_at_any_step_the_next_run_completes(tmp_path):
    begun = two(tmp_path / "begun")
    whole, other = again(begun, tmp_path / "whole")
    merged(whole, other)
    lives, survived = 0, False
    while not survived:
        ours, theirs = again(begun, tmp_path / str(lives))
        with suppress(Killed), dying(lives):
            merged(ours, theirs)
            survived = True
        merged(ours, theirs)
        assert after(ours) == after(whole), lives
        assert not list(ours.root.glob(".merging*"))
        lives += 1
    assert lives > 7
