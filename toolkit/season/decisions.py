"""Lines of the workbook of decisions → decisions, or the reason why not.

Called by the conductor of a collection before anything is judged. Pure: what has to be known
comes in a Context. The door to what stands in the decision_* files beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from toolkit.season.decision_fields import Refusal, means, member_named, need, signed_day
from toolkit.season.decision_line import (
    NOBODY,
    SHORT,
    About,
    Context,
    Decision,
    Kind,
    Line,
    Refused,
    Waiting,
    text_sha,
)
from toolkit.season.decision_sheets import sheets_in
from toolkit.season.decision_verdicts import DECIDERS, SETTLING, covers
from toolkit.season.decision_words import SIGNED, say_place, say_refused, verdicts_of, word

__all__ = [
    "NOBODY",
    "Context",
    "Decision",
    "Kind",
    "Line",
    "Outcome",
    "Refused",
    "Waiting",
    "decide",
    "decide_lines",
    "read_lines",
    "say_place",
    "say_refused",
    "text_sha",
]
CHOICE = {Kind.CLAIM: "owner", Kind.CORRECTION: "now"}  # what an officer chooses; else the verdict
ON_THE_WAY = ("sign", "publish")  # may follow each other on the same day


class Outcome(NamedTuple):
    """What became of one line."""

    line: Line
    decisions: tuple[Decision, ...] = ()  # new ones, for the ledger
    refused: Refused | None = None
    answer: str = ""  # to be written beside it


def read_lines(content: bytes) -> tuple[Line, ...]:
    """Every line on which something stands, sheet by sheet; Unreadable where it is no workbook."""
    return tuple(line for sheet in sheets_in(content) for line in sheet.lines)


def decide(line: Line, context: Context) -> tuple[Decision, ...] | Refused:
    """What one line comes to by itself; nothing where nobody has chosen anything on it yet."""
    if line.row == 0:
        return _sheet_refused(line)
    if untouched(line):
        return ()
    kind = Kind(line.sheet)
    try:
        settled = tuple(DECIDERS[kind](line, context))
        need(line)
        on = signed_day(line, context).isoformat()
    except Refusal as refusal:
        return refusal.refused
    by, basis = line.has("by"), line.has("basis")
    signed = {"by": by, "on": on, "basis": basis}
    return tuple(
        Decision(kind, *each[:3], tuple(sorted((*each.more, ("line", line.mark)))), **signed)
        for each in settled
    )


def untouched(line: Line) -> bool:
    """Whether a line waits as we put it there: nothing chosen, nothing signed."""
    choice = CHOICE.get(Kind(line.sheet), "verdict")
    ours = SIGNED if is_of_other(line) else (choice, *SIGNED)
    return not any(line.has(field) for field in ours)


def is_of_other(line: Line) -> bool:
    """Whether a line shows what another computer settled differently; signed, it is decided so."""
    return line.answer.startswith(word("answers", "of_other").partition("{")[0])


def decide_lines(lines: Sequence[Line], context: Context) -> tuple[Outcome, ...]:
    """What all lines come to, in their order; a line that was applied before stays applied.

    What is decided for all at once leaves alone what a line of its own is about.
    """
    run = _Run(context)
    places = sorted(range(len(lines)), key=lambda place: _reach(lines[place]))
    outcomes = {place: run.outcome(lines[place]) for place in places}
    return tuple(run.answered(outcomes[place]) for place in range(len(lines)))


class _Run:
    """The lines of one reading of the workbook, each judged by what those before it settled."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.settled = dict(context.settled)
        self.rows: dict[About, int] = {}  # settled in this run, by which row
        self.marks = set(context.applied)
        self.spoken: list[Line] = []  # about explanations
        self.waiting = frozenset(context.waiting)

    def outcome(self, line: Line) -> Outcome:
        if line.row and line.mark in self.marks:
            done = word("answers", "done")
            return Outcome(line, answer=line.answer if line.answer.startswith(done) else done)
        found = decide(line, replace(self.context, settled=self.settled, waiting=self._left(line)))
        if not isinstance(found, Refused):
            clash = next((c for each in found if (c := self._clash(each))), None)
            found = clash or found
        if line.sheet == Kind.EXPLANATION and line.row and not untouched(line):
            self.spoken.append(line)
        if isinstance(found, Refused):
            return Outcome(line, refused=found)
        for decision in found:
            self.settled.pop(decision.about, None)
            self.settled[decision.about] = decision
            self.rows[decision.about] = line.row
            self.marks.add(line.mark)
        return Outcome(line, found)

    def _left(self, line: Line) -> tuple[Waiting, ...]:
        """What waits and has no line of its own."""
        narrower = [each for each in self.spoken if _reach(each) < _reach(line)]
        if not narrower:
            return self.context.waiting
        return tuple(
            each
            for each in self.context.waiting
            if not any(_about_it(other, each, self.context) for other in narrower)
        )

    def _clash(self, decision: Decision) -> Refused | None:
        """Why a decision cannot stand beside an earlier one about the same."""
        known = self.settled.get(decision.about)
        if known is None or _alike(known, decision):
            return None
        row = self.rows.get(decision.about)
        follows = (known.verdict, decision.verdict) == ON_THE_WAY
        if row is None and decision.on < known.on:
            return Refused("decided-later", (("by", known.by), ("on", known.on)))
        if row is not None and not (
            decision.on > known.on or (follows and decision.on == known.on)
        ):
            return Refused("lines-disagree", (("row", row),))
        return None

    def answered(self, outcome: Outcome) -> Outcome:
        """The outcome with what is to be written beside its line."""
        if outcome.refused is not None:
            why = say_refused(outcome.refused)
            return outcome._replace(answer=word("answers", "refused").format(why=why))
        count = len(outcome.decisions)
        if count:
            told = word("answers", "done" if count == 1 else "done_all").format(count=count)
            return outcome._replace(answer=told)
        if untouched(outcome.line):
            return outcome._replace(answer=self._open(outcome.line))
        return outcome

    def _open(self, line: Line) -> str:
        """How it stands with a line of ours that nobody has touched."""
        if is_of_other(line):
            return line.answer
        about, waits = self._wanted(line)
        known = self.settled.get(about)
        if known is not None and (line.sheet == Kind.CLAIM or known.verdict in SETTLING):
            told = {"by": known.by, "on": known.on, "verdict": self._verdict(known)}
            return word("answers", "elsewhere").format(**told)
        if about == NOTHING:
            return line.answer
        return word("answers", "open" if waits else "needless")

    def _wanted(self, line: Line) -> tuple[About, bool]:
        """What a line of ours is about, and whether it still waits."""
        if line.sheet == Kind.CLAIM and line.has("sha"):
            waits = any(sha.startswith(line.has("sha")) for sha in self.context.unclaimed)
            return (Kind.CLAIM.value, "", line.has("sha")[:SHORT], ""), waits
        member = member_named(line.has("agency"), self.context)
        if line.sheet == Kind.EXPLANATION and member and line.has("subject"):
            each = Waiting(member.code, line.has("subject"), text_sha(line.has("text")))
            return (Kind.EXPLANATION.value, *each), each in self.waiting
        return NOTHING, False

    def _verdict(self, decision: Decision) -> str:
        if decision.kind is not Kind.CLAIM:
            return verdicts_of(decision.kind)[decision.verdict]
        member = self.context.members.of(decision.verdict)
        return member.agency.name if member else word("choice", NOBODY)


NOTHING: About = ("", "", "", "")


def _sheet_refused(line: Line) -> Refused:
    missing = tuple(line.has("missing").split("\n")) if line.has("missing") else ()
    if missing:
        return Refused("headings-missing", (("missing", missing),))
    return Refused("sheet-missing", (("sheet", word("sheets", line.sheet)),))


def _reach(line: Line) -> int:
    """How much a line is about: one explanation, all of an agency or all of a rule, all of all."""
    if line.sheet != Kind.EXPLANATION:
        return 0
    return means(line, "agency", "all") + (not line.has("subject"))


def _about_it(line: Line, waiting: Waiting, context: Context) -> bool:
    """Whether a line speaks of this explanation."""
    everyone = means(line, "agency", "all")
    member = None if everyone else member_named(line.has("agency"), context)
    mine = everyone or (member is not None and member.code == waiting.agency)
    return mine and covers(line.has("subject"), waiting.subject)


def _alike(one: Decision, other: Decision) -> bool:
    """Whether two decisions come to the same, whoever took them."""
    return one.verdict == other.verdict and _told(one) == _told(other)


def _told(decision: Decision) -> tuple[tuple[str, str], ...]:
    return tuple(each for each in decision.more if each[0] != "line")
