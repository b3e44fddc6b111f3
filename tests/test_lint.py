"""Every slip in a form is told with its file, its line and what would be right.

The files in cases/forms say in their first line what is to be found: `# expect: 12 key-twice`.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit import load_form
from toolkit.errors import FormError
from toolkit.lexicon import messages
from toolkit.load import lint_form
from toolkit.say import say_slip

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "cases" / "forms").glob("*.toml"))
EVERY = pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
REMEDY = re.compile(r"请|应为|应当|写作|是不是|是一个比较|只能|不能|只有|要么")


def expected(path):
    first = path.read_bytes().splitlines()[0].decode("ascii")
    return first.removeprefix("# expect: ").split(", ")


@EVERY
def test_the_slip_and_its_line(path):
    assert [f"{slip.line} {slip.code}" for slip in lint_form(path)] == expected(path)


@EVERY
def test_it_is_said_in_one_line_with_a_remedy(path):
    for slip in lint_form(path):
        sentence = say_slip(slip)
        assert sentence.startswith(path.name)
        assert "\n" not in sentence
        assert "None" not in sentence
        assert "是不是 ？" not in sentence
        assert REMEDY.search(sentence), sentence


@EVERY
def test_it_cannot_be_loaded(path):
    with pytest.raises(FormError) as wrong:
        load_form(path)
    assert [f"{slip.line} {slip.code}" for slip in wrong.value.slips] == expected(path)


@EVERY
def test_the_line_is_the_one_that_is_wrong(path):
    """Where the slip names something that was written, that line holds it."""
    lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    for slip in lint_form(path):
        word = dict(slip.facts).get("found") or dict(slip.facts).get("word") or ""
        if slip.line and slip.code in ("unknown-line", "unknown-word", "key-twice", "not-a-choice"):
            assert str(word) in lines[slip.line - 1]


def test_shipped_forms_have_no_slips():
    assert lint_form("2021") == lint_form("2019") == ()


def test_our_own_test_forms_have_no_slips():
    for path in (HERE / "forms").glob("*.toml"):
        assert lint_form(path) == ()


def test_all_slips_of_a_file_are_told_at_once():
    slips = lint_form(HERE / "cases" / "forms" / "several-slips.toml")
    assert [say_slip(slip).split("：")[0] for slip in slips] == [
        "several-slips.toml 第 14 行 [table.requests.rows.granted.kind]",
        "several-slips.toml 第 34 行 [guide.request]",
        "several-slips.toml 第 25 行 [rule.balance.severity]",
        "several-slips.toml 第 30 行 [rule.another.holds]",
    ]


SAID = {
    "unknown-kind": "kind = “moneys” 不认识，是不是 money？可用的有：count、change、money。",
    "unknown-word-in-rule": "没有 remdy 这个词，是不是 remedy？",
    "key-twice": "代码“granted”写了两次。同一张表的行（栏）代码不能重复。",
    "rule-names-unknown-row": "没有“carried_on”这一行（栏），是不是 carried_in？",
    "sum-missing-for-group": "“outcomes”是一组，请写 sum(outcomes)。",
    "years-reversed": "years 应为 [首年, 末年]，首年不晚于末年。",
    "instead-of-nothing": "没有“otherwhise”这一行（栏），是不是 otherwise？",
    "label-missing": "没有名称。只有含着别的行的组才可以不写名称。",
    "not-utf8": "不是 UTF-8 编码的文件。请用“另存为”选 UTF-8 编码。",
    "base-of-itself": "base-of-itself.toml 又建立在这个文件上，绕成了圈。请改成现有的版式。",
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_said(name):
    (slip,) = lint_form(HERE / "cases" / "forms" / f"{name}.toml")
    assert say_slip(slip).partition("：")[2] == SAID[name]


def test_every_mistake_of_a_form_has_a_case():
    """A sentence that no broken form calls forth is either missing its case or not needed."""
    other = {"no-such-file", "cannot-read", "no-such-form", "where", "at_line", "at_key"}
    told = {code for code in messages().mistakes if not code.startswith("wanted-")} - other
    shown = {line.split()[1] for path in BROKEN for line in expected(path)}
    assert told - shown == set()


def test_a_form_that_is_not_there():
    for named in ("2031", "no/such/form.toml"):
        (slip,) = lint_form(named)
        assert slip.code == "no-such-form"
        assert "2019、2021" in say_slip(slip)


def test_a_mark_in_front_of_the_file_does_no_harm(tmp_path):
    """Notepad on Windows writes one."""
    path = tmp_path / "marked.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (HERE / "forms" / "tiny.toml").read_bytes())
    assert lint_form(path) == ()


def lint(*words):
    command = [sys.executable, "-m", "toolkit", "form", "lint", *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=HERE.parent)


def test_the_command_tells_and_fails():
    ran = lint(str(HERE / "cases" / "forms" / "several-slips.toml"))
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 4
    assert "Traceback" not in ran.stderr
    assert ran.stdout == ""


def test_the_command_passes_a_sound_form():
    ran = lint("2019")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "198 项" in ran.stdout
