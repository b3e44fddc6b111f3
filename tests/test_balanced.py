"""What a form's rules find: nothing in balanced figures, themselves where one figure is wrong."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import SEEDS, changed, edition, mixed, with_last

from toolkit import check
from toolkit.bridge import bridge_submission
from toolkit.model.comparison import Sign
from toolkit.model.figure import Kind

FORMS = st.sampled_from((("2021", "2021"), ("2021", "2019"), ("2019", "2019"), ("2019", "2021")))
OF_TWO_YEARS = {"far-from-last-year", "not-compared"}


@given(FORMS, SEEDS, st.booleans())
def test_balanced_figures_break_no_rule(forms, seed, printed):
    now, last = _filed(forms, seed, printed)
    assert not check(now.form, now)
    assert {f.code for f in check(now.form, now, last)} <= OF_TWO_YEARS


@given(SEEDS, st.booleans())
def test_balanced_figures_of_a_mixed_report_break_no_rule(seed, printed):
    now, last = with_last(Random(seed), mixed(), edition("2019"), printed=printed)
    assert {f.code for f in check(mixed(), now, last)} <= OF_TWO_YEARS


@given(FORMS, SEEDS)
def test_one_wrong_figure_of_a_printed_report_breaks_the_rules_that_name_it(forms, seed):
    now, last = _filed(forms, seed, printed=True)
    key, sent = _spoilt(now, seed)
    naming = [bound for bound in _speaking(sent, last) if (False, key) in bound.inputs]
    assert _found(sent, last) == {_name(bound) for bound in naming if not _kept(bound, sent, last)}
    assert _found(sent, last) >= {_name(b) for b in naming if _must_break(b)}


@given(FORMS, SEEDS)
def test_one_wrong_figure_of_a_workbook_breaks_the_rules_that_it_goes_into(forms, seed):
    now, last = _filed(forms, seed, printed=False)
    key, sent = _spoilt(now, seed)
    ours = [bound for bound in _speaking(sent, last) if not bound.derived]
    naming = [bound for bound in ours if key in _given_of(bound, now.form)]
    assert _found(sent, last) == {_name(bound) for bound in naming if not _kept(bound, sent, last)}
    assert _found(sent, last) >= {_name(b) for b in naming if _must_break(b)}


@pytest.mark.parametrize("name", ["2021", "2019"])
def test_every_figure_of_the_balance_breaks_it(name):
    now, last = _filed((name, name), 7, printed=False)
    for key in (k for k, s in now.form.slots.items() if s.given and s.table.key == "requests"):
        sent = changed(now, {key: now.value(key) + 1})
        table, _, column = key.split(".")
        broken = {(code, at) for code, at, _ in _found(sent, last)}
        assert ("balance", f"{table}.{column}") in broken


def _filed(forms, seed, printed):
    form, form_before = map(edition, forms)
    return with_last(Random(seed), form, form_before, printed=printed, year=2023 + seed % 2)


def _spoilt(submission, seed):
    """One figure, given or printed, a little off; and what its agency then sent."""
    rng = Random(seed)
    key = rng.choice([k for k in submission.figures if submission.printed or _given(submission, k)])
    value = submission.value(key)
    step = Decimal("0.0001") if submission.form.slots[key].kind is Kind.MONEY else 1
    wrong = value - step if value and rng.random() < 0.5 else value + step * rng.choice((1, 9))
    return key, changed(submission, {key: wrong})


def _given(submission, key):
    return submission.form.slots[key].given


def _found(submission, last):
    findings = check(submission.form, submission, last)
    return {(f.code, f.fact("at"), f.keys) for f in findings if f.fact("at")}


def _name(bound):
    return bound.rule.code, bound.at, bound.keys


def _speaking(submission, last):
    """The rules that can be judged: valid for the year, figures of last year at hand."""
    before = _before(submission, last)
    return [
        bound
        for bound in submission.form.bound
        if bound.rule.years[0] <= submission.year <= bound.rule.years[1]
        and (submission.printed or bound.rule.code != "sum")
        and (bound.rule.without_last or all(k in before for of_last, k in bound.inputs if of_last))
    ]


def _before(submission, last):
    return bridge_submission(last, submission.form).submission.values


def _must_break(bound):
    """An equation without conditions cannot survive a change of one of its figures."""
    return bound.relation.sign is Sign.EQUAL and not bound.when


def _kept(bound, submission, last):
    """Whether the rule holds, worked out from its coefficients."""
    before = _before(submission, last)
    met = all(_holds(when, submission.values, before) for when in bound.when)
    return not met or _holds(bound.relation, submission.values, before)


def _holds(relation, values, before):
    difference = relation.constant + sum(
        factor * ((before.get(key) or 0) if of_last else values[key])
        for (of_last, key), factor in relation.coefficients.items()
    )
    allowed = {Sign.EQUAL: difference == 0, Sign.AT_MOST: difference <= 0}
    return allowed.get(relation.sign, difference >= 0)


def _given_of(bound, form):
    """The given figures that the rule comes down to, totals taken apart."""
    keys = [key for of_last, key in bound.inputs if not of_last]
    while derived := [key for key in keys if form.slots[key].parts]:
        keys = [k for k in keys if k not in derived]
        keys += [part for key in derived for part in form.slots[key].parts]
    return set(keys)
