"""Packages written by hand are ordinary zip files; parts that vary are ordinary deflate streams."""

import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.package.opening import open_package
from toolkit.package.packing import packed, part, parts_of
from toolkit.package.segments import LONGEST, segmented, stored
from toolkit.package.splice import Change, elements, spliced, with_attributes
from toolkit.package.unreadable import Unreadable

XML = b'<?xml version="1.0"?><a><b n="1>2"/><c>text<d/></c></a>'


def test_a_package_is_a_zip_file_that_others_read():
    content = packed([part("a.xml", b"<a/>"), part("folder/b.xml", b"<b/>" * 1000)])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a.xml", "folder/b.xml"]
        assert archive.read("folder/b.xml") == b"<b/>" * 1000


def test_parts_are_kept_as_the_compressed_bytes_they_are():
    content = packed([part("a.xml", b"<a>" + b"x" * 999 + b"</a>", level=1)])
    assert packed(parts_of(open_package(content))) == content


def test_the_time_of_the_run_is_nowhere():
    with zipfile.ZipFile(io.BytesIO(packed([part("a.xml", b"<a/>")]))) as archive:
        assert archive.infolist()[0].date_time == (2000, 1, 1, 0, 0, 0)


@given(st.lists(st.one_of(st.binary(max_size=400), st.none()), max_size=12), st.binary())
def test_a_part_that_varies_unfolds_to_its_pieces(pieces, varying):
    made = segmented("x.xml", [piece if piece is not None else _itself for piece in pieces])
    filled = made.filled(varying)
    whole = b"".join(varying if piece is None else piece for piece in pieces)
    assert zlib.decompress(filled.packed, -15) == whole
    assert (filled.size, filled.crc) == (len(whole), zlib.crc32(whole))


def _itself(source):
    return source


@pytest.mark.parametrize("length", [0, 1, LONGEST, LONGEST + 1, 3 * LONGEST])
def test_what_varies_may_be_of_any_length(length):
    blocks = b"".join(stored(b"v" * length)) + b"\x03\x00"
    assert zlib.decompress(blocks, -15) == b"v" * length


def test_elements_are_found_where_they_stand():
    found = {e.name: XML[e.start : e.end] for e in elements(XML, 3)}
    assert found == {"a": XML[21:], "b": b'<b n="1>2"/>', "c": b"<c>text<d/></c>", "d": b"<d/>"}


def test_elements_below_the_depth_asked_for_are_passed_over():
    assert [e.name for e in elements(XML, 1)] == ["a", "b", "c"]


def test_a_prefix_is_told_apart_from_the_name():
    (root, child) = elements(b"<x:a><x:b/></x:a>", 2)
    assert (root.prefix, root.name, child.prefix, child.name) == ("x:", "a", "x:", "b")


def test_every_other_byte_stays():
    changed = spliced(XML, [Change(21, 21, b"<!-- here -->"), Change(24, 36, b"<b/>")])
    assert changed == XML[:21] + b"<!-- here -->" + XML[21:24] + b"<b/>" + XML[36:]


def test_changes_that_overlap_are_refused():
    with pytest.raises(ValueError, match="overlap"):
        spliced(XML, [Change(0, 5, b""), Change(3, 8, b"")])


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (b'<c r="A1"/>', b'<c r="A1" s="7"/>'),
        (b'<c r="A1">', b'<c r="A1" s="7">'),
        (b'<c s="1" r="A1"/>', b'<c s="7" r="A1"/>'),
        (b"<c s='1' r='A1'/>", b"<c s=\"7\" r='A1'/>"),
        (b'<c sx="1"/>', b'<c sx="1" s="7"/>'),
    ],
)
def test_an_attribute_is_set_and_the_others_stay(tag, expected):
    closed = tag if tag.endswith(b"/>") else tag + b"</c>"
    change = with_attributes(closed, elements(closed, 0)[0], s="7")
    assert spliced(closed, [change]).removesuffix(b"</c>") == expected


def test_what_is_no_xml_is_unreadable():
    with pytest.raises(Unreadable, match="damaged"):
        elements(b"<a><b></a>", 3)
