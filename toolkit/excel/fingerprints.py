"""What formulas are expected in a workbook, so that one that was changed is noticed.

Called by tamper.py for every workbook. Most lie the same way, so formulas are spelled once a run;
and where the keys lie as in a template that came with the toolkit, its formulas are read instead,
which is faster than spelling them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from toolkit.excel.bind import Binding, Bond, Layout, bind_book
from toolkit.excel.parts import open_book
from toolkit.home import Tree, shipped, shipped_tree
from toolkit.lexicon import workbook_words
from toolkit.model.form import Form
from toolkit.package.escape import escaped
from toolkit.package.opening import open_package


class Live(NamedTuple):
    """A live cell, and what should stand in it."""

    key: str
    sheet: int
    at: bytes
    formula: bytes  # as a file of ours writes it
    written: tuple[bytes, ...]  # how the content of the cell begins then, as programs write it


NOISE = str.maketrans("", "", "$' \n\r\t")
KEPT = 16  # ways of lying; those of the templates in use, and a few that were tampered with


class Fingerprints:
    """What formulas are expected, kept by the way in which keys lie in a workbook."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, tuple[str, ...], Layout], tuple[Live, ...]] = {}
        self._shipped: dict[str, Shipped | None] = {}

    def formulas(self, binding: Binding, form: Form) -> tuple[Live, ...]:
        """What should stand in each live cell of this workbook."""
        names = tuple(sheet.name for sheet in binding.sheets)
        way = (form.digest, names, binding.layout)
        if way not in self._known:
            if len(self._known) >= KEPT:
                self._known.clear()
            formulas = self._of_shipped(binding, form, names) or _spell(binding, form)
            self._known[way] = tuple(_live(binding, key, each) for key, each in formulas.items())
        return self._known[way]

    def _of_shipped(
        self, binding: Binding, form: Form, names: tuple[str, ...]
    ) -> Mapping[str, bytes]:
        """Those of the template that came with us, if keys lie as they do there."""
        if form.digest not in self._shipped:
            self._shipped[form.digest] = _shipped(form)
        there = self._shipped[form.digest]
        alike = there and there.sheets == names and there.bonds == binding.bonds
        return there.formulas if there and alike else {}


def _live(binding: Binding, key: str, formula: bytes) -> Live:
    sheet, at = binding.bonds[key]
    ours = b"<f>%b</f>" % formula
    office = ours.replace(b"&quot;", b'"')
    openpyxl = office.decode().encode("ascii", "xmlcharrefreplace")
    return Live(key, sheet, at, formula, (ours, office, openpyxl))


class Shipped(NamedTuple):
    """Where the keys of a template lie, and its formulas."""

    sheets: tuple[str, ...]
    bonds: Mapping[str, Bond]
    formulas: Mapping[str, bytes]


def _shipped(form: Form) -> Shipped | None:
    """The template that came with us for this form, if one did."""
    path = shipped("templates") / form.edition / workbook_words()["words"]["template"]
    if not path.is_file():
        return None
    content = path.read_bytes()
    said = f"{path} {sha256(content).hexdigest()}"
    tree = shipped_tree(f"{form.edition}.template", said, lambda _: _outline(content))
    if tree["digests"] != [form.digest]:
        return None
    bonds = {key: (number, at.encode()) for key, (number, at) in tree["bonds"].items()}
    formulas = {key: formula.encode() for key, formula in tree["formulas"].items()}
    return Shipped(tuple(tree["sheets"]), bonds, formulas)


def _outline(content: bytes) -> Tree:
    """Where the keys of a template lie, and its formulas, as JSON can keep them."""
    binding = bind_book(open_book(open_package(content)))
    written = ((key, binding.cells[n].formula(at)) for key, (n, at) in binding.bonds.items())
    return {
        "digests": sorted({anchor.digest for anchor in binding.anchors}),
        "sheets": [sheet.name for sheet in binding.sheets],
        "bonds": {key: [number, at.decode()] for key, (number, at) in binding.bonds.items()},
        "formulas": {key: formula.decode() for key, formula in written if formula},
    }


def _spell(binding: Binding, form: Form) -> Mapping[str, bytes]:
    from toolkit.excel.meaning import meaning_of  # only for a workbook that lies in its own way

    spelled: dict[str, bytes] = {}
    for key, live in meaning_of(form).lives.items():
        if key in binding.bonds:
            try:
                formula = live.formula(binding.atlas, binding.sheets[binding.bonds[key][0]].name)
            except KeyError:  # a key that the formula speaks of was deleted: that is told elsewhere
                continue
            spelled[key] = escaped(formula).encode()
    return spelled


def is_same(written: bytes, expected: bytes) -> bool:
    """Whether a formula is the expected one, whatever program saved it."""
    return written == expected or _folded(written) == _folded(expected)


@lru_cache(maxsize=20_000)
def _folded(written: bytes) -> str:
    """The same texts come back in every workbook."""
    from html import unescape  # few programs write a formula as none of ours is written

    return folded(unescape(written.decode("utf-8", "replace")))


def folded(formula: str) -> str:
    """A formula without what programs write differently when they save it."""
    return formula.translate(NOISE).upper()
