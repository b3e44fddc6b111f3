"""What of the findings goes back to the clerk: which of them, and what would settle each.

Called by feedback.py for the rows, and by whoever decides whether a workbook goes back at all. Both
go by `complaints`, so that no workbook goes back in which nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from toolkit.excel.live_checks import verdict
from toolkit.excel.plan_checks import live_rules, rule_key
from toolkit.excel.state import Complaint, State
from toolkit.excel.steps import COUNTY_ROWS
from toolkit.excel.transfer import Opened, given_by_county
from toolkit.lexicon import workbook_words
from toolkit.model.figure import Key
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.submission import Submission
from toolkit.say import group_alike, say_group

TOGETHER = 30  # findings told in one row; a function of an .xls takes no more cells
NOT_THEIRS = ("wrong-year", "wrong-agency")  # the figures are of another report: none is carried
STALE = "stale-total"


def complaints(submission: Submission, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What the clerk is to correct or to explain; what was done to the old file is healed."""
    if submission.kind != "workbook":
        return ()
    told = tuple(each for each in findings if _is_for_the_clerk(each))
    if not is_of_another_report(told):
        return told
    return tuple(f for f in told if not f.keys and not f.fact("key"))


def is_of_another_report(findings: Iterable[Finding]) -> bool:
    """Whether the figures are those of another year or agency."""
    return any(finding.code in NOT_THEIRS for finding in findings)


def _is_for_the_clerk(finding: Finding) -> bool:
    if finding.severity is Severity.NOTE:
        return False
    return is_about_contents(finding) or finding.severity is Severity.MUST


def is_about_contents(finding: Finding) -> bool:
    """Whether it is about something that was filled in, not about what was done to the file."""
    return bool(finding.keys) or bool(finding.fact("key"))


@dataclass(frozen=True)
class Desk:
    """What is at hand while complaints are written out."""

    submission: Submission
    state: State  # what the fresh workbook holds
    after: Opened
    rejected: Mapping[str, str] = field(default_factory=dict)  # explanations that will not do: why

    def rows(self, findings: Iterable[Finding]) -> tuple[Complaint, ...]:
        """A row for each of them, as far as there is room."""
        groups = [
            alike[at : at + TOGETHER]
            for alike in group_alike(self.submission.form, findings)
            for at in range(0, len(alike), TOGETHER)
        ]
        if len(groups) <= len(COUNTY_ROWS):
            return tuple(map(self.row, groups))
        shown = groups[: len(COUNTY_ROWS) - 1]
        more = workbook_words()["checks"]["several"].format(count=len(groups) - len(shown))
        return (*map(self.row, shown), Complaint(more, "", settled=True))

    def row(self, group: Sequence[Finding]) -> Complaint:
        """One row of what is found alike in some cells."""
        subject = group[0].subject
        sentence = say_group(self.submission.form, [_restored(finding) for finding in group])
        row = Complaint(
            f"{sentence}{self._refusal(subject)}",
            subject,
            rule=subject if subject in self._failing else "",
            explainable=group[0].severity is Severity.EXPLAIN or group[0].code == STALE,
            said=self.submission.explanations.get(subject, "") if self._says_here(subject) else "",
        )
        return self._asking(row, group)

    def _says_here(self, subject: str) -> bool:
        """Whether an explanation is shown here: it may do, and stands beside no rule already."""
        return subject not in self.state.explained and subject not in self.rejected

    def _refusal(self, subject: str) -> str:
        """That the explanation given before will not do, and why."""
        why = self.rejected.get(subject)
        return "" if why is None else workbook_words()["checks"]["rejected"].format(why=why)

    @cached_property
    def _failing(self) -> frozenset[str]:
        """Rules that the fresh workbook shows as broken; others only the county can judge."""
        failed = workbook_words()["checks"]["failed"]
        live = (b for b in live_rules(self.after.form) if verdict(self.state, b) == failed)
        return frozenset(map(rule_key, live))

    def _asking(self, row: Complaint, group: Sequence[Finding]) -> Complaint:
        """The row with the cell to go to and what is to become different."""
        form, figures = self.after.form, self.state.figures
        typed = {k: figures.get(k) for f in group for k in _given(f.keys, form)}
        named = str(group[0].fact("key", ""))
        totals = [k for f in group if f.code == STALE for k in f.keys if k in form.slots]
        if totals:
            now = {key: self.state.effective[key] for key in totals}
            return replace(row, target=next(iter(typed), ""), cells=now)
        if typed:
            whole = len(group) == 1 and any(value not in (None, "") for value in typed.values())
            return replace(row, target=next(iter(typed)), cells=typed, together=whole)
        if named in self.after.binding.bonds:
            clears = _typed_all_the_same(group[0], form)
            return replace(row, target=named, was=_was(named, self.state), unless_none=clears)
        return row if row.rule else self._all_to_be_filled(row)

    def _all_to_be_filled(self, row: Complaint) -> Complaint:
        """What is wrong with the whole file is settled when no figure is missing in the fresh one.

        Asked of the page that is signed: there a blank that stands for 0 is one.
        """
        state, form = self.state, self.after.form
        given = [slot.key for slot in form.given]
        blank = [key for key in given if state.effective[key] is None and not state.silent(key)]
        typed = [key for key in blank if key not in given_by_county(form)]
        return replace(
            row,
            target=next(iter((*typed, *given))),
            cells={f"page.{key}": None for key in given},
            settled=not blank,
        )


def _restored(finding: Finding) -> Finding:
    """A total is whole again in the fresh workbook; what remains is a question about its parts."""
    return finding._replace(code="total-restored") if finding.code == STALE else finding


def _given(keys: Iterable[Key], form: Form) -> list[Key]:
    """The figures somebody may correct: those named, or those below the totals named."""
    slots = [form.slots[key] for key in keys if key in form.slots]
    while slots and not any(slot.given for slot in slots):
        slots = [form.slots[key] for slot in slots for key in slot.parts]
    return [slot.key for slot in slots if slot.given]


def _typed_all_the_same(finding: Finding, form: Form) -> tuple[Key, ...]:
    """The figures of a section of which somebody answered that there was nothing."""
    if finding.code != "answered-none":
        return ()
    about = str(finding.fact("key")).split(".")
    return tuple(
        slot.key
        for section in form.filled
        for table in section.tables
        for slot in table.slots
        if slot.given and section.key in about
    )


def _was(key: str, state: State) -> str:
    """What stood at the key of an answer or a passage."""
    table, _, rest = key.partition(".")
    row = rest.rpartition(".")[0]
    held: Mapping[str, object] = state.about if table == "about" else state.passages
    return str(held.get(row) or "")


def figures_of(findings: Iterable[Finding]) -> Iterator[Key]:
    """Figures of which a copy says otherwise."""
    return (
        key for finding in findings if finding.code == "copied-otherwise" for key in finding.keys
    )
