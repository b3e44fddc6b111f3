"""What an officer settled about the rules: switched off, on probation, waived for one agency."""

from __future__ import annotations

from typing import NamedTuple


class Waiver(NamedTuple):
    """One rule lifted for one agency, by somebody, for a reason."""

    code: str
    agency: str  # its code
    reason: str
    by: str


class Settings(NamedTuple):
    """The rule settings of one season."""

    off: frozenset[str] = frozenset()
    probation: frozenset[str] = frozenset()  # told as notes, for one season
    waivers: tuple[Waiver, ...] = ()

    def waiver(self, code: str, agency: str) -> Waiver | None:
        """The waiver that covers this rule for this agency."""
        fits = (w for w in self.waivers if w.code == code and w.agency == agency)
        return next(fits, None)


AS_DECLARED = Settings()
