"""A thousand submissions checked and added up, against plain per-workbook Python.

    python benchmarks/check.py [--rounds 7]

Ways of doing the same job take turns within a round, so that a slow moment of the machine hits all
of them; what is printed are medians over the rounds. First of all they must agree.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from toolkit import check, check_all, consolidate, load_form, read_submission
from toolkit.matrix import CHUNK, Sheet
from toolkit.model.agency import Agency
from toolkit.model.figure import Key, Number, Place
from toolkit.model.form import Form
from toolkit.model.rule import Bound, Relation, Side, Term
from toolkit.model.submission import Submission, Written

Values = dict[Key, Number | None]
Lambda = Callable[[Values, Values], bool | None]
Ways = dict[str, Callable[[], Any]]

AGENCIES = 1_000
MANY = 5_000
SHORT = 0.05  # seconds; what takes less is repeated, or the clock and the caches would be measured
MATRIX, SCALAR = "matrix", "Bound.verdict"
PLAIN, BLIND = "plain Python", "plain Python, blind to blanks"


def main() -> None:
    rounds = _rounds()
    form = load_form("2021")
    clean, faulty = submissions(form, AGENCIES, 0), submissions(form, AGENCIES, 10)
    lasts = {s.agency.code: s for s in submissions(form, AGENCIES, 0, year=2022)}
    print(f"{AGENCIES} submissions, {len(form.slots)} figures, {len(form.bound)} rules")
    show_acts(form, clean, faulty, lasts, rounds)
    for number in (AGENCIES, MANY):
        show_rules(form, submissions(form, number, 10, printed=True), rounds)


def _rounds() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    return int(parser.parse_args().rounds)


def submissions(
    form: Form, number: int, faulty: int, *, year: int = 2023, printed: bool = False
) -> list[Submission]:
    """So many submissions that add up, of which `faulty` in a hundred do not."""
    rng = Random(2021)
    return [
        _submission(
            form, f"{n:05}", _figures(form, rng, rng.random() * 100 < faulty), year, printed
        )
        for n in range(number)
    ]


def _submission(form: Form, code: str, given: Values, year: int, printed: bool) -> Submission:
    who, file = Agency(code, code), f"{code}.xlsx"
    sent = read_submission(form, _placed(form, given), agency=who, year=year, file=file)
    if not printed:
        return sent
    everything = _placed(form, sent.values)
    return read_submission(form, everything, agency=who, year=year, file=file, printed=True)


def _placed(form: Form, values: Values) -> dict[Key, Written]:
    return {
        key: Written(value, Place("", form.slots[key].table.name, f"D{place}"))
        for place, (key, value) in enumerate(values.items(), start=4)
    }


def _figures(form: Form, rng: Random, faulty: bool) -> Values:
    """Every application has an outcome; a faulty report has a wrong figure or a wrong total."""
    values: Values = {key: 0 for key, slot in form.slots.items() if slot.given}
    for column in form.tables["requests"].columns.given:
        values[f"requests.new.{column.key}"] = amount = rng.randrange(20)
        row = rng.choice(form.tables["requests"].rows.find("outcomes").given)
        values[f"requests.{row.key}.{column.key}"] = amount
    values["charges.charge.amount"] = rng.randrange(100)
    if faulty:
        key = rng.choice([k for k in values if k.startswith("requests")])
        values[key] = (values[key] or 0) + 1
    return values


def show_acts(
    form: Form,
    clean: list[Submission],
    faulty: list[Submission],
    lasts: dict[str, Submission],
    rounds: int,
) -> None:
    """How long the acts take, all told."""
    assert not any(check_all(form, clean)), "clean submissions must be clean"
    assert check_all(form, faulty, lasts) == [
        check(form, submission, lasts[submission.agency.code]) for submission in faulty
    ]
    medians = measure(
        {
            "check, clean": lambda: check_all(form, clean),
            "check, 10 % faulty": lambda: check_all(form, faulty),
            "check, clean, with last year": lambda: check_all(form, clean, lasts),
            "check, 10 % faulty, with last year": lambda: check_all(form, faulty, lasts),
            "consolidate": lambda: consolidate(form, clean),
        },
        rounds,
    )
    for name, seconds in medians.items():
        limit = 0.3 if name == "consolidate" else 1.5
        print(f"  {name:<36}{seconds:8.3f} s  target < {limit} s    {_met(seconds < limit)}")


def show_rules(form: Form, sent: list[Submission], rounds: int) -> None:
    """The rules alone, upon figures that lie ready for each way, last year's being the same."""
    values = [submission.values for submission in sent]
    _agree(_ways(form, [_with_blank(now, n) for n, now in enumerate(values[:AGENCIES])]), BLIND)
    ways = _ways(form, values)
    _agree(ways)
    medians = measure(ways, rounds)
    print(f"rules alone, {len(sent)} submissions")
    for name, seconds in medians.items():
        ratio = seconds / medians[MATRIX]
        told = f"  target ≥ 30 ×     {_met(ratio >= 30)}" if name in (PLAIN, BLIND) else ""
        print(f"  {name:<36}{seconds * 1000:8.1f} ms{ratio:8.1f} ×{told}")


def _ways(form: Form, values: list[Values]) -> Ways:
    """The ways of judging: of each figure-set and each rule whether it is broken."""
    sheet, rules = Sheet(form, last_known=True), form.bound
    minding, blind = ([plain(rule, blanks) for rule in rules] for blanks in (True, False))
    chunks = [values[start : start + CHUNK] for start in range(0, len(values), CHUNK)]
    figures = [sheet.figures(chunk, chunk) for chunk in chunks]
    return {
        MATRIX: lambda: [sheet.judge(some) for some in figures],
        "matrix, figures put in first": lambda: [sheet.judge(sheet.figures(c, c)) for c in chunks],
        PLAIN: lambda: [[rule(now, now) is False for rule in minding] for now in values],
        BLIND: lambda: [[rule(now, now) is False for rule in blind] for now in values],
        SCALAR: lambda: [[rule.verdict(now, now) is False for rule in rules] for now in values],
    }


def _agree(ways: Ways, *without: str) -> None:
    matrix = [line for some in ways[MATRIX]() for line in some.T.tolist()]
    others = [ways[name]() for name in (PLAIN, BLIND, SCALAR) if name not in without]
    assert all(other == matrix for other in others), "the ways must agree"


def _with_blank(values: Values, number: int) -> Values:
    keys = list(values)
    return values | {keys[number % len(keys)]: None}


def plain(bound: Bound, blanks: bool) -> Lambda:
    """A rule as somebody would write it by hand: now["a"] + now["b"] == now["c"].

    Without an eye for blanks it is quicker, and fails at the first one.
    """
    written = _spelled(bound.relation)
    if bound.when:
        met = " and ".join(map(_spelled, bound.when))
        written = f"not ({met}) or {written}"
    if blanks:
        wanted = ", ".join(_figure(*name) for name in sorted(bound.inputs))
        written = f"None if None in ({wanted},) else {written}"
    rule: Lambda = eval(f"lambda now, last: {written}")
    return rule


def _spelled(relation: Relation) -> str:
    sign = {"=": "=="}.get(relation.sign.value, relation.sign.value)
    return f"{_side(relation.left)} {sign} {_side(relation.right)}"


def _side(side: Side) -> str:
    return "".join(f"{'+' if term.sign > 0 else '-'} ({_term(term)})" for term in side)


def _term(term: Term) -> str:
    return " + ".join(_figure(term.last, key) for key in term.keys) or str(term.number)


def _figure(of_last: bool, key: Key) -> str:
    return f"{'last' if of_last else 'now'}[{key!r}]"


def measure(ways: Ways, rounds: int) -> dict[str, float]:
    """The median time of each; they take turns, short ones several times within theirs."""
    often = {name: max(1, round(SHORT / _once(way))) for name, way in ways.items()}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            taken[name].append(_once(way, often[name]))
    return {name: statistics.median(times) for name, times in taken.items()}


def _once(way: Callable[[], object], times: int = 1) -> float:
    start = time.perf_counter()
    for _ in range(times):
        way()
    return (time.perf_counter() - start) / times


def _met(met: bool) -> str:
    return "met" if met else "MISSED"


if __name__ == "__main__":
    main()
