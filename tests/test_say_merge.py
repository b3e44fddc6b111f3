"""What is said when two computers are united: mistakes, clashes, and the command itself."""

import officer
import pen
import pytest
from officer import FILE, NEW, TEXT, members
from seasons import MEMBERS, THREE, County, returned
from test_cli import nianbao

from toolkit import load_form
from toolkit.errors import Slip
from toolkit.say import say_slip
from toolkit.season.decision_line import Kind, Line, text_sha
from toolkit.season.merge_decided import Clash
from toolkit.season.merge_lines import Asking

SAID = {
    ("merge-itself", ()): "这就是同一个年度文件夹。请写另一台电脑上的那一个。",
    (
        "merge-another-season",
        (("county", "甲县"), ("year", 2025), ("other_county", "乙县"), ("other_year", 2024)),
    ): "这里是 甲县 2025 年度的，那里是 乙县 2024 年度的，没有合并。请核对文件夹。",
    ("decisions-unreadable", (("told", "文件是空的。"),)): (
        "文件是空的。里面办的事读不出来，没有往下做。请换回能打开的一份；"
        "实在没有，把它移到别处，会新做一份，办过的都在台账里。"
    ),
    ("merge-not-understood", ()): (
        "另一台电脑上的办理记录有看不懂的，没有合并。请先把两台电脑上的 nianbao 换成同一个版本。"
    ),
}


@pytest.mark.parametrize(("said", "sentence"), SAID.items(), ids=[code for code, _ in SAID])
def test_what_is_said(said, sentence):
    code, facts = said
    assert say_slip(Slip(code, facts=facts)) == sentence


def signed(kind, *told, **more):
    return officer.signed(Kind(kind), *told, **more)


SPLIT = {"before": "T01", "after": "T02;清禾县新区管理委员会", "since": "2024-01-01"}
SPLIT |= {"heir": "T02", "reporter": "T03"}
WORDS = {"text_sha": text_sha(TEXT)}
TOLD = [  # a decision → what it comes to in words
    (signed("claim", "", FILE[:12], "T01"), "清禾县青石镇人民政府"),
    (signed("claim", "", FILE[:12], "nobody"), "不是报送件"),
    (signed("explanation", "T02", "far.x", "reject", **WORDS), "不认可"),
    (signed("explanation", "T02", "far.x", "withdraw", **WORDS), "撤回"),
    (signed("waiver", "T01", "balance", "waive"), "豁免"),
    (signed("waiver", "T01", "balance", "cancel"), "取消"),
    (signed("exemption", "T01", "", "exempt"), "免报"),
    (signed("exemption", "T01", "", "extend", until="2024-02-10"), "延期（到 2024-02-10）"),
    (signed("exemption", "T01", "", "restore"), "恢复"),
    (signed("correction", "T01", NEW, "correct", file="7", was="3", now="5"), "改成 5"),
    (signed("correction", "T01", NEW, "withdraw", file="7", was="3", now="3"), "撤回"),
    (
        signed("reorganisation", "", "T01", "split", **SPLIT),
        "拆分（现单位清禾县河湾乡人民政府、清禾县新区管理委员会，2024-01-01 起，"
        "上年结转由清禾县河湾乡人民政府接，由清禾县柳林街道办事处报送）",
    ),
    (signed("reorganisation", "", "T01", "cancel", before="T01", after=""), "作废"),
    (signed("rule", "", "balance", "probation"), "试行"),
    (
        signed("publication", "T01", "", "publish", url="https://a.cn", file="7"),
        "已发布（https://a.cn）",
    ),
    (signed("publication", "T01", "", "sign", file="7"), "已签发"),
]


def asking(*lines):
    return Asking(members(), MEMBERS, load_form("2021"), lines, "二科")


@pytest.mark.parametrize(("decision", "told"), TOLD, ids=[f"{d.kind} {d.verdict}" for d, _ in TOLD])
def test_what_a_decision_comes_to(decision, told):
    assert asking().told(decision) == told


def shown(theirs, ours=None, *lines):
    """The cells of the line for a clash, without the sentence beside it."""
    line = asking(*lines).line(Clash(ours or theirs, theirs))
    return line.sheet, {name: text for name, text in line.fields.items() if name != "answer"}


def test_a_line_holds_what_the_other_computer_settled():
    town = "清禾县青石镇人民政府"
    assert shown(signed("waiver", "T01", "balance", "waive")) == (
        "waiver",
        {"rule": "balance 收到与办理、结转相等", "agency": town, "verdict": "豁免"},
    )
    assert shown(signed("rule", "", "balance", "off")) == (
        "rule",
        {"rule": "balance 收到与办理、结转相等", "verdict": "停用"},
    )
    assert shown(signed("publication", "T01", "", "publish", url="https://a.cn", file="7")) == (
        "publication",
        {"agency": town, "verdict": "已发布", "url": "https://a.cn"},
    )
    assert shown(signed("reorganisation", "", "T01", "split", **SPLIT)) == (
        "reorganisation",
        {
            "verdict": "拆分",
            "before": town,
            "after": "清禾县河湾乡人民政府、清禾县新区管理委员会",
            "since": "2024-01-01",
            "heir": "清禾县河湾乡人民政府",
            "reporter": "清禾县柳林街道办事处",
        },
    )


def test_a_correction_starts_from_the_number_that_stands_here():
    ours = signed("correction", "T01", NEW, "correct", file="7", was="3", now="5")
    theirs = signed("correction", "T01", NEW, "correct", file="7", was="3", now="8")
    back = signed("correction", "T01", NEW, "withdraw", file="7", was="3", now="3")
    figure = "表三（自然人 · 本年新收）"
    line = {"agency": "清禾县青石镇人民政府", "figure": figure, "was": "5", "now": "8"}
    assert shown(theirs, ours) == ("correction", line)
    assert shown(back, ours)[1] == {**line, "now": "撤回"}


def test_what_a_decision_only_names_is_looked_for_on_the_lines():
    claimed = signed("claim", "", FILE[:12], "T01")
    said = signed("explanation", "T02", "far.x", "reject", **WORDS)
    nobody = {"sha": FILE[:12], "file": "收回/最终版(3).xlsx", "says": "某镇"}
    other = {
        "agency": "清禾县青石镇人民政府",
        "subject": "far.x",
        "text": TEXT,
        "finding": "别家的",
    }
    clerk = {**other, "agency": "清禾县河湾乡人民政府", "finding": "相差悬殊"}
    lines = (
        Line("claim", 5, nobody),
        Line("explanation", 6, other),
        Line("explanation", 7, {**clerk, "text": "另写的"}),
        Line("explanation", 8, clerk),
    )
    assert shown(claimed, None, *lines)[1] == {**nobody, "owner": "清禾县青石镇人民政府"}
    assert shown(said, None, *lines)[1] == {**clerk, "verdict": "不认可"}
    assert shown(claimed)[1] == {"sha": FILE[:12], "owner": "清禾县青石镇人民政府"}


def test_the_other_roster_knows_a_name_that_ours_does_not():
    known = Asking(MEMBERS, members(), load_form("2021"), (), "二科")
    assert known.told(signed("claim", "", FILE[:12], "D12")) == members().of("D12").agency.name
    assert known.told(signed("claim", "", FILE[:12], "X99")) == "X99"


@pytest.fixture
def two(tmp_path, monkeypatch):
    """The command line stands beside the folders of two computers."""
    monkeypatch.chdir(tmp_path)
    return (County(tmp_path / name).with_files() for name in ("一科", "二科"))


def run(*arguments):
    done = nianbao("merge", *arguments)
    return done.stdout.splitlines(), done.stderr, done.returncode


def test_the_command_tells_what_was_taken_over(two):
    ours, theirs = two
    theirs.put("青石镇/t01.xlsx", returned("T01", **THREE))
    pen.write(theirs.folder.at("decisions"), "exemption", agency="河湾乡", verdict="免报")
    pen.write(
        ours.folder.at("decisions"),
        "exemption",
        agency="河湾乡",
        verdict="延期",
        until="2026-02-10",
    )
    theirs.collect()
    pen.write(theirs.folder.at("decisions"), "exemption", agency="县教育局", verdict="免报")
    told, wrong, code = run("一科", "二科")
    assert (wrong, code) == ("", 0)
    assert told[: told.index("")] == [
        "先照这里的办理单办理了 1 件。",
        "从 二科 带来：文件 1 个，台账记录 4 条，办理 0 件。",
        "带来的文件（1）：",
        "    收回/青石镇/t01.xlsx",
        "两边办得不一样的 1 件：这里的没有变，已列进 一科/办理单.xlsx，请定下来。",
        "！那边的办理单里有 1 行填了还没有办，没有带来。"
        "请在那边运行 nianbao collect，再合并一次；或者抄到这里的办理单。",
    ]
    assert "清禾县 2025 年度，5 家：未报 4，已收待改 1。" in told
    again, _, _ = run("一科", "二科")
    assert again[0] == "二科：没有新的，这里都有了。"


def test_the_command_refuses_in_one_line(two):
    list(two)
    assert run("一科", "一科") == ([], f"一科：{SAID['merge-itself', ()]}\n", 2)
    told, wrong, code = run("一科", "三科")
    assert (told, code) == ([], 2)
    assert wrong.startswith("三科：这里没有 season.toml，不是一个年度的工作文件夹。")
