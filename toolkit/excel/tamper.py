"""What was done to a workbook besides filling it in: told, with its weight, and nothing refused.

Called by read.py in the pass in which the figures are read. What a sheet should look like follows
from the form and the keys, so an office's own template is judged by the same rules as ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from toolkit.excel.bind import Binding, Bond, Layout, spot_of
from toolkit.excel.cell import Spot
from toolkit.excel.fingerprints import Fingerprints, folded, is_same
from toolkit.excel.parts import Book
from toolkit.excel.tamper_sheets import LISTED, figures_by_sheet, of_sheet, places_of
from toolkit.faults import noticed
from toolkit.lexicon import workbook_words
from toolkit.model.finding import Finding
from toolkit.model.form import Form, Line, Table
from toolkit.model.label import bare_name, fold

LONGEST_LABEL = 40


def tampering(
    book: Book, binding: Binding, form: Form, prints: Fingerprints, file: str
) -> Iterator[Finding]:
    """Everything that was done to a workbook, the gravest first."""
    if any(name.endswith("vbaProject.bin") for name in book.package.names):
        yield noticed("macro")
    if any(kind == "externalLink" for kind, _ in book.links):
        yield noticed("external-link")
    yield from _of_sheets(binding, form)
    yield from _twice(binding, file)
    yield from of_formulas(binding, form, prints, file)
    yield from _labels(binding, form, file)
    for number, figures in sorted(figures_by_sheet(binding.layout, form).items()):
        yield from of_sheet(book, binding, figures, number, file)


def tampering_of_values(binding: Binding, form: Form, file: str) -> Iterator[Finding]:
    """As much of it as shows in the values alone, in workbooks of other formats."""
    yield noticed("only-values")
    yield from _of_sheets(binding, form)
    yield from _twice(binding, file)
    yield from _labels(binding, form, file)


def _of_sheets(binding: Binding, form: Form) -> Iterator[Finding]:
    """Sheets that lost their keys, sheets that are none of ours, an older template."""
    words = workbook_words()["sheets"]
    named = {*words.values(), *(section.short for section in form.sections)} - {words["asking"]}
    strange = [s.name for n, s in enumerate(binding.sheets) if n not in binding.cells]
    unkeyed = {s.short for s in form.sections if any(_is_gone(binding, t) for t in s.tables)}
    for sheet in binding.sheets:
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
            yield found._replace(places=places_of(file, name, other))


def _says_otherwise(binding: Binding, key: str, number: int, at: bytes) -> bool:
    """Whether a copied cell holds something that the first does not; formulas are left out."""
    cells = binding.cells[number]
    text = cells.text(at)
    return bool(text) and cells.formula(at) is None and text != binding.text(key)


def of_formulas(binding: Binding, form: Form, prints: Fingerprints, file: str) -> Iterator[Finding]:
    """Formulas typed over, formulas changed, and formulas where figures should be typed."""
    found: dict[tuple[str, int], list[bytes]] = {}
    for code, (number, at) in (*_faulty(binding, form, prints), *_computed_inputs(binding, form)):
        found.setdefault((code, number), []).append(at)
    for (code, number), cells in found.items():
        places = places_of(file, binding.sheets[number].name, cells)
        yield noticed(code, count=len(cells))._replace(places=places)


def _faulty(binding: Binding, form: Form, prints: Fingerprints) -> Iterator[tuple[str, Bond]]:
    """Live cells without their formula; those of another form have others."""
    ours = not _is_older(binding, form)
    for live in prints.formulas(binding, form):
        cells = binding.cells[live.sheet]
        if cells.contents.get(live.at, b"").startswith(live.written):
            continue
        written = cells.formula(live.at)
        if written is None:
            yield "formula-overwritten", (live.sheet, live.at)
        elif ours and written and _differs(binding, form, live.key, written, live.formula):
            yield "formula-changed", (live.sheet, live.at)


def _computed_inputs(binding: Binding, form: Form) -> Iterator[tuple[str, Bond]]:
    for number, figures in figures_by_sheet(binding.layout, form).items():
        cells = binding.cells[number]
        for at in figures:
            if b"<f" in cells.contents.get(at, b"") and cells.formula(at) is not None:
                yield "formula-in-input", (number, at)


def _differs(binding: Binding, form: Form, key: str, written: bytes, expected: bytes) -> bool:
    return not (is_same(written, expected) or _moved(binding, form, key, written))


def _moved(binding: Binding, form: Form, key: str, written: bytes) -> bool:
    """Whether a formula still speaks of the same keys, only of other addresses.

    A program stretches ranges as rows are inserted, and leaves the targets of links as they were.
    """
    from html import unescape  # both only where a formula is not as expected

    from toolkit.excel.meaning import meaning_of

    on = binding.sheets[binding.bonds[key][0]].name
    expected = meaning_of(form).lives[key].formula(binding.atlas, on)
    found = unescape(written.decode("utf-8", "replace"))
    if len(found) > 2 * len(expected) + LONGEST_LABEL:
        return False
    by_keys = (folded(binding.atlas.by_keys(formula, on)) for formula in (found, expected))
    return len(set(by_keys)) == 1


class Named(NamedTuple):
    """A line of a table, and the cells in which its name may stand, the nearest first."""

    line: Line
    sheet: int
    cells: tuple[bytes, ...]


def _labels(binding: Binding, form: Form, file: str) -> Iterator[Finding]:
    """Words of rows and columns that are not those of the form.

    A name is the text nearest to the figures, but for what an office put between.
    """
    for line, sheet, cells in _named(binding.layout, form):
        here = binding.cells[sheet]
        nearest = next((text for at in cells if (text := here.text(at))), None)
        if nearest is None or _means(nearest, line):
            continue
        texts = [(at, text) for at in cells if (text := here.text(at))]
        if not any(fold(text) == fold(line.label) for _, text in texts):
            at, text = texts[0]
            facts = {"found": text[:LONGEST_LABEL], "expected": line.label}
            places = places_of(file, binding.sheets[sheet].name, (at,))
            yield noticed("label-changed", **facts)._replace(places=places)


@lru_cache(maxsize=64)
def _named(layout: Layout, form: Form) -> tuple[Named, ...]:
    """Where the names of all lines stand in workbooks of one layout."""
    return tuple(named for table in form.tables.values() for named in _lines(layout, table))


def _lines(layout: Layout, table: Table) -> Iterator[Named]:
    spots = {s: spot_of(layout.bonds[s.key][1]) for s in table.slots if s.key in layout.bonds}
    if not spots:
        return
    sheet = layout.bonds[next(iter(spots)).key][0]
    left = min(each.column for each in spots.values())
    first = min(each.row for each in spots.values())
    anchors = (a.spot.row for a in layout.anchors if (a.table, a.sheet) == (table.key, sheet))
    above = next(anchors, first)
    rows = {slot.row: here.row for slot, here in spots.items() if not table.across}
    columns = {here.column: slot.column for slot, here in spots.items()}
    for line, row in rows.items():
        yield Named(line, sheet, _addresses(Spot(row, at) for at in range(left - 1, 1, -1)))
    for column, line in columns.items():
        yield Named(line, sheet, _addresses(Spot(at, column) for at in range(first - 1, above, -1)))


def _addresses(spots: Iterable[Spot]) -> tuple[bytes, ...]:
    return tuple(each.address.encode() for each in spots)


@lru_cache(maxsize=4096)
def _means(text: str, line: Line) -> bool:
    """Whether a label still says what it said, perhaps with something added."""
    said = fold(text)
    known = (line.label, bare_name(line.label), *line.guide.also)
    return any(fold(label) in said for label in known)
