"""The conductor of a collection: meet, decide, judge, send, show. Reads like the day of an officer.

Called by the command line. Killed at any moment, nothing is lost and the next run completes; a run
over what was collected already changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.season.begin import SECONDS, begin
from toolkit.season.counted import decided_broken_at
from toolkit.season.ledger import Ledger, open_ledger
from toolkit.season.meeting import gone, meet, met
from toolkit.season.progress import moment
from toolkit.season.received import tell_received, untold
from toolkit.season.register import Registered
from toolkit.season.season import Season
from toolkit.season.sending import Sender
from toolkit.season.show import show
from toolkit.season.standing import Stand, Standing, Version
from toolkit.season.states import stand
from toolkit.season.take_in import clear_half_written, take_in

Report = Callable[[str], None]


@dataclass(frozen=True)
class Collected:
    """What a collection came to."""

    stand: Stand
    registered: Registered
    sent: tuple[str, ...]  # files that went back in this run
    decided: int  # decisions applied in this run
    refused: tuple[str, ...]  # lines of the workbook of decisions that wait, and why
    unwritten: tuple[str, ...] = ()  # files that another program has open
    broken_at: int = 0  # a line of the events that does not follow the one before it
    decided_broken_at: int = 0  # the same of the decisions
    late: tuple[str, ...] = ()  # files of before the one that speaks, which came after it


def collect(
    season: Season,
    files: Iterable[Path] = (),
    *,
    now: datetime,
    again: bool = False,
    report: Report = lambda _: None,
) -> Collected:
    """Read what came back, apply what was decided, judge, send back, and show where all stand.

    With `again` nothing is looked for in the folder: what was read is judged anew.
    """
    time = now.isoformat(timespec=SECONDS)
    with open_ledger(season.folder) as ledger:
        clear_half_written(season.folder)
        take_in(season.folder, files)
        registered = _registered(season, ledger, time, report, again=again)
        rows = registered.rows
        begun = begin(season, ledger, rows, now)
        _tell_changes(ledger, begun.here, time)
        late = tuple(_tell_late(ledger, begun.here, time))
        decided, earlier = begun.decided, begun.earlier
        sent = Sender(season, ledger, decided, earlier, time).send(begun.here.agencies, report)
        changed = stand(season, ledger, rows, decided, earlier, now.date()) if sent else begun.here
        unwritten = (*begun.finish(changed), *show(season.folder, ledger, changed))
        return Collected(
            changed,
            replace(registered, gone=gone(season, ledger, rows, decided)),
            tuple(sent),
            begun.settled.count,
            begun.settled.refused,
            unwritten,
            ledger.events.broken_at,
            decided_broken_at(ledger),
            late,
        )


def _registered(
    season: Season, ledger: Ledger, time: str, report: Report, *, again: bool
) -> Registered:
    if not again:
        return meet(season, ledger, time, report)
    rows = met(season, ledger)
    new = tuple(row.path for row in untold(ledger, rows.values()))
    tell_received(ledger, rows.values(), time)
    return Registered(rows, new)


def _tell_changes(ledger: Ledger, here: Stand, time: str) -> None:
    """An event for each agency whose state is another one than the last that was told."""
    last: dict[str, tuple[str, str]] = {}
    for event in ledger.events.records:
        if event["what"] == "state":
            last[event["agency"]] = (event["state"], event["sha256"])
    ledger.tell(_changes(here, last, time))


def _changes(
    here: Stand, last: Mapping[str, tuple[str, str]], time: str
) -> Iterator[dict[str, Any]]:
    for each in here.agencies:
        now = (each.state.value, each.latest.sha256 if each.latest else "")
        if last.get(each.member.code, ("missing", "")) != now:
            told = {"agency": each.member.code, "state": now[0], "sha256": now[1]}
            yield {"what": "state", "at": time, **told}


def _tell_late(ledger: Ledger, here: Stand, time: str) -> Iterator[str]:
    """An event for each file that came after the one that speaks, and is older; told once."""
    known = {(e["agency"], e["sha256"]) for e in ledger.events.records if e["what"] == "late"}
    for each in here.agencies:
        for version in _late(each):
            if (each.member.code, version.sha256) not in known:
                told = {"agency": each.member.code, "sha256": version.sha256}
                ledger.tell([{"what": "late", "at": time, **told, "file": version.file}])
                yield version.file


def _late(standing: Standing) -> Iterator[Version]:
    read = [version for version in standing.series if version.read]
    spoke = moment(read[-1].seen) if read else None
    for version in read[:-1]:
        came = moment(version.seen)
        if spoke and came and came > spoke:
            yield version
