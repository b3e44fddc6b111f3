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

from toolkit.excel.bind import Binding, spot_of
from toolkit.excel.cell import Spot, spot
from toolkit.excel.fingerprints import Fingerprints, folded, is_same
from toolkit.excel.parts import Book
from toolkit.faults import noticed
from toolkit.lexicon import workbook_words
from toolkit.model.figure import Place
from toolkit.model.finding import Finding
from toolkit.model.form import Form, Line, Slot, Table
from toolkit.model.label import bare_name, fold

PROTECTED = re.compile(rb'<sheetProtection\b[^>]*\bsheet="(?:1|true)"')
VALIDATION = re.compile(rb'<dataValidation\b[^>]*\bsqref="([^"]*)"')
ROW = re.compile(rb"<row ([^>]*hidden=[^>]*)>")
COLUMN = re.compile(rb"<col\b[^>]*>")
MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([^"]*)"')
RANGE = re.compile(rb"([A-Z]{1,3}[0-9]{1,7})(?::([A-Z]{1,3}[0-9]{1,7}))?(?=\s|$)")
ATTRIBUTE = re.compile(rb'(\w+)="([0-9a-z]{1,7})"')
MOST = 5_000  # ranges of a sheet that are looked at; pasting leaves some hundreds behind
LONGEST_LABEL = 40
LISTED = 12  # places that a finding names


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
    words = workbook_words()["sheets"]
    named = {*words.values(), *(section.short for section in form.sections)} - {words["asking"]}
    strange = [s.name for n, s in enumerate(book.sheets) if n not in binding.cells]
    unkeyed = {s.short for s in form.sections if any(_is_gone(binding, t) for t in s.tables)}
    for sheet in book.sheets:
        if sheet.name in named and (sheet.name in strange or sheet.name in unkeyed):
            yield noticed("keys-deleted", found=sheet.name)
    if names := tuple(n for n in strange if n not in named and n != words["asking"]):
        yield noticed("foreign-sheet", found=names[:LISTED])
    if _is_older(binding, form) and len(set(form.editions.values())) == 1:
        yield noticed("older-template")


def _is_gone(binding: Binding, table: Table) -> bool:
    """Whether no figure of a table is keyed any more."""
    return not any(slot.key in binding.bonds for slot in table.slots)


def _is_older(binding: Binding, form: Form) -> bool:
    return any(anchor.digest != form.digest for anchor in binding.anchors)


def _twice(binding: Binding, file: str) -> Iterator[Finding]:
    """What was copied: the first counts; what if the copy differs, only the clerk knows."""
    copied: dict[tuple[int, bool], list[tuple[str, bytes]]] = {}
    for key, (number, at) in binding.twice:
        whole = binding.bonds[key][0] != number  # a sheet, not some lines of one
        copied.setdefault((number, whole), []).append((key, at))
    for (number, whole), mine in copied.items():
        name = binding.sheets[number].name
        other = [at for key, at in mine if _says_otherwise(binding, key, number, at)]
        if whole or other:
            code = "copy-differs" if other else "sheet-copied"
            found = noticed(code if whole else "lines-copied", found=name, count=len(other))
            yield replace(found, places=_places(file, name, other))


def _says_otherwise(binding: Binding, key: str, number: int, at: bytes) -> bool:
    """Whether a copied cell holds something that the first does not; formulas are left out."""
    cells = binding.cells[number]
    text = cells.text(at)
    return bool(text) and cells.formula(at) is None and text != binding.text(key)


def of_formulas(binding: Binding, form: Form, prints: Fingerprints, file: str) -> Iterator[Finding]:
    """Formulas typed over, formulas changed, and formulas where figures should be typed."""
    found: dict[tuple[str, int], list[bytes]] = {}
    ours = not _is_older(binding, form)  # formulas of another form are others
    for key, expected in prints.formulas(binding, form).items():
        number, at = binding.bonds[key]
        written = binding.cells[number].formula(at)
        if written is None:
            found.setdefault(("formula-overwritten", number), []).append(at)
        elif ours and written and not is_same(written, expected):
            if _moved(binding, form, key, written):
                continue
            found.setdefault(("formula-changed", number), []).append(at)
    for slot in form.given:
        bond = binding.bonds.get(slot.key)
        if bond and binding.cells[bond[0]].formula(bond[1]) is not None:
            found.setdefault(("formula-in-input", bond[0]), []).append(bond[1])
    for (code, number), cells in found.items():
        places = _places(file, binding.sheets[number].name, cells)
        yield replace(noticed(code, count=len(cells)), places=places)


def _moved(binding: Binding, form: Form, key: str, written: bytes) -> bool:
    """Whether a formula still speaks of the same keys, only of other addresses.

    A program stretches ranges as rows are inserted, and leaves the targets of links as they were.
    """
    from toolkit.excel.meaning import meaning_of  # only where a formula is not as expected

    on = binding.sheets[binding.bonds[key][0]].name
    expected = meaning_of(form).lives[key].formula(binding.atlas, on)
    found = unescape(written.decode("utf-8", "replace"))
    if len(found) > 2 * len(expected) + LONGEST_LABEL:
        return False
    by_keys = (folded(binding.atlas.by_keys(formula, on)) for formula in (found, expected))
    return len(set(by_keys)) == 1


def _labels(binding: Binding, form: Form, file: str) -> Iterator[Finding]:
    """Words of rows and columns that are not those of the form."""
    for table in form.tables.values():
        spots = {
            slot: spot(binding.bonds[slot.key][1].decode())
            for slot in table.slots
            if slot.key in binding.bonds
        }
        if spots:
            number = binding.bonds[next(iter(spots)).key][0]
            for line, cells in _named(binding, table, spots, number):
                yield from _label(binding, number, line, cells, file)


def _named(
    binding: Binding, table: Table, spots: Mapping[Slot, Spot], number: int
) -> Iterator[tuple[Line, list[Spot]]]:
    """Each line of a table, and the cells in which its name may stand, the nearest first."""
    left = min(each.column for each in spots.values())
    first = min(each.row for each in spots.values())
    anchors = (a.spot.row for a in binding.anchors if (a.table, a.sheet) == (table.key, number))
    above = next(anchors, first)
    rows = {slot.row: here.row for slot, here in spots.items() if not table.across}
    columns = {here.column: slot.column for slot, here in spots.items()}
    for line, row in rows.items():
        yield line, [Spot(row, column) for column in range(left - 1, 1, -1)]
    for column, line in columns.items():
        yield line, [Spot(row, column) for row in range(first - 1, above, -1)]


def _label(
    binding: Binding, number: int, line: Line, cells: Iterable[Spot], file: str
) -> Iterator[Finding]:
    """A name is the text nearest to the figures, but for what an office put between."""
    here = binding.cells[number]
    addresses = (cell.address.encode() for cell in cells)
    texts = [(at, text) for at in addresses if (text := here.text(at))]
    if not texts or _means(texts[0][1], line):
        return
    if not any(fold(text) == fold(line.label) for _, text in texts):
        at, text = texts[0]
        facts = {"found": text[:LONGEST_LABEL], "expected": line.label}
        places = _places(file, binding.sheets[number].name, (at,))
        yield replace(noticed("label-changed", **facts), places=places)


@lru_cache(maxsize=4096)
def _means(text: str, line: Line) -> bool:
    """Whether a label still says what it said, perhaps with something added."""
    said = fold(text)
    known = (line.label, bare_name(line.label), *line.guide.also)
    return any(fold(label) in said for label in known)


def _of_sheet(
    book: Book, binding: Binding, form: Form, number: int, file: str
) -> Iterator[Finding]:
    """Protection, validation, hidden rows and columns, merged figures of one sheet."""
    sheet, xml = binding.sheets[number], book.plain(binding.sheets[number])
    tail = xml[xml.rfind(b"</sheetData>") :]
    if not PROTECTED.search(tail):
        yield noticed("protection-off", found=sheet.name)
    figures = frozenset(
        spot_of(bond[1])
        for slot in form.given
        if (bond := binding.bonds.get(slot.key)) and bond[0] == number
    )
    if not figures:
        return
    if sheet.state != "visible":
        yield noticed("sheet-hidden", found=sheet.name)
    bare, merged = _unguarded(tail, figures)
    for code, cells in (("validation-lost", bare), ("figures-hidden", _hidden(xml, figures))):
        if cells:
            places = _spot_places(file, sheet.name, cells)
            yield replace(noticed(code, found=sheet.name, count=len(cells)), places=places)
    for inside in merged:
        places = _spot_places(file, sheet.name, inside)
        yield replace(noticed("figures-merged", found=sheet.name), places=places)


Spots = tuple[Spot, ...]


@lru_cache(maxsize=64)
def _unguarded(tail: bytes, figures: frozenset[Spot]) -> tuple[Spots, tuple[Spots, ...]]:
    """Figures without validation, and those merged into one cell.

    What stands behind the cells of a sheet is the same in all workbooks that one program saved.
    """
    bare = figures - _covered(VALIDATION.findall(tail), figures)
    merges = (sorted(_within(figures, *each)) for each in _ranges(MERGED.findall(tail)))
    return tuple(sorted(bare)), tuple(tuple(inside) for inside in merges if len(inside) > 1)


def _ranges(written: Iterable[bytes]) -> Iterator[tuple[Spot, Spot]]:
    """First and last cell of each range in texts such as `A1:B2 D4`."""
    found = (each for some in written for each in RANGE.finditer(some))
    for each in islice(found, MOST):
        yield spot_of(each[1]), spot_of(each[2] or each[1])


def _covered(written: Iterable[bytes], cells: frozenset[Spot]) -> set[Spot]:
    """Those of the cells that ranges cover; small ranges are counted out, which is faster."""
    found: set[Spot] = set()
    for first, last in _ranges(written):
        rows, columns = range(first.row, last.row + 1), range(first.column, last.column + 1)
        if len(rows) * len(columns) <= len(cells):
            found.update(Spot(row, column) for row in rows for column in columns)
        else:
            found.update(_within(cells, first, last))
    return found


def _within(cells: Iterable[Spot], first: Spot, last: Spot) -> Iterator[Spot]:
    """Those of the cells that lie in a range."""
    return (
        cell
        for cell in cells
        if first.row <= cell.row <= last.row and first.column <= cell.column <= last.column
    )


def _hidden(xml: bytes, figures: frozenset[Spot]) -> Spots:
    """The figures in rows and columns that are hidden."""
    lines = (dict(ATTRIBUTE.findall(row)) for row in ROW.findall(xml))
    rows = {_whole(said, b"r") for said in lines if said.get(b"hidden") in (b"1", b"true")}
    columns = [
        dict(ATTRIBUTE.findall(column))
        for column in islice(COLUMN.findall(xml[: xml.find(b"<sheetData")]), MOST)
    ]
    spans = [
        (_whole(said, b"min"), _whole(said, b"max"))
        for said in columns
        if said.get(b"hidden") in (b"1", b"true")
    ]
    return tuple(
        sorted(f for f in figures if f.row in rows or any(a <= f.column <= b for a, b in spans))
    )


def _whole(said: Mapping[bytes, bytes], name: bytes) -> int:
    """An attribute that is a whole number; 0 where it is none."""
    value = said.get(name, b"")
    return int(value) if value.isdigit() else 0


def _spot_places(file: str, sheet: str, cells: Iterable[Spot]) -> tuple[Place, ...]:
    return _places(file, sheet, (cell.address.encode() for cell in cells))


def _places(file: str, sheet: str, cells: Iterable[bytes]) -> tuple[Place, ...]:
    """The first places of many."""
    return tuple(Place(file, sheet, at.decode()) for at in islice(cells, LISTED))
