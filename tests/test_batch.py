"""Many at once come out as one by one: the matrix is held against the scalar verdict."""

from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from rulebook import FEE, Written, filed
from samples import SEEDS, changed, edition, mixed, with_last, without

from toolkit import check, check_all
from toolkit.matrix import SCALE, Sheet, broken_rules
from toolkit.model.figure import Kind
from toolkit.model.settings import Settings, Waiver

FORMS = ("2021", "2019", "mixed")
FLAGS = ((), (), ("rulemaking",), ("vertical",))
# where the matrix hands over to the scalar verdict
BEYOND = int(Sheet(edition("2021"), last_known=True).largest // SCALE)


def form_of(name):
    return mixed() if name == "mixed" else edition(name)


@settings(max_examples=25)
@given(st.lists(SEEDS, max_size=4), st.sampled_from(FORMS))
def test_a_batch_is_judged_like_each_alone(seeds, expected):
    sent = [_somebody(Random(seed), number) for number, seed in enumerate(seeds)]
    lasts = {now.agency.code: last for now, last in sent if last}
    form = form_of(expected)
    alone = [check(form, now, last, SETTLED) for now, last in sent]
    assert check_all(form, [now for now, _ in sent], lasts, SETTLED) == alone


def test_nobody_at_all():
    assert check_all(edition("2021"), []) == []


def test_more_than_one_chunk(monkeypatch):
    monkeypatch.setattr("toolkit.matrix.CHUNK", 3)
    sent = [_somebody(Random(seed), seed)[0] for seed in range(10)]
    form = edition("2021")
    assert check_all(form, sent) == [check(form, now) for now in sent]


def test_what_a_float_cannot_hold_is_still_told():
    form = Written(f"{FEE} == last.{FEE}", (), "", False).form()
    fees = [Decimal(10**16 - n) / 10_000 for n in range(1, 30)]
    years = [[filed(form, {FEE: fee}, year) for fee in fees] for year in (2022, 2023)]
    for last, now in zip(years[0], years[1][1:], strict=False):
        assert broken_rules([now, now], [last, now]) == [list(form.bound), []]


def _somebody(rng, number):
    """An agency and what it sent, with and without faults, with and without a last year."""
    form, before = form_of(rng.choice(FORMS)), form_of(rng.choice(FORMS))
    about = {"code": f"T{number:02}", "flags": rng.choice(FLAGS), "year": 2021 + rng.randrange(4)}
    now, last = with_last(rng, form, before, printed=rng.random() < 0.5, **about)
    for _ in range(rng.choice((0, 1, 4))):
        now = _spoilt(rng, now)
    return now, rng.choice((last, _spoilt(rng, last), None))


def _spoilt(rng, submission):
    """One figure wrong, huge, blank, no number, or not there at all."""
    key = rng.choice([k for k in submission.figures if submission.form.slots[k].given])
    if rng.random() < 0.2:
        return without(submission, key)
    money = submission.form.slots[key].kind is Kind.MONEY
    huge = rng.randrange(BEYOND - 5, BEYOND + 5), rng.randrange(10**12)
    odd = (None, "三", "12件", "不适用", *huge, rng.randrange(99))
    return changed(submission, {key: Decimal("0.0001") if money else rng.choice(odd)})


SETTLED = Settings(
    off=frozenset({"no-rulemaking"}),
    probation=frozenset({"in-force"}),
    waivers=(Waiver("balance", "T01", "登记时有误，已核实", "李"),),
)
