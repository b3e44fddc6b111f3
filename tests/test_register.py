"""What came back is read once, by the toolkit and on the form of today, and never twice in vain."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from samples import editions
from seasons import THREE, County, returned, zipped

from toolkit.editions import Editions
from toolkit.season import register as registering
from toolkit.season.ledger import open_ledger

OWN = Path(__file__).parent.parent / "examples" / "清禾县" / "县里的表式.toml"


@pytest.fixture
def county(tmp_path):
    return County(tmp_path)


@pytest.fixture
def read(monkeypatch):
    """The paths of what is read while a test runs."""
    told, once = [], registering._read
    monkeypatch.setattr(
        registering, "_read", lambda row, *rest: told.append(row.path) or once(row, *rest)
    )
    return told


def registered(county, shelf=None):
    with open_ledger(county.folder) as ledger:
        return county.register(ledger, shelf)


def kept(county):
    """Of each file that was read: its sort, time and program."""
    with open_ledger(county.folder) as ledger:
        return sorted(ledger.outlines().values())


def test_a_workbook_is_read_whole(county):
    county.put("a.xlsx", returned("T01", at="2026-01-12T03:04:05Z"))
    registered(county)
    program = "Microsoft Excel Compatible / Openpyxl 3.1.5 3.1"
    assert kept(county) == [("workbook", "2026-01-12T03:04:05Z", program)]
    (version,) = county.one("T01").series
    assert (version.sent, version.program) == ("2026-01-12T03:04:05Z", program)
    assert version.contact == ("张三", "0371-1")
    assert len(version.checkcode) == 6


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"[]"),
        ("a.json", b"{"),
        ("a.json", b"[1, 2]"),
        ("a.xlsx", b""),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.xlsx", zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b"<a>"})),
    ],
)
def test_a_file_that_cannot_be_read_stops_nothing(county, name, content):
    county.put(f"T01/{name}", content)
    county.put("T02/b.xlsx", returned("T02"))
    assert (county.state("T01"), county.state("T02")) == ("to-correct", "accepted")
    (version,) = county.one("T01").series
    assert not version.counts
    assert [each.severity for each in version.told][:1] == ["must"]


def test_figures_as_json_are_a_return(county):
    record = {"code": "T01", "year": 2025, "figures": {"requests.new.person": "三"}}
    county.put("a.json", json.dumps(record).encode())
    assert county.state("T01") == "to-correct"


def test_reports_and_pictures_are_evidence(county):
    county.put("T01/年报.docx", b"not even a document")
    county.put("T02/扫描.jpg", b"not even a picture")
    assert (county.state("T01"), county.state("T02")) == ("to-confirm", "picture")
    assert [each.counting for each in county.stand().agencies] == [None] * 5


def test_many_files_are_written_to_the_disk_some_at_a_time(county, monkeypatch):
    monkeypatch.setattr(registering, "TOGETHER", 2)
    for number in range(5):
        county.put(f"{number}.pdf", str(number).encode())
    assert len(registered(county).rows) == 5
    assert len(kept(county)) == 5


def test_a_run_cut_off_while_it_read_goes_on_where_it_was(county, read, monkeypatch):
    monkeypatch.setattr(registering, "TOGETHER", 1)
    for number in range(4):
        county.put(f"{number}.pdf", str(number).encode())

    def killed(path):
        if path.endswith("2.pdf"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_ledger(county.folder) as ledger:
        county.register(ledger, report=killed)
    assert len(registered(county).new) == 4
    assert [path[-5] for path in read] == ["0", "1", "2", "3"]
    assert len([each for each in county.events if each["what"] == "received"]) == 4


def test_after_the_office_changed_its_form_everything_is_read_anew(county, read, tmp_path):
    own, text = tmp_path / "own.toml", OWN.read_text("utf-8")
    own.write_text(text, "utf-8")
    county.put("a.xlsx", returned("T01"))
    county.put("b.zip", zipped({"c.xlsx": returned("T02")}))
    both = ["收回/a.xlsx", "收回/b.zip!/c.xlsx"]
    registered(county, Editions(own))
    registered(county, Editions(own))
    assert read == both
    own.write_text(text.replace("answered + referred", "answered"), "utf-8")
    registered(county, Editions(own))
    registered(county, Editions(own))
    assert read == both * 2
    assert registered(county, editions()).new == ()
    assert read == both * 3


def test_a_file_read_on_the_form_of_old_is_told_of_once(county, monkeypatch):
    county.put("a.xlsx", returned("T01", **THREE))
    registered(county)
    monkeypatch.setattr(registering, "READER", "another")
    registered(county)
    assert [each["what"] for each in county.events] == ["received"]


def test_last_year_s_files_are_read_once_too_and_are_nobody_s_returns(county, read):
    county.folder.at("earlier").joinpath("a.xlsx").write_bytes(returned("T01", year=2024))
    assert county.stand().unclaimed == ()
    county.stand()
    assert read == ["历年/a.xlsx"]
    assert county.state("T01") == "missing"
    assert county.events == ()


def test_last_year_s_files_may_lie_outside_the_season(county, read, tmp_path_factory):
    before = tmp_path_factory.mktemp("上年")
    (before / "a.xlsx").write_bytes(returned("T01", year=2024))
    county.settings = replace(county.settings, last_year=str(before))
    county.stand()
    county.stand()
    assert [Path(path).name for path in read] == ["a.xlsx"]
