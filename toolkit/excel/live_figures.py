"""Live cells that are figures: totals, figures as they count, last year's beside, the check code.

The page that is signed shows every figure as it counts, blanks that stand for 0 as 0; all checks
are made upon that page, so that what was checked is what was signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from toolkit.excel.atlas import Atlas
from toolkit.excel.live import Live, count_of, text
from toolkit.excel.plan_tables import last_columns
from toolkit.excel.state import LARGEST, State, not_applicable
from toolkit.lexicon import workbook_words
from toolkit.model.checkcode import EXACT, weights
from toolkit.model.figure import Key, Kind, Number
from toolkit.model.form import Form, Section, Slot


def zero_key(section: str) -> str:
    """The hidden cell that says whether the blanks of a section count as 0."""
    return f"tell.zero.{section}.value"


def live_figures(form: Form) -> Iterator[Live]:
    """Totals, page, last year beside, check code."""
    for section in form.filled:
        yield _zero(section)
        for table in section.tables:
            for slot in table.slots:
                yield _page(slot, section)
                if not slot.given:
                    yield _total(slot, section)
            lines = table.columns.leaves if table.across else last_columns(table)
            for slot in table.slots:
                if slot.column in lines:
                    yield _beside(slot)
    yield _weighed(form)
    yield _code(form)


def _zero(section: Section) -> Live:
    words = workbook_words()["words"]
    confirmed, had = f"about.confirmed.{section.key}.value", f"about.had.{section.key}.value"

    def formula(atlas: Atlas, on: str) -> str:
        said = f"TRIM({atlas.ref(confirmed, on)})={text(words['yes'])}"
        if not section.question:
            return said
        return f"OR(TRIM({atlas.ref(had, on)})={text(words['had_not'])},{said})"

    return Live(zero_key(section.key), formula, lambda state: int(state.zeroed[section.key]))


def _page(slot: Slot, section: Section) -> Live:
    return Live(
        f"page.{slot.key}",
        lambda atlas, on: (
            _counted(slot, section, atlas, on) if slot.given else _summed(slot, atlas, on)
        ),
        lambda state: printed(slot, state),
    )


def printed(slot: Slot, state: State) -> Number | str:
    """A figure as the signed page shows it."""
    value = state.effective[slot.key]
    if value is None:
        return not_applicable() if slot.given and state.silent(slot.key) else ""
    return value


def _counted(slot: Slot, section: Section, atlas: Atlas, on: str) -> str:
    """A given figure as it counts: a good number, 0 for a blank that means it, else nothing."""
    cell, zero = atlas.ref(slot.key, on), atlas.ref(zero_key(section.key), on)
    other = f'IF({cell}="",IF({zero},0,""),{_if_silent(slot, cell)})'
    return f'IF(ISNUMBER({cell}),IF({good(slot.kind, cell)},{cell},""),{other})'


def _if_silent(slot: Slot, cell: str) -> str:
    word = text(not_applicable())
    return f'IF({cell}={word},{word},"")' if slot.may_not_apply else '""'


def good(kind: Kind, cell: str) -> str:
    """The test that a number is one of its kind."""
    tests = [f"ABS({cell})<{LARGEST}" if kind.signed else f"{cell}<{LARGEST}"]
    if not kind.signed:
        tests.append(f"{cell}>=0")
    tests.append(f"ROUND({cell},{kind.decimals})={cell}")
    return f"AND({','.join(tests)})"


def _summed(slot: Slot, atlas: Atlas, on: str) -> str:
    """A total of the page: nothing until all its parts are there."""
    parts = [f"page.{part}" for part in slot.parts]
    silent = [p for p in parts if _may_be_silent(slot, p.removeprefix("page."))]
    count = count_of(atlas.areas(parts, on))
    count += "".join(
        f"+COUNTIF({area},{text(not_applicable())})" for area in atlas.areas(silent, on)
    )
    return f'IF({count}<{len(parts)},"",SUM({atlas.area(parts, on)}))'


def _may_be_silent(slot: Slot, key: Key) -> bool:
    return next((s.may_not_apply for s in slot.table.slots if s.key == key), False)


def _total(slot: Slot, section: Section) -> Live:
    """A total where the clerk fills in: it grows with what is typed."""

    def formula(atlas: Atlas, on: str) -> str:
        area, zero = atlas.area(slot.parts, on), atlas.ref(zero_key(section.key), on)
        count = count_of(atlas.areas(slot.parts, on))
        return f'IF({count}=0,IF({zero},0,""),SUM({area}))'

    return Live(slot.key, formula, lambda state: _so_far(slot, state, section))


def _so_far(slot: Slot, state: State, section: Section) -> Number | str:
    typed = [
        value
        for key in _leaves(slot)
        if (value := typed_number(state.figures.get(key))) is not None
    ]
    if typed:
        return sum(typed)
    return 0 if state.zeroed[section.key] else ""


def _leaves(slot: Slot) -> Iterator[Key]:
    """The given figures below a total, however many totals lie between."""
    slots = {s.key: s for s in slot.table.slots}
    for part in slot.parts:
        below = slots[part]
        yield from (part,) if below.given else _leaves(below)


def typed_number(raw: object) -> Number | None:
    """A number as a spreadsheet adds it up, good or not."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return None
    return raw if isinstance(raw, int | Decimal) else Decimal(repr(raw))


def _beside(slot: Slot) -> Live:
    def formula(atlas: Atlas, on: str) -> str:
        cell = atlas.ref(f"last.{slot.key}", on)
        return f'IF({cell}="","",{cell})'

    def value(state: State) -> Number | str:
        found = state.last.get(slot.key)
        return "" if found is None else found

    return Live(f"beside.{slot.key}", formula, value)


def _weighed(form: Form) -> Live:
    """The weighted sum behind the check code, in a hidden cell."""
    weighing = dict(weights(form))

    def formula(atlas: Atlas, on: str) -> str:
        keys = {f"page.{key}": weight for key, weight in weighing.items()}
        terms = (_row_term(row, keys, atlas, on) for row in _rows(list(keys), atlas))
        return f"ROUND({'+'.join(terms)},0)"

    def value(state: State) -> Number:
        known = state.effective
        return round(sum((known[key] or 0) * weight for key, weight in weighing.items()))

    return Live("tell.weighed.value", formula, value)


def _rows(keys: Sequence[str], atlas: Atlas) -> Iterator[list[str]]:
    """Keys of neighbouring cells of a row, together."""
    row: list[str] = []
    for key in keys:
        here = atlas.sites[key].spot
        if row:
            before = atlas.sites[row[-1]].spot
            if (before.row, before.column + 1) != (here.row, here.column):
                yield row
                row = []
        row.append(key)
    if row:
        yield row


def _row_term(row: Sequence[str], weighing: dict[str, int], atlas: Atlas, on: str) -> str:
    if len(row) == 1:
        return f"N({atlas.ref(row[0], on)})*{weighing[row[0]]}"
    factors = ",".join(str(weighing[key]) for key in row)
    return f"SUMPRODUCT({atlas.area(row, on)},{{{factors}}})"


def _code(form: Form) -> Live:
    """The remainder; LibreOffice rounds a quotient of many digits up, so that it falls below 0."""
    modulus = form.checkcode.modulus
    keys = [f"page.{key}" for key in form.slots]
    silent = [f"page.{slot.key}" for slot in form.given if slot.may_not_apply]

    def formula(atlas: Atlas, on: str) -> str:
        total = atlas.ref("tell.weighed.value", on)
        word = text(not_applicable())
        count = count_of(atlas.areas(keys, on))
        count += "".join(f"+COUNTIF({area},{word})" for area in atlas.areas(silent, on))
        missing = f"OR({count}<{len(keys)},ABS({total})>{EXACT})"
        rest = f"{total}-{modulus}*INT({total}/{modulus})"
        return f'IF({missing},"",TEXT({rest}+IF({rest}<0,{modulus},0),"000000"))'

    return Live("tell.code.value", formula, lambda state: state.checkcode)
