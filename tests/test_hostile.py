"""Whatever a clerk sends is read, or is Unreadable with a code."""

import struct
import zipfile

import pytest
from hostile import (
    DECLARED,
    FIRST,
    OLE_HEAD,
    directory_entries,
    opened,
    parts,
    patched,
    rels,
    sheet,
    with_sheet,
    workbook,
    zipped,
)
from hypothesis import given
from hypothesis import strategies as st

from toolkit.package.opening import Unreadable, open_package

GOOD = workbook()

CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def utf16(text, order="utf-16"):
    return text.replace("UTF-8", "UTF-16").encode(order)


def renamed(content, old, new):
    """A package in which a name was changed where it stands; lengths must be equal."""
    assert len(old) == len(new)
    return content.replace(old.encode(), new.encode())


def overlapping():
    """Two names for the same compressed bytes."""
    content = zipped({**parts(), "a.xml": "<a/>" * 200, "b.xml": "<a/>" * 200})
    places = {content[at + 46 : at + 51]: at for at in directory_entries(content)}
    first = struct.unpack_from("<L", content, places[b"a.xml"] + 42)[0]
    return patched(content, "b.xml", 42, "<L", first)


NOT_A_FILE_OF_OURS = {
    "nothing": (b"", "empty-file"),
    "zeros": (bytes(5000), "empty-file"),
    "a web page": (b"<html><table><tr><td>1", "not-a-package"),
    "text": ("年度报告".encode("gb18030"), "not-a-package"),
    "xls": (OLE_HEAD + "Workbook".encode("utf-16-le"), "old-office-file"),
    "with a password": (OLE_HEAD + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "an empty zip": (zipped({}), "not-a-package"),
    "rar": (b"Rar!\x1a\x07\x00" + bytes(50), "not-a-package"),
    "a zip of something": (zipped({"a.txt": "a"}), "not-a-workbook"),
    "docx": (
        zipped(
            {
                "_rels/.rels": rels((1, "officeDocument", "word/document.xml")),
                "word/document.xml": "<a/>",
            }
        ),
        "not-a-workbook",
    ),
    "a workbook in a zip": (zipped({"报表.xlsx": GOOD}), "not-a-workbook"),
    "zips in a zip": (
        zipped({"a.zip": zipped({"b.zip": zipped({"c.zip": GOOD})})}),
        "not-a-workbook",
    ),
}
PACKED_WRONG = {
    "cut in the middle": (GOOD[: len(GOOD) // 2], "damaged"),
    "cut at the end": (GOOD[:-10], "damaged"),
    "only its head": (GOOD[:4], "damaged"),
    "protected entry": (patched(GOOD, FIRST, 8, "<H", 1), "encrypted"),
    "strongly protected entry": (patched(GOOD, FIRST, 8, "<H", 0x41), "encrypted"),
    "bzip2": (zipped(parts(), zipfile.ZIP_BZIP2), "damaged"),
    "lzma": (zipped(parts(), zipfile.ZIP_LZMA), "damaged"),
    "unknown method": (patched(GOOD, FIRST, 10, "<H", 99), "damaged"),
    "version of the future": (patched(GOOD, FIRST, 6, "<H", 99), "damaged"),
    "a name twice": (
        renamed(
            zipped({**parts(), "xl/workbook.xmm": "<a/>"}), "xl/workbook.xmm", "xl/workbook.xml"
        ),
        "damaged",
    ),
    "a name in capitals": (zipped({**parts(), "XL/Workbook.xml": "<a/>"}), "damaged"),
    "a name upwards": (zipped({**parts(), "../../etc/cron.xml": "<a/>"}), "damaged"),
    "a name from the root": (
        renamed(zipped({**parts(), "!etc/passwd": ""}), "!etc/passwd", "/etc/passwd"),
        "damaged",
    ),
    "a name on a drive": (zipped({**parts(), "C:/autoexec.bat": ""}), "damaged"),
    "a name of Windows": (
        renamed(zipped({**parts(), "xl/..!a": ""}), "xl/..!a", "xl\\..\\a"),
        "damaged",
    ),
    "a name with a zero": (
        renamed(zipped({**parts(), "a.xml!b": ""}), "a.xml!b", "a.xml\0b"),
        "damaged",
    ),
    "said to be smaller": (patched(GOOD, FIRST, 24, "<L", 20), "zip-bomb"),
    "said to be larger": (patched(GOOD, FIRST, 24, "<L", 9999), "damaged"),
    "said to be elsewhere": (patched(GOOD, FIRST, 42, "<L", 7), "damaged"),
    "said to be far away": (patched(GOOD, FIRST, 42, "<L", 2**31), "damaged"),
    "another sum": (patched(GOOD, FIRST, 16, "<L", 1), "damaged"),
    "overlapping": (overlapping(), "zip-bomb"),
    "too many parts": (zipped({f"{n}.xml": "" for n in range(3001)}), "zip-bomb"),
    "steep": (zipped({**parts(), "a.xml": bytes(2_000_000)}), "zip-bomb"),
    "said to be huge": (patched(GOOD, FIRST, 24, "<L", 2**32 - 2), "part-too-large"),
}


def claiming(encoding, content):
    """XML whose first line claims an encoding."""
    return f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + content


XML_WRONG = {
    "cut at the end": (sheet(CELL)[:-1], "damaged"),
    "cut behind a cell": (sheet(CELL)[: -len("</row></sheetData></worksheet>")], "damaged"),
    "only a head": (DECLARED, "damaged"),
    "nothing": ("", "damaged"),
    "only zeros": (bytes(100), "damaged"),
    "a document type": (f"{DECLARED}{DOCTYPE}<x>&b;</x>", "xml-with-doctype"),
    "an outside entity": (f"{DECLARED}{EXTERNAL}<x>&a;</x>", "xml-with-doctype"),
    "a document type in UTF-16": (utf16(f"{DECLARED}{DOCTYPE}<x>&b;</x>"), "xml-with-doctype"),
    "the same, big end first": (utf16(f"\ufeff{DOCTYPE}<x/>", "utf-16-be"), "xml-with-doctype"),
    "the same, without mark": (utf16(f"{DOCTYPE}<x/>", "utf-16-le"), "xml-with-doctype"),
    "the same, with neither": (utf16(f" {DOCTYPE}<x/>", "utf-16-be"), "xml-with-doctype"),
    "UTF-16 cut in two": (utf16("<x/>")[:-1], "damaged"),
    "UTF-32": ("<x/>".encode("utf-32"), "damaged"),
    "said to be UTF-7": (claiming("utf-7", b"+ADwAIQ-DOCTYPE x+AD4-<x/>"), "damaged"),
    "said to be EBCDIC": (claiming("cp037", f"{DOCTYPE}<x/>".encode("cp037")), "damaged"),
    "said to be a codec": (claiming("zlib", b"<x/>"), "damaged"),
    "said to be Chinese": (claiming("GB2312", "<x>表</x>".encode("gb2312")), "damaged"),
    "an encoding far away": (
        claiming("cp037", b"<x/>").replace(b" encoding", b" " * 999 + b"encoding"),
        "damaged",
    ),
    "not UTF-8": (b"<x>\xff\xfe</x>", "damaged"),
}


NOT_WELL_FORMED = {
    "not well formed": "<a><b></a>",
    "an unknown entity": "<x>&nbsp;</x>",
    "an undeclared prefix": "<a:x/>",
    "nothing but a closing": "</x>",
}


@pytest.mark.parametrize(("content", "code"), NOT_A_FILE_OF_OURS.values(), ids=NOT_A_FILE_OF_OURS)
def test_what_is_no_workbook(content, code):
    assert opened(content) == code


@pytest.mark.parametrize(("content", "code"), PACKED_WRONG.values(), ids=PACKED_WRONG)
def test_packages_that_lie(content, code):
    assert opened(content) == code


@pytest.mark.parametrize(("content", "code"), XML_WRONG.values(), ids=XML_WRONG)
@pytest.mark.parametrize("part", [FIRST, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_parts_that_are_no_plain_xml(part, content, code):
    assert opened(workbook(**{part: content})) == code


@pytest.mark.parametrize("content", NOT_WELL_FORMED.values(), ids=NOT_WELL_FORMED)
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_parts_that_are_not_well_formed(part, content):
    assert opened(workbook(**{part: content})) == "damaged"


@pytest.mark.parametrize("content", NOT_WELL_FORMED.values(), ids=NOT_WELL_FORMED)
def test_sheets_that_are_not_well_formed(content):
    """A sheet is searched, not parsed: what holds no cell may count as empty."""
    assert opened(with_sheet(content)) in (0, "damaged")


def test_a_good_workbook_is_read():
    assert opened(GOOD) == 2
    assert opened(zipped(parts(3), zipfile.ZIP_STORED)) == 6
    assert opened(GOOD + bytes(1000)) == 2  # padded on its way


def test_utf16_is_read_as_utf8():
    for order in ("utf-16", "utf-16-le", "utf-16-be"):
        assert opened(with_sheet(utf16(sheet(CELL), order))) == 1
    package = open_package(with_sheet(utf16(sheet(CELL))))
    assert (
        package.xml(FIRST) == sheet(CELL).replace(' standalone="yes"', ' standalone="yes"').encode()
    )


def test_where_a_part_lies():
    package = open_package(zipped(parts(), zipfile.ZIP_STORED))
    begin, end = package.stretch(FIRST)
    assert package.content[begin:end] == package.read(FIRST)


def test_xml_by_another_name_is_not_read():
    package = open_package(zipped({**parts(), "xl/media/image1.png": "<a/>"}))
    assert package.read("xl/media/image1.png") == b"<a/>"
    with pytest.raises(Unreadable, match="damaged"):
        package.xml("xl/media/image1.png")


def test_a_stray_value_at_the_far_end_costs_nothing():
    assert (
        opened(with_sheet(sheet(CELL + '<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row>')))
        == 2
    )


@pytest.mark.parametrize("gone", ["_rels/.rels", "xl/workbook.xml"])
def test_without_the_parts_that_lead_to_sheets(gone):
    assert opened(workbook(**{gone: None})) == "not-a-workbook"


@pytest.mark.parametrize("gone", [FIRST, "xl/_rels/workbook.xml.rels", "[Content_Types].xml"])
def test_without_other_parts(gone):
    assert opened(workbook(**{gone: None})) in (0, 2, "damaged")


@pytest.mark.parametrize(
    "target",
    ["", "/", "..", "../../../etc/passwd", "http://[", "worksheets/", "sheet9.xml", "\x7f"],
)
def test_relationships_that_lead_nowhere(target):
    sent = workbook(**{"xl/_rels/workbook.xml.rels": rels((1, "worksheet", target))})
    assert opened(sent) in (0, "damaged")


def spliced(content, cuts):
    """The content with a stretch overwritten by another, a few times."""
    for to, start, length in cuts:
        to, start = to % (len(content) or 1), start % (len(content) or 1)
        content = content[:to] + content[start : start + length] + content[to + length :]
    return content


def struck(content, blows):
    changed = bytearray(content)
    for at, byte in blows:
        changed[at % len(changed)] = byte
    return bytes(changed)


BLOWS = st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 255)), max_size=6)
CUTS = st.lists(
    st.tuples(st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 80)), max_size=3
)


def read_or_unreadable(content):
    ended = opened(content)
    assert isinstance(ended, int) or ended in CODES


CODES = [
    "empty-file",
    "encrypted",
    "old-office-file",
    "not-a-package",
    "damaged",
    "zip-bomb",
    "part-too-large",
    "xml-with-doctype",
    "not-a-workbook",
]


@given(BLOWS, CUTS, st.integers(1, 9999))
def test_damaged_packages_are_read_or_unreadable(blows, cuts, length):
    read_or_unreadable(spliced(struck(GOOD, blows), cuts)[:length])


@given(st.sampled_from(sorted(parts())), BLOWS, CUTS)
def test_damaged_parts_are_read_or_unreadable(name, blows, cuts):
    part = parts()[name].encode()
    read_or_unreadable(workbook(**{name: spliced(struck(part, blows), cuts)}))


SCRAP = (
    '<row>|</row>|<c| r="A1"| r=""| r="AAAA1"| r="A0"| t="s"| t="b"| t="d"| s="-1"| s="x"|>|/>|<v>|'
    "</v>|0|-1|9|²|1_0|</c>|<f>|</f>|<is>|</is>|<t>|</t>|<x:c/>|\n|&#0;|&#55296;"
)


@given(st.lists(st.sampled_from(SCRAP.split("|")), max_size=20))
def test_scraps_of_cells_are_read_or_unreadable(scraps):
    read_or_unreadable(with_sheet(sheet("".join(scraps))))
