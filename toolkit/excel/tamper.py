"""What was done to a workbook besides filling it in: told, with its weight, and nothing refused.

Called by read.py in the pass in which the figures are read. What a sheet should look like follows
from the form and the keys, so an office's own template is judged by the same rules as ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from html import unescape
from itertools import islice

from toolkit.excel.bind import Binding
from toolkit.excel.cell import Spot, letters, spot
from toolkit.excel.meaning import meaning_of
from toolkit.excel.parts import Book
from toolkit.faults import noticed
from toolkit.lexicon import workbook_words
from toolkit.model.figure import Place
from toolkit.model.finding import Finding
from toolkit.model.form import Form, Line
from toolkit.model.label import bare_name, fold

PROTECTED = re.compile(rb'<(?:\w+:)?sheetProtection\b[^>]*\bsheet="(?:1|true)"')
VALIDATION = re.compile(rb'<(?:\w+:)?dataValidation\b[^>]*\bsqref="([^"]*)"')
FORMATTED = re.compile(rb'<(?:\w+:)?conditionalFormatting\b[^>]*\bsqref="([^"]*)"')
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d+)"')
COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')
WIDEST = 16_384  # columns of a sheet
LONGEST_LABEL = 40
NOISE = str.maketrans("", "", "$' \n\r\t")
LISTED = 12  # places that a finding names


class Fingerprints:
    """What formulas are expected, kept by the way in which keys lie in a workbook.

    Most workbooks of a run lie the same way, so the formulas are spelled once.
    """

    def __init__(self) -> None:
        self._spelled: dict[object, Mapping[str, str]] = {}

    def formulas(self, binding: Binding, form: Form) -> Mapping[str, str]:
        """The formula of each live key, spelled for this workbook and folded."""
        names = tuple(sheet.name for sheet in binding.sheets)
        lies = (form.digest, names, tuple(binding.bonds.items()))
        if lies not in self._spelled:
            self._spelled[lies] = _spell(binding, form)
        return self._spelled[lies]


def _spell(binding: Binding, form: Form) -> Mapping[str, str]:
    spelled: dict[str, str] = {}
    for key, live in meaning_of(form).lives.items():
        if key in binding.bonds:
            try:
                formula = live.formula(binding.atlas, binding.sheets[binding.bonds[key][0]].name)
            except KeyError:  # a key that the formula speaks of was deleted: that is told elsewhere
                continue
            spelled[key] = folded(formula)
    return spelled


def folded(formula: str) -> str:
    """A formula without what programs write differently when they save it."""
    return formula.translate(NOISE).upper()


def tampering(
    book: Book, binding: Binding, form: Form, prints: Fingerprints, file: str
) -> Iterator[Finding]:
    """Everything that was done to a workbook, the gravest first."""
    yield from _of_book(book, binding, form)
    yield from _twice(binding, file)
    yield from of_formulas(binding, form, prints, file)
    yield from _labels(binding, form, file)
    for place in sorted(binding.cells):
        yield from _of_sheet(book, binding, form, place, file)


def _of_book(book: Book, binding: Binding, form: Form) -> Iterator[Finding]:
    """Macros, links to other files, sheets that are none of ours, an older template."""
    if any(name.endswith("vbaProject.bin") for name in book.package.names):
        yield noticed("macro")
    if any(kind == "externalLink" for kind, _ in book.links):
        yield noticed("external-link")
    asking = workbook_words()["sheets"]["asking"]
    strange = [s.name for n, s in enumerate(book.sheets) if n not in binding.cells]
    if names := tuple(name for name in strange if name != asking):
        yield noticed("foreign-sheet", found=names[:LISTED])
    digests = {anchor.digest for anchor in binding.anchors}
    if digests != {form.digest} and len(set(form.editions.values())) == 1:
        yield noticed("older-template")


def _twice(binding: Binding, file: str) -> Iterator[Finding]:
    """Sheets that were copied: the first counts; what if the copy differs, only the clerk knows."""
    copies = dict.fromkeys(bond[0] for _, bond in binding.twice)
    for number in copies:
        name = binding.sheets[number].name
        mine = [(key, at) for key, (place, at) in binding.twice if place == number]
        other = [(key, at) for key, at in mine if _says_otherwise(binding, key, number, at)]
        code = "copy-differs" if other else "sheet-copied"
        places = _places(file, name, (at for _, at in other))
        yield replace(noticed(code, found=name), places=places)


def _says_otherwise(binding: Binding, key: str, number: int, at: bytes) -> bool:
    """Whether a copied cell holds something that the first does not; formulas are left out."""
    cells = binding.cells[number]
    text = cells.text(at)
    return bool(text) and cells.formula(at) is None and text != binding.text(key)


def of_formulas(binding: Binding, form: Form, prints: Fingerprints, file: str) -> Iterator[Finding]:
    """Formulas typed over, formulas changed, and formulas where figures should be typed."""
    found: dict[tuple[str, int], list[bytes]] = {}
    for key, expected in prints.formulas(binding, form).items():
        number, at = binding.bonds[key]
        written = binding.cells[number].formula(at)
        if written is None:
            found.setdefault(("formula-overwritten", number), []).append(at)
        elif written and not _same(written, expected):
            found.setdefault(("formula-changed", number), []).append(at)
    for slot in form.given:
        bond = binding.bonds.get(slot.key)
        if bond and binding.cells[bond[0]].formula(bond[1]) is not None:
            found.setdefault(("formula-in-input", bond[0]), []).append(bond[1])
    for (code, number), cells in found.items():
        places = _places(file, binding.sheets[number].name, cells)
        yield replace(noticed(code, count=len(cells)), places=places)


@lru_cache(maxsize=20_000)
def _same(written: bytes, expected: str) -> bool:
    """Whether a formula is the expected one; the same texts come back in every workbook."""
    return folded(unescape(written.decode("utf-8", "replace"))) == expected


def _labels(binding: Binding, form: Form, file: str) -> Iterator[Finding]:
    """Words of rows and columns that are not those of the form."""
    for table in form.tables.values():
        keys = [slot.key for slot in table.slots if slot.key in binding.bonds]
        if not keys or table.across:
            continue
        spots = {key: spot(binding.bonds[key][1].decode()) for key in keys}
        left = min(each.column for each in spots.values())
        for row in table.rows.leaves:
            mine = [spots[k] for s in table.slots if s.row is row and (k := s.key) in spots]
            if mine:
                yield from _label(binding, keys[0], row, mine[0].row, left, file)


def _label(
    binding: Binding, key: str, line: Line, row: int, left: int, file: str
) -> Iterator[Finding]:
    """The label of a row is the last text before its figures."""
    number = binding.bonds[key][0]
    cells = binding.cells[number]
    for column in range(left - 1, 1, -1):
        at = f"{letters(column)}{row}".encode()
        text = cells.text(at)
        if text:
            if not _means(text, line):
                places = _places(file, binding.sheets[number].name, (at,))
                facts = {"found": text[:LONGEST_LABEL], "expected": line.label}
                yield replace(noticed("label-changed", **facts), places=places)
            return


def _means(text: str, line: Line) -> bool:
    """Whether a label still says what it said, perhaps with something added."""
    said = fold(text)
    known = (line.label, bare_name(line.label), *line.guide.also)
    return any(fold(label) in said for label in known)


def _of_sheet(
    book: Book, binding: Binding, form: Form, number: int, file: str
) -> Iterator[Finding]:
    """Protection, validation, hidden rows and columns, merged figures of one sheet."""
    sheet, xml = binding.sheets[number], book.xml(binding.sheets[number])
    if not PROTECTED.search(xml):
        yield noticed("protection-off", found=sheet.name)
    figures = {
        spot(bond[1].decode())
        for slot in form.given
        if (bond := binding.bonds.get(slot.key)) and bond[0] == number
    }
    if not figures:
        return
    if sheet.state != "visible":
        yield noticed("sheet-hidden", found=sheet.name)
    bare = figures - _spots(VALIDATION.findall(xml), figures)
    if bare:
        places = _places(file, sheet.name, (each.address.encode() for each in sorted(bare)))
        yield replace(noticed("validation-lost", found=sheet.name, count=len(bare)), places=places)
    yield from _hidden(xml, figures, sheet.name, file)
    yield from _merged(xml, figures, sheet.name, file)


def _spots(ranges: Iterable[bytes], wanted: set[Spot]) -> set[Spot]:
    """Those of the wanted cells that lie in ranges such as `A1:B2 D4`."""
    found: set[Spot] = set()
    for each in (part for some in ranges for part in some.decode().split()):
        corners = [spot(corner) for corner in each.split(":")]
        first, last = corners[0], corners[-1]
        found |= {
            cell
            for cell in wanted - found
            if first.row <= cell.row <= last.row and first.column <= cell.column <= last.column
        }
    return found


def _hidden(xml: bytes, figures: set[Spot], name: str, file: str) -> Iterator[Finding]:
    rows = {int(row) for row in HIDDEN_ROW.findall(xml)}
    columns = set(_hidden_columns(xml))
    unseen = sorted(f for f in figures if f.row in rows or f.column in columns)
    if unseen:
        places = _places(file, name, (each.address.encode() for each in unseen))
        yield replace(noticed("figures-hidden", found=name, count=len(unseen)), places=places)


def _hidden_columns(xml: bytes) -> Iterator[int]:
    for column in COLUMN.findall(xml):
        said = dict(ATTRIBUTE.findall(column))
        if said.get(b"hidden") in (b"1", b"true"):
            yield from range(int(said.get(b"min", 0)), min(int(said.get(b"max", 0)), WIDEST) + 1)


def _merged(xml: bytes, figures: set[Spot], name: str, file: str) -> Iterator[Finding]:
    """Cells merged over several figures: only the first of them can hold something."""
    for left, top, right, bottom in MERGED.findall(xml):
        first, last = spot((left + top).decode()), spot((right + bottom).decode())
        inside = sorted(
            f for f in figures
            if first.row <= f.row <= last.row and first.column <= f.column <= last.column
        )  # fmt: skip
        if len(inside) > 1:
            places = _places(file, name, (each.address.encode() for each in inside))
            yield replace(noticed("figures-merged", found=name), places=places)


def _places(file: str, sheet: str, cells: Iterable[bytes]) -> tuple[Place, ...]:
    """The first places of many."""
    return tuple(Place(file, sheet, at.decode()) for at in islice(cells, LISTED))
