"""The documents under test: every command is documented, every command line in them exists."""

import re
import shlex
from pathlib import Path

import click
import pytest

from toolkit.cli import nianbao

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "examples/README.md")
LINE = re.compile(r"(?:^|`|\s)nianbao ([^`\n#|；。，（]+)")


def commands(group=nianbao, path=()):
    for name, command in group.commands.items():
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
            assert word in command.commands, line
            command = command.commands[word]
        elif word.startswith("-") and word != "--help":
            known = {opt for p in command.params for opt in p.opts}
            assert word in known, line


def test_the_python_example_of_the_readme_runs(capsys):
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
