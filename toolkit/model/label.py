"""When two Chinese labels are the same, and what a Chinese numeral means.

Holds only the characters that have to be recognised: numerals, ordinals and brackets.
"""

from __future__ import annotations

import re
import unicodedata

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
TENS = frozenset("十百千")
LARGE = {"亿": 10**8, "万": 10**4}  # the larger first: 三亿五千万

QUOTES = str.maketrans("", "", "\"'“”‘’")  # fold drops them: they are typed in every which way

_ORDINAL = re.compile(r"^(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、|\(?\d+\)?[.、)])")
_REMARK = re.compile(r"\(.*?\)$")


def fold(text: str) -> str:
    """A label as it is compared: no blanks, no quotes, one width, no ordinal."""
    bare = "".join(unicodedata.normalize("NFKC", text).split()).translate(QUOTES)
    return _ORDINAL.sub("", bare) or bare


def bare_name(label: str) -> str:
    """The words of a label without its ordinal and without a closing remark in brackets."""
    ordinal = re.match(r"（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d+\.", label)
    words = label[ordinal.end() :] if ordinal else label
    return re.sub(r"（[^（）]*）$", "", words) or words


def same_label(one: str, other: str) -> bool:
    """Whether two labels say the same but for ordinals, widths, blanks and a closing remark."""
    first, second = fold(one), fold(other)
    return first == second or _REMARK.sub("", first) == _REMARK.sub("", second)


def numeral(text: str) -> int | None:
    """The value of a Chinese numeral below 10**12; None for anything that is not one."""
    if not 0 < len(text) <= 24 or any(
        c not in DIGITS and c not in TENS and c not in LARGE for c in text
    ):
        return None
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    for mark, worth in LARGE.items():
        high, found, low = text.partition(mark)
        if found:
            if low and not _follows(low, mark):
                return None
            above, below = numeral(high), numeral(low) if low else 0
            return None if above is None or below is None else above * worth + below
    return _below_ten_thousand(text)


def _follows(low: str, mark: str) -> bool:
    """Whether what stands after 万 or 亿 says which places it fills; in 三万五 it does not."""
    if low.startswith("零"):
        return True
    ten_thousands, written, _ = low.partition("万")
    return "千" in ten_thousands and (mark == "万" or bool(written))


def _below_ten_thousand(text: str) -> int | None:
    """Like 一百二十三; None where digits and units do not alternate, or a place is left open."""
    match = re.fullmatch(
        r"(?:([一二两三四五六七八九])千)?零?(?:([一二两三四五六七八九])百)?零?"
        r"(?:([一二两三四五六七八九])?(十))?零?([一二两三四五六七八九])?",
        text,
    )
    if not match or not any(match.groups()):
        return None
    thousands, hundreds, tens, ten, ones = match.groups()
    open_tens = (hundreds or thousands) and ones and not ten
    if (open_tens or (thousands and ten and not hundreds)) and "零" not in text:
        return None
    worth = (
        DIGITS.get(thousands, 0),
        DIGITS.get(hundreds, 0),
        DIGITS.get(tens, 1) if ten else 0,
    )
    return worth[0] * 1000 + worth[1] * 100 + worth[2] * 10 + DIGITS.get(ones, 0)
