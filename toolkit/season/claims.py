"""Whose file it is: by what is written in it and by the folder it lies in, never by its name.

Called by whose.py for every file, and by merge_files.py for the folders of one. Where two of these
disagree, nobody gets the file until an officer has said whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from toolkit.lexicon import messages, words
from toolkit.model.submission import Submission
from toolkit.season.members import SHORTEST, Member, Members


class Evidence(NamedTuple):
    """What a file itself says about who sent it; codes of members, "" where none is meant."""

    by_code: str = ""
    by_name: str = ""
    told: str = ""  # the name as it is written there
    voice: str = ""  # of whom the passages speak, where they never speak of the one named


class Claim(NamedTuple):
    """Whose a file is, or why nobody knows."""

    code: str = ""  # "" where it is nobody's yet
    why: str = ""  # a word of [claims] in words/season.toml
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def sentence(self) -> str:
        return words("season")["claims"][self.why].format(**dict(self.facts)) if self.why else ""

    @property
    def says(self) -> str:
        return dict(self.facts).get("says", "")


def evidence(sent: Submission, members: Members) -> Evidence:
    """What is written in a file about who sent it."""
    code, name = sent.agency.code.strip(), sent.agency.name.strip()
    by_code, by_name = members.of(code), members.named(name) if name else None
    named = by_code or by_name
    voice = _other_voice(sent.passages.values(), named, members) if named else None
    return Evidence(
        by_code.code if by_code else "",
        by_name.code if by_name else "",
        name or code,
        voice.code if voice else "",
    )


def claim(written: Evidence, folders: Iterable[str], members: Members) -> Claim:
    """Whose the file is that says this and lies in these folders, the innermost first."""
    inbox = list(dict.fromkeys(m.code for folder in folders if (m := _owner(folder, members))))
    by_code, by_name = written.by_code, written.by_name
    says = _name(by_code, members) or written.told
    if by_code and by_name and by_code != by_name:
        return _unclear("two-names", says=says, name=written.told)
    named = by_code or by_name
    if not named and written.told:
        return _unclear("not-ours", says=written.told)
    codes = dict.fromkeys(code for code in (named, *inbox) if code)
    if not codes:
        return _unclear("unknown")
    if len(codes) > 1:
        others = (_name(code, members) for code in inbox if code != named)
        folder = messages().words["and"].join(others)
        return _unclear("disagree" if named else "two-folders", says=says, folder=folder)
    if written.voice:
        return _unclear("voice", says=says, name=_name(written.voice, members))
    return Claim(next(iter(codes)))


def _unclear(why: str, **facts: str) -> Claim:
    return Claim("", why, tuple(facts.items()))


def _name(code: str, members: Members) -> str:
    member = members.of(code)
    return member.agency.name if member else ""


def _owner(folder: str, members: Members) -> Member | None:
    """The member whose inbox this folder is: called by its name or code, or `code_…`."""
    return members.named(folder) or members.of(folder.partition("_")[0].strip())


def _other_voice(passages: Iterable[str], named: Member, members: Members) -> Member | None:
    """The one of whom the passages speak, if they never speak of the one that is named.

    Only one of the same category: a township may well write about a bureau, hardly about another
    township alone.
    """
    text = "\n".join(passages)
    if any(name and name in text for name in (named.agency.name, named.short)):
        return None
    same = (m for m in _voices(text, members) if m.agency.category == named.agency.category)
    return next(same, None)


def _voices(text: str, members: Members) -> Iterator[Member]:
    """Members whose names stand where a clause begins."""
    begins = frozenset(words("season")["speaking"]["begins"])
    for at in range(len(text)):
        if at == 0 or text[at - 1] in begins:
            for name, member in members.by_beginning.get(text[at : at + SHORTEST], ()):
                if text.startswith(name, at):
                    yield member
                    break
