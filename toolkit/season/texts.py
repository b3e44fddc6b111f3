"""Short texts of a season, to be pasted into a chat or a mail, and what a letter says.

Called by collect (notes, receipts) and remind. Pure: the day is that of the `Stand`. A text for a
group holds names and nothing else; what is wrong with a return is told to its agency alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from toolkit.lexicon import words
from toolkit.model.finding import Severity
from toolkit.season.progress import (
    PASSED,
    RESEND,
    Asked,
    Outstanding,
    dates_told,
    day_told,
    days_told,
    ended,
    file_name,
    judged,
    outstanding,
    tally,
    time_told,
)
from toolkit.season.standing import Stand, Standing, State, Version

LISTED = 10  # findings in a message; the workbook that goes back has all of them
LISTABLE = frozenset((State.TO_CORRECT, State.TO_EXPLAIN, State.ACCEPTED_CORRECTING))


def note(standing: Standing, county: str, file: str = "", today: date | None = None) -> str:
    """What an agency is told of its return; `file` is the workbook that goes back with it."""
    state, left = standing.state, outstanding(standing)
    if state in PASSED - LISTABLE:
        return receipt(standing)
    lines = [_head(standing, county)]
    if state in LISTABLE and (left.must or left.explain):
        lines += _complaints(standing, left, file)
    else:
        key = "to-check" if file and state is State.TO_CONFIRM else state
        lines.append(words("texts")["note_of"][key].format(name=file_name(file)))
    if state in RESEND or state is State.MISSING:
        lines += _until(standing.deadline, today)
    return "\n".join(lines)


def _head(standing: Standing, county: str) -> str:
    told, count = words("texts")["note"], standing.sent_back
    times = told["times"].format(count=count) if count and standing.state in LISTABLE else ""
    return told["head"].format(county=county, agency=standing.member.called, times=times)


def _complaints(standing: Standing, left: Outstanding, file: str) -> Iterator[str]:
    """How much, one after the other, and what to do."""
    told, after = words("texts")["note"], standing.state is State.ACCEPTED_CORRECTING
    both = "both" if left.must and left.answerable else "must" if left.must else "explain"
    if counts_told(left):
        opening = told["opening_after" if after else "opening"]
        yield opening.format(counts=counts_told(left), end=told[f"end_{both}"])
        yield from _listed(left, both == "both")
    if left.healed:
        yield told["healed"]
        yield from (told["healed_one"].format(sentence=each.sentence) for each in left.healed)
    if left.waiting:
        yield told["waiting"].format(count=len(left.waiting))
    parts = (("do_must", left.must), ("do_explain", left.answerable))
    steps = told["steps"].join(told[word] for word, some in parts if some) or told["do_healed"]
    frame = told["do_again" if _is_of_no_use(standing) else "do"]
    yield frame.format(file=_to_open(standing, file), steps=steps)
    if after:
        yield told["not_meant"]


def _is_of_no_use(standing: Standing) -> bool:
    """Whether everything that is wrong is wrong with the file itself, and with no place in it."""
    version = judged(standing)
    wrong = [f for f in version.findings if f.severity is not Severity.NOTE] if version else []
    return bool(wrong) and not any(f.keys or f.places or f.fact("key") for f in wrong)


def _to_open(standing: Standing, file: str) -> str:
    told = words("texts")["note"]
    if file:
        return told["file"].format(name=file_name(file))
    count = standing.sent_back
    return told["sent_back"].format(count=count) if count else told["own"]


def _listed(left: Outstanding, headed: bool) -> Iterator[str]:
    """The findings, numbered through, the most important first; one alone bears no number."""
    told = words("texts")["note"]
    sentences = (*left.must, *map(_question, left.answerable))
    firsts = {1: "first_must", len(left.must) + 1: "first_explain"} if headed else {}
    for number, sentence in enumerate(sentences[:LISTED], 1):
        if number in firsts:
            yield told[firsts[number]]
        alone = len(sentences) == 1
        yield sentence if alone else told["numbered"].format(number=number, sentence=sentence)
    if len(sentences) > LISTED:
        yield told["more"].format(count=len(sentences) - LISTED)


def _question(asked: Asked) -> str:
    """What is asked, and what became of the answer given before."""
    if not asked.text:
        return asked.sentence
    frame = words("texts")["note"]["refused_because" if asked.why else "refused"]
    return asked.sentence + ended(frame.format(text=asked.text, why=asked.why))


def counts_told(left: Outstanding) -> str:
    """How many to correct and how many to explain, without those that are none."""
    told = words("texts")["note"]
    parts = (("must", len(left.must)), ("explain", len(left.answerable)))
    return told["join"].join(told[word].format(count=count) for word, count in parts if count)


def _until(deadline: date | None, today: date | None) -> Iterator[str]:
    told = words("texts")["note"]
    if deadline is None:
        return
    if today is None:
        yield told["until"].format(day=_short(deadline))
        return
    frame = told["until_past" if today > deadline else "until_left"]
    yield frame.format(day=_short(deadline), left=days_told(deadline, today))


def receipt(standing: Standing) -> str:
    """What came, when and from whom, and what remains to be done; empty where nothing came."""
    version = _meant(standing)
    if version is None or standing.state in (State.MISSING, State.EXEMPT):
        return ""
    told, state = words("texts")["receipt"], standing.state
    openings = {State.ACCEPTED: "passed", State.ACCEPTED_CORRECTING: "correcting"}
    openings |= {State.SIGNED: "signed", State.PUBLISHED: "published"}
    known = (
        ("time", time_told(version.seen or version.sent)),
        ("file", file_name(version.file)),
        ("checkcode", version.checkcode),
        ("person", version.contact[0]),
        ("left", _remains(standing)),
    )
    return "\n".join(
        (
            told["head"].format(agency=standing.member.agency.name),
            told[openings.get(state, "received")],
            *(told[word].format(it=text) for word, text in known if text),
        )
    )


def _meant(standing: Standing) -> Version | None:
    """The version of which a receipt speaks: the last that passed, else the last."""
    passing = (version for version in reversed(standing.series) if version.passes)
    speaks = judged(standing)
    return next(passing, speaks) if standing.state in PASSED else speaks


def _remains(standing: Standing) -> str:
    """What is left to do, in one sentence; nothing where the report is published."""
    told, counts = words("texts")["receipt"], counts_told(outstanding(standing))
    other = "" if counts else "_other"
    match standing.state:
        case State.TO_CORRECT | State.TO_EXPLAIN:
            return told[f"fix{other}"].format(counts=counts)
        case State.ACCEPTED_CORRECTING:
            return told[f"correct{other}"].format(counts=counts)
    remaining = {State.ACCEPTED: "sign", State.SIGNED: "publish", State.EXPLAINED: "wait"}
    remaining |= {State.TO_CONFIRM: "confirm", State.PICTURE: "picture"}
    word = remaining.get(standing.state)
    return told[word] if word else ""


def group_reminder(stand: Stand) -> str:
    """What may be read by everybody: who has not reported, who must report again."""
    told, counts = words("texts")["group"], tally(stand)
    missing = [each for each in stand.agencies if each.state is State.MISSING]
    resend = [each for each in stand.agencies if each.state in RESEND]
    lines = [told["head"].format(county=stand.county, year=stand.year), dates_told(stand)]
    lines += _named("missing", missing, stand)
    if not missing and counts.due:
        everything = "all_passed" if counts.passed == counts.due else "all_in"
        lines.append(told[everything].format(count=counts.due))
    lines += _named("resend", resend, stand)
    if missing or resend:
        lines.append(told["hurry" if counts.passed else "hurry_all"])
    return "\n".join(lines)


def _named(word: str, some: Sequence[Standing], stand: Stand) -> Iterator[str]:
    """Who they are, by the names that people call them."""
    told = words("texts")["group"]
    names = told["and"].join(_called(each, stand) for each in some)
    if some:
        frame = told[f"{word}_one" if len(some) == 1 else word]
        yield frame.format(count=len(some), names=names)


def _called(standing: Standing, stand: Stand) -> str:
    """Its name, and the day where it was given more time that has not run out."""
    own, name = standing.deadline, standing.member.called
    longer = own and stand.deadline and own > stand.deadline and own >= stand.today
    if not (own and longer):
        return name
    return words("texts")["group"]["extended"].format(name=name, day=_short(own))


def late_reminder(standing: Standing, stand: Stand) -> str:
    """What one agency is told of which something is still awaited; else empty."""
    told, state = words("texts")["late"], standing.state
    if state not in RESEND and state is not State.MISSING:
        return ""
    missing = state is State.MISSING
    opening = told["missing" if missing else "resend"].format(year=stand.year)
    counts = "" if missing else counts_told(outstanding(standing))
    again = told["counts"].format(counts=counts) if counts else told["resend_other"]
    fix = told["fix" if state in LISTABLE else "fill"]
    return "\n".join(
        (
            told["head"].format(agency=standing.member.called),
            opening if missing else opening + again,
            *_until(standing.deadline or stand.deadline, stand.today),
            fix + told["help"],
            stand.recipient or stand.county,
        )
    )


def _short(day: date) -> str:
    return words("board")["dates"]["short_day"].format(it=day)


def urging_title(stand: Stand) -> str:
    """What the letter is called, in two lines."""
    return words("texts")["urging"]["title"].format(year=stand.year)


def urging_letter(stand: Stand) -> tuple[str, ...]:
    """The letter to all whose time has run out, by paragraphs; none where there is nobody."""
    told = words("texts")["urging"]
    late = [each for each in stand.agencies if _is_late(each, stand)]
    if not late:
        return ()
    one = late[0].member.agency.name if len(late) == 1 else ""
    sent_back = told["sent_back"] if any(each.sent_back for each in late) else ""
    please = told["please_one" if one else "please"].format(to=stand.recipient)
    return (
        told["one"].format(agency=one) if one else told["all"],
        _urged(late, stand),
        please + sent_back + told["trouble"],
        told["closing"],
    )


def _urged(late: Sequence[Standing], stand: Stand) -> str:
    """By when it was due, and who has not done what."""
    told, days = words("texts")["urging"], {"today": day_told(stand.today), "year": stand.year}
    first = min(filter(None, (_deadline(each, stand) for each in late)))
    days["day"] = day_told(first if len(late) == 1 else stand.deadline or first)
    opening = told["opening"].format(county=stand.county)
    missing = [each.member.agency.name for each in late if each.state is State.MISSING]
    if len(late) == 1:
        you = told["you_missing" if missing else "you_resend"]
        return opening + told["until_one"].format(**days) + you
    again = [each.member.agency.name for each in late if each.state is not State.MISSING]
    count = told["count"].format(due=tally(stand).due, count=len(late))
    return (
        opening
        + told["until"].format(**days)
        + count
        + "".join(_urged_names("missing", missing))
        + "".join(_urged_names("resend", again))
    )


def _urged_names(word: str, names: Sequence[str]) -> Iterator[str]:
    told = words("texts")["urging"]
    if names:
        frame = told[f"{word}_one" if len(names) == 1 else word]
        yield frame.format(count=len(names), names=told["and"].join(names))


def _deadline(standing: Standing, stand: Stand) -> date | None:
    return standing.deadline or stand.deadline


def _is_late(standing: Standing, stand: Stand) -> bool:
    deadline, awaited = _deadline(standing, stand), RESEND | {State.MISSING}
    return standing.state in awaited and deadline is not None and deadline < stand.today
