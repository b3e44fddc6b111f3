"""A workbook to be completed: typing is refused where something was told, accepted where it is new.

Asked of LibreOffice, and of the schema that Microsoft publishes.
"""

from pathlib import Path

import pytest
from seasons import NOON, THREE, County, returned

from office.books import Book
from toolkit.season.new_form import take_form
from toolkit.season.reissue import reissue_season
from toolkit.season.season import open_season

ROOT = Path(__file__).parent.parent.parent
OWN = ROOT / "examples" / "清禾县" / "县里的表式.toml"
WRONG = "requests.carried_in.person"  # holds a word where a figure should stand
NEW = {"visits.hall.visitors": 3, "visits.hall.answered": 2, "visits.hall.referred": 1}
NEW |= {"visits.reading.visitors": 0, "visits.reading.answered": 0, "visits.reading.referred": 0}
TOLD = ("requests.new.person", "about.contact.value", "about.had.requests.value")
TOLD += ("passages.overview.requests.text",)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """What an agency is sent that has reported already, with one fault."""
    county = County(tmp_path_factory.mktemp("again")).with_files()
    county.put("a.xlsx", returned("T02", **THREE))
    season = take_form(open_season(county.root), OWN, now=NOON)
    (made,) = reissue_season(season, ["T02"], now=NOON).again
    return Book(made.path, season.form)


def test_what_was_told_is_shut_and_what_is_new_is_open(office, book):
    figures = {k for k in book.meaning.entries if k in book.meaning.slots}
    words = {k for k in book.meaning.entries if k.startswith("passages.")}
    by_cell = {book.cell(key): key for key in figures | words}
    open_ = set()
    for sheet in {sheet for sheet, _ in by_cell}:
        here = [at for name, at in by_cell if name == sheet]
        locked = office.locked(book.path, sheet, here)
        open_ |= {by_cell[sheet, at] for at, refused in locked.items() if not refused}
    assert open_ == {*NEW, WRONG}


def test_a_person_types_what_is_new_and_nothing_that_was_told(office, book):
    keys = ("visits.hall.visitors", WRONG, *TOLD)
    answers = {key: office.typed(book.path, *book.cell(key), "3") for key in keys}
    assert answers == {
        "visits.hall.visitors": "accepted",
        WRONG: "accepted",
        **dict.fromkeys(TOLD, "refused"),
    }


def test_it_is_ready_when_the_new_cells_are_filled(office, book):
    ready = book.cell("start.ready.value")
    before = office.values(book.path)
    after = office.fill(book.path, book.filled({**NEW, WRONG: 0}))
    told = [each[ready[0]][ready[1]] for each in (before, after)]
    assert told == ["全部完成后，这里显示“可以报送”和校验码", "✓ 可以报送"]


def test_the_schema_has_no_complaint(ooxml, book):
    assert ooxml(book.path) == []
