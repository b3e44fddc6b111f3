"""LibreOffice converts in a profile of its own, follows no link, and leaves nothing behind."""

import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from foreign_books import converted, xlsx
from hostile import zipped

from toolkit.package import office
from toolkit.package.child import Limits
from toolkit.package.office import convert

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = ("office", "table", "text", "drawing", "svg-compatible", "manifest")
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    f'<m:manifest xmlns:m="{OASIS}:manifest:1.0">'
    f'<m:file-entry m:full-path="/" m:media-type="{SPREADSHEET}"/>'
    '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
)


def ods(shapes):
    names = "".join(f' xmlns:{name.split("-")[0]}="{OASIS}:{name}:1.0"' for name in NAMES)
    return zipped(
        {
            "mimetype": SPREADSHEET,
            "META-INF/manifest.xml": MANIFEST,
            "content.xml": f'<office:document-content{names} xmlns:x="http://www.w3.org/1999/xlink"'
            ' office:version="1.3"><office:body><office:spreadsheet><table:table table:name="A">'
            f"<table:shapes>{shapes}</table:shapes><table:table-row><table:table-cell"
            ' office:value-type="float" office:value="7"/></table:table-row></table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


@pytest.fixture
def server():
    """A server on this machine, and what it was asked for."""
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def parse_request(self):
            asked.append(self.raw_requestline)
            return False

    listening = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}", asked
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.mark.office
def test_nobody_is_asked_for_a_picture(server):
    where, asked = server
    image = f'<drawing:image x:href="{where}/a.png" x:type="simple"/>'
    sent = ods(f'<drawing:frame svg:width="2cm" svg:height="2cm">{image}</drawing:frame>')
    assert convert(sent, ".ods", "xlsx")
    assert asked == []


@pytest.mark.office
def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert converted({"A1": 1}, "ods")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.office
def test_a_conversion_that_takes_too_long(monkeypatch):
    monkeypatch.setattr(office, "LIMITS", Limits(0.2, 2**32, 2**20))
    assert convert(xlsx({"A1": 1}), ".xlsx", "ods") is None


@pytest.mark.office
def test_what_cannot_be_converted():
    assert convert(b"no workbook", ".png", "xlsx") is None


def test_without_the_program(monkeypatch):
    monkeypatch.setenv("PATH", str(Path(tempfile.gettempdir(), "nothing here")))
    assert convert(b"", ".xls", "xlsx") is None
