"""The status board of a season: what of a `Stand` is shown to whom.

Called after every collect, twice: for the office, and for all. The page for all is made from values
that hold no phone, contact, finding, explanation or file, so that none can slip into it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from toolkit.lexicon import messages, words
from toolkit.model.finding import Finding, Severity
from toolkit.season.progress import (
    Asked,
    dates_told,
    day_told,
    file_name,
    judged,
    outstanding,
    questions,
    settled,
    short_time,
    tally,
    tally_told,
)
from toolkit.season.standing import Changed, Stand, Standing, State, Told, Version
from toolkit.web.board import (
    Board,
    Common,
    Complaint,
    File,
    Line,
    Share,
    Unowned,
    draw_board,
)

AHEAD_FIRST = (  # the order of the bar: who has come furthest stands first
    State.PUBLISHED,
    State.SIGNED,
    State.ACCEPTED,
    State.ACCEPTED_CORRECTING,
    State.EXPLAINED,
    State.TO_EXPLAIN,
    State.TO_CORRECT,
    State.TO_CONFIRM,
    State.PICTURE,
    State.MISSING,
)
TYPED = 40  # characters of what was typed
MOST = 10  # of the findings that several have in common
VARYING = re.compile(  # what is quoted, and numbers that are not part of an address
    r"((?<=\u201c)[^\u201d]*(?=\u201d)|(?<![A-Za-z0-9])-?\d[\d,.]*\d|(?<![A-Za-z0-9])-?\d)"
)


def board_page(stand: Stand, for_all: bool = False) -> str:
    """The page; the one for all tells nothing but who stands where."""
    return draw_board(_for_all(replace(stand, unclaimed=())) if for_all else _for_office(stand))


def _for_all(stand: Stand) -> Board:
    told, counts = words("board")["board"], tally(stand)
    numbers = {name: getattr(counts, name) for name in ("due", "received", "passed", "missing")}
    return Board(
        told["title"].format(county=stand.county, year=stand.year),
        dates_told(stand),
        tally_told(stand),
        tuple((told[name], number) for name, number in numbers.items()),
        tuple(_shares(stand)),
        tuple(map(_line, stand.agencies)),
        _share(State.EXEMPT, counts.exempt) if counts.exempt else None,
        for_all=True,
    )


def _for_office(stand: Stand) -> Board:
    return _for_all(stand)._replace(
        lines=tuple(_full_line(each) for each in stand.agencies),
        todo=tuple(_todo(stand)),
        common=tuple(_common(stand)),
        unowned=tuple(Unowned(each.file, each.says, each.why) for each in stand.unclaimed),
        for_all=False,
    )


def _shares(stand: Stand) -> Iterator[Share]:
    states = Counter(each.state for each in stand.agencies)
    return (_share(state, states[state]) for state in AHEAD_FIRST if states[state])


def _share(state: State, count: int) -> Share:
    return Share(state.value, words("season")["states"][state], count)


def _line(standing: Standing) -> Line:
    """Who stands where, and nothing else."""
    agency, state = standing.member.agency, standing.state
    return Line(agency.name, agency.category, state.value, words("season")["states"][state])


def _full_line(standing: Standing) -> Line:
    left, latest = outstanding(standing), standing.latest
    is_due = standing.state is not State.EXEMPT
    return _line(standing)._replace(
        code=standing.member.code,
        must=len(left.must),
        explain=len(left.explain),
        waiting=len(left.waiting),
        sent_back=standing.sent_back,
        latest=short_time(latest.sent) if latest else "",
        late=standing.days_late,
        deadline=day_told(standing.deadline) if standing.deadline and is_due else "",
        reason=standing.reason,
        contacts=tuple(_contacts(standing)),
        files=tuple(_file(each, standing) for each in reversed(standing.series)),
        complaints=tuple(_complaints(judged(standing))),
    )


def _contacts(standing: Standing) -> Iterator[tuple[str, str]]:
    """Who filled the form in, and whom the roster names, if that is somebody else."""
    version = judged(standing)
    pairs = [version.contact if version else ("", "")]
    pairs.append((standing.member.contact, standing.member.phone))
    return (pair for pair in dict.fromkeys(pairs) if any(pair))


def _file(version: Version, standing: Standing) -> File:
    told = words("board")["board"]
    remarks = (
        told.get(version.kind, ""),
        told["passing"] if version.passes else "",
        told["counting"] if version is standing.counting else "",
        told["by_checkcode"].format(it=version.checkcode) if version.checkcode else "",
        told["by_program"].format(it=version.program) if version.program else "",
    )
    time = short_time(version.sent)
    return File(
        file_name(version.file),
        version.file,
        time,
        tuple(filter(None, remarks)),
        tuple(map(_change, version.changed)),
    )


def _change(each: Changed) -> str:
    """What was typed before and what now, a text only as far as it is needed to know it again."""
    told = words("board")["board"]
    was, now = (" ".join(text.split()) or told["unwritten"] for text in (each.was, each.now))
    was, now = (t if len(t) <= TYPED else t[:TYPED] + told["blank"] for t in (was, now))
    return told["change"].format(label=each.label, was=was, now=now)


def _complaints(version: Version | None) -> Iterator[Complaint]:
    """The findings of a version, the most important first, each question with its answer."""
    if version is None:
        return
    for severity in Severity:
        if severity is Severity.EXPLAIN:
            yield from map(_question, questions(version))
        else:
            some = (each for each in version.told if each.severity == severity)
            label = messages().words[severity]
            yield from (Complaint(severity.value, label, each.sentence) for each in some)


def _question(asked: Asked) -> Complaint:
    label = messages().words[Severity.EXPLAIN]
    return Complaint("explain", label, asked.sentence, asked.text, settled(asked))


def _todo(stand: Stand) -> Iterator[str]:
    """What the county itself has to do now."""
    told, counts = words("board")["board"], tally(stand)
    confirm = sum(each.state is State.TO_CONFIRM for each in stand.agencies)
    waiting = sum(bool(outstanding(each).waiting) for each in stand.agencies)
    numbers = {"unclaimed": counts.unclaimed, "explained": waiting, "confirm": confirm}
    numbers["late"] = counts.late
    return (told[f"todo_{name}"].format(count=count) for name, count in numbers.items() if count)


class _Met(NamedTuple):
    """A finding of an agency, in the words in which it was told."""

    subject: str
    told: Told
    where: str  # the cell, where the sentence speaks of several
    agency: str
    open: bool


def _common(stand: Stand) -> Iterator[Common]:
    """What at least two agencies got wrong alike, in any version; the most frequent first."""
    found: dict[str, list[_Met]] = {}
    for standing in stand.agencies:
        for met in _met(standing):
            found.setdefault(met.subject, []).append(met)
    groups: dict[tuple[str, tuple[str, ...]], list[list[_Met]]] = {}
    for some in found.values():  # the same of many cells by the same agencies is told once
        groups.setdefault((some[0].told.code, _names(some)), []).append(some)
    several = [(names, cells) for (_, names), cells in groups.items() if len(names) > 1]
    several.sort(key=lambda each: -len(each[0]))
    return (_grouped(names, cells) for names, cells in several[:MOST])


def _names(some: Sequence[_Met]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(met.agency for met in some))


def _grouped(names: tuple[str, ...], cells: Sequence[Sequence[_Met]]) -> Common:
    told = [(met.where, *_parted(met.told.sentence)) for met in cells[0]]
    where = next((where for cell, where, _ in told if not cell), told[0][0])
    found = _pattern([found for *_, found in told])
    if len(cells) > 1:
        where = words("board")["board"]["more_cells"].format(where=where, count=len(cells))
    left = {met.agency for some in cells for met in some if met.open}
    return Common(where, found, names, len(left))


def _met(standing: Standing) -> Iterator[_Met]:
    """Every must and explain finding of every version, with its sentence."""
    name, last = standing.member.called, judged(standing)
    for version in standing.series:
        accepted = {e.finding.subject for e in version.explained if e.accepted}
        for finding, told, alone in _sentences(version):
            where = "" if alone else _cell(finding)
            is_open = version is last and finding.subject not in accepted
            yield _Met(finding.subject, told, where, name, is_open)


def _sentences(version: Version) -> Iterator[tuple[Finding, Told, bool]]:
    """Each finding with a sentence that tells it, and whether that tells of it alone."""
    for severity in (Severity.MUST, Severity.EXPLAIN):
        told = [each for each in version.told if each.severity == severity]
        found = [each for each in version.findings if each.severity is severity]
        for code in dict.fromkeys(each.code for each in told):
            sentences = [each for each in told if each.code == code]
            findings = [each for each in found if each.code == code]
            alone = len(sentences) == len(findings)
            for number, finding in enumerate(findings):
                yield finding, sentences[number if alone else 0], alone


def _cell(finding: Finding) -> str:
    """The first cell of a finding, as it is called on the sheet."""
    place = finding.places[0] if finding.places else None
    return f"{place.sheet} {place.cell}".strip() if place else ""


def _parted(sentence: str) -> tuple[str, str]:
    """Where, and what was found; what to do is left out."""
    frames = messages().words
    colon = frames["where"].format(where="", found="")
    where, _, found = sentence.partition(colon) if colon in sentence else ("", "", sentence)
    return where or words("board")["board"]["whole"], found.partition(frames["stop"])[0]


def _pattern(sentences: Sequence[str]) -> str:
    """What sentences have in common; the words and numbers in which they differ are left out."""
    pieces = [VARYING.split(sentence) for sentence in sentences]
    if len({len(each) for each in pieces}) > 1:
        return sentences[0]
    blank = words("board")["board"]["blank"]
    common = (same[0] if len(set(same)) == 1 else blank for same in zip(*pieces, strict=True))
    return re.sub(f"({re.escape(blank)})+", blank, "".join(common))
