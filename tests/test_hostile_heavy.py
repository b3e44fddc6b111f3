"""Files made to wear a reader out are refused within two seconds and 300 MB; so is what comes near.

Each is opened in a process of its own, because memory is measured per process.
"""

import json
import subprocess
import sys
from pathlib import Path

import hostile
import pytest
from hostile import EOCD, MAIN, parts, sheet, with_sheet, workbook, zipped

CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
SECONDS, MEGABYTES = 2, 300
PATIENCE = 20
MARGIN = 2  # what is read in full takes twice as long where other tests run beside it


def joined(form, count):
    """A text once for each number; the numbers keep it from folding into a tiny file."""
    return "".join(form.format(n % 99991) for n in range(count))


def sheets(count, rows):
    changed = {f"xl/worksheets/sheet{n}.xml": sheet(rows) for n in range(1, count + 1)}
    return zipped(parts(count) | changed)


def strings(count, form="<si><t>{}</t></si>"):
    texts = joined(form, count)
    return workbook(**{"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>'})


def nested(depth):
    names = [f"a{n % 7919}" for n in range(depth)]
    return "".join(f"<{n}>" for n in names) + "".join(f"</{n}>" for n in reversed(names))


def attributes(count):
    return "<row " + " ".join(f'a{n}=""' for n in range(count)) + "/>"


def tags(count, namespace):
    return with_sheet(f'<x xmlns="{namespace}">{joined("<c{}/>", count)}</x>')


def repeated(count):
    """One sheet of ten thousand cells, listed again and again."""
    again = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r1"/>' for n in range(2, count))
    book = parts()["xl/workbook.xml"].replace("</sheets>", f"{again}</sheets>")
    filled = sheet(joined(FILLED, 10_000))
    return workbook(**{"xl/workbook.xml": book, "xl/worksheets/sheet1.xml": filled})


def prefixed(rows):
    """A sheet as some programs write it: a prefix before every name."""
    head = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>'
    return f"{head}{rows}</x:sheetData></x:worksheet>"


def long_directory():
    """A directory of four hundred thousand empty entries."""
    good = workbook()
    head, tail = good[: good.index(b"PK\x01\x02")], good[good.index(EOCD) :]
    return head + (b"PK\x01\x02" + bytes(42)) * 400_000 + tail


FILLED = '<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>'
STYLED = '<c r="A1{}" s="3"/>'
READING = '<rPh a{}=""/>'
PREFIXED = FILLED.replace("</", "</x:").replace("<c", "<x:c").replace("<v", "<x:v")
PREFIXED = PREFIXED.replace("<row", "<x:row")
REFUSED = {
    "a sheet of 100 MB": lambda: with_sheet(sheet(CELL * 2_700_000)),
    "sheets of 100 MB": lambda: sheets(3, CELL * 900_000),
    "many sheets": lambda: sheets(90, joined(FILLED, 5_000)),
    "rows without end": lambda: with_sheet(sheet(joined(FILLED, 400_000))),
    "a row of a million cells": lambda: with_sheet(
        sheet(f'<row r="1">{joined(STYLED, 1_000_000)}</row>')
    ),
    "a directory without end": long_directory,
    "many small bombs": lambda: zipped(
        {**parts(), **{f"{n}.xml": bytes(1_000_000) for n in range(200)}}
    ),
    "depth": lambda: with_sheet(nested(1_000_000)),
    "a tag of attributes": lambda: with_sheet(sheet(attributes(300_000))),
    "tags of attributes": lambda: with_sheet(sheet(attributes(90_000) * 30)),
    "a long namespace": lambda: tags(400_000, ",".join(map(str, range(100_000)))),
    "broken lines": lambda: with_sheet(sheet(joined("{}\n", 3_000_000))),
    "written characters": lambda: with_sheet(sheet(joined("&#9{};<v/>", 2_000_000))),
    "strings": lambda: strings(900_000),
    "a text of 30 MB": lambda: with_sheet(sheet(joined("{} ", 5_000_000))),
}
NEAR = {
    "depth": lambda: with_sheet(sheet(nested(490_000))),
    "attributes": lambda: with_sheet(sheet(attributes(90_000) * 11)),
    "tags": lambda: tags(990_000, "u" * 499),
    "broken lines": lambda: with_sheet(sheet(joined("{}\n<v/>", 490_000))),
    "depth of another prefix": lambda: with_sheet(prefixed(nested(490_000))),
    "cells of another prefix": lambda: with_sheet(prefixed(joined(PREFIXED, 120_000))),
    "cells": lambda: with_sheet(sheet("".join(FILLED.format(n) for n in range(1, 120_001)))),
    "cells in no row": lambda: with_sheet(sheet(joined(FILLED, 120_000))),
    "empty cells": lambda: with_sheet(sheet(f"<row>{joined(STYLED, 330_000)}</row>")),
    "strings": lambda: strings(240_000),
}


SEARCHED = {  # well formed, or nearly: what a search through the bytes must not do again and again
    "cells closed oddly": lambda: with_sheet(sheet(joined('<c r="A1{}"></c >', 150_000))),
    "cells not closed": lambda: with_sheet(sheet(joined('<c r="A1{}">', 150_000))),
    "tags not closed": lambda: with_sheet(sheet(joined('<c r="A1{}" ', 150_000))),
    "texts closed oddly": lambda: strings(150_000, "<si><t>{}</t></si >"),
    "texts not closed": lambda: strings(150_000, "<si>{}"),
    "a sheet listed often": lambda: repeated(5_000),
    "readings not closed": lambda: strings(1, "<si>" + joined(READING, 150_000) + "</si>"),
}


def cost(content, folder):
    """How opening ends in a process of its own, in how many seconds and megabytes."""
    sent = folder / "sent.xlsx"
    sent.write_bytes(content)
    command = [sys.executable, str(Path(hostile.__file__)), str(sent)]
    ended = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE)
    return json.loads(ended.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_heavy_files_are_refused_at_once(name, tmp_path):
    found = cost(REFUSED[name](), tmp_path)
    assert found["ended"] in ("part-too-large", "zip-bomb", "damaged")
    assert found["seconds"] < SECONDS
    assert found["megabytes"] < MEGABYTES


@pytest.mark.slow
@pytest.mark.parametrize("name", NEAR)
def test_the_heaviest_that_is_not_refused(name, tmp_path):
    found = cost(NEAR[name](), tmp_path)
    assert found["seconds"] < SECONDS * MARGIN
    assert found["megabytes"] < MEGABYTES


@pytest.mark.slow
@pytest.mark.parametrize("name", SEARCHED)
def test_what_wears_out_a_search(name, tmp_path, monkeypatch):
    monkeypatch.setattr("test_hostile_heavy.PATIENCE", SECONDS * MARGIN)
    found = cost(SEARCHED[name](), tmp_path)
    assert found["seconds"] < SECONDS
    assert found["megabytes"] < MEGABYTES
