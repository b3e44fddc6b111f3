"""Meaning written into a template: keys' digests, formulas, locks, validations, live checks.

`template stamp` calls it for whatever template an office made of ours, `template new` for the one
just drawn. Only what carries meaning is written; colours, widths, added rows, notes and sheets stay
byte by byte as they are, and what was stamped before is found again and replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.excel.bind import Binding, bind_book
from toolkit.excel.cell import Spot, spot
from toolkit.excel.guards import (
    BAD,
    FAILED,
    MARK,
    MARKED,
    PASSED,
    conditions,
    conditions_xml,
    validations,
)
from toolkit.excel.meaning import Meaning, meaning_of
from toolkit.excel.parts import open_book
from toolkit.excel.state import State
from toolkit.excel.styles import Styles
from toolkit.excel.written import cell_rest
from toolkit.model.form import Form
from toolkit.package.opening import open_package
from toolkit.package.packing import packed, part, parts_of
from toolkit.package.splice import Change, Element, elements, spliced, with_attributes

# The children of a worksheet in the order in which programs insist on them, as far as we add any.
ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations",
)  # fmt: skip
PROTECTION = (
    '<{0}sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>'
)
RANGE = re.compile(r"([A-Z]{1,3}[0-9]{1,7})(?::([A-Z]{1,3}[0-9]{1,7}))?")
BOOK_ORDER = ("fileVersion", "fileSharing", "workbookPr", "workbookProtection")


@dataclass(frozen=True)
class Stamping:
    """What is needed at every sheet: the meaning, the addresses, the styles, the values shown."""

    meaning: Meaning
    binding: Binding
    styles: Styles
    state: State
    form: Form


def stamp(content: bytes, form: Form) -> bytes:
    """The template with the form's meaning in it; Unreadable where it is no workbook."""
    package = open_package(content)
    book = open_book(package)
    binding = bind_book(book)
    styles = Styles(package.xml(book.styles))
    stamping = Stamping(meaning_of(form), binding, styles, State(form), form)
    changed = {
        book.sheets[number].part: _sheet(book.xml(book.sheets[number]), number, stamping)
        for number in binding.cells
    }
    changed[book.styles] = styles.stamped()
    changed[book.part] = _workbook(package.xml(book.part))
    return packed(
        part(each.name, changed[each.name]) if each.name in changed else each
        for each in parts_of(package)
    )


def _sheet(content: bytes, number: int, stamping: Stamping) -> bytes:
    """One sheet, its cells first, then what stands behind them."""
    content = spliced(content, _cells(content, number, stamping))
    name = stamping.binding.sheets[number].name
    return spliced(content, _behind_cells(content, elements(content, 2), name, stamping))


def _cells(content: bytes, number: int, stamping: Stamping) -> Iterator[Change]:
    binding, form = stamping.binding, stamping.form
    here = {at.decode(): key for at, key in binding.here(number).items()}
    anchors = {a.spot.address: a for a in binding.anchors if a.sheet == number}
    sheet = binding.sheets[number].name
    found = elements(content, 3)
    cells = {e.attributes["r"]: e for e in found if e.name == "c" and "r" in e.attributes}
    for at, element in cells.items():
        if at in anchors:
            text = f"#{anchors[at].table}@{anchors[at].edition}:{form.digest}"
            yield _replaced(element, _written(element.prefix, at, _style(element), text))
        elif at in here:
            yield from _cell(content, element, here[at], sheet, stamping)
    yield from _absent({at: key for at, key in here.items() if at not in cells}, cells, stamping)


def _style(element: Element) -> int:
    return int(element.attributes.get("s", "0"))


def _cell(
    content: bytes, element: Element, key: str, sheet: str, stamping: Stamping
) -> Iterator[Change]:
    """A keyed cell: locked or not, and its formula if it has one."""
    style = stamping.styles.locked(_style(element), locked=key not in stamping.meaning.entries)
    if key in stamping.meaning.lives:
        at = element.attributes["r"]
        yield _replaced(element, _live(element.prefix, at, style, key, sheet, stamping))
    elif style != _style(element):
        yield with_attributes(content, element, s=str(style))


def _live(prefix: str, at: str, style: int, key: str, sheet: str, stamping: Stamping) -> bytes:
    live = stamping.meaning.lives[key]
    formula = live.formula(stamping.binding.atlas, sheet)
    return _written(prefix, at, style, live.value(stamping.state), formula)


def _absent(
    here: Mapping[str, str], cells: Mapping[str, Element], stamping: Stamping
) -> Iterator[Change]:
    """Keyed cells that the sheet does not hold: a program leaves out what is empty and plain."""
    rows: dict[int, list[tuple[Spot, Element]]] = {}
    for at, element in cells.items():
        rows.setdefault(spot(at).row, []).append((spot(at), element))
    for at, key in sorted(here.items(), key=lambda each: spot(each[0])):
        place = spot(at)
        before = [(there, e) for there, e in rows.get(place.row, ()) if there < place]
        if before:
            _, last = max(before, key=lambda each: each[0])
            style = stamping.styles.locked(0, locked=key not in stamping.meaning.entries)
            sheet = stamping.binding.atlas.sites[key].sheet
            if key in stamping.meaning.lives:
                written = _live(last.prefix, at, style, key, sheet, stamping)
            else:
                written = _written(last.prefix, at, style)
            yield Change(last.end, last.end, written)


def _written(prefix: str, at: str, style: int, value: object = None, formula: str = "") -> bytes:
    head = f'<{prefix}c r="{at}" s="{style}"'
    return (head + cell_rest(value, formula, prefix)).encode()


def _replaced(element: Element, written: bytes) -> Change:
    return Change(element.start, element.end, written)


def _behind_cells(
    content: bytes, found: list[Element], sheet: str, stamping: Stamping
) -> Iterator[Change]:
    """Protection, conditional formats, validations: ours replaced, an office's own kept."""
    top = [element for element in found if element.depth == 1]
    prefix = found[0].prefix
    ours = [Change(e.start, e.end, b"") for e in top if _is_ours(content, e)]
    yield from ours
    at = _place(top, found[0], "sheetProtection")
    yield Change(at, at, PROTECTION.format(prefix).encode())
    looks = {look: stamping.styles.condition(look) for look in (BAD, FAILED, PASSED, MARKED)}
    first = 1 + max(_priorities(spliced(content, ours)), default=0)
    made = conditions(stamping.meaning, stamping.binding.atlas, sheet)
    at = _place(top, found[0], "conditionalFormatting")
    yield Change(at, at, conditions_xml(made, looks, prefix, first).encode())
    at = _place(top, found[0], "dataValidations")
    yield Change(at, at, _validations(content, found, sheet, stamping).encode())


def _is_ours(content: bytes, element: Element) -> bool:
    if element.name in ("sheetProtection", "dataValidations"):
        return True  # an office's own validations are written again among ours
    written = content[element.start : element.end]
    return element.name == "conditionalFormatting" and MARK.replace('"', "&quot;").encode() in (
        written.replace(b'"', b"&quot;")
    )


def _place(top: list[Element], root: Element, name: str) -> int:
    """Behind the last child that has to stand before an element of this name, or is one."""
    before = ORDER[: ORDER.index(name) + 1]
    return max((e.end for e in top if e.name in before), default=root.inside)


def _priorities(content: bytes) -> Iterator[int]:
    """Priorities of an office's own conditional formats."""
    return (int(found[1]) for found in re.finditer(rb'\bpriority="(\d+)"', content))


def _validations(content: bytes, found: list[Element], sheet: str, stamping: Stamping) -> str:
    """All validations of the sheet: ours, and those an office put on cells that are not ours."""
    prefix = found[0].prefix
    ours = [
        each.xml(prefix) for each in validations(stamping.meaning, stamping.binding.atlas, sheet)
    ]
    sites = stamping.binding.atlas.sites
    cells = {
        sites[key].spot
        for key in stamping.meaning.entries
        if key in sites and sites[key].sheet == sheet
    }
    kept = [
        content[e.start : e.end].decode()
        for e in found
        if e.name == "dataValidation" and not covers(e.attributes.get("sqref", ""), cells)
    ]
    told = [*kept, *ours]
    if not told:
        return ""
    inner = "".join(told)
    return f'<{prefix}dataValidations count="{len(told)}">{inner}</{prefix}dataValidations>'


def covers(ranges: str, cells: Iterable[Spot]) -> bool:
    """Whether any of the cells lies in ranges such as `A1:B2 D4`."""
    written = (RANGE.fullmatch(each) for each in ranges.split())
    corners = [(spot(each[1]), spot(each[2] or each[1])) for each in written if each]
    return any(
        first.row <= cell.row <= last.row and first.column <= cell.column <= last.column
        for cell in cells
        for first, last in corners
    )


def _workbook(content: bytes) -> bytes:
    """The workbook itself: sheets not to be taken away, everything calculated when it is opened."""
    found = elements(content, 1)
    prefix, changes = found[0].prefix, []
    top = {element.name: element for element in found if element.depth == 1}
    if "workbookProtection" not in top:
        at = max((e.end for n, e in top.items() if n in BOOK_ORDER), default=found[0].inside)
        lock = f'<{prefix}workbookProtection lockStructure="1"/>'.encode()
        changes.append(Change(at, at, lock))
    else:
        changes.append(with_attributes(content, top["workbookProtection"], lockStructure="1"))
    if "calcPr" in top:
        changes.append(with_attributes(content, top["calcPr"], fullCalcOnLoad="1"))
    else:
        at = max(e.end for n, e in top.items() if n in ("sheets", "functionGroups",
                 "externalReferences", "definedNames"))  # fmt: skip
        changes.append(Change(at, at, f'<{prefix}calcPr fullCalcOnLoad="1"/>'.encode()))
    return spliced(content, changes)
