"""What guards a sheet: input validation, and its twin in conditional formats.

Pasting destroys validation, so each rule stands twice; both are spelled from the same slot.
Conditional formats of ours bear a mark, by which stamping finds them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from toolkit.excel.atlas import Atlas, rectangles
from toolkit.excel.cell import Spot
from toolkit.excel.live import text
from toolkit.excel.live_figures import good
from toolkit.excel.meaning import Entry, Meaning
from toolkit.excel.state import not_applicable
from toolkit.lexicon import workbook_words
from toolkit.model.figure import Kind
from toolkit.model.form import Guide, Slot
from toolkit.package.escape import escaped

MARK = 'N("nianbao")=0'  # always true; says whose a conditional format is
JUDGING = (".verdict", ".state", ".live")  # columns whose cells say how something came out
LONGEST_PROMPT, LONGEST_TITLE = 250, 32  # a program refuses a file with more than 255


def _look(font: str, fill: str = "", pattern: str = "") -> bytes:
    """The look of a condition: bold or not, a colour of letters, perhaps a ground."""
    ground = f"<fill><patternFill{pattern}>{fill}</patternFill></fill>" if fill else ""
    return f"<dxf><font>{font}</font>{ground}</dxf>".encode()


DARK_RED, DARK_GREEN = '<color rgb="FF9C0006"/>', '<color rgb="FF006100"/>'
HATCHED = '<fgColor rgb="FFFF9999"/><bgColor rgb="FFFFC7CE"/>'  # seen without colours too
BAD = _look(f"<b/>{DARK_RED}", HATCHED, ' patternType="lightUp"')
FAILED = _look(f"<b/>{DARK_RED}", '<bgColor rgb="FFFFC7CE"/>')
PASSED = _look(DARK_GREEN)
MARKED = _look('<b/><i/><color rgb="FF7F3F00"/>', '<bgColor rgb="FFFFC000"/>')


@dataclass(frozen=True, slots=True)
class Condition:
    """A look that cells take on while a formula holds; the formula is that of the first cell."""

    cells: str
    formula: str
    look: bytes


@dataclass(frozen=True, slots=True)
class Validation:
    """What may be typed into cells, what is said before, and what is said of anything else."""

    cells: str
    kind: str  # whole, decimal, list, custom
    formulas: tuple[str, ...]
    title: str
    prompt: str
    stop: str

    def xml(self, prefix: str) -> str:
        between = ' operator="between"' if len(self.formulas) == 2 else ""
        told = "".join(
            f"<{prefix}formula{n}>{escaped(formula)}</{prefix}formula{n}>"
            for n, formula in enumerate(self.formulas, 1)
        )
        return (
            f'<{prefix}dataValidation type="{self.kind}"{between} allowBlank="1" '
            f'showInputMessage="1" showErrorMessage="1" errorTitle="{escaped(self.title)}" '
            f'error="{escaped(self.stop)}" promptTitle="{escaped(self.title)}" '
            f'prompt="{escaped(self.prompt)}" sqref="{self.cells}">{told}'
            f"</{prefix}dataValidation>"
        )


def validations(meaning: Meaning, atlas: Atlas, sheet: str) -> Iterator[Validation]:
    """Every validation of a sheet: one for each row of figures of a kind, one for each choice."""
    alike: dict[object, list[Slot]] = {}
    for key, slot in meaning.slots.items():
        if meaning.entries.get(key) is Entry.FIGURE and _on(atlas, key, sheet):
            line = slot.row if not slot.table.across else slot.column
            alike.setdefault((slot.table.key, line.key, _guide(slot), slot.kind), []).append(slot)
    for slots in alike.values():
        yield _of_figures(slots, atlas)
    for key, entry in meaning.entries.items():
        if entry in (Entry.HAD, Entry.CONFIRMED) and _on(atlas, key, sheet):
            yield _of_choice(entry, atlas.sites[key].spot)


def _on(atlas: Atlas, key: str, sheet: str) -> bool:
    return key in atlas and atlas.sites[key].sheet == sheet


def _guide(slot: Slot) -> tuple[str, str]:
    """Scope and whom to ask: of the line that knows, the row first unless rows lie across."""
    row, column = slot.row, slot.column
    first, second = (column, row) if slot.table.across else (row, column)
    if not slot.table.across and any(line.guide.ask for line in slot.table.columns.leaves):
        first, second = column, row  # here each column has figures of its own kind
    guides: Sequence[Guide] = (first.guide, second.guide)
    scope = next((guide.scope for guide in guides if guide.scope), "")
    return scope, next((guide.ask for guide in guides if guide.ask), "")


def _of_figures(slots: Sequence[Slot], atlas: Atlas) -> Validation:
    words, slot = workbook_words()["input"], slots[0]
    spots = sorted(atlas.sites[each.key].spot for each in slots)
    wanted = words[_WANTED[slot.kind]].format(unit=slot.unit)
    wanted += words["or_not"] if slot.may_not_apply else ""
    scope, ask = _guide(slot)
    told = [
        wanted,
        *([scope] if scope else []),
        *([words["prompt_ask"].format(ask=ask)] if ask else []),
    ]
    title = slot.name if len(slots) == 1 else slot.row.name
    kind, formulas = _allowed(slot, spots[0])
    stop = words["stop"].format(wanted=wanted)
    prompt = _fitted(told)
    return Validation(sqref(spots), kind, formulas, title[:LONGEST_TITLE], prompt, stop[:225])


_WANTED = {Kind.COUNT: "whole", Kind.CHANGE: "change", Kind.MONEY: "money"}


def _allowed(slot: Slot, first: Spot) -> tuple[str, tuple[str, ...]]:
    cell = first.address
    if slot.may_not_apply:
        return "custom", (f"OR({cell}={text(not_applicable())},{_is_good(slot, cell)})",)
    if slot.kind.decimals:  # a decimal validation would let any number of decimals pass
        return "custom", (_is_good(slot, cell),)
    least = "-999999999999" if slot.kind.signed else "0"
    return "whole", (least, "999999999999")


def _is_good(slot: Slot, cell: str) -> str:
    """A number of its kind; a text is asked nothing more, as comparing it would."""
    return f"IF(ISNUMBER({cell}),{good(slot.kind, cell)},FALSE)"


def _fitted(told: Sequence[str]) -> str:
    """As much as a prompt holds, cut between its parts where it can be."""
    kept = "\n".join(told)
    while len(kept) > LONGEST_PROMPT and len(told) > 2:
        told = [told[0], *told[2:]]
        kept = "\n".join(told)
    return kept if len(kept) <= LONGEST_PROMPT else f"{kept[: LONGEST_PROMPT - 1]}…"


def _of_choice(entry: Entry, spot: Spot) -> Validation:
    words = workbook_words()["words"]
    pair = ("had", "had_not") if entry is Entry.HAD else ("yes", "no")
    listed = text(",".join(words[word] for word in pair))
    told = workbook_words()["input"]
    return Validation(spot.address, "list", (listed,), "", told["choose"], told["choose_stop"])


def conditions(meaning: Meaning, atlas: Atlas, sheet: str) -> Iterator[Condition]:
    """Every conditional format of a sheet, the most urgent first."""
    here = [k for k, e in meaning.entries.items() if e is Entry.FIGURE and _on(atlas, k, sheet)]
    yield from _of_marks(here, atlas, sheet)
    alike: dict[tuple[Kind, bool], list[Spot]] = {}
    for key in here:
        slot = meaning.slots[key]
        alike.setdefault((slot.kind, slot.may_not_apply), []).append(atlas.sites[key].spot)
    for (kind, may_not_apply), spots in alike.items():
        yield from _each(spots, partial(_bad, kind, may_not_apply), BAD)
    yield from _of_words([k for k in meaning.lives if _on(atlas, k, sheet)], atlas)


def _each(
    spots: Iterable[Spot], spelled: Callable[[Spot], str], look: bytes
) -> Iterator[Condition]:
    """One condition for each rectangle: programs differ in which cell of several is the first."""
    for first, last in rectangles(spots):
        yield Condition(_span(first, last), spelled(first), look)


def _bad(kind: Kind, may_not_apply: bool, first: Spot) -> str:
    cell = first.address
    other = f"{cell}={text(not_applicable())}" if may_not_apply else "FALSE"
    return f'{cell}<>"",NOT(IF(ISNUMBER({cell}),{good(kind, cell)},{other}))'


def _of_marks(keys: Iterable[str], atlas: Atlas, sheet: str) -> Iterator[Condition]:
    """Cells that the county complained of: each has its mark in a hidden column."""
    alike: dict[tuple[int, int], list[Spot]] = {}
    for key in keys:
        if _on(atlas, f"mark.{key}", sheet):
            here, mark = atlas.sites[key].spot, atlas.sites[f"mark.{key}"].spot
            alike.setdefault((mark.row - here.row, mark.column - here.column), []).append(here)
    for away, spots in alike.items():
        yield from _each(spots, partial(_is_marked, away), MARKED)


def _is_marked(away: tuple[int, int], first: Spot) -> str:
    return f"{Spot(first.row + away[0], first.column + away[1]).address}=1"


def _of_words(keys: Iterable[str], atlas: Atlas) -> Iterator[Condition]:
    """Verdicts and the like, by the word or sign with which they begin."""
    words = workbook_words()
    checks, start = words["checks"], words["start"]
    judged = (key for key in keys if key.startswith("live.") or key.endswith(JUDGING))
    spots = [atlas.sites[key].spot for key in judged]
    bad = (checks["failed"], start["open"], checks["bad"][:1])
    fine = (checks["passed"], start["done"], start["spared"], checks["good"])
    for look, told in ((FAILED, bad), (PASSED, fine)):
        yield from _each(spots, partial(_begins, told), look)


def _begins(words: Sequence[str], first: Spot) -> str:
    """A formula that is true where a cell begins with one of some words."""
    cell = first.address
    return f"OR({','.join(f'LEFT({cell},{len(word)})={text(word)}' for word in words)})"


def sqref(spots: Iterable[Spot]) -> str:
    """Cells as ranges in reading order."""
    return " ".join(_span(*each) for each in rectangles(spots))


def _span(first: Spot, last: Spot) -> str:
    return first.address if first == last else f"{first.address}:{last.address}"


def conditions_xml(
    found: Iterable[Condition], looks: Mapping[bytes, int], prefix: str, first: int
) -> str:
    """The conditional formats of a sheet; priorities go on from `first`."""
    return "".join(
        f'<{prefix}conditionalFormatting sqref="{each.cells}">'
        f'<{prefix}cfRule type="expression" dxfId="{looks[each.look]}" priority="{first + n}">'
        f"<{prefix}formula>{escaped(f'AND({MARK},{each.formula})')}</{prefix}formula>"
        f"</{prefix}cfRule></{prefix}conditionalFormatting>"
        for n, each in enumerate(found)
    )
