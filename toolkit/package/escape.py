"""Texts as XML holds them."""

from __future__ import annotations

import re

# What XML cannot hold at all; a spreadsheet hands such characters over from what was pasted.
FORBIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"


def escaped(text: str) -> str:
    """A text as XML holds it, in an element or an attribute."""
    if not text.isprintable():
        text = re.sub(FORBIDDEN, "", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return text.replace(">", "&gt;").replace('"', "&quot;")
