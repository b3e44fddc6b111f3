"""Live cells of the work to be done: each part, how it stands, what comes next, ready or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from toolkit.excel.atlas import Atlas
from toolkit.excel.live import Live, go, joined, text
from toolkit.excel.plan_checks import live_rules, rule_key
from toolkit.excel.plan_pages import todo_label, todos
from toolkit.excel.state import State
from toolkit.excel.steps import COUNTY_ROWS, Step, step_of, steps_of, total_of, word
from toolkit.lexicon import workbook_words
from toolkit.model.form import Form


def live_start(form: Form) -> Iterator[Live]:
    """The list of parts, and what follows from it."""
    stands = {part: steps_of(form, part) for part in todos(form)}
    for part, steps in stands.items():
        yield go(f"todo.{part}.part", target_of(form, part), todo_label(form, part))
        yield _state(part, steps)
        yield _text(part, steps)
    yield _headline(form, stands)
    yield _bar(stands)
    yield _ready(stands)
    yield _code(stands)
    for sheet in ("about", "prose", "checks", *(s.key for s in form.filled)):
        yield go(f"link.{sheet}.start", "start.open.value", workbook_words()["words"]["to_start"])
        yield _next(f"link.{sheet}.next", form, stands)


def target_of(form: Form, part: str) -> str:
    """The cell to which the link of a part leads."""
    if part == "about":
        return "about.contact.value"
    if part == "checks":
        return f"checks.{rule_key(live_rules(form)[0])}.verdict"
    section = next((s for s in form.filled if s.key == part), None)
    if section is None:
        return f"passages.{part}.text"
    return next(slot.key for table in section.tables for slot in table.slots if slot.given)


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


def _open_parts(stands: Stands, state: State) -> tuple[str, ...]:
    """The parts that are open, worked out once for each workbook."""
    known = state.stands.get("")
    if not isinstance(known, tuple):
        open_ = word("open")
        known = tuple(p for p, steps in stands.items() if step_of(p, steps, state).word == open_)
        state.stands[""] = known
    return known


def _count_open(stands: Stands, atlas: Atlas, on: str) -> str:
    areas = atlas.areas([f"todo.{part}.state" for part in stands], on)
    return total_of(f"COUNTIF({area},{text(word('open'))})" for area in areas)


def _headline(form: Form, stands: Stands) -> Live:
    """How many parts are open, and the first of them."""

    def formula(atlas: Atlas, on: str) -> str:
        count = _count_open(stands, atlas, on)
        first = '""'
        for part in reversed(stands):
            state, missing = (atlas.ref(f"todo.{part}.{c}", on) for c in ("state", "text"))
            label = text(word("item").format(part=todo_label(form, part)))
            first = f"IF({state}={text(word('open'))},{label}&{missing},{first})"
        left = joined(word("left"), count=f"({count})", first=first)
        return f"IF({count}=0,{text(word('all_done'))},{left})"

    def value(state: State) -> str:
        left = _open_parts(stands, state)
        if not left:
            return word("all_done")
        said = step_of(left[0], stands[left[0]], state).said(state)
        return word("left").format(
            count=len(left), first=word("item").format(part=todo_label(form, left[0])) + said
        )

    return Live("start.open.value", formula, value)


def _bar(stands: Stands) -> Live:
    done, left = word("bar_done"), word("bar_open")

    def formula(atlas: Atlas, on: str) -> str:
        count = _count_open(stands, atlas, on)
        bar = f"REPT({text(done)},{len(stands)}-({count}))&REPT({text(left)},{count})"
        return joined(
            word("bar"), bar=bar, done=f"({len(stands)}-({count}))", count=str(len(stands))
        )

    def value(state: State) -> str:
        count = len(_open_parts(stands, state))
        ready = len(stands) - count
        return word("bar").format(bar=done * ready + left * count, done=ready, count=len(stands))

    return Live("start.bar.value", formula, value)


def _ready(stands: Stands) -> Live:
    words = [word("ready"), word("not_ready")]
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
            spelled = f"IF({state}={text(word('open'))},{link},{spelled})"
        status, target = (
            atlas.area([f"{row}.{c}" for row in COUNTY_ROWS], on) for c in ("status", "target")
        )
        unchanged = text(workbook_words()["checks"]["unchanged"])
        place = f"MATCH({unchanged},{status},0)"
        return f"IFERROR(HYPERLINK(INDEX({target},{place}),{text(words)}),{spelled})"

    return Live(key, formula, lambda state: words if _open_parts(stands, state) else "")
