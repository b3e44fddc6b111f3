"""Each sheet's own question: what one line of it settles.

Called by decisions.py, which adds who, when and why. What is not yet known of the line, and what
contradicts the season as it stands, is a Refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from toolkit.equation import shown
from toolkit.model.figure import Number
from toolkit.season.decision_fields import (
    Refusal,
    chosen,
    day_of,
    figure_of,
    means,
    member_named,
    member_of,
    names_in,
    need,
    number_of,
    rule_of,
)
from toolkit.season.decision_line import (
    NOBODY,
    SHORT,
    Context,
    Decision,
    Kind,
    Line,
    Waiting,
    text_sha,
)
from toolkit.season.decision_words import verdicts_of, word
from toolkit.season.figure_words import named
from toolkit.typed import read_typed

SETTLING = ("accept", "reject")
NOTHING_SAID = text_sha("")


class Settled(NamedTuple):
    """What a line settles, before it is signed."""

    agency: str
    subject: str
    verdict: str
    more: tuple[tuple[str, str], ...] = ()


def claim(line: Line, context: Context) -> Iterator[Settled]:
    """Whose a file is, or that it is no return."""
    need(line, *(() if line.has("file") else ("sha",)), "owner")
    sha = _file(line, context)
    nobody = means(line, "owner", NOBODY)
    owner = NOBODY if nobody else member_of(line, "owner", context).code
    yield Settled("", sha[:SHORT], owner)


def _file(line: Line, context: Context) -> str:
    """The hash of the file that a line is about."""
    files, found = {**context.files, **context.unclaimed}, line.has("sha").lower()
    if not found:
        path = line.has("file")
        match = [sha for sha, known in files.items() if known == path]
        if not match:
            raise Refusal("unknown-path", found=path)
        return match[0]
    match = [sha for sha in files if sha.startswith(found)]
    if not match:
        raise Refusal("unknown-file", found=found)
    if len(match) > 1:
        raise Refusal("several-files", found=found, count=len(match))
    return match[0]


def explanation(line: Line, context: Context) -> Iterator[Settled]:
    """Whether an explanation will do; for all agencies, or all findings of one, at once."""
    verdict = chosen(line)
    need(line, "agency", "verdict")
    code = "" if means(line, "agency", "all") else member_of(line, "agency", context).code
    subject = line.has("subject")
    pool: tuple[Waiting, ...] = tuple(_earlier(context))
    if verdict != "withdraw":
        pool = (*context.waiting, *(pool if code and subject else ()))
    meant = tuple(w for w in pool if code in ("", w.agency) and _is_meant(w, subject))
    if not meant:
        told = {"verdict": verdicts_of(Kind.EXPLANATION)[verdict]}
        raise Refusal("nothing-to-undo" if verdict == "withdraw" else "nothing-waiting", **told)
    for each in _of_text(line, meant, context):
        yield Settled(each.agency, each.subject, verdict, (("text_sha", each.text_sha),))


def _is_meant(waiting: Waiting, subject: str) -> bool:
    """Whether a line is about this one; what nobody explained must be named by itself."""
    said = waiting.text_sha != NOTHING_SAID or waiting.subject == subject
    return said and covers(subject, waiting.subject)


def _earlier(context: Context) -> Iterator[Waiting]:
    """Explanations that were accepted or rejected before."""
    for decision in context.settled.values():
        if decision.kind is Kind.EXPLANATION and decision.verdict in SETTLING:
            yield Waiting(decision.agency, decision.subject, decision.further("text_sha"))


def covers(subject: str, whole: str) -> bool:
    """Whether a line about this subject is about that finding: none means all, a code all of it."""
    return not subject or whole == subject or whole.startswith(f"{subject}.")


def _of_text(line: Line, meant: tuple[Waiting, ...], context: Context) -> Iterator[Waiting]:
    """Those whose words stand on the line; without words, what waits before what was settled."""
    if line.has("text"):
        known = text_sha(line.has("text"))
        same = dict.fromkeys(each for each in meant if each.text_sha == known)
        if not same:
            raise Refusal("other-text", agency=line.has("agency"))
        yield from same
        return
    known_to_wait = frozenset(context.waiting)
    waiting = [each for each in meant if each in known_to_wait]
    yield from {(each.agency, each.subject): each for each in waiting or meant}.values()


def waiver(line: Line, context: Context) -> Iterator[Settled]:
    """One rule lifted for one agency."""
    verdict = chosen(line)
    need(line, "rule", "agency", "verdict")
    if means(line, "agency", "all"):
        raise Refusal("rule-for-all")
    code, agency = rule_of(line, context), member_of(line, "agency", context).code
    _undoing(context, Kind.WAIVER, verdict, "cancel", agency, code)
    yield Settled(agency, code, verdict)


def exemption(line: Line, context: Context) -> Iterator[Settled]:
    """An agency that need not report, or may report later."""
    verdict = chosen(line)
    need(line, "agency", "verdict", *(("until",) if verdict == "extend" else ()))
    if means(line, "agency", "all"):
        raise Refusal("deadline-for-all")
    agency = member_of(line, "agency", context).code
    _undoing(context, Kind.EXEMPTION, verdict, "restore", agency)
    until = (("until", day_of(line, "until").isoformat()),) if verdict == "extend" else ()
    yield Settled(agency, "", verdict, until)


def correction(line: Line, context: Context) -> Iterator[Settled]:
    """A figure written anew, in the file that an agency sent last; or as it was before."""
    need(line, "agency", "figure", "now")
    member, slot = member_of(line, "agency", context), figure_of(line, context.form)
    if member.code not in context.latest:
        raise Refusal("no-return", agency=member.agency.name)
    sha, values = context.latest[member.code]
    there = values.get(slot.key)
    known = context.settled.get((Kind.CORRECTION.value, member.code, slot.key, sha))
    corrected = known is not None and known.verdict == "correct"
    before = known.further("was") if known and corrected else _told(there)
    if means(line, "now", "withdraw"):
        now = before if corrected else ""
    else:
        now = _told(number_of(line, slot))
        if read_typed(line.has("was"), slot.kind, slot.unit).number != there:
            _differs(line, there, {"figure": named(slot), "agency": member.agency.name})
    back = corrected and now == before
    if not back and now in ("", _told(there)):
        _unchanged(now)
    more = (("file", sha), ("now", now), ("was", before))
    yield Settled(member.code, slot.key, "withdraw" if back else "correct", more)


def _differs(line: Line, there: Number | None, told: Mapping[str, str]) -> None:
    """Refuse a line that was written for another file: both numbers are told."""
    blank, was = word("choice", "blank"), line.has("was")
    found = word("choice", "wrote").format(number=was) if was else blank
    stands = blank if there is None else word("choice", "is").format(number=_told(there))
    raise Refusal("was-differs", **told, found=found, there=stands)


def _unchanged(now: str) -> None:
    if now:
        raise Refusal("nothing-changed", found=now)
    raise Refusal("nothing-to-undo", verdict=word("choice", "withdraw"))


def _told(number: Number | None) -> str:
    """A number as a decision has it, the same however it was written: 0.50 is 0.5."""
    exact = number.normalize() if isinstance(number, Decimal) else number
    return "" if exact is None else shown(exact)


def reorganisation(line: Line, context: Context) -> Iterator[Settled]:
    """Agencies that became others: which, when, who carries on."""
    verdict = chosen(line)
    after = () if verdict in ("abolish", "cancel") else ("after",)
    told = () if verdict == "cancel" else ("since", "heir", "reporter")
    need(line, "verdict", "before", *after, *told)
    before, now = _codes(line, "before", context), _codes(line, "after", context)
    _counted(verdict, before, now)
    subject = ";".join(sorted(before))
    _undoing(context, Kind.REORGANISATION, verdict, "cancel", "", subject)
    more = [("after", ";".join(now)), ("before", ";".join(before))]
    if verdict != "cancel":
        more += [(n, member_of(line, n, context).code) for n in ("heir", "reporter")]
        more += [("since", day_of(line, "since").isoformat())]
    yield Settled("", subject, verdict, tuple(more))


def _codes(line: Line, field: str, context: Context) -> tuple[str, ...]:
    """Agencies by code; one that is no longer, or not yet, on the roster by name."""
    members = ((name, member_named(name, context)) for name in names_in(line.has(field)))
    return tuple(dict.fromkeys(member.code if member else name for name, member in members))


def _counted(verdict: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    match verdict:
        case "rename" if len(before) != 1 or len(after) != 1 or before == after:
            raise Refusal("rename-counts")
        case "merge" if len(after) != 1 or before == after:
            raise Refusal("merge-counts")
        case "split" if len(before) != 1 or len(after) < 2:
            raise Refusal("split-counts")


def rule(line: Line, context: Context) -> Iterator[Settled]:
    """A rule that is off, or only told, in this season."""
    verdict = chosen(line)
    need(line, "rule", "verdict")
    code = rule_of(line, context)
    _undoing(context, Kind.RULE, verdict, "restore", "", code)
    yield Settled("", code, verdict)


def publication(line: Line, context: Context) -> Iterator[Settled]:
    """A report that was signed or published, and where."""
    verdict = chosen(line)
    need(line, "agency", "verdict")
    agency, url = member_of(line, "agency", context).code, line.has("url")
    if url and not url.lower().startswith(("http://", "https://")):
        raise Refusal("bad-url", found=url)
    _undoing(context, Kind.PUBLICATION, verdict, "withdraw", agency)
    latest = context.latest.get(agency)
    known = (("file", latest[0] if latest else ""), ("url", url))
    yield Settled(agency, "", verdict, tuple(each for each in known if each[1]))


def _undoing(
    context: Context, kind: Kind, verdict: str, undo: str, agency: str, subject: str = ""
) -> None:
    """Refuse to undo what was never done, or is undone already."""
    known: Decision | None = context.settled.get((kind.value, agency, subject, ""))
    if verdict == undo and (known is None or known.verdict == undo):
        raise Refusal("nothing-to-undo", verdict=verdicts_of(kind)[undo])


Decider = Callable[[Line, Context], Iterator[Settled]]
DECIDERS: Mapping[Kind, Decider] = {
    Kind.CLAIM: claim,
    Kind.EXPLANATION: explanation,
    Kind.WAIVER: waiver,
    Kind.EXEMPTION: exemption,
    Kind.CORRECTION: correction,
    Kind.REORGANISATION: reorganisation,
    Kind.RULE: rule,
    Kind.PUBLICATION: publication,
}
