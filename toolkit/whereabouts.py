"""The first part of a sentence: which table, which cell or line, in the words of the form.

Called by say.py. Cells are named as they stand in the file; without cells, by their headings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from toolkit.lexicon import messages
from toolkit.model.figure import CELL, Place
from toolkit.model.finding import Finding
from toolkit.model.form import Form, Slot, Table
from toolkit.model.rule import Bound


def table_of(form: Form, finding: Finding) -> Table | None:
    """The table of its first figure; None for a finding about no figure of this form."""
    slot = form.slots.get(finding.keys[0]) if finding.keys else None
    return slot.table if slot else None


def of_one(form: Form, finding: Finding, bound: Bound | None) -> str:
    """Table, cell and headings of a single finding; empty for one about the whole report."""
    table = table_of(form, finding)
    if table is None and finding.places and finding.places[0].cell:
        return _at_places(finding.places)
    if table is None or finding.fact("table") == table.key:
        return table.name if table and finding.code == "missing-table" else ""
    if bound and bound.where:
        return _at_line(table, bound, finding)
    if len(finding.keys) == 1:
        return _at_cell(form.slots[finding.keys[0]], finding.places)
    tables = dict.fromkeys(form.slots[key].table.name for key in finding.keys)
    return messages().words["and"].join(tables)


def of_several(form: Form, findings: Sequence[Finding]) -> str:
    """Where findings are that say the same of several cells of one table."""
    words = messages().words
    slots = [form.slots[finding.keys[0]] for finding in findings]
    places = sorted((place for f in findings for place in f.places), key=Place.order)
    located = len(places) == len(findings) and all(place.cell for place in places)
    table = (places[0].sheet if located else "") or slots[0].table.name
    cells = words["and"].join(_ranges(places) if located else _headings(slots))
    frame = words["several" if located else "in_all"]
    return frame.format(table=table, cells=cells, count=len(findings))


def _at_places(places: Sequence[Place]) -> str:
    """Cells that hold no figures, or figures of several tables: sheet and cells."""
    cells = messages().words["and"].join(_ranges(sorted(places, key=Place.order)))
    return f"{places[0].sheet} {cells}".strip()


def _at_line(table: Table, bound: Bound, finding: Finding) -> str:
    """A whole column or row of the sheet, by letter or number where all its cells share it."""
    words = messages().words
    spots = [match for place in finding.places if (match := CELL.fullmatch(place.cell))]
    for group, frame in ((1, "in_column"), (2, "in_row")):
        same = {spot[group] for spot in spots}
        if len(spots) > 1 and len(same) == 1:
            sheet = finding.places[0].sheet or table.name
            return words[frame].format(table=sheet, cell=same.pop(), name=bound.where)
    return words["in_table"].format(table=table.name, name=bound.where)


def _at_cell(slot: Slot, places: Sequence[Place]) -> str:
    words, place = messages().words, places[0] if places else Place()
    name = words["comma"].join((slot.name, *_on_paper(place)))
    if place.cell:
        sheet = place.sheet or slot.table.name
        return words["in_cell"].format(table=sheet, cell=place.cell, name=name)
    return words["in_table"].format(table=slot.table.name, name=name)


def _on_paper(place: Place) -> Iterator[str]:
    if place.page:
        yield messages().words["on_page"].format(page=place.page)
    if place.line:
        yield messages().words["on_line"].format(line=place.line)


def _ranges(places: Iterable[Place]) -> Iterator[str]:
    """Cells in Excel order, neighbours in a column joined: D8:D10, D12."""
    run: list[tuple[str, int]] = []
    for place in places:
        match = CELL.fullmatch(place.cell)
        spot = (match[1], int(match[2])) if match else (place.cell, 0)
        if run and spot != (run[-1][0], run[-1][1] + 1):
            yield _range(run)
            run = []
        run.append(spot)
    if run:
        yield _range(run)


def _range(run: Sequence[tuple[str, int]]) -> str:
    first, last = (f"{column}{row or ''}" for column, row in (run[0], run[-1]))
    return first if first == last else f"{first}:{last}"


def _headings(slots: Sequence[Slot]) -> Iterator[str]:
    """Figures by their words: the whole table, a whole row, or one by one."""
    words, table = messages().words, slots[0].table
    if len(slots) == sum(slot.given for slot in table.slots):
        yield words["whole"]
        return
    rows: dict[str, list[Slot]] = {}
    for slot in slots:
        rows.setdefault(slot.row.key, []).append(slot)
    for same in rows.values():
        whole = sum(slot.given for slot in table.slots if slot.row is same[0].row)
        if len(same) == whole:
            yield words["line_whole"].format(name=same[0].row.name)
        else:
            yield from (slot.name for slot in same)
