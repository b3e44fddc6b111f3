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
    "number-too-large": "100000000000 太大。规则里的数请小于 100000000000。",
    "rule-without-a-figure": "“1 == 2”没有提到本年的数据。请写上行、栏的代码。",
    "group-with-stock": ("“outcomes”是一组，stock 写在组上不起作用。请写到它所含的各行（栏）。"),
    "preface-missing": "缺少 [passage.preface] label。请补上。",
    "not-utf8": "不是 UTF-8 编码的文件。请用“另存为”选 UTF-8 编码。",
    "base-of-itself": "base-of-itself.toml 又建立在这个文件上，绕成了圈。请改成现有的版式。",
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_said(name):
    (slip,) = lint_form(HERE / "cases" / "forms" / f"{name}.toml")
    assert say_slip(slip).partition("：")[2] == SAID[name]


READERS = ("load", "load_tables", "load_rules", "source", "spec", "model/binding")


def test_every_mistake_of_a_form_has_a_case():
    """A sentence that no broken form calls forth is either missing its case or not needed."""
    names = (*READERS, "model/comparison")
    code = "".join((HERE.parent / "toolkit" / f"{name}.py").read_text("utf-8") for name in names)
    told = {each for each in messages().mistakes if f'"{each}"' in code}
    shown = {line.split()[1] for path in BROKEN for line in expected(path)}
    assert told - shown == {"cannot-read"}


def slips_of(tmp_path, text):
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    return [say_slip(slip) for slip in lint_form(path)]


def test_an_inherited_rule_that_is_never_in_force_is_to_be_dropped(tmp_path):
    early = 'base = "2021"\nedition = "2021-early"\nyears = [2021, 2022]\n'
    assert slips_of(tmp_path, early) == [
        "own.toml 第 3 行 [years]：规则“direct-suit”的 years 与表式的 years 没有交集。"
        "请改 years，或写 direct-suit = false 去掉它。"
    ]
    assert slips_of(tmp_path, f"{early}[rule]\ndirect-suit = false\n") == []
    extended = early.replace("base", "extends")  # which may not drop anything
    assert slips_of(tmp_path, extended) == []


def test_what_is_not_printed_is_never_suggested():
    (slip,) = lint_form(HERE / "cases" / "forms" / "comparison-of-nothing-alike.toml")
    assert slip.code == "unknown-line"
    assert not {"rows", "columns"} & set(dict(slip.facts)["near"])


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
