"""What the county complained of is marked until it is settled: asked of LibreOffice."""

import pytest

from office.books import EDITIONS, Book, edition, sent_back
from toolkit.excel.steps import COUNTY_ROWS
from toolkit.lexicon import workbook_words

MARKED = "#FFC000"
TYPED_WRONG = {"requests.new.person", "documents.normative.made", "requests.granted.company"}
UNBALANCED = {"requests.new.legal", "requests.carried_in.legal", "requests.carried_out.legal"}


@pytest.fixture(scope="module", params=EDITIONS)
def book(request, tmp_path_factory):
    """A return with faults, as it went back to its clerk."""
    path = tmp_path_factory.mktemp("sent_back") / f"{request.param}.xlsx"
    path.write_bytes(sent_back(request.param))
    return Book(path, edition(request.param))


def _marks(book, answer):
    """The figures whose mark is set."""
    marks = {key: book.cell(key) for key in book.atlas.sites if key.startswith("mark.")}
    return {
        key.removeprefix("mark.")
        for key, (sheet, address) in marks.items()
        if answer[sheet].get(address) == 1
    }


def _status(book, answer):
    """How each of the county's findings stands; those that there are."""
    cells = [book.cell(f"{row}.status") for row in COUNTY_ROWS]
    return [word for sheet, address in cells if (word := answer[sheet].get(address))]


def test_the_cells_complained_of_are_marked_and_no_others(office, book):
    marked = _marks(book, office.values(book.path))
    assert marked >= TYPED_WRONG | UNBALANCED
    shown = office.shown(book.path)
    figures = {book.cell(slot.key): slot.key for slot in book.form.given}
    assert {
        figures[cell] for cell in figures if shown.get(cell, {}).get("bgcolor") == MARKED
    } == marked


def test_a_mark_goes_when_the_value_is_another(office, book):
    before = _marks(book, office.values(book.path))
    for key, value in (
        ("requests.new.person", 12),
        ("documents.normative.made", 3),
        ("requests.granted.company", 0),
    ):
        after = _marks(book, office.fill(book.path, book.filled({key: value})))
        assert before - after == {key}


def test_the_marks_of_a_rule_go_when_it_holds(office, book):
    before = _marks(book, office.values(book.path))
    answer = office.fill(book.path, book.filled(_balanced(book, office)))
    assert _marks(book, answer).isdisjoint(UNBALANCED)
    assert before - _marks(book, answer) >= UNBALANCED


def _balanced(book, office):
    """As many carried out as were carried in, as nothing else happened."""
    sheet, address = book.cell("requests.carried_in.legal")
    return {"requests.carried_out.legal": office.values(book.path)[sheet].get(address, 0)}


def test_nothing_is_settled_by_writing_the_same_again(office, book):
    before = office.values(book.path)
    answer = office.fill(book.path, book.filled({"requests.new.person": "十二"}))
    assert _marks(book, answer) == _marks(book, before)
    assert _status(book, answer) == _status(book, before)


def test_what_needs_an_explanation_is_settled_by_one(office, book):
    words, before = workbook_words()["checks"], _status(book, office.values(book.path))
    every = {f"{row}.explain": "因为如此。" for row in COUNTY_ROWS}
    after = _status(book, office.fill(book.path, book.filled(every)))
    assert len(after) == len(before) > 4
    assert set(before) == {words["unchanged"]}
    assert set(after) == {words["unchanged"], words["explained"]}


def test_every_finding_leads_to_its_cell(office, book):
    values = office.values(book.path)
    links = [book.cell(f"{row}.target") for row in COUNTY_ROWS]
    targets = [text for sheet, address in links if (text := values[sheet].get(address))]
    known = {book.atlas.link(key) for key in book.meaning.entries}
    assert set(targets) <= known
    assert len(targets) == len(_status(book, values))
