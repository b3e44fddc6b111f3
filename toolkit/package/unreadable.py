"""The one exception for a file that cannot be read; raised by every reader, caught by intake."""

from __future__ import annotations


class Unreadable(Exception):
    """A file that cannot be read, with the code of the finding that says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
