"""What a command loads, and that an installed wheel works away from the checkout."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

import toolkit
from toolkit.intake import check_files

ROOT = Path(__file__).parent.parent
HEAVY = {"numpy", "pandas", "openpyxl", "docx", "docxtpl", "jinja2", "lxml", "xlwings"}
EXAMPLE = next((ROOT / "examples").rglob("数据/*.json"))
WORKBOOK = next((ROOT / "examples").rglob("收回/T01*.xlsx"))


def loaded_by(*arguments):
    """The modules in memory after a command has run."""
    script = (
        "import sys, atexit, json\n"
        "atexit.register(lambda: print('\\n' + json.dumps(sorted(sys.modules))))\n"
        f"sys.argv = ['nianbao', *{list(arguments)!r}]\n"
        "from toolkit.cli import main\nmain()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    return set(json.loads(run.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("form", "list"),
        ("form", "show", "2021"),
        ("check", str(EXAMPLE)),
        ("check", str(WORKBOOK)),
    ],
    ids=lambda arguments: " ".join(map(str, arguments[:2])),
)
def test_light_commands_load_nothing_heavy(arguments):
    assert loaded_by(*arguments) & HEAVY == set()


def test_a_workbook_that_lies_as_the_template_does_needs_none_of_what_makes_templates():
    loaded = loaded_by("check", str(WORKBOOK))
    assert "toolkit.excel.read" in loaded
    assert (
        loaded & {"toolkit.excel.meaning", "toolkit.excel.plan", "toolkit.excel.foreign"} == set()
    )


def test_a_return_of_one_year_needs_one_edition(monkeypatch):
    loaded = []

    def load_and_note(edition):
        loaded.append(edition)
        return toolkit.load_form(edition)

    monkeypatch.setattr("toolkit.editions.load_form", load_and_note)
    check_files([EXAMPLE])
    assert loaded == ["2021"]


def test_last_year_is_imported_with_last_year():
    assert loaded_by("check", str(EXAMPLE)) & {"toolkit.bridge", "toolkit.compare"} == set()


def test_acts_are_functions_whatever_was_imported_before():
    from toolkit import check, check_all, compare, consolidate, load_form, say

    assert all(map(callable, (check, check_all, compare, consolidate, load_form, say)))
    assert sys.modules["toolkit.check"].check is check


@pytest.mark.slow
def test_an_installed_wheel_works_in_another_folder(tmp_path):
    """Dependencies come from this environment; the toolkit itself only from the wheel."""
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "-o",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(build, check=True, capture_output=True)
    wheel = next(tmp_path.glob("*.whl"))
    venv.create(tmp_path / "env", with_pip=True)
    bin_ = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    install = [bin_ / "python", "-m", "pip", "install", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True, capture_output=True)
    lent = {**os.environ, "PYTHONPATH": sysconfig.get_path("purelib")}
    away = tmp_path / "elsewhere"
    away.mkdir()

    def run(*command):
        kept = {"cwd": away, "env": lent, "capture_output": True, "text": True, "encoding": "utf-8"}
        return subprocess.run(list(map(str, command)), check=False, **kept)

    where = run(bin_ / "python", "-c", "import toolkit; print(toolkit.__file__)").stdout
    assert str(tmp_path) in where
    for command in ((bin_ / "nianbao",), (bin_ / "python", "-m", "toolkit")):
        assert run(*command, "--version").stdout.strip() == f"nianbao {toolkit.__version__}"
        assert run(*command, "form", "lint", "2019").returncode == 0
        assert "清禾县" in run(*command, "demo").stdout
