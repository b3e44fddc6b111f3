"""Last year's submissions, found by who sent them.

intake.py asks for every submission; an agency that is not there, or whose record is of another
year, is told and not compared.
"""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.faults import noticed
from toolkit.model.finding import Finding
from toolkit.model.submission import Submission


class LastYear:
    """What the agencies sent last year; one with neither code nor name cannot be found."""

    def __init__(self, submissions: Iterable[Submission]) -> None:
        self._by_code: dict[str, list[Submission]] = {}
        self._by_name: dict[str, list[Submission]] = {}
        for submission in submissions:
            agency = submission.agency
            self._by_code.setdefault(agency.code, []).append(submission)
            self._by_name.setdefault(agency.name, []).append(submission)

    def of(self, now: Submission) -> tuple[Submission | None, tuple[Finding, ...]]:
        """The submission to compare with, or the finding that says why there is none."""
        found = self._sent_by(now)
        if not found:
            return None, (noticed("no-last-year"),)
        wanted = None if now.year is None else now.year - 1
        fits = [last for last in found if wanted is None or last.year in (wanted, None)]
        if fits:
            return min(fits, key=lambda last: last.year is None), ()
        return None, (noticed("last-year-wrong", found=found[0].year, expected=wanted),)

    def _sent_by(self, now: Submission) -> list[Submission]:
        """By code, else by name; never by a code or name that nobody wrote."""
        code, name = now.agency.code, now.agency.name
        by_code = self._by_code.get(code, []) if code else []
        return by_code or (self._by_name.get(name, []) if name else [])
