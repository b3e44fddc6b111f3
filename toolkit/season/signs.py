"""What sort of file it is: by what is in it, and where that tells nothing by its ending.

Called by arrivals.py and register.py. Programs and people rename files: a browser saves a workbook
as .zip, a scan is called .xlsx. The same bytes are the same sort of file under most names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache

from toolkit.lexicon import words
from toolkit.package.opening import OLE, ZIP

WORKBOOK, DOCUMENT, PICTURE = "workbook", "document", "picture"
ARCHIVE, OTHER_ARCHIVE, OTHER = "archive", "other_archive", "other"
GRAVEST = (
    WORKBOOK,
    DOCUMENT,
    PICTURE,
    OTHER_ARCHIVE,
    OTHER,
    "",
)  # of two sorts the one that counts
BEGINS = (
    (b"%PDF-", DOCUMENT),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"Rar!", OTHER_ARCHIVE),
    (b"7z\xbc\xaf", OTHER_ARCHIVE),
)
PARTS = (("xl/workbook.", WORKBOOK), ("word/document.", DOCUMENT), ("OFD.xml", DOCUMENT))
MIMETYPE = 38  # where the name of its type stands in a file of OpenDocument
TYPES = (
    (b"application/vnd.oasis.opendocument.spreadsheet", WORKBOOK),
    (b"application/vnd.oasis.opendocument.text", DOCUMENT),
)
STREAMS = ((("Workbook", "Book"), WORKBOOK), (("WordDocument",), DOCUMENT))  # in files before 2007
ENTRY = re.compile(rb"PK\x01\x02.{42}(?=([!-~]{1,40}))", re.DOTALL)  # of a zip's directory


def kind_of(name: str) -> str:
    """A word of [kinds] in words/season.toml, by the ending; "other" for any that is not there."""
    return _endings().get(os.path.splitext(name)[1].lower(), OTHER)


@cache
def _endings() -> dict[str, str]:
    kinds = words("season")["kinds"]
    return {end: kind for kind in kinds if kind != "passed_over" for end in kinds[kind].split()}


def kind_in(content: bytes) -> str:
    """The same by what is in a file; empty where that does not tell."""
    if content.startswith(ZIP):
        return _typed(content) or kind_by_parts(_names(content))
    if content.startswith(OLE):
        return _by_streams(content)
    return next((kind for sign, kind in BEGINS if content.startswith(sign)), "")


def kind_by_parts(names: Iterable[str]) -> str:
    """What a zip with these parts is, where it is a single document."""
    there = tuple(names)
    return next((kind for part, kind in PARTS if any(n.startswith(part) for n in there)), "")


def graver(one: str, other: str) -> str:
    """Of two sorts that the same bytes are called by, the one that counts."""
    return min(one, other, key=GRAVEST.index)


def _typed(content: bytes) -> str:
    stands = content[MIMETYPE : MIMETYPE + 80]
    return next((kind for sign, kind in TYPES if stands.startswith(sign)), "")


def _names(content: bytes) -> list[str]:
    """The parts of a zip as its directory names them, without opening it."""
    end = content.rfind(b"PK\x05\x06")
    begin = int.from_bytes(content[end + 16 : end + 20], "little") if end >= 0 else len(content)
    return [match[1].decode() for match in ENTRY.finditer(content, begin)]


def _by_streams(content: bytes) -> str:
    found = {
        kind
        for streams, kind in STREAMS
        if any(name.encode("utf-16-le") + b"\0\0" in content for name in streams)
    }
    return found.pop() if len(found) == 1 else ""
