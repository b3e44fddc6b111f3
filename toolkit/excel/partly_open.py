"""A template in which cells can be shut: what is in them is known, and is not to be typed again.

Called where workbooks are sent out once more because the form has changed. A cell that is shut is
locked and looks like one that is computed; everything else of it stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from toolkit.excel.bind import bind_book
from toolkit.excel.cell import Spot, spot
from toolkit.excel.parts import open_book
from toolkit.excel.patch import with_texts
from toolkit.excel.plan_pages import VALUE, todos
from toolkit.excel.styles import Styles, style_of
from toolkit.excel.template import Keyed, Template, take_apart
from toolkit.lexicon import workbook_words
from toolkit.model.form import Form
from toolkit.package.opening import open_package
from toolkit.package.packing import part

STYLE = re.compile(rb'\bs="(\d+)"')


class Notes(NamedTuple):
    """What is said where a clerk begins: a sentence, and a mark at each part that has new cells."""

    sentence: str
    heading: str  # above the marks
    mark: str


@dataclass(frozen=True)
class PartlyOpen:
    """A template with a look for each cell that may be shut."""

    template: Template
    looks: Mapping[int, int]  # the style of a cell where one types → its style when it is shut

    def with_shut(self, keys: Iterable[str]) -> Template:
        """The template in which nothing can be typed at these keys."""
        shut = frozenset(keys)
        sheets = {
            name: self._shut(xml, cells, shut)
            for name, (xml, cells) in self.template.sheets.items()
        }
        return replace(self.template, sheets=sheets)

    def _shut(
        self, xml: bytes, cells: tuple[Keyed, ...], shut: frozenset[str]
    ) -> tuple[bytes, tuple[Keyed, ...]]:
        """A sheet, and its cells where they lie now."""
        pieces, moved, at, by = [], [], 0, 0
        for cell in cells:
            if cell.key in shut:
                head = xml.rfind(b"<", 0, cell.start)
                written = self._restyled(xml[head : cell.start])
                pieces += [xml[at:head], written]
                at, by = cell.start, by + len(written) - (cell.start - head)
            moved.append(replace(cell, start=cell.start + by, end=cell.end + by))
        return b"".join((*pieces, xml[at:])), tuple(moved)

    def _restyled(self, head: bytes) -> bytes:
        """`<c r="D12" s="5"` with the number of the other style."""
        found = STYLE.search(head)
        if found is None:
            return b'%b s="%d"' % (head, self.looks[0])
        before, after = head[: found.start()], head[found.end() :]
        return b'%bs="%d"%b' % (before, self.looks[int(found[1])], after)


def partly_open(content: bytes, form: Form) -> PartlyOpen:
    """The template in these bytes, ready to have cells shut; Unreadable where it is none."""
    package = open_package(content)
    name = open_book(package).styles
    styles, template = Styles(package.xml(name)), take_apart(content, form)
    computed = min(_styles(template, (slot.key for slot in form.derived)), default=None)
    looks = {
        style: styles.shut(style, style if computed is None else computed)
        for style in sorted({0, *_styles(template, template.meaning.entries)})
    }
    styled = part(name, styles.stamped())
    parts = tuple(styled if each.name == name else each for each in template.parts)
    return PartlyOpen(replace(template, parts=parts), looks)


def _styles(template: Template, keys: Iterable[str]) -> Iterator[int]:
    """The styles of the cells of some keys."""
    wanted = frozenset(keys)
    for xml, cells in template.sheets.values():
        for cell in cells:
            if cell.key in wanted:
                found = STYLE.search(xml, xml.rfind(b"<", 0, cell.start), cell.start)
                yield int(found[1]) if found else 0


def noted(content: bytes, form: Form, parts: Iterable[str], notes: Notes) -> bytes:
    """The template with notes where a clerk begins, beside the list of what is open."""
    book = open_book(open_package(content))
    sites = bind_book(book).atlas.sites
    rows = {p: s.spot.row for p in todos(form) if (s := sites.get(f"todo.{p}.state"))}
    if not rows:
        return content
    name = sites[f"todo.{next(iter(rows))}.state"].sheet
    sheet = next(each for each in book.sheets if each.name == name)
    heading = min(rows.values()) - 1
    drawn = [spot(at.decode()) for at in style_of(book.plain(sheet))]
    beside = 1 + max(each.column for each in drawn if each.row in (heading, *rows.values()))
    texts = {Spot(rows[p], beside).address: notes.mark for p in parts if p in rows}
    texts[Spot(heading, beside).address] = notes.heading
    step = workbook_words()["start"]["step_two"]
    cells = book.cells(sheet)
    here = next((at.decode() for at in cells.contents if cells.text(at) == step), "")
    below = Spot(max(each.row for each in drawn) + 1, VALUE).address
    return with_texts(content, {name: {**texts, here or below: notes.sentence}})
