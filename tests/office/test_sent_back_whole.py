"""Complaints about a whole file, a total or a copy until they are settled: asked of LibreOffice."""

import pytest
from movers import copy_sheet
from workbooks import Hand, answered, issued

from office.books import Book, edition, editions, read
from toolkit.check import check
from toolkit.excel.feedback import feedback
from toolkit.excel.steps import COUNTY_ROWS
from toolkit.faults import noticed

STATUS = f"{COUNTY_ROWS[0]}.status"
OPEN, CHANGED, EXPLAINED = "未改", "已改", "已说明"
WRONG_YEAR = noticed("wrong-year", found=2024, expected=2025)


@pytest.fixture
def sent_back(tmp_path):
    """A return as it goes back, with what was found besides."""

    def made(hand, *told):
        submission = read(hand.content)
        findings = (*told, *check(submission.form, submission, submission.last))
        path = tmp_path / "back.xlsx"
        path.write_bytes(feedback(hand.content, issued(), editions(), submission, findings))
        return Book(path, edition("2021"))

    return made


def status(office, book, typed):
    sheet, address = book.cell(STATUS)
    return office.fill(book.path, book.filled(typed))[sheet].get(address)


def test_a_file_of_another_year_is_settled_when_every_figure_counts(office, sent_back):
    book = sent_back(Hand(answered()), WRONG_YEAR)
    some = {slot.key: 0 for slot in book.form.given if slot.table.key in ("documents", "charges")}
    none = dict.fromkeys(("about.had.requests.value", "about.had.disputes.value"), "没有")
    rest = {"about.confirmed.publication.value": "是"}
    said = {f"{COUNTY_ROWS[0]}.explain": "没有发错。"}
    assert status(office, book, {}) == OPEN
    assert status(office, book, some | none | said) == OPEN
    assert status(office, book, some | none | rest) == CHANGED


def test_a_total_is_settled_by_another_part_or_by_a_word(office, sent_back):
    book = sent_back(Hand(answered()).put({"requests.granted.total": 7}))
    assert status(office, book, {}) == OPEN
    assert status(office, book, {"requests.granted.person": 7}) == CHANGED
    assert status(office, book, {f"{COUNTY_ROWS[0]}.explain": "各项没有错。"}) == EXPLAINED


def test_where_a_copy_differed_any_figure_settles_it_and_no_word(office, sent_back):
    hand = copy_sheet(Hand(answered()), "表三", "表三 (2)")
    hand.at("表三 (2)", hand.binding.atlas.sites["requests.new.person"].spot.address, 9)
    book = sent_back(hand)
    assert status(office, book, {f"{COUNTY_ROWS[0]}.explain": "以原来的为准。"}) == OPEN
    assert status(office, book, {"requests.new.person": 0}) == CHANGED


def test_nothing_of_the_kind_and_figures_are_settled_by_clearing_the_figures(office, sent_back):
    had = {"about.had.requests.value": "没有"}
    book = sent_back(Hand(answered()).put(had | {"requests.new.person": 3}))
    assert status(office, book, {}) == OPEN
    assert status(office, book, {"requests.new.person": "三"}) == OPEN
    assert status(office, book, {"requests.new.person": None}) == CHANGED
    assert status(office, book, {"about.had.requests.value": "有"}) == CHANGED
