"""How soon the command line answers, against an interpreter that does nothing.

    python benchmarks/start.py [--rounds 15]

Whole processes, one after the other within a round; medians over the rounds, the first one not
counted, since it may have to compile.
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BARE, HELP = "bare interpreter", "nianbao --help"
COMMANDS = {
    BARE: ["-c", "pass"],
    HELP: ["-m", "toolkit", "--help"],
    "nianbao form list": ["-m", "toolkit", "form", "list"],
}
SECONDS, RATIO = 0.2, 12.0


def main() -> None:
    medians = measure(_rounds())
    for name, seconds in medians.items():
        ratio = seconds / medians[BARE]
        told = _target(seconds, ratio) if name == HELP else ""
        print(f"{name:<20}{seconds * 1000:8.1f} ms{ratio:7.1f} ×{told}")


def _rounds() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    return int(parser.parse_args().rounds)


def measure(rounds: int) -> dict[str, float]:
    """The median time of each command; they take turns."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, words in COMMANDS.items():
            seconds = _once(words)
            if number:
                taken[name].append(seconds)
    return {name: statistics.median(times) for name, times in taken.items()}


def _once(words: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def _target(seconds: float, ratio: float) -> str:
    met = "met" if seconds < SECONDS and ratio <= RATIO else "MISSED"
    return f"   target < {SECONDS} s, ≤ {RATIO:.0f} ×   {met}"


if __name__ == "__main__":
    main()
