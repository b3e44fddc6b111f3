"""Whether a line may be applied beside what is in force: done before, contradicting, or following.

Called by decisions.py for every line on which something was decided. Lines are known by their
words; of several with the same words the first is the one that was applied first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.season.decision_line import About, Decision, Kind, Line, Refused
from toolkit.season.decision_words import is_done, is_of_other

UNDOING = ("withdraw", "cancel", "restore")
ON_THE_WAY = ("sign", "publish")  # may follow each other on the same day


def marks_of(lines: Sequence[Line]) -> list[str]:
    """By which each line is known; of the same words those that were answered come first."""
    marks = [line.mark if line.row else "" for line in lines]
    count: dict[str, int] = {}
    for place in sorted(range(len(lines)), key=lambda place: not is_done(lines[place])):
        mark = marks[place]
        count[mark] = count.get(mark, 0) + 1
        if count[mark] > 1:
            marks[place] = f"{mark}.{count[mark]}"
    return marks


class Beside:
    """The lines of one reading of the workbook, beside which a decision has to stand."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._rows = {line.mark: line.row for line in reversed(lines) if line.row}
        self._silent = {line.mark for line in lines if not is_done(line)}
        self.settled_here: dict[About, int] = {}  # by which row

    def stands(self, known: Decision | None, decision: Decision) -> bool:
        """Whether what was applied before, and never answered, need not be applied again.

        It is in force; or what followed it was not answered either, so that a run broke off.
        """
        return known is not None and (alike(known, decision) or written_on(known) in self._silent)

    def clash(self, known: Decision | None, decision: Decision, line: Line) -> Refused | None:
        """Why a decision cannot stand beside what is in force about the same."""
        if known is None or alike(known, decision) or decision.on > known.on:
            return None
        here = self.settled_here.get(decision.about)
        told = (("by", known.by), ("on", known.on))
        if decision.on < known.on:
            return Refused("lines-disagree", (("row", here),)) if here else _later(told)
        if _follows(known, decision) or is_of_other(line) or self._is_changed(line, known):
            return None
        row = here or self._rows.get(written_on(known))
        return Refused("lines-disagree", (("row", row),)) if row else Refused("same-day", told)

    def _is_changed(self, line: Line, known: Decision) -> bool:
        """Whether this is the line that was applied, with other words by now."""
        return is_done(line) and not self.has_line_of(known)

    def has_line_of(self, decision: Decision) -> bool:
        """Whether the line of a decision is still there."""
        return written_on(decision) in self._rows


def alike(one: Decision, other: Decision) -> bool:
    """Whether two decisions come to the same, whoever took them."""
    return one.verdict == other.verdict and _told(one) == _told(other)


def marked(decision: Decision, mark: str) -> Decision:
    """The decision of the line that is known by this mark."""
    return decision._replace(more=tuple(sorted({**dict(decision.more), "line": mark}.items())))


def _later(told: tuple[tuple[str, str], ...]) -> Refused:
    return Refused("decided-later", told)


def written_on(decision: Decision) -> str:
    """The words of its line, whichever of several it was."""
    return decision.further("line").partition(".")[0]


def _follows(known: Decision, decision: Decision) -> bool:
    """Whether one may follow the other on the same day: it undoes, or sees what it changes."""
    if known.verdict in UNDOING or decision.verdict in UNDOING:
        return True
    if decision.kind is Kind.PUBLICATION:
        same = known.verdict == decision.verdict and known.further("url") == decision.further("url")
        return same or (known.verdict, decision.verdict) == ON_THE_WAY
    return decision.kind is Kind.CORRECTION  # it tells the number that it found


def _told(decision: Decision) -> Mapping[str, str]:
    return {name: text for name, text in decision.more if name != "line"}
