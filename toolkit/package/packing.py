"""Zip packages written: parts kept as the compressed bytes they are, new ones beside them.

The standard library cannot write what is compressed already, so the few records of the format are
written here. The same parts give the same bytes, whenever and wherever they are packed.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.package.opening import Package

LOCAL = struct.Struct("<4s5H3L2H")
LISTED = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
NEEDS, DEFLATED, STORED = 20, 8, 0
UTF8_NAMES = 0x800
DATE, TIME = (2000 - 1980) << 9 | 1 << 5 | 1, 0  # 1 January 2000: never the time of the run
LEVEL = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One part as it lies in the package."""

    name: str
    method: int
    crc: int
    size: int  # unfolded
    packed: bytes


def part(name: str, content: bytes, level: int = LEVEL) -> Part:
    """A part, compressed."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, -15)
    packed = deflate.compress(content) + deflate.flush()
    return Part(name, DEFLATED, zlib.crc32(content), len(content), packed)


def parts_of(package: Package) -> list[Part]:
    """Every part of a package in order, its bytes as they are."""
    found = []
    for entry in package.archive.infolist():
        if not entry.is_dir():
            begin, end = package.stretch(entry.filename)
            packed = package.content[begin:end]
            made = (entry.filename, entry.compress_type, entry.CRC, entry.file_size, packed)
            found.append(Part(*made))
    return found


def packed(parts: Iterable[Part]) -> bytes:
    """The package of these parts."""
    pieces: list[bytes] = []
    listed: list[bytes] = []
    at = 0
    for each in parts:
        name = each.name.encode()
        pieces += (local(each, name), each.packed)
        listed.append(entry(each, name, at))
        at += LOCAL.size + len(name) + len(each.packed)
    return b"".join((*pieces, *listed, end(len(listed), sum(map(len, listed)), at)))


def local(each: Part, name: bytes) -> bytes:
    """What stands before a part."""
    sizes = (each.crc, len(each.packed), each.size)
    head = (b"PK\x03\x04", NEEDS, UTF8_NAMES, each.method, TIME, DATE, *sizes, len(name), 0)
    return LOCAL.pack(*head) + name


def entry(each: Part, name: bytes, at: int) -> bytes:
    """What the directory says of a part that begins at this byte."""
    sizes = (each.crc, len(each.packed), each.size)
    head = (b"PK\x01\x02", NEEDS, NEEDS, UTF8_NAMES, each.method, TIME, DATE, *sizes)
    return LISTED.pack(*head, len(name), 0, 0, 0, 0, 0, at) + name


def end(count: int, size: int, at: int) -> bytes:
    """What closes the directory."""
    return END.pack(b"PK\x05\x06", 0, 0, count, count, size, at, 0)
