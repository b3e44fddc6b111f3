"""Workbooks that clerks, mail gateways and worse send; and what opening one costs.

Run as a program it opens the file named and prints, as JSON, how that ended, how many seconds of
work it took and how many megabytes: a process of its own, because both are measured per process.
"""

import io
import json
import struct
import sys
import time
import zipfile
from pathlib import Path

from toolkit.excel.parts import open_book
from toolkit.package.opening import Unreadable, open_package

TYPES = "http://schemas.openxmlformats.org"
PACKAGED = f"{TYPES}/package/2006"
MAIN = f"{TYPES}/spreadsheetml/2006/main"
LINKS = f"{TYPES}/officeDocument/2006/relationships"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FIRST = "xl/worksheets/sheet1.xml"
EOCD = b"PK\x05\x06"
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def sheet(rows):
    return f'{DECLARED}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def rels(*links):
    lines = "".join(
        f'<Relationship Id="r{n}" Type="{LINKS}/{kind}" Target="{to}"/>' for n, kind, to in links
    )
    return f'{DECLARED}<Relationships xmlns="{PACKAGED}/relationships">{lines}</Relationships>'


def parts(sheets=1):
    """The parts of a small good workbook."""
    each = range(1, sheets + 1)
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in each)
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B2"><v>12</v></c></row>'
    return {
        "[Content_Types].xml": f'{DECLARED}<Types xmlns="{PACKAGED}/content-types"/>',
        "_rels/.rels": rels((1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{DECLARED}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": rels(
            *((n, "worksheet", f"worksheets/sheet{n}.xml") for n in each),
            (0, "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/sharedStrings.xml": f'{DECLARED}<sst xmlns="{MAIN}"><si><t>key</t></si></sst>',
        **{f"xl/worksheets/sheet{n}.xml": sheet(cells) for n in each},
    }


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    """Parts, a mapping or pairs, as a package."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(name, content)
    return packed.getvalue()


def workbook(**changed):
    """The small workbook with some parts changed; None takes one away."""
    return zipped({k: v for k, v in (parts() | changed).items() if v is not None})


def with_sheet(content):
    return workbook(**{FIRST: content})


def directory_entries(content):
    """Where each entry of the directory begins."""
    at = content.index(b"PK\x01\x02")
    while content[at : at + 4] == b"PK\x01\x02":
        yield at
        at += 46 + sum(struct.unpack_from("<HHH", content, at + 28))


def patched(content, name, offset, form, value):
    """The package with one field of one entry of the directory changed."""
    changed = bytearray(content)
    for at in directory_entries(content):
        length = struct.unpack_from("<H", content, at + 28)[0]
        if content[at + 46 : at + 46 + length] == name.encode():
            struct.pack_into(form, changed, at + offset, value)
    return bytes(changed)


def opened(content):
    """How reading everything in a workbook ends: the number of cells, or why it cannot be read."""
    try:
        package = open_package(content)
        for name in sorted(package.names):
            if name.endswith((".xml", ".rels")):
                package.xml(name)
        book = open_book(package)
        return sum(len(list(read(book.cells(each)))) for each in book.sheets)
    except Unreadable as found:
        return found.code


def read(cells):
    """Everything that can be asked of each cell; a text must fit into a file again."""
    for at in cells.contents:
        text = cells.text(at)
        yield cells.kind(at), cells.formula(at), text and text.encode()


def megabytes():
    """The most memory this process ever held. The rusage of a child begins at its parent's size."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 1024


if __name__ == "__main__":
    content = Path(sys.argv[1]).read_bytes()
    begun = time.process_time()
    ended = opened(content)
    cost = {"seconds": time.process_time() - begun, "megabytes": megabytes()}
    print(json.dumps({"ended": ended, **cost}))
