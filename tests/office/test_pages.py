"""On paper: as many pages as intended, and every figure wide enough to be read."""

import re
import shutil
import subprocess

import pytest

from office.books import EDITIONS, Book, edition, holding
from toolkit.excel.state import State
from toolkit.lexicon import workbook_words

PDFTOTEXT = shutil.which("pdftotext")


@pytest.fixture(scope="module", params=EDITIONS)
def pages(request, office, tmp_path_factory):
    """The text of each page of a workbook in which a clerk wrote large figures and long words."""
    folder = tmp_path_factory.mktemp("pages")
    path = folder / f"{request.param}.xlsx"
    path.write_bytes(holding(request.param, _filled(edition(request.param))))
    pdf = office.convert(path, "pdf", folder)
    return Book(path, edition(request.param)), _texts(pdf)


def _texts(pdf):
    if PDFTOTEXT is None:
        pytest.skip("没有找到 pdftotext（Debian：poppler-utils）")
    run = subprocess.run([PDFTOTEXT, pdf, "-"], capture_output=True, check=True, timeout=60)
    return [_tight(page) for page in run.stdout.decode().removesuffix("\f").split("\f")]


def _tight(text):
    return re.sub(r"\s", "", text)


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
    seal = _tight(workbook_words()["page"]["seal"])
    signed = [page for page in texts if seal in page]
    assert len(signed) == 1
    assert signed[0].count("12345") == len(book.form.given)
    for table in book.form.tables.values():
        assert all(_tight(row.label) in signed[0] for row in table.rows.leaves)


def test_there_is_no_stray_page(pages):
    """One page a sheet; only words, checks and the list of what to ask may take some more."""
    _, texts = pages
    assert all(len(page) > 40 for page in texts)
    assert len(texts) <= 18
