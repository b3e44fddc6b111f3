"""Other programs are run within limits, and nothing of them is left."""

import os
import sys
import time

import pytest

from toolkit.package.child import Limits, run_program, run_script

LIMITS = Limits(seconds=5, memory=400 * 2**20, output=2**20)
posix = pytest.mark.skipif(os.name != "posix", reason="the system knows no such limits")


def run(program, given=b"", limits=LIMITS):
    return run_program([sys.executable, "-I", "-S", "-c", program], given, limits)


def test_what_a_program_prints():
    assert run("import sys; print(sys.stdin.read() * 2, end='')", b"ab") == b"abab"


def test_a_script_and_its_words(tmp_path):
    script = tmp_path / "脚本.py"
    script.write_text("import sys; print(sys.argv[1:], end='')", encoding="utf-8")
    assert run_script(script, ["表 三"], b"", LIMITS) == "['表 三']".encode()


@pytest.mark.parametrize(
    "program",
    ["raise SystemExit(1)", "1/0", "import os; os.abort()", "print('x' * 2**21)"],
    ids=["fails", "raises", "dies", "prints too much"],
)
def test_a_program_that_does_not_end_well(program):
    assert run(program) is None


def test_a_program_that_is_not_there():
    assert run_program(["/no/such/program"], b"", LIMITS) is None


@posix
@pytest.mark.parametrize(
    "program", ["bytearray(2**29)", "open('big', 'wb').write(bytes(2**21))"], ids=["memory", "file"]
)
def test_a_program_that_takes_too_much(program, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(program) is None


def test_a_program_that_does_not_end():
    begun = time.monotonic()
    assert run("import time; time.sleep(60)", limits=Limits(0.5, 2**30, 2**20)) is None
    assert time.monotonic() - begun < 5


PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(str(child.pid))
time.sleep({})
"""


@posix
@pytest.mark.parametrize("rests", [60, 0], ids=["in time", "after its parent"])
def test_what_a_program_started_ends_with_it(rests, tmp_path):
    told, script = tmp_path / "pid", tmp_path / "parent.py"
    script.write_text(PARENT.format(rests))
    run_script(script, [str(told)], b"", Limits(2, 2**30, 2**20))
    assert gone(int(told.read_text()))


def gone(pid, patience=5):
    """Whether a process has ended; one that nobody has waited for yet counts as ended."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if zombie(pid):
            return True
        time.sleep(0.05)
    return False


def zombie(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False
