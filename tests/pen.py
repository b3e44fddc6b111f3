"""The pen of an officer: lines written into a season's workbook of decisions, and read there."""

from toolkit.excel.patch import with_texts
from toolkit.season.decision_sheets import sheets_in

SIGNED = {"by": "周敏", "on": "2026-01-18", "basis": "电话问过，记录在案"}


def lines(path, kind):
    """The lines of a sheet: what stands on them, and the answer beside them."""
    return [(dict(line.fields), line.answer) for line in _sheet(path, kind).lines if line.row]


def write(path, kind, **fields):
    """A signed line in the first free row; a field given as "" is blank."""
    sheet = _sheet(path, kind)
    row = max([sheet.heading, *(each.number for each in sheet.rows)]) + 1
    _put(path, sheet, row, {**SIGNED, **fields})


def sign(path, kind, having, **fields):
    """What an officer adds to the lines on which these words stand; how many there are."""
    sheet = _sheet(path, kind)
    found = [row for row in sheet.rows if having in sheet.fields(row).values()]
    for row in found:
        _put(path, sheet, row.number, {**SIGNED, **fields})
    return len(found)


def clear(path, kind, having):
    """Delete what stands on the lines on which these words stand."""
    sheet = _sheet(path, kind)
    for row in sheet.rows:
        if having in sheet.fields(row).values():
            _put(path, sheet, row.number, dict.fromkeys(sheet.columns, ""))


def _sheet(path, kind):
    return next(sheet for sheet in sheets_in(path.read_bytes()) if sheet.kind == kind)


def _put(path, sheet, row, fields):
    texts = {f"{sheet.columns[field]}{row}": text for field, text in fields.items()}
    path.write_bytes(with_texts(path.read_bytes(), {sheet.name: texts}))
