"""How each part of the work may stand, and what is missing: as formulas and worked out here.

live_start.py shows it where a clerk begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from toolkit.excel.atlas import Atlas
from toolkit.excel.live import count_of, joined, text
from toolkit.excel.live_checks import verdict
from toolkit.excel.live_figures import typed_number
from toolkit.excel.plan_checks import COUNTY, live_rules, rule_key
from toolkit.excel.state import State, not_applicable
from toolkit.lexicon import workbook_words
from toolkit.model.finding import Severity
from toolkit.model.form import Form, Passage, Section, Slot
from toolkit.model.rule import Bound

Spell = Callable[[Atlas, str], str]
BLANKS = " \n\u3000"
COUNTY_ROWS = tuple(f"county.n{n + 1}" for n in range(COUNTY))


@dataclass(frozen=True, slots=True)
class Step:
    """One way a part of the work may stand: when, the word for it, what is missing."""

    test: Spell
    holds: Callable[[State], bool]
    word: str
    missing: Spell = lambda *_: '""'
    said: Callable[[State], str] = lambda _: ""


def step_of(part: str, steps: Sequence[Step], state: State) -> Step:
    """The first that holds; the last always does."""
    known = state.stands.get(part)
    if not isinstance(known, Step):
        known = next((step for step in steps[:-1] if step.holds(state)), steps[-1])
        state.stands[part] = known
    return known


def _always(*_: object) -> str:
    return "TRUE"


def word(name: str) -> str:
    """Words of the sheet on which a clerk begins."""
    return workbook_words()["start"][name]


def steps_of(form: Form, part: str) -> tuple[Step, ...]:
    """The ways in which a part of the work may stand, the first that holds counts."""
    if part == "about":
        return _about_steps()
    if part == "checks":
        return _check_steps(form)
    section = next((s for s in form.filled if s.key == part), None)
    return _section_steps(section) if section else _passage_steps(form.passages[part])


def _about_steps() -> tuple[Step, ...]:
    names = ("contact", "phone")

    def test(atlas: Atlas, on: str) -> str:
        blank = (f'{atlas.ref(f"about.{name}.value", on)}=""' for name in names)
        return f"OR({','.join(blank)})"

    def holds(state: State) -> bool:
        return not all(state.about.get(name) for name in names)

    nobody = word("nobody")
    return (
        Step(test, holds, word("advised"), lambda *_: text(nobody), lambda _: nobody),
        Step(_always, lambda _: True, word("done")),
    )


def _passage_steps(passage: Passage) -> tuple[Step, ...]:
    key, longest = f"passages.{passage.key}.text", passage.longest
    unwritten = word("unwritten")
    too_long = word("too_long").replace("{count}", str(longest))
    steps = [
        Step(
            lambda atlas, on: f"LEN(TRIM({_spaced(atlas.ref(key, on))}))=0",
            lambda state: not state.passages.get(passage.key, "").strip(BLANKS),
            word("open"),
            lambda *_: text(unwritten),
            lambda _: unwritten,
        )
    ]
    if longest:
        steps.append(
            Step(
                lambda atlas, on: f"LEN({atlas.ref(key, on)})>{longest}",
                lambda state: len(state.passages.get(passage.key, "")) > longest,
                word("advised"),
                lambda *_: text(too_long),
                lambda _: too_long,
            )
        )
    return (*steps, Step(_always, lambda _: True, word("done")))


def _spaced(cell: str) -> str:
    """A text whose line breaks and wide blanks are blanks, of which TRIM knows no others."""
    return f'SUBSTITUTE(SUBSTITUTE({cell},CHAR(10)," "),"\u3000"," ")'


def _section_steps(section: Section) -> tuple[Step, ...]:
    """A sheet of tables: perhaps asked about first, then cell by cell."""
    cells, done = _cells_missing(section), Step(_always, lambda _: True, word("done"))
    if not section.question:
        return cells, done
    had = f"about.had.{section.key}.value"
    questioned = Step(
        lambda atlas, on: f'TRIM({atlas.ref(had, on)})=""',
        lambda state: not state.answer(f"had.{section.key}"),
        word("open"),
        *_plain("questioned"),
    )
    spared = Step(
        lambda atlas, on: _had_none(section, atlas, on),
        lambda state: _says_none(section, state),
        word("spared"),
    )
    return questioned, _clash(section), cells, spared, done


def _plain(name: str) -> tuple[Spell, Callable[[State], str]]:
    """Words that are the same for everybody, as formula and here."""
    told = word(name)
    return lambda *_: text(told), lambda _: told


def _had_none(section: Section, atlas: Atlas, on: str) -> str:
    none = text(workbook_words()["words"]["had_not"])
    return f"TRIM({atlas.ref(f'about.had.{section.key}.value', on)})={none}"


def _says_none(section: Section, state: State) -> bool:
    return state.answer(f"had.{section.key}") == workbook_words()["words"]["had_not"]


def _given(section: Section) -> list[Slot]:
    return [slot for table in section.tables for slot in table.slots if slot.given]


def _clash(section: Section) -> Step:
    """There was nothing, somebody answered, and typed figures nevertheless."""
    keys = [slot.key for slot in _given(section)]

    def holds(state: State) -> bool:
        typed = (typed_number(state.figures.get(key)) or 0 for key in keys)
        return _says_none(section, state) and sum(typed) != 0

    return Step(
        lambda atlas, on: f"AND({_had_none(section, atlas, on)},SUM({atlas.area(keys, on)})<>0)",
        holds,
        word("open"),
        *_plain("clash"),
    )


def _cells_missing(section: Section) -> Step:
    """Cells in which no figure stands that counts."""
    given = _given(section)
    keys = [slot.key for slot in given]
    silent = [f"page.{slot.key}" for slot in given if slot.may_not_apply]

    def missing(atlas: Atlas, on: str) -> str:
        count = f"{len(keys)}-{count_of(atlas.areas([f'page.{key}' for key in keys], on))}"
        none = text(not_applicable())
        return count + "".join(f"-COUNTIF({a},{none})" for a in atlas.areas(silent, on))

    def count(state: State) -> int:
        return sum(state.effective[k] is None and not state.silent(k) for k in keys)

    return counted("cells", missing, count)


def _check_steps(form: Form) -> tuple[Step, ...]:
    words = workbook_words()["checks"]
    by_severity = {
        severity: [b for b in live_rules(form) if b.rule.severity is severity]
        for severity in (Severity.MUST, Severity.EXPLAIN)
    }
    musts, explains = by_severity[Severity.MUST], by_severity[Severity.EXPLAIN]

    def must(atlas: Atlas, on: str) -> str:
        keys = [f"checks.{rule_key(bound)}.verdict" for bound in musts]
        return total_of(f"COUNTIF({a},{text(words['failed'])})" for a in atlas.areas(keys, on))

    def explain(atlas: Atlas, on: str) -> str:
        return total_of(_unexplained(bound, atlas, on) for bound in explains)

    def county(atlas: Atlas, on: str) -> str:
        keys = [f"{row}.status" for row in COUNTY_ROWS]
        return total_of(f"COUNTIF({a},{text(words['unchanged'])})" for a in atlas.areas(keys, on))

    def failing(bounds: Sequence[Bound]) -> Callable[[State], int]:
        return lambda state: sum(
            verdict(state, bound) == words["failed"] and not state.explained.get(rule_key(bound))
            for bound in bounds
        )

    counting = (
        ("must", must, lambda state: sum(verdict(state, b) == words["failed"] for b in musts)),
        ("explain", explain, failing(explains)),
        ("county", county, lambda state: sum(state.unchanged)),
    )
    steps = [counted(name, spelled, count) for name, spelled, count in counting]
    return (*steps, _waiting(form), Step(_always, lambda _: True, word("done")))


def _waiting(form: Form) -> Step:
    """Rules that cannot be judged yet are no work to be done, and none that is done."""
    unknown, bounds = workbook_words()["checks"]["unknown"], live_rules(form)

    def test(atlas: Atlas, on: str) -> str:
        keys = [f"checks.{rule_key(bound)}.verdict" for bound in bounds]
        counts = (f"COUNTIF({area},{text(unknown)})" for area in atlas.areas(keys, on))
        return f"{total_of(counts)}>0"

    def holds(state: State) -> bool:
        return any(verdict(state, bound) == unknown for bound in bounds)

    return Step(test, holds, word("waiting"), *_plain("judged_later"))


def counted(name: str, spelled: Spell, count: Callable[[State], int]) -> Step:
    """Something of which there should be none."""
    return Step(
        lambda atlas, on: f"{spelled(atlas, on)}>0",
        lambda state: count(state) > 0,
        word("open"),
        lambda atlas, on: joined(word(name), count=f"({spelled(atlas, on)})"),
        lambda state: word(name).format(count=count(state)),
    )


def _unexplained(bound: Bound, atlas: Atlas, on: str) -> str:
    """1 while a rule is broken and nobody has said why."""
    told, words = (atlas.ref(f"checks.{rule_key(bound)}.{c}", on) for c in ("verdict", "explain"))
    failed = text(workbook_words()["checks"]["failed"])
    return f"({told}={failed})*(LEN({words})=0)"


def total_of(terms: Iterable[str]) -> str:
    """Terms added up in a formula."""
    return "+".join(terms) or "0"
