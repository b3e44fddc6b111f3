"""What all decisions together come to: the later one about the same thing is in force.

Made from the ledger's decisions whenever a season is judged; pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from toolkit.model.figure import Key, Number
from toolkit.model.settings import Settings, Waiver
from toolkit.season.decision_line import About, Decision, Kind, about_explanation, read_number

STATES = {"sign": "signed", "publish": "published"}


class Corrected(NamedTuple):
    """One figure of one file that the county wrote anew."""

    key: Key
    was: Number | None
    now: Number
    decision: Decision


class Reorganisation(NamedTuple):
    """Agencies that became others; codes of the roster where it has them, names otherwise."""

    kind: str  # rename, merge, split, abolish
    before: tuple[str, ...]
    after: tuple[str, ...]
    on: date
    heir: str  # the code of the agency that takes over what was carried out last year
    reporter: str  # the code of the agency that reports


class Published(NamedTuple):
    """How far the report of an agency has come on its way out."""

    state: str  # "signed", "published"
    url: str
    on: str
    file: str  # the hash of the file that was the latest then


class Decided:
    """The decisions of a season, in the order of the ledger."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.decisions = tuple(decisions)

    @cached_property
    def settled(self) -> Mapping[About, Decision]:
        """What is in force, by what it is about, the latest last; those that undo among them."""
        latest = dict.fromkeys(decision.about for decision in reversed(self.decisions))
        in_force = {decision.about: decision for decision in self.decisions}
        return {about: in_force[about] for about in reversed(latest)}

    @cached_property
    def lines(self) -> frozenset[str]:
        """The marks of all lines that were applied."""
        return frozenset(decision.further("line") for decision in self.decisions)

    @cached_property
    def claims(self) -> Mapping[str, str]:
        """First digits of a file's hash → code of its agency, or NOBODY."""
        return {each.subject: each.verdict for each in self._of(Kind.CLAIM)}

    def explanation(
        self, agency: str, subject: str, text_sha: str, facts_sha: str = ""
    ) -> tuple[bool | None, str]:
        """Whether the county accepted these words to these facts, and why; None: nobody has said.

        What ledgers of old hold was said of the words alone.
        """
        exact = about_explanation(agency, subject, text_sha, facts_sha)
        words = about_explanation(agency, subject, text_sha)
        known = self.settled.get(exact) or self.settled.get(words)
        if known is None or known.verdict not in ("accept", "reject"):
            return None, ""
        return known.verdict == "accept", known.basis

    @cached_property
    def settings(self) -> Settings:
        """The rule settings: off, on probation, waived."""
        rules = tuple(self._of(Kind.RULE))
        waived = self._of(Kind.WAIVER, "waive")
        return Settings(
            off=frozenset(each.subject for each in rules if each.verdict == "off"),
            probation=frozenset(each.subject for each in rules if each.verdict == "probation"),
            waivers=tuple(Waiver(w.subject, w.agency, w.basis, w.by) for w in waived),
        )

    @cached_property
    def exempt(self) -> Mapping[str, str]:
        """Code of an agency that need not report → the reason."""
        return {each.agency: each.basis for each in self._of(Kind.EXEMPTION, "exempt")}

    @cached_property
    def deadlines(self) -> Mapping[str, date]:
        """Code of an agency with a later deadline → the date."""
        extended = self._of(Kind.EXEMPTION, "extend")
        return {each.agency: date.fromisoformat(each.further("until")) for each in extended}

    def corrections(self, agency: str, sha: str) -> tuple[Corrected, ...]:
        """What the county wrote anew in a file of an agency, by key."""
        written = (each for each in self._corrected if each.agency == agency)
        here = (each for each in written if each.further("file") == sha)
        return tuple(sorted(map(_corrected, here), key=lambda each: each.key))

    def corrected_elsewhere(self, agency: str, sha: str) -> tuple[Corrected, ...]:
        """What the county wrote anew in other files of an agency."""
        written = (each for each in self._corrected if each.agency == agency)
        there = (each for each in written if each.further("file") != sha)
        return tuple(sorted(map(_corrected, there), key=lambda each: each.key))

    @cached_property
    def _corrected(self) -> tuple[Decision, ...]:
        return tuple(self._of(Kind.CORRECTION, "correct"))

    @cached_property
    def reorganisations(self) -> tuple[Reorganisation, ...]:
        """Every reorganisation in force, in the order of their dates."""
        in_force = (d for d in self._of(Kind.REORGANISATION) if d.verdict != "cancel")
        return tuple(sorted(map(_reorganisation, in_force), key=lambda each: each.on))

    @cached_property
    def published(self) -> Mapping[str, Published]:
        """Code of an agency whose report is signed or published."""
        told = (d for d in self._of(Kind.PUBLICATION) if d.verdict in STATES)
        return {each.agency: _published(each) for each in told}

    def _of(self, kind: Kind, verdict: str = "") -> Iterator[Decision]:
        """What is in force of one kind."""
        for each in self.settled.values():
            if each.kind is kind and verdict in ("", each.verdict):
                yield each


def _corrected(decision: Decision) -> Corrected:
    was, now = decision.further("was"), decision.further("now")
    return Corrected(
        decision.subject, read_number(was) if was else None, read_number(now), decision
    )


def _reorganisation(decision: Decision) -> Reorganisation:
    before, after = (
        tuple(filter(None, decision.further(n).split(";"))) for n in ("before", "after")
    )
    since = date.fromisoformat(decision.further("since"))
    heir, reporter = decision.further("heir"), decision.further("reporter")
    return Reorganisation(decision.verdict, before, after, since, heir, reporter)


def _published(decision: Decision) -> Published:
    url, file = decision.further("url"), decision.further("file")
    return Published(STATES[decision.verdict], url, decision.on, file)
