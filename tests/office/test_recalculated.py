"""Every formula of a workbook gives what Python works out: recalculated by a real program."""

import random

import pytest

from office.bare import bared
from office.books import EDITIONS, Book, edition, holding, issued, read, sent_back, transferred
from office.states import is_plain, states
from toolkit.excel.bind import bind_book
from toolkit.excel.meaning import meaning_of
from toolkit.excel.parts import open_book
from toolkit.excel.plan_checks import live_rules, rule_key
from toolkit.excel.state import State
from toolkit.excel.template import holder
from toolkit.excel.typed_cells import Values
from toolkit.lexicon import workbook_words
from toolkit.model.checkcode import weights
from toolkit.model.figure import Kind
from toolkit.package.opening import open_package

FILLS = 100


@pytest.fixture(scope="module", params=EDITIONS)
def recalculated(request, office, tmp_path_factory):
    """An edition's workbook, a hundred states, and what each comes to in LibreOffice."""
    folder = tmp_path_factory.mktemp(f"fills{request.param}")
    book = _open_book(request.param, folder)
    chosen = list(states(random.Random(request.param), book.form, FILLS))
    fills = [book.filled(_held(state, book)) for state in chosen]
    return book, chosen, [_by_key(book, each) for each in office.fills(book.path, fills)]


def _open_book(name, folder):
    """A workbook without locks: what the county fills in differs from fill to fill too."""
    (folder / "locked.xlsx").write_bytes(issued(name))
    return Book(bared(folder / "locked.xlsx", folder / f"{name}.xlsx"), edition(name))


def _held(state, book):
    """What stands at every key that is no formula."""
    meaning = book.meaning
    keys = [key for key in book.atlas.sites if key not in meaning.lives and not _empty(key)]
    return {key: holder(key, meaning)(state) for key in keys}


def _empty(key):
    """Whether only a workbook that was sent back holds something there."""
    return key.startswith(("county.", "mark."))


def _by_key(book, answer):
    found = {key: book.cell(key) for key in book.meaning.lives}
    return {key: shown(answer[sheet].get(address)) for key, (sheet, address) in found.items()}


def shown(value):
    """A value as a spreadsheet shows it: fifteen digits; nothing and an empty text are alike."""
    if value is None or isinstance(value, str):
        return value or ""
    return f"{float(value):.15g}"


def test_every_live_cell_comes_to_what_python_works_out(recalculated):
    book, chosen, answers = recalculated
    lives = book.meaning.lives
    compared = [
        (number, key, shown(live.value(state)), answer[key])
        for number, (state, answer) in enumerate(zip(chosen, answers, strict=True))
        for key, live in lives.items()
    ]
    assert [each for each in compared if each[2] != each[3]] == []
    assert len(compared) == FILLS * len(lives) > 50_000


def test_each_verdict_of_a_rule_is_met_often(recalculated):
    """Else the comparison above would say little."""
    book, _, answers = recalculated
    verdicts = [f"checks.{rule_key(bound)}.verdict" for bound in live_rules(book.form)]
    met = [answer[key] for answer in answers for key in verdicts]
    words = workbook_words()["checks"]
    for name in ("passed", "failed", "unknown", "lifted", "no_last"):
        assert met.count(words[name]) > 20, name


def test_the_workbook_judges_as_the_county_does(recalculated):
    book, chosen, answers = recalculated
    plain = [number for number in range(FILLS) if is_plain(number)]
    judged = [
        (number, *each)
        for number in plain
        for each in _judged(book, chosen[number], answers[number])
    ]
    assert [each for each in judged if each[2] != each[3]] == []
    assert len(judged) == len(plain) * (len(live_rules(book.form)) + len(book.form.slots) + 1)
    assert len(plain) >= 25


def _judged(book, state, answer):
    """Name, what the county's reader makes of the file, what the workbook itself says."""
    submission = read(holding(book.path.stem, state))
    yield "code", submission.checkcode, answer["tell.code.value"]
    for key in book.form.slots:
        yield key, shown(submission.value(key)), answer[f"page.{key}"]
    for bound in live_rules(book.form):
        key = f"checks.{rule_key(bound)}.verdict"
        yield key, _word(bound, submission), answer[key]


def _word(bound, submission):
    """What the sheet of checks should say of a rule."""
    words, rule = workbook_words()["checks"], bound.rule
    if not rule.in_force(submission.year) or rule.unless in submission.agency.flags:
        return words["lifted"]
    holds = bound.verdict(submission.values, submission.last.values)
    return words["passed" if holds else "failed"]


@pytest.mark.parametrize("name", EDITIONS)
def test_the_check_code_of_huge_figures_is_right_or_none(office, tmp_path, name):
    """Where a quotient has too many digits, LibreOffice rounds it up before it takes INT."""
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(issued(name))
    book = Book(path, edition(name))
    huge = [_with_money(book.form, 10**8), _with_money(book.form, 5 * 10**8)]
    answers = office.fills(path, [book.filled(figures) for figures in huge])
    sheet, address = book.cell("tell.code.value")
    assert [answer[sheet][address] for answer in answers] == ["999982", ""]
    assert [State(book.form, figures=figures).checkcode for figures in huge] == ["999982", ""]


def _with_money(form, amount):
    """Figures of which one is far too large, and whose weighted sum leaves the largest rest."""
    weight, modulus = dict(weights(form)), form.checkcode.modulus
    money = next(slot.key for slot in form.given if slot.kind is Kind.MONEY)
    grows = weight["requests.new.person"] + weight["requests.new.total"]
    missing = (modulus - 1 - amount * weight[money]) * pow(grows, -1, modulus) % modulus
    zeros = {slot.key: 0 for slot in form.given}
    return zeros | {money: amount, "requests.new.person": missing}


MADE = {"issued": issued, "transferred": transferred, "sent back": sent_back}


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("kind", MADE)
def test_a_workbook_shows_its_right_figures_before_anything_recalculates_it(
    office, tmp_path, name, kind
):
    content = MADE[kind](name)
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(content)
    values = office.values(path)
    binding = bind_book(open_book(open_package(content)))
    compared = [
        (key, _cached(cells, at), shown(values[binding.sheets[number].name].get(at.decode())))
        for key, (number, at) in binding.bonds.items()
        if (cells := binding.cells[number]).formula(at) is not None
    ]
    assert [each for each in compared if each[1] != each[2]] == []
    assert len(compared) >= len(meaning_of(edition(name)).lives)


def _cached(cells, at):
    """What a file shows where nothing recalculates it."""
    return shown(Values(None).raw(cells, at))
