"""The conductor of a collection: meet, decide, judge, send, show. Reads like the day of an officer.

Called by the command line. Killed at any moment, nothing is lost and the next run completes; a run
over what was collected already changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from toolkit.season.begin import SECONDS, begin
from toolkit.season.counted import returned_rows
from toolkit.season.ledger import Ledger, open_ledger
from toolkit.season.register import Registered, register, tell_received
from toolkit.season.season import Season
from toolkit.season.sending import Sender
from toolkit.season.show import show
from toolkit.season.standing import Stand
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
        decided, earlier = begun.decided, begun.earlier
        sent = Sender(season, ledger, decided, earlier, time).send(begun.here.agencies, report)
        changed = stand(season, ledger, rows, decided, earlier, now.date()) if sent else begun.here
        unwritten = (*begun.finish(changed), *show(season.folder, ledger, changed))
        return Collected(
            changed,
            registered,
            tuple(sent),
            begun.settled.count,
            begun.settled.refused,
            unwritten,
            ledger.events.broken_at,
        )


def _registered(
    season: Season, ledger: Ledger, time: str, report: Report, *, again: bool
) -> Registered:
    folder = season.folder
    if again:
        return Registered(returned_rows(folder, ledger))
    found = register(folder.root, folder.at("returned"), ledger, season.editions, report)
    tell_received(ledger, found.rows.values(), time)
    return found


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
