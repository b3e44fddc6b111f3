"""How a season stands by its ledger, without collecting.

Called by `nianbao status` and by whatever asks a season for its figures.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from toolkit.lexicon import words
from toolkit.records import finding_record
from toolkit.season.begin import begin
from toolkit.season.counted import decided_broken_at
from toolkit.season.ledger import open_ledger
from toolkit.season.meeting import gone, met
from toolkit.season.season import Season
from toolkit.season.standing import Stand, Version


@dataclass(frozen=True)
class Looked:
    """How a season stands, and what is not as it should be with its ledger."""

    stand: Stand
    there: Container[str]  # where files lie
    gone: tuple[str, ...]  # where files lay that were received and lie there no more
    broken_at: int  # a line of the events that does not follow the one before it
    decided_broken_at: int  # the same of the decisions


def look(season: Season, now: datetime) -> Stand:
    """Where everybody stands by what was collected so far."""
    return look_closely(season, now).stand


def look_closely(season: Season, now: datetime) -> Looked:
    """The same, and what people should know of the ledger besides."""
    with open_ledger(season.folder) as ledger:
        rows = met(season, ledger)
        begun = begin(season, ledger, rows, now)
        tuple(begun.finish())
        return Looked(
            begun.here,
            rows,
            gone(season, ledger, rows, begun.decided),
            ledger.events.broken_at,
            decided_broken_at(ledger),
        )


def as_record(here: Stand) -> dict[str, Any]:
    """As JSON; nothing in it changes between runs over the same files."""
    states = words("season")["states"]
    return {
        "county": here.county,
        "year": here.year,
        "agencies": [
            {
                "code": each.member.code,
                "name": each.member.agency.name,
                "state": states[each.state.value],
                "file": each.latest.file if each.latest else None,
                "sha256": each.latest.sha256 if each.latest else None,
                "counting": each.counting.sha256 if each.counting else None,
                "findings": _findings(each.latest) if each.latest else [],
            }
            for each in here.agencies
        ],
        "unclaimed": [each._asdict() for each in here.unclaimed],
    }


def _findings(version: Version) -> list[dict[str, Any]]:
    """As `check --json` has them."""
    told = zip(version.findings, version.sentences, strict=True)
    return [finding_record(finding, sentence) for finding, sentence in told]
