"""A county's own report against the sum of its agencies: each figure equal, cell by cell.

For a report that was filled in by hand, and for a published one; differences are asked about, not
forbidden, since a county may count its own office in ways of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.consolidate import Consolidation
from toolkit.judge import places_of, settled
from toolkit.lexicon import messages
from toolkit.model.figure import Key, Number
from toolkit.model.finding import Finding
from toolkit.model.settings import AS_DECLARED, Settings
from toolkit.model.submission import Submission


def check_parent(
    parent: Submission, county: Consolidation, settings: Settings = AS_DECLARED
) -> tuple[Finding, ...]:
    """What the parent says otherwise than the sum of the children, in reading order.

    A sum that lacks agencies or figures is no measure: then only that is said.
    """
    if not county.complete:
        told = ("parent-not-compared", (), (("count", len(county.missing) + len(county.gaps)),))
        return settled([_finding(parent, *told)], parent, settings)
    return settled(_differences(parent, county), parent, settings)


def _differences(parent: Submission, county: Consolidation) -> Iterator[Finding]:
    """Given figures that differ; a total only where none of its parts explains it."""
    differ: set[Key] = set()
    for key, slot in county.form.slots.items():
        found, expected = _pair(parent, county, key)
        if found is None or expected is None or found == expected:
            continue
        differ.add(key)
        if slot.given or not differ.intersection(slot.parts):
            facts = (("found", found), ("expected", expected), ("difference", found - expected))
            yield _finding(parent, "not-the-sum", (key,), (*facts, ("count", len(county.counted))))


def _pair(
    parent: Submission, county: Consolidation, key: Key
) -> tuple[Number | None, Number | None]:
    """The parent's figure and the county's, where the table is of one edition."""
    here, there = parent.form.slots.get(key), county.form.slots[key]
    figure = county.figures.get(key)
    if here is None or figure is None or here.table.edition != there.table.edition:
        return None, None
    return parent.value(key), figure.value


def _finding(
    parent: Submission, code: str, keys: tuple[Key, ...], facts: tuple[tuple[str, object], ...]
) -> Finding:
    return Finding(code, messages().severity(code), keys, places_of(parent, keys), facts)
