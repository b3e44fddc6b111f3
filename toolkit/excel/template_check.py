"""Whether a template binds, what it lacks, and what differs between two of them.

Called by `template check`. What is wrong is told as findings, like everything in somebody's file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from toolkit.excel.bind import Binding, bind_book, bind_cells
from toolkit.excel.cell import Spot
from toolkit.excel.cells import Cells, Found, Strings, cell_found
from toolkit.excel.fingerprints import Fingerprints
from toolkit.excel.meaning import Meaning, meaning_of
from toolkit.excel.parts import Book, Sheet, open_book
from toolkit.excel.plan import SheetPlan
from toolkit.excel.sheets import plan_sheets
from toolkit.excel.styles import Styles, style_of
from toolkit.excel.tamper import of_formulas
from toolkit.faults import noticed
from toolkit.model.figure import Place
from toolkit.model.finding import Finding
from toolkit.model.form import Form
from toolkit.package.escape import escaped
from toolkit.package.opening import open_package

LISTED = 12


@dataclass(frozen=True, slots=True)
class Moved:
    """A key that two templates have in different places, or only one has; or another formula."""

    key: str
    old: Place | None
    new: Place | None
    formula: tuple[str, str] | None = None


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
        replace(noticed("template-formula", count=each.fact("count")), places=each.places)
        for each in of_formulas(binding, form, Fingerprints(), "")
        if each.code != "formula-in-input"
    ]
    return (*findings, *_locks(book, binding, meaning_of(form)))


def planned_keys(form: Form) -> frozenset[str]:
    """Every key that a workbook of this form has."""
    plans = plan_sheets(form)
    sheets = tuple(Sheet(plan.name, "") for plan in plans)
    cells = {
        number: Cells(dict(_key_cells(plan)), Strings(b"")) for number, plan in enumerate(plans)
    }
    return frozenset(bind_cells(sheets, cells).bonds)


def _key_cells(plan: SheetPlan) -> Iterator[tuple[bytes, Found]]:
    for box in plan.keys:
        here = Spot(box.row, box.column)
        content = f"<v>{escaped(box.text)}</v>".encode()
        yield here.address.encode(), cell_found(here, content, "0", "str")


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
        yield replace(
            noticed("template-lock", count=len(cells)), places=_places(name, cells[:LISTED])
        )


def _places(sheet: str, cells: Iterable[bytes]) -> tuple[Place, ...]:
    return tuple(Place("", sheet, at.decode()) for at in cells)


def compare_templates(old: bytes, new: bytes) -> tuple[Moved, ...]:
    """Keys that moved, came or went, and formulas that changed."""
    before, after = open_template(old)[1], open_template(new)[1]
    keys = dict.fromkeys((*before.bonds, *after.bonds))
    found = (_difference(key, before, after) for key in keys)
    return tuple(each for each in found if each)


def _difference(key: str, before: Binding, after: Binding) -> Moved | None:
    old, new = _place(before, key), _place(after, key)
    formulas = (_formula(before, key), _formula(after, key))
    changed = formulas if old == new and formulas[0] != formulas[1] else None
    return Moved(key, old, new, changed) if old != new or changed else None


def _place(binding: Binding, key: str) -> Place | None:
    bond = binding.bonds.get(key)
    return Place("", binding.sheets[bond[0]].name, bond[1].decode()) if bond else None


def _formula(binding: Binding, key: str) -> str:
    bond = binding.bonds.get(key)
    formula = binding.cells[bond[0]].formula(bond[1]) if bond else None
    return (formula or b"").decode("utf-8", "replace")


def said_of(form: Form) -> Mapping[str, str]:
    """The words for a key, where it is a figure."""
    return {key: f"{slot.table.name} {slot.name}" for key, slot in form.slots.items()}
