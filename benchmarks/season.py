"""A season collected, against the plain way of reading each return with openpyxl, twice.

    python benchmarks/season.py [--returns 60] [--rounds 3] [--sample 5]

Whole processes of `nianbao collect` over a season made for the purpose; the plain way is measured
on a sample of its returns in turn with them, and counted up to all of them. Prints medians, the
second run over unchanged files, the time of one core, and the peak of memory.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))

from toolkit.editions import Editions
from toolkit.excel.issue import file_name
from toolkit.excel.shipped import shipped_template
from toolkit.excel.state import State
from toolkit.excel.template import press, take_apart
from toolkit.model.agency import Agency
from toolkit.model.form import Form
from toolkit.season.folder import Folder
from toolkit.season.members import Member
from toolkit.season.new import make_season
from toolkit.season.settings import SeasonSettings

ROOT = Path(__file__).parent.parent
YEAR = 2025
TARGETS = {60: 25, 5000: 40}


def main() -> None:
    words = _words()
    with tempfile.TemporaryDirectory() as folder:
        season = Path(folder, "season")
        _make(season, words.returns)
        files = sorted(Folder(season).at("returned").iterdir())
        first, second, plain = [], [], []
        for number in range(words.rounds):
            _forget(season)
            first.append(_collect(season))
            plain.append(_plain(Random(number).sample(files, words.sample)) * len(files))
            second.append(_collect(season))
    _tell(words.returns, *(statistics.median(times) for times in (first, second, plain)))


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--returns", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=5)
    return parser.parse_args()


def _make(root: Path, number: int) -> None:
    """A season and a filled return of each of its agencies, one in ten with a fault."""
    agencies = [Agency(f"T{n:04}", f"第{n}镇人民政府", "乡镇") for n in range(number)]
    settings = SeasonSettings("清禾县", YEAR, "2021")
    for _ in make_season(root, settings, map(Member, agencies)):
        pass
    form = Editions().form("2021")
    template = take_apart(shipped_template(form), form)
    keys = [f"about.{name}.value" for name in ("agency", "code", "category")]
    keys += [slot.key for slot in form.given]
    keys += [f"passages.{passage}.text" for passage in form.passages]
    constant = State(form, {"year": YEAR, "contact": "填报人", "reviewer": "复核人"})
    pressed = press(template, constant, keys)
    for n, agency in enumerate(agencies):
        figures = {slot.key: 0 for slot in form.given}
        figures |= {"requests.new.person": n % 7 + 1, "requests.granted.person": n % 7 + 1}
        figures |= {"requests.new.company": 3} if n % 10 == 0 else {}
        about = {"agency": agency.name, "code": agency.code, "category": agency.category}
        state = State(form, constant.about | about, figures, passages=_passages(form, n))
        path = Folder(root).at("returned") / file_name(agency, YEAR)
        path.write_bytes(pressed.content(state))


def _passages(form: Form, number: int) -> dict[str, str]:
    return dict.fromkeys(form.passages, f"本年做了第 {number} 件事，按时公开，没有延误。" * 6)


def _forget(root: Path) -> None:
    """As if nothing had been collected."""
    folder = Folder(root)
    folder.at("ledger").unlink(missing_ok=True)
    for what in ("events", "decided"):
        folder.record(what).unlink(missing_ok=True)
    for path in folder.at("sent_back").iterdir():
        path.unlink()


def _collect(root: Path) -> float:
    begun = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "toolkit", "collect", str(root)]
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=environment)
    assert done.returncode in (0, 1)  # 1: there is something to correct
    return time.perf_counter() - begun


def _plain(files: list[Path]) -> float:
    """Seconds for each return: formulas, then values, then every rule in plain Python."""
    import openpyxl

    form = Editions().form("2021")
    sites = take_apart(shipped_template(form), form).atlas.sites
    begun = time.perf_counter()
    for file in files:
        openpyxl.load_workbook(file)
        book = openpyxl.load_workbook(file, data_only=True)
        values = {
            slot.key: book[sites[slot.key].sheet][sites[slot.key].spot.address].value or 0
            for slot in form.slots.values()
        }
        [bound.verdict(values, {}) for bound in form.bound if not bound.needs_last]
    return (time.perf_counter() - begun) / len(files)


def _tell(number: int, first: float, second: float, plain: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{number} returns: {first:.2f} s, again {second:.2f} s, the plain way {plain:.0f} s")
    target = TARGETS.get(number, 25)
    _judge("times faster than the plain way", plain / first, target, at_least=True)
    _judge("of the first run for the second", second / first, 0.1, at_least=False)
    _judge("MB at most", peak, 300, at_least=False)


def _judge(told: str, value: float, target: float, *, at_least: bool) -> None:
    met = value >= target if at_least else value <= target
    sign = "≥" if at_least else "≤"
    print(f"    {value:8.2f} {told}   target {sign} {target}   {'met' if met else 'MISSED'}")


if __name__ == "__main__":
    main()
