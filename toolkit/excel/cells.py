"""The cells of a sheet that hold something, and the texts they share, as far as anybody asks.

Sparse and lazy: a sheet is cut before each of its cells, and only those that somebody asks for are
looked into. A stray value in the last row costs what any value costs. Called by parts.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from xml.etree import ElementTree

from toolkit.excel.cell import Spot, letters, spot
from toolkit.package.escape import escaped
from toolkit.package.unreadable import Unreadable

# Office programs write cells so; whatever is written otherwise is brought into this form first.
# Patterns that few workbooks need are compiled when one does.
CELL = re.compile(rb'<c r="([A-Z]++[1-9][0-9]*+)"([^<>/]*+)>((?:<(?!/?c[ >])[^<]*+)++)</c>')
EMPTY = b'"></c>'
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


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one sheet that hold something, by address."""

    found: Mapping[bytes, Found]
    strings: Strings

    def kind(self, at: bytes) -> bytes:
        """How the value is written: n, s, str, inlineStr, b, e, d."""
        there = self.found.get(at)
        kind = KIND.search(there[1]) if there and b" t=" in there[1] else None
        return kind[1] if kind else b"n"

    def formula(self, at: bytes) -> bytes | None:
        """The formula as written; empty for one told elsewhere; None where there is none."""
        there = self.found.get(at)
        if there is None or b"<f" not in there[2]:
            return None
        content = there[2]
        if content.startswith(b"<f>"):
            return content[3 : content.find(b"<", 3)]
        formula = re.search(FORMULA, content)
        return (formula[1] or b"") if formula else None

    def says(self, at: bytes, formula: bytes) -> bool:
        """Whether a cell has just this formula, written as we write it."""
        there = self.found.get(at)
        return there is not None and there[2].startswith(b"<f>%b</f>" % formula)

    def text(self, at: bytes) -> str | None:
        """What stands in a cell, as text; None where nothing does."""
        there = self.found.get(at)
        if there is None:
            return None
        _, attributes, content = there
        if content.startswith(b"<is"):
            return _known(content) if len(content) < OFTEN else _plain(content)
        value = VALUE.search(content)
        if value is None:
            return _plain(content) if b"<is" in content else None
        if b't="s"' in attributes:
            return self.strings.text(value[1])
        return _decoded(value[1])

    def beginning_with_a_mark(self) -> list[bytes]:
        """The cells that are no formula and whose text begins with #, as anchors do."""
        marked = self.strings.marked
        found = [
            each
            for each in self.found.values()
            if (len(each[2]) < OFTEN and b">#" in each[2]) or (marked and each[2] in marked)
        ]
        return [at for at, _, content in found if b"<f" not in content]

    def in_lines(self, rows: Iterable[int], columns: Iterable[int]) -> Iterator[bytes]:
        """The cells of these rows and columns, found among all addresses at once."""
        numbers = "|".join(map(str, sorted(rows, reverse=True)))
        names = "|".join(sorted(map(letters, columns), key=len, reverse=True))
        wanted = _in_lines(f"(?<![^ ])(?:(?:{names})[0-9]+|[A-Z]+(?:{numbers}))(?![^ ])")
        return iter(wanted.findall(b" ".join(self.found)))


@lru_cache(maxsize=256)
def _in_lines(pattern: str) -> re.Pattern[bytes]:
    """Keys stand in the same lines in all workbooks of a template."""
    return re.compile(pattern.encode())


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


def cells_in(content: bytes) -> dict[bytes, Found]:
    """Every cell of a sheet that holds something, by address."""
    cells = content[content.find(b"<sheetData") : content.rfind(b"</sheetData>")]
    ends = cells.count(b"</c")  # nothing else in there ends so
    if ends > MOST_CELLS:
        raise Unreadable("part-too-large")
    found: list[Found] = CELL.findall(cells)
    if len(found) + cells.count(EMPTY) != ends or b"<!" in content:
        found = list(_rewritten(content))
    by_address = {each[0]: each for each in found}
    if len(by_address) < len(found):
        raise Unreadable("damaged")  # one cell written twice: nobody knows which of them counts
    return by_address


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
