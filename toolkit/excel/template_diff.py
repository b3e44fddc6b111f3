"""What differs between two templates: keyed cells that moved, came or went, formulas that changed.

Called by `template check --diff`. Moves are told by whole rows and columns, a single cell only
where it went another way. Formulas are compared by keys: one that only follows is the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from itertools import groupby, takewhile
from typing import TypeVar

from toolkit.excel.atlas import NAMED, Site
from toolkit.excel.bind import KEY, Binding, bind_book
from toolkit.excel.cell import Spot, letters
from toolkit.excel.fingerprints import folded
from toolkit.excel.guards import sqref
from toolkit.excel.parts import open_book
from toolkit.faults import noticed
from toolkit.model.finding import Finding
from toolkit.model.form import Form
from toolkit.package.opening import open_package

PIECE = re.compile(NAMED + r"|\w+|.", re.DOTALL)
LONGEST_NAME, LONGEST_FORMULA, AROUND = 20, 80, 6
MORE = "…"

Codes = tuple[str, str]  # onwards and backwards; some cells and whole sheets
GONE = ("template-keys-gone", "template-sheet-gone")
NEW = ("template-keys-new", "template-sheet-new")
ROWS = ("template-rows-down", "template-rows-up")
ROWS_ON = ("template-rows-down-from", "template-rows-up-from")
COLUMNS = ("template-columns-right", "template-columns-left")
COLUMNS_ON = ("template-columns-right-from", "template-columns-left-from")


@dataclass(frozen=True)
class Pair:
    """Two templates, and what the form calls the figures in them."""

    old: Binding
    new: Binding
    form: Form

    def name(self, binding: Binding, key: str) -> str:
        """What a keyed cell is: a figure of the form, else what is written before it, else why."""
        for figure in (key, key.partition(".")[2]):
            if figure in self.form.slots:
                return self.form.slots[figure].name
        return _written_before(binding, key) or key


def compare_templates(old: bytes, new: bytes, form: Form) -> tuple[Finding, ...]:
    """What differs between two templates; nothing where keys and formulas are the same."""
    before, after = (bind_book(open_book(open_package(each))) for each in (old, new))
    pair = Pair(before, after, form)
    return (
        *_gone(GONE, pair, pair.old, pair.new),
        *_gone(NEW, pair, pair.new, pair.old),
        *_moves(pair),
        *_formulas(pair),
    )


def _gone(codes: Codes, pair: Pair, here: Binding, there: Binding) -> Iterator[Finding]:
    """Keys that only one of the two has, by sheet and row of keys; of a whole sheet at once."""
    sites = here.atlas.sites
    kept = {sites[key].sheet for key in here.bonds if key in there.bonds}
    alone: dict[tuple[str, str], list[str]] = {}
    for key in here.bonds:
        if key not in there.bonds:
            row = key.rpartition(".")[0] if sites[key].sheet in kept else ""
            alone.setdefault((sites[key].sheet, row), []).append(key)
    for (sheet, row), keys in alone.items():
        if sheet not in kept:
            yield noticed(codes[1], sheet=sheet, count=len(keys))
            continue
        cells = sqref(sites[key].spot for key in keys)
        slot = pair.form.slots.get(keys[0])
        name = slot.row.name if slot and len(keys) > 1 else pair.name(here, keys[0])
        yield noticed(codes[0], sheet=sheet, cells=cells, name=name or row, count=len(keys))


T = TypeVar("T")
Both = tuple[str, Site, Site]  # a key, where it stood, where it stands


def _moves(pair: Pair) -> Iterator[Finding]:
    """Renamed sheets, and what moved within each."""
    old, new = pair.old.atlas.sites, pair.new.atlas.sites
    by_sheet: dict[str, list[Both]] = {}
    for key in old:
        if key in new:
            by_sheet.setdefault(old[key].sheet, []).append((key, old[key], new[key]))
    for sheet, keys in by_sheet.items():
        called = _most(after.sheet for _, _, after in keys)
        if called != sheet:
            yield noticed("template-sheet-renamed", old=sheet, found=called)
        yield from _moves_of_sheet(pair, sheet, [each for each in keys if each[2].sheet == called])
        yield from (_single(pair, each) for each in keys if each[2].sheet != called)


def _moves_of_sheet(pair: Pair, sheet: str, keys: list[Both]) -> Iterator[Finding]:
    rows = _steps((a.spot.row, b.spot.row) for _, a, b in keys)
    columns = _steps((a.spot.column, b.spot.column) for _, a, b in keys)
    fits = [
        each
        for each in keys
        for old, new in [(each[1].spot, each[2].spot)]
        if (rows[old.row], columns[old.column]) == (new.row - old.row, new.column - old.column)
    ]
    by_row = Counter(before.spot.row for _, before, _ in fits)
    by_column = Counter(before.spot.column for _, before, _ in fits)
    yield from _shifts(sheet, rows, by_row, (ROWS, ROWS_ON), str)
    yield from _shifts(sheet, columns, by_column, (COLUMNS, COLUMNS_ON), letters)
    kept = {key for key, _, _ in fits}
    yield from (_single(pair, each) for each in keys if each[0] not in kept)


def _shifts(
    sheet: str,
    steps: Mapping[int, int],
    counted: Mapping[int, int],
    codes: tuple[Codes, Codes],
    called: Callable[[int], str],
) -> Iterator[Finding]:
    """Rows or columns that moved together; how many keyed cells went with them."""
    for lines, by, to_the_end in _runs(steps):
        first, last = called(lines[0]), called(lines[-1])
        said = first if to_the_end or first == last else f"{first}–{last}"
        count = sum(counted[line] for line in lines)
        if count:
            code = codes[to_the_end][by < 0]
            yield noticed(code, sheet=sheet, lines=said, by=abs(by), count=count)


def _steps(moved: Iterable[tuple[int, int]]) -> dict[int, int]:
    """By how much each row or column moved, as most of its cells did."""
    ways: dict[int, list[int]] = {}
    for before, after in moved:
        ways.setdefault(before, []).append(after - before)
    return {line: _most(ways[line]) for line in sorted(ways)}


def _runs(steps: Mapping[int, int]) -> Iterator[tuple[list[int], int, bool]]:
    """Lines in a row that moved by the same; whether they are all there is from the first on."""
    last = max(steps)
    runs = ((by, list(lines)) for by, lines in groupby(steps, key=lambda line: steps[line]))
    return ((run, by, run[-1] == last) for by, run in runs if by)


def _most(told: Iterable[T]) -> T:
    return Counter(told).most_common(1)[0][0]


def _single(pair: Pair, moved: Both) -> Finding:
    """A cell that went another way than its row and column."""
    key, before, after = moved
    name = pair.name(pair.new, key)
    return noticed("template-cell-moved", found=_at(before), name=name, new=_at(after))


def _at(site: Site) -> str:
    return f"{site.sheet} {site.spot.address}"


def _written_before(binding: Binding, key: str) -> str:
    """The text nearest to the left of a cell that is no key; one that is not keyed first."""
    number, _ = binding.bonds[key]
    cells, spot = binding.cells[number], binding.atlas.sites[key].spot
    keys = {anchor.spot.column for anchor in binding.anchors if anchor.sheet == number}
    columns = (column for column in range(spot.column - 1, 0, -1) if column not in keys)
    before = [Spot(spot.row, column).address.encode() for column in columns]
    keyed = binding.here(number)
    before.sort(key=lambda at: at in keyed)
    texts = ((cells.text(at) or "").strip() for at in before)
    line = next((text.splitlines()[0] for text in texts if text and not KEY.fullmatch(text)), "")
    return line if len(line) <= LONGEST_NAME else f"{line[:LONGEST_NAME]}{MORE}"


def _formulas(pair: Pair) -> Iterator[Finding]:
    """Formulas that say something else, wherever their cells stand."""
    for key, bond in pair.new.bonds.items():
        if key in pair.old.bonds:
            old, new = _formula(pair.old, key), _formula(pair.new, key)
            if old != new and not _says_the_same(pair, key, old, new):
                found, name = _at(pair.new.site(bond)), pair.name(pair.new, key)
                yield _changed(pair, key, old, new, {"found": found, "name": name})


def _formula(binding: Binding, key: str) -> str | None:
    """The formula at a key; empty for one that is told elsewhere, None where there is none."""
    number, at = binding.bonds[key]
    formula = binding.cells[number].formula(at)
    return None if formula is None else unescape(formula.decode("utf-8", "replace"))


def _says_the_same(pair: Pair, key: str, old: str | None, new: str | None) -> bool:
    """Whether two formulas speak of the same keys, wherever these stand."""
    if old is None or new is None:
        return False
    if not old or not new:  # what is told elsewhere is not known here
        return True
    by_keys = (
        folded(binding.atlas.by_keys(formula, binding.atlas.sites[key].sheet))
        for binding, formula in ((pair.old, old), (pair.new, new))
    )
    return len(set(by_keys)) == 1


def _changed(
    pair: Pair, key: str, old: str | None, new: str | None, about: Mapping[str, str]
) -> Finding:
    if old is None:
        return noticed("template-formula-new", **about, formula=_cut(new or "", 0, 0))
    if new is None:
        return noticed("template-formula-gone", **about, formula=_cut(old, 0, 0))
    before, after = _pieces(pair.old, key, old), _pieces(pair.new, key, new)
    same = _alike(before, after)
    rest = _alike(before[same:][::-1], after[same:][::-1])
    told = {"old": _cut(old, same, rest), "new": _cut(new, same, rest)}
    return noticed("template-formula-differs", **about, **told)


def _pieces(binding: Binding, key: str, formula: str) -> list[str]:
    """A formula cut into its smallest parts, cells by their keys."""
    on = binding.atlas.sites[key].sheet
    return [folded(binding.atlas.by_keys(each[0], on)) for each in PIECE.finditer(formula)]


def _alike(one: list[str], other: list[str]) -> int:
    """How many pieces are the same from the beginning on."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _cut(formula: str, same: int, rest: int) -> str:
    """A formula; of a long one only what differs, with a few pieces before and behind."""
    if len(formula) <= LONGEST_FORMULA:
        return f"={formula}"
    pieces = [each[0] for each in PIECE.finditer(formula)]
    first, last = max(0, same - AROUND), len(pieces) - max(0, rest - AROUND)
    cut = "".join(pieces[first:last])
    more = MORE if last < len(pieces) or len(cut) > LONGEST_FORMULA else ""
    return f"={MORE if first else ''}{cut[:LONGEST_FORMULA]}{more}"
