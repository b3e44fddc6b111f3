"""The cells of a sheet that hold something, and the texts they share, as far as anybody asks.

Sparse and lazy: a sheet is cut before each of its cells, and only those that somebody asks for are
looked into. A stray value in the last row costs what any value costs. Called by parts.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple
from xml.etree import ElementTree

from toolkit.excel.cell import Spot, letters, spot
from toolkit.package.escape import escaped
from toolkit.package.unreadable import Unreadable

# Office programs write cells so; whatever is written otherwise is brought into this form first.
# Patterns that few workbooks need are compiled when one does.
CELL = re.compile(
    rb'<c r="([A-Z]++[1-9][0-9]*+)"([^<]*+)(<[^/c][^<]*+(?:<(?!/?c[ >])[^<]*+)*+)</c>'
)
ADDRESS = re.compile(rb"([A-Z]+)([0-9]+)")
BEGIN = b'<c r="'
EMPTY = b'"></c>'
SIGN = re.compile(rb">#[a-z][a-z0-9_.]*@[0-9]{4}")
PREFIXED = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>)?\s*<(\w+:)(?:worksheet|sst)\b")
KIND = re.compile(rb'\bt="(\w+)"')
VALUE = re.compile(rb"<v(?:\s[^>]*)?>([^<]*)</v>")
FORMULA = rb"<f(?:\s[^>]*)?(?:/>|>([^<]*)</f>)"
TEXTS = rb"<t(?:\s[^<>]*+)?>([^<]*+)</t>|<rPh\b(?:[^<]++|<(?!/?rPh\b))*+</rPh>"
STRING = rb"<si(?:\s[^<>/]*+)?(?:/>|>((?:[^<]++|<(?!/?si\b))*+)</si>)"
REFERENCE = r"&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[a-z]{2,4});"
NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
CODED = r"_x([0-9A-Fa-f]{4})_"
OFTEN = 200  # bytes of a text that is likely to come again
MOST_CELLS = 300_000  # cells that hold something; a form has a few thousand


Found = tuple[bytes, bytes, bytes]  # address, what else is said of the cell, what stands in it


class Cells(NamedTuple):
    """The cells of one sheet that hold something, by address: what is said of each, what it holds.

    `signed` are those whose text stands in the sheet itself and begins with #, as anchors do.
    """

    attributes: Mapping[bytes, bytes]
    contents: Mapping[bytes, bytes]
    strings: Strings
    signed: tuple[bytes, ...]

    def kind(self, at: bytes) -> bytes:
        """How the value is written: n, s, str, inlineStr, b, e, d."""
        said = self.attributes.get(at, b"")
        kind = KIND.search(said) if b" t=" in said else None
        return kind[1] if kind else b"n"

    def formula(self, at: bytes) -> bytes | None:
        """The formula as written; empty for one told elsewhere; None where there is none."""
        content = self.contents.get(at, b"")
        if b"<f" not in content:
            return None
        if content.startswith(b"<f>"):
            return content[3 : content.find(b"<", 3)]
        formula = re.search(FORMULA, content)
        return (formula[1] or b"") if formula else None

    def text(self, at: bytes) -> str | None:
        """What stands in a cell, as text; None where nothing does."""
        content = self.contents.get(at)
        if content is None:
            return None
        if content.startswith(b"<is"):
            return _known(content) if len(content) < OFTEN else _plain(content)
        value = VALUE.search(content)
        if value is None:
            return _plain(content) if b"<is" in content else None
        if b't="s"' in self.attributes[at]:
            return self.strings.text(value[1])
        return _decoded(value[1])

    def marked(self) -> list[bytes]:
        """The cells that are no formula and whose text begins with #, as anchors do."""
        shared = self.strings.marked
        found = [at for at, each in self.contents.items() if each in shared] if shared else []
        return [at for at in (*found, *self.signed) if b"<f" not in self.contents.get(at, b"<f")]

    def in_lines(self, rows: frozenset[int], columns: frozenset[int]) -> tuple[bytes, ...]:
        """The cells of these rows and columns."""
        return _in_lines(b" ".join(self.contents), rows, columns)


def cells_of(
    found: Iterable[Found], strings: Strings, signed: tuple[bytes, ...] | None = None
) -> Cells:
    """These cells by address; Unreadable where one comes twice: nobody knows which counts."""
    addresses, attributes, contents = tuple(zip(*found, strict=True)) or ((), (), ())
    by_address = dict(zip(addresses, contents, strict=True))
    if len(by_address) < len(addresses):
        raise Unreadable("damaged")
    if signed is None:
        signed = tuple(at for at, each in by_address.items() if b">#" in each[:OFTEN])
    return Cells(dict(zip(addresses, attributes, strict=True)), by_address, strings, signed)


@lru_cache(maxsize=64)
def _in_lines(addresses: bytes, rows: frozenset[int], columns: frozenset[int]) -> tuple[bytes, ...]:
    """Looked for among all addresses; they are mostly those of the workbook before."""
    names = frozenset(letters(column).encode() for column in columns)
    numbers = frozenset(b"%d" % row for row in rows)
    found = ADDRESS.findall(addresses)
    return tuple(name + number for name, number in found if name in names or number in numbers)


class Strings:
    """The shared texts of a workbook, each decoded when it is asked for."""

    def __init__(self, content: bytes) -> None:
        self._entries = re.findall(STRING, content)
        if content.count(b"<si>") + content.count(b"<si ") + content.count(b"<si/") != len(
            self._entries
        ):
            raise Unreadable("damaged")
        self._texts: dict[bytes, str] = {}

    @cached_property
    def marked(self) -> frozenset[bytes]:
        """The contents of cells whose text begins with #, as anchors do."""
        return frozenset(
            b"<v>%d</v>" % number for number, each in enumerate(self._entries) if b">#" in each
        )

    def text(self, number: bytes) -> str:
        known = self._texts.get(number)
        if known is None:
            known = self._texts[number] = self._read(number)
        return known

    def _read(self, number: bytes) -> str:
        if not number.isdigit() or len(number) > 9 or int(number) >= len(self._entries):
            raise Unreadable("damaged")
        return _plain(self._entries[int(number)])


@lru_cache(maxsize=20_000)
def _known(content: bytes) -> str:
    """Short texts are mostly labels and keys, the same in every workbook of a run."""
    return _plain(content)


def _plain(content: bytes) -> str:
    """A text with its runs put together, without the readings written above it."""
    return "".join(_decoded(run) for run in re.findall(TEXTS, content))


def _decoded(written: bytes) -> str:
    text = written.decode("utf-8", "replace")
    if "&" in text:
        text = re.sub(REFERENCE, _referred, text)
    return re.sub(CODED, lambda code: _character(int(code[1], 16)), text) if "_x" in text else text


def _referred(reference: re.Match[str]) -> str:
    """What a reference stands for; XML knows five names, and numbers."""
    name = reference[1]
    if name[0] != "#":
        return NAMED.get(name, reference[0])
    return _character(int(name[2:], 16) if name[1] in "xX" else int(name[1:]))


def _character(number: int) -> str:
    """A character by its number; half of a pair is none."""
    return chr(number) if number < 0xD800 or 0xE000 <= number <= 0x10FFFF else "\ufffd"


def cells_in(content: bytes, strings: Strings) -> Cells:
    """The cells of a sheet that hold something."""
    cells = content[content.find(b"<sheetData") : content.rfind(b"</sheetData>")]
    ends = cells.count(b"</c")  # nothing else in there ends so
    if ends > MOST_CELLS:
        raise Unreadable("part-too-large")
    found: list[Found] = CELL.findall(cells)
    all_found = len(found) == ends or len(found) + cells.count(EMPTY) == ends
    if all_found and b"<!" not in cells:
        return cells_of(found, strings, tuple(_signed(cells)))
    return cells_of(_rewritten(content), strings)


def _signed(cells: bytes) -> Iterator[bytes]:
    """The cells whose text looks like an anchor, which stands near the beginning of its cell."""
    for sign in SIGN.finditer(cells):
        begin = cells.rfind(BEGIN, max(0, sign.start() - OFTEN), sign.start())
        if begin >= 0:
            begin += len(BEGIN)
            yield cells[begin : cells.index(b'"', begin)]


def without_prefix(content: bytes) -> bytes:
    """<x:c> as <c>: the names mean the same."""
    root = PREFIXED.match(content)
    if not root:
        return content
    return content.replace(b"<" + root[1], b"<").replace(b"</" + root[1], b"</")


def _rewritten(content: bytes) -> Iterator[Found]:
    """The cells of a sheet that is written in some other way, brought into the usual one."""
    root = parse(content)
    rows = next((child for child in root if local(child) == "sheetData"), ())
    row_number = 0
    for row in rows:
        row_number = _whole(row.get("r"), row_number + 1)
        column = 0
        for element in row:
            here = _address(element.get("r"), Spot(row_number, column + 1))
            column = here.column
            inner = b"".join(_child(child) for child in element)
            if inner:
                yield cell_found(here, inner, element.get("s", "0"), element.get("t", "n"))


def cell_found(here: Spot, content: bytes, style: str, kind: str) -> Found:
    """A cell as it would have been found in a sheet."""
    said = f' s="{escaped(style)}" t="{escaped(kind)}"'
    return here.address.encode(), said.encode(), content


def _child(element: ElementTree.Element) -> bytes:
    match local(element):
        case "is":
            texts = (t.text or "" for t in element.iter() if local(t) == "t")
            return f"<is><t>{escaped(''.join(texts))}</t></is>".encode()
        case "v" | "f" as name:
            return f"<{name}>{escaped(element.text or '')}</{name}>".encode()
    return b""


def _address(written: str | None, otherwise: Spot) -> Spot:
    try:
        return otherwise if written is None else spot(written)
    except ValueError as broken:
        raise Unreadable("damaged") from broken


def _whole(written: str | None, otherwise: int) -> int:
    return int(written) if written and len(written) <= 7 and written.isdecimal() else otherwise


def local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def parse(content: bytes) -> ElementTree.Element:
    """The XML of a part; Unreadable("damaged") where it is none."""
    try:
        return ElementTree.fromstring(content)
    except (ElementTree.ParseError, LookupError, ValueError, RecursionError) as broken:
        raise Unreadable("damaged") from broken
