"""How the kinds of boxes of a workbook look: the one place where colours and sizes are chosen.

Input is pale yellow, what is computed grey and bold, what is only read white: each also differs in
its frame or its weight, because colour alone tells nothing to some and to printers. Letters have a
contrast of 4.5 to 1 at least. What stands beside the tables is quiet: small, grey, with pale lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

SONG, HEI = "song", "hei"  # named in workbook.toml
GREY, BLUE, RED, GREEN, BLACK, WHITE = "595959", "1F4E79", "9C0006", "1E6B34", "000000", "FFFFFF"
INPUT, DERIVED, HEAD, BAND, QUIET, DONE = "FFF8DC", "E4E4E4", "EDF2F9", "D9E2F3", "F7F7F7", "E2F0D9"
EDGE, PALE, FRAME = "8EA9C8", "D0D0D0", "1F4E79"  # lines

Line = Literal["thin", "medium"]


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
    lines: Line | None = "thin"
    edge: str = EDGE
    number: str = "General"
    underlined: bool = False
    flush: bool = False  # as near to the line at its left as programs put it
    shrinks: bool = False  # smaller letters instead of ####; such a box has a single line
    least: float = 18.0  # height of its row, at least

    @property
    def indent(self) -> int:
        """Letters do not touch the line at their left."""
        return int(self.align == "left" and self.lines is not None and not self.flush)


COUNTED = "0;-0;0;@"
GIVEN = Look(12, fill=INPUT, number=COUNTED, shrinks=True, least=21.0)
DERIVED_FIGURE = replace(GIVEN, bold=True, fill=DERIVED)
LAST = Look(10, colour=GREY, edge=PALE, number=COUNTED, shrinks=True)
PAPER = Look(9, edge=BLACK, least=14.0)
PRINTED = replace(PAPER, size=9.5, number=COUNTED, shrinks=True)
QUIET_LEFT = Look(9, colour=GREY, align="left", edge=PALE, flush=True)

LOOKS = {
    "key": Look(8, colour=GREY, align="left", lines=None, least=12.0),
    # the head of a sheet
    "title": Look(16, font=HEI, colour=BLUE, align="left", lines=None, least=27.0),
    "start_title": Look(18, font=HEI, colour=BLUE, lines=None, least=28.0),
    "page_title": Look(14, font=HEI, lines=None, least=44.0),
    "hint": Look(10, colour=GREY, align="left", lines=None, least=17.0),
    "safe": Look(10, colour=GREY, lines=None, least=17.0),
    "heading": Look(10.5, font=HEI, align="left", upright="bottom", lines=None, least=19.0),
    "link": Look(10.5, colour=BLUE, lines=None, underlined=True),
    # where to begin
    "label": Look(11, fill=HEAD, least=17.0),
    "fact": Look(11, bold=True, align="left", least=17.0),
    "headline": Look(13, bold=True, colour=RED, align="left", least=25.0),
    "bar": Look(11, colour=BLUE, align="left", least=17.0),
    "step": Look(11, font=HEI, colour=BLUE, align="left", upright="bottom", lines=None, least=20.0),
    "asked": Look(11, align="left", least=20.0),
    "pointer": Look(10, colour=GREY, align="left", lines=None),
    "list_head": Look(10.5, bold=True, fill=HEAD),
    "list_link": Look(11, colour=BLUE, align="left", underlined=True, least=17.0),
    "list_state": Look(11, bold=True, align="left", least=17.0),
    "list_text": Look(10.5, align="left", least=17.0),
    "list_note": Look(10, colour=GREY, align="left"),
    "ready": Look(18, font=HEI, colour=GREY, shrinks=True, least=32.0),
    "checkcode": Look(13, bold=True, least=20.0),
    "lit_ready": Look(18, bold=True, font=HEI, colour=WHITE, fill=GREEN),
    "lit_done": Look(13, bold=True, colour=GREEN, fill=DONE),
    # tables
    "question": Look(11, align="right", lines=None, least=21.0),
    "choice": Look(12, bold=True, fill=INPUT, lines="medium", edge=FRAME),
    "band": Look(11, bold=True, fill=BAND, least=20.0),
    "corner": Look(9.5, fill=HEAD),
    "head": Look(10.5, fill=HEAD),
    "stub": Look(10.5, align="left", flush=True),
    "group": Look(10.5),
    "given": GIVEN,
    "given_money": replace(GIVEN, number="General"),
    "derived": DERIVED_FIGURE,
    "derived_money": replace(DERIVED_FIGURE, number="General"),
    # beside the tables
    "live": Look(10, bold=True, edge=PALE, least=30.0),
    "live_below": Look(10, bold=True, edge=PALE, least=44.0),
    "aside_head": Look(9.5, colour=GREY, fill=QUIET, edge=PALE),
    "beside_label": Look(10, colour=GREY, align="right", lines=None),
    "last": LAST,
    "last_money": replace(LAST, number="General"),
    "guide": QUIET_LEFT,
    # who reports, passages
    "about_given": Look(11, fill=DERIVED, align="left", least=24.0),
    "typed": Look(12, fill=INPUT, align="left", number="@", least=24.0),
    "writing": Look(11, fill=INPUT, align="left", upright="top", number="@"),
    "counted": Look(10, edge=PALE),
    "reference": replace(QUIET_LEFT, size=10.0, upright="top"),
    "last_text": Look(10, align="left", upright="top", edge=BLACK),
    # checks
    "side": Look(9.5, align="left", flush=True, least=22.0),
    "value": Look(10.5, shrinks=True),
    "weight": Look(10),
    "verdict": Look(10.5, bold=True),
    "shortage": Look(10, bold=True, shrinks=True),
    "go": Look(10, colour=BLUE, underlined=True),
    "explanation": Look(10.5, fill=INPUT, align="left", number="@", least=46.0),
    "closed": Look(10.5, fill=DERIVED),
    "county_head": Look(11, bold=True, fill=BAND),
    "county": Look(10.5, align="left", least=47.0),
    "county_status": Look(10.5, bold=True),
    # paper
    "paper_band": replace(PAPER, bold=True, fill="F2F2F2"),
    "paper_corner": replace(PAPER, size=8.0),
    "paper_head": PAPER,
    "paper_stub": replace(PAPER, align="left", flush=True),
    "paper_group": PAPER,
    "paper_note": Look(8, colour=GREY, align="left", upright="bottom", lines=None),
    "printed": PRINTED,
    "printed_total": replace(PRINTED, bold=True),
    "printed_money": replace(PRINTED, number="General"),
    "signed": Look(11, align="left", lines=None, least=36.0),
    "signed_code": Look(13, bold=True, lines=None, least=36.0),
    "sealed": Look(11, lines=None, least=30.0),
    # what to ask of whom
    "office": Look(10, bold=True, align="left", upright="top", fill=HEAD, edge=BLACK, flush=True),
    "asked_what": Look(9.5, align="left", edge=BLACK, flush=True, least=24.0),
    "asked_scope": Look(9, align="left", edge=BLACK, flush=True),
    "asked_number": Look(9, align="left", edge=BLACK, flush=True),
}  # fmt: skip
