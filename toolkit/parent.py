"""A county's own report against the sum of its agencies: each figure equal, cell by cell.

For a report that was filled in by hand, and for a published one; differences are asked about, not
forbidden, since a county may count its own office in ways of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.consolidate import Consolidation
from toolkit.judge import places_of
from toolkit.lexicon import messages
from toolkit.model.finding import Finding
from toolkit.model.form import Slot
from toolkit.model.submission import Submission


def check_parent(parent: Submission, county: Consolidation) -> tuple[Finding, ...]:
    """What the parent says otherwise than the sum of the children, in reading order."""
    return tuple(_differences(parent, county))


def _differences(parent: Submission, county: Consolidation) -> Iterator[Finding]:
    for key, slot in county.form.slots.items():
        found, figure = parent.value(key), county.figures.get(key)
        if found is None or figure is None or figure.value is None or not _same(parent, slot):
            continue
        if found != figure.value:
            facts = (("found", found), ("expected", figure.value))
            told = (*facts, ("difference", found - figure.value), ("count", len(county.counted)))
            severity = messages().severity("not-the-sum")
            yield Finding("not-the-sum", severity, (key,), places_of(parent, (key,)), told)


def _same(parent: Submission, slot: Slot) -> bool:
    """Whether the parent's figure means what the county's does: the table is of one edition."""
    table = parent.form.tables.get(slot.table.key)
    return table is not None and table.edition == slot.table.edition
