"""A clerk can type where something is to be typed, and nowhere else: asked of LibreOffice."""

from collections import defaultdict

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from office.books import EDITIONS, Book, edition, issued
from toolkit.lexicon import workbook_words

LAST = "last.requests.new.person"
FREE = workbook_words()["sheets"]["asking"]


@pytest.fixture(scope="module", params=EDITIONS)
def book(request, tmp_path_factory):
    """An issued workbook."""
    path = tmp_path_factory.mktemp("locked") / f"{request.param}.xlsx"
    path.write_bytes(issued(request.param))
    return Book(path, edition(request.param))


def test_typing_is_accepted_in_every_input_cell_and_refused_in_every_other(office, book):
    """Other: keys, labels, formulas, last year's figures, every cell that has a look at all."""
    locked = _locked(office, book, _written(book) | book.cells(book.atlas.sites))
    inputs = book.cells(book.meaning.entries)
    assert {cell for cell, refused in locked.items() if not refused} == inputs
    assert len(inputs) == len(book.meaning.entries) > 200
    assert len(locked) > 2000


def _locked(office, book, cells):
    """{(sheet, address): whether typing is refused} for all of these cells."""
    by_sheet = defaultdict(list)
    for sheet, address in cells:
        by_sheet[sheet].append(address)
    return {
        (sheet, address): refused
        for sheet, addresses in by_sheet.items()
        for address, refused in office.locked(book.path, sheet, addresses).items()
    }


def _written(book):
    """Every cell of a sheet with keys that holds or looks like something, and one far away."""
    opened = load_workbook(book.path)
    return {(sheet.title, "ZZ999") for sheet in opened if sheet.title != FREE} | {
        (sheet.title, cell.coordinate)
        for sheet in opened
        if sheet.title != FREE
        for row in sheet.iter_rows()
        for cell in row
        if cell.has_style and not isinstance(cell, MergedCell)
    }


def test_only_the_list_of_what_to_ask_whom_is_free(office, book):
    """It is printed and scribbled on; nothing of it comes back."""
    sheets = load_workbook(book.path).sheetnames
    assert set(sheets) - {site.sheet for site in book.atlas.sites.values()} == {FREE}
    assert office.locked(book.path, FREE, ["B2"]) == {"B2": False}


def test_a_person_types_into_inputs_of_every_kind_and_into_nothing_else(office, book):
    """The same by the keyboard, which is slow: some cells that one can go to."""
    inputs = {entry: key for key, entry in book.meaning.entries.items()}.values()
    locked = ("requests.new.total", "page.requests.new.total", LAST, "todo.about.state")
    for keys, expected in ((inputs, "accepted"), (locked, "refused")):
        answers = {key: office.typed(book.path, *book.cell(key), "3") for key in keys}
        assert answers == dict.fromkeys(keys, expected)
