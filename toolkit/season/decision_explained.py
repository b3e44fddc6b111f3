"""What a line settles about the explanations of clerks: one of them, or many at once.

Called by decision_verdicts.py as the question of its sheet, and by decisions.py to see which of
them a line speaks of.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.season.decision_fields import Refusal, chosen, means, member_of, need
from toolkit.season.decision_line import Context, Kind, Line, Settled, Waiting, text_sha
from toolkit.season.decision_words import verdicts_of

SETTLING = ("accept", "reject")
NOTHING_SAID = text_sha("")


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
        facts = (("facts_sha", each.facts_sha),) if each.facts_sha else ()
        yield Settled(each.agency, each.subject, verdict, (*facts, ("text_sha", each.text_sha)))


def _is_meant(waiting: Waiting, subject: str) -> bool:
    """Whether a line is about this one; what nobody explained must be named by itself."""
    said = waiting.text_sha != NOTHING_SAID or waiting.subject == subject
    return said and covers(subject, waiting.subject)


def _earlier(context: Context) -> Iterator[Waiting]:
    """Explanations that were accepted or rejected before."""
    for decision in context.settled.values():
        if decision.kind is Kind.EXPLANATION and decision.verdict in SETTLING:
            known = decision.further("text_sha"), decision.further("facts_sha")
            yield Waiting(decision.agency, decision.subject, *known)


def covers(subject: str, whole: str) -> bool:
    """Whether a line about this subject is about that finding: none means all, a code all of it."""
    return not subject or whole == subject or whole.startswith(f"{subject}.")


def _of_text(line: Line, meant: tuple[Waiting, ...], context: Context) -> Iterator[Waiting]:
    """Those whose words stand on the line, what waits before what was settled.

    What was settled with these words is settled anew as a whole where that is undone, else as it
    was settled last.
    """
    if line.has("text"):
        known = text_sha(line.has("text"))
        meant = tuple(each for each in meant if each.text_sha == known)
        if not meant:
            raise Refusal("other-text", agency=line.has("agency"))
        if chosen(line) == "withdraw":
            yield from dict.fromkeys(meant)
            return
    known_to_wait = frozenset(context.waiting)
    waiting = tuple(dict.fromkeys(each for each in meant if each in known_to_wait))
    shown = tuple(each for each in waiting if is_shown(line, each))
    if waiting and not shown:
        raise Refusal("other-finding", agency=line.has("agency"))
    yield from shown or {(each.agency, each.subject): each for each in meant}.values()


def is_shown(line: Line, waiting: Waiting) -> bool:
    """Whether a line tells this finding with these figures; one that tells none will do."""
    told = line.has("finding")
    return not (told and waiting.finding_sha) or text_sha(told) == waiting.finding_sha
