"""A clash of two computers as a line of the workbook of decisions, and the sentence beside it.

Called by merge.py. The line holds what the other computer settled, unsigned: an officer who signs
it decides so, and ours stays in force until then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from toolkit.lexicon import words
from toolkit.model.form import Form
from toolkit.season.decision_book import NewLine
from toolkit.season.decision_line import NOBODY, SHORT, Decision, Kind, Line, text_sha
from toolkit.season.decision_words import rules_of, verdicts_of, word
from toolkit.season.figure_words import figures_named, named
from toolkit.season.members import Members
from toolkit.season.merge_decided import Clash

TOLD = ("after", "since", "heir", "reporter", "until", "url")
SEEN = {Kind.CLAIM: ("file", "says"), Kind.EXPLANATION: ("finding", "text")}  # only on lines


class Asking(NamedTuple):
    """What is needed to put a decision into words."""

    members: Members
    others: Members  # the roster of the other computer
    form: Form
    lines: tuple[Line, ...]  # of both workbooks: they hold the texts that a decision only names
    source: str

    def line(self, clash: Clash) -> NewLine:
        """The line for one clash."""
        ours, theirs = clash
        told = {"source": self.source, "theirs": self.told(theirs), "by": theirs.by}
        told |= {"on": theirs.on, "basis": theirs.basis}
        told |= {"ours": self.told(ours), "our_by": ours.by, "our_on": ours.on}
        answer = word("answers", "of_other").format(**told)
        return NewLine(theirs.kind, {**self._cells(theirs, ours), "answer": answer})

    def told(self, decision: Decision) -> str:
        """What a decision comes to, in a few words."""
        fields, told = self._cells(decision, decision), words("merge")["parts"]
        if decision.kind is Kind.CORRECTION:
            return (
                fields["now"] if _is_back(decision) else str(told["now"].format(it=fields["now"]))
            )
        verdict = fields.get("verdict") or fields["owner"]
        parts = told["comma"].join(told[n].format(it=fields[n]) for n in TOLD if n in fields)
        return told["brackets"].format(verdict=verdict, parts=parts) if parts else verdict

    def _cells(self, decision: Decision, ours: Decision) -> Mapping[str, str]:
        """The cells of a line that settles this; a correction starts from what is in force here."""
        kind, subject = decision.kind, decision.subject
        fields = {name: self._further(name, text) for name, text in decision.more}
        fields |= {"agency": self._name(decision.agency)}
        match kind:
            case Kind.CLAIM:
                fields |= {"sha": subject, "owner": self._name(decision.verdict)}
            case Kind.EXPLANATION:
                fields |= {"subject": subject}
            case Kind.WAIVER | Kind.RULE:
                fields |= {"rule": " ".join((subject, rules_of(self.form).get(subject, "")))}
            case Kind.CORRECTION:
                fields |= {"figure": self._figure(subject), "was": ours.further("now")}
                fields |= {"now": word("choice", "withdraw")} if _is_back(decision) else {}
        if verdicts_of(kind):
            fields |= {"verdict": verdicts_of(kind)[decision.verdict]}
        return {name: text for name, text in (fields | self._seen(decision)).items() if text}

    def _further(self, name: str, text: str) -> str:
        """A further field as a line has it; what a line does not have is left out."""
        if name in ("before", "after"):
            between = word("choice", "between")[0]
            return between.join(map(self._name, filter(None, text.split(";"))))
        if name in ("heir", "reporter"):
            return self._name(text)
        return text if name in ("until", "since", "url", "now") else ""

    def _name(self, code: str) -> str:
        """An agency by its name here, else there; who has none is a name already."""
        member = self.members.of(code) or self.others.of(code)
        if code == NOBODY:
            return word("choice", NOBODY)
        return member.agency.name if member else code

    def _figure(self, key: str) -> str:
        """A figure in words, where they mean it alone."""
        slot = self.form.slots.get(key)
        told = named(slot) if slot else key
        return told if slot and figures_named(self.form, told) == (slot,) else key

    def _seen(self, decision: Decision) -> dict[str, str]:
        """What is not in a decision itself: the file, the words of a clerk."""
        line = next((each for each in self.lines if self._shows(each, decision)), None)
        return {name: line.has(name) for name in SEEN[decision.kind]} if line else {}

    def _shows(self, line: Line, decision: Decision) -> bool:
        """Whether a line shows the file, or the explanation, that a decision is about."""
        if line.sheet != decision.kind:
            return False
        if decision.kind is Kind.CLAIM:
            return line.has("sha")[:SHORT] == decision.subject
        if decision.kind is not Kind.EXPLANATION or line.has("subject") != decision.subject:
            return False
        same = text_sha(line.has("text")) == decision.further("text_sha")
        return same and line.has("agency") == self._name(decision.agency)


def _is_back(decision: Decision) -> bool:
    return decision.verdict == "withdraw"
