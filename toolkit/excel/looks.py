"""How the kinds of boxes of a workbook look: the one place where colours and sizes are chosen.

Input is pale yellow, what is computed grey, what is only read white: each also differs in its frame
or its weight, because colour alone tells nothing to some and to printers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SONG, HEI = "宋体", "黑体"
GREY, BLUE, RED, BLACK = "595959", "1F4E79", "9C0006", "000000"
INPUT, DERIVED, HEAD, BAND, ASIDE = "FFF8DC", "E7E6E6", "EDF2F9", "D9E2F3", "F7F7F7"


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of box is drawn."""

    size: float = 10.5
    bold: bool = False
    font: str = SONG
    colour: str = BLACK
    fill: str = ""
    align: Literal["left", "center", "right"] = "center"
    upright: Literal["top", "center", "bottom"] = "center"
    lines: Literal["thin", "medium"] | None = "thin"
    number: str = "General"
    underlined: bool = False
    least: float = 18.0  # height of its row, at least


COUNTED = "0;-0;0;@"
LOOKS = {
    "key": Look(8, colour=GREY, align="left", lines=None, least=12.0),
    # the head of a sheet
    "title": Look(15, font=HEI, align="left", lines=None, least=26.0),
    "start_title": Look(20, font=HEI, lines=None, colour=BLUE, least=44.0),
    "page_title": Look(14, font=HEI, lines=None, least=30.0),
    "hint": Look(10.5, colour=GREY, align="left", lines=None),
    "safe": Look(10.5, colour=GREY, lines=None, least=22.0),
    "heading": Look(10.5, font=HEI, align="left", lines=None, least=20.0),
    "link": Look(10.5, colour=BLUE, lines=None, underlined=True),
    # where to begin
    "label": Look(11, fill=HEAD, least=24.0),
    "fact": Look(12, bold=True, align="left", least=24.0),
    "headline": Look(13, bold=True, colour=RED, align="left", least=32.0),
    "bar": Look(12, colour=BLUE, align="left", lines=None, least=22.0),
    "step": Look(12, font=HEI, colour=BLUE, align="left", lines=None, least=30.0),
    "asked": Look(11, align="left", least=30.0),
    "list_link": Look(11, colour=BLUE, align="left", underlined=True, least=22.0),
    "list_state": Look(11, bold=True, align="left", least=22.0),
    "list_text": Look(11, align="left", least=22.0),
    "ready": Look(18, font=HEI, colour=BLUE, least=40.0),
    "checkcode": Look(13, bold=True, least=26.0),
    # tables
    "question": Look(11, align="right", lines=None),
    "choice": Look(12, bold=True, fill=INPUT, lines="medium"),
    "band": Look(11, bold=True, fill=BAND),
    "corner": Look(9, fill=HEAD, align="left"),
    "head": Look(10.5, fill=HEAD),
    "stub": Look(10.5, align="left"),
    "given": Look(12, fill=INPUT, number=COUNTED, least=21.0),
    "derived": Look(12, bold=True, fill=DERIVED, number=COUNTED, least=21.0),
    "live_head": Look(10.5, bold=True, fill=ASIDE, align="right"),
    "live": Look(10, bold=True, fill=ASIDE),
    "aside_head": Look(10, colour=GREY, fill=ASIDE),
    "aside": Look(10, colour=GREY, lines=None),
    "last": Look(10.5, colour=GREY, fill=ASIDE, number=COUNTED),
    "guide": Look(9.5, colour=GREY, align="left", fill=ASIDE),
    # who reports, passages
    "about_given": Look(11, fill=DERIVED, align="left", least=24.0),
    "typed": Look(12, fill=INPUT, align="left", number="@", least=24.0),
    "writing": Look(11, fill=INPUT, align="left", upright="top", number="@"),
    "counted": Look(10, fill=ASIDE),
    "reference": Look(10, fill=ASIDE, align="left"),
    "last_text": Look(9.5, align="left", upright="top"),
    # checks
    "side": Look(10, align="left"),
    "value": Look(10.5),
    "verdict": Look(10.5, bold=True),
    "explanation": Look(10.5, fill=INPUT, align="left", number="@"),
    "closed": Look(10.5, fill=DERIVED),
    "county_head": Look(11, bold=True, fill=BAND),
    "county": Look(10.5, align="left", least=30.0),
    "county_status": Look(10.5, bold=True),
    # paper
    "paper_band": Look(9.5, bold=True, fill="F2F2F2", least=15.0),
    "paper_corner": Look(7.5, align="left", least=14.0),
    "paper_head": Look(8.5, least=14.0),
    "paper_stub": Look(8.5, align="left", least=14.0),
    "printed": Look(9.5, number=COUNTED, least=14.0),
    "printed_total": Look(9.5, bold=True, number=COUNTED, least=14.0),
    "signed": Look(10.5, align="left", lines=None, least=28.0),
    "signed_bold": Look(12, bold=True, align="left", lines=None, least=28.0),
    "guide_printed": Look(9.5, align="left"),
    "empty": Look(12),
}  # fmt: skip
