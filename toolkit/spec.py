"""One TOML table, read word by word: a word of the wrong type, or one nobody asked for, is told.

Used by load.py for everything it reads, so that no slip in a form is silently passed over.
"""

from __future__ import annotations

from typing import NoReturn, TypeVar

from toolkit.source import Path_, Source

T = TypeVar("T")


class Spec:
    """The words of one table; `done` complains about those that were not taken."""

    def __init__(self, source: Source, path: Path_, words: object) -> None:
        self.source, self.path = source, path
        if not isinstance(words, dict):
            source.fail(path, "wrong-type", word=path[-1], wanted="table")
        self.words: dict[str, object] = words
        self.asked: list[str] = []

    def fail(self, word: str, code: str, /, **facts: object) -> NoReturn:
        self.source.fail((*self.path, word) if word else self.path, code, **facts)

    def _take(self, word: str, kind: type[T], otherwise: T | None, wanted: str) -> T:
        self.asked.append(word)
        value = self.words.get(word, otherwise)
        if value is None:
            self._missing(word)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fail(word, "wrong-type", word=word, wanted=wanted)
        assert isinstance(value, kind)
        return value

    def _missing(self, word: str) -> NoReturn:
        """A word that has to be there; perhaps it is, misspelt."""
        unread = [each for each in self.words if each not in self.asked]
        for misspelt in _closest(word, tuple(unread), 0.75):
            self.fail(misspelt, "unknown-word", word=misspelt, near=word)
        self.fail("", "word-missing", word=word)

    def text(self, word: str, otherwise: str | None = None) -> str:
        return self._take(word, str, otherwise, "text")

    def flag(self, word: str, *, otherwise: bool = False) -> bool:
        return self._take(word, bool, otherwise, "flag")

    def whole(self, word: str, otherwise: int | None = None) -> int:
        return self._take(word, int, otherwise, "whole")

    def array(self, word: str, otherwise: list[object] | None = None) -> list[object]:
        return self._take(word, list, otherwise, "array")

    def table(self, word: str) -> dict[str, object]:
        return self._take(word, dict, {}, "table")

    def texts(self, word: str) -> tuple[str, ...]:
        """An array of texts; one text alone counts as an array of one."""
        value = self.words.get(word, [])
        several = [value] if isinstance(value, str) else self.array(word, [])
        self.asked.append(word)
        if not all(isinstance(text, str) for text in several):
            self.fail(word, "wrong-type", word=word, wanted="texts")
        return tuple(str(text) for text in several)

    def wholes(self, word: str) -> tuple[int, ...]:
        """An array of whole numbers."""
        numbers = self.array(word, [])
        if not all(type(number) is int for number in numbers):
            self.fail(word, "wrong-type", word=word, wanted="wholes")
        return tuple(n for n in numbers if isinstance(n, int))

    def years(self, otherwise: tuple[int, int] | None = None) -> tuple[int, int]:
        """First and last year, in this order."""
        if otherwise and "years" not in self.words:
            self.asked.append("years")
            return otherwise
        years = self.wholes("years")
        if len(years) != 2 or years[0] > years[1]:
            self.fail("years", "bad-years")
        return years[0], years[1]

    def choice(self, word: str, choices: tuple[str, ...], otherwise: str | None = None) -> str:
        value = self.text(word, otherwise)
        if value not in choices:
            facts = {"word": word, "found": value, "near": near(value, choices)}
            self.fail(word, "not-a-choice", **facts, choices=tuple(filter(None, choices)))
        return value

    def done(self) -> None:
        """Complain about the first word that nobody asked for."""
        for word in self.words:
            if word not in self.asked:
                known = tuple(dict.fromkeys(self.asked))
                self.fail(word, "unknown-word", word=word, near=near(word, known))


def near(word: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    """The choice that was probably meant, or all of them."""
    return _closest(word, choices, 0.5) or tuple(filter(None, choices))


def _closest(word: str, choices: tuple[str, ...], cutoff: float) -> tuple[str, ...]:
    from difflib import get_close_matches  # only for a form with a mistake in it

    return tuple(get_close_matches(word, choices, n=1, cutoff=cutoff))
