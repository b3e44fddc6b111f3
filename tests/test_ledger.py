"""The ledger: what cannot be worked out again is never lost, the rest is worked out again."""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from seasons import NOON, SUIT, SUIT_RULE, THREE, County, returned
from test_cli import nianbao

from toolkit.errors import UsageError
from toolkit.season.ledger import Reading, Row, open_ledger, peek_ledger
from toolkit.season.status import look_closely

ROW = Row(
    "收回/a.xlsx", 3, 1_768_000_000_123_456_789, "1f" * 32, "workbook", "2026-01-10T00:00:00Z"
)
RECEIVED = {"what": "received", "at": "2026-01-10T08:00:00+08:00", "path": ROW.path}
RECEIVED |= {"sha256": ROW.sha256, "kind": "workbook", "modified": ROW.modified, "wrong": ""}
READING = Reading("1f" * 32, "one", "workbook", "2026-01-09T00:00:00Z", "WPS 表格", "{}")


@pytest.fixture
def county(tmp_path):
    return County(tmp_path)


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A county of which three agencies have sent something, and one explanation is accepted."""
    county = County(tmp_path_factory.mktemp("once"))
    county.put("a.xlsx", returned("T01"))
    county.put("T02/b.xlsx", returned("T02", **THREE))
    county.put("D01/c.xlsx", returned("D01", **SUIT, explained={SUIT_RULE: "上年收的"}))
    county.answer("D01", SUIT_RULE, "上年收的", "accept")
    county.collect()
    return county


@pytest.fixture
def sent(once, tmp_path):
    """The same in a folder of its own."""
    shutil.copytree(once.root, tmp_path / "season")
    return County(tmp_path / "season")


def opened(county):
    return open_ledger(county.folder)


def test_what_is_kept_is_there_the_next_time(county):
    with opened(county) as ledger:
        ledger.keep_paths([ROW], [])
        ledger.keep_readings([READING])
        ledger.keep_verdicts([("1f" * 32, "T01", "context", "body")])
        ledger.tell([RECEIVED])
        ledger.decide([{"kind": "claim"}])
    with opened(county) as ledger:
        assert ledger.paths() == {ROW.path: ROW}
        assert ledger.reading("1f" * 32) == READING
        assert ledger.outlines() == {"1f" * 32: READING[2:5]}
        assert list(ledger.verdicts()) == [("1f" * 32, "T01", "context", "body")]
        assert [each["what"] for each in ledger.events.records] == ["received"]
        assert [each["kind"] for each in ledger.decided.records] == ["claim"]
        assert (ledger.events.broken_at, ledger.decided.broken_at) == (0, 0)


def test_what_was_never_read_is_not_there(county):
    with opened(county) as ledger:
        assert ledger.reading("1f" * 32) is None
        assert (ledger.paths(), ledger.outlines(), list(ledger.verdicts())) == ({}, {}, [])


def test_a_path_that_is_gone_is_forgotten_and_what_was_read_stays(county):
    with opened(county) as ledger:
        ledger.keep_paths([ROW], [])
        ledger.keep_readings([READING])
        ledger.keep_paths([], [ROW.path])
        assert ledger.paths() == {}
        assert ledger.reading(ROW.sha256) == READING


def test_what_another_reader_read_is_read_again(county):
    with opened(county) as ledger:
        ledger.keep_readings([READING, READING._replace(sha256="2f" * 32, reader="two")])
        assert ledger.read(lambda reader: reader == "two") == {"2f" * 32: "workbook"}


def test_a_ledger_that_is_gone_is_made_anew_from_files_and_events(sent):
    before = sent.record()
    told = sent.events
    sent.folder.at("ledger").unlink()
    assert sent.collect().sent == ()
    assert sent.record() == before
    assert sent.events == told


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"no database at all, but long enough" * 99,
        lambda content: content[:5000],
        lambda content: content[:8192] + b"\xff" * 4096 + content[12288:],
        lambda content: b"",
    ],
    ids=["other", "cut", "a page", "empty"],
)
def test_a_damaged_ledger_is_put_aside_and_made_anew(sent, damage):
    before, path = sent.record(), sent.folder.at("ledger")
    damaged = damage(path.read_bytes())
    path.write_bytes(damaged)
    assert sent.collect().sent == ()
    assert sent.record() == before
    aside = path.with_name(f"{path.name}.damaged")
    assert not damaged or aside.read_bytes() == damaged


def test_when_a_file_came_first_is_not_forgotten_with_the_ledger(sent):
    sent.folder.at("ledger").unlink()
    sent.put("a.xlsx", returned("T01"), "2026-01-17T08:00:00Z")
    (version,) = sent.one("T01").series
    assert (version.sent, version.seen) == ("2026-01-15T08:00:00Z", "2026-01-18T12:00:00+00:00")


def test_a_gap_in_the_events_is_told_and_stops_nothing(sent):
    path = sent.folder.record("events")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2] + lines[3:]))
    collected = sent.collect()
    assert collected.broken_at == 3
    assert sent.collect().broken_at == 3


def test_a_season_can_be_carried_elsewhere(sent, tmp_path_factory):
    """On a stick, that is, and with the times of files as coarse as such a stick has them."""
    before = sent.record()
    elsewhere = tmp_path_factory.mktemp("stick") / "年报"
    shutil.copytree(sent.root, elsewhere, copy_function=shutil.copy)
    there = County(elsewhere)
    collected = there.collect()
    assert (collected.sent, collected.registered.new) == ((), ())
    assert there.record() == before


def test_a_second_run_is_told_that_there_is_a_first(sent):
    before = _files(sent)
    with (
        opened(sent),
        pytest.raises(UsageError, match="season-in-use"),
        opened(sent),
    ):
        pass
    assert _files(sent) == before
    assert sent.collect().sent == ()


def _files(county):
    there = (path for path in county.root.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in there}


@pytest.mark.parametrize("command", ["collect", "issue"])
def test_the_second_says_so_in_one_sentence_and_harms_nothing(sent, command):
    sent.with_files()
    before = _files(sent)
    with opened(sent):
        second = nianbao(command, str(sent.root))
    assert (second.returncode, second.stdout) == (2, "")
    assert len(second.stderr.splitlines()) == 1
    assert "正在" in second.stderr
    assert _files(sent) == before


def test_a_run_that_was_killed_keeps_nobody_out(sent):
    code = (
        "import os, pathlib, signal, sys; from toolkit.season.folder import Folder\n"
        "from toolkit.season.ledger import open_ledger\n"
        "with open_ledger(Folder(pathlib.Path(sys.argv[1]))): os.kill(os.getpid(), signal.SIGTERM)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(sent.root)], check=False)
    assert killed.returncode
    assert sent.collect().sent == ()


def test_a_ledger_that_another_program_holds_is_the_operator_s_mistake(sent, monkeypatch):
    connect = sqlite3.connect
    monkeypatch.setattr("sqlite3.connect", lambda path: connect(path, timeout=0.01))
    other = connect(sent.folder.at("ledger"))
    try:
        other.execute("begin exclusive")
        with pytest.raises(UsageError, match="cannot-write-file"), opened(sent):
            pass
        other.execute("rollback")
    finally:
        other.close()
    assert not sent.folder.at("ledger").with_name("台账.sqlite.damaged").exists()


def test_the_ledger_of_another_season_is_only_looked_into(sent):
    before = _files(sent)
    ledger = peek_ledger(sent.folder)
    ledger.keep_verdicts([("1f" * 32, "T01", "context", "body")])
    assert len(ledger.paths()) == 3
    ledger.close()
    assert _files(sent) == before


@pytest.mark.parametrize("content", [None, b"", b"no database at all, but long enough" * 99])
def test_where_there_is_no_ledger_nothing_is_in_it_and_none_is_made(sent, content):
    path = sent.folder.at("ledger")
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    before = _files(sent)
    with closing(peek_ledger(sent.folder)) as ledger:
        assert (ledger.paths(), len(ledger.decided.records)) == ({}, 1)
        ledger.keep_paths([ROW], [])
    assert _files(sent) == before


@pytest.mark.parametrize(
    "told",
    [
        {"what": "received", "at": "2026-01-10", "path": "收回/a.xlsx"},
        {"what": "state", "at": "2026-01-10", "agency": "T01"},
        {"what": "issued", "at": "2026-01-10"},
        {"what": "sent-back", "at": "2026-01-10", "file": "退回/a.xlsx"},
        {"what": "else", "at": "2026-01-10", "told": ["a"]},
        {"what": ["received"], "at": "2026-01-10"},
        {"at": "2026-01-10"},
        {"what": "state", "agency": "T01", "state": "missing", "sha256": "", "at": 1},
    ],
    ids=["received", "state", "issued", "sent back", "told", "a list", "what", "when"],
)
def test_an_event_that_lacks_a_word_is_a_broken_line_and_is_passed_over(sent, told):
    before, count = sent.record(), len(sent.events)
    with opened(sent) as ledger:
        ledger.tell([told])
    collected = sent.collect()
    assert (collected.broken_at, collected.sent) == (count + 1, ())
    assert len(sent.events) == count
    assert sent.record() == before


def rewrite_decision(county, **other):
    """A line of the decisions as somebody else would have it."""
    path = county.folder.record("decided")
    (line,) = path.read_bytes().splitlines()
    path.write_bytes(json.dumps({**json.loads(line), **other}).encode() + b"\n")


def test_a_changed_line_of_the_decisions_is_told(sent):
    sent.answer("D01", SUIT_RULE, "别的", "accept")
    path = sent.folder.record("decided")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0].replace("王主任".encode(), "刘主任".encode()) + lines[1])
    collected = sent.collect()
    assert (collected.decided_broken_at, collected.broken_at) == (2, 0)
    assert look_closely(sent.season, NOON).decided_broken_at == 2


def test_a_decision_that_nobody_understands_is_told_and_not_applied(sent):
    rewrite_decision(sent, kind="whatever")
    assert sent.collect().decided_broken_at == 1
    assert sent.state("D01") == "explained"


def test_status_tells_a_broken_ledger_beside_its_json(sent):
    sent.with_files()
    path = sent.folder.record("events")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    rewrite_decision(sent, after="0" * 16)
    looked = nianbao("status", str(sent.root), "--json")
    assert json.loads(looked.stdout)["county"] == "清禾县"
    assert [line.split("：")[0].split("/")[-1] for line in looked.stderr.splitlines()] == [
        "事件.jsonl",
        "办理.jsonl",
    ]
