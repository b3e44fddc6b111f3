"""Whether a template binds, what it lacks, and what would go wrong with it.

Called by `template check`; template_diff.py compares two. What is wrong is told as findings, like
everything in somebody's file; whatever keeps a clerk's file from being safe, keeps a template too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.excel.bind import Binding, bind_book, bind_cells
from toolkit.excel.cell import Spot
from toolkit.excel.cells import Found, Strings, cell_found, cells_of
from toolkit.excel.fingerprints import Fingerprints
from toolkit.excel.meaning import Meaning, meaning_of
from toolkit.excel.parts import Book, Sheet, open_book
from toolkit.excel.plan import SheetPlan
from toolkit.excel.sheets import plan_sheets
from toolkit.excel.styles import Styles, style_of
from toolkit.excel.tamper import tampering
from toolkit.excel.template_guards import of_guards
from toolkit.faults import noticed
from toolkit.model.figure import Place
from toolkit.model.finding import Finding
from toolkit.model.form import Form
from toolkit.package.escape import escaped
from toolkit.package.opening import open_package

LISTED = 12


TOLD = {  # what is told of a returned workbook: how it is told of a template
    "formula-overwritten": "template-formula",
    "formula-changed": "template-formula",
    "protection-off": "template-protection",
    "label-changed": "template-label",
    "sheet-hidden": "template-sheet-hidden",
    "figures-hidden": "template-figures-hidden",
    "figures-merged": "template-figures-merged",
}


def open_template(content: bytes) -> tuple[Book, Binding]:
    """A workbook and its keys; Unreadable where it is none."""
    book = open_book(open_package(content))
    return book, bind_book(book)


def check_template(content: bytes, form: Form) -> tuple[Finding, ...]:
    """Everything that keeps a template from being used as it is; nothing where it can be."""
    book, binding = open_template(content)
    findings = [*_missing(binding, form), *_twice(binding)]
    if {anchor.digest for anchor in binding.anchors} != {form.digest}:
        findings.append(noticed("template-of-another-form"))
    findings += [
        noticed(TOLD[each.code], **dict(each.facts))._replace(places=each.places)
        for each in tampering(book, binding, form, Fingerprints(), "")
        if each.code in TOLD
    ]
    meaning = meaning_of(form)
    return (*findings, *_locks(book, binding, meaning), *of_guards(book, binding, meaning))


def planned_keys(form: Form) -> frozenset[str]:
    """Every key that a workbook of this form has."""
    plans = plan_sheets(form)
    sheets = tuple(Sheet(plan.name, "") for plan in plans)
    cells = {number: cells_of(_key_cells(plan), Strings(b"")) for number, plan in enumerate(plans)}
    return frozenset(bind_cells(sheets, cells).bonds)


def _key_cells(plan: SheetPlan) -> Iterator[Found]:
    for box in plan.keys:
        here = Spot(box.row, box.column)
        content = f"<v>{escaped(box.text)}</v>".encode()
        yield cell_found(here, content, "0", "str")


def _missing(binding: Binding, form: Form) -> Iterator[Finding]:
    """Keys that are gone, by table and row."""
    gone: dict[str, list[str]] = {}
    for key in sorted(planned_keys(form) - binding.bonds.keys()):
        gone.setdefault(key.rpartition(".")[0], []).append(key)
    for row, keys in gone.items():
        yield noticed("template-key-missing", found=row, count=len(keys))


def _twice(binding: Binding) -> Iterator[Finding]:
    for number in dict.fromkeys(bond[0] for _, bond in binding.twice):
        yield noticed("template-key-twice", found=binding.sheets[number].name)


def _locks(book: Book, binding: Binding, meaning: Meaning) -> Iterator[Finding]:
    """Cells that are locked and should not be, or the other way round."""
    styles = Styles(book.package.xml(book.styles))
    wrong: dict[int, list[bytes]] = {}
    for number in binding.cells:
        written = style_of(book.xml(binding.sheets[number]))
        for at, key in binding.here(number).items():
            locked = key not in meaning.entries
            style = written.get(at, 0)
            if styles.locked(style, locked=locked) != style:
                wrong.setdefault(number, []).append(at)
    for number, cells in wrong.items():
        name = binding.sheets[number].name
        places = _places(name, cells[:LISTED])
        yield noticed("template-lock", count=len(cells))._replace(places=places)


def _places(sheet: str, cells: Iterable[bytes]) -> tuple[Place, ...]:
    return tuple(Place("", sheet, at.decode()) for at in cells)
