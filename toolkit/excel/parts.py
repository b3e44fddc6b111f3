"""The parts of a workbook: its sheets in order, what it points to, and the cells of a sheet.

Called by bind.py, read.py and stamp.py; whatever a part is not, is Unreadable.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from xml.etree import ElementTree

from toolkit.excel.cells import Cells, Strings, cells_in, local, parse, without_prefix
from toolkit.package.opening import Package
from toolkit.package.unreadable import Unreadable


class Sheet(NamedTuple):
    """One sheet as the workbook lists it."""

    name: str
    part: str
    state: str = "visible"  # hidden, veryHidden


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
        return Strings(without_prefix(content))

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
            self._unprefixed[sheet.part] = without_prefix(self.xml(sheet))
        return self._unprefixed[sheet.part]

    def cells(self, sheet: Sheet) -> Cells:
        """Every cell of a sheet that holds something."""
        return cells_in(self.plain(sheet), self.strings)


def open_book(package: Package) -> Book:
    """The workbook in a package; Unreadable("not-a-workbook") where there is none."""
    part = _main_part(package)
    root = parse(package.xml(part))
    links = _links(package, part)
    targets = {name: target for name, _, target in links}
    listed = next((child for child in root if local(child) == "sheets"), ())
    sheets = tuple(_sheet(element, targets) for element in listed)
    known = tuple(sheet for sheet in sheets if sheet.part in package.names)
    if len({sheet.part for sheet in known}) < len(known):
        raise Unreadable("damaged")
    return Book(package, known, tuple((kind, target) for _, kind, target in links), part)


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
