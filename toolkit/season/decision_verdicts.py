"""Each sheet's own question: what one line of it settles.

Called by decisions.py, which adds who, when and why. What is not yet known of the line, and what
contradicts the season as it stands, is a Refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from toolkit.equation import shown
from toolkit.model.figure import Number
from toolkit.season.decision_explained import explanation
from toolkit.season.decision_fields import (
    Refusal,
    bare,
    chosen,
    day_of,
    figure_of,
    means,
    member_named,
    member_of,
    names_in,
    nearest,
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
    Settled,
    read_number,
)
from toolkit.season.decision_words import verdicts_of, word
from toolkit.season.figure_words import named
from toolkit.typed import read_typed


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
    if known is not None:  # perhaps by a line before this one
        there = read_number(known.further("now")) if known.further("now") else None
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
    if verdict != "cancel":
        before, now = (_known_by_name(names, context) for names in (before, now))
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


def _known_by_name(codes: tuple[str, ...], context: Context) -> tuple[str, ...]:
    """The same, those that are not on the roster as last year's reports have them."""
    known = {bare(name): name for name in sorted(context.earlier_names)}
    for code in codes:
        if context.members.of(code) is None and bare(code) not in known:
            names = (*(member.agency.name for member in context.members), *known.values())
            near = nearest(code, names) or _longer(code, names)
            told = {"found": code, "near": near} if near else {"found": code}
            raise Refusal("unknown-name-near" if near else "unknown-name", **told)
    return tuple(c if context.members.of(c) else known[bare(c)] for c in codes)


def _longer(part: str, names: Iterable[str]) -> str:
    """The first name that has all of this in it, in this order."""
    return next((name for name in names if part in name), "")


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
    if verdict != "withdraw" and agency not in context.accepted:
        raise Refusal("not-accepted", agency=member_of(line, "agency", context).agency.name)
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
