"""The status board as one page: no server, no network, nothing beside it.

Called by season/board.py, which knows what a season is; here is only what stands on the page. The
same values make the same page. Whatever is put into it is escaped; its words are in board.toml.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from toolkit.lexicon import words
from toolkit.package.escape import FORBIDDEN

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATE = "board.html.j2"
NAMED = 0.045  # share of the bar from which a number fits into it


class Share(NamedTuple):
    """How many are in one state; `key` names its colour and pattern."""

    key: str
    label: str
    number: int


class File(NamedTuple):
    """One file that an agency sent."""

    name: str
    path: str  # from the folder of the page
    time: str
    remarks: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()  # against the file before it


class Complaint(NamedTuple):
    """One finding; a question with its answer and what became of that."""

    severity: str
    label: str
    sentence: str
    answer: str = ""
    verdict: str = ""


class Line(NamedTuple):
    """One agency."""

    name: str
    category: str
    state: str
    label: str
    code: str = ""
    must: int = 0
    explain: int = 0
    waiting: int = 0
    sent_back: int = 0
    latest: str = ""
    late: int = 0
    deadline: str = ""
    reason: str = ""
    contacts: tuple[tuple[str, str], ...] = ()  # who, and the phone
    files: tuple[File, ...] = ()  # newest first
    complaints: tuple[Complaint, ...] = ()


class Common(NamedTuple):
    """What several agencies got wrong alike."""

    where: str
    found: str
    names: tuple[str, ...]  # of the agencies
    left: int  # how many of them have not put it right


class Unowned(NamedTuple):
    """A file that nobody owns yet."""

    path: str
    says: str
    why: str


class Board(NamedTuple):
    """Everything on the page; one for all holds nothing but who stands where."""

    title: str
    dates: str
    summary: str
    figures: tuple[tuple[str, int], ...]  # the few numbers at the top
    shares: tuple[Share, ...]  # of those that are due, in the order of progress
    lines: tuple[Line, ...]
    exempt: Share | None = None
    todo: tuple[str, ...] = ()  # what waits for the county
    common: tuple[Common, ...] = ()
    unowned: tuple[Unowned, ...] = ()
    for_all: bool = False


def draw_board(board: Board) -> str:
    """The page."""
    ranks = {share.key: rank for rank, share in enumerate((*board.shares, *_exempt(board)))}
    total = sum(share.number for share in board.shares)
    told = words("board")["board"]
    return _template().render(board=board, told=told, ranks=ranks, total=total, named=NAMED)


def _exempt(board: Board) -> tuple[Share, ...]:
    return (board.exempt,) if board.exempt else ()


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # heavy

    page = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page.filters |= {"say": _say, "link": _link}
    return page.get_template(TEMPLATE)


def _clean(value: object) -> object:
    """A text without the characters that no page can hold."""
    if type(value) is not str or value.isprintable():  # what is escaped already is no plain str
        return value
    return re.sub(FORBIDDEN, "", value)


def _say(frame: str, **facts: object) -> str:
    """A sentence of board.toml with what belongs in its braces."""
    return frame.format(**facts)


def _link(path: str) -> str:
    """A path as an address; of a file in a zip, that of the zip."""
    return quote(path.partition("!/")[0], errors="replace")
