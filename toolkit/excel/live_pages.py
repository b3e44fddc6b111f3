"""Live cells of the other sheets: facts repeated, passages counted, headings, the signed page."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.excel.atlas import Atlas
from toolkit.excel.live import Live, count_of, joined, plain, text
from toolkit.excel.live_figures import printed
from toolkit.excel.plan_pages import FACTS
from toolkit.excel.state import State
from toolkit.lexicon import workbook_words
from toolkit.model.form import Form, Passage


def live_pages(form: Form) -> Iterator[Live]:
    """Everything that is neither figure nor check nor work to be done."""
    words, page = workbook_words()["start"], workbook_words()["page"]
    for name in FACTS:
        yield _echo(f"start.{name}.value", name, words["year_of"] if name == "year" else "{it}")
    for name in ("contact", "phone"):
        yield _echo(f"signing.{name}", name, page[name], page[name].format(it=""))
    for passage in form.passages.values():
        yield _count(passage)
        if passage.reference:
            yield _reference(passage, form)
    yield _last_title(form)
    yield _page_title()
    yield _signed_code()


def _cell(name: str) -> str:
    return f"about.{name}.value"


def _echo(key: str, name: str, template: str, otherwise: str = "") -> Live:
    """A sentence around a single value; other words where that is blank."""

    def formula(atlas: Atlas, on: str) -> str:
        cell = atlas.ref(_cell(name), on)
        return f'IF({cell}="",{text(otherwise)},{joined(template, it=cell)})'

    def value(state: State) -> str:
        known = state.about.get(name)
        return otherwise if known in (None, "") else template.format(it=known)

    return Live(key, formula, value)


def _count(passage: Passage) -> Live:
    words, longest = workbook_words()["prose"], str(passage.longest)

    def formula(atlas: Atlas, on: str) -> str:
        length = f"LEN({atlas.ref(f'passages.{passage.key}.text', on)})"
        if not passage.longest:
            return joined(words["counted"], count=length)
        told = [words[word].replace("{longest}", longest) for word in ("over", "limited")]
        over, fits = (joined(each, count=length) for each in told)
        return f"IF({length}>{longest},{over},{fits})"

    def value(state: State) -> str:
        length = len(state.passages.get(passage.key, ""))
        word = "counted" if not passage.longest else "limited"
        word = "over" if passage.longest and length > passage.longest else word
        return words[word].format(count=length, longest=longest)

    return Live(f"passages.{passage.key}.count", formula, value)


def _reference(passage: Passage, form: Form) -> Live:
    """The sentence of figures from which a writer may start."""
    blank = workbook_words()["prose"]["blank"]
    used = [key for key in form.slots if f"{{{key}}}" in passage.reference]

    def formula(atlas: Atlas, on: str) -> str:
        cells = {key: atlas.ref(f"page.{key}", on) for key in used}
        parts = {key: f'IF({cell}="",{text(blank)},{cell})' for key, cell in cells.items()}
        return joined(passage.reference, **parts)

    def value(state: State) -> str:
        told = passage.reference
        for key in used:
            number = printed(form.slots[key], state)
            told = told.replace(f"{{{key}}}", blank if number == "" else plain(number))
        return told

    return Live(f"passages.{passage.key}.reference", formula, value)


def _last_title(form: Form) -> Live:
    words = workbook_words()["last"]

    def formula(atlas: Atlas, on: str) -> str:
        count = count_of(atlas.areas([f"last.{key}" for key in form.slots], on))
        year = f"({atlas.ref(_cell('year'), on)}-1)"
        return f"IF({count}=0,{text(words['none'])},{joined(words['title'], year=year)})"

    def value(state: State) -> str:
        known = any(value is not None for value in state.last.values())
        year = state.about.get("year")
        before = year - 1 if isinstance(year, int) else -1
        return words["title"].format(year=before) if known else words["none"]

    return Live("tell.last.value", formula, value)


def _page_title() -> Live:
    """The heading of the signed page; without the names where it is nobody's yet."""
    words, names = workbook_words()["page"], ("agency", "year")

    def formula(atlas: Atlas, on: str) -> str:
        cells = {name: atlas.ref(_cell(name), on) for name in names}
        return (
            f'IF({cells["agency"]}="",{text(words["no_title"])},{joined(words["title"], **cells)})'
        )

    def value(state: State) -> str:
        known = {name: state.about.get(name) or "" for name in names}
        return words["title"].format(**known) if known["agency"] else words["no_title"]

    return Live("tell.page.value", formula, value)


def _signed_code() -> Live:
    words = workbook_words()["page"]

    def formula(atlas: Atlas, on: str) -> str:
        code = atlas.ref("tell.code.value", on)
        return f'IF({code}="",{text(words["no_code"])},{joined(words["code"], code=code)})'

    def value(state: State) -> str:
        code = state.checkcode
        return words["code"].format(code=code) if code else words["no_code"]

    return Live("signing.code", formula, value)
