"""What people do to a workbook besides filling it in, done to its XML as Excel itself does it.

Formulas follow when rows are inserted or a sheet gets another name; texts within formulas do not.
The same damage gives the same bytes.
"""

import re
from html import unescape

from toolkit.excel.bind import bind_book
from toolkit.excel.cell import spot
from toolkit.excel.parts import open_book
from toolkit.excel.written import cell_rest
from toolkit.package.escape import escaped
from toolkit.package.opening import open_package
from toolkit.package.packing import packed, part, parts_of

BOOK, LINKS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
QUOTED = re.compile(r'("(?:[^"]|"")*")')
REFERENCE = re.compile(
    r"(?:'((?:[^']|'')+)'!)?(?<![\w.$])"
    r"(\$?[A-Z]{1,3})?(\$?)(\d+)(?::(\$?[A-Z]{1,3})?(\$?)(\d+))?(?![\w(.])"
)
CELL = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)")


class Damaged:
    """A workbook to be damaged: its parts by name, and where its keys stood at first."""

    def __init__(self, content):
        package = open_package(content)
        book = open_book(package)
        self.binding = bind_book(book)
        self.parts = {each.name: package.xml(each.name).decode() for each in parts_of(package)}
        self.sheets = {sheet.name: sheet.part for sheet in book.sheets}

    def content(self):
        return packed(part(name, text.encode()) for name, text in self.parts.items())

    def site(self, key):
        site = self.binding.atlas.sites[key]
        return site.sheet, site.spot.address

    def change(self, part, pattern, new, count=1):
        text, done = re.subn(pattern, new, self.parts[part], count=count, flags=re.DOTALL)
        assert done, (part, pattern)
        self.parts[part] = text

    def write(self, sheet, address, value, part=""):
        """A cell typed over, whatever stood in it; its looks stay."""
        rest = cell_rest(value)
        pattern = rf'<c r="{address}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'
        self.change(part or self.sheets[sheet], pattern, lambda m: f'<c r="{address}"{m[1]}{rest}')


def type_over(book, values):
    """Cells with formulas in which somebody typed."""
    for key, value in values.items():
        book.write(*book.site(key), value)


def change_label(book, key, label):
    """Other words in front of the figures of a row: the last text left of them."""
    sheet, address = book.site(key)
    at = spot(address)
    number, _ = book.binding.bonds[key]
    cells = book.binding.cells[number]
    left = [
        spot(each.decode()) for each in cells.contents if spot(each.decode()).row == at.row
        and spot(each.decode()).column < at.column and cells.text(each)
    ]  # fmt: skip
    book.write(sheet, max(left).address, label)


def unprotect(book, sheet):
    book.change(book.sheets[sheet], r"<sheetProtection\b[^>]*/>", "")


def lose_validations(book, sheet):
    """As after pasting whole tables."""
    book.change(book.sheets[sheet], r"<dataValidations\b.*?</dataValidations>", "")


def hide_rows(book, keys):
    """Rows that nobody needs, somebody thought."""
    for key in keys:
        sheet, address = book.site(key)
        book.change(book.sheets[sheet], rf'(<row r="{spot(address).row}")', r'\1 hidden="1"')


def rename(book, old, new):
    """A sheet by another name; every formula follows, texts do not."""
    book.change(BOOK, f'<sheet ([^>]*)name="{old}"', rf'<sheet \1name="{new}"')
    for name, text in book.parts.items():
        book.parts[name] = _formulas(text, lambda f: f.replace(f"'{old}'!", f"'{new}'!"))
    book.sheets[new] = book.sheets.pop(old)


def insert_rows(book, sheet, before, count=1):
    """Empty rows in front of a row, as Excel inserts them."""
    mine = book.sheets[sheet]

    def moved(row):
        return str(int(row) + count * (int(row) >= before))

    def in_formula(formula, here):
        pieces = QUOTED.split(formula)
        return "".join(
            piece if n % 2 else REFERENCE.sub(lambda m: _moved(m, sheet, here, moved), piece)
            for n, piece in enumerate(pieces)
        )

    for name, text in book.parts.items():
        book.parts[name] = _formulas(text, lambda f, here=name == mine: in_formula(f, here))
    text = re.sub(r'<row r="(\d+)"', lambda m: f'<row r="{moved(m[1])}"', book.parts[mine])
    attributes = r'\b(r|ref|sqref|topLeftCell|activeCell)="([A-Z]{1,3}\d[^"]*)"'

    def cells(found):
        return CELL.sub(lambda m: m[1] + moved(m[2]), found)

    text = re.sub(attributes, lambda m: f'{m[1]}="{cells(m[2])}"', text)
    book.parts[mine] = re.sub(
        r'ySplit="(\d+)"',
        lambda m: f'ySplit="{int(m[1]) + count * (int(m[1]) >= before)}"',
        text,
    )


def _moved(found, sheet, here, moved):
    """A reference with its rows moved, where it speaks of the sheet."""
    name, column, fixed, row, last_column, last_fixed, last = found.groups()
    whole_rows = column is None and last is not None and last_column is None and fixed
    if (name is None and not here) or (name or sheet) != sheet or not (column or whole_rows):
        return found[0]
    shown = (f"'{name}'!" if name else "") + (column or "") + fixed + moved(row)
    if last is not None:
        shown += f":{last_column or ''}{last_fixed}{moved(last)}"
    return shown


def _formulas(text, change):
    """The XML with every formula in it changed."""
    inside = r"(<(f|formula1?|formula2|definedName)\b[^>]*>)([^<]+)(?=</)"
    return re.sub(inside, lambda m: m[1] + escaped(change(unescape(m[3]))), text)


def copy_sheet(book, name, new):
    """A second sheet just like the first, at the end; returns its part."""
    made = "xl/worksheets/copied.xml"
    _add(book, made, new, book.parts[book.sheets[name]])
    return made


def add_sheet(book, name, rows):
    """A sheet of somebody's own."""
    lines = "".join(
        f'<row r="{number}">{"".join(_cells(number, values))}</row>'
        for number, values in enumerate(rows, 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    made = f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>'
    _add(book, "xl/worksheets/added.xml", name, made)


def _cells(number, values):
    """The cells of a row, from column A."""
    return (f'<c r="{chr(65 + n)}{number}"{cell_rest(value)}' for n, value in enumerate(values))


def _add(book, made, name, text):
    book.parts[made] = text
    target = made.removeprefix("xl/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    number = 1 + max(map(int, re.findall(r'sheetId="(\d+)"', book.parts[BOOK])))
    listed = f'<sheet xmlns:r="{RELATION}" name="{name}" sheetId="{number}" r:id="rIdNew{number}"/>'
    link = f'<Relationship Id="rIdNew{number}" Type="{RELATION}/worksheet" Target="{target}"/>'
    book.change(BOOK, "</sheets>", f"{listed}</sheets>")
    book.change(LINKS, "</Relationships>", f"{link}</Relationships>")
    book.change(TYPES, "</Types>", f'<Override PartName="/{made}" ContentType="{kind}"/></Types>')
