"""What a spreadsheet does to a workbook when somebody inserts, hides, renames, moves or copies.

On the XML and all at once: cells, merged areas, guards and the formulas of every sheet, as Excel
does it. Texts in formulas stay, as they do there: so the targets of links are left behind.
"""

import re
from collections.abc import Callable

from toolkit.excel.cell import letters, number

NAMED = re.compile(
    r""""[^"]*"|(?:'((?:[^']|'')+)'!)?(\$?)([A-Z]{1,3})(\$?)(\d+)"""
    r"""(?::(\$?)([A-Z]{1,3})(\$?)(\d+))?(?![\w(])"""
)
FORMULAS = re.compile(r"(<(?:f|formula\d?|definedName)\b[^>]*>)([^<]+)(?=</)")


def insert_rows(hand, sheet, before, count=1):
    """Rows above a row; what stands there moves down."""
    return _insert(hand, sheet, lambda c, r: (c, r + count * (r >= before)))


def insert_columns(hand, sheet, before, count=1):
    """Columns left of a column, given by its number."""
    return _insert(hand, sheet, lambda c, r: (c + count * (c >= before), r))


def swap_rows(hand, sheet, one, other):
    """Two rows cut and pasted into each other's place, formulas along."""
    place = {one: other, other: one}
    _insert(hand, sheet, lambda c, r: (c, place.get(r, r)))
    part = hand.part(sheet)
    rows = re.compile(rb'<row r="(\d+)"[^>]*?(?:/>|(?<!/)>.*?</row>)', re.DOTALL)
    found = sorted(rows.finditer(hand.parts[part]), key=lambda row: int(row[1]))
    first = min(row.start() for row in found)
    last = max(row.end() for row in found)
    content = hand.parts[part]
    hand.parts[part] = content[:first] + b"".join(row[0] for row in found) + content[last:]
    return hand


def delete_row(hand, sheet, row):
    """A row taken away; what stood below moves up, what spoke of it is broken."""
    hand.change(sheet, rf'<row r="{row}"[^>]*?(?:/>|(?<!/)>.*?</row>)', "", 1)
    return _insert(hand, sheet, lambda c, r: None if r == row else (c, r - (r > row)))


def delete_column(hand, sheet, column):
    """A column taken away; what stood to the right moves left."""
    hand.change(sheet, rf'<c r="{letters(column)}\d+"[^>]*?(?:/>|(?<!/)>.*?</c>)', "")
    return _insert(hand, sheet, lambda c, r: None if c == column else (c - (c > column), r))


def _insert(hand, sheet, moved: Callable):
    part = hand.part(sheet)
    here = hand.parts[part].decode()
    here = re.sub(r'(<row r=")(\d+)', lambda m: m[1] + str(_row(int(m[2]), moved)), here)
    here = re.sub(
        r'(<c r="|sqref="|<mergeCell ref="|<dimension ref=")([^"]+)',
        lambda m: m[1] + _formula(m[2], True, "", moved).replace("#REF!", "").strip(),
        here,
    )
    here = re.sub(r"<col\b[^>]*/>", lambda m: _column(m[0], moved), here)
    hand.parts[part] = here.encode()
    for name, content in hand.parts.items():
        if name == part or (name.startswith("xl/w") and f"'{sheet}'!".encode() in content):
            text = FORMULAS.sub(
                lambda m, own=name == part: m[1] + _formula(m[2], own, sheet, moved),
                content.decode(),
            )
            hand.parts[name] = text.encode()
    return hand


def _row(row, moved):
    """Where a row comes to stand, told by a column that nobody takes away."""
    return moved(9999, row)[1] if moved(9999, row) else row


def _formula(formula, own, sheet, moved):
    """A formula in which the cells of one sheet have moved; `own`: it stands on that sheet."""

    def named(found):
        name, *pieces = found.groups()
        if found[3] is None or (name != sheet if name else not own):
            return found[0]
        prefix = f"'{name}'!" if name else ""
        return prefix + _range(pieces[:4], pieces[4:], moved)

    return NAMED.sub(named, formula.replace("&quot;", '"')).replace('"', "&quot;")


def _range(first, last, moved):
    """A cell or a range, after the move; a range shrinks, a cell that is gone is an error."""
    begin = _spot(first)
    if last[1] is None:
        return _spelled(first, moved(*begin)) if moved(*begin) else "#REF!"
    end = _spot(last)
    spots = [(c, r) for c in (begin[0], end[0]) for r in (begin[1], end[1])]
    if not any(map(moved, *zip(*spots, strict=True))):
        return "#REF!"
    start = moved(*begin) or begin
    stop = moved(*end) or _before(end, moved)
    return f"{_spelled(first, start)}:{_spelled(last, stop)}"


def _before(end, moved):
    """The last cell of a range of which the last row or column is gone."""
    column, row = end
    return moved(column, row - 1) or moved(column - 1, row)


def _spot(pieces):
    return number(pieces[1]), int(pieces[3])


def _spelled(pieces, spot):
    return f"{pieces[0]}{letters(spot[0])}{pieces[2]}{spot[1]}"


def _column(col, moved):
    first, last = (int(re.search(rf'\b{name}="(\d+)"', col)[1]) for name in ("min", "max"))
    if moved(first, 9999) is None:
        return ""
    first, last = moved(first, 9999)[0], moved(last, 9999)[0]
    col = re.sub(r'\bmin="\d+"', f'min="{first}"', col)
    return re.sub(r'\bmax="\d+"', f'max="{last}"', col)


def rename(hand, sheet, name):
    """A sheet gets another name; formulas follow."""
    hand.change_part("xl/workbook.xml", rf'( name="){sheet}"', rf'\1{name}"')
    for part, content in hand.parts.items():
        if part.startswith("xl/worksheets/sheet") or part == "xl/workbook.xml":
            text = FORMULAS.sub(
                lambda m: m[1] + re.sub(rf"(?<!#)'{sheet}'!", f"'{name}'!", m[2]), content.decode()
            )
            hand.parts[part] = text.encode()
    return hand


def reorder(hand, order):
    """The sheets in another order: a permutation of their numbers."""
    content = hand.parts["xl/workbook.xml"].decode()
    sheets = re.findall(r"<sheet .*?/>", content)
    moved = "".join(sheets[place] for place in order)
    hand.change_part("xl/workbook.xml", r"<sheets>.*?</sheets>", f"<sheets>{moved}</sheets>")
    return hand.change_part("xl/workbook.xml", "<definedNames>.*?</definedNames>|(?=<calcPr)", "")


def hide_sheet(hand, sheet, state="hidden"):
    return hand.change_part(
        "xl/workbook.xml", rf'(name="{sheet}"[^>]* state=")visible', rf"\g<1>{state}"
    )


def hide_row(hand, sheet, row):
    """A row hidden; one without cells is written for it nowhere."""
    part = hand.part(sheet)
    bare = re.sub(rf'(<row r="{row}"[^>]*?) hidden="1"', r"\1", hand.parts[part].decode())
    hand.parts[part] = bare.replace(f'<row r="{row}"', f'<row r="{row}" hidden="1"').encode()
    return hand


def hide_column(hand, sheet, column):
    """One column hidden, as programs write it: an element of its own behind the others."""
    return hand.change(sheet, "</cols>", f'<col min="{column}" max="{column}" hidden="1"/></cols>')


def copy_sheet(hand, sheet, name, first=False):
    """A sheet copied within the workbook: behind all others, or before them."""
    part = "xl/worksheets/copied.xml"
    hand.parts[part] = hand.parts[hand.part(sheet)]
    return _enter(hand, part, name, first)


def add_sheet(hand, name, cells="", first=False):
    """A sheet of somebody's own."""
    part = "xl/worksheets/added.xml"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    hand.parts[part] = (
        f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()
    )
    return _enter(hand, part, name, first)


def _enter(hand, part, name, first):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    told = f'<sheet xmlns:r="{kind}" name="{name}" sheetId="99" state="visible" r:id="rId99"/>'
    where = (r"(<sheets>)", rf"\1{told}") if first else (r"(</sheets>)", rf"{told}\1")
    hand.change_part("xl/workbook.xml", *where)
    target = part.removeprefix("xl/")
    link = f'<Relationship Id="rId99" Type="{kind}/worksheet" Target="{target}"/>'
    hand.change_part("xl/_rels/workbook.xml.rels", "</Relationships>", f"{link}</Relationships>")
    type_ = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    entry = f'<Override PartName="/{part}" ContentType="{type_}"/></Types>'
    return hand.change_part("[Content_Types].xml", "</Types>", entry)


def delete_sheet(hand, sheet):
    """A sheet taken away; formulas that spoke of it are broken."""
    part = hand.part(sheet)
    hand.change_part("xl/workbook.xml", rf'<sheet [^>]*name="{sheet}"[^>]*/>', "")
    for name, content in hand.parts.items():
        if name.startswith("xl/worksheets/") and name != part:
            text = FORMULAS.sub(
                lambda m: (
                    m[1] + re.sub(rf"'{sheet}'!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", "#REF!", m[2])
                ),
                content.decode(),
            )
            hand.parts[name] = text.encode()
    del hand.parts[part]
    return hand
