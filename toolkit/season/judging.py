"""Every file of an agency judged: corrected where the county corrected it, checked, compared.

Called by states.py. A verdict is kept with the context in which it was passed; only where that
changed (a rule, a waiver, last year) is it passed again, and the file is not read for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, NamedTuple

from toolkit.check import check_all
from toolkit.errors import Slip, UsageError
from toolkit.faults import noticed
from toolkit.lexicon import messages
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.settings import Settings
from toolkit.model.submission import Submission
from toolkit.reading import totals
from toolkit.records import unread
from toolkit.say import group_alike, say_finding, say_group
from toolkit.season.decided import Corrected, Decided
from toolkit.season.earlier import Earlier, Found
from toolkit.season.kept import pack_findings, unpack_all, unpack_findings
from toolkit.season.ledger import Ledger
from toolkit.season.members import Member
from toolkit.season.register import READER
from toolkit.season.season import Season
from toolkit.season.standing import Told

SHAPE = 2  # of what is kept of a verdict
TOGETHER = 200  # submissions that are judged at once
GRAVEST_FIRST = (Severity.MUST, Severity.EXPLAIN, Severity.NOTE)


class Verdict(NamedTuple):
    """What was found in one file of one agency."""

    findings: tuple[Finding, ...]
    sentences: tuple[str, ...]  # one for each finding
    told: tuple[Told, ...]  # the same put together, as people read them
    words: tuple[str, ...]  # of the clerk, for each explain finding in order
    checkcode: str
    contact: tuple[str, str]

    @property
    def explaining(self) -> Iterator[tuple[Finding, str, str]]:
        """Findings that ask for an explanation, each with its sentence and the clerk's words."""
        all_ = zip(self.findings, self.sentences, strict=True)
        asking = ((f, said) for f, said in all_ if f.severity is Severity.EXPLAIN)
        return ((f, said, text) for (f, said), text in zip(asking, self.words, strict=True))


Task = tuple[str, Member]  # the hash of a file, whose it is


def judge(
    season: Season, ledger: Ledger, tasks: Sequence[Task], decided: Decided, earlier: Earlier
) -> dict[tuple[str, str], Verdict]:
    """The verdict on each file, by hash and code; kept ones where nothing changed for them."""
    kept = {(sha, code): (context, body) for sha, code, context, body in ledger.verdicts()}
    year = season.settings.year
    before = {m.code: earlier.of(m, year) if earlier else Found(None) for _, m in tasks}
    lasts = {code: _digest(found) for code, found in before.items()}
    verdicts: dict[tuple[str, str], Verdict] = {}
    open_: list[tuple[str, Member, str]] = []
    for sha, member in tasks:
        context = _context(season, member, sha, decided, lasts[member.code])
        known = kept.get((sha, member.code))
        if known and known[0] == context:
            verdicts[sha, member.code] = _unpacked(known[1])
        else:
            open_.append((sha, member, context))
    for some in _batches(open_):
        new = dict(_judged(season, ledger, some, decided, before))
        contexts = {(sha, member.code): context for sha, member, context in some}
        ledger.keep_verdicts((*key, contexts[key], _packed(each)) for key, each in new.items())
        verdicts |= new
    return verdicts


def _context(season: Season, member: Member, sha: str, decided: Decided, last: str) -> str:
    """Everything that a verdict depends on, besides the file."""
    settings = decided.settings
    waivers = sorted(each for each in settings.waivers if each.agency == member.code)
    told = (
        (READER, SHAPE),
        season.form.digest,
        season.settings.year,
        (*member.agency[:3], sorted(member.agency.flags)),
        sorted(settings.off),
        sorted(settings.probation),
        waivers,
        [(each.key, str(each.now)) for each in decided.corrections(member.code, sha)],
        [(c.key, str(c.was)) for c in decided.corrected_elsewhere(member.code, sha)],
        last,
    )
    return sha256(repr(told).encode()).hexdigest()


def _digest(before: Found) -> str:
    """What a verdict may take from last year: figures, words, and what was found in it."""
    told = [(each.code, each.severity, each.keys, each.facts) for each in before.findings]
    last = before.last
    if last is None:
        return sha256(repr(told).encode()).hexdigest()
    known = (last.year, last.file, last.form.digest, last.sha256)
    values = sorted((key, str(value)) for key, value in last.values.items())
    passages = sorted(last.passages.items())
    return sha256(repr((told, known, values, passages)).encode()).hexdigest()


def _batches(tasks: Iterable[tuple[str, Member, str]]) -> Iterator[list[tuple[str, Member, str]]]:
    """Some hundreds at a time, none of them twice of one agency."""
    batch: dict[str, tuple[str, Member, str]] = {}
    waiting = list(tasks)
    while waiting:
        later = []
        for each in waiting:
            if each[1].code in batch or len(batch) >= TOGETHER:
                later.append(each)
            else:
                batch[each[1].code] = each
        yield list(batch.values())
        batch, waiting = {}, later


def _judged(
    season: Season,
    ledger: Ledger,
    tasks: Sequence[tuple[str, Member, str]],
    decided: Decided,
    before: Mapping[str, Found],
) -> Iterator[tuple[tuple[str, str], Verdict]]:
    sent = [_sent(season, ledger, sha, member, decided) for sha, member, _ in tasks]
    readable = [each for each in sent if each.kind]
    asked = (each for each in readable if each.year == season.settings.year)
    lasts = {s.agency.code: last for s in asked if (last := before[s.agency.code].last or s.last)}
    checked = check_all(season.form, readable, lasts, decided.settings)
    found = {each.sha256: findings for each, findings in zip(readable, checked, strict=True)}
    for (sha, member, _), each in zip(tasks, sent, strict=True):
        told = tuple(_besides(each, season, before[member.code])) if each.kind else ()
        findings = _settled((*told, *found.get(sha, each.findings)), decided.settings)
        yield (sha, member.code), verdict(each, findings)


def _besides(sent: Submission, season: Season, before: Found) -> Iterator[Finding]:
    """What only the season knows: which year is asked for, and what was reported before.

    A file of another year is not compared with the year before: it may well be the same report.
    """
    if sent.year != season.settings.year:
        yield noticed("wrong-year", found=sent.year, expected=season.settings.year)
    else:
        yield from before.findings


def _settled(findings: tuple[Finding, ...], settings: Settings) -> tuple[Finding, ...]:
    return tuple(each for each in findings if each.code not in settings.off)


def _sent(season: Season, ledger: Ledger, sha: str, member: Member, decided: Decided) -> Submission:
    """The submission in a file as the county knows it: the agency as on the roster, corrected."""
    sent = submission_of(ledger, season, sha)
    sent = replace(sent, agency=member.agency, sha256=sha)
    again = tuple(undone(sent, decided.corrected_elsewhere(member.code, sha)))
    sent = replace(sent, findings=(*again, *sent.findings))
    return corrected(sent, decided.corrections(member.code, sha))


def submission_of(ledger: Ledger, season: Season, sha: str) -> Submission:
    """What was read from a file; UsageError where it was read by a form that is another now."""
    reading = ledger.reading(sha)
    sent = unpack_all(reading.body, season.editions) if reading else ()
    if not sent:
        raise UsageError(Slip("form-changed", str(season.folder.root)))
    if len(sent) > 1:
        several = noticed("several-in-file", count=len(sent))
        return unread({}, season.editions, [several], sent[0].file)
    return sent[0]


def corrected(sent: Submission, corrections: Sequence[Corrected]) -> Submission:
    """The submission with the figures that the county wrote anew on the agency's word."""
    if not corrections:
        return sent
    new = {each.key: each for each in corrections if each.key in sent.figures}
    figures = {
        key: figure._replace(value=new[key].now, applies=True) if key in new else figure
        for key, figure in sent.figures.items()
    }
    if not sent.printed:
        given = {key: each for key, each in figures.items() if sent.form.slots[key].given}
        shown = totals(sent.form.slots.values(), given)
        figures |= {key: figures[key]._replace(value=each.value) for key, each in shown.items()}
    told = tuple(f for f in sent.findings if not (f.keys and set(f.keys) <= new.keys()))
    corrections_told = (_corrected(each, sent) for each in new.values())
    return replace(sent, figures=figures, findings=(*corrections_told, *told))


def _corrected(each: Corrected, sent: Submission) -> Finding:
    """That the county corrected a figure; one that was none is told as it was typed."""
    typed = sent.figures[each.key].raw
    was = each.was if each.was is not None else typed or messages().words["blank"]
    facts = {"was": was, "now": each.now, "by": each.decision.by, "on": each.decision.on}
    return noticed("corrected-for", **facts)._replace(keys=(each.key,))


def undone(sent: Submission, before: Iterable[Corrected]) -> Iterator[Finding]:
    """Figures that the county had corrected in an earlier file, and that are as they were again."""
    for each in before:
        figure = sent.figures.get(each.key)
        if figure is not None and figure.value == each.was and each.was is not None:
            facts = {"was": each.was, "now": each.now, "by": each.decision.by}
            yield noticed("correction-undone", **facts)._replace(keys=(each.key,))


def verdict(sent: Submission, findings: tuple[Finding, ...]) -> Verdict:
    """The findings of a submission with everything that people are told about them."""
    sentences = tuple(say_finding(sent.form, finding) for finding in findings)
    asking = (finding for finding in findings if finding.severity is Severity.EXPLAIN)
    words = tuple(sent.explanations.get(finding.subject, "") for finding in asking)
    contact = (sent.about.get("contact", ""), sent.about.get("phone", ""))
    code = sent.checkcode if sent.kind else ""
    return Verdict(findings, sentences, tuple(_told(sent.form, findings)), words, code, contact)


def _told(form: Form, findings: Sequence[Finding]) -> Iterator[Told]:
    for severity in GRAVEST_FIRST:
        some = [finding for finding in findings if finding.severity is severity]
        for alike in group_alike(form, some):
            yield Told(alike[0].code, severity.value, say_group(form, alike))


def _packed(each: Verdict) -> str:
    told: dict[str, Any] = {
        "findings": json.loads(pack_findings(each.findings)),
        "sentences": each.sentences,
        "told": each.told,
        "words": each.words,
        "checkcode": each.checkcode,
        "contact": each.contact,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _unpacked(body: str) -> Verdict:
    tree = json.loads(body)
    name, phone = tree["contact"]
    return Verdict(
        unpack_findings(json.dumps(tree["findings"])),
        tuple(tree["sentences"]),
        tuple(Told(*each) for each in tree["told"]),
        tuple(tree["words"]),
        tree["checkcode"],
        (name, phone),
    )
