"""A part of which little varies: constant stretches compressed once, the others put between.

A deflate stream is a row of blocks. Each constant stretch is compressed by itself, up to a byte's
end and without looking back (a full flush); what varies goes between as blocks that are merely
stored. So a new part costs no compression at all, and is an ordinary part to whoever opens it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, TypeVar

from toolkit.package.packing import DEFLATED, Part

SHORT = 160  # bytes below which compressing a stretch by itself gains nothing
LAST = b"\x03\x00"  # an empty last block
LONGEST = 0xFFFF
HEAD = struct.Struct("<BHH")

Slot = TypeVar("Slot", bound=Callable[[Any], bytes])  # gives what varies, for some source


@dataclass(frozen=True, slots=True)
class Stretch:
    """Constant bytes, as they are and compressed."""

    raw: bytes
    packed: bytes


@dataclass(frozen=True, slots=True)
class Segmented(Generic[Slot]):
    """A part cut into what is constant and what varies."""

    name: str
    runs: tuple[Stretch | tuple[bytes | Slot, ...], ...]

    def filled(self, source: object) -> Part:
        """The part with every slot asked what it holds, given this source."""
        packed: list[bytes] = []
        crc = size = 0
        for run in self.runs:
            if isinstance(run, Stretch):
                raw = run.raw
                packed.append(run.packed)
            else:
                raw = b"".join([x if isinstance(x, bytes) else x(source) for x in run])
                packed += stored(raw)
            crc = zlib.crc32(raw, crc)
            size += len(raw)
        packed.append(LAST)
        return Part(self.name, DEFLATED, crc, size, b"".join(packed))


def segmented(name: str, pieces: Iterable[bytes | Slot]) -> Segmented[Slot]:
    """The part of these pieces, ready to be filled."""
    runs: list[Stretch | tuple[bytes | Slot, ...]] = []
    run: list[bytes | Slot] = []
    for piece in pieces:
        if isinstance(piece, bytes) and len(piece) >= SHORT:
            if run:
                runs.append(tuple(run))
                run = []
            runs.append(Stretch(piece, _compressed(piece)))
        elif piece:
            run.append(piece)
    return Segmented(name, (*runs, tuple(run)) if run else tuple(runs))


def _compressed(stretch: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflate.compress(stretch) + deflate.flush(zlib.Z_FULL_FLUSH)


def stored(raw: bytes) -> list[bytes]:
    """Bytes as stored blocks."""
    if len(raw) <= LONGEST:
        return [HEAD.pack(0, len(raw), len(raw) ^ LONGEST), raw]
    cut: Sequence[bytes] = [raw[at : at + LONGEST] for at in range(0, len(raw), LONGEST)]
    return list(chain.from_iterable(map(stored, cut)))
