"""A cell as XML: what stands behind its address and its style. All that write workbooks use it.

Texts are written as texts (inlineStr), never as anything a spreadsheet would calculate.
"""

from __future__ import annotations

import re
from decimal import Decimal

from toolkit.package.escape import escaped

# Excel reads _x000D_ as a character of that number; a text that happens to look so is told apart.
LOOKS_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
SPECIAL = re.compile('[&<>"\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_x')
LONGEST = 32_767  # characters a cell holds


def cell_rest(value: object, formula: str = "", prefix: str = "") -> str:
    """What follows `<c r="D12" s="5"`: type, formula and value."""
    if formula:
        as_number, as_text = formula_heads(formula, prefix)
        head = as_number if is_number(value) else as_text
        return f"{head}{content(value)}</{prefix}v></{prefix}c>"
    if value is None or value == "":
        return "/>"
    if isinstance(value, bool):
        return f' t="b"><{prefix}v>{int(value)}</{prefix}v></{prefix}c>'
    if is_number(value):
        return f"><{prefix}v>{content(value)}</{prefix}v></{prefix}c>"
    kept = f'<{prefix}is><{prefix}t xml:space="preserve">{content(value)}'
    return f' t="inlineStr">{kept}</{prefix}t></{prefix}is></{prefix}c>'


def formula_heads(formula: str, prefix: str = "") -> tuple[str, str]:
    """What stands before the value of a formula, where it is a number and where it is a text."""
    told = f"<{prefix}f>{escaped(formula)}</{prefix}f><{prefix}v>"
    return f">{told}", f' t="str">{told}'


def is_number(value: object) -> bool:
    """A number as a cell holds it; truth has a type of its own."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def content(value: object) -> str:
    """A value as it stands between its tags."""
    if isinstance(value, str):
        return _text(value) if SPECIAL.search(value) or len(value) > LONGEST else value
    if value is None:
        return ""
    return number(value) if isinstance(value, float | Decimal) else str(value)


def number(value: float | Decimal) -> str:
    """A number as a file holds it, without the zeros behind the point."""
    told = f"{value:f}" if isinstance(value, Decimal) else repr(value)
    return told.rstrip("0").rstrip(".") if "." in told and "e" not in told else told


def _text(text: str) -> str:
    return LOOKS_CODED.sub("_x005F_", escaped(text[:LONGEST].replace("\r\n", "\n")))
