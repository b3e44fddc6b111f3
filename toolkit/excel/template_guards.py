"""Whether a template still guards what is typed: protection, validations, their twins, hidden keys.

Called by template_check.py. What stamping would write and what is written are read in one way, cell
by cell and relative to the cell, because programs cut and join ranges when they save.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape

from toolkit.excel.atlas import NAMED
from toolkit.excel.bind import Binding
from toolkit.excel.cell import Spot, letters, spot
from toolkit.excel.fingerprints import folded
from toolkit.excel.guards import (
    BAD,
    FAILED,
    MARKED,
    PASSED,
    conditions,
    conditions_xml,
    sqref,
    validations,
)
from toolkit.excel.meaning import Meaning
from toolkit.excel.parts import Book
from toolkit.excel.stamp import RANGE, covers
from toolkit.faults import noticed
from toolkit.model.finding import Finding
from toolkit.package.splice import Element, elements

LOOKS = dict.fromkeys((BAD, FAILED, PASSED, MARKED), 0)
VALIDATION, CONDITION = "dataValidation", "conditionalFormatting"
FORMULAS = ("formula", "formula1", "formula2")
FALSE = re.compile(r"\bFALSE\b(?:\(\))?")  # one program writes 0, another FALSE()
LONGEST = 60  # characters of ranges that a sentence lists

Guard = tuple[str, ...]  # what is checked, with addresses seen from the cell
Guarded = Mapping[Guard, str]  # where: ranges such as `A1:B2 D4`


def of_guards(book: Book, binding: Binding, meaning: Meaning) -> Iterator[Finding]:
    """What stamping would guard and the template does not, sheet by sheet."""
    if not any(_is_on(e, "lockStructure") for e in elements(book.package.xml(book.part), 1)):
        yield noticed("template-structure")
    for number in sorted(binding.cells):
        content = book.plain(binding.sheets[number])
        found = elements(content, 3)
        yield from _visible_keys(binding, number, found)
        sheet, atlas = binding.sheets[number].name, binding.atlas
        ours = "".join(each.xml("") for each in validations(meaning, atlas, sheet))
        ours += conditions_xml(conditions(meaning, atlas, sheet), LOOKS, "", 1)
        wanted = f"<worksheet>{ours}</worksheet>".encode()
        for code, name in (("template-validation", VALIDATION), ("template-condition", CONDITION)):
            written = _guarded(content, found, name)
            bare = _bare(_guarded(wanted, elements(wanted, 3), name), written)
            if bare:
                facts = {"sheet": sheet, "cells": _shortened(sqref(bare)), "count": len(bare)}
                yield noticed(code, **facts)


def _shortened(ranges: str) -> str:
    return ranges if len(ranges) <= LONGEST else f"{ranges[:LONGEST].rpartition(' ')[0]} …"


def _visible_keys(binding: Binding, number: int, found: Iterable[Element]) -> Iterator[Finding]:
    """Rows and columns of keys that somebody made visible; stamping leaves looks as they are."""
    hidden = [e for e in found if e.name in ("row", "col") and _is_on(e, "hidden")]
    spans = [(_whole(e, "min"), _whole(e, "max")) for e in hidden if e.name == "col"]
    rows = {_whole(e, "r") for e in hidden if e.name == "row"}
    spots = [anchor.spot for anchor in binding.anchors if anchor.sheet == number]
    bare = sorted({each.row for each in spots} - rows)
    columns = sorted({each.column for each in spots})
    seen = [each for each in columns if not any(a <= each <= b for a, b in spans)]
    sheet = binding.sheets[number].name
    if bare:
        yield noticed("template-key-rows-visible", found=sheet, rows=tuple(bare))
    if seen:
        named = tuple(map(letters, seen))
        yield noticed("template-key-columns-visible", found=sheet, columns=named)


def _is_on(element: Element, attribute: str) -> bool:
    return element.attributes.get(attribute) in ("1", "true")


def _whole(element: Element, attribute: str) -> int:
    """An attribute that is a whole number; 0 where it is none."""
    written = element.attributes.get(attribute, "")
    return int(written) if written.isdecimal() else 0


def _guarded(content: bytes, found: list[Element], name: str) -> Guarded:
    """Every guard of a kind that a sheet has, and where."""
    guarded: dict[Guard, str] = {}
    formulas = [e for e in found if e.name in FORMULAS]
    for element in (e for e in found if e.name == name):
        ranges = element.attributes.get("sqref", "")
        inside = [f for f in formulas if element.start < f.start < element.end]
        for guard in _guards(content, element, inside):
            guarded[guard] = f"{guarded.get(guard, '')} {ranges}"
    return guarded


def _guards(content: bytes, element: Element, inside: Iterable[Element]) -> Iterator[Guard]:
    """What one element checks; a conditional format may check several things."""
    corner = _corner(element.attributes.get("sqref", ""))
    told = [
        _seen_from(corner, unescape(content[e.inside : e.outside].decode("utf-8", "replace")))
        for e in inside
    ]
    if element.name == CONDITION:
        yield from ((each,) for each in told)
    else:
        manner = _manner(element)
        yield (manner, *told[: 2 if manner.endswith("between") else 1])


def _manner(element: Element) -> str:
    """What kind of entry a validation lets pass, if it stops any other at all."""
    said = element.attributes
    kind = said.get("type", "none")
    between = said.get("operator", "between") if kind in ("whole", "decimal") else ""
    stops = _is_on(element, "showErrorMessage") and said.get("errorStyle", "stop") == "stop"
    return f"{kind} {between}" if stops else ""


def _cells(ranges: str) -> Iterator[tuple[Spot, Spot]]:
    found = (RANGE.fullmatch(each) for each in ranges.split())
    return ((spot(each[1]), spot(each[2] or each[1])) for each in found if each)


def _corner(ranges: str) -> Spot:
    """The cell from which a guard's formulas are seen: top left of everything."""
    firsts = [first for first, _ in _cells(ranges)] or [Spot(1, 1)]
    return Spot(min(each.row for each in firsts), min(each.column for each in firsts))


def _seen_from(corner: Spot, formula: str) -> str:
    """A formula with the ways to its cells instead of their addresses."""

    def away(found: re.Match[str]) -> str:
        if found[3] is None or found[4] or "$" in found[3]:
            return found[0]
        cell = spot(found[3])
        return f"[{cell.row - corner.row},{cell.column - corner.column}]"

    return FALSE.sub("0", folded(re.sub(NAMED, away, formula)))


def _bare(wanted: Guarded, written: Guarded) -> list[Spot]:
    """The cells that lack a guard, in reading order."""
    bare: set[Spot] = set()
    for guard, ranges in wanted.items():
        for first, last in _cells(ranges):
            rows, columns = range(first.row, last.row + 1), range(first.column, last.column + 1)
            cells = (Spot(row, column) for row in rows for column in columns)
            bare |= {cell for cell in cells if not covers(written.get(guard, ""), [cell])}
    return sorted(bare)
