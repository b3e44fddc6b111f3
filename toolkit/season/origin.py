"""What a workbook says of its own making: when it was saved last, and by which program.

Called by register.py once for each file. Whatever is not said is empty.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from typing import NamedTuple

from toolkit.package.opening import ZIP, open_package
from toolkit.package.unreadable import Unreadable

CORE, APP, META = "docProps/core.xml", "docProps/app.xml", "meta.xml"
SAVED = re.compile(rb"<(?:dcterms:modified|dc:date)[^>]*>([^<]{4,40})<")
PROGRAM = re.compile(rb"<(?:\w+:)?(?:Application|generator)>([^<]{1,80})<")
VERSION = re.compile(rb"<AppVersion>([^<]{1,20})<")
FIRST, LAST = 2000, 2100  # years in which no workbook of ours was saved; a template tells 2000


class Origin(NamedTuple):
    """When, in UTC as ISO writes it, and what saved it."""

    written: str = ""
    program: str = ""


def origin(content: bytes) -> Origin:
    """The origin of a file as far as it tells it."""
    if not content.startswith(ZIP):
        return Origin()
    try:
        package = open_package(content)
        parts = [package.xml(name) for name in (CORE, APP, META) if name in package.names]
    except Unreadable:
        return Origin()
    told = b"\n".join(parts)
    return Origin(_time(_first(SAVED, told)), _program(told))


def _program(told: bytes) -> str:
    return " ".join(filter(None, (_first(PROGRAM, told), _first(VERSION, told))))


def _first(pattern: re.Pattern[bytes], told: bytes) -> str:
    found = pattern.search(told)
    return unescape(found[1].decode("utf-8", "replace")).strip() if found else ""


def _time(text: str) -> str:
    """A time as the ledger orders by it; empty where it is none, or of no year of ours."""
    try:
        time = datetime.fromisoformat(text)
        known = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return known.strftime("%Y-%m-%dT%H:%M:%SZ") if FIRST < known.year < LAST else ""
