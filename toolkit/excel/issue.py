"""Workbooks for agencies, made from a template: name, code, year, contact, last year's figures.

Called for all agencies of a season at once. A template is taken apart once; then a workbook is some
cells put between stretches that are compressed already.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path

from toolkit.bridge import bridge_submission
from toolkit.errors import UsageError
from toolkit.excel.state import Shown, State
from toolkit.excel.template import Press, Template, press
from toolkit.files import make_folder, put
from toolkit.lexicon import workbook_words
from toolkit.model.agency import Agency
from toolkit.model.figure import Key, Number
from toolkit.model.form import Slot
from toolkit.model.submission import Submission

UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
UNSEEN = ("Cf", "Cs", "Co", "Cn")  # kinds of characters that nobody sees
LONGEST_NAME = 80  # characters, so that a path on Windows stays below its limit
MOST_BYTES = 240  # of a name elsewhere, its ending and a number left out
NAMED = ("agency", "code", "category", "contact", "phone")  # what differs between agencies


@dataclass(frozen=True)
class Recipient:
    """One agency that is sent a workbook, with what is known of it."""

    agency: Agency
    contact: str = ""
    phone: str = ""
    deadline: str = ""
    last: Submission | None = None


@dataclass(frozen=True)
class Issue:
    """One season's workbooks: what is the same in all of them."""

    template: Template
    year: int
    deadline: str = ""
    recipient: str = ""  # to whom they are sent back
    _presses: dict[tuple[object, ...], tuple[Press, State]] = field(default_factory=dict)

    def workbook(self, to: Recipient) -> bytes:
        """The workbook of one agency."""
        pressing, constant = self._press(to)
        state = constant.renamed(_names(to))
        if to.last is not None:
            state = self._with_last(state, to.last)
        return pressing.content(state)

    def _press(self, to: Recipient) -> tuple[Press, State]:
        """The press for agencies that agree in everything but their names, and its state."""
        words = workbook_words()["words"]
        may = words["yes" if "rulemaking" in to.agency.flags else "no"]
        known = (may, to.deadline or self.deadline, to.last is not None)
        if known not in self._presses:
            about: dict[str, Shown] = {"year": self.year, "recipient": self.recipient}
            about |= {"rulemaking": may, "deadline": known[1]}
            constant = State(self.template.form, about)
            keys = [f"about.{name}.value" for name in NAMED]
            keys += self._keys_of_last if to.last is not None else []
            self._presses[known] = (press(self.template, constant, keys), constant)
        return self._presses[known]

    @cached_property
    def _keys_of_last(self) -> list[str]:
        """What last year fills in: its own sheet, and this year's figures that carry it on."""
        last = [key for key in self.template.atlas.sites if key.startswith("last.")]
        return [*last, *(slot.key for slot in self._carried)]

    @cached_property
    def _carried(self) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.template.form.given if slot.row.last)

    def _with_last(self, state: State, last: Submission) -> State:
        before = bridge_submission(last, self.template.form).submission.values
        return State(
            state.form,
            state.about,
            dict(self._carried_over(before)),
            before,
            last_passages=last.passages,
        )

    def _carried_over(self, before: Mapping[Key, Number | None]) -> Iterator[tuple[Key, Number]]:
        """This year's figures that are last year's under another name."""
        for slot in self._carried:
            value = before.get(f"{slot.table.key}.{slot.row.last}.{slot.column.key}")
            if value is not None:
                yield slot.key, value


def _names(to: Recipient) -> dict[str, Shown]:
    agency = to.agency
    told = (agency.name, agency.code, agency.category, to.contact, to.phone)
    return {name: text or None for name, text in zip(NAMED, told, strict=True)}


def file_name(agency: Agency, year: int) -> str:
    """A name that Windows takes, whatever the agency is called; its code keeps it apart."""
    told = workbook_words()["words"]["file"].format(code=agency.code, name=agency.name, year=year)
    return f"{safe_name(told)}.xlsx"


def safe_name(told: str) -> str:
    """Words as the name of a file, its ending left out, on every system."""
    seen = (c for c in unicodedata.normalize("NFC", told) if unicodedata.category(c) not in UNSEEN)
    clean = UNSAFE.sub("_", "".join(seen)).strip(" ._")
    if RESERVED.match(clean):
        clean = f"_{clean}"
    short = clean[:LONGEST_NAME].encode()[:MOST_BYTES].decode(errors="ignore")
    return short.rstrip(" ._")


Keep = Callable[[Path, bytes], bool]  # a file that is there, what it holds: is it to be left alone?


class Fate(Enum):
    """What became of a file that was to be written."""

    WRITTEN = "written"
    SAME = "same"  # it held just this already
    KEPT = "kept"  # it was to be left alone: somebody may be filling it in
    SHUT = "shut"  # it cannot be written; as a rule another program has it open


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of one agency's workbook."""

    agency: Agency
    path: Path
    fate: Fate

    @property
    def written(self) -> bool:
        return self.fate is Fate.WRITTEN


def _nobodys(*_: object) -> bool:
    return False


def issue_workbooks(
    season: Issue, to: Iterable[Recipient], folder: Path, keep: Keep = _nobodys
) -> Iterator[Issued]:
    """A workbook for each agency, written as it is asked for; what is unchanged is left alone."""
    make_folder(folder)
    taken: set[str] = set()
    for each in to:
        path = folder / apart(file_name(each.agency, season.year), taken)
        yield Issued(each.agency, path, lay_down(path, season.workbook(each), keep))


def lay_down(path: Path, content: bytes, keep: Keep = _nobodys) -> Fate:
    """Write a file, unless it holds just this or is to be kept; one that is shut stops nobody."""
    try:
        there = path.read_bytes() if path.exists() else None
        if there == content:
            return Fate.SAME
        if there is not None and keep(path, there):
            return Fate.KEPT
        put(path, content)
    except (OSError, UsageError):
        return Fate.SHUT
    return Fate.WRITTEN


def apart(name: str, taken: set[str]) -> str:
    """A name that no other file has; Windows does not tell capitals from small letters."""
    stem, dot, suffix = name.rpartition(".")
    new, number = name, 2
    while new.lower() in taken:
        new, number = f"{stem}-{number}{dot}{suffix}", number + 1
    taken.add(new.lower())
    return new
