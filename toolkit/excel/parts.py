"""The parts of a workbook: its sheets in order, and the cells of a sheet that exist, in one pass.

Sparse: a stray value in the last row of a sheet costs what any cell costs. Called by bind.py, read.py
and stamp.py; whatever a part is not, is Unreadable.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree

from toolkit.excel.cell import Spot, spot
from toolkit.package.opening import Package, Unreadable

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
WORKBOOK = "/officeDocument"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as the workbook lists it."""

    name: str
    part: str
    state: str = "visible"  # hidden, veryHidden


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell as it is written: its type, its text, its formula."""

    spot: Spot
    kind: str  # n, s (already looked up), str, inlineStr, b, e, d
    text: str | None
    formula: str | None = None  # "" for a cell that shares a formula told elsewhere
    style: int = 0


@dataclass(frozen=True)
class Book:
    """An open workbook."""

    package: Package
    sheets: tuple[Sheet, ...]
    namespace: str
    links: tuple[tuple[str, str], ...]  # type and target of what the workbook part points to

    @cached_property
    def strings(self) -> tuple[str, ...]:
        """The shared texts; phonetic readings are no part of a text."""
        part = next((target for kind, target in self.links if kind == "sharedStrings"), "")
        if part not in self.package.names:
            return ()
        entries = parse(self.package.xml(part))
        return tuple(_text(entry) for entry in entries)

    def cells(self, sheet: Sheet) -> Iterator[RawCell]:
        """Every cell of a sheet that exists, in the order in which they are written."""
        root = parse(self.package.xml(sheet.part))
        rows = root.find(f"{_namespace(root)}sheetData")
        for row in rows if rows is not None else ():
            for element in row:
                yield _cell(element, self)


def open_book(package: Package) -> Book:
    """The workbook in a package; Unreadable("not-a-workbook") where there is none."""
    part = _main_part(package)
    root = parse(package.xml(part))
    namespace = _namespace(root)
    links = _links(package, part)
    targets = {name: target for name, _, target in links}
    listed = root.find(f"{namespace}sheets")
    sheets = tuple(_sheet(element, targets) for element in (listed if listed is not None else ()))
    known = tuple(sheet for sheet in sheets if sheet.part in package.names)
    return Book(package, known, namespace, tuple((kind, target) for _, kind, target in links))


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
    """Name, kind and target of the relationships of a part; those outside the package as they are."""
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


def _namespace(root: ElementTree.Element) -> str:
    return root.tag.partition("}")[0] + "}" if root.tag.startswith("{") else ""


def _text(element: ElementTree.Element) -> str:
    """A text with its runs put together, without the readings written above it."""
    plain, runs = [], element.tag.partition("}")[0] + "}"
    for child in element:
        if child.tag == f"{runs}t":
            plain.append(child.text or "")
        elif child.tag == f"{runs}r":
            plain += [t.text or "" for t in child if t.tag == f"{runs}t"]
    return "".join(plain)


def _cell(element: ElementTree.Element, book: Book) -> RawCell:
    kind, text, formula = element.get("t", "n"), None, None
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "v":
            text = child.text
        elif name == "f":
            formula = child.text or ""
        elif name == "is":
            text = _text(child)
    if kind == "s" and text is not None:
        text = _shared(book, text)
    try:
        return RawCell(spot(element.get("r", "")), kind, text, formula, int(element.get("s", "0")))
    except ValueError as broken:
        raise Unreadable("damaged") from broken


def _shared(book: Book, number: str) -> str:
    try:
        return book.strings[int(number)]
    except (ValueError, IndexError) as broken:
        raise Unreadable("damaged") from broken
