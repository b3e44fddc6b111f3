"""The parts of a workbook: its sheets in order, and the cells of a sheet that hold something.

Sparse and lazy: one search through the bytes of a sheet finds the cells, and only those that
somebody asks for are looked into. A stray value in the last row costs what any value costs. Called
by bind.py, read.py and stamp.py; whatever a part is not, is Unreadable.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from xml.etree import ElementTree

from toolkit.excel.cell import Spot, spot
from toolkit.package.opening import Package
from toolkit.package.splice import escaped
from toolkit.package.unreadable import Unreadable

# Office programs write cells so; whatever is written otherwise is brought into this form first.
BEGIN, END = b'<c r="', b"</c>"
PREFIXED = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>)?\s*<(\w+:)(?:worksheet|sst)\b")
UNUSUAL = re.compile(rb"<!|</c\s")
KIND = re.compile(rb'\bt="(\w+)"')
VALUE = re.compile(rb"<v(?:\s[^>]*)?>([^<]*)</v>")
FORMULA = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>([^<]*)</f>)")
TEXTS = re.compile(rb"<t(?:\s[^<>]*+)?>([^<]*+)</t>|<rPh\b(?:[^<]++|<(?!/?rPh\b))*+</rPh>")
STRING = re.compile(rb"<si(?:\s[^<>/]*+)?(?:/>|>((?:[^<]++|<(?!/?si\b))*+)</si>)")
REFERENCE = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[a-z]{2,4});")
NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
OFTEN = 200  # bytes of a text that is likely to come again
SLASH = ord("/")
MOST_CELLS = 300_000  # cells that hold something; a form has a few thousand

Found = tuple[bytes, bytes]  # attributes behind the address, content


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as the workbook lists it."""

    name: str
    part: str
    state: str = "visible"  # hidden, veryHidden


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one sheet that hold something, by address."""

    found: Mapping[bytes, Found]
    strings: Strings

    def kind(self, at: bytes) -> bytes:
        """How the value is written: n, s, str, inlineStr, b, e, d."""
        there = self.found.get(at)
        if there is None or b" t=" not in there[0]:
            return b"n"
        kind = KIND.search(there[0])
        return kind[1] if kind else b"n"

    def formula(self, at: bytes) -> bytes | None:
        """The formula as written; empty for one told elsewhere; None where there is none."""
        there = self.found.get(at)
        if there is None or b"<f" not in there[1]:
            return None
        content = there[1]
        if content.startswith(b"<f>"):
            return content[3 : content.find(b"<", 3)]
        formula = FORMULA.search(content)
        return (formula[1] or b"") if formula else None

    def text(self, at: bytes) -> str | None:
        """What stands in a cell, as text; None where nothing does."""
        there = self.found.get(at)
        if there is None:
            return None
        attributes, content = there
        if b"<is" in content:
            return _known(content) if len(content) < OFTEN else _plain(content)
        value = VALUE.search(content)
        if value is None:
            return None
        if b't="s"' in attributes:
            return self.strings.text(value[1])
        return _decoded(value[1])

    def addresses(self) -> Iterator[bytes]:
        return iter(self.found)


class Strings:
    """The shared texts of a workbook, each decoded when it is asked for."""

    def __init__(self, content: bytes) -> None:
        self._entries = STRING.findall(content)
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
    return "".join(_decoded(run) for run in TEXTS.findall(content))


def _decoded(written: bytes) -> str:
    text = written.decode("utf-8", "replace")
    if "&" in text:
        text = REFERENCE.sub(_referred, text)
    return CODED.sub(lambda code: _character(int(code[1], 16)), text) if "_x" in text else text


def _referred(reference: re.Match[str]) -> str:
    """What a reference stands for; XML knows five names, and numbers."""
    name = reference[1]
    if name[0] != "#":
        return NAMED.get(name, reference[0])
    return _character(int(name[2:], 16) if name[1] in "xX" else int(name[1:]))


def _character(number: int) -> str:
    """A character by its number; half of a pair is none."""
    return chr(number) if number < 0xD800 or 0xE000 <= number <= 0x10FFFF else "\ufffd"


@dataclass(frozen=True)
class Book:
    """An open workbook."""

    package: Package
    sheets: tuple[Sheet, ...]
    links: tuple[tuple[str, str], ...]  # type and target of what the workbook part points to
    part: str = "xl/workbook.xml"

    @property
    def styles(self) -> str:
        """The name of the part that holds the styles."""
        return self._linked("styles")

    def _linked(self, kind: str) -> str:
        return next((target for each, target in self.links if each == kind), "")

    @cached_property
    def strings(self) -> Strings:
        """The shared texts."""
        part = self._linked("sharedStrings")
        content = self.package.xml(part) if part in self.package.names else b""
        return Strings(_without_prefix(content))

    @cached_property
    def _read(self) -> dict[str, bytes]:
        return {}

    def xml(self, sheet: Sheet) -> bytes:
        """A sheet as it is written."""
        if sheet.part not in self._read:
            self._read[sheet.part] = self.package.xml(sheet.part)
        return self._read[sheet.part]

    @cached_property
    def _unprefixed(self) -> dict[str, bytes]:
        return {}

    def plain(self, sheet: Sheet) -> bytes:
        """A sheet without the prefix that some programs write before every name."""
        if sheet.part not in self._unprefixed:
            self._unprefixed[sheet.part] = _without_prefix(self.xml(sheet))
        return self._unprefixed[sheet.part]

    def cells(self, sheet: Sheet) -> Cells:
        """Every cell of a sheet that holds something."""
        content = self.plain(sheet)
        if content.count(END) > MOST_CELLS:
            raise Unreadable("part-too-large")
        pieces = content.split(BEGIN)
        usual = len(pieces) == content.count(b"<c ") + content.count(b"<c>") + 1
        cells = _cut(pieces) if usual and not UNUSUAL.search(content) else _rewritten(content)
        return Cells(dict(cells), self.strings)


def _cut(pieces: list[bytes]) -> Iterator[tuple[bytes, Found]]:
    """The cells that hold something, out of a sheet cut before each cell; faster than a search."""
    for piece in islice(pieces, 1, None):
        end = piece.find(END)
        if end > 0:
            close = piece.index(b">")
            if end > close + 1 and piece[close - 1] != SLASH:
                quote = piece.index(b'"')
                yield piece[:quote], (piece[quote + 1 : close], piece[close + 1 : end])


def _without_prefix(content: bytes) -> bytes:
    """<x:c> as <c>: the names mean the same."""
    root = PREFIXED.match(content)
    if not root:
        return content
    return content.replace(b"<" + root[1], b"<").replace(b"</" + root[1], b"</")


def _rewritten(content: bytes) -> Iterator[tuple[bytes, Found]]:
    """The cells of a sheet that is written in some other way, brought into the usual one."""
    root = parse(content)
    rows = next((child for child in root if _local(child) == "sheetData"), ())
    row_number = 0
    for row in rows:
        row_number = _whole(row.get("r"), row_number + 1)
        column = 0
        for element in row:
            here = _address(element.get("r"), Spot(row_number, column + 1))
            column = here.column
            attributes = f' s="{element.get("s", "0")}" t="{element.get("t", "n")}"'
            inner = b"".join(_child(child) for child in element)
            if inner:
                yield here.address.encode(), (attributes.encode(), inner)


def _child(element: ElementTree.Element) -> bytes:
    match _local(element):
        case "is":
            texts = (t.text or "" for t in element.iter() if _local(t) == "t")
            return f"<is><t>{escaped(''.join(texts))}</t></is>".encode()
        case "v" | "f" as name:
            return f"<{name}>{escaped(element.text or '')}</{name}>".encode()
    return b""


def _address(written: str | None, otherwise: Spot) -> Spot:
    try:
        return spot(written) if written else otherwise
    except ValueError as broken:
        raise Unreadable("damaged") from broken


def _whole(written: str | None, otherwise: int) -> int:
    return int(written) if written and len(written) <= 7 and written.isdecimal() else otherwise


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def open_book(package: Package) -> Book:
    """The workbook in a package; Unreadable("not-a-workbook") where there is none."""
    part = _main_part(package)
    root = parse(package.xml(part))
    links = _links(package, part)
    targets = {name: target for name, _, target in links}
    listed = next((child for child in root if _local(child) == "sheets"), ())
    sheets = tuple(_sheet(element, targets) for element in listed)
    known = tuple(sheet for sheet in sheets if sheet.part in package.names)
    if len({sheet.part for sheet in known}) < len(known):
        raise Unreadable("damaged")
    return Book(package, known, tuple((kind, target) for _, kind, target in links), part)


def parse(content: bytes) -> ElementTree.Element:
    """The XML of a part; Unreadable("damaged") where it is none."""
    try:
        return ElementTree.fromstring(content)
    except (ElementTree.ParseError, LookupError, ValueError, RecursionError) as broken:
        raise Unreadable("damaged") from broken


def _main_part(package: Package) -> str:
    """The workbook part, which is not always called so."""
    if "_rels/.rels" not in package.names:
        raise Unreadable("not-a-workbook")
    links = _links(package, "")
    part = next((target for _, kind, target in links if kind == "officeDocument"), "")
    if part not in package.names or "word/" in part:
        raise Unreadable("not-a-workbook")
    return part


def _links(package: Package, part: str) -> tuple[tuple[str, str, str], ...]:
    """Name, kind and target of what a part points to; targets outside the package as they are."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    if listed not in package.names:
        return ()
    found = []
    for element in parse(package.xml(listed)):
        target = element.get("Target", "")
        if element.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        kind = element.get("Type", "").rpartition("/")[2]
        found.append((element.get("Id", ""), kind, target))
    return tuple(found)


def _sheet(element: ElementTree.Element, targets: dict[str, str]) -> Sheet:
    link = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
    return Sheet(element.get("name", ""), targets.get(link, ""), element.get("state", "visible"))
