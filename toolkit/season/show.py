"""What officers look at, drawn: the overview and the board; left alone where nothing changed.

Called by collect.py at the end of a run. What draws is imported only where something is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from toolkit.errors import UsageError
from toolkit.files import put
from toolkit.season.folder import Folder
from toolkit.season.ledger import Ledger
from toolkit.season.register import READER
from toolkit.season.standing import Stand


def show(folder: Folder, ledger: Ledger, here: Stand) -> Iterator[str]:
    """Draw what is not drawn yet; the names of files that another program has open."""
    told = sha256(repr((READER, here)).encode()).hexdigest()
    for what, draw in PAGES.items():
        path = folder.at(what)
        if _is_drawn(path, told, ledger):
            continue
        try:
            put(path, draw(here))
        except UsageError:
            yield path.name
            continue
        about = path.stat()
        ledger.keep_drawn(path.name, told, about.st_size, about.st_mtime_ns)


def _is_drawn(path: Path, told: str, ledger: Ledger) -> bool:
    known = ledger.drawn(path.name)
    if known is None or known[0] != told or not path.is_file():
        return False
    about = path.stat()
    return known[1:] == (about.st_size, about.st_mtime_ns)


def _overview(here: Stand) -> bytes:
    from toolkit.season.overview import overview_book

    return overview_book(here)


def _board(here: Stand) -> bytes:
    from toolkit.season.board import board_page

    return board_page(here).encode()


def _board_for_all(here: Stand) -> bytes:
    from toolkit.season.board import board_page

    return board_page(here, for_all=True).encode()


PAGES: dict[str, Callable[[Stand], bytes]] = {
    "overview": _overview,
    "board": _board,
    "board_for_all": _board_for_all,
}
