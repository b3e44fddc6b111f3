"""Six digits change with any single figure and with any two neighbours swapped."""

from decimal import Decimal
from random import Random

import pytest
from samples import edition

from toolkit.model.checkcode import checkcode, weights
from toolkit.model.figure import Figure, Kind
from toolkit.reading import read_submission, totals

EDITIONS = ("2021", "2019")


def figures(form, given):
    """The given figures and their totals, recomputed."""
    typed = {key: Figure(key, value) for key, value in given.items()}
    everything = typed | totals(form.slots.values(), typed)
    return {key: figure.value for key, figure in everything.items()}


def filled(form, seed=7):
    """A different figure at every key that is typed."""
    numbers = Random(seed).sample(range(1, 900), len(form.given))
    return {
        slot.key: Decimal(n) / 10_000 if slot.kind is Kind.MONEY else n
        for slot, n in zip(form.given, numbers, strict=True)
    }


@pytest.mark.parametrize("name", EDITIONS)
def test_the_weights_are_those_declared(name):
    form = edition(name)
    declared = form.checkcode
    weighing = dict(weights(form))
    assert list(weighing) == list(form.slots)
    for place, (key, weight) in enumerate(weighing.items()):
        worth = 10_000 if form.slots[key].kind is Kind.MONEY else 1
        assert weight == (declared.first + declared.step * place) * worth


@pytest.mark.parametrize("name", EDITIONS)
def test_the_code_is_the_weighted_sum(name):
    form = edition(name)
    values = figures(form, filled(form))
    total = sum(values[key] * weight for key, weight in weights(form))
    assert checkcode(form, values) == f"{int(total) % form.checkcode.modulus:06d}"


@pytest.mark.parametrize("name", EDITIONS)
def test_any_single_figure_changed_changes_the_code(name):
    form = edition(name)
    given = filled(form)
    code = checkcode(form, figures(form, given))
    for key, value in given.items():
        step = Decimal("0.0001") if form.slots[key].kind is Kind.MONEY else 1
        for difference in (1, 90):
            other = given | {key: value + difference * step}
            assert checkcode(form, figures(form, other)) != code, (key, difference)


@pytest.mark.parametrize("name", EDITIONS)
def test_any_single_printed_figure_changed_changes_the_code(name):
    form = edition(name)
    values = figures(form, filled(form))
    code = checkcode(form, values)
    for key, value in values.items():
        step = Decimal("0.0001") if form.slots[key].kind is Kind.MONEY else 1
        for difference in (1, 2, 5, 9, 10, 100, 1000, 10_000, 99_999):
            assert checkcode(form, values | {key: value + difference * step}) != code


def neighbours(form):
    """Figures that stand beside or below each other, totals left out."""
    for table in form.tables.values():
        given = {(s.row.key, s.column.key): s.key for s in table.slots if s.given}
        rows = [row.key for row in table.rows.leaves]
        columns = [column.key for column in table.columns.leaves]
        for r, row in enumerate(rows):
            for c, column in enumerate(columns):
                here = given.get((row, column))
                right = next((given[row, x] for x in columns[c + 1 :] if (row, x) in given), None)
                below = next(
                    (given[x, column] for x in rows[r + 1 :] if (x, column) in given), None
                )
                yield from ((here, there) for there in (right, below) if here and there)


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("seed", [7])
def test_any_two_neighbours_swapped_change_the_code(name, seed):
    form = edition(name)
    given = filled(form, seed)
    code = checkcode(form, figures(form, given))
    pairs = list(neighbours(form))
    assert len(pairs) > len(form.given)
    for one, other in pairs:
        swapped = given | {one: given[other], other: given[one]}
        assert checkcode(form, figures(form, swapped)) != code, (one, other)


@pytest.mark.parametrize("name", EDITIONS)
def test_the_smallest_swaps_change_the_code_whatever_else_stands_there(name):
    form = edition(name)
    zeros = {slot.key: 0 for slot in form.given}
    counts = [key for key in zeros if form.slots[key].kind is not Kind.MONEY]
    for difference in (1, 10):
        codes = {k: checkcode(form, figures(form, zeros | {k: difference})) for k in counts}
        for one, other in neighbours(form):
            if one in codes and other in codes:
                assert codes[one] != codes[other], (one, other, difference)


@pytest.mark.parametrize("name", EDITIONS)
def test_a_blank_anywhere_and_there_is_no_code(name):
    form = edition(name)
    given = filled(form)
    for key in given:
        assert checkcode(form, figures(form, given | {key: None})) == ""
    assert checkcode(form, {}) == ""


@pytest.mark.parametrize("name", EDITIONS)
def test_the_code_has_six_digits_always(name):
    form = edition(name)
    zeros = {slot.key: 0 for slot in form.given}
    assert checkcode(form, figures(form, zeros)) == "000000"
    assert len(checkcode(form, figures(form, dict.fromkeys(zeros, 10**6)))) == 6


def test_a_figure_that_does_not_apply_counts_as_0():
    form = edition("2021")
    silent = next(slot.key for slot in form.given if slot.may_not_apply)
    given = filled(form)
    without = read_submission(form, given | {silent: "不适用"})
    assert without.checkcode == checkcode(form, figures(form, given | {silent: 0}))
