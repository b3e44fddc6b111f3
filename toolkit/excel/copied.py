"""A sheet or lines that were copied and then filled in otherwise: told cell by cell.

Called by feedback.py. Which of two figures is meant, only the clerk knows: neither is carried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.excel.bind import Bond
from toolkit.excel.transfer import Opened
from toolkit.faults import noticed
from toolkit.model.figure import Place
from toolkit.model.finding import Finding

COPIED = {"copy-differs": True, "lines-copied": False}  # whether it is a whole sheet
LONGEST = 20  # characters of a text that a sentence repeats


def told_by_cell(findings: Iterable[Finding], before: Opened, after: Opened) -> Iterator[Finding]:
    """The findings, those of copies as one for each cell that the fresh workbook has."""
    for finding in findings:
        by_cell = list(_by_cell(finding, before, after)) if finding.code in COPIED else []
        yield from by_cell or [finding]


def _by_cell(finding: Finding, before: Opened, after: Opened) -> Iterator[Finding]:
    binding = before.binding
    for key, bond in binding.twice:
        number, at = bond
        whole = binding.bonds[key][0] != number
        here = binding.sheets[number].name == finding.fact("found")
        other, formula = binding.cells[number].text(at), binding.cells[number].formula(at)
        if not other or formula is not None or other == binding.text(key):
            continue
        if here and whole is COPIED[finding.code] and key in after.binding.bonds:
            yield from _of_one(key, bond, before, after)


def _of_one(key: str, bond: Bond, before: Opened, after: Opened) -> Iterator[Finding]:
    """A figure, or words that somebody may write; both as the old workbook has them."""
    binding = before.binding
    copy, site = binding.site(bond), after.binding.atlas.sites[key]
    found, other = binding.text(key) or "", binding.cells[bond[0]].text(bond[1]) or ""
    told = {"other": other[:LONGEST], "copy": f"{copy.sheet} {copy.spot.address}"}
    slot, places = after.form.slots.get(key), (Place("", site.sheet, site.spot.address),)
    if slot and slot.given:
        name = "copied-otherwise" if found.strip() else "only-copy-filled"
        finding = noticed(name, found=found[:LONGEST], **told)
        yield finding._replace(keys=(key,), places=places)
    elif key.startswith(("passages.", "about.")) and key.endswith((".text", ".value")):
        yield noticed("words-copied-otherwise", key=key, **told)._replace(places=places)
