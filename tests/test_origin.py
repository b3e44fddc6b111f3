"""What a workbook says of its own making, as the programs of offices write it."""

import pytest
from seasons import returned, zipped

from toolkit.package.packing import packed, part
from toolkit.season.origin import Origin, origin

CORE = "<cp:core><dcterms:modified xsi:type='dcterms:W3CDTF'>{}</dcterms:modified></cp:core>"
APP = "<Properties><Application>{}</Application>{}</Properties>"
META = (
    "<office:document-meta><office:meta><meta:generator>{}</meta:generator>"
    "<dc:date>{}</dc:date></office:meta></office:document-meta>"
)


def workbook(core="", app="", meta=""):
    parts = {"docProps/core.xml": core, "docProps/app.xml": app, "meta.xml": meta}
    return packed(
        [part("xl/workbook.xml", b"<a/>")] + [part(n, t.encode()) for n, t in parts.items() if t]
    )


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-01-12T03:04:05Z", "2026-01-12T03:04:05Z"),
        ("2026-01-12T03:04:05.678Z", "2026-01-12T03:04:05Z"),
        ("2026-01-12T11:04:05+08:00", "2026-01-12T03:04:05Z"),
        ("2026-01-12T03:04:05", "2026-01-12T03:04:05Z"),
        ("2026-01-12", "2026-01-12T00:00:00Z"),
        (" 2026-01-12T03:04:05Z ", "2026-01-12T03:04:05Z"),
        ("2000-01-01T00:00:00Z", ""),
        ("1601-01-01T00:00:00Z", ""),
        ("9999-12-31T23:59:59-08:00", ""),
        ("0001-01-01T00:00:00+08:00", ""),
        ("9999-12-31T23:59:59Z", ""),
        ("yesterday", ""),
        ("２０２６年一月", ""),
    ],
)
def test_when_it_was_saved_is_told_in_one_way(written, told):
    assert origin(workbook(CORE.format(written))).written == told


@pytest.mark.parametrize(
    ("application", "version", "program"),
    [
        ("WPS 表格", "", "WPS 表格"),
        ("Microsoft Excel", "<AppVersion>16.0300</AppVersion>", "Microsoft Excel 16.0300"),
        ("A &amp; B", "", "A & B"),
        ("", "", ""),
    ],
)
def test_the_program_is_told_as_it_calls_itself(application, version, program):
    assert origin(workbook(app=APP.format(application, version))).program == program


def test_opendocument_says_it_in_a_part_of_its_own():
    written = "2026-01-12T03:04:05.678900000"
    content = workbook(meta=META.format("LibreOffice/7.4.7$Linux", written))
    assert origin(content) == Origin("2026-01-12T03:04:05Z", "LibreOffice/7.4.7$Linux")


def test_a_workbook_as_we_issue_it_tells_no_time():
    assert origin(returned("T01")).written == ""
    assert origin(returned("T01", at="2026-01-12T03:04:05Z")).written == "2026-01-12T03:04:05Z"


@pytest.mark.parametrize(
    "content",
    [b"", b"\xd0\xcf\x11\xe0", b"PK\x03\x04", zipped({"a": b""})[:-4], workbook("<cp:core", "\0")],
)
def test_a_file_that_tells_nothing_has_no_origin(content):
    assert origin(content) == Origin()


def test_a_part_that_is_no_xml_hides_nothing_else():
    parts = [
        part("docProps/core.xml", b"\xff\xfe<"),
        part("docProps/app.xml", APP.format("WPS", "").encode()),
    ]
    assert origin(packed(parts)) in (Origin(), Origin("", "WPS"))
