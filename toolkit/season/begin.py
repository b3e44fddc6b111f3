"""How every act of a season begins: what an officer decided since the last one is applied first.

Called by collect.py, issuing.py and status.py with the files that are known. Who acts afterwards
finishes: answers and new lines go into the officer's workbook at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from toolkit.season.counted import decided_in
from toolkit.season.decided import Decided
from toolkit.season.earlier import Earlier
from toolkit.season.last_year import earlier_of
from toolkit.season.ledger import Ledger, Row
from toolkit.season.season import Season
from toolkit.season.settle import Settled, settle
from toolkit.season.standing import Stand
from toolkit.season.states import stand

SECONDS = "seconds"


@dataclass(frozen=True)
class Begun:
    """A season at the beginning of an act."""

    decided: Decided
    earlier: Earlier
    here: Stand
    settled: Settled

    def finish(self, here: Stand | None = None) -> Iterator[str]:
        """Write into the officer's workbook; its name where another program has it open."""
        return self.settled.finish(here or self.here)


def begin(season: Season, ledger: Ledger, rows: Mapping[str, Row], now: datetime) -> Begun:
    """Apply what was decided, and see where everybody stands."""
    day, time = now.date(), now.isoformat(timespec=SECONDS)
    decided = decided_in(ledger)
    earlier = earlier_of(season, ledger, decided)
    here = stand(season, ledger, rows, decided, earlier, day)
    settled = settle(season, ledger, here, decided, time, day, earlier.names)
    if settled.count:
        decided = decided_in(ledger)
        earlier = earlier_of(season, ledger, decided)
        here = stand(season, ledger, rows, decided, earlier, day)
    return Begun(decided, earlier, here, settled)
