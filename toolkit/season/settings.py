"""What season.toml says: whose season it is, which year, on which form, until when.

Read before every act of the season, written once by `nianbao new`. Whatever is wrong with it is
told at once, with line and remedy.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from toolkit.errors import FormError, Slip, UsageError
from toolkit.lexicon import words
from toolkit.season.dates import FIRST_YEAR, LAST_YEAR, read_date
from toolkit.source import Source, read_source, shipped_editions
from toolkit.spec import Spec, near

Reader = Callable[[Spec, str, Path], Any]


@dataclass(frozen=True, slots=True)
class SeasonSettings:
    """One season; `template`, `form` and `last_year` are paths from its folder, or empty.

    `edition` is empty where an office's own form tells it.
    """

    county: str
    year: int
    edition: str
    template: str = ""
    form: str = ""
    deadline: date | None = None
    recipient: str = ""
    last_year: str = ""


def load_settings(path: Path) -> SeasonSettings:
    """What a season.toml says; a Mistake with everything that is wrong with it."""
    if not path.is_file():
        raise UsageError(Slip("not-a-season", str(path.parent)))
    source = _source(path)
    spec = Spec(source, (), source.tree)
    told: dict[str, Any] = {}
    slips: list[Slip] = []
    for word, read in READERS.items():
        try:
            told[word] = read(spec, word, path.parent)
        except FormError as wrong:
            slips += wrong.slips
    slips += _unknown(source, {slip.key for slip in slips})
    if slips:
        raise FormError(*sorted(slips, key=lambda slip: slip.line))
    return _checked(source, SeasonSettings(**told))


def settings_text(settings: SeasonSettings) -> str:
    """A season.toml that says this, with a remark at each word."""
    told = {word: _toml(value) for word, value in asdict(settings).items()}
    return words("roster")["settings"]["text"].format(**told)


def slip_of_year(year: int) -> Slip | None:
    """What is wrong with a reporting year."""
    fits = FIRST_YEAR <= year <= LAST_YEAR
    facts = (("found", year), ("first", FIRST_YEAR), ("last", LAST_YEAR))
    return None if fits else Slip("no-such-year", facts=facts)


def slip_of_edition(edition: str) -> Slip | None:
    """What is wrong with the name of an edition."""
    known = shipped_editions()
    facts = (("found", edition), ("known", known))
    return None if edition in known else Slip("no-such-edition", facts=facts)


def _toml(value: object) -> str:
    match value:
        case date():
            return value.isoformat()
        case None:
            return '""'
    return json.dumps(value, ensure_ascii=False)  # a text of JSON is one of TOML too


def _source(path: Path) -> Source:
    try:
        return read_source(path)
    except FormError as wrong:
        raise FormError(*(_plainer(slip, path) for slip in wrong.slips)) from None


def _plainer(slip: Slip, path: Path) -> Slip:
    """The usual slips against the syntax, told as what they are: a path of Windows, a date."""
    if slip.code != "syntax":
        return slip
    line = path.read_text("utf-8-sig").splitlines()[slip.line - 1 : slip.line]
    word, _, value = "".join(line).partition("=")
    if "\\" in value:
        return slip._replace(code="backslash", key=word.strip(), facts=())
    if word.strip() == "deadline":
        facts = (("found", value.partition("#")[0].strip()),)
        return slip._replace(code="not-a-date", key="deadline", facts=facts)
    return slip


def _county(spec: Spec, word: str, root: Path) -> str:
    county = spec.text(word).strip()
    if not county:
        spec.fail(word, "no-county")
    return county


def _year(spec: Spec, word: str, root: Path) -> int:
    year = spec.whole(word)
    wrong = slip_of_year(year)
    if wrong:
        spec.fail(word, wrong.code, **dict(wrong.facts))
    return year


def _edition(spec: Spec, word: str, root: Path) -> str:
    """The edition; an office's own form says its edition itself."""
    written = spec.words.get(word)
    spec.asked.append(word)
    if spec.words.get("form"):
        return ""
    # who forgets the quotes means the same
    edition = str(written) if type(written) is int else spec.text(word).strip()
    wrong = slip_of_edition(edition)
    if wrong:
        spec.fail(word, wrong.code, **dict(wrong.facts))
    return edition


def _text(spec: Spec, word: str, root: Path) -> str:
    return spec.text(word, "").strip()


def _file(spec: Spec, word: str, root: Path) -> str:
    return _path(spec, word, root, Path.is_file)


def _place(spec: Spec, word: str, root: Path) -> str:
    return _path(spec, word, root, Path.exists)


def _path(spec: Spec, word: str, root: Path, there: Callable[[Path], bool]) -> str:
    told = spec.text(word, "").strip()
    if told and not (told.isprintable() and there(root / told)):
        windows = "\\" in told or not told.isprintable()  # "a\new" holds a line break
        code = "backslash" if windows else "path-missing"
        spec.fail(word, code, **({} if windows else {"found": told}))
    return told


def _deadline(spec: Spec, word: str, root: Path) -> date | None:
    spec.asked.append(word)
    match spec.words.get(word, ""):
        case datetime() as moment:
            return moment.date()
        case date() as day:
            return day
        case str() as text if not text.strip():
            return None
        case str() as text if (read := read_date(text)) is not None:
            return read
        case wrong:
            spec.fail(word, "not-a-date", found=wrong)


READERS: dict[str, Reader] = {
    "county": _county,
    "year": _year,
    "edition": _edition,
    "template": _file,
    "form": _file,
    "deadline": _deadline,
    "recipient": _text,
    "last_year": _place,
}


def _unknown(source: Source, told: set[str]) -> list[Slip]:
    """Words that nobody asks for; one that was meant for a missing one is told already."""
    slips = []
    for word in source.tree:
        if word not in READERS and word not in told:
            file, line = source.find((word,))
            facts = (("word", word), ("near", near(word, tuple(READERS))))
            slips.append(Slip("unknown-word", file, line, word, facts))
    return slips


def _checked(source: Source, settings: SeasonSettings) -> SeasonSettings:
    """The same; a deadline before the year is over is one of another year."""
    day = settings.deadline
    if day and day.year <= settings.year:
        facts = {"found": day, "year": settings.year, "next": settings.year + 1}
        source.fail(("deadline",), "deadline-too-early", **facts)
    return settings
