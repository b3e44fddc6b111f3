"""How a season stands by its ledger, without collecting.

Called by `nianbao status` and by whatever asks a season for its figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from toolkit.lexicon import words
from toolkit.records import finding_record
from toolkit.season.begin import begin
from toolkit.season.counted import returned_rows
from toolkit.season.ledger import Ledger, Row, open_ledger
from toolkit.season.register import register
from toolkit.season.season import Season
from toolkit.season.standing import Stand, Version


def look(season: Season, now: datetime) -> Stand:
    """Where everybody stands by what was collected so far."""
    with open_ledger(season.folder) as ledger:
        rows = returned_rows(season.folder, ledger) or _met(season, ledger)
        begun = begin(season, ledger, rows, now)
        tuple(begun.finish())
        return begun.here


def _met(season: Season, ledger: Ledger) -> Mapping[str, Row]:
    """The files of a ledger that was lost, met again."""
    folder = season.folder
    return register(folder.root, folder.at("returned"), ledger, season.editions).rows


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
