"""The form of a season changed while it runs: an office's own form, or a new version of it.

Called by the command line before workbooks are sent out once more. The form comes to lie in the
season's folder, and season.toml names it: only that line of it is another one afterwards.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from toolkit.editions import Editions
from toolkit.errors import FormError, Slip, UsageError
from toolkit.excel.bind import bind_book
from toolkit.excel.parts import open_book
from toolkit.files import get, put
from toolkit.model.form import Form
from toolkit.package.opening import open_package
from toolkit.package.unreadable import Unreadable
from toolkit.season.ledger import Ledger, open_ledger
from toolkit.season.season import Season, open_season
from toolkit.source import read_source

LINE = re.compile(rb"""^(\xef\xbb\xbf)?([ \t]*form[ \t]*=[ \t]*)("[^"\r\n]*"|'[^'\r\n]*')""", re.M)
CHANGED = "new-form"  # what the event is called


def take_form(season: Season, form: Path, *, now: datetime) -> Season:
    """The season on another form; a UsageError, and nothing changed, where that cannot be."""
    path = _found(season, form)
    name = _name(season, path)
    editions = Editions(path)
    new = replace(season, editions=editions, form=_in_force(season, editions, path))
    _refuse_old_template(new)
    with open_ledger(season.folder) as ledger:
        _refuse_renamed(season, ledger, editions, path)
        settings = _naming(season, name)
        _lay_in_folder(season.folder.root, path, name)
        put(season.folder.at("settings"), settings)
        _tell(ledger, name, new.form, now)
    return open_season(season.folder.root)


def _found(season: Season, form: Path) -> Path:
    """Where the form lies: from here, else from the season's folder."""
    path = form if form.is_file() else season.folder.root / form
    if not path.is_file():
        raise UsageError(Slip("no-such-file", str(form)))
    return path.resolve()


def _name(season: Season, path: Path) -> str:
    """How season.toml is to name it; it may name no other form."""
    root = season.folder.root
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    there = season.settings.form
    if there and (root / there).resolve() != (root / name).resolve():
        facts = (("found", there), ("new", name))
        raise UsageError(Slip("another-form", str(season.folder.at("settings")), facts=facts))
    return there or name


def _in_force(season: Season, editions: Editions, path: Path) -> Form:
    """The form, which has to be one for the year of the season."""
    form, year = editions.for_year(season.settings.year), season.settings.year
    if form.edition != editions.known[0]:
        raise UsageError(Slip("form-of-other-years", str(path), facts=(("year", year),)))
    return form


def _refuse_old_template(season: Season) -> None:
    """An office's own template has to be stamped for the new form."""
    path = season.folder.root / season.settings.template
    if season.settings.template:
        try:
            anchors = bind_book(open_book(open_package(get(path)))).anchors
        except Unreadable as wrong:
            slip = Slip("bad-template", str(path), facts=(("why", wrong.code),))
            raise UsageError(slip) from wrong
        if any(anchor.digest != season.form.digest for anchor in anchors):
            raise UsageError(Slip("template-of-old-form", str(path)))


def _refuse_renamed(season: Season, ledger: Ledger, editions: Editions, path: Path) -> None:
    """What came back names its edition: under another name it could not be read any more."""
    told = (e["edition"] for e in ledger.events.records if e["what"] == CHANGED)
    before = [each for each in (season.form.edition, *told) if each not in editions.known]
    if before:
        facts = (("found", editions.known[0]), ("was", before[-1]))
        raise UsageError(Slip("edition-renamed", str(path), facts=facts))


def _lay_in_folder(root: Path, path: Path, name: str) -> None:
    """The form in the season's folder; another one of that name is kept beside it."""
    content, there = get(path), root / name
    if there.exists() and get(there) != content:
        old = get(there)
        put(there.with_stem(f"{there.stem}-{sha256(old).hexdigest()[:6]}"), old)
    put(there, content)
    Editions(there)  # it may build on a file that lies beside the other one


def _naming(season: Season, name: str) -> bytes:
    """The season.toml that names the form in its one line, the rest byte by byte as it is."""
    path = season.folder.at("settings")
    content = before = get(path)
    if season.settings.form == name:
        return content
    written = json.dumps(name, ensure_ascii=False).encode()
    if LINE.search(content):
        content = LINE.sub(lambda line: b"%b%b%b" % (line[1] or b"", line[2], written), content, 1)
    else:
        end = b"\r\n" if b"\r\n" in content else b"\n"
        content = content.rstrip(b"\r\n") + end + b"form = " + written + end
    if _words(content) != {**_words(before), "form": name}:
        raise UsageError(Slip("form-by-hand", str(path), facts=(("line", f'form = "{name}"'),)))
    return content


def _words(content: bytes) -> dict[str, Any]:
    """What a season.toml of this content says, word by word; nothing where it cannot be read."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "season.toml")
        path.write_bytes(content)
        try:
            return read_source(path).tree
        except FormError:
            return {}


def _tell(ledger: Ledger, name: str, form: Form, now: datetime) -> None:
    told = {"file": name, "edition": form.edition, "digest": form.digest}
    before = [e for e in ledger.events.records if e["what"] == CHANGED]
    if not before or any(before[-1][word] != said for word, said in told.items()):
        at = now.isoformat(timespec="seconds")
        ledger.tell([{"what": CHANGED, "at": at, **told}])
