"""Many submissions → one: the county's figures, each traceable to the cells it came from.

Pure. Only given figures are added, totals are recomputed; whoever cannot be added is named. The
result does not depend on the order, and what was consolidated in parts can be put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from toolkit.bridge import Bridged, bridge_submission
from toolkit.counting import Choice, LeftOut, choice_findings, choose
from toolkit.lexicon import messages
from toolkit.model.agency import Agency, Roster
from toolkit.model.figure import Figure, Key, Number, Place
from toolkit.model.finding import Finding
from toolkit.model.form import Form
from toolkit.model.submission import Submission
from toolkit.reading import reading_order, totals

COUNTY = Agency()
Gaps = Mapping[Key, tuple[Agency, ...]]


@dataclass(frozen=True, slots=True)
class Share:
    """What one cell gave to one figure of the county; `key` is that of the edition it came on."""

    agency: Agency
    value: Number
    file: str
    place: Place
    key: Key


@dataclass(frozen=True)
class Consolidation:
    """The sum of many submissions. Figures in `gaps` lack what those agencies should have given."""

    form: Form = field(repr=False, compare=False)
    figures: Mapping[Key, Figure] = field(repr=False)
    bridged: tuple[Bridged, ...] = field(repr=False)
    left_out: tuple[LeftOut, ...] = ()
    missing: tuple[Agency, ...] = ()
    gaps: Gaps = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    sources: tuple[Submission, ...] = field(default=(), repr=False, compare=False)
    roster: Roster | None = field(default=None, repr=False, compare=False)

    @cached_property
    def counted(self) -> tuple[Submission, ...]:
        """What was added, in the keys of the county's form, in the order of agencies."""
        return tuple(each.submission for each in self.bridged)

    @property
    def complete(self) -> bool:
        """Whether somebody was added, nobody is missing and every figure could be added."""
        unsettled = any(each.why in ("twice", "other-year") for each in self.left_out)
        return bool(self.bridged) and not (self.missing or self.gaps or unsettled)

    def shares(self, key: Key) -> tuple[Share, ...]:
        """Which cells gave how much to a figure, largest first; 0 is a contribution too."""
        given = (
            Share(each.submission.agency, part.value, each.submission.file, part.place, part.key)
            for each in self.bridged
            for part in each.origin(key)
            if part.value is not None
        )
        return tuple(sorted(given, key=lambda s: (-s.value, s.agency.code, s.key)))

    @property
    def year(self) -> int | None:
        """The year reported on; only one year is ever added up."""
        return next((s.year for s in self.counted if s.year is not None), None)

    def submission(self, agency: Agency = COUNTY) -> Submission:
        """The county's figures as a submission, so that every rule can be judged upon them.

        A figure with a gap is no figure here: a rule must not be judged upon part of a sum.
        """
        known = {
            key: figure._replace(value=None) if key in self.gaps else figure
            for key, figure in self.figures.items()
        }
        return Submission(agency, self.year, self.form, known, findings=self.findings)


def consolidate(
    form: Form,
    submissions: Iterable[Submission | Consolidation],
    roster: Roster | None = None,
) -> Consolidation:
    """Return the sum of the submissions; with a roster, whoever is missing is named.

    What was consolidated before brings its own roster along.
    """
    parts = tuple(submissions)
    sources = tuple(source for part in parts for source in _sources(part))
    roster = roster or _united(parts)
    choice = choose(sources, roster)
    bridged = tuple(bridge_submission(submission, form) for submission in choice.chosen)
    figures, gaps = _sums(form, bridged)
    findings = _findings(form, choice, bridged, gaps)
    left_out, missing = choice.left_out, choice.missing
    return Consolidation(form, figures, bridged, left_out, missing, gaps, findings, sources, roster)


def _sources(part: Submission | Consolidation) -> tuple[Submission, ...]:
    return part.sources if isinstance(part, Consolidation) else (part,)


def _united(parts: Iterable[Submission | Consolidation]) -> Roster | None:
    """The rosters of parts that were consolidated before, as one."""
    rosters = [part.roster for part in parts if isinstance(part, Consolidation) and part.roster]
    agencies = dict.fromkeys(agency for roster in rosters for agency in roster)
    return Roster(agencies) if rosters else None


def _sums(form: Form, bridged: tuple[Bridged, ...]) -> tuple[dict[Key, Figure], Gaps]:
    """The sum of every given figure, totals made of the sums, and who could not give what."""
    figures: dict[Key, Figure] = {}
    gaps: dict[Key, tuple[Agency, ...]] = {}
    submissions = [each.submission for each in bridged]
    for key, slot in form.slots.items() if submissions else ():
        if slot.given and slot.rolls:
            column = [
                (submission.agency, submission.figures.get(key)) for submission in submissions
            ]
            total = sum(f.value for _, f in column if f is not None and f.value is not None)
            figures[key] = Figure(key, total)
            without = tuple(agency for agency, figure in column if _is_gap(figure))
            gaps |= {key: without} if without else {}
        elif not slot.given:
            without = tuple(dict.fromkeys(a for part in slot.parts for a in gaps.get(part, ())))
            gaps |= {key: without} if without else {}
    return figures | totals(form.slots.values(), figures), gaps


def _is_gap(figure: Figure | None) -> bool:
    """Blank, doubtful or absent; a slot that does not apply leaves no gap."""
    return figure is None or (figure.value is None and figure.applies)


def _findings(
    form: Form, choice: Choice, bridged: tuple[Bridged, ...], gaps: Gaps
) -> tuple[Finding, ...]:
    told = (
        *choice_findings(choice),
        *_not_bridged(form, bridged),
        *_incomplete(form, bridged, gaps),
        *_not_summed(form),
        *_tables_left(form, bridged),
    )
    return tuple(sorted(told, key=reading_order(form)))


def _told(told: str, *keys: Key, **facts: object) -> Finding:
    return Finding(told, messages().severity(told), keys, facts=tuple(facts.items()))


def _not_bridged(form: Form, bridged: tuple[Bridged, ...]) -> Iterable[Finding]:
    """Figures that an agency's edition does not give, those with the same reason together."""
    for each in bridged:
        reasons: dict[tuple[str, str], list[Key]] = {}
        for gap in each.gaps:
            why = gap.why or messages().words["no_line"]
            reasons.setdefault((gap.edition, why), []).append(gap.key)
        for (edition, why), keys in reasons.items():
            facts = {"agency": each.submission.agency.name, "found": edition, "why": why}
            yield _told("not-bridged", *keys, **facts, expected=form.edition)


def _incomplete(form: Form, bridged: tuple[Bridged, ...], gaps: Gaps) -> Iterable[Finding]:
    """Figures that some agency left blank or in doubt; totals follow and need no word."""
    of_edition = {(each.submission.agency, gap.key) for each in bridged for gap in each.gaps}
    for key, agencies in gaps.items():
        names = tuple(a.name for a in agencies if (a, key) not in of_edition)
        if names and form.slots[key].given:
            yield _told("incomplete", key, count=len(names), agencies=names)


def _not_summed(form: Form) -> Iterable[Finding]:
    keys = tuple(key for key, slot in form.slots.items() if slot.given and not slot.rolls)
    if keys:
        yield _told("not-summed", *keys)


def _tables_left(form: Form, bridged: tuple[Bridged, ...]) -> Iterable[Finding]:
    """Tables that were filed and that the county's form does not have."""
    left: dict[str, int] = {}
    for each in bridged:
        for key, table in each.filed.tables.items():
            if key not in form.tables:
                left[table.name] = left.get(table.name, 0) + 1
    for name, count in left.items():
        yield _told("table-left", label=name, count=count)
