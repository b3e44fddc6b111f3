"""Live cells of the work to be done: each part, how it stands, what comes next, ready or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.excel.atlas import Atlas
from toolkit.excel.live import Live, go, joined, text
from toolkit.excel.live_checks import verdict
from toolkit.excel.live_figures import typed_number
from toolkit.excel.plan_checks import COUNTY, live_rules, rule_key
from toolkit.excel.plan_pages import filled_sections, todo_label, todos
from toolkit.excel.state import State, not_applicable
from toolkit.lexicon import workbook_words
from toolkit.model.finding import Severity
from toolkit.model.form import Form, Passage, Section
from toolkit.model.rule import Bound

Spell = Callable[[Atlas, str], str]
COUNTY_ROWS = tuple(f"county.n{n + 1}" for n in range(COUNTY))


@dataclass(frozen=True, slots=True)
class Step:
    """One way a part of the work may stand: when, the word for it, what is missing."""

    test: Spell
    holds: Callable[[State], bool]
    word: str
    missing: Spell = lambda *_: '""'
    said: Callable[[State], str] = lambda _: ""


def live_start(form: Form) -> Iterator[Live]:
    """The list of parts, and what follows from it."""
    stands = {part: _steps(form, part) for part in todos(form)}
    for part, steps in stands.items():
        yield go(f"todo.{part}.part", target_of(form, part), todo_label(form, part))
        yield _state(part, steps)
        yield _text(part, steps)
    yield _headline(form, stands)
    yield _bar(stands)
    yield _ready(stands)
    yield _code(stands)
    for sheet in ("about", "prose", "checks", *(s.key for s in filled_sections(form))):
        yield go(f"link.{sheet}.start", "start.open.value", workbook_words()["words"]["to_start"])
        yield _next(f"link.{sheet}.next", form, stands)


def target_of(form: Form, part: str) -> str:
    """The cell to which the link of a part leads."""
    if part == "about":
        return "about.contact.value"
    if part == "checks":
        return f"checks.{rule_key(live_rules(form)[0])}.verdict"
    section = next((s for s in filled_sections(form) if s.key == part), None)
    if section is None:
        return f"passages.{part}.text"
    return next(slot.key for table in section.tables for slot in table.slots if slot.given)


def step_of(part: str, steps: Sequence[Step], state: State) -> Step:
    """The first that holds; the last always does."""
    known = state.stands.get(part)
    if not isinstance(known, Step):
        known = next((step for step in steps[:-1] if step.holds(state)), steps[-1])
        state.stands[part] = known
    return known


def _always(*_: object) -> str:
    return "TRUE"


def _step(word: str) -> str:
    return workbook_words()["start"][word]


def _steps(form: Form, part: str) -> tuple[Step, ...]:
    if part == "about":
        return _about_steps()
    if part == "checks":
        return _check_steps(form)
    section = next((s for s in filled_sections(form) if s.key == part), None)
    return _section_steps(section) if section else _passage_steps(form.passages[part])


def _about_steps() -> tuple[Step, ...]:
    names = ("contact", "phone")

    def test(atlas: Atlas, on: str) -> str:
        blank = (f'{atlas.ref(f"about.{name}.value", on)}=""' for name in names)
        return f"OR({','.join(blank)})"

    def holds(state: State) -> bool:
        return not all(state.about.get(name) for name in names)

    nobody = _step("nobody")
    return (
        Step(test, holds, _step("advised"), lambda *_: text(nobody), lambda _: nobody),
        Step(_always, lambda _: True, _step("done")),
    )


def _passage_steps(passage: Passage) -> tuple[Step, ...]:
    key, longest = f"passages.{passage.key}.text", passage.longest
    unwritten = _step("unwritten")
    too_long = _step("too_long").replace("{count}", str(longest))
    steps = [
        Step(
            lambda atlas, on: f"LEN(TRIM({atlas.ref(key, on)}))=0",
            lambda state: not state.passages.get(passage.key, "").strip(" "),
            _step("open"),
            lambda *_: text(unwritten),
            lambda _: unwritten,
        )
    ]
    if longest:
        steps.append(
            Step(
                lambda atlas, on: f"LEN({atlas.ref(key, on)})>{longest}",
                lambda state: len(state.passages.get(passage.key, "")) > longest,
                _step("advised"),
                lambda *_: text(too_long),
                lambda _: too_long,
            )
        )
    return (*steps, Step(_always, lambda _: True, _step("done")))


def _section_steps(section: Section) -> tuple[Step, ...]:
    given = [slot for table in section.tables for slot in table.slots if slot.given]
    keys = [slot.key for slot in given]
    words, had = workbook_words()["words"], f"about.had.{section.key}.value"
    silent = [f"page.{slot.key}" for slot in given if slot.may_not_apply]

    def missing(atlas: Atlas, on: str) -> str:
        spelled = f"{len(keys)}-COUNT({atlas.area([f'page.{key}' for key in keys], on)})"
        word = text(not_applicable())
        return spelled + "".join(f"-COUNTIF({a},{word})" for a in atlas.areas(silent, on))

    def count(state: State) -> int:
        return sum(state.effective[k] is None and not state.silent(k) for k in keys)

    def clashes(state: State) -> bool:
        nothing = state.about.get(f"had.{section.key}") == words["had_not"]
        return nothing and sum(typed_number(state.figures.get(key)) or 0 for key in keys) != 0

    def clash(atlas: Atlas, on: str) -> str:
        answer = f"{atlas.ref(had, on)}={text(words['had_not'])}"
        return f"AND({answer},SUM({atlas.area(keys, on)})<>0)"

    def spared(state: State) -> bool:
        return state.about.get(f"had.{section.key}") == words["had_not"]

    asking = (
        Step(
            lambda atlas, on: f'{atlas.ref(had, on)}=""',
            lambda state: not state.about.get(f"had.{section.key}"),
            _step("open"),
            lambda *_: text(_step("questioned")),
            lambda _: _step("questioned"),
        ),
        Step(
            clash, clashes, _step("open"), lambda *_: text(_step("clash")), lambda _: _step("clash")
        ),
    )
    cells = Step(
        lambda atlas, on: f"{missing(atlas, on)}>0",
        lambda state: count(state) > 0,
        _step("open"),
        lambda atlas, on: joined(_step("cells"), count=f"({missing(atlas, on)})"),
        lambda state: _step("cells").format(count=count(state)),
    )
    none = Step(
        lambda atlas, on: f"{atlas.ref(had, on)}={text(words['had_not'])}",
        spared,
        _step("spared"),
    )
    done = Step(_always, lambda _: True, _step("done"))
    return (*asking, cells, none, done) if section.question else (cells, done)


def _check_steps(form: Form) -> tuple[Step, ...]:
    words = workbook_words()["checks"]
    by_severity = {
        severity: [b for b in live_rules(form) if b.rule.severity is severity]
        for severity in (Severity.MUST, Severity.EXPLAIN)
    }
    musts, explains = by_severity[Severity.MUST], by_severity[Severity.EXPLAIN]

    def must(atlas: Atlas, on: str) -> str:
        keys = [f"checks.{rule_key(bound)}.verdict" for bound in musts]
        return _sum(f"COUNTIF({a},{text(words['failed'])})" for a in atlas.areas(keys, on))

    def explain(atlas: Atlas, on: str) -> str:
        return _sum(_unexplained(bound, atlas, on) for bound in explains)

    def county(atlas: Atlas, on: str) -> str:
        keys = [f"{row}.status" for row in COUNTY_ROWS]
        return _sum(f"COUNTIF({a},{text(words['unchanged'])})" for a in atlas.areas(keys, on))

    def failing(bounds: Sequence[Bound]) -> Callable[[State], int]:
        return lambda state: sum(
            verdict(state, bound) == words["failed"] and not state.explained.get(rule_key(bound))
            for bound in bounds
        )

    counted = (
        ("must", must, lambda state: sum(verdict(state, b) == words["failed"] for b in musts)),
        ("explain", explain, failing(explains)),
        ("county", county, lambda state: sum(state.unchanged)),
    )
    steps = [_counted_step(word, spelled, count) for word, spelled, count in counted]
    return (*steps, Step(_always, lambda _: True, _step("done")))


def _counted_step(word: str, spelled: Spell, count: Callable[[State], int]) -> Step:
    """Something of which there may be none."""
    return Step(
        lambda atlas, on: f"{spelled(atlas, on)}>0",
        lambda state: count(state) > 0,
        _step("open"),
        lambda atlas, on: joined(_step(word), count=f"({spelled(atlas, on)})"),
        lambda state: _step(word).format(count=count(state)),
    )


def _unexplained(bound: Bound, atlas: Atlas, on: str) -> str:
    """1 while a rule is broken and nobody has said why."""
    told, words = (atlas.ref(f"checks.{rule_key(bound)}.{c}", on) for c in ("verdict", "explain"))
    failed = text(workbook_words()["checks"]["failed"])
    return f"({told}={failed})*(LEN({words})=0)"


def _sum(terms: Iterator[str]) -> str:
    return "+".join(terms) or "0"


def _state(part: str, steps: Sequence[Step]) -> Live:
    return Live(
        f"todo.{part}.state",
        lambda atlas, on: _chosen(steps, atlas, on, lambda step: text(step.word)),
        lambda state: step_of(part, steps, state).word,
    )


def _text(part: str, steps: Sequence[Step]) -> Live:
    return Live(
        f"todo.{part}.text",
        lambda atlas, on: _chosen(steps, atlas, on, lambda step: step.missing(atlas, on)),
        lambda state: step_of(part, steps, state).said(state),
    )


def _chosen(steps: Sequence[Step], atlas: Atlas, on: str, told: Callable[[Step], str]) -> str:
    """The first step that holds, as nested IFs."""
    spelled = told(steps[-1])
    for step in reversed(steps[:-1]):
        spelled = f"IF({step.test(atlas, on)},{told(step)},{spelled})"
    return spelled


Stands = dict[str, tuple[Step, ...]]


def _open_parts(stands: Stands, state: State) -> list[str]:
    word = _step("open")
    return [part for part, steps in stands.items() if step_of(part, steps, state).word == word]


def _count_open(stands: Stands, atlas: Atlas, on: str) -> str:
    areas = atlas.areas([f"todo.{part}.state" for part in stands], on)
    return _sum(f"COUNTIF({area},{text(_step('open'))})" for area in areas)


def _headline(form: Form, stands: Stands) -> Live:
    """How many parts are open, and the first of them."""

    def formula(atlas: Atlas, on: str) -> str:
        count = _count_open(stands, atlas, on)
        first = '""'
        for part in reversed(stands):
            state, missing = (atlas.ref(f"todo.{part}.{c}", on) for c in ("state", "text"))
            label = text(f"{todo_label(form, part)}　")
            first = f"IF({state}={text(_step('open'))},{label}&{missing},{first})"
        left = joined(_step("left"), count=f"({count})", first=first)
        return f"IF({count}=0,{text(_step('all_done'))},{left})"

    def value(state: State) -> str:
        left = _open_parts(stands, state)
        if not left:
            return _step("all_done")
        said = step_of(left[0], stands[left[0]], state).said(state)
        return _step("left").format(count=len(left), first=f"{todo_label(form, left[0])}　{said}")

    return Live("start.open.value", formula, value)


def _bar(stands: Stands) -> Live:
    done, left = _step("bar_done"), _step("bar_open")

    def formula(atlas: Atlas, on: str) -> str:
        count = _count_open(stands, atlas, on)
        bar = f"REPT({text(done)},{len(stands)}-({count}))&REPT({text(left)},{count})"
        return joined(
            _step("bar"), bar=bar, done=f"({len(stands)}-({count}))", count=str(len(stands))
        )

    def value(state: State) -> str:
        count = len(_open_parts(stands, state))
        ready = len(stands) - count
        return _step("bar").format(bar=done * ready + left * count, done=ready, count=len(stands))

    return Live("start.bar.value", formula, value)


def _ready(stands: Stands) -> Live:
    words = [_step("ready"), _step("not_ready")]
    return Live(
        "start.ready.value",
        lambda atlas, on: (
            f"IF({_count_open(stands, atlas, on)}=0,{text(words[0])},{text(words[1])})"
        ),
        lambda state: words[bool(_open_parts(stands, state))],
    )


def _code(stands: Stands) -> Live:
    return Live(
        "start.code.value",
        lambda atlas, on: (
            f'IF({_count_open(stands, atlas, on)}=0,{atlas.ref("tell.code.value", on)},"")'
        ),
        lambda state: "" if _open_parts(stands, state) else state.checkcode,
    )


def _next(key: str, form: Form, stands: Stands) -> Live:
    """A link to what comes next: the county's first finding, else the first part that is open."""
    words = workbook_words()["words"]["next"]

    def formula(atlas: Atlas, on: str) -> str:
        spelled = '""'
        for part in reversed(stands):
            state = atlas.ref(f"todo.{part}.state", on)
            link = f"HYPERLINK({text(atlas.link(target_of(form, part)))},{text(words)})"
            spelled = f"IF({state}={text(_step('open'))},{link},{spelled})"
        status, target = (
            atlas.area([f"{row}.{c}" for row in COUNTY_ROWS], on) for c in ("status", "target")
        )
        unchanged = text(workbook_words()["checks"]["unchanged"])
        place = f"MATCH({unchanged},{status},0)"
        return f"IFERROR(HYPERLINK(INDEX({target},{place}),{text(words)}),{spelled})"

    return Live(key, formula, lambda state: words if _open_parts(stands, state) else "")
