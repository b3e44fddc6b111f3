"""What everything that tells of a season goes by: the counts, what is outstanding, who is reached.

Called by the overview, the board and the short texts, so that all three say the same.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from toolkit.excel.complaints import is_about_contents
from toolkit.lexicon import words
from toolkit.model.finding import Severity
from toolkit.season.standing import Stand, Standing, State, Version, latest_read

PASSED = frozenset(
    (State.ACCEPTED, State.ACCEPTED_CORRECTING, State.SIGNED, State.PUBLISHED),
)
RESEND = frozenset((State.TO_CONFIRM, State.PICTURE, State.TO_CORRECT, State.TO_EXPLAIN))
CHINA = timezone(timedelta(hours=8))  # one time for the whole country
WORKBOOK = "workbook"
INSIDE = "!"  # of a file in a zip: what stands before it is the zip


class Asked(NamedTuple):
    """One thing to be explained: what is asked, what was answered, why that will not do."""

    sentence: str
    text: str = ""
    accepted: bool | None = None
    why: str = ""
    healed: bool = False  # something done to the file: the workbook that goes back is whole again

    @property
    def open(self) -> bool:
        """Whether the agency still has to say something."""
        return self.accepted is False or (self.accepted is None and not self.text)

    @property
    def waiting(self) -> bool:
        """Whether the county still has to say something."""
        return self.accepted is None and bool(self.text)


class Outstanding(NamedTuple):
    """What keeps a version from being accepted."""

    must: tuple[str, ...] = ()
    explain: tuple[Asked, ...] = ()
    waiting: tuple[Asked, ...] = ()

    @property
    def answerable(self) -> tuple[Asked, ...]:
        """What the agency has to answer; what was done to its file is put right without it."""
        return tuple(asked for asked in self.explain if not asked.healed)

    @property
    def healed(self) -> tuple[Asked, ...]:
        return tuple(asked for asked in self.explain if asked.healed)


class Tally(NamedTuple):
    """How many stand where."""

    due: int
    received: int
    passed: int
    waiting: int
    resend: int
    missing: int
    late: int
    exempt: int
    unclaimed: int


def tally(stand: Stand) -> Tally:
    """The agencies of a season counted; exempt ones are not due."""
    states = Counter(each.state for each in stand.agencies)
    exempt, missing = states[State.EXEMPT], states[State.MISSING]
    due = len(stand.agencies) - exempt
    late = sum(each.days_late > 0 for each in stand.agencies if each.state is State.MISSING)
    return Tally(
        due,
        due - missing,
        sum(states[state] for state in PASSED),
        states[State.EXPLAINED],
        sum(states[state] for state in RESEND),
        missing,
        late,
        exempt,
        len(stand.unclaimed),
    )


def tally_told(stand: Stand) -> str:
    """The counts as one sentence, none of them 0."""
    told, counts = words("board")["counts"], tally(stand)
    said = {name: count for name, count in counts._asdict().items() if count}
    parts = [told[name].format(count=count) for name, count in said.items()]
    if not counts.received:
        parts.insert(1 if counts.due else 0, told["nobody"])
    elif not counts.missing:
        parts.insert(1, told["all_in"])
        parts.remove(told["received"].format(count=counts.received))
    return told["join"].join(parts) + told["stop"]


def judged(standing: Standing) -> Version | None:
    """The version that speaks for an agency: its latest workbook, else whatever came last."""
    return latest_read(standing.series) or standing.latest


def outstanding(standing: Standing) -> Outstanding:
    """What is still to be corrected, to be explained, and to be accepted by the county."""
    version = judged(standing)
    if version is None:
        return Outstanding()
    asked = questions(version)
    return Outstanding(
        tuple(each.sentence for each in version.told if each.severity == Severity.MUST),
        tuple(each for each in asked if each.open),
        tuple(each for each in asked if each.waiting),
    )


def questions(version: Version) -> tuple[Asked, ...]:
    """Everything to be explained, with its answer."""
    return tuple(
        Asked(e.sentence, e.text, e.accepted, e.why, healed=not is_about_contents(e.finding))
        for e in version.explained
    )


def settled(asked: Asked) -> str:
    """What became of an answer, in a word."""
    told = words("board")["answers"]
    if asked.accepted is False:
        return told["refused_because"].format(why=asked.why) if asked.why else told["refused"]
    return told["accepted"] if asked.accepted else told["waiting"] if asked.text else ""


def reached(standing: Standing) -> tuple[str, str]:
    """Whom to call and where: who filled the form in, else the contact of the roster."""
    version = judged(standing)
    person, phone = version.contact if version else ("", "")
    member = standing.member
    if phone or not (member.contact or member.phone):
        return person, phone
    return member.contact, member.phone


def moment(text: str) -> datetime | None:
    """A time as the ledger holds it, by the clock of the country; None for what is no time."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time.astimezone(CHINA) if time.tzinfo else time


def short_time(text: str) -> str:
    """A time as a column of a list shows it, so that texts sort as times do."""
    time = moment(text)
    return time.strftime("%Y-%m-%d %H:%M") if time else text


def time_told(text: str) -> str:
    """A time in words."""
    time = moment(text)
    return words("board")["dates"]["time"].format(it=time) if time else text


def day_told(day: date) -> str:
    """A day in words."""
    return words("board")["dates"]["day"].format(it=day)


def days_told(deadline: date, today: date) -> str:
    """How much time is left, or how much has passed."""
    told, days = words("board")["dates"], (deadline - today).days
    if not days:
        return told["last_day"]
    return told["days_left" if days > 0 else "days_past"].format(count=abs(days))


def dates_told(stand: Stand) -> str:
    """As of when, and how long until the deadline."""
    told = words("board")["dates"]
    said = told["as_of"].format(day=day_told(stand.today))
    if stand.deadline is None:
        return said
    left = days_told(stand.deadline, stand.today)
    return said + told["deadline"].format(day=day_told(stand.deadline), left=left)


def ended(sentence: str) -> str:
    """A sentence of somebody else's, closed where it is not."""
    stop = words("board")["counts"]["stop"]
    return sentence.rstrip(stop) + stop


def file_name(path: str) -> str:
    """The last part of where a file lies."""
    return path.rpartition("/")[2]


def file_link(path: str) -> str:
    """What to open from the season's folder; of a file in a zip, the zip."""
    return path.partition(f"{INSIDE}/")[0]
