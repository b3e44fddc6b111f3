"""The styles of a workbook, added to: the same look unlocked or locked, the looks of conditions.

Nothing that is there is changed; a style that has been added before is found again, so that
stamping twice adds nothing twice.
"""

from __future__ import annotations

import re

from toolkit.package.splice import Change, Element, elements, spliced, with_attributes

PROTECTION = re.compile(
    rb"<(?:\w+:)?protection\b[^>]*/>|<(\w+:)?protection\b.*?</(\w+:)?protection>", re.S
)
UNLOCKED = re.compile(rb"""<(?:\w+:)?protection\b[^>]*\blocked\s*=\s*["'](?:0|false)["']""")
BEFORE_PROTECTION = re.compile(
    rb"<(?:\w+:)?alignment\b[^>]*?(?:/>|>.*?</(?:\w+:)?alignment>)", re.S
)
FILL = re.compile(rb"""\bfillId\s*=\s*(?:"[^"]*"|'[^']*')""")
APPLIED = re.compile(rb"""\s+applyFill\s*=\s*(?:"[^"]*"|'[^']*')""")
ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs",
    "tableStyles", "colors", "extLst",
)  # fmt: skip


STYLED = re.compile(rb'<(?:\w+:)?c r="([A-Z]+\d+)"[^>]*?\bs="(\d+)"')


def style_of(sheet: bytes) -> dict[bytes, int]:
    """Address → number of the style, for the cells of a sheet that have one."""
    return {at: int(style) for at, style in STYLED.findall(sheet)}


class Styles:
    """The styles part of one workbook, while it is being stamped."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._all = elements(content, 2)
        self._xfs = self._children("cellXfs")
        self._dxfs = self._children("dxfs")
        self._there = len(self._xfs), len(self._dxfs)

    def _children(self, name: str) -> list[bytes]:
        parent = self._parent(name)
        if parent is None:
            return []
        return [
            self._content[e.start : e.end]
            for e in self._all
            if e.depth == 2 and parent.inside <= e.start < parent.outside
        ]

    def _parent(self, name: str) -> Element | None:
        return next((e for e in self._all if e.depth == 1 and e.name == name), None)

    @property
    def prefix(self) -> str:
        """What stands before the names of elements."""
        return self._all[0].prefix

    def locked(self, style: int, *, locked: bool) -> int:
        """The number of the style that looks the same and is locked, or is not."""
        if style >= len(self._xfs):
            style = 0
        found = self._xfs[style]
        if bool(UNLOCKED.search(found)) != locked:
            return style
        return _number(self._xfs, _protected(found, self.prefix, locked=locked))

    def shut(self, style: int, like: int) -> int:
        """The number of the style that is locked, on the ground of another, the rest as it is."""
        first = self._xfs[style if style < len(self._xfs) else 0]
        bare, fill = _protected(first, self.prefix, locked=True), FILL.search(self._xfs[like])
        if fill and FILL.search(bare):
            bare = FILL.sub(fill[0], APPLIED.sub(b"", bare), count=1)
            bare = re.sub(rb"^(<(?:\w+:)?xf\b)", rb'\1 applyFill="1"', bare)
        return _number(self._xfs, bare)

    def condition(self, look: bytes) -> int:
        """The number of a condition's look."""
        if self.prefix:
            look = re.sub(rb"<(/?)", rb"<\1" + self.prefix.encode(), look)
        return _number(self._dxfs, look)

    def stamped(self) -> bytes:
        """The part with what was added."""
        changes = [
            *self._added("cellXfs", self._xfs[self._there[0] :], len(self._xfs)),
            *self._added("dxfs", self._dxfs[self._there[1] :], len(self._dxfs)),
        ]
        return spliced(self._content, changes)

    def _added(self, name: str, added: list[bytes], count: int) -> list[Change]:
        if not added:
            return []
        parent, new = self._parent(name), b"".join(added)
        tag = f"{self.prefix}{name}".encode()
        if parent is None or parent.inside == parent.outside == parent.end:
            whole = b'<%b count="%d">%b</%b>' % (tag, count, new, tag)
            if parent:
                return [Change(parent.start, parent.end, whole)]
            return [Change(self._place(name), self._place(name), whole)]
        counted = with_attributes(self._content, parent, count=str(count))
        return [counted, Change(parent.outside, parent.outside, new)]

    def _place(self, name: str) -> int:
        """Where an element goes that is not there yet."""
        later = ORDER[ORDER.index(name) + 1 :]
        after = (e.start for e in self._all if e.depth == 1 and e.name in later)
        return min(after, default=self._all[0].outside)


def _number(known: list[bytes], wanted: bytes) -> int:
    if wanted not in known:
        known.append(wanted)
    return known.index(wanted)


def _protected(found: bytes, prefix: str, *, locked: bool) -> bytes:
    """A cell format with its lock set or taken away, the rest as it is."""
    bare = PROTECTION.sub(b"", found)
    if locked:
        return bare
    name, lock = prefix.encode(), f'<{prefix}protection locked="0"/>'.encode()
    bare = re.sub(rb"""\s+applyProtection\s*=\s*["'][^"']*["']""", b"", bare)
    bare = re.sub(rb"^(<(?:\w+:)?xf\b)", rb'\1 applyProtection="1"', bare)
    if bare.endswith(b"/>"):
        return bare[:-2] + b">" + lock + b"</" + name + b"xf>"
    alignment = BEFORE_PROTECTION.search(bare)
    at = alignment.end() if alignment else bare.index(b">") + 1
    return bare[:at] + lock + bare[at:]
