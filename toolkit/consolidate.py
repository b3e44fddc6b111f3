"""Many submissions → one: the county's figures, each traceable to the cells it came from.

Pure. Only given figures are added, totals are recomputed; whoever cannot be added is named. The
result does not depend on the order, and what was consolidated in parts can be put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from toolkit.bridge import Bridged, Gap, bridge_submission
from toolkit.lexicon import messages
from toolkit.model.agency import Agency, Roster
from toolkit.model.figure import Figure, Key, Number, Place
from toolkit.model.finding import Finding
from toolkit.model.form import Form
from toolkit.model.submission import Submission
from toolkit.reading import reading_order, totals

COUNTY = Agency()


@dataclass(frozen=True, slots=True)
class Share:
    """What one agency gave to one figure, and where it stands."""

    agency: Agency
    value: Number
    file: str
    place: Place


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A submission that was not added, and why: "vertical", "twice", "not-on-roster"."""

    submission: Submission
    why: str


@dataclass(frozen=True)
class Consolidation:
    """The sum of many submissions. `counted` are bridged to the form, in the order of agencies."""

    form: Form = field(repr=False, compare=False)
    figures: Mapping[Key, Figure] = field(repr=False)
    counted: tuple[Submission, ...] = field(repr=False)
    left_out: tuple[LeftOut, ...] = ()
    missing: tuple[Agency, ...] = ()
    gaps: Mapping[Key, tuple[Agency, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    sources: tuple[Submission, ...] = field(default=(), repr=False, compare=False)

    @property
    def complete(self) -> bool:
        """Whether nobody is missing and every figure of every agency could be added."""
        return not (self.missing or self.gaps or any(x.why == "twice" for x in self.left_out))

    def shares(self, key: Key) -> tuple[Share, ...]:
        """Who gave how much to a figure, largest first; 0 is a contribution too."""
        given = (
            Share(s.agency, figure.value, s.file, figure.place)
            for s in self.counted
            if (figure := s.figures.get(key)) and figure.value is not None
        )
        return tuple(sorted(given, key=lambda share: (-share.value, share.agency.code)))

    def submission(self, agency: Agency = COUNTY, year: int | None = None) -> Submission:
        """The county's figures as a submission, so that every rule can be judged upon them."""
        return Submission(agency, year, self.form, self.figures, findings=self.findings)


def consolidate(
    form: Form,
    submissions: Iterable[Submission | Consolidation],
    roster: Roster | None = None,
) -> Consolidation:
    """Return the sum of the submissions; with a roster, whoever is missing is named."""
    sources = tuple(_flat(submissions))
    chosen, left_out = _choose(sources, roster)
    bridged = [bridge_submission(submission, form) for submission in chosen]
    counted = tuple(each.submission for each in bridged)
    figures, gaps = _sums(form, counted)
    here = {submission.agency.code for submission in sources}
    missing = tuple(a for a in roster or () if a.code not in here and not a.vertical)
    told = [*_left_out(left_out), *_missing(missing), *_gaps(form, bridged, gaps)]
    findings = tuple(sorted((*told, *_not_summed(form)), key=reading_order(form)))
    return Consolidation(form, figures, counted, left_out, missing, gaps, findings, sources)


def _flat(submissions: Iterable[Submission | Consolidation]) -> Iterable[Submission]:
    for each in submissions:
        if isinstance(each, Consolidation):
            yield from each.sources
        else:
            yield each


def _who(submission: Submission) -> str:
    """What tells agencies apart: the code, however the name is written; the name without one."""
    return submission.agency.code or submission.agency.name


def _by_agency(sources: tuple[Submission, ...]) -> list[list[Submission]]:
    """The submissions of each agency, in an order that does not depend on that of arrival."""
    of_agency: dict[str, list[Submission]] = {}
    for source in sources:
        of_agency.setdefault(_who(source), []).append(source)
    for several in of_agency.values():
        if len(several) > 1:
            several.sort(key=_content)
    return [of_agency[who] for who in sorted(of_agency)]


def _content(submission: Submission) -> tuple[str, ...]:
    agency, form = submission.agency.name, submission.form.edition
    content = repr(submission.figures), repr(submission.passages)
    return submission.sha256, submission.file, agency, form, *content


def _choose(
    sources: tuple[Submission, ...], roster: Roster | None
) -> tuple[list[Submission], tuple[LeftOut, ...]]:
    """One submission an agency. Of two that differ neither counts until somebody has decided."""
    chosen: list[Submission] = []
    left_out: list[LeftOut] = []
    for several in _by_agency(sources):
        first = several[0]
        why = _why_not(first, several, roster)
        if why:
            left_out += [LeftOut(submission, why) for submission in several]
        else:
            chosen.append(first)
    return chosen, tuple(left_out)


def _why_not(first: Submission, several: list[Submission], roster: Roster | None) -> str:
    if first.agency.vertical:
        return "vertical"
    if roster is not None and first.agency not in roster:
        return "not-on-roster"
    return "twice" if any(_differ(first, other) for other in several[1:]) else ""


def _differ(one: Submission, other: Submission) -> bool:
    return one.values != other.values or one.form.editions != other.form.editions


def _sums(
    form: Form, counted: tuple[Submission, ...]
) -> tuple[dict[Key, Figure], dict[Key, tuple[Agency, ...]]]:
    """The sum of every given figure, totals made of the sums, and who could not give what."""
    figures: dict[Key, Figure] = {}
    gaps: dict[Key, tuple[Agency, ...]] = {}
    for key, slot in form.slots.items():
        if slot.given and slot.rolls:
            column = [(submission.agency, submission.figures.get(key)) for submission in counted]
            total = sum(f.value for _, f in column if f is not None and f.value is not None)
            figures[key] = Figure(key, total)
            without = tuple(agency for agency, figure in column if _is_gap(figure))
            gaps |= {key: without} if without else {}
    return figures | totals(form.slots.values(), figures), gaps


def _is_gap(figure: Figure | None) -> bool:
    """Blank, doubtful or absent; a slot that does not apply leaves no gap."""
    return figure is None or (figure.value is None and figure.applies)


def _told(told: str, *keys: Key, **facts: object) -> Finding:
    return Finding(told, messages().severity(told), keys, facts=tuple(facts.items()))


def _left_out(left_out: tuple[LeftOut, ...]) -> Iterable[Finding]:
    agencies: dict[str, list[LeftOut]] = {}
    for each in left_out:
        agencies.setdefault(_who(each.submission), []).append(each)
    for several in agencies.values():
        agency, why = several[0].submission.agency, several[0].why
        if why == "twice":
            yield _told("agency-twice", agency=agency.name, code=agency.code, count=len(several))
        elif why == "not-on-roster":
            yield _told("not-on-roster", agency=agency.name, code=agency.code)


def _missing(missing: tuple[Agency, ...]) -> Iterable[Finding]:
    return (_told("agency-missing", agency=a.name, code=a.code) for a in missing)


def _gaps(
    form: Form, bridged: list[Bridged], gaps: Mapping[Key, tuple[Agency, ...]]
) -> Iterable[Finding]:
    """Figures that an edition does not give, and figures that cannot be used."""
    of_edition = {(each.submission.agency, gap.key) for each in bridged for gap in each.gaps}
    for each in bridged:
        for why, keys in _by_reason(each.gaps).items():
            facts = {
                "agency": each.submission.agency.name,
                "found": why.edition,
                "why": why.why or messages().words["no_line"],
            }
            yield _told("not-bridged", *keys, **facts, expected=form.edition)
    for key, agencies in gaps.items():
        names = tuple(a.name for a in agencies if (a, key) not in of_edition)
        if names:
            yield _told("incomplete", key, count=len(names), agencies=names)


def _by_reason(gaps: tuple[Gap, ...]) -> dict[Gap, list[Key]]:
    """Gaps with the same reason together; the reason is a gap without its key and amount."""
    reasons: dict[Gap, list[Key]] = {}
    for gap in gaps:
        reasons.setdefault(Gap("", gap.edition, gap.why), []).append(gap.key)
    return reasons


def _not_summed(form: Form) -> Iterable[Finding]:
    keys = tuple(key for key, slot in form.slots.items() if slot.given and not slot.rolls)
    if keys:
        yield _told("not-summed", *keys)
