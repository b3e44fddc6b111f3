"""What the agencies reported last year, as far as it lies in the season's folder or is named there.

Called by issue.py for what is filled in beforehand and by judging.py for the comparison.
Reorganisations are followed: what became one agency is added up, a new name is the old one's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from toolkit.consolidate import consolidate
from toolkit.faults import noticed
from toolkit.lexicon import messages
from toolkit.model.finding import Finding
from toolkit.model.form import Form
from toolkit.model.submission import Submission
from toolkit.season.decided import Decided, Reorganisation
from toolkit.season.members import Member, Members


class Found(NamedTuple):
    """Last year's submission of an agency, and what there is to say about it."""

    last: Submission | None
    findings: tuple[Finding, ...] = ()


class Earlier:
    """Last year's submissions, found by who sent them."""

    def __init__(
        self,
        sent: Iterable[Submission],
        form: Form,
        decided: Decided,
        members: Members | None = None,
    ) -> None:
        self._sent = tuple(each for each in sent if each.kind and each.figures)
        self._members = members or Members()
        self._form = form
        self._decided = decided

    def __bool__(self) -> bool:
        return bool(self._sent)

    @cached_property
    def _by_name(self) -> Mapping[str, list[Submission]]:
        found: dict[str, list[Submission]] = {}
        for each in self._sent:
            for name in dict.fromkeys(filter(None, (each.agency.code, each.agency.name))):
                found.setdefault(name, []).append(each)
        return found

    @property
    def names(self) -> frozenset[str]:
        """Every name and code under which something of last year is filed."""
        return frozenset(self._by_name)

    def of(self, member: Member, year: int) -> Found:
        """What this agency reported, or what its forerunners did."""
        before = self._forerunners(member)
        parts = [self._one(names, year) for names in before]
        known = [part for part in parts if part.last is not None]
        if not known:
            return parts[0]
        told = tuple(finding for part in parts if part.last for finding in part.findings)
        others = zip(before[1:], parts[1:], strict=True)
        gone = [self._members.name_of(names[0]) for names, part in others if part.last is None]
        if gone:
            names = messages().words["and"].join(gone)
            told = (*told, noticed("last-year-partial", found=names))
        return Found(self._added(member, [p.last for p in known if p.last]), told)

    def _forerunners(self, member: Member) -> list[tuple[str, ...]]:
        """The names under which its last year is filed, several where it was made of several."""
        mine = (member.code, member.agency.name)
        came = [each for each in self._decided.reorganisations if _inherits(each, mine)]
        own = [(*mine, *(name for e in came if e.kind == "rename" for name in e.before))]
        others = [e.before for e in came if e.kind != "rename"]
        return [*own, *((name,) for names in others for name in names if name not in mine)]

    def _one(self, names: Sequence[str], year: int) -> Found:
        found = (each for name in names for each in self._by_name.get(name, ()))
        sent = list({id(each): each for each in found}.values())  # by code and by name, but once
        if not sent:
            return Found(None, (noticed("no-last-year"),))
        fits = [each for each in sent if each.year in (year - 1, None)]
        if not fits:
            wrong = noticed("last-year-wrong", found=sent[0].year, expected=year - 1)
            return Found(None, (wrong,))
        best = min(fits, key=lambda each: (each.year is None, each.kind != "workbook", each.sha256))
        return Found(best, tuple(_disagreements(best, fits)))

    def _added(self, member: Member, parts: Sequence[Submission]) -> Submission:
        """Several as one; one as it is, under its own name of today."""
        if len(parts) == 1:
            return replace(parts[0], agency=member.agency)
        apart = [replace(p, agency=p.agency._replace(flags=frozenset())) for p in parts]
        total = consolidate(parts[0].form, apart).submission(member.agency)
        told = "+".join(part.sha256[:12] for part in parts)
        return replace(total, year=parts[0].year, sha256=told, kind="workbook", findings=())


def _inherits(change: Reorganisation, mine: tuple[str, str]) -> bool:
    """Whether this agency takes over what the others carried out."""
    if change.kind == "rename":
        return any(name in mine for name in change.after)
    return change.heir in mine


def _disagreements(best: Submission, others: Iterable[Submission]) -> Iterable[Finding]:
    """Sources of last year that do not say the same."""
    for other in others:
        if other is best or other.form.editions != best.form.editions:
            continue
        keys = tuple(
            k for k, v in best.values.items() if k in other.values and other.values[k] != v
        )
        if keys:
            facts = {"found": best.file, "other": other.file, "count": len(keys)}
            yield noticed("last-years-differ", **facts)._replace(keys=keys)
