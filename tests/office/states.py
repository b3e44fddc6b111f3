"""What somebody may have filled in, out of random numbers: sensible, careless, or both."""

from decimal import Decimal

from toolkit.excel.names import PEOPLE
from toolkit.excel.plan_checks import live_rules, rule_key
from toolkit.excel.state import State, not_applicable
from toolkit.lexicon import workbook_words
from toolkit.model.figure import Kind

MONEY = (Decimal("0.5"), Decimal("12.3456"), Decimal("0.1"), Decimal("99999.9999"))
ODD_WORDS = ("三", "12", " ", "无", "0", "10件", "=1+1", "不适用 ")
ODD_NUMBERS = (-1, 2.5, -0.5, Decimal("1.23456"), 10**12, -(10**12))
LARGE = (10**6, 987_654_321, 9_999_999_999)
SENTENCES = ("", " ", "写了。", "写" * 260, "写" * 2000, "一行\n二行", "=A1", "+1", '“引号”"')
YEARS = (None, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026)
MOODS = ("plain", "plain", "small", "careless", "sparse", "empty", "large")


def states(dice, form, count):
    """Many states of a form's workbook; the first ones are filled with plain numbers only."""
    for number in range(count):
        yield _state(dice, form, MOODS[number % len(MOODS)])


def is_plain(number):
    """Whether the state of this number holds nothing but plain numbers."""
    return MOODS[number % len(MOODS)] == "plain"


def _state(dice, form, mood):
    figures = {slot.key: _figure(dice, slot, mood) for slot in form.given}
    with_last = mood == "plain" or dice.random() < 0.7
    return State(
        form,
        dict(_about(dice, form, mood)),
        {key: value for key, value in figures.items() if value is not None},
        dict(_last(dice, form, mood)) if with_last else {},
        {key: dice.choice(SENTENCES) for key in form.passages},
        {key: f"上年的话{key}" for key in form.passages},
        dict.fromkeys(_explained(dice, form), "因为如此。"),
    )


def _figure(dice, slot, mood):
    """What stands in a cell; None where nothing does."""
    luck = dice.random()
    if mood == "empty" or (mood == "sparse" and luck < 0.7):
        return None
    if mood == "careless" and luck < 0.06:
        return dice.choice((*ODD_WORDS, *ODD_NUMBERS, None))
    if mood != "plain" and slot.may_not_apply and luck < 0.5:
        return not_applicable()
    if mood == "large" and luck < 0.05 and slot.kind is not Kind.MONEY:
        return dice.choice(LARGE)
    return _number(dice, slot.kind, 2 if mood == "small" else 40)


def _number(dice, kind, most):
    if kind is Kind.MONEY and dice.random() < 0.6:
        return dice.choice(MONEY)
    least = -most if kind.signed else 0
    return dice.choice((0, 0, dice.randint(least, most)))


def _last(dice, form, mood):
    """Last year's figures; now and then one is missing."""
    for key, slot in form.slots.items():
        if mood == "plain" or dice.random() < 0.97:
            yield key, _number(dice, slot.kind, 3)


def _about(dice, form, mood):
    words = workbook_words()["words"]
    for section in form.filled:
        if section.question:
            yield f"had.{section.key}", _answer(dice, mood)
        yield f"confirmed.{section.key}", dice.choice((words["yes"], words["no"], None))
    yield "rulemaking", dice.choice((words["yes"], words["no"], None))
    yield "year", dice.choice(YEARS)
    for name in ("agency", "deadline", "recipient", *PEOPLE):
        yield name, dice.choice((None, f"某{name}"))


def _answer(dice, mood):
    words = workbook_words()["words"]
    careless = (words["had"], words["had_not"], "无", None)
    return words["had"] if mood == "plain" else dice.choice(careless)


def _explained(dice, form):
    return [rule_key(bound) for bound in live_rules(form) if dice.random() < 0.5]
