"""The forms at hand in one run, by edition, by year, and by what was filled in.

Each is loaded once, when it is first needed: most runs are about one year and need one edition.

An office may lay a form of its own on the shelf; it then stands for the editions it builds on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from toolkit.compose import compose_form
from toolkit.load import load_form
from toolkit.model.figure import Key
from toolkit.model.form import Form
from toolkit.source import shipped_editions


class Editions:
    """A shelf of forms; made anew for every run, so nothing lingers between runs."""

    def __init__(self, office: str | Path | None = None) -> None:
        self._office = load_form(office) if office else None
        self._loaded = {self._office.edition: self._office} if self._office else {}
        self._composed: dict[tuple[tuple[str, str], ...], Form] = {}

    @property
    def known(self) -> tuple[str, ...]:
        """The editions that a report may name."""
        lineage = self._office.lineage if self._office else ()
        return tuple(dict.fromkeys((*lineage, *shipped_editions())))

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of all forms on the shelf."""
        return tuple(dict.fromkeys(table for form in self._forms() for table in form.tables))

    def form(self, edition: str | Path) -> Form:
        """The form of an edition; FormError if there is none."""
        name = str(edition)
        if name not in self._loaded:
            self._loaded[name] = load_form(edition)
        return self._loaded[name]

    def for_year(self, year: int | None) -> Form:
        """The edition in force for a reporting year; the newest for an unknown one."""
        if year is None:
            return next(self._forms())
        fits = (form for form in self._forms() if form.years[0] <= year <= form.years[1])
        return next(fits, None) or self._nearest(year)

    def _nearest(self, year: int) -> Form:
        """The oldest form for a year before any of them, else the first."""
        forms = tuple(self._forms())
        return forms[-1] if year < forms[-1].years[0] else forms[0]

    def fitting(self, keys: Iterable[Key], year: int | None) -> Form:
        """The form that has these keys, the year's before any other; else table by table."""
        wanted, expected = frozenset(keys), self.for_year(year)
        whole = (form for form in self._beginning(expected) if wanted <= form.slots.keys())
        return next(whole, None) or self._mixed(wanted, tuple(self._beginning(expected)))

    def _mixed(self, wanted: frozenset[Key], forms: tuple[Form, ...]) -> Form:
        """The form composed table by table, each of the first form that has the table's keys."""
        return self.composed({t: _fitting(t, wanted, forms).edition for t in forms[0].tables})

    def completed(self, named: Mapping[str, str], year: int | None) -> Form:
        """The form of a report that names the editions of some tables; the rest are the year's."""
        expected = self.for_year(year)
        return self.composed(dict.fromkeys(expected.tables, expected.edition) | dict(named))

    def composed(self, editions: Mapping[str, str]) -> Form:
        """The form of a report whose tables follow these editions; that of most tables leads."""
        tables = tuple(editions.items())
        if tables not in self._composed:
            self._composed[tables] = self._compose(editions)
        return self._composed[tables]

    def _compose(self, editions: Mapping[str, str]) -> Form:
        named = {table: self.standing_for(edition) for table, edition in editions.items()}
        several = list(named.values())
        leading = max(dict.fromkeys(several), key=several.count)
        others = {t: self.form(e) for t, e in named.items() if e != leading}
        form = self.form(leading)
        return compose_form(form, others) if others else form

    def standing_for(self, edition: str) -> str:
        """An edition that the office's own form builds on is filled in on that form."""
        return self._office.edition if self._office and edition in self._office.lineage else edition

    def _forms(self) -> Iterator[Form]:
        """Every form, the office's own first, then the newest; loaded when it is its turn."""
        if self._office:
            yield self._office
        for edition in reversed(shipped_editions()):
            yield self.form(edition)

    def _beginning(self, expected: Form) -> Iterator[Form]:
        """Every form, the expected one first."""
        yield expected
        yield from (form for form in self._forms() if form is not expected)


def _fitting(table: str, keys: frozenset[Key], forms: tuple[Form, ...]) -> Form:
    """The first form whose table has all the keys written for it; the first where none has."""
    wanted = {key for key in keys if key.startswith(f"{table}.")}
    return next((form for form in forms if wanted <= form.slots.keys()), forms[0])
