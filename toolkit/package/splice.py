"""Changes to an XML part that leave every other byte as it was.

The part is read once with expat, which tells at which byte each element begins and ends; a change
is new bytes for a stretch of old ones. Called by the stampers of workbooks and documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from toolkit.package.escape import escaped
from toolkit.package.unreadable import Unreadable


@dataclass(frozen=True, slots=True)
class Element:
    """Where an element stands in the bytes of its part: start tag, content, end tag."""

    name: str
    prefix: str  # "x:" where the part writes <x:c>
    attributes: Mapping[str, str]
    depth: int
    start: int
    inside: int  # the first byte behind the start tag
    outside: int  # the first byte of the end tag; `inside` where the element has no content
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """New bytes in the place of old ones; start == end only adds."""

    start: int
    end: int
    content: bytes


def elements(content: bytes, deepest: int) -> list[Element]:
    """Every element down to a depth, in the order of their start tags; UTF-8 is expected."""
    found: list[Element] = []
    begun: list[tuple[int, str, dict[str, str], int]] = []
    parser = expat.ParserCreate()
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        if depth <= deepest:
            begun.append((len(found), name, attributes, parser.CurrentByteIndex))
            found.append(NOT_ENDED)
        depth += 1

    def finish(_: str) -> None:
        nonlocal depth
        depth -= 1
        if depth <= deepest:
            number, name, attributes, start = begun.pop()
            found[number] = _element(
                content, name, attributes, depth, start, parser.CurrentByteIndex
            )

    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    try:
        parser.Parse(content, True)
    except expat.ExpatError as broken:
        raise Unreadable("damaged") from broken
    return found


NOT_ENDED = Element("", "", {}, 0, 0, 0, 0, 0)
TAG = re.compile(rb"""<(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>""")


def _element(
    content: bytes, name: str, attributes: dict[str, str], depth: int, start: int, at: int
) -> Element:
    """An element whose end expat has come to; `at` is its end tag, or its only one."""
    tag = TAG.match(content, start)
    inside = tag.end() if tag else at
    prefix, colon, local = name.rpartition(":")
    if content[inside - 2 : inside] == b"/>":
        return Element(local, prefix + colon, attributes, depth, start, inside, inside, inside)
    end = content.index(b">", at) + 1
    return Element(local, prefix + colon, attributes, depth, start, inside, at, end)


def spliced(content: bytes, changes: Iterable[Change]) -> bytes:
    """The part with its changes; two that overlap are a fault of ours."""
    pieces: list[bytes] = []
    at = 0
    for change in sorted(changes, key=lambda change: (change.start, change.end)):
        if change.start < at:
            raise ValueError("changes overlap")
        pieces += (content[at : change.start], change.content)
        at = change.end
    return b"".join((*pieces, content[at:]))


def with_attributes(content: bytes, element: Element, **values: str) -> Change:
    """The start tag of an element with some attributes set; the others stay as they are written."""
    tag = content[element.start : element.inside]
    for name, value in values.items():
        written = f'{name}="{escaped(value)}"'.encode()
        there = re.search(rb"\s" + name.encode() + rb"""\s*=\s*("[^"]*"|'[^']*')""", tag)
        if there:
            tag = tag[: there.start()] + b" " + written + tag[there.end() :]
        else:
            close = len(tag) - (2 if tag.endswith(b"/>") else 1)
            tag = tag[:close].rstrip() + b" " + written + tag[close:]
    return Change(element.start, element.inside, tag)
