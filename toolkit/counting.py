"""Which submissions are added up: one an agency, of one year, on the roster, not run from above.

Called by consolidate.py. Whoever is left out is named with the reason; of two that differ neither
is taken until somebody has decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.lexicon import messages
from toolkit.model.agency import Agency, Roster
from toolkit.model.figure import Figure, Key
from toolkit.model.finding import Finding
from toolkit.model.submission import Submission

TOLD = {"twice": "agency-twice", "not-on-roster": "not-on-roster", "other-year": "other-year"}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A submission not added, and why: "vertical", "twice", "not-on-roster", "other-year"."""

    submission: Submission
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What is added up, what is not, and who sent nothing."""

    chosen: tuple[Submission, ...]
    left_out: tuple[LeftOut, ...]
    missing: tuple[Agency, ...]


def choose(sources: Iterable[Submission], roster: Roster | None) -> Choice:
    """One submission of each agency, in an order that does not depend on that of arrival."""
    of_agency = _by_agency(tuple(sources), roster)
    listed = {agency.code: agency for agency in roster or ()}
    year = _year(of_agency.values())
    chosen: list[Submission] = []
    left_out: list[LeftOut] = []
    for who in sorted(of_agency):
        several = of_agency[who]
        why = _why_not(several, listed.get(who), roster, year)
        if why:
            left_out += [LeftOut(submission, why) for submission in several]
        else:
            chosen.append(several[0])
    missing = (a for a in roster or () if a.code not in of_agency and not a.vertical)
    return Choice(tuple(chosen), tuple(left_out), tuple(missing))


def _by_agency(
    sources: tuple[Submission, ...], roster: Roster | None
) -> dict[str, list[Submission]]:
    """Submissions by code; one without a code goes where its name is known, else by its name."""
    agencies = (*(roster or ()), *(source.agency for source in sources))
    codes = {agency.name: agency.code for agency in agencies if agency.name and agency.code}
    of_agency: dict[str, list[Submission]] = {}
    for source in sources:
        agency = source.agency
        who = agency.code or codes.get(agency.name) or agency.name
        of_agency.setdefault(who, []).append(source)
    for several in of_agency.values():
        if len(several) > 1:
            several.sort(key=_content)
    return of_agency


def _content(submission: Submission) -> tuple[str, ...]:
    agency, form = submission.agency.name, submission.form.edition
    content = repr(submission.figures), repr(submission.passages)
    return submission.sha256, submission.file, agency, form, *content


def _year(of_agency: Iterable[list[Submission]]) -> int | None:
    """The year most submissions report on; of two that are as many, the later."""
    years = Counter(s.year for several in of_agency for s in several if s.year is not None)
    return max(years, key=lambda year: (years[year], year), default=None)


def _why_not(
    several: list[Submission], listed: Agency | None, roster: Roster | None, year: int | None
) -> str:
    """Why an agency is not added; empty where it is. The roster knows better than the file."""
    agency = listed or several[0].agency
    if agency.vertical:
        return "vertical"
    if roster is not None and listed is None:
        return "not-on-roster"
    if any(submission.year not in (year, None) for submission in several):
        return "other-year"
    return "twice" if any(_differ(several[0], other) for other in several[1:]) else ""


def _differ(one: Submission, other: Submission) -> bool:
    """Whether two say different things; blank, 0 and does-not-apply are three things."""
    same = _said(one.figures) == _said(other.figures)
    return not same or one.form.editions != other.form.editions


def _said(figures: Mapping[Key, Figure]) -> dict[Key, tuple[object, bool]]:
    return {key: (figure.value, figure.applies) for key, figure in figures.items()}


def choice_findings(choice: Choice) -> Iterator[Finding]:
    """What there is to say of agencies left out or missing; being run from above needs no word."""
    several: dict[tuple[str, str], list[Submission]] = {}
    for each in choice.left_out:
        agency = each.submission.agency
        several.setdefault((each.why, agency.code or agency.name), []).append(each.submission)
    for (why, _), sent in several.items():
        if why in TOLD:
            agency = sent[0].agency
            facts = {"agency": agency.name, "code": agency.code, "count": len(sent)}
            yield _told(TOLD[why], **facts, year=sent[0].year)
    for agency in choice.missing:
        yield _told("agency-missing", agency=agency.name, code=agency.code)


def _told(told: str, **facts: object) -> Finding:
    return Finding(told, messages().severity(told), facts=tuple(facts.items()))
