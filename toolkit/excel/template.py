"""A stamped template taken apart once, so that workbooks are made from it without opening it again.

`Template` knows where each keyed cell lies in the bytes of its part. `Press` fixes what is the same
for many workbooks and leaves open what differs; everything constant is compressed once. Which live
cells differ follows from their formulas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

from toolkit.excel.atlas import Atlas
from toolkit.excel.bind import bind_book
from toolkit.excel.cell import Spot, number
from toolkit.excel.live import Live
from toolkit.excel.meaning import Meaning, meaning_of
from toolkit.excel.parts import open_book
from toolkit.excel.state import State
from toolkit.excel.written import cell_rest, content, formula_heads
from toolkit.lexicon import workbook_words
from toolkit.model.form import Form
from toolkit.package.opening import open_package
from toolkit.package.packing import Part, packed, part, parts_of
from toolkit.package.segments import Segmented, segmented
from toolkit.package.splice import Change, elements, spliced

REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'!)?\$([A-Z]{1,3})\$(\d+)(?::\$([A-Z]{1,3})\$(\d+))?")


@dataclass(frozen=True, slots=True)
class Keyed:
    """A keyed cell in the bytes of its part: `<c r="D12" s="5"` ends at `start`."""

    key: str
    start: int
    end: int
    formula: str = ""


@dataclass(frozen=True)
class Template:
    """A stamped template, taken apart."""

    form: Form
    meaning: Meaning
    atlas: Atlas
    parts: tuple[Part, ...]
    sheets: Mapping[str, tuple[bytes, tuple[Keyed, ...]]]  # part → its bytes and keyed cells

    @cached_property
    def formulas(self) -> Mapping[str, str]:
        """The formula of every live cell, as it is spelled here."""
        return {k.key: k.formula for _, cells in self.sheets.values() for k in cells if k.formula}

    @cached_property
    def feeds(self) -> Mapping[str, frozenset[str]]:
        """Key → the live cells whose formulas name it."""
        at = {(site.sheet, site.spot): key for key, site in self.atlas.sites.items()}
        feeds: dict[str, set[str]] = {}
        for key, formula in self.formulas.items():
            for place in _named(formula, self.atlas.sites[key].sheet):
                if place in at:
                    feeds.setdefault(at[place], set()).add(key)
        return {key: frozenset(fed) for key, fed in feeds.items()}

    def fed_by(self, keys: Iterable[str]) -> frozenset[str]:
        """Every live cell that depends on these keys, directly or not."""
        reached: set[str] = set()
        open_ = list(keys)
        while open_:
            fed = self.feeds.get(open_.pop(), frozenset()) - reached
            reached |= fed
            open_ += fed
        return frozenset(reached)

    def with_lives(self, more: Iterable[Live]) -> Template:
        """The same with more live cells, or with others in their place."""
        lives = {live.key: live for live in more}
        meaning = replace(self.meaning, lives={**self.meaning.lives, **lives})
        sheets = {
            name: (xml, tuple(self._with_formula(cell, lives.get(cell.key)) for cell in cells))
            for name, (xml, cells) in self.sheets.items()
        }
        return replace(self, meaning=meaning, sheets=sheets)

    def _with_formula(self, cell: Keyed, live: Live | None) -> Keyed:
        if live is None:
            return cell
        return replace(cell, formula=live.formula(self.atlas, self.atlas.sites[cell.key].sheet))

    def with_rows(self, key: str, heights: Mapping[int, float]) -> Template:
        """The same with these rows of the sheet of a key in sight, as high as they are told."""
        name = next(n for n, (_, cells) in self.sheets.items() if any(c.key == key for c in cells))
        xml, cells = self.sheets[name]
        changes = sorted(_row_changes(xml, heights))
        moved = tuple(_moved(cell, changes) for cell in cells)
        return replace(self, sheets={**self.sheets, name: (spliced(xml, changes), moved)})


def _row_changes(xml: bytes, heights: Mapping[int, float]) -> Iterator[Change]:
    for row, height in heights.items():
        tag = re.search(rb'<(?:\w+:)?row\b[^>]*?\br="%d"[^>]*>' % row, xml)
        if tag:
            rest = re.sub(rb'\s(?:hidden|ht|customHeight)="[^"]*"', b"", tag[0])
            told = b' hidden="0" ht="%b" customHeight="1"' % f"{height:g}".encode()
            at = rest.index(b" ")
            yield Change(tag.start(), tag.end(), rest[:at] + told + rest[at:])


def _moved(cell: Keyed, changes: Iterable[Change]) -> Keyed:
    """A cell where it lies after what stands before it became longer or shorter."""
    before = (c for c in changes if c.end <= cell.start)
    by = sum(len(change.content) - (change.end - change.start) for change in before)
    return replace(cell, start=cell.start + by, end=cell.end + by)


def _named(formula: str, on: str) -> Iterator[tuple[str, Spot]]:
    """Every cell that a formula names; its own texts hold no such names."""
    for sheet, column, row, last_column, last_row in REFERENCE.findall(formula):
        name = sheet.replace("''", "'") or on
        first, last = number(column), number(last_column or column)
        for r in range(int(row), int(last_row or row) + 1):
            yield from ((name, Spot(r, c)) for c in range(first, last + 1))


def take_apart(content: bytes, form: Form) -> Template:
    """The template in these bytes."""
    package = open_package(content)
    book = open_book(package)
    binding = bind_book(book)
    atlas, meaning = binding.atlas, meaning_of(form)
    sheets = {}
    for place in binding.cells:
        sheet, xml = book.sheets[place], book.xml(book.sheets[place])
        cells = tuple(_keyed(xml, binding.here(place), sheet.name, atlas, meaning))
        sheets[sheet.part] = (xml, cells)
    return Template(form, meaning, atlas, tuple(parts_of(package)), sheets)


def _keyed(
    xml: bytes, here: Mapping[bytes, str], sheet: str, atlas: Atlas, meaning: Meaning
) -> Iterator[Keyed]:
    for element in elements(xml, 3):
        key = here.get(element.attributes["r"].encode()) if element.name == "c" else None
        if key is not None:
            head = re.compile(rb"<(?:\w+:)?c\b(?:\s+(?:r|s)=\"[^\"]*\")*").match(xml, element.start)
            live = meaning.lives.get(key)
            formula = live.formula(atlas, sheet) if live else ""
            start = head.end() if head else element.start
            yield Keyed(key, start, element.end, formula)


Writer = Callable[[State], bytes]


@dataclass(frozen=True)
class Press:
    """Makes workbooks of which only some keys differ."""

    varying: frozenset[str]
    parts: tuple[Part | Segmented[Writer], ...]

    def content(self, state: State) -> bytes:
        """The workbook that holds this."""
        return packed(
            part.filled(state) if isinstance(part, Segmented) else part for part in self.parts
        )


def press(template: Template, constant: State, varying: Iterable[str]) -> Press:
    """A press for workbooks that agree in everything but these keys and what follows from them."""
    open_ = frozenset(varying) | template.fed_by(varying)
    made = {
        name: _cut(name, xml, cells, constant, open_, template.meaning)
        for name, (xml, cells) in template.sheets.items()
    }
    return Press(open_, tuple(made.get(part.name, part) for part in template.parts))


def _cut(
    name: str,
    xml: bytes,
    cells: Iterable[Keyed],
    constant: State,
    open_: frozenset[str],
    meaning: Meaning,
) -> Part | Segmented[Writer]:
    """A part with its constant cells filled in; cut where a cell varies."""
    pieces: list[bytes | Writer] = []
    pending: list[bytes] = []
    at = 0
    for cell in cells:
        pending.append(xml[at : cell.start])
        at = cell.end
        writer = _writer(cell, meaning)
        if cell.key in open_:
            pieces += (b"".join(pending), writer)
            pending = []
        else:
            pending.append(writer(constant))
    pieces.append(b"".join((*pending, xml[at:])))
    if len(pieces) == 1:
        return part(name, b"".join(piece for piece in pieces if isinstance(piece, bytes)))
    return segmented(name, pieces)


def _writer(cell: Keyed, meaning: Meaning) -> Writer:
    """What writes a cell, from its style on, for a workbook that holds something."""
    live = meaning.lives.get(cell.key)
    value = live.value if live else holder(cell.key, meaning)
    if not cell.formula:
        return partial(_write_plain, value)
    as_number, as_text = (head.encode() for head in formula_heads(cell.formula))

    def write(state: State) -> bytes:
        told = value(state)
        head = as_text if isinstance(told, str) else as_number
        return b"%b%b</v></c>" % (head, content(told).encode())

    return write


def _write_plain(value: Callable[[State], object], state: State) -> bytes:
    told = value(state)
    if type(told) is int:
        return b"><v>%d</v></c>" % told
    return b"/>" if told is None else cell_rest(told).encode()


def holder(key: str, meaning: Meaning) -> Callable[[State], object]:
    """What finds that which stands at a key that is no formula."""
    if key in meaning.slots:
        return lambda state: state.figures.get(key)
    table, _, rest = key.partition(".")
    row = rest.rpartition(".")[0]
    match table:
        case "last" if rest.startswith("passages."):
            passage = row.removeprefix("passages.")
            return lambda state: state.last_passages.get(passage)
        case "last":
            return lambda state: state.last.get(rest)
        case "about" if row.startswith("confirmed."):
            no = workbook_words()["words"]["no"]
            return lambda state: state.about.get(row) or no
        case "about":
            return lambda state: state.about.get(row)
        case "passages" if rest.endswith(".text"):
            return lambda state: state.passages.get(row)
        case "checks":
            return lambda state: state.explained.get(row)
    return lambda _: None
