"""The text of a JSON file → its records, or the finding that tells why there are none.

Called by intake.py. Numbers stay exact, and a word written twice is not decided for anybody.
"""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal, InvalidOperation

from toolkit.faults import Repeated, noticed
from toolkit.model.finding import Finding

LONGEST = 30  # digits that Python makes a whole number of; more are no number of a report


def records_in(content: bytes) -> list[object] | Finding:
    """Every record of a file, which holds one or an array of them."""
    try:
        text = content.decode("utf-8-sig")  # Notepad on Windows writes a mark in front
    except UnicodeDecodeError:
        return noticed("wrong-encoding")
    if not text.strip():
        return noticed("nothing-in-file")
    try:
        told = json.loads(
            text,
            parse_int=_whole,
            parse_float=_decimal,
            parse_constant=str,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as wrong:
        return noticed("not-json", line=wrong.lineno, column=wrong.colno)
    except RecursionError:
        return noticed("unreadable", told="[[[ …")
    records = told if isinstance(told, list) else [told]
    return records or noticed("nothing-in-file")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    told = Repeated(pairs)
    if len(told) == len(pairs):
        return dict(pairs)
    times = Counter(word for word, _ in pairs)
    told.word = next(word for word, often in times.items() if often > 1)
    return told


def _whole(text: str) -> int | Decimal:
    """Python refuses whole numbers of thousands of digits; a Decimal holds them."""
    return int(text) if len(text) <= LONGEST else Decimal(text)


def _decimal(text: str) -> Decimal | str:
    """Exact; what not even a Decimal can hold stays the text it was."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text
