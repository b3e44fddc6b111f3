"""How soon the command line answers, against an interpreter that does nothing.

    python benchmarks/start.py [--rounds 25]

Whole processes, one after the other within a round; medians over the rounds. The first round is not
counted: it compiles what an installed toolkit has compiled already, into a folder of its own, since
the environment may forbid Python to keep compiled modules.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
ONE = min((ROOT / "examples").rglob("数据/*.json"))  # the return of one agency
BOOK = min((ROOT / "examples").rglob("收回/*.xlsx"))  # and as a workbook
BARE, HELP, CHECK = "bare interpreter", "nianbao --help", "nianbao check one.json"
READ = "nianbao check one.xlsx"
COMMANDS = {
    BARE: ["-c", "pass"],
    HELP: ["-m", "toolkit", "--help"],
    "nianbao form list": ["-m", "toolkit", "form", "list"],
    CHECK: ["-m", "toolkit", "check", str(ONE)],
    READ: ["-m", "toolkit", "check", str(BOOK)],
}
# Seconds, and times the bare interpreter.
TARGETS = {HELP: (0.2, 12.0), CHECK: (0.12, 9.0), READ: (0.2, 14.0)}


def main() -> None:
    with tempfile.TemporaryDirectory() as compiled:
        medians = measure(_rounds(), _installed(compiled))
    for name, seconds in medians.items():
        ratio = seconds / medians[BARE]
        told = _target(seconds, ratio, *TARGETS[name]) if name in TARGETS else ""
        print(f"{name:<24}{seconds * 1000:8.1f} ms{ratio:7.1f} ×{told}")


def _rounds() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=25)
    return int(parser.parse_args().rounds)


def _installed(compiled: str) -> dict[str, str]:
    """The environment in which compiled modules are kept, as in an installation."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": compiled}


def measure(rounds: int, environment: dict[str, str]) -> dict[str, float]:
    """The median time of each command; they take turns."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, words in COMMANDS.items():
            seconds = _once(words, environment)
            if number:
                taken[name].append(seconds)
    return {name: statistics.median(times) for name, times in taken.items()}


def _once(words: list[str], environment: dict[str, str]) -> float:
    command, silent = [sys.executable, *words], subprocess.DEVNULL
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=silent)
    return time.perf_counter() - start


def _target(seconds: float, ratio: float, most: float, times: float) -> str:
    met = "met" if seconds <= most and ratio <= times else "MISSED"
    return f"   target ≤ {most} s, ≤ {times:.0f} ×   {met}"


if __name__ == "__main__":
    main()
