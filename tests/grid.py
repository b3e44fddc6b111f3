"""A text table is what was sent; a list of words is what was found.

    |             | person | company |      the corner names the table; the only one needs no name
    | new         |     12 |         |      nothing between the bars is a blank cell
    | carried_in  |      3 |       × |      × is a cell that the file does not have

Several tables stand one below the other with an empty line between them.
"""

from toolkit import read_submission
from toolkit.model.agency import Agency
from toolkit.model.figure import NOWHERE, Place
from toolkit.model.submission import Written
from toolkit.reading import totals

ABSENT = "×"
SAID = ("left", "right", "before", "found", "expected", "read")


def grid(form, text, cells=None, **about):
    """Only what the text says; everything else is not in the file."""
    return read_submission(form, _at(figures(form, text), cells), **about)


def filled(form, text="", cells=None, **about):
    """What the text says, and 0 in every other cell; a printed report gets its totals too."""
    zeros = {key: 0 for key, slot in form.slots.items() if slot.given}
    said = figures(form, text)
    written = {key: said.get(key, 0) for key in (zeros | said)}
    if about.get("printed"):
        sums = totals(form.slots.values(), read_submission(form, written).figures)
        written = {key: figure.value for key, figure in sums.items()} | written
    return read_submission(form, _at(written, cells), **about)


def on_sheet(form, table, column, row, sheet="表三"):
    """The cells of a table whose first figure stands in this column and row: key → place."""
    columns = [c.key for c in form.tables[table].columns.leaves]
    rows = [r.key for r in form.tables[table].rows.leaves]
    first = ord(column) - ord("A")
    return {
        f"{table}.{down}.{right}": Place("a.xlsx", sheet, f"{_letters(first + x)}{row + y}")
        for x, right in enumerate(columns)
        for y, down in enumerate(rows)
    }


def _letters(number):
    """0 is A, 25 is Z, 26 is AA."""
    high, low = divmod(number, 26)
    return (_letters(high - 1) if high else "") + chr(ord("A") + low)


def _at(written, cells):
    places = cells or {}
    return {key: Written(raw, places.get(key, NOWHERE)) for key, raw in written.items()}


def figures(form, text):
    """The cells of all tables in a text: key → what stands there."""
    blocks = text.strip().split("\n\n") if text.strip() else []
    return {key: raw for block in blocks for key, raw in _table(form, block)}


def _table(form, block):
    head, *lines = [_cells(line) for line in block.splitlines() if line.strip()]
    table = head[0] or next(iter(form.tables))
    for row, *values in lines:
        for column, value in zip(head[1:], values, strict=True):
            key = f"{table}.{row}.{column}"
            assert key in form.slots, key
            if value != ABSENT:
                yield key, value or None


def _cells(line):
    return [cell.strip() for cell in line.strip()[1:-1].split("|")]


def agency(code="T01", name="青石镇", *flags):
    """Somebody who reports."""
    return Agency(code, name, "乡镇", frozenset(flags))


def brief(findings):
    """Each finding in one line: its code, what it is about, what was found."""
    return [_brief(finding) for finding in findings]


def _brief(finding):
    words = [finding.code, _about(finding), *map(str, _said(finding))]
    return " ".join(word for word in words if word)


def _about(finding):
    """The line a rule stands at, the one figure, or the table and row of several."""
    at = finding.fact("at")
    if at is not None:
        return at if at != finding.code else ""
    if finding.fact("table"):
        return finding.fact("table")
    if finding.fact("row"):
        return finding.keys[0].rpartition(".")[0]
    return finding.keys[0] if len(finding.keys) == 1 else ""


def _said(finding):
    values = [finding.fact(name) for name in SAID]
    return [value for value in values if value is not None and value != ""]
