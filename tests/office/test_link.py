"""What needs no LibreOffice: programs that hang or end, and the arithmetic of addresses."""

import sys

import pytest

from office.cells import address, blocks, place
from office.link import Link, OfficeError


def test_a_program_that_does_not_answer_is_ended(tmp_path):
    link = _link(tmp_path, "import time; print('wait', file=sys.stderr); time.sleep(60)")
    with pytest.raises(OfficeError, match=r"(?s)values: no answer in 1 s.*wait"):
        link.ask({"act": "values"}, 1)
    assert not link.open


def test_a_program_that_ends_says_why(tmp_path):
    link = _link(tmp_path, "sys.exit('no bridge')")
    with pytest.raises(OfficeError, match=r"(?s)values: the program ended.*no bridge"):
        link.ask({"act": "values"}, 10)


def _link(folder, script):
    return Link([sys.executable, "-c", f"import sys; {script}"], folder / "log", folder)


def test_places_and_addresses_are_each_others_reverse():
    names = ["A1", "Z9", "AA10", "AZ1", "ZZ3", "XFD1048576"]
    assert [address(*place(each)) for each in names] == names
    assert place("$D$12") == (3, 11)
    with pytest.raises(ValueError, match="not the address"):
        place("B2:B4")


def test_cells_are_gathered_in_rectangles():
    assert blocks(["B2", "C2", "B3", "C3", "E3", "B4"]) == [
        (1, 1, 2, 2),
        (4, 2, 4, 2),
        (1, 3, 1, 3),
    ]
