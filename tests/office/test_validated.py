"""What cannot be a figure is refused where it is typed, and shown where it was pasted."""

from decimal import Decimal

import pytest

from office.books import EDITIONS, Book, edition, holding
from toolkit.excel.guards import JUDGING
from toolkit.excel.meaning import Entry, meaning_of
from toolkit.excel.state import LARGEST, State, not_applicable
from toolkit.lexicon import workbook_words
from toolkit.model.figure import Kind

CHOICES = (Entry.HAD, Entry.CONFIRMED)
FAILED = {"bgcolor": "#FFC7CE", "color": "#9C0006"}
HATCHED = {"bgcolor": "#FFBCC1", "color": "#9C0006"}  # LibreOffice mixes the colours of a hatching
PASSED = {"color": "#006100"}


def _wrong(slot):
    """Every way in which a figure can be wrong, of money also too fine a one."""
    yield "三件"
    yield -LARGEST if slot.kind.signed else -1
    yield LARGEST
    yield Decimal("1.23456") if slot.kind is Kind.MONEY else 2.5


def _right(slot):
    yield {Kind.COUNT: 7, Kind.CHANGE: -7, Kind.MONEY: Decimal("1.2345")}[slot.kind]
    yield 0
    yield LARGEST - 1
    yield not_applicable() if slot.may_not_apply else None


@pytest.fixture(params=EDITIONS)
def name(request):
    return request.param


def filled_with(name, folder, values, about=None):
    """A workbook in which neighbours have the values of a figure in turn."""
    form = edition(name)
    turns = ((slot, list(values(slot))) for slot in form.given)
    figures = {slot.key: some[n % len(some)] for n, (slot, some) in enumerate(turns)}
    path = folder / "filled.xlsx"
    path.write_bytes(holding(name, State(form, about or {"year": 2025}, figures)))
    return Book(path, form)


def _inputs(book):
    return book.cells(slot.key for slot in book.form.given)


def _answers(form, word):
    """The same answer to everything that is asked."""
    keys = (key for key, entry in meaning_of(form).entries.items() if entry in CHOICES)
    return {key.removeprefix("about.").removesuffix(".value"): word for key in keys}


def test_whatever_is_wrong_breaks_its_validation_wherever_it_stands(office, name, tmp_path):
    book = filled_with(name, tmp_path, _wrong, _answers(edition(name), "也许"))
    asked = {key for key, entry in book.meaning.entries.items() if entry in CHOICES}
    assert office.invalid(book.path) == _inputs(book) | book.cells(asked)
    assert len(asked) == 5


def test_what_is_right_breaks_none(office, name, tmp_path):
    words = workbook_words()["words"]
    answers = _answers(edition(name), words["yes"])
    answers |= {key: words["had"] for key in answers if key.startswith("had.")}
    assert office.invalid(filled_with(name, tmp_path, _right, answers).path) == set()


def test_whatever_is_wrong_is_shown_also_where_it_was_pasted(office, name, tmp_path):
    book = filled_with(name, tmp_path, _wrong)
    shown = office.shown(book.path)
    assert {cell: shown.get(cell) for cell in _inputs(book)} == dict.fromkeys(
        _inputs(book), HATCHED
    )


def test_what_is_right_looks_like_all_others(office, name, tmp_path):
    book = filled_with(name, tmp_path, _right)
    assert _inputs(book).isdisjoint(office.shown(book.path))


@pytest.mark.parametrize("figure", [0, 7])
def test_verdicts_are_red_or_green(office, name, tmp_path, figure):
    book = filled_with(name, tmp_path, lambda _: [figure])
    shown, values = office.shown(book.path), office.values(book.path)
    judging = {cell: values[cell[0]].get(cell[1], "") for cell in book.cells(_judging(book))}
    looks = {cell: _look_of(word) for cell, word in judging.items()}
    assert {cell: shown.get(cell) for cell in judging} == looks
    assert min(list(looks.values()).count(look) for look in (FAILED, PASSED, None)) >= 4


def _judging(book):
    lives = book.meaning.lives
    return [key for key in lives if key.startswith("live.") or key.endswith(JUDGING)]


def _look_of(word):
    checks, start = workbook_words()["checks"], workbook_words()["start"]
    if word in (checks["failed"], start["open"]) or word.startswith(checks["bad"][0]):
        return FAILED
    fine = (checks["passed"], checks["good"], start["done"], start["spared"])
    return PASSED if word in fine else None
