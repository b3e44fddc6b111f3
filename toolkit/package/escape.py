"""Texts as XML holds them."""

from __future__ import annotations

import re

# What XML cannot hold at all; a spreadsheet hands such characters over from what was pasted.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escaped(text: str) -> str:
    """A text as XML holds it, in an element or an attribute."""
    text = FORBIDDEN.sub("", text).replace("&", "&amp;").replace("<", "&lt;")
    return text.replace(">", "&gt;").replace('"', "&quot;")
