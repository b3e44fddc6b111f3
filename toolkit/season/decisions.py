"""Lines of the workbook of decisions → decisions, or the reason why not.

Called by the conductor of a collection before anything is judged. Pure: what has to be known
comes in a Context. The door to what stands in the decision_* files beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from toolkit.season.decision_clash import Beside, marked, marks_of, written_on
from toolkit.season.decision_explained import SETTLING, covers, is_shown
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
    about_explanation,
    text_sha,
)
from toolkit.season.decision_sheets import sheets_in
from toolkit.season.decision_verdicts import DECIDERS
from toolkit.season.decision_words import (
    SIGNED,
    is_done,
    is_of_other,
    is_told_elsewhere,
    say_place,
    say_refused,
    verdicts_of,
    word,
)

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
UNANSWERED = "answers-missing"  # of a sheet whose lines are applied all the same


Words: TypeAlias = tuple[str, str, str]  # agency, finding, text_sha() of what was said to it


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


def decide_lines(lines: Sequence[Line], context: Context) -> tuple[Outcome, ...]:
    """What all lines come to, in their order; a line that was applied before stays applied.

    What is decided for all at once leaves alone what a line of its own is about.
    """
    run = _Run(context, lines)
    places = sorted(range(len(lines)), key=lambda place: _reach(lines[place]))
    outcomes = {place: run.outcome(place) for place in places}
    return tuple(run.answered(outcomes[place]) for place in range(len(lines)))


class _Run:
    """The lines of one reading of the workbook, each judged by what those before it settled."""

    def __init__(self, context: Context, lines: Sequence[Line]) -> None:
        self.context, self.lines = context, lines
        self.settled = dict(context.settled)
        self.marks, self.beside = marks_of(lines), Beside(lines)
        self.in_force = frozenset(map(written_on, self.settled.values()))
        self.spoken: list[Line] = []  # about explanations
        self.said = {_words(each): about for about, each in self.settled.items()}
        self.waiting: dict[Words, list[Waiting]] = {}
        for each in context.waiting:
            self.waiting.setdefault(each[:3], []).append(each)

    def outcome(self, place: int) -> Outcome:
        line, mark = self.lines[place], self.marks[place]
        applied = mark in self.context.applied
        if applied and is_done(line):
            return Outcome(line, answer=self._replaced(line) or line.answer)
        found = decide(line, replace(self.context, settled=self.settled, waiting=self._left(line)))
        if applied and (isinstance(found, Refused) or all(map(self._stands, found))):
            return Outcome(line, answer=word("answers", "done"))
        if not isinstance(found, Refused):
            found = Refused("done-before") if applied else self._clash(found, line) or found
        if line.sheet == Kind.EXPLANATION and line.row and not untouched(line):
            self.spoken.append(line)
        if isinstance(found, Refused):
            return Outcome(line, refused=found)
        return Outcome(line, tuple(self._settle(marked(each, mark), line) for each in found))

    def _replaced(self, line: Line) -> str:
        """What to tell of a line that is in force no more, by something that stands on no line."""
        if line.mark in self.in_force:
            return ""
        found = decide(line, self.context)
        known = (self.settled.get(d.about) for d in found if isinstance(d, Decision))
        lost = next((k for k in known if k and not self.beside.has_line_of(k)), None)
        return word("answers", "replaced").format(by=lost.by, on=lost.on) if lost else ""

    def _settle(self, decision: Decision, line: Line) -> Decision:
        self.settled.pop(decision.about, None)
        self.settled[decision.about] = decision
        self.said[_words(decision)] = decision.about
        self.beside.settled_here[decision.about] = line.row
        return decision

    def _stands(self, decision: Decision) -> bool:
        return self.beside.stands(self.settled.get(decision.about), decision)

    def _clash(self, found: Iterable[Decision], line: Line) -> Refused | None:
        clashes = (self.beside.clash(self.settled.get(d.about), d, line) for d in found)
        return next(filter(None, clashes), None)

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

    def answered(self, outcome: Outcome) -> Outcome:
        """The outcome with what is to be written beside its line."""
        if outcome.refused is not None:
            why = say_refused(outcome.refused)
            if outcome.refused.code == UNANSWERED:
                return outcome._replace(answer=why)
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
        if line.sheet != Kind.EXPLANATION or not member or not line.has("subject"):
            return NOTHING, False
        told = (member.code, line.has("subject"), text_sha(line.has("text")))
        open_ = [each for each in self.waiting.get(told, ()) if is_shown(line, each)]
        if open_:
            return open_[0].about, True
        whole = about_explanation(*told)
        about = self.said.get(told, whole)
        sure = about == whole or not line.has("finding") or is_told_elsewhere(line)
        return (about if sure else whole), False  # else it was settled perhaps with other figures

    def _verdict(self, decision: Decision) -> str:
        if decision.kind is not Kind.CLAIM:
            return verdicts_of(decision.kind)[decision.verdict]
        member = self.context.members.of(decision.verdict)
        return member.agency.name if member else word("choice", NOBODY)


NOTHING: About = ("", "", "", "")


def _words(decision: Decision) -> Words:
    """Which explanation a decision is about, to whatever facts it was given."""
    text = decision.further("text_sha") if decision.kind is Kind.EXPLANATION else ""
    return (decision.agency, decision.subject, text)


def _sheet_refused(line: Line) -> Refused:
    missing = tuple(line.has("missing").split("\n")) if line.has("missing") else ()
    if line.has("unanswered"):
        return Refused(UNANSWERED, (("missing", line.has("unanswered")),))
    if missing:
        code = "headings-missing" if len(missing) > 1 else "heading-missing"
        return Refused(code, (("missing", missing),))
    if not line.sheet:
        return Refused("book-unknown")
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
