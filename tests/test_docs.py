"""The documents under test: every command is documented, every command line exists and works."""

import re
import shlex
import shutil
from glob import glob
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from toolkit.cli import nianbao
from toolkit.lexicon import workbook_words

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "GLOSSARY.md", "docs/填报表.md")
DOCUMENTS += ("docs/年度工作.md", "examples/README.md", "templates/README.md", "macros/README.md")
WALKED = ("README.md", "templates/README.md", "examples/README.md", "docs/年度工作.md")
BLOCK = re.compile(r"^( *)```\n(.*?)^\1```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)#]+)\)")
NEVER = re.compile(r"/work/|/root/|/home/|/tmp/|/opt/|localhost|127\.0\.0\.1")
LINE = re.compile(r"(?:^|`|\s)nianbao ([^`\n#|；。，（]+)")


def commands(group=nianbao, path=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("path", [" ".join(path) for path, _ in commands()])
def test_every_command_has_chinese_help(path):
    command = {" ".join(p): c for p, c in commands()}[path]
    assert re.search(r"[\u4e00-\u9fff]", command.help or "")
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert all(re.search(r"[\u4e00-\u9fff]", option.help or "") for option in options)


def test_every_command_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    told = [" ".join(path) for path, command in commands() if not isinstance(command, click.Group)]
    assert [name for name in told if f"nianbao {name}" not in readme] == []


def documented():
    for name in DOCUMENTS:
        for found in LINE.finditer((ROOT / name).read_text("utf-8")):
            yield name, found[1].strip()


@pytest.mark.parametrize(("document", "line"), sorted(set(documented())))
def test_every_command_line_in_the_documents_exists(document, line):
    command = nianbao
    for word in shlex.split(line):
        if isinstance(command, click.Group) and not word.startswith("-"):
            command = command.get_command(click.Context(command), word)
            assert command, line
        elif word.startswith("-") and word != "--help":
            known = {opt for p in command.params for opt in p.opts}
            assert word in known, line


def walk(document):
    """The commands of a document's blocks, in their order."""
    for _, block in BLOCK.findall((ROOT / document).read_text("utf-8")):
        lines = (line.split("#")[0].split() for line in block.splitlines())
        yield from (words[1:] for words in lines if words[:1] == ["nianbao"])


@pytest.mark.slow
@pytest.mark.parametrize("document", WALKED)
def test_the_commands_of_a_document_work_as_they_stand(document, tmp_path, monkeypatch):
    """Each line follows those before it, in a folder that holds nothing but the examples."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    commands = list(walk(document))
    assert commands
    for words in commands:
        spread = [found for word in words for found in (sorted(glob(word)) or [word])]
        result = CliRunner().invoke(nianbao, spread, standalone_mode=False)
        assert result.exception is None, (words, result.exception)
        assert result.return_value in (None, 0, 1), (words, result.output)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_links_to_is_there(document):
    page = ROOT / document
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_document_names_a_place_on_some_machine(document):
    assert NEVER.findall((ROOT / document).read_text("utf-8")) == []


def test_the_page_for_clerks_says_only_what_the_workbook_says():
    """Words in quotation marks that a clerk is to look for stand in the workbook."""
    page = (ROOT / "docs" / "填报表.md").read_text("utf-8")
    shown = "".join(word for words in workbook_words().values() for word in words.values())
    looked_for = ("可以报送", "○ 待办", "△ 建议补上", "✓ 完成", "✓ 不用填", "下一处 →", "去改 →")
    looked_for += ("县里的审核意见", "已改", "已说明", "不通过", "已核对，空白处均为 0", "要数单")
    looked_for += tuple(workbook_words()["sheets"].values())
    assert [word for word in looked_for if word not in page or word not in shown] == []


def test_the_python_example_of_the_readme_runs(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    assert blocks
    for block in blocks:
        exec(block, {})


def test_decisions_are_dated_and_say_their_status():
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert pages
    for page in pages:
        text = page.read_text("utf-8")
        assert re.search(r"Status", text), page.name
        assert re.search(r"\d{4}-\d{2}-\d{2}", text), page.name


def test_the_makefile_names_every_verb_of_dev():
    verbs = set(re.findall(r'"([a-z-]+)":', (ROOT / "dev.py").read_text("utf-8")))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert {verb for verb in verbs if verb not in makefile} == set()
