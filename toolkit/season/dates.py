"""The days that people write in rosters, settings and decisions, in whatever spelling.

Called wherever a date is typed by hand; one spelling is read the same everywhere.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from unicodedata import normalize

from toolkit.lexicon import words

FIRST_YEAR, LAST_YEAR = 2008, 2100  # the reports began with 2008
TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"[45]\d{4}")  # a date in a cell that shows numbers: days since the year 1900
FIRST_DAY = date(1899, 12, 30)


def read_date(text: str) -> date | None:
    """The day somebody means who writes 2026-1-5, 2026.1.5, 20260105 or the words for it."""
    bare = normalize("NFKC", text).strip()
    if SERIAL.fullmatch(bare):
        return FIRST_DAY + timedelta(int(bare))
    match = re.fullmatch(words("roster")["dates"]["written"], bare) or TOGETHER.fullmatch(bare)
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None
