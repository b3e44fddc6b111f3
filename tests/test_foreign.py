"""Returns in other formats: their cells where they really are, or Unreadable, and never a hang."""

import time
from contextlib import suppress
from datetime import date, datetime
from datetime import time as clock
from importlib.util import find_spec

import pytest
from foreign_books import converted, protected, xlsb, xlsx
from hostile import OLE_HEAD, opened, workbook, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.excel import foreign
from toolkit.excel.foreign import ForeignSheet, kind_of, read_foreign
from toolkit.package.unreadable import Unreadable

KEYS = {"C4": "#requests@2021:0123abcd", "D4": "person", "C6": "new", "D6": 12}
READ = ((4, 3, "#requests@2021:0123abcd"), (4, 4, "person"), (6, 3, "new"), (6, 4, 12))
VALUES = {
    "A1": 3.5,
    "B1": True,
    "C1": date(2024, 1, 2),
    "D1": datetime(2024, 1, 2, 3, 4, 5),
    "E1": clock(1, 30),
    "F1": "自然人\n甲",
    "H1": "=1/0",
    "I1": "=A1+1",
}
TINY = {3: {2: "#requests@2021:0123abcd", 3: "person"}, 5: {2: "new", 3: 12.0}}
FORMATS = ["xls", "ods"]


@pytest.fixture
def no_office(monkeypatch):
    monkeypatch.setattr(foreign, "convert", lambda *_: None)


@pytest.fixture
def no_calamine(monkeypatch):
    monkeypatch.setattr(foreign, "find_spec", lambda name: None)


def refused(content):
    """The code with which a file is refused, and after how many seconds."""
    begun = time.monotonic()
    with pytest.raises(Unreadable) as found:
        read_foreign(content)
    return found.value.code, time.monotonic() - begun


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (workbook(), "package"),
        (b"PK\x03\x04 and nothing behind", "package"),
        (xlsb(TINY), "xlsb"),
        (zipped({"content.xml": "", "META-INF/manifest.xml": ""}), "ods"),
        (OLE_HEAD, "ole"),
        (b"<html><table>", "other"),
        (b"", "other"),
    ],
)
def test_the_content_says_what_a_file_is(content, kind):
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"<html><table><tr><td>1", "not-a-package"),
        (OLE_HEAD + "EncryptedPackage\0".encode("utf-16-le"), "encrypted"),
        (OLE_HEAD + "WordDocument\0".encode("utf-16-le"), "not-a-workbook"),
        (OLE_HEAD + "Workbook\0".encode("utf-16-le"), "unreadable-format"),
        (OLE_HEAD, "unreadable-format"),
        (zipped({"content.xml": "<a/>", "META-INF/manifest.xml": ""}), "unreadable-format"),
    ],
)
def test_what_is_no_workbook(no_office, content, code):
    assert refused(content)[0] == code


def test_an_xlsx_by_another_name_is_handed_back():
    assert read_foreign(workbook()).converted == workbook()


def test_an_xlsb_with_true_addresses():
    assert read_foreign(xlsb(TINY)).sheets == (ForeignSheet("表三", READ),)


def test_a_stray_cell_at_the_far_end_is_refused_in_time(no_office):
    code, seconds = refused(xlsb({**TINY, 1_048_575: {16_383: 1.0}}))
    assert code == "unreadable-format"
    assert seconds < 4


def test_without_calamine_and_office(no_office, no_calamine):
    assert refused(xlsb(TINY))[0] == "unreadable-format"


def test_calamine_is_only_looked_for():
    assert find_spec("python_calamine")
    assert "python_calamine" not in vars(foreign)


@pytest.mark.office
@pytest.mark.parametrize("wanted", FORMATS)
def test_keys_in_hidden_rows_and_columns(wanted):
    assert read_foreign(converted(KEYS, wanted)).sheets == (ForeignSheet("表三", READ),)


@pytest.mark.office
@pytest.mark.parametrize("wanted", FORMATS)
def test_every_kind_of_value(wanted):
    """An error is no value to calamine; times of day come as text, truths of .ods as 1."""
    (sheet,) = read_foreign(converted(VALUES, wanted)).sheets
    assert sheet.cells == (
        (1, 1, 3.5),
        (1, 2, True),
        (1, 3, date(2024, 1, 2)),
        (1, 4, datetime(2024, 1, 2, 3, 4, 5)),
        (1, 5, "01:30:00"),
        (1, 6, "自然人\n甲"),
        (1, 9, 4.5),
    )


@pytest.mark.office
def test_a_password_of_an_old_workbook():
    assert refused(protected(converted(KEYS, "xls")))[0] == "encrypted"


@pytest.mark.office
@pytest.mark.parametrize("sent", [lambda: converted(KEYS, "xls"), lambda: xlsb(TINY)])
def test_what_calamine_cannot_read_is_converted(no_calamine, sent):
    assert opened(read_foreign(sent()).converted) == 4


@pytest.mark.office
def test_a_stray_cell_is_left_to_the_converter():
    sent = converted({**KEYS, "IV65536": 1}, "xls")
    assert foreign._by_calamine(sent) is None
    assert opened(read_foreign(sent).converted) == 5


@pytest.mark.office
def test_a_file_cut_short(no_office):
    sent = converted(KEYS, "xls")
    assert refused(sent[: len(sent) // 2])[0] == "unreadable-format"


def test_a_zip_cut_short_is_left_to_the_reader_of_packages(no_office):
    sent = xlsb(TINY)
    assert read_foreign(sent[: len(sent) // 2]).converted == sent[: len(sent) // 2]


BLOWS = st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 255)), min_size=1, max_size=8)


@pytest.mark.slow
@given(BLOWS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_damaged_files_are_read_or_unreadable(no_office, blows):
    sent = bytearray(xlsb(TINY))
    for at, byte in blows:
        sent[at % len(sent)] = byte
    with suppress(Unreadable):
        assert read_foreign(bytes(sent))


def test_an_xlsx_made_by_another_program_is_a_package():
    assert kind_of(xlsx(KEYS)) == "package"
