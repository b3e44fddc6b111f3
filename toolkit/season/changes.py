"""What a resubmission changed, cell by cell, against the file that the agency sent before.

Called by states.py for each agency that sent more than one file; worked out once for each pair.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from toolkit.model.figure import Figure
from toolkit.model.submission import Submission
from toolkit.records import plain
from toolkit.season.judging import submission_of
from toolkit.season.ledger import Ledger
from toolkit.season.register import READER
from toolkit.season.season import Season
from toolkit.season.standing import Changed

PAIR = "<"  # begins what stands for the agency of a verdict that is about two files


def changes(season: Season, ledger: Ledger, before: str, after: str) -> tuple[Changed, ...]:
    """What the later of two files says otherwise, in the order of the form."""
    known = ledger.verdict(after, f"{PAIR}{before}")
    if known is not None and known[0] == READER:
        return tuple(Changed(*each) for each in json.loads(known[1]))
    old, new = (submission_of(ledger, season, each) for each in (before, after))
    found = tuple(changed(old, new))
    ledger.keep_verdicts([(after, f"{PAIR}{before}", READER, json.dumps(found))])
    return found


def changed(old: Submission, new: Submission) -> Iterator[Changed]:
    """Every figure and passage that is another one; totals follow and are left out."""
    for key, slot in new.form.slots.items():
        if slot.given and key in new.figures:
            was, now = _shown(old.figures.get(key)), _shown(new.figures[key])
            if was != now:
                yield Changed(
                    key, f"{slot.table.name} {slot.name}", was, now, str(new.place(key).cell)
                )
    for name, passage in new.form.passages.items():
        was, now = old.passages.get(name, ""), new.passages.get(name, "")
        if was.split() != now.split():
            yield Changed(name, passage.label, was, now, "")


def _shown(figure: Figure | None) -> str:
    """A figure as it was typed; blank where nothing was."""
    if figure is None or (figure.raw is None and figure.value is None):
        return ""
    told = figure.value if figure.value is not None else figure.raw
    return str(plain(told))
