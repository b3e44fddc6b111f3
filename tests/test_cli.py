"""The command line as somebody sits before it: what is printed, and how it ends."""

import io
import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from workbooks import Hand

from toolkit.cli import main
from toolkit.excel.steps import COUNTY_ROWS

ROOT = Path(__file__).parent.parent
COUNTY = ROOT / "examples" / "清禾县"
SENT = COUNTY / "数据"
TRACE = re.compile(r"Traceback|Error:")


def nianbao(*arguments):
    """The command in this process, which is many times quicker than in one of its own."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    words = ["nianbao", *map(str, arguments)]
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", words)
        try:
            main()
        except SystemExit as end:
            code = end.code
    return finished(subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue()))


def process(*arguments, cwd=ROOT, **kept):
    """The command as it is really started."""
    command = [sys.executable, "-m", "toolkit", *map(str, arguments)]
    streams = {} if "stdout" in kept else {"capture_output": True}
    kept |= streams | {"cwd": cwd, "text": True, "encoding": "utf-8", "check": False}
    return finished(subprocess.run(command, **kept))


def finished(run):
    assert not TRACE.search(f"{run.stderr}{run.stdout}")
    return run


def write(folder, name, told):
    path = folder / name
    path.write_text(told if isinstance(told, str) else json.dumps(told), "utf-8")
    return path


def contents(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_demo_tells_what_is_wrong_and_what_the_county_comes_to(tmp_path):
    told = nianbao("demo", tmp_path).stdout
    assert re.search(r"\[必须改\] 表三 [A-Z]+ 栏（自然人）：本年新收 12 ＋ 上年结转 3 ＝ 15", told)
    assert "✓ 清禾县青石镇人民政府：没有要改的" in told
    assert "○ 清禾县应急管理局：没有报送。" in told
    assert "? 收回/T07_清禾县南溪乡人民政府_2023年度填报表.xlsx：文件已损坏，打不开。" in told
    assert "22 家：未报 1，已收（待确认） 1，已收待改 12，已收待说明 2，通过 6。" in told
    assert "计入 7 家；14 家还没有能用的数，交来、改好再计入。" in told
    assert "国家税务总局清禾县税务局（垂直管理）" in told
    assert len(list((tmp_path / "下发").iterdir())) == 22
    assert len(list((tmp_path / "退回").glob("*.xlsx"))) == 15


@pytest.mark.slow
def test_demo_run_again_leaves_everything_alone(tmp_path):
    nianbao("demo", tmp_path)
    (tmp_path / "下发" / "备注.txt").write_text("mine")
    before = contents(tmp_path)
    nianbao("demo", tmp_path)
    after = contents(tmp_path)
    ledger = tmp_path / "台账.sqlite"  # the two days of the demo are shown anew; it keeps when
    assert before.pop(ledger)
    assert after.pop(ledger)
    assert after == before


@pytest.mark.slow
def test_demo_sends_back_exactly_those_in_which_something_is_told(tmp_path):
    nianbao("demo", tmp_path)
    back = {path.name: Hand(path.read_bytes()) for path in (tmp_path / "退回").glob("*.xlsx")}
    rows = {
        name: [s for row in COUNTY_ROWS if (s := hand.binding.text(f"{row}.sentence"))]
        for name, hand in back.items()
    }
    unread = ("清禾县民政局", "清禾县南溪乡")  # what goes to them is a fresh workbook
    assert all(told for name, told in rows.items() if not name.startswith(unread))
    assert rows["清禾县白杨镇人民政府_第1次退回_1处.xlsx"] == [
        "报告年度是 2022，应为 2023。请核对是否发错了文件，或改正年度。"
    ]
    refused = rows["清禾县公安局_第2次退回_4处.xlsx"]
    assert any("上次的说明没有认可：电话问过该单位，记录在案。" in each for each in refused)
    assert all(path.with_suffix(".txt").is_file() for path in (tmp_path / "退回").glob("*.xlsx"))


def test_demo_where_a_file_is_in_the_way(tmp_path):
    mine = write(tmp_path, "x.txt", "mine")
    folder = tmp_path / "演示"
    folder.mkdir()
    other = write(folder, "下发", "mine")
    for named, told in ((mine, mine), (mine / "sub", mine), (folder, other)):
        run = nianbao("demo", named)
        assert run.stderr.startswith(f"{told}：这里已有一个同名的文件，不能当文件夹用。")
        assert (run.stdout, run.returncode) == ("", 2)
    assert contents(tmp_path) == {mine: b"mine", other: b"mine"}


def test_several_workbooks_are_checked_at_once():
    files = sorted((COUNTY / "收回").glob("*.xlsx"))
    run = nianbao("check", *files, "--json", "--year", "2023", "--last", COUNTY / "上年.json")
    told = json.loads(run.stdout)
    assert [each["file"] for each in told] == [path.name for path in files]
    assert {each["kind"] for each in told} == {"workbook", ""}
    assert run.returncode == 1


def test_the_list_of_forms():
    told = nianbao("form", "list").stdout.splitlines()
    assert [line.split()[0] for line in told] == ["2019", "2021"]
    assert "国办公开办函〔2021〕30号" in told[1]


def test_a_form_as_json_lists_every_figure():
    slots = json.loads(nianbao("form", "show", "2021", "--json").stdout)
    assert len(slots) == 200
    assert slots[-1] == {
        "key": "disputes.suit_after_review.total",
        "label": "复议后起诉 · 总计",
        "kind": "count",
        "given": False,
    }


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_the_dictionary_explains_every_line_and_every_rule(edition, form, form2019):
    told = nianbao("form", "show", edition, "--markdown").stdout
    shown = {"2021": form, "2019": form2019}[edition]
    for table in shown.tables.values():
        for line in (*table.rows.leaves, *table.columns.leaves):
            assert f"| `{line.key}` |" in told
            assert line.guide.scope in told
    assert [rule.code for rule in shown.rules if f"`{rule.code}`" not in told] == []


def test_a_clean_submission_ends_with_0_and_a_faulty_one_with_1():
    assert nianbao("check", SENT / "T01_青石镇.json").returncode == 0
    assert nianbao("check", SENT / "T02_河湾乡.json").returncode == 1


def test_json_holds_the_contract():
    run = nianbao("check", "--json", SENT / "D03_县自然资源局.json", SENT / "T02_河湾乡.json")
    first, second = json.loads(run.stdout)
    assert run.returncode == 1
    assert first["editions"]["requests"] == "2019"
    assert first["editions"]["documents"] == "2021"
    assert first["figures"]["charges.charge.amount"] == 12.75
    assert len(first["sha256"]) == 64
    assert second["figures"]["enforcement.penalty.decisions"] is None
    told = {finding["code"]: finding for finding in second["findings"]}
    assert told["normalised"]["places"] == [{"sheet": "表三", "cell": "E9"}]
    assert told["balance"]["facts"]["difference"] == 1
    assert told["not-a-number"]["severity"] == "must"


def test_what_check_prints_can_be_checked_again(tmp_path):
    printed = nianbao("check", "--json", SENT / "D01_县教育局.json").stdout
    again = json.loads(nianbao("check", "--json", write(tmp_path, "again.json", printed)).stdout)
    assert again[0]["figures"] == json.loads(printed)[0]["figures"]


def test_one_unreadable_file_does_not_stop_the_others(tmp_path):
    broken = write(tmp_path, "broken.json", "{")
    run = nianbao("check", "--json", broken, SENT / "T01_青石镇.json")
    bad, good = json.loads(run.stdout)
    assert [finding["code"] for finding in bad["findings"]] == ["not-json"]
    assert good["findings"] == []
    assert run.returncode == 1


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("[1]", "not-a-record"),
        ('{"figures": []}', "wrong-shape"),
        ('{"figures": {"requests.neu.person": 1}}', "unknown-key"),
        ('{"figures": {}, "year": "2023"}', "bad-year"),
        ('{"figures": {}, "editions": {"requests": "1999"}}', "unknown-edition"),
        ("[" * 100000, "unreadable"),
        ('{"figures": {"requests.new.person": NaN}}', "not-a-number"),
        ('{"figures": {"requests.new.person": 1e400}}', "too-large"),
        ('{"figures": {"requests.new.person": 1e99999999999999999999}}', "not-a-number"),
        ('{"figures": {"requests.new.person": %s}}' % ("9" * 5000), "too-large"),
        ('{"figures": {"requests.new.person": true}}', "not-a-number"),
        ('{"figures": {"requests.new.person": [1]}}', "not-a-number"),
    ],
)
def test_odd_files_get_a_finding(tmp_path, told, code):
    run = nianbao("check", "--json", write(tmp_path, "odd.json", told))
    assert code in {finding["code"] for finding in json.loads(run.stdout)[0]["findings"]}


def test_a_wrong_year_is_told(tmp_path):
    run = nianbao("check", "--year", "2022", SENT / "T01_青石镇.json")
    assert "报告年度是 2023，应为 2022" in run.stdout
    assert run.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check", "nowhere.json"), "nowhere.json：没有这个文件。请检查路径。"),
        (("form", "show", "1999"), "1999：没有这个表式。现有 2019、2021"),
        (("form", "shew"), "没有 shew 这个命令。用 nianbao form --help 看用法。"),
        (("check",), "缺少 文件…。用 nianbao check --help 看用法。"),
        (("check", "x.json", "--year", "old"), "--year 的值不对。"),
        (("check", "x.json", "--yaer", "1"), "没有 --yaer 这个选项。"),
        ((), "用法：nianbao [选项] 命令 …"),
    ],
)
def test_mistakes_of_the_operator_end_with_2_and_a_sentence(arguments, told):
    run = nianbao(*arguments)
    assert told in run.stderr
    assert run.returncode == 2


GOOD = SENT / "T01_青石镇.json"


def test_a_file_that_is_not_there_does_not_keep_the_others_from_being_checked():
    run = nianbao("check", GOOD, "nowhere.json")
    assert "✓ 清禾县青石镇人民政府：没有问题。" in run.stdout
    assert run.stderr == "nowhere.json：没有这个文件。请检查路径。\n"
    assert run.returncode == 2


def test_json_is_a_list_whatever_happens(tmp_path):
    run = nianbao("check", "nowhere.json", GOOD, tmp_path, "--json")
    told = [
        (each["file"], [f["code"] for f in each["findings"]]) for each in json.loads(run.stdout)
    ]
    assert told == [
        ("nowhere.json", ["no-such-file"]),
        ("T01_青石镇.json", []),
        (str(tmp_path), ["not-a-file"]),
    ]
    assert run.returncode == 2
    for option in ("--last", "--form"):
        run = nianbao("check", GOOD, option, "nowhere.toml", "--json")
        assert (json.loads(run.stdout), run.returncode) == ([], 2)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (None, "", "last.json：不能当作上年的数据：没有这个文件。请检查路径。"),
        (
            "last.json",
            "{",
            "last.json：不能当作上年的数据：第 1 行第 2 个字符起，不是 JSON 的写法。",
        ),
        ("last.json", "[]", "last.json：不能当作上年的数据：文件里一份报送也没有。"),
        ("last.xlsx", "", "last.xlsx：不能当作上年的数据：文件是空的。请核对"),
        ("last.wps", "", "last.wps：不能当作上年的数据：现在还不能读这种文件。"),
    ],
)
def test_a_last_year_that_cannot_be_read_is_the_mistake_of_the_operator(
    tmp_path, monkeypatch, name, text, told
):
    if name:
        write(tmp_path, name, text)
    monkeypatch.chdir(tmp_path)
    run = nianbao("check", GOOD, "--last", name or "last.json")
    assert told in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert run.returncode == 2


def at_root(**more):
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_told():
    with Path("/dev/full").open("w") as full:
        for arguments in (("check", GOOD, "--json"), ("--version",), ("form", "list")):
            run = process(*arguments, stdout=full, stderr=subprocess.PIPE)
            assert run.stderr.startswith("结果写不出去（")
            assert run.returncode == 2


@pytest.mark.skipif(os.name == "nt", reason="pipes close otherwise there")
def test_a_reader_that_goes_away_hears_nothing_more():
    for arguments in (("form", "show", "2021", "--markdown"), ("--help",)):
        reading, writing = os.pipe()
        os.close(reading)
        run = process(*arguments, stdout=writing, stderr=subprocess.PIPE)
        os.close(writing)
        assert (run.stderr, run.returncode) == ("", 2)


@pytest.mark.skipif(os.name == "nt", reason="a descriptor of POSIX")
def test_no_output_at_all_is_no_mistake():
    run = process(
        "check", GOOD, stdout=None, stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1)
    )
    assert (run.stderr, run.returncode) == ("", 0)


@pytest.mark.skipif(os.name == "nt", reason="Windows has Unicode names")
def test_chinese_names_come_out_right_in_any_locale(tmp_path):
    write(tmp_path, "青石镇.json", "{")
    plain = at_root(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    for env in (at_root(LC_ALL="C"), plain):
        run = process("check", "青石镇.json", "无此.json", cwd=tmp_path, env=env)
        assert "· 青石镇.json（青石镇.json）" in run.stdout
        assert "无此.json：没有这个文件" in run.stderr


def test_an_office_checks_on_its_own_form(tmp_path):
    own = ROOT / "examples" / "清禾县" / "县里的表式.toml"
    record = json.loads(GOOD.read_text("utf-8"))
    cells = {f"visits.{row}.{c}": 0 for row in ("hall", "reading") for c in VISITS}
    sent = write(tmp_path, "own.json", record | {"figures": record["figures"] | cells})
    run = nianbao("check", sent, "--form", own, "--json")
    (told,) = json.loads(run.stdout)
    assert (told["findings"], run.returncode) == ([], 0)
    assert told["editions"]["visits"] == "2021-qinghe"
    again = nianbao("check", write(tmp_path, "again.json", run.stdout), "--form", own, "--json")
    assert json.loads(again.stdout)[0] | {"sha256": ""} == told | {"sha256": ""}


VISITS = ("visitors", "answered", "referred")
