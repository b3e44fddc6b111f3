"""Texts that remind: for the group, for each agency that is awaited, and the letter that urges.

Called by `nianbao remind`; written anew each time into their own folder, as days go by.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from toolkit.excel.issue import safe_name
from toolkit.files import make_folder, put
from toolkit.lexicon import words
from toolkit.season.folder import Folder
from toolkit.season.standing import Stand
from toolkit.season.texts import group_reminder, late_reminder, urging_letter, urging_title
from toolkit.word.letter import letter


class Reminders(NamedTuple):
    """What was written, and the text that is pasted most."""

    group: str
    files: tuple[Path, ...]


def remind(folder: Folder, here: Stand) -> Reminders:
    """Write every text; what is not needed any more is taken away."""
    place, texts = folder.at("urging"), dict(_texts(here))
    make_folder(place)
    for path in place.iterdir():
        if path.suffix in (".txt", ".docx") and path.name not in texts and _is_ours(path, here):
            path.unlink()
    for name, content in texts.items():
        put(place / name, content)
    return Reminders(group_reminder(here), tuple(place / name for name in texts))


def _texts(here: Stand) -> Iterator[tuple[str, bytes]]:
    names = words("season")["files"]
    yield names["for_group"], as_text(group_reminder(here))
    paragraphs = urging_letter(here)
    if paragraphs:
        signer = here.recipient or here.county
        yield names["letter"], letter(urging_title(here), paragraphs, signer, here.today)
    for each in here.agencies:
        text = late_reminder(each, here)
        if text:
            yield f"{safe_name(each.member.filed)}.txt", as_text(text)


def _is_ours(path: Path, here: Stand) -> bool:
    """Whether a file is one that we write there: the letter, or a text to an agency."""
    names = {safe_name(each.member.filed) for each in here.agencies}
    return path.stem in names or path.name == words("season")["files"]["letter"]


def as_text(text: str) -> bytes:
    """A text file as the editor of Windows opens it."""
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() + b"\r\n"
