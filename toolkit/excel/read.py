"""A returned workbook → a submission: by keys, whatever program saved it, whatever was done to it.

Called by intake.py. As much as can be read is read; what is odd about the file is told by
tamper.py, what is odd about a figure by the door that all media share (reading.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from toolkit.editions import Editions
from toolkit.excel.bind import Binding, Layout, bind_book
from toolkit.excel.fingerprints import Fingerprints
from toolkit.excel.names import PEOPLE
from toolkit.excel.parts import Book, open_book
from toolkit.excel.tamper import tampering, tampering_of_values
from toolkit.excel.typed_cells import Values
from toolkit.faults import noticed
from toolkit.lexicon import workbook_words
from toolkit.model.agency import Agency
from toolkit.model.figure import Figure, Key, Place
from toolkit.model.finding import Finding
from toolkit.model.form import Form, Section
from toolkit.model.submission import Submission, Written
from toolkit.package.opening import open_package
from toolkit.package.unreadable import Unreadable
from toolkit.reading import read_submission

YEAR = re.compile(r"\b(?:20|21)\d\d(?!\d)", re.ASCII)


def read_workbook(
    content: bytes, editions: Editions, prints: Fingerprints, file: str = ""
) -> Submission:
    """The submission in a workbook; Unreadable where there is none."""
    return read_book(open_book(open_package(content)), editions, prints, file)


def read_book(book: Book, editions: Editions, prints: Fingerprints, file: str = "") -> Submission:
    """The submission in an open workbook, and what was done to it."""
    binding = bind_book(book)
    form = form_of_keys(binding, editions)
    submission = _submission(binding, form, Values(book), file)
    told = tampering(book, binding, form, prints, file)
    return replace(submission, findings=(*told, *submission.findings))


def read_binding(binding: Binding, editions: Editions, file: str = "") -> Submission:
    """The submission in a workbook of another format: values are all there is."""
    form = form_of_keys(binding, editions)
    submission = _submission(binding, form, Values(None), file)
    told = tampering_of_values(binding, form, file)
    return replace(submission, findings=(*told, *submission.findings))


def form_of_keys(binding: Binding, editions: Editions) -> Form:
    """The form of the keys; tables may be of several editions, that of most of them leads."""
    named = {anchor.table: anchor.edition for anchor in binding.anchors}
    if any(edition not in editions.known for edition in named.values()):
        raise Unreadable("unknown-form")  # perhaps an office's own, which nobody named
    forms = {e: editions.form(editions.standing_for(e)) for e in dict.fromkeys(named.values())}
    statutory = {table for form in forms.values() for table in form.tables}
    own = {table: edition for table, edition in named.items() if table in statutory}
    if not own:
        raise Unreadable("no-keys")
    filed = list(own.values())
    leading = max(dict.fromkeys(filed), key=filed.count)
    return editions.composed(dict.fromkeys(forms[leading].tables, leading) | own)


def _submission(binding: Binding, form: Form, values: Values, file: str) -> Submission:
    cells, sheets = binding.cells, binding.sheets
    written = {
        key: Written(values.raw(cells[n], at), Place(file, sheets[n].name, address))
        for key, n, at, address in _figures(binding.layout, form, "")
    }
    agency, year = _agency(binding), _year(binding)
    read = read_submission(
        form,
        written,
        agency=agency,
        year=year,
        passages=_passages(binding, form),
        confirmed=_confirmed(binding, form),
        file=file,
        kind="workbook",
    )
    told = (*_contradictions(binding, form, written, file), *_missing(binding, form, file))
    return replace(
        read,
        about={name: text for name in PEOPLE if (text := _single(binding, name))},
        explanations=dict(_explanations(binding)),
        last=_last(binding, form, values, agency, year),
        findings=(*told, *_without_spared(read.findings, binding, form)),
    )


class Bound(NamedTuple):
    """Where a figure stands."""

    key: Key
    sheet: int
    at: bytes
    address: str


@lru_cache(maxsize=64)
def _figures(layout: Layout, form: Form, stem: str) -> tuple[Bound, ...]:
    """The figures of a form that a workbook has, of this year or, with a stem, of the last."""
    found = ((key, layout.bonds.get(stem + key)) for key in form.slots)
    return tuple(Bound(key, *bond, bond[1].decode()) for key, bond in found if bond)


def _without_spared(findings: Iterable[Finding], binding: Binding, form: Form) -> Iterator[Finding]:
    """Blanks of a table of which somebody answered that there was nothing need no telling."""
    none = workbook_words()["words"]["had_not"]
    spared = {
        table.key
        for section in form.filled
        for table in section.tables
        if _answer(binding, section, "had") == none
    }
    for finding in findings:
        if finding.code != "blank-as-zero" or form.slots[finding.keys[0]].table.key not in spared:
            yield finding


def place(binding: Binding, key: str, file: str) -> Place:
    """Where a key stands."""
    number, at = binding.bonds[key]
    return Place(file, binding.sheets[number].name, at.decode())


def _single(binding: Binding, name: str) -> str:
    return (binding.text(f"about.{name}.value") or "").strip()


def _agency(binding: Binding) -> Agency:
    code, name, category = (_single(binding, word) for word in ("code", "agency", "category"))
    may = _single(binding, "rulemaking") == workbook_words()["words"]["yes"]
    return Agency(code, name, category, frozenset({"rulemaking"} if may else ()))


def _year(binding: Binding) -> int | None:
    """The year, whatever stands around it."""
    year = YEAR.search(_single(binding, "year"))
    return int(year[0]) if year else None


def _passages(binding: Binding, form: Form) -> dict[str, str]:
    texts = {key: binding.text(f"passages.{key}.text") for key in form.passages}
    return {key: text for key, text in texts.items() if text and text.strip()}


def _answer(binding: Binding, section: Section, question: str) -> str:
    return _single(binding, f"{question}.{section.key}")


def _zeroed(binding: Binding, section: Section) -> bool:
    """Whether the blanks of a section were declared to be 0, by the question or by confirming."""
    words = workbook_words()["words"]
    answers = (("had", words["had_not"]), ("confirmed", words["yes"]))
    return any(_answer(binding, section, name) == word for name, word in answers)


def _confirmed(binding: Binding, form: Form) -> Iterator[str]:
    for section in form.filled:
        if _zeroed(binding, section):
            yield from (table.key for table in section.tables)


def _explanations(binding: Binding) -> Iterator[tuple[str, str]]:
    """What the clerk wrote about rules, and about the county's findings by their subject."""
    for key in _explained(binding.layout):
        if text := (binding.text(key) or "").strip():
            table, _, row = key.removesuffix(".explain").partition(".")
            subject = row if table == "checks" else binding.text(f"county.{row}.code")
            if subject:
                yield subject, text


@lru_cache(maxsize=64)
def _explained(layout: Layout) -> tuple[str, ...]:
    """The cells in which a clerk explains something."""
    return tuple(key for key in layout.bonds if key.endswith(".explain"))


def _last(
    binding: Binding, form: Form, values: Values, agency: Agency, year: int | None
) -> Submission | None:
    """Last year's figures as the workbook shows them; None where it shows none."""
    figures = {
        each.key: Figure(each.key, value)
        for each in _figures(binding.layout, form, "last.")
        if isinstance(value := values.raw(binding.cells[each.sheet], each.at), int | Decimal)
    }
    before = None if year is None else year - 1
    return Submission(agency, before, form, figures, kind="workbook") if figures else None


def _contradictions(
    binding: Binding, form: Form, written: Mapping[Key, Written], file: str
) -> Iterator[Finding]:
    """Answers and confirmations that what is typed gives the lie."""
    words = workbook_words()["words"]
    for section in form.filled:
        yield from _strange_answers(binding, section, file)
        typed = [k for t in section.tables for s in t.slots if (k := s.key) in written and s.given]
        some = [key for key in typed if written[key].raw not in (None, "", 0)]
        had, sure = (_answer(binding, section, name) for name in ("had", "confirmed"))
        key = f"about.had.{section.key}.value"
        none = not some and (sure == words["yes"] or _all_zero(typed, written))
        if had == words["had_not"] and some:
            places = tuple(written[key].place for key in some)
            facts = {"section": section.short, "count": len(some), "key": key}
            yield _told("answered-none", places, **facts)
        elif had == words["had"] and none:
            at = place(binding, key, file)
            yield _told("answered-some", (at,), section=section.short, key=key)


def _strange_answers(binding: Binding, section: Section, file: str) -> Iterator[Finding]:
    """Anything but the words to choose from."""
    words = workbook_words()["words"]
    for name, pair in (("had", ("had", "had_not")), ("confirmed", ("yes", "no"))):
        said, wanted = _answer(binding, section, name), tuple(words[word] for word in pair)
        if said and said not in wanted:
            key = f"about.{name}.{section.key}.value"
            at = place(binding, key, file)
            yield _told("unknown-answer", (at,), found=said, wanted=wanted, key=key)


def _all_zero(keys: Iterable[Key], written: Mapping[Key, Written]) -> bool:
    return all(written[key].raw == 0 for key in keys)


def _missing(binding: Binding, form: Form, file: str) -> Iterator[Finding]:
    """Passages nobody wrote, and people nobody named."""
    for key, passage in form.passages.items():
        name = f"passages.{key}.text"
        if not (binding.text(name) or "").strip():
            at = (place(binding, name, file),) if name in binding.bonds else ()
            yield _told("empty-passage", at, passage=passage.label, key=name)
    for person in ("contact", "reviewer"):
        name = f"about.{person}.value"
        if not _single(binding, person):
            at = (place(binding, name, file),) if name in binding.bonds else ()
            yield _told("nobody-named", at, person=workbook_words()["about"][person])


def _told(code: str, places: tuple[Place, ...], **facts: object) -> Finding:
    return noticed(code, **facts)._replace(places=places)
