"""A collection that is killed at any moment loses nothing, doubles nothing, halves nothing.

The work is in killer.py, which runs in a process of its own and forks one for each collection: a
program that has loaded everything already is killed while it works, not while it starts.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from seasons import SILENT, SUIT, THREE, County, returned, zipped

from toolkit.season.chain import Chain

ROOT = Path(__file__).parent.parent
SEED = 20260118
ALONE = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

pytestmark = pytest.mark.slow


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_killed_at_two_hundred_moments_a_season_is_the_one_that_nobody_disturbed(tmp_path):
    """Everything in the folder is the same, byte by byte; of the ledger, what is in it."""
    command = [sys.executable, str(ROOT / "tests" / "killer.py"), str(tmp_path), "200", str(SEED)]
    done = subprocess.run(command, capture_output=True, env=ALONE, cwd=ROOT, check=False)
    told = done.stdout.decode(), done.stderr.decode()
    assert (done.returncode, told[1]) == (0, "")
    assert int(told[0].split()[0]) >= 200


FILES = {
    "青石镇/a.xlsx": ("T01", THREE),
    "河湾乡.xlsx": ("T02", {}),
    "T03/a.xlsx": ("T03", SILENT),
    "D01/a.xlsx": ("D01", SUIT),
}


def arrived(root):
    county = County(root).with_files()
    for name, (code, words) in FILES.items():
        county.put(name, returned(code, **words))
    county.put("全部.zip", zipped({"县财政局/a.xlsx": returned("D02", **THREE), "b.pdf": b"b"}))
    return county


def command(county):
    asked = [sys.executable, "-m", "toolkit", "collect", str(county.root)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    return subprocess.Popen(asked, cwd=ROOT, env=ALONE, **quiet)


def ended(running):
    """How a command ended, and what it said of it."""
    _, said = running.communicate()
    return running.returncode, said.decode()


def told(county):
    """What happened, without when."""
    records = Chain(county.folder.record("events")).read().records
    kept = ("what", "agency", "sha256", "path", "state", "told", "file")
    return Counter(str({name: each.get(name) for name in kept}) for each in records)


def test_the_command_itself_may_be_killed(tmp_path):
    whole, county = arrived(tmp_path / "whole"), arrived(tmp_path / "killed")
    assert ended(command(whole)) == (1, "")
    rng = Random(SEED)
    for _ in range(12):
        running = command(county)
        time.sleep(rng.uniform(0.2, 1.0))
        running.kill()
        running.communicate()
    assert ended(command(county)) == (1, "")
    assert county.record() == whole.record()
    assert told(county) == told(whole)
    assert max(told(county).values()) == 1
    assert Chain(county.folder.record("events")).read().broken_at == 0
    assert names(county) == names(whole)


def names(county):
    return sorted(path.relative_to(county.root).as_posix() for path in county.root.rglob("*"))


def test_two_commands_at_once_do_not_harm_each_other(tmp_path):
    whole, county = arrived(tmp_path / "whole"), arrived(tmp_path / "both")
    assert ended(command(whole)) == (1, "")
    both = [command(county) for _ in range(3)]
    ends = [(code, len(said.splitlines())) for code, said in map(ended, both)]
    assert {(1, 0)} <= set(ends) <= {(1, 0), (2, 1)}
    assert ended(command(county)) == (1, "")
    assert (county.record(), told(county), names(county)) == (
        whole.record(), told(whole), names(whole),
    )  # fmt: skip
