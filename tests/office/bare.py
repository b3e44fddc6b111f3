"""Copies of a workbook with something taken out of its XML: no program stands in between.

A protected or hidden sheet keeps LibreOffice from showing what it knows about its cells. The
password is none of a test's business, so the protection goes and not the password.
"""

import re
import zipfile

SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
PROTECTION = re.compile(r"<(?:\w+:)?(?:sheet|workbook)Protection\b[^>]*?/>")
# Not of the sheet's own drawings or validations: only rows, columns and sheets.
HIDING = re.compile(
    r"(<(?:\w+:)?(?:row|col|sheet|sheetFormatPr)\b[^>]*?)"
    r'\s(?:hidden="(?:1|true)"|zeroHeight="(?:1|true)"|state="(?:hidden|veryHidden)")'
)
CONDITIONAL = re.compile(
    r"<(?:\w+:)?(conditionalFormattings?)\b(?:[^>]*/>|.*?</(?:\w+:)?\1>)", re.DOTALL
)


def bared(path, copy):
    """A copy without protection and with nothing hidden."""
    return _rewrite(path, copy, {PROTECTION: "", HIDING: r"\1"})


def plain(path, copy):
    """A copy without conditional formats."""
    return _rewrite(path, copy, {CONDITIONAL: ""})


def _rewrite(path, copy, replacements):
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/workbook.xml" or SHEET.fullmatch(part.filename):
                content = _replaced(content.decode("utf-8"), replacements).encode("utf-8")
            target.writestr(part, content)
    return copy


def _replaced(text, replacements):
    for pattern, replacement in replacements.items():
        text = pattern.sub(replacement, text)
    return text
