"""Changes to an XML part that leave every other byte as it was.

The part is read once with expat, which tells at which byte each element begins and ends; a change is
new bytes for a stretch of old ones. Called by excel/stamp.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.parsers import expat

from toolkit.package.opening import Unreadable


@dataclass(frozen=True, slots=True)
class Element:
    """Where an element stands in the bytes of its part: start tag, content, end tag."""

    name: str
    attributes: dict[str, str]
    start: int
    inside: int  # the first byte behind the start tag
    outside: int = 0  # the first byte of the end tag; `end` where the element has no content
    end: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """New bytes in the place of old ones; start == end only adds."""

    start: int
    end: int
    content: bytes


def elements(content: bytes, deepest: int) -> list[Element]:
    """Every element down to a depth, in the order of their start tags."""
    found: list[Element] = []
    open_: list[int] = []
    parser = expat.ParserCreate()
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        if depth <= deepest:
            start = parser.CurrentByteIndex
            inside = _behind_tag(content, start)
            open_.append(len(found))
            found.append(Element(name.rpartition(":")[2], attributes, start, inside, depth=depth))
        depth += 1

    def finish(name: str) -> None:
        nonlocal depth
        depth -= 1
        if depth <= deepest:
            number = open_.pop()
            found[number] = _closed(content, found[number], parser.CurrentByteIndex)

    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    try:
        parser.Parse(content, True)
    except expat.ExpatError as broken:
        raise Unreadable("damaged") from broken
    return found


def _behind_tag(content: bytes, start: int) -> int:
    """The byte behind a start tag; a > inside a quoted attribute does not end it."""
    at, quote = start, b""
    while True:
        byte = content[at : at + 1]
        if quote:
            quote = b"" if byte == quote else quote
        elif byte in (b'"', b"'"):
            quote = byte
        elif byte in (b">", b""):
            return at + 1
        at += 1


def _closed(content: bytes, element: Element, at: int) -> Element:
    """The element with its end, once expat has come to it."""
    empty = content[element.inside - 2 : element.inside] == b"/>"
    outside = element.inside if empty else at
    end = element.inside if empty else content.index(b">", at) + 1
    parts = (element.name, element.attributes, element.start, element.inside, outside, end)
    return Element(*parts, element.depth)


def spliced(content: bytes, changes: Iterable[Change]) -> bytes:
    """The part with its changes; two that overlap are a fault of ours."""
    pieces: list[bytes] = []
    at = 0
    for change in sorted(changes):
        if change.start < at:
            raise ValueError("changes overlap")
        pieces += (content[at : change.start], change.content)
        at = change.end
    return b"".join((*pieces, content[at:]))
