"""Plain lists as a workbook that looks well: rosters, decisions, overviews.

Called for whatever officers read, filter, print or fill in that is not a form: nothing here has
keys, nothing is protected. The XML is written here and nowhere else, so that thousands of rows take
no time and the same lists always make the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit.excel.cell import letters, quoted
from toolkit.excel.list_entries import Choices, behind
from toolkit.excel.list_looks import Styles
from toolkit.excel.list_sheets import Cell, Column, ListSheet, sheet_xml
from toolkit.excel.written import cell_rest
from toolkit.lexicon import words
from toolkit.package.escape import escaped
from toolkit.package.packing import Part, packed, part

__all__ = ["Cell", "Column", "ListSheet", "list_book"]

DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGED = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def list_book(sheets: Sequence[ListSheet]) -> bytes:
    """The workbook of these lists."""
    styles = Styles()
    choices = Choices(_unused(words("lists")["choices"]["sheet"], {s.name for s in sheets}))
    parts: list[Part] = []
    for number, sheet in enumerate(sheets, 1):
        after, targets = behind(sheet, choices)
        xml = sheet_xml(sheet, styles, after, chosen=number == 1)
        parts.append(_part(f"xl/worksheets/sheet{number}.xml", "worksheet", xml))
        if targets:
            parts.append(_relations(f"xl/worksheets/_rels/sheet{number}.xml.rels", _files(targets)))
    names = [sheet.name for sheet in sheets]
    if choices.lists:
        names.append(choices.sheet)
        parts.append(_part(f"xl/worksheets/sheet{len(names)}.xml", "worksheet", _hidden(choices)))
    book = _part("xl/workbook.xml", "workbook", _workbook(names, sheets))
    styled = _part("xl/styles.xml", "styleSheet", styles.part())
    return packed((*_frame(len(names)), book, styled, *parts))


def _unused(name: str, names: set[str]) -> str:
    while name in names:
        name += "_"
    return name


def _part(name: str, root: str, inner: str) -> Part:
    spaces = f'xmlns="{MAIN}" xmlns:r="{LINKED}"'
    return part(name, f"{DECLARED}<{root} {spaces}>{inner}</{root}>".encode())


def _hidden(choices: Choices) -> str:
    """The sheet of the long drop-downs: a column for each."""
    longest = max(map(len, choices.lists))
    rows = []
    for number in range(1, longest + 1):
        cells = (
            f'<c r="{letters(column)}{number}"{cell_rest(each[number - 1])}'
            for each, column in choices.lists.items()
            if number <= len(each)
        )
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f"<sheetData>{''.join(rows)}</sheetData>"


def _workbook(names: Sequence[str], sheets: Sequence[ListSheet]) -> str:
    listed = (
        f'<sheet name="{escaped(name)}" sheetId="{n}"{_state(n, sheets)} r:id="rId{n}"/>'
        for n, name in enumerate(names, 1)
    )
    defined = "".join(_defined(sheets))
    return (
        "<bookViews><workbookView/></bookViews>"
        f"<sheets>{''.join(listed)}</sheets><definedNames>{defined}</definedNames>"
    )


def _state(number: int, sheets: Sequence[ListSheet]) -> str:
    return ' state="hidden"' if number > len(sheets) else ""


def _defined(sheets: Iterable[ListSheet]) -> Iterable[str]:
    """What is filtered, and the heading that each page repeats."""
    for kind in ("_FilterDatabase", "Print_Titles"):
        for number, sheet in enumerate(sheets):
            if kind == "Print_Titles":
                row = sheet.heading_row
                yield _name(kind, number, "", f"{quoted(sheet.name)}!${row}:${row}")
            elif sheet.filtered:
                yield _name(kind, number, ' hidden="1"', f"{quoted(sheet.name)}!{sheet.span}")


def _name(kind: str, number: int, hidden: str, formula: str) -> str:
    told = f'name="_xlnm.{kind}" localSheetId="{number}"{hidden}'
    return f"<definedName {told}>{escaped(formula)}</definedName>"


def _frame(count: int) -> Iterable[Part]:
    """What every package begins with: the types of its parts, and which of them is the workbook."""
    types = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    types += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in range(1, count + 1)]
    told = "".join(
        f'<Override PartName="{name}" ContentType="{TYPE}{kind}+xml"/>' for name, kind in types
    )
    plain = (
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    whole = f'{DECLARED}<Types xmlns="{PACKAGED}/content-types">{plain}{told}</Types>'
    yield part("[Content_Types].xml", whole.encode())
    yield _relations("_rels/.rels", [("officeDocument", "xl/workbook.xml", "")])
    inside = [("worksheet", f"worksheets/sheet{n}.xml", "") for n in range(1, count + 1)]
    yield _relations("xl/_rels/workbook.xml.rels", [*inside, ("styles", "styles.xml", "")])


def _files(targets: Iterable[str]) -> list[tuple[str, str, str]]:
    return [("hyperlink", target, ' TargetMode="External"') for target in targets]


def _relations(name: str, links: Iterable[tuple[str, str, str]]) -> Part:
    told = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKED}/{kind}" Target="{escaped(target)}"{mode}/>'
        for n, (kind, target, mode) in enumerate(links, 1)
    )
    spaces = f'xmlns="{PACKAGED}/relationships"'
    return part(name, f"{DECLARED}<Relationships {spaces}>{told}</Relationships>".encode())
