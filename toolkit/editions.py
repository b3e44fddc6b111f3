"""The forms at hand in one run, each loaded once: by edition, and by the year reported on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from toolkit.compose import compose_form
from toolkit.load import load_form
from toolkit.model.form import Form
from toolkit.source import shipped_editions


class Editions:
    """A shelf of forms; made anew for every run, so nothing lingers between runs."""

    def __init__(self) -> None:
        self._loaded: dict[str, Form] = {}
        self._composed: dict[tuple[tuple[str, str], ...], Form] = {}

    def form(self, edition: str | Path) -> Form:
        """The form of an edition; FormError if there is none."""
        name = str(edition)
        if name not in self._loaded:
            self._loaded[name] = load_form(edition)
        return self._loaded[name]

    def for_year(self, year: int | None) -> Form:
        """The edition in force for a reporting year; the newest for an unknown one."""
        forms = [self.form(edition) for edition in reversed(shipped_editions())]
        if year is None:
            return forms[0]
        fits = (form for form in forms if form.years[0] <= year <= form.years[1])
        return next(fits, forms[-1] if year < forms[-1].years[0] else forms[0])

    def composed(self, editions: Mapping[str, str]) -> Form:
        """The form of a report whose tables follow these editions; that of most tables leads."""
        tables = tuple(editions.items())
        if tables not in self._composed:
            self._composed[tables] = self._compose(editions)
        return self._composed[tables]

    def _compose(self, editions: Mapping[str, str]) -> Form:
        named = list(editions.values())
        leading = max(dict.fromkeys(named), key=named.count)
        others = {t: self.form(e) for t, e in editions.items() if e != leading}
        form = self.form(leading)
        return compose_form(form, others) if others else form
