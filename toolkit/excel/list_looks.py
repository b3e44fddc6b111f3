"""How the cells of a plain list look, and the styles part that says so.

Called by list_sheets.py, which asks for styles by what a cell is; called by list_book.py for the
part in the end. A style is made when it is first asked for, so that a list carries no others.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from toolkit.excel.looks import (
    BAND,
    BLUE,
    DERIVED,
    DONE,
    EDGE,
    GREEN,
    GREY,
    HEI,
    INPUT,
    QUIET,
    RED,
    SONG,
    Look,
)
from toolkit.lexicon import workbook_words
from toolkit.package.escape import escaped

TEXT, DATE, GENERAL = "@", "yyyy\\-mm\\-dd", "General"
BUILT_IN = {GENERAL: 0, TEXT: 49}  # number formats that every program knows by number
OWN_FORMAT = 164  # the first number of formats that a workbook brings along
AMBER, WAITING, ALARM, STILL = "7F6000", "FFF2CC", "FDE9E7", "F0F0F0"
LINE = "B8C4D3"  # paler than the lines of a form: a list has many

TITLE = Look(16, True, HEI, BLUE, align="left", lines=None, least=32.0, flush=True)
REMARK = Look(10, colour=GREY, align="left", upright="top", lines=None, least=17.0, flush=True)
HEADING = Look(10.5, bold=True, fill=BAND, edge=LINE, least=28.0)
LOCKED_HEADING = replace(HEADING, fill=DERIVED)
LISTED = Look(10.5, edge=LINE, least=21.0)


@cache
def cell_look(look: str, kind: str, wraps: bool, entered: bool, locked: bool) -> Look:
    """How a cell of a list looks, by what is said of it and of its column."""
    number = {"date": DATE, "number": GENERAL}.get(kind, TEXT)
    fill = INPUT if entered else QUIET if locked else ""
    plain = replace(LISTED, number=number, fill=fill, shrinks=not wraps)
    plain = plain if kind in ("date", "number") else replace(plain, align="left")
    linked = replace(plain, colour=BLUE, underlined=True) if kind == "link" else plain
    match look:
        case "good":
            return replace(linked, colour=GREEN, fill=DONE)
        case "bad":
            return replace(linked, colour=RED, fill=ALARM, bold=True)
        case "wait":
            return replace(linked, colour=AMBER, fill=WAITING)
        case "quiet":
            return replace(linked, colour=GREY, fill=STILL)
        case "bold":
            return replace(linked, bold=True)
    return linked


def centred(look: Look) -> Look:
    """The same in the middle of its cell."""
    return replace(look, align="center")


class Styles:
    """The styles of one workbook, each numbered when it is first asked for."""

    def __init__(self) -> None:
        self._fonts = [_font(Look())]
        self._fills = ['<fill><patternFill patternType="none"/></fill>']
        self._fills.append('<fill><patternFill patternType="gray125"/></fill>')
        self._borders = [_border(Look(lines=None))]
        self._formats: list[str] = []
        self._xfs = ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>']
        self._numbers: dict[Look, int] = {}

    def number(self, look: Look) -> int:
        """The number by which a cell names this look."""
        if look not in self._numbers:
            self._numbers[look] = len(self._xfs)
            self._xfs.append(self._xf(look))
        return self._numbers[look]

    def _xf(self, look: Look) -> str:
        font, border = _placed(self._fonts, _font(look)), _placed(self._borders, _border(look))
        fill = _placed(self._fills, _fill(look)) if look.fill else 0
        said = ' shrinkToFit="1"' if look.shrinks else ' wrapText="1"'
        if look.indent:
            said += f' indent="{look.indent}"'
        return (
            f'<xf numFmtId="{self._format(look.number)}" fontId="{font}" fillId="{fill}" '
            f'borderId="{border}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" '
            f'applyBorder="1" applyAlignment="1"><alignment horizontal="{look.align}" '
            f'vertical="{look.upright}"{said}/></xf>'
        )

    def _format(self, code: str) -> int:
        if code in BUILT_IN:
            return BUILT_IN[code]
        return OWN_FORMAT + _placed(self._formats, code)

    def part(self) -> str:
        """The styles part."""
        formats = [
            f'<numFmt numFmtId="{n}" formatCode="{escaped(code)}"/>'
            for n, code in enumerate(self._formats, OWN_FORMAT)
        ]
        base = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        return (
            (_counted("numFmts", formats) if formats else "")
            + _counted("fonts", self._fonts)
            + _counted("fills", self._fills)
            + _counted("borders", self._borders)
            + _counted("cellStyleXfs", [base])
            + _counted("cellXfs", self._xfs)
            + _counted("cellStyles", ['<cellStyle name="Normal" xfId="0" builtinId="0"/>'])
        )


def _placed(known: list[str], wanted: str) -> int:
    if wanted not in known:
        known.append(wanted)
    return known.index(wanted)


def _counted(name: str, inner: list[str]) -> str:
    return f'<{name} count="{len(inner)}">{"".join(inner)}</{name}>'


def _font(look: Look) -> str:
    name = workbook_words()["fonts"][look.font or SONG]
    bold, underlined = "<b/>" * look.bold, "<u/>" * look.underlined
    return (
        f'<font>{bold}{underlined}<sz val="{look.size:g}"/><color rgb="FF{look.colour}"/>'
        f'<name val="{escaped(name)}"/><charset val="134"/></font>'
    )


def _fill(look: Look) -> str:
    solid = f'<fgColor rgb="FF{look.fill}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{solid}</patternFill></fill>'


def _border(look: Look) -> str:
    if look.lines is None:
        return "<border><left/><right/><top/><bottom/><diagonal/></border>"
    line = f'style="{look.lines}"><color rgb="FF{look.edge or EDGE}"/>'
    sides = "".join(f"<{s} {line}</{s}>" for s in ("left", "right", "top", "bottom"))
    return f"<border>{sides}<diagonal/></border>"
