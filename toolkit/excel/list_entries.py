"""What may be entered into the cells of a plain list, and where they lead.

Called by list_book.py for each sheet. A drop-down that is too long for its cell takes its words
from a hidden sheet; paths are written as spreadsheet programs write them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from toolkit.excel.cell import letters, quoted
from toolkit.excel.list_sheets import FIRST_DAY, Behind, Cell, Column, ListSheet
from toolkit.lexicon import words
from toolkit.package.escape import escaped

EARLIEST = (date(2000, 1, 1) - FIRST_DAY).days
LONGEST_LIST = 255  # characters of a drop-down whose words stand in the cell's own rule
LONGEST_PROMPT, LONGEST_STOP, LONGEST_TITLE = 255, 225, 32
# What spreadsheet programs encode in the address of a file; they leave Chinese as it is.
ENCODED = {sign: f"%{ord(sign):02X}" for sign in '% "<>[]^`{}#?:'}


class Choices:
    """The drop-downs of a workbook that need a sheet of their own: one column for each."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.lists: dict[tuple[str, ...], int] = {}

    def formula(self, choices: str | tuple[str, ...]) -> str:
        """Where a drop-down takes its words from."""
        if isinstance(choices, str):
            return choices
        inline = ",".join(choices).replace('"', '""')
        plain = all("," not in word and word == word.strip() for word in choices)
        if plain and len(inline) <= LONGEST_LIST:
            return f'"{inline}"'
        column = letters(self.lists.setdefault(choices, len(self.lists) + 1))
        return f"{quoted(self.sheet)}!${column}$1:${column}${len(choices)}"


def behind(sheet: ListSheet, choices: Choices) -> tuple[Behind, tuple[str, ...]]:
    """What stands behind the cells of a sheet, and the files that it leads to."""
    links, targets = _links(sheet)
    return Behind(_validations(sheet, choices), links), targets


def _validations(sheet: ListSheet, choices: Choices) -> str:
    first = sheet.heading_row + 1
    if sheet.last_row < first:
        return ""
    told = [
        _validation(column, f"{letters(n)}{first}:{letters(n)}{sheet.last_row}", choices)
        for n, column in enumerate(sheet.columns, 1)
    ]
    told = [each for each in told if each]
    inner = "".join(told)
    return f'<dataValidations count="{len(told)}">{inner}</dataValidations>' if told else ""


def _validation(column: Column, cells: str, choices: Choices) -> str:
    """The rule of a column: a choice, a date, or nothing but a note."""
    if column.choices:
        formula = choices.formula(column.choices)
        return _rule("list", "choices", column, cells, f"<formula1>{escaped(formula)}</formula1>")
    if column.kind == "date":
        earliest = f"<formula1>{EARLIEST}</formula1>"
        return _rule("date", "date", column, cells, earliest)
    return _rule("none", "", column, cells, "") if column.note else ""


def _rule(kind: str, about: str, column: Column, cells: str, formula: str) -> str:
    said = words("lists").get(about, {})
    title = escaped(column.heading.replace("\n", "")[:LONGEST_TITLE])
    note = (column.note or said["prompt"])[:LONGEST_PROMPT]
    prompt = escaped(note).replace("\n", "&#10;")
    later = ' operator="greaterThanOrEqual"' if kind == "date" else ""
    stop = ""
    if said:
        told = escaped(said["stop"][:LONGEST_STOP])
        stop = f' showErrorMessage="1" errorTitle="{title}" error="{told}"'
    return (
        f'<dataValidation type="{kind}"{later} allowBlank="1" showInputMessage="1"{stop} '
        f'promptTitle="{title}" prompt="{prompt}" sqref="{cells}">{formula}</dataValidation>'
    )


def _links(sheet: ListSheet) -> tuple[str, tuple[str, ...]]:
    """The links of a sheet, and the targets of those that leave it, each once."""
    targets: dict[str, int] = {}
    told = []
    for at, link in _linked(sheet):
        if link.startswith("#"):
            told.append(f'<hyperlink ref="{at}" location="{escaped(link[1:])}"/>')
        else:
            number = targets.setdefault(address(link), len(targets) + 1)
            told.append(f'<hyperlink ref="{at}" r:id="rId{number}"/>')
    return (f"<hyperlinks>{''.join(told)}</hyperlinks>" if told else ""), tuple(targets)


def _linked(sheet: ListSheet) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(sheet.rows, sheet.heading_row + 1):
        for column, cell in enumerate(row[: len(sheet.columns)], 1):
            if isinstance(cell, Cell) and cell.link:
                yield f"{letters(column)}{number}", cell.link


def address(path: str) -> str:
    """A relative path as the address of a file."""
    return "".join(ENCODED.get(sign, sign) for sign in path.replace("\\", "/"))
