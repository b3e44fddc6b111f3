"""A zip package of parts (xlsx, xlsm, docx), opened within bounds.

Called by every reader before it looks at anything. Whatever is wrong with the file is an Unreadable
with the code of a finding; a file that lies about its sizes is stopped while it unfolds. What
`Package.xml` returns is safe to parse in one go: UTF-8, no document type, bounded in every
direction in which a parser's work or memory grows.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import NamedTuple

from toolkit.package.plain_xml import count_events, plain_xml
from toolkit.package.unreadable import Unreadable

__all__ = ["LARGEST_PACKAGE", "Package", "Unreadable", "open_package"]

MOST_PARTS = 3_000  # a workbook with a thousand pictures stays below
LARGEST_PART = 48 * 1024 * 1024
LARGEST_PACKAGE = 128 * 1024 * 1024
STEEPEST = 400  # how often larger a part may be unfolded; sheets of one repeated value reach 200
SMALL = 1024 * 1024  # parts below are harmless, however steep
MOST_EVENTS = 1_000_000  # in all XML: a hundred thousand filled cells, two seconds

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LISTED = b"PK\x01\x02"  # begins each entry of the directory
LOCAL = struct.Struct("<4s22xHH")  # what stands before a part: mark, lengths of name and extra
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
XML_NAMES = (".xml", ".rels", ".vml")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # all that Office, WPS and LibreOffice write
PROTECTED = 0x1 | 0x40 | 0x2000  # flags: encrypted, strongly, the directory too


class Package(NamedTuple):
    """An open package: the names of its parts, and each part when it is asked for."""

    archive: zipfile.ZipFile
    names: frozenset[str]
    content: bytes

    def read(self, name: str) -> bytes:
        """A part, unfolded no further than its declared size; KeyError where there is none."""
        entry = self.archive.getinfo(name)
        begin, end = _stretch(self.content, entry)
        return _unfolded(memoryview(self.content)[begin:end], entry)

    def stretch(self, name: str) -> tuple[int, int]:
        """Where the compressed bytes of a part begin and end."""
        return _stretch(self.content, self.archive.getinfo(name))

    def xml(self, name: str) -> bytes:
        """A part that is XML, as UTF-8, without a document type: none of ours needs entities."""
        if not _is_xml(name):
            raise Unreadable("damaged")  # so that all XML was counted when the package was opened
        content = plain_xml(self.read(name))
        if len(content) > MOST_EVENTS and count_events(content) > MOST_EVENTS:
            raise Unreadable("part-too-large")
        return content


def open_package(content: bytes, *, any_names: bool = False) -> Package:
    """The package in these bytes; Unreadable for anything that is none, or none to be trusted.

    With `any_names` it may be anybody's zip: who asks looks at each name with `leads_elsewhere`.
    """
    if not content.startswith(ZIP):
        raise Unreadable(_why_not(content))
    if len(content) > LARGEST_PACKAGE:
        raise Unreadable("part-too-large")
    archive = _directory(content)
    entries = archive.infolist()
    _as_office_writes(entries, any_names=any_names)
    _within_bounds(entries)
    _apart(entries, content, archive.start_dir)
    package = Package(archive, frozenset(entry.filename for entry in entries), content)
    _readable_in_time(package, entries)
    return package


def _why_not(content: bytes) -> str:
    """Why bytes are no package: empty, protected by a password, an old office file, other."""
    if not content.strip(b"\0"):
        return "empty-file"
    if content.startswith(OLE):
        return "encrypted" if ENCRYPTED in content else "old-office-file"
    return "not-a-package"


def _directory(content: bytes) -> zipfile.ZipFile:
    """The directory of a zip; counted first, as zipfile would read a million entries."""
    if content.count(LISTED) > MOST_PARTS:
        raise Unreadable("zip-bomb")
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, OverflowError, struct.error) as broken:
        raise Unreadable("damaged") from broken
    except NotImplementedError as newer:  # a version of zip that nobody writes
        raise Unreadable("damaged") from newer


def _as_office_writes(entries: Iterable[zipfile.ZipInfo], *, any_names: bool) -> None:
    """Refuse protected parts, other methods, and names that mean two things or another place."""
    if any(entry.flag_bits & PROTECTED for entry in entries):
        raise Unreadable("encrypted")
    if any(entry.compress_type not in METHODS for entry in entries):
        raise Unreadable("damaged")
    names = [entry.orig_filename for entry in entries]
    if not any_names and any(map(leads_elsewhere, names)):
        raise Unreadable("damaged")
    if len({name.lower() for name in names}) < len(names):  # part names know no case
        raise Unreadable("damaged")


def leads_elsewhere(name: str) -> bool:
    """Whether a name is not a plain path downwards; zipfile reads backslashes as it runs on."""
    steps = name.split("/")
    return name[:1] == "/" or ".." in steps or any(sign in name for sign in ("\\", "\0", ":"))


def _within_bounds(entries: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse what would unfold beyond measure."""
    if any(entry.file_size > LARGEST_PART for entry in entries):
        raise Unreadable("part-too-large")
    if sum(entry.file_size for entry in entries) > LARGEST_PACKAGE:
        raise Unreadable("part-too-large")
    for entry in entries:
        if entry.file_size > SMALL and entry.file_size > STEEPEST * max(1, entry.compress_size):
            raise Unreadable("zip-bomb")


def _apart(entries: Iterable[zipfile.ZipInfo], content: bytes, directory: int) -> None:
    """Refuse parts that share bytes: how a small file is made to unfold without end."""
    free = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        _, end = _stretch(content, entry)
        if entry.header_offset < free or end > directory:
            raise Unreadable("zip-bomb")
        free = end


def _stretch(content: bytes, entry: zipfile.ZipInfo) -> tuple[int, int]:
    """Where the compressed bytes of a part begin and end."""
    at = entry.header_offset
    if not 0 <= at <= len(content) - LOCAL.size:
        raise Unreadable("damaged")
    mark, name, extra = LOCAL.unpack_from(content, at)
    begin = at + LOCAL.size + name + extra
    if mark != ZIP or begin + entry.compress_size > len(content):
        raise Unreadable("damaged")
    return begin, begin + entry.compress_size


def _unfolded(packed: memoryview, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a part; one more than declared shows the lie, and is all that is unfolded."""
    try:
        deflated = entry.compress_type == zipfile.ZIP_DEFLATED
        most = entry.file_size + 1
        content = zlib.decompressobj(-15).decompress(packed, most) if deflated else bytes(packed)
    except zlib.error as broken:
        raise Unreadable("damaged") from broken
    if len(content) > entry.file_size:
        raise Unreadable("zip-bomb")
    if len(content) < entry.file_size or zlib.crc32(content) != entry.CRC:
        raise Unreadable("damaged")
    return content


def _is_xml(name: str) -> bool:
    return name.lower().endswith(XML_NAMES)


def _readable_in_time(package: Package, entries: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse more XML than is parsed in two seconds; a file of usual size is not looked through."""
    sizes = {entry.filename: entry.file_size for entry in entries if _is_xml(entry.filename)}
    if sum(sizes.values()) <= MOST_EVENTS:
        return
    events = 0
    for name in sizes:
        events += count_events(package.read(name))
        if events > MOST_EVENTS:
            raise Unreadable("part-too-large")
