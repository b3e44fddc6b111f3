"""What came back is met in every folder and zip, told where it cannot be opened, read once."""

import os
from hashlib import sha256
from pathlib import Path

import pytest
from seasons import County, returned, zipped

from toolkit.errors import UsageError
from toolkit.season import arrivals as met
from toolkit.season import register as registering
from toolkit.season.arrivals import content_at
from toolkit.season.ledger import open_ledger
from toolkit.season.signs import kind_in

TEXT = b"nothing of ours"


@pytest.fixture
def county(tmp_path):
    return County(tmp_path)


def registered(county, **how):
    with open_ledger(county.folder) as ledger:
        return county.register(ledger, **how)


def found(county):
    """Every file: its path below the folder of returns, its sort, what is wrong with it."""
    rows = registered(county).rows.values()
    return [f"{row.path.removeprefix('收回/')} {row.wrong or row.kind}" for row in rows]


def test_files_of_every_folder_are_met_in_the_order_of_their_paths(county):
    for name in ("b.xlsx", "T01/a.xlsx", "T01/第二次/c.pdf", "a.jpg"):
        county.put(name, name.encode())
    assert found(county) == [
        "T01/a.xlsx workbook",
        "T01/第二次/c.pdf document",
        "a.jpg picture",
        "b.xlsx workbook",
    ]


def test_where_nothing_came_back_nothing_is_told(county):
    assert found(county) == []
    os.rmdir(county.folder.at("returned"))
    assert found(county) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("表.xlsx", "workbook"),
        ("表.XLSX", "workbook"),
        ("表.et", "workbook"),
        ("年报.docx", "document"),
        ("年报.wps", "document"),
        ("扫描件.JPG", "picture"),
        ("全部.rar", "other_archive"),
        ("全部.7z", "other_archive"),
        ("通知", "other"),
        ("a.exe", "other"),
    ],
)
def test_what_sort_a_file_is_its_ending_says(county, name, kind):
    county.put(name, TEXT)
    assert found(county) == [f"{name} {kind}"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "workbook"),
        (zipped({"xl/workbook.bin": b""}), "workbook"),
        (zipped({"word/document.xml": b""}), "document"),
        (zipped({"a/xl/workbook.xml": b""}), ""),
        (zipped({"填报表.xlsx": b""}), ""),
        (b"PK\x03\x04 and nothing more", ""),
        (b"%PDF-1.7", "document"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\x89PNG\r\n", "picture"),
        (b"Rar!\x1a\x07", "other_archive"),
        (b"", ""),
        (TEXT, ""),
    ],
)
def test_what_is_in_a_file_says_what_sort_it_is(content, kind):
    assert kind_in(content) == kind


@pytest.mark.parametrize(
    ("streams", "kind"),
    [
        (("Workbook",), "workbook"),
        (("Book",), "workbook"),
        (("WordDocument",), "document"),
        (("Workbook", "WordDocument"), ""),
        (("EncryptedPackage",), ""),
    ],
)
def test_files_of_old_are_known_by_their_streams(streams, kind):
    named = b"".join(stream.encode("utf-16-le") + b"\0\0" for stream in streams)
    assert kind_in(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + named) == kind


@pytest.mark.parametrize(("sort", "kind"), [("spreadsheet", "workbook"), ("text", "document")])
def test_files_of_opendocument_are_known_by_their_type(sort, kind):
    head = b"PK\x03\x04" + b"\0" * 26 + b"mimetype"  # it stands unpacked at the beginning
    assert kind_in(head + f"application/vnd.oasis.opendocument.{sort}".encode()) == kind


@pytest.mark.parametrize("name", ["填报表.tmp", "填报表.pdf", "填报表.zip", "填报表"])
def test_what_is_in_a_file_says_it_better_than_its_name(county, name):
    county.put(name, returned("T01"))
    county.put("有.zip", zipped({f"里面/{name}": returned("T01")}))
    assert found(county) == [f"{name} workbook", f"有.zip!/里面/{name} workbook"]


def test_a_report_that_is_called_a_workbook_is_none(county):
    county.put("年报.xlsx", b"%PDF-1.7")
    county.put("年报.zip", zipped({"[Content_Types].xml": b"", "word/document.xml": b""}))
    assert found(county) == ["年报.xlsx document", "年报.zip document"]


def test_what_programs_leave_behind_is_passed_over(county):
    for name in ("~$a.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini", ".a.xlsx.123"):
        county.put(f"T01/{name}", TEXT)
    county.put("a.zip", zipped({"__MACOSX/._a.xlsx": TEXT, "T01/~$a.xlsx": TEXT, "T01/": b""}))
    assert found(county) == []


def test_zips_in_zips_are_unfolded(county):
    inner = zipped({"T01/a.xlsx": TEXT})
    county.put("D01/全部.zip", zipped({"里面.zip": zipped({"再里面.ZIP": inner}), "b.pdf": TEXT}))
    assert found(county) == [
        "D01/全部.zip!/b.pdf document",
        "D01/全部.zip!/里面.zip!/再里面.ZIP!/T01/a.xlsx workbook",
    ]


def test_a_fourth_zip_in_a_zip_is_told(county):
    content = zipped({"a.xlsx": TEXT})
    for _ in range(3):
        content = zipped({"a.zip": content})
    county.put("a.zip", content)
    assert found(county) == ["a.zip!/a.zip!/a.zip!/a.zip other_archive"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_in_a_zip_are_read_as_they_were_written(county, encoding):
    name = "青石镇/最终版（3）.xlsx"
    county.put("a.zip", zipped({name.encode(encoding): TEXT, "河湾乡.xlsx": TEXT}))
    assert found(county) == [f"a.zip!/{each} workbook" for each in ("河湾乡.xlsx", name)]
    assert content_at(county.root, f"收回/a.zip!/{name}") == TEXT


def _broken():
    return zipped({"a.xlsx": b"a" * 999})[:-30]


def _encrypted():
    content = bytearray(zipped({"a.xlsx": TEXT}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (_broken(), "damaged"),
        (_encrypted(), "encrypted"),
        (b"", "empty-file"),
        (b"Rar!\x1a\x07", "not-a-package"),
        (zipped({"a.xlsx": b"\0" * 2**23}), "zip-bomb"),
    ],
    ids=["torn", "encrypted", "empty", "no zip", "bomb"],
)
def test_a_zip_that_cannot_be_opened_is_told_and_nothing_else_waits(county, content, why):
    county.put("a.zip", content)
    county.put("b.zip", zipped({"in.zip": content, "c.xlsx": TEXT}))
    assert found(county) == [f"a.zip {why}", "b.zip!/c.xlsx workbook", f"b.zip!/in.zip {why}"]


def test_a_name_that_leads_elsewhere_is_told_alone(county):
    names = ("../../a.xlsx", "/b.xlsx", "C:/c.xlsx", "d/e.xlsx")
    county.put("a.zip", zipped(dict.fromkeys(names, TEXT)))
    assert found(county) == [
        "a.zip!/../../a.xlsx unsafe-name",
        "a.zip!//b.xlsx unsafe-name",
        "a.zip!/C:/c.xlsx unsafe-name",
        "a.zip!/d/e.xlsx workbook",
    ]
    (told, *_) = [each.why for each in county.stand().unclaimed if ".." in each.file]
    assert told == ("压缩包里有不安全的文件名，没有打开。请解压后把里面的文件放进“收回”文件夹。")


def test_folders_may_be_parted_as_on_windows(county):
    county.put("a.zip", zipped({b"T01\\a.xlsx": TEXT, "誠信.xlsx".encode("gb18030"): TEXT}))
    assert found(county) == ["a.zip!/T01/a.xlsx workbook", "a.zip!/誠信.xlsx workbook"]
    assert content_at(county.root, "收回/a.zip!/T01/a.xlsx") == TEXT


def test_a_damaged_file_in_a_zip_is_told_alone(county):
    whole = zipped({"a.xlsx": b"what is here", "b.xlsx": TEXT})
    at = whole.index(b"a.xlsx") + len("a.xlsx")
    county.put("a.zip", whole[:at] + b"\xff" + whole[at + 1 :])
    assert found(county) == ["a.zip!/a.xlsx damaged", "a.zip!/b.xlsx workbook"]


def test_a_file_too_large_to_be_a_return_is_told_and_not_opened(county):
    with county.put("a.xlsx", b"").open("r+b") as file:
        file.truncate(met.LARGEST + 1)
    with county.put("a.zip", b"").open("r+b") as file:
        file.truncate(met.LARGEST_PACKAGE + 1)
    assert found(county) == ["a.xlsx file-too-large", "a.zip file-too-large"]


def test_what_is_no_file_is_told(county):
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    os.mkfifo(county.folder.at("returned") / "a.xlsx")
    (county.folder.at("returned") / "b.xlsx").symlink_to("nowhere")
    assert found(county) == ["a.xlsx not-a-file", "b.xlsx cannot-open"]


def test_a_file_that_cannot_be_opened_is_told(county, monkeypatch):
    county.put("a.xlsx", TEXT)
    monkeypatch.setattr(Path, "read_bytes", refused)
    assert found(county) == ["a.xlsx cannot-open"]


def refused(self):
    if self.suffix == ".xlsx":
        raise PermissionError
    raise FileNotFoundError


def test_a_folder_that_cannot_be_opened_is_told_and_its_files_are_not_gone(county, monkeypatch):
    county.put("T01/a.xlsx", TEXT)
    county.put("T02/b.xlsx", TEXT)
    registered(county)
    scan = os.scandir
    monkeypatch.setattr("os.scandir", lambda path: closed(path) if "T01" in path else scan(path))
    assert found(county) == ["T01/ cannot-open", "T01/a.xlsx workbook", "T02/b.xlsx workbook"]
    monkeypatch.undo()
    assert found(county) == ["T01/a.xlsx workbook", "T02/b.xlsx workbook"]


def closed(path):
    raise PermissionError(13, "no", path)


class Opened:
    """Counts which files are opened, which zips unfolded, and what is read."""

    def __init__(self, monkeypatch):
        self.files, self.zips, self.read = [], [], []
        row, inside, read = registering._row, registering.inside, registering._read
        monkeypatch.setattr(
            registering, "_row", lambda each: self.files.append(each.name) or row(each)
        )
        monkeypatch.setattr(
            registering, "inside", lambda each: self.zips.append(each.name) or inside(each)
        )
        monkeypatch.setattr(
            registering, "_read", lambda *each: self.read.append(each[0].path) or read(*each)
        )

    def take(self):
        """What was opened since it was asked last."""
        told = (sorted(self.files), sorted(self.zips), sorted(self.read))
        self.files.clear(), self.zips.clear(), self.read.clear()
        return told


@pytest.fixture
def opened(monkeypatch):
    return Opened(monkeypatch)


def test_what_nobody_touched_is_not_opened_again(county, opened):
    county.put("a.pdf", TEXT)
    county.put("b.zip", zipped({"c.pdf": b"1", "d.zip": zipped({"e.pdf": b"2"})}))
    registered(county)
    read = [f"收回/{name}" for name in ("a.pdf", "b.zip!/c.pdf", "b.zip!/d.zip!/e.pdf")]
    assert opened.take() == (["a.pdf", "b.zip", "c.pdf", "e.pdf"], ["b.zip"], read)
    before = registered(county)
    assert opened.take() == ([], [], [])
    assert before.new == ()
    assert list(before.rows) == read


def test_what_was_only_touched_is_hashed_but_not_read_again(county, opened):
    county.put("a.pdf", TEXT, "2026-01-10T00:00:00Z")
    registered(county)
    opened.take()
    county.put("a.pdf", TEXT, "2026-01-11T00:00:00Z")
    assert registered(county).new == ()
    assert opened.take() == (["a.pdf"], [], [])


def test_the_same_bytes_in_many_places_are_read_once(county, opened):
    for name in ("a.pdf", "T01/b.pdf", "T02/c.docx"):
        county.put(name, TEXT)
    county.put("d.zip", zipped({"e.pdf": TEXT}))
    assert len(registered(county).rows) == 4
    assert opened.take()[2] == ["收回/a.pdf"]


def test_a_file_changed_in_place_is_read_anew(county):
    county.put("a.pdf", b"one", "2026-01-10T00:00:00Z")
    registered(county)
    county.put("a.pdf", b"two", "2026-01-11T00:00:00Z")
    again = registered(county)
    assert again.new == ("收回/a.pdf",)
    assert [row.sha256 for row in again.rows.values()] == [sha256(b"two").hexdigest()]


def test_a_zip_changed_in_place_loses_what_is_not_in_it_any_more(county):
    county.put("a.zip", zipped({"b.pdf": b"1", "c.pdf": b"2"}), "2026-01-10T00:00:00Z")
    registered(county)
    county.put("a.zip", zipped({"c.pdf": b"2", "d.pdf": b"3"}), "2026-01-11T00:00:00Z")
    again = registered(county)
    assert again.new == ("收回/a.zip!/d.pdf",)
    assert list(again.rows) == ["收回/a.zip!/c.pdf", "收回/a.zip!/d.pdf"]


def test_another_toolkit_reads_everything_anew(county, opened, monkeypatch):
    county.put("a.pdf", TEXT)
    county.put("b.zip", zipped({"c.zip": zipped({"d.pdf": b"1"})}))
    registered(county)
    opened.take()
    monkeypatch.setattr(registering, "READER", "another")
    assert registered(county).new == ()
    read = ["收回/a.pdf", "收回/b.zip!/c.zip!/d.pdf"]
    assert opened.take() == (["a.pdf", "b.zip", "d.pdf"], ["b.zip"], read)
    registered(county)
    assert opened.take() == ([], [], [])


def test_bytes_that_one_name_calls_a_report_and_another_nothing_are_a_report(county, opened):
    county.put("a.dat", TEXT)
    registered(county)
    county.put("b.txt", TEXT)
    registered(county)
    assert opened.take()[2] == ["收回/a.dat", "收回/b.txt"]
    county.put("c.dat", TEXT)
    registered(county)
    registered(county)
    assert opened.take() == (["c.dat"], [], [])


@pytest.mark.parametrize(
    "name",
    ["a.xlsx", "青石镇/加急!/a.xlsx", "加急!/b.zip!/c.xlsx", "b.zip!/加急!/d.zip!/e!/f.xlsx"],
)
def test_the_bytes_of_a_file_are_found_again_by_its_path(county, name):
    content = returned("T01")
    first, *deeper = name.split("zip!/")
    for inner in reversed(deeper):
        content = zipped({(f"{inner}zip" if inner is not deeper[-1] else inner): content})
    county.put(f"{first}zip" if deeper else first, content)
    ((path, row),) = registered(county).rows.items()
    assert path == f"收回/{name}"
    assert content_at(county.root, path) == returned("T01")
    assert row.sha256 == sha256(returned("T01")).hexdigest()


@pytest.mark.skipif(os.name == "nt", reason="names are not bytes there")
def test_a_name_in_another_encoding_is_told_as_it_reads_and_found_again(county):
    folder = os.fsencode(county.folder.at("returned")) + "/青石镇".encode("gb18030")
    os.makedirs(folder)
    with open(folder + "/填报表.pdf".encode("gb18030"), "wb") as file:
        file.write(TEXT)
    assert found(county) == ["青石镇/填报表.pdf document"]
    assert content_at(county.root, "收回/青石镇/填报表.pdf") == TEXT


def test_the_bytes_of_a_file_that_is_gone_are_not_found(county):
    county.put("b.zip", zipped({"c.xlsx": TEXT}))
    for path in ("收回/a.xlsx", "收回/b.zip!/d.xlsx", "收回/不在/a.xlsx"):
        with pytest.raises(FileNotFoundError):
            content_at(county.root, path)


def test_a_zip_tells_the_time_of_the_clock_on_the_wall(county):
    county.put("a.zip", zipped({"b.pdf": TEXT}, at=(2026, 1, 10, 9, 30, 0)))
    county.put("c.zip", zipped({"d.pdf": TEXT}, at=(1980, 1, 1, 0, 0, 0)), "2026-01-12T08:00:00Z")
    told = {path[-5:]: row.modified for path, row in registered(county).rows.items()}
    assert told == {"b.pdf": "2026-01-10T01:30:00Z", "d.pdf": "2026-01-12T08:00:00Z"}


def test_every_file_is_reported_while_it_is_met(county):
    county.put("a.pdf", TEXT)
    county.put("b.zip", zipped({"c.pdf": TEXT}))
    told = []
    registered(county, report=told.append)
    assert told == ["收回/a.pdf", "收回/b.zip!/c.pdf", "收回/b.zip"]


def test_each_file_is_told_of_once(county):
    county.put("a.pdf", TEXT)
    county.put("b.zip", zipped({"c.pdf": TEXT}))
    registered(county)
    registered(county)
    told = [(event["what"], event["path"], event["kind"]) for event in county.events]
    assert told == [
        ("received", "收回/a.pdf", "document"),
        ("received", "收回/b.zip!/c.pdf", "document"),
    ]


def test_a_file_named_on_the_command_line_is_put_among_those_that_came_back(county, tmp_path):
    county.collect()
    file = tmp_path / "elsewhere" / "报表.pdf"
    file.parent.mkdir()
    for content, time in ((b"one", 1_768_000_000), (b"two", 1_768_100_000)):
        file.write_bytes(content)
        os.utime(file, (time, time))
        county.collect(file)
        county.collect(file)
    lying = {
        p.name: (p.read_bytes(), p.stat().st_mtime) for p in county.folder.at("returned").iterdir()
    }
    assert lying == {
        "报表.pdf": (b"one", 1_768_000_000),
        "报表-2.pdf": (b"two", 1_768_100_000),
    }
    assert county.collect(county.folder.at("returned") / "报表.pdf").registered.new == ()


def test_a_file_that_is_not_there_is_the_operator_s_mistake(county, tmp_path):
    for name in ("nowhere.xlsx", "."):
        with pytest.raises(UsageError, match=r"no-such-file|not-a-file"):
            county.collect(tmp_path / name)


def test_what_a_killed_run_had_not_finished_is_taken_away(county):
    county.collect()
    left = [
        county.root / ".看板.html.4711",
        county.folder.at("sent_back") / ".东和乡_第1次退回_1处.xlsx.4711",
        county.folder.at("records") / ".taking",
    ]
    kept = [county.put(".a.xlsx.4711", TEXT), county.root / ".gitignore"]
    for path in (*left, *kept):
        path.write_bytes(TEXT)
    county.collect()
    assert [path.exists() for path in (*left, *kept)] == [False] * 3 + [True] * 2
