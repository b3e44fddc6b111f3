"""What is wrong with a record itself, told before any figure of it is read.

Called by records.py. Each fault is a finding; a record with one is not read any further, because
every missing or misspelt key would be told once more as a figure that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from toolkit.editions import Editions
from toolkit.lexicon import messages
from toolkit.model.figure import Key
from toolkit.model.finding import Finding
from toolkit.model.form import Form

TEXTS = ("agency", "code", "category", "file", "sha256", "kind")
MAPPINGS = ("figures", "editions", "passages", "cells")
LISTS = ("flags", "confirmed", "not_applicable")
OF_TEXTS = ("editions", "passages", "cells", *LISTS)  # what these hold must be texts
TEXT, MAPPING, LIST, FLAG = '" "', "{ }", "[ ]", "true / false"
LONGEST = 60  # characters of a name that a sentence repeats
SEVERAL = 5  # unknown keys told one by one; more of them are another form


class Repeated(dict[str, object]):
    """An object in which a word was written twice: which of the two was meant, nobody knows."""

    word = ""


def noticed(code: str, **facts: object) -> Finding:
    """A finding about a file or a record as a whole."""
    return Finding(code, messages().severity(code), facts=tuple(facts.items()))


def faults_of_shape(record: Mapping[str, object]) -> list[Finding]:
    """Words written twice, or holding what they cannot hold. `null` counts as not written."""
    inner = (record[name] for name in MAPPINGS if name in record)
    repeated = [each.word for each in (record, *inner) if isinstance(each, Repeated)]
    if repeated:
        return [noticed("written-twice", found=_short(word)) for word in repeated]
    wrong = [
        noticed("wrong-shape", word=word, wanted=wanted) for word, wanted in _misshapen(record)
    ]
    year = record.get("year")
    if year is not None and type(year) is not int:
        wrong.append(noticed("bad-year", found=_short(year)))
    return wrong


def _misshapen(record: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    kinds = (
        *((word, str, TEXT) for word in TEXTS),
        *((word, dict, MAPPING) for word in MAPPINGS),
        *((word, list, LIST) for word in LISTS),
        ("printed", bool, FLAG),
    )
    for word, kind, wanted in kinds:
        value = record.get(word)
        if value is not None and not isinstance(value, kind):
            yield word, wanted
        elif word in OF_TEXTS and not _all_texts(value):
            yield word, f"{wanted[0]}{TEXT}{wanted[-1]}"


def _all_texts(value: object) -> bool:
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(each is None or isinstance(each, str) for each in held)


def faults_of_editions(named: Mapping[str, object], editions: Editions) -> list[Finding]:
    """Tables and editions that nobody knows; a path is no edition, whatever lies there."""
    if not named:
        return []  # most records name none, and to know every table is to load every form
    strange = [
        noticed("unknown-edition", word=_short(table), found=_short(edition), known=editions.known)
        for table, edition in named.items()
        if edition not in editions.known
    ]
    return [*_unknown_names("editions", named, editions.tables), *strange]


def faults_of_names(form: Form, names: Mapping[str, Iterable[str]]) -> list[Finding]:
    """Keys, tables and passages that the form does not have; `names` is what stands where."""
    keys = dict.fromkeys(k for w in ("figures", "not_applicable", "cells") for k in names[w])
    return [
        *_unknown_keys(form, [key for key in keys if key not in form.slots]),
        *_unknown_names("confirmed", names["confirmed"], form.tables),
        *_unknown_names("passages", names["passages"], form.passages),
    ]


def _unknown_keys(form: Form, unknown: list[Key]) -> list[Finding]:
    if len(unknown) > SEVERAL:
        first = tuple(_short(key) for key in unknown[:3])
        return [noticed("unknown-keys", found=first, count=len(unknown), edition=form.edition)]
    return [
        noticed("unknown-key", found=_short(key), edition=form.edition, **_near(key, form.slots))
        for key in unknown
    ]


def _unknown_names(word: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Finding]:
    choices = tuple(known)
    for name in names:
        if name not in choices:
            yield noticed("unknown-name", word=word, found=_short(name), known=choices)


def _near(key: Key, known: Iterable[str]) -> dict[str, object]:
    """The key that was probably meant; nothing where none is near."""
    from difflib import get_close_matches  # only for a file with a mistake in it

    close = get_close_matches(key[:LONGEST], list(known), 1, 0.8)
    return {"suggested": close[0]} if close else {}


def _short(told: object) -> str:
    text = str(told).replace("\n", " ")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
