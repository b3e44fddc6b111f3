"""A zip package of parts (xlsx, xlsm, docx), opened within bounds.

Called by every reader before it looks at anything. Whatever is wrong with the file is an Unreadable
with the code of a finding; a file that lies about its sizes is stopped while it unfolds.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

MOST_PARTS = 3_000  # a workbook with a thousand pictures stays below
LARGEST_PART = 48 * 1024 * 1024
LARGEST_PACKAGE = 128 * 1024 * 1024
STEEPEST = 400  # how often larger a part may be unfolded; sheets of one repeated value reach 200
SMALL = 1024 * 1024  # parts below are harmless, however steep
DEEPEST = 200  # levels of XML

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Unreadable(Exception):
    """A file that cannot be read, with the code of the finding that says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Package:
    """An open package: the names of its parts, and each part when it is asked for."""

    archive: zipfile.ZipFile
    names: frozenset[str]

    def read(self, name: str) -> bytes:
        """A part, unfolded no further than its declared size; KeyError where there is none."""
        entry = self.archive.getinfo(name)
        try:
            with self.archive.open(entry) as part:
                content = part.read(entry.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as broken:
            raise Unreadable("damaged") from broken
        if len(content) > entry.file_size:
            raise Unreadable("zip-bomb")
        return content

    def xml(self, name: str) -> bytes:
        """A part that is XML, without a document type: none of ours needs entities."""
        content = self.read(name)
        if DOCTYPE.search(content):
            raise Unreadable("xml-with-doctype")
        return content


def open_package(content: bytes) -> Package:
    """The package in these bytes; Unreadable for anything that is none, or none to be trusted."""
    if not content.startswith(ZIP):
        raise Unreadable(_why_not(content))
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as broken:
        raise Unreadable("damaged") from broken
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted")
    _within_bounds(entries, len(content))
    return Package(archive, frozenset(entry.filename for entry in entries))


def _why_not(content: bytes) -> str:
    """Why bytes are no package: empty, protected by a password, an old office file, other."""
    if not content.strip(b"\0"):
        return "empty-file"
    if content.startswith(OLE):
        return "encrypted" if ENCRYPTED in content else "old-office-file"
    return "not-a-package"


def _within_bounds(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse what would unfold beyond measure, or whose parts overlap."""
    if len(entries) > MOST_PARTS:
        raise Unreadable("zip-bomb")
    if sum(entry.compress_size for entry in entries) > size:
        raise Unreadable("zip-bomb")
    if any(entry.file_size > LARGEST_PART for entry in entries):
        raise Unreadable("part-too-large")
    if sum(entry.file_size for entry in entries) > LARGEST_PACKAGE:
        raise Unreadable("part-too-large")
    for entry in entries:
        if entry.file_size > SMALL and entry.file_size > STEEPEST * max(1, entry.compress_size):
            raise Unreadable("zip-bomb")
