"""On paper: as many pages as intended, and every figure wide enough to be read."""

import re

import pytest

from office.books import EDITIONS, Book, edition, holding
from office.paper import tight
from toolkit.excel.sheets import plan_sheets
from toolkit.excel.state import State
from toolkit.lexicon import workbook_words

MOST = 3  # pages of a sheet that may go on


@pytest.fixture(scope="module", params=EDITIONS)
def pages(request, office, pdf_texts, tmp_path_factory):
    """The text of each page of a workbook in which a clerk wrote large figures and long words."""
    folder = tmp_path_factory.mktemp("pages")
    path = folder / f"{request.param}.xlsx"
    path.write_bytes(holding(request.param, _filled(edition(request.param))))
    return Book(path, edition(request.param)), pdf_texts(office.convert(path, "pdf", folder))


def _filled(form):
    about = {"agency": "清禾县柳林镇人民政府", "year": 2025, "contact": "李四"}
    figures = {slot.key: 12_345 for slot in form.given}
    words = dict.fromkeys(form.passages, "本年主动公开政府信息若干条。" * 18)
    return State(form, about, figures, figures, words)


def test_no_figure_is_too_wide_for_its_cell(pages):
    book, texts = pages
    assert [page for page in texts if "###" in page] == []
    assert sum(page.count("12345") for page in texts) > 2 * len(book.form.given)


def test_the_page_that_is_signed_is_one_page(pages):
    book, texts = pages
    seal = tight(workbook_words()["page"]["seal"])
    signed = [page for page in texts if seal in page]
    assert len(signed) == 1
    assert signed[0].count("12345") == len(book.form.given)
    for table in book.form.tables.values():
        assert all(tight(row.label) in signed[0] for row in table.rows.leaves)


def test_every_sheet_takes_the_pages_that_it_should(pages):
    """One, but for those that may go on: they say on each page what it belongs to."""
    book, texts = pages
    plans = plan_sheets(book.form)
    going_on = [plan.name for plan in plans if not plan.one_page]
    found = [_sheet_of(text, going_on) for text in texts]
    assert found.count("") == len(plans) - len(going_on)
    assert all(1 <= found.count(name) <= MOST for name in going_on)
    assert min(map(len, texts)) > 40


def _sheet_of(text, names):
    """The sheet that the foot of a page names."""
    foot = re.search(rf"({'|'.join(names)})第\d+页，共\d+页", text)
    return foot[1] if foot else ""
