"""A cell as XML: what stands behind its address and its style. All that write workbooks use it.

Texts are written as texts (inlineStr), never as anything a spreadsheet would calculate.
"""

from __future__ import annotations

import re
from decimal import Decimal

from toolkit.excel.state import Shown
from toolkit.package.splice import escaped

# Excel reads _x000D_ as a character of that number; a text that happens to look so is told apart.
LOOKS_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
LONGEST = 32_767  # characters a cell holds


def cell_rest(value: object, formula: str = "", prefix: str = "") -> str:
    """What follows `<c r="D12" s="5"`: type, formula and value."""
    if formula:
        return _formula(value, formula, prefix)
    if value is None or value == "":
        return "/>"
    if isinstance(value, bool):
        return f' t="b"><{prefix}v>{int(value)}</{prefix}v></{prefix}c>'
    if isinstance(value, int | float | Decimal):
        return f"><{prefix}v>{number(value)}</{prefix}v></{prefix}c>"
    told = _text(str(value))
    kept = ' xml:space="preserve"'
    return (
        f' t="inlineStr"><{prefix}is><{prefix}t{kept}>{told}</{prefix}t></{prefix}is></{prefix}c>'
    )


def _formula(value: object, formula: str, prefix: str) -> str:
    told = f"<{prefix}f>{escaped(formula)}</{prefix}f>"
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f">{told}<{prefix}v>{number(value)}</{prefix}v></{prefix}c>"
    shown = "" if value is None else _text(str(value))
    return f' t="str">{told}<{prefix}v>{shown}</{prefix}v></{prefix}c>'


def number(value: Shown | float) -> str:
    """A number as a file holds it, without thousands and without the zeros behind the point."""
    told = f"{value:f}" if isinstance(value, Decimal) else repr(value)
    return told.rstrip("0").rstrip(".") if "." in told and "e" not in told else told


def _text(text: str) -> str:
    return LOOKS_CODED.sub("_x005F_", escaped(text[:LONGEST].replace("\r\n", "\n")))
