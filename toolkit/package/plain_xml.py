"""XML as Office writes it: UTF-8, no document type, nothing made to wear out a parser.

Called by opening.py for each part before anybody parses it. Nothing is parsed here: each check is a
search through the bytes.
"""

from __future__ import annotations

import re

from toolkit.package.unreadable import Unreadable

LONGEST_STRETCH = 1024 * 1024  # from one tag to the next; the longest text of a cell takes 200 KB
DECLARATION = re.compile(rb"<\?xml\s[^>]{1,200}\?>")
ENCODING = re.compile(rb"""\sencoding\s*=\s*["']([^"']*)["']""")
FIRST_TAG = re.compile(rb"<([A-Za-z_][^\s/<>]*)")
CLOSING_TAG = re.compile(rb"</([^\s<>]+)\s*>\s*")
MARK = b"\xef\xbb\xbf"
# ElementTree copies the whole name of a namespace for every tag.
LONG_NAMESPACE = re.compile(
    rb"""xmlns(?<=\sxmlns)[^\s=<>]*\s*=\s*(?:"[^"<]{500}|'[^'<]{500})""",
)


def plain_xml(content: bytes) -> bytes:
    """The same XML as UTF-8; Unreadable where it is not plain."""
    content = _as_utf8(content)
    first = FIRST_TAG.search(content, 0, LONGEST_STRETCH)
    if first is None:
        raise Unreadable("xml-with-doctype" if b"<!DOCTYPE" in content else "damaged")
    # A document type stands before the first tag, unless a remark that holds a tag stands there.
    if b"<!" in content[: first.start()] and b"<!DOCTYPE" in content:
        raise Unreadable("xml-with-doctype")
    if not _ends_as_it_begins(content, first):
        raise Unreadable("damaged")
    if _has_long_stretch(content) or LONG_NAMESPACE.search(content):
        raise Unreadable("damaged")
    return content


def count_events(content: bytes) -> int:
    """At most how often a parser has to act: tags, attributes, and where it breaks a text."""
    return sum(content.count(sign) for sign in (b"<", b"=", b"\n", b"\r", b"&"))


def _as_utf8(content: bytes) -> bytes:
    """As UTF-8, so that a search through the bytes finds what a parser would find."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:2]:
        return _from_utf16(content)
    if b"\0" in content or not _is_utf8(content):
        raise Unreadable("damaged")
    if _encoding(content.removeprefix(MARK)) not in (b"", b"utf-8", b"us-ascii"):
        raise Unreadable("damaged")  # Office knows no other, and Python's codecs are many
    return content


def _encoding(content: bytes) -> bytes:
    """The encoding that the first line declares; empty where it declares none."""
    if not content.startswith(b"<?xml"):
        return b""
    declaration = DECLARATION.match(content)
    if not declaration:
        raise Unreadable("damaged")
    encoding = ENCODING.search(declaration[0])
    return encoding[1].lower() if encoding else b""


def _from_utf16(content: bytes) -> bytes:
    byte_order = "utf-16-be" if content[:2] == b"\xfe\xff" or content[:1] == b"\0" else "utf-16-le"
    try:
        text = content.decode(byte_order).removeprefix("\ufeff").encode()
    except UnicodeDecodeError as broken:
        raise Unreadable("damaged") from broken
    declaration = DECLARATION.match(text)
    if declaration:
        text = ENCODING.sub(b' encoding="UTF-8"', declaration[0], 1) + text[declaration.end() :]
    if b"\0" in text:
        raise Unreadable("damaged")
    return text


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _ends_as_it_begins(content: bytes, first: re.Match[bytes]) -> bool:
    """Whether the last tag closes the first: not every reader parses to the end."""
    last = content.rfind(b"<")
    closing = CLOSING_TAG.fullmatch(content, last)
    if closing:
        return closing[1] == first[1]
    alone = last == first.start() and content.rstrip().endswith(b"/>")
    return alone or content.startswith((b"<!--", b"<?"), last)  # a remark behind the end


def _has_long_stretch(content: bytes) -> bool:
    """Whether there is a tag with a hundred thousand attributes, or a text nobody types."""
    at = 0
    while len(content) - at > LONGEST_STRETCH:
        at_next = content.rfind(b"<", at + 1, at + LONGEST_STRETCH)
        if at_next < 0:
            return True
        at = at_next
    return False
