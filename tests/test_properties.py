"""A rule has one meaning: its text, its verdict, its formula, its matrix row and its sentence."""

import re
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from rulebook import KEYS, figures_at_random, filed, rules, sides
from samples import SEEDS
from spreadsheet import calculate

from toolkit import check
from toolkit.matrix import broken_rules
from toolkit.model.formula import spell_rule
from toolkit.say import say_finding

WORD = r"sum\([a-z.]+\)|[a-z][a-z.]*|\d+"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@given(rules(), SEEDS)
def test_verdict_is_what_the_text_says(rule, seed):
    form, now, last = _tried(rule, seed)
    for bound, spot in zip(form.bound, rule.spots(), strict=True):
        assert bound.verdict(now, last) is rule.verdict(spot, now, last)


@given(rules(), SEEDS)
def test_formula_comes_to_the_verdict(rule, seed):
    form, now, last = _tried(rule, seed)
    years = ((now, False), (last, True))
    cells = {_address(key, year): v for values, year in years for key, v in values.items()}
    for bound in form.bound:
        shown = calculate(spell_rule(bound, _address, ",".join), cells)
        assert (None if shown == "" else shown) is bound.verdict(now, last)


@given(rules(), st.lists(SEEDS, min_size=1, max_size=4))
def test_matrix_comes_to_the_verdict(rule, seeds):
    form = rule.form()
    rngs = [Random(seed) for seed in seeds]
    years = [[filed(form, figures_at_random(rng), y) for y in (2023, 2022)] for rng in rngs]
    found = broken_rules([now for now, _ in years], [last for _, last in years])
    for (now, last), broken in zip(years, found, strict=True):
        verdicts = [bound.verdict(now.values, last.values) for bound in form.bound]
        assert broken == [b for b, v in zip(form.bound, verdicts, strict=True) if v is False]


@given(rules(), SEEDS)
def test_sentence_tells_both_sides_and_the_difference(rule, seed):
    form, now, last = _tried(rule, seed)
    submission, before = filed(form, now, 2023), filed(form, last, 2022)
    told = {f.fact("at"): f for f in check(form, submission, before) if f.code == "tried"}
    for bound, spot in zip(form.bound, rule.spots(), strict=True):
        if bound.at in told:
            sentence = say_finding(form, told[bound.at])
            assert _numbers_told(sentence) == _numbers_meant(rule, spot, now, last)


def _tried(rule, seed):
    rng = Random(seed)
    return rule.form(), figures_at_random(rng), figures_at_random(rng)


def _address(key, of_last):
    return f"{'B' if of_last else 'A'}{KEYS.index(key) + 1}"


def _numbers_told(sentence):
    """What stands behind every name of both sides, what the sides come to, and the difference."""
    body = sentence.removesuffix("。请核对。").partition("：")
    left, right, difference = (body[2] or body[0]).rsplit("，", 2)
    way = -1 if difference.startswith("少") else 1
    terms = [_terms(side.partition(" ＝ ")[0]) for side in (left, right)]
    totals = [_numbers(side)[-1] for side in (left, right)]
    assert [sum(side) for side in terms] == totals
    return terms, totals, way * _numbers(difference)[0]


def _terms(side):
    return [
        (-1 if sign == "－" else 1) * _numbers(term)[-1]
        for sign, term in re.findall(r"(?:^|([＋－]) )([^＋－]+)", side)
    ]


def _numbers(text):
    return [Decimal(number) for number in NUMBER.findall(text)]


def _numbers_meant(rule, spot, now, last):
    left, right = sides(rule.holds, spot, now, last)
    terms = [_terms_meant(side, spot, now, last) for side in re.split("==|<=|>=", rule.holds)]
    return terms, [left, right], left - right


def _terms_meant(side, spot, now, last):
    """Each name or number of one side with its sign."""
    values = [sides(f"{word} == 0", spot, now, last)[0] for word in re.findall(WORD, side)]
    return [sign * value for sign, value in zip(_signs(side), values, strict=True)]


def _signs(side):
    """The sign that each word has once the brackets are gone."""
    signs, way, level = [], [1], 1
    for token in re.findall(rf"{WORD}|[-+()]", side):
        if token in "+-":
            level = 1 if token == "+" else -1
        elif token == "(":
            way.append(way[-1] * level)
            level = 1
        elif token == ")":
            way.pop()
        else:
            signs.append(way[-1] * level)
    return signs
