"""A letter on official paper (GB/T 9704) as .docx: title, addressee, paragraphs, signer, date.

Called by remind for the letter that urges. The same words make the same file. It is meant to be
opened, put on the office's letterhead and signed; nothing in it is locked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from toolkit.lexicon import words
from toolkit.package.escape import escaped
from toolkit.package.packing import packed, part

DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGED = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PARTS = ("document", "styles", "settings", "fontTable", "footer1", "footer2")
MAIN_TYPES = {"document": "document.main", "footer1": "footer", "footer2": "footer"}

# Twips, a twentieth of a point; the paper is A4.
WIDTH, HEIGHT = 11906, 16838
TOP, BOTTOM, LEFT, RIGHT = 2098, 1984, 1588, 1474  # 37, 35, 28, 26 mm
PITCH, TITLE_PITCH = 579, 680  # 22 lines to the page
TIGHTER = -5  # between characters of 16 points, so that 28 of them go into 156 mm
BODY, TITLE, PAGE = 32, 44, 28  # half points: sizes 3, 2 and 4
SEALED = 4.0  # characters right of the date, where the seal is set
DASH = "\u2014"


def letter(title: str, paragraphs: Sequence[str], signer: str, day: date) -> bytes:
    """The letter as a file; the first paragraph is the addressee, the title may be of two lines."""
    contents = {
        "document": _document(title, paragraphs, signer, day),
        "styles": _styles(),
        "settings": _settings(),
        "fontTable": _fonts(),
        "footer1": _footer("right"),
        "footer2": _footer("left"),
    }
    return packed(
        (
            part("[Content_Types].xml", _types().encode()),
            part("_rels/.rels", _relations((("document", "officeDocument", "word/"),)).encode()),
            *(part(f"word/{name}.xml", contents[name].encode()) for name in PARTS),
            part("word/_rels/document.xml.rels", _relations(_beside()).encode()),
        )
    )


def _document(title: str, paragraphs: Sequence[str], signer: str, day: date) -> str:
    """The text; the signer stands centred above the date, both at the right."""
    dated = words("texts")["letter"]["date"].format(it=day)
    middle = max(SEALED + _width(dated) / 2, _width(signer) / 2)
    addressee, *rest = paragraphs
    body = (
        _paragraph(title, "Title"),
        _paragraph("", "Addressee"),
        _paragraph(addressee, "Addressee"),
        *(_paragraph(text, "Normal", stays=text is rest[-1]) for text in rest),
        _paragraph("", "Addressee", stays=True),
        _paragraph(signer, "Signature", stays=True, right=middle - _width(signer) / 2),
        _paragraph(dated, "Signature", right=middle - _width(dated) / 2),
    )
    return f"{DECLARED}<w:document {SPACES}><w:body>{''.join(body)}{_paper()}</w:body></w:document>"


def _paragraph(text: str, style: str, *, stays: bool = False, right: float = 0.0) -> str:
    """One paragraph; `right` is its distance from the margin in characters.

    One that `stays` stands on the page of the next: no signature is alone on a page.
    """
    indent = ""
    if right:
        indent = f'<w:ind w:rightChars="{round(right * 100)}" w:right="{round(right * 316)}"/>'
    keep = "<w:keepNext/>" if stays else ""
    lines = (f'<w:t xml:space="preserve">{escaped(line)}</w:t>' for line in text.split("\n"))
    run = f"<w:r>{'<w:br/>'.join(lines)}</w:r>" if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{indent}</w:pPr>{run}</w:p>'


def _width(text: str) -> float:
    """How wide a text is, in characters; Latin letters and digits are half as wide."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _paper() -> str:
    """The page: its margins, and its number outside at the foot."""
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/>'
        '<w:footerReference w:type="even" r:id="footer2"/>'
        f'<w:pgSz w:w="{WIDTH}" w:h="{HEIGHT}"/>'
        f'<w:pgMar w:top="{TOP}" w:right="{RIGHT}" w:bottom="{BOTTOM}" w:left="{LEFT}" '
        'w:header="851" w:footer="1400" w:gutter="0"/>'
        "</w:sectPr>"
    )


def _styles() -> str:
    told = words("texts")["letter"]
    fonts = _font(told["body_font"])
    body = f'{fonts}<w:spacing w:val="{TIGHTER}"/><w:sz w:val="{BODY}"/><w:szCs w:val="{BODY}"/>'
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
    title = f'{_font(told["title_font"])}<w:sz w:val="{TITLE}"/><w:szCs w:val="{TITLE}"/>'
    page = f'{_font(told["page_font"])}<w:sz w:val="{PAGE}"/><w:szCs w:val="{PAGE}"/>'
    none = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    styles = (
        _style("Normal", f'<w:ind w:firstLineChars="200" w:firstLine="632"/>{_justified()}', ""),
        _style("Title", f'{_pitch(TITLE_PITCH)}{none}<w:jc w:val="center"/>', title),
        _style("Addressee", none, ""),
        _style("Signature", f'{none}<w:jc w:val="right"/>', ""),
        _style("Footer", f'<w:spacing w:line="240" w:lineRule="auto"/>{none}', page),
    )
    paragraph = f"<w:pPrDefault><w:pPr>{_pitch(PITCH)}</w:pPr></w:pPrDefault>"
    run = f"<w:rPrDefault><w:rPr>{body}{language}</w:rPr></w:rPrDefault>"
    defaults = f"<w:docDefaults>{run}{paragraph}</w:docDefaults>"
    return f"{DECLARED}<w:styles {SPACES}>{defaults}{''.join(styles)}</w:styles>"


def _style(name: str, paragraph: str, run: str) -> str:
    default = ' w:default="1"' if name == "Normal" else ""
    based = "" if default else '<w:basedOn w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{name}"/>{based}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _font(name: str) -> str:
    """Chinese in one font; digits and Latin letters in another, as official letters have it."""
    latin = words("texts")["letter"]["latin_font"]
    return (
        f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{name}" w:cs="{latin}" '
        'w:hint="eastAsia"/>'
    )


def _pitch(twips: int) -> str:
    return f'<w:spacing w:before="0" w:after="0" w:line="{twips}" w:lineRule="exact"/>'


def _justified() -> str:
    return '<w:jc w:val="both"/>'


def _settings() -> str:
    """Odd and even pages differ; no Chinese punctuation at the beginning of a line."""
    return (
        f"{DECLARED}<w:settings {SPACES}><w:evenAndOddHeaders/><w:compat><w:compatSetting "
        'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        "</w:compat></w:settings>"
    )


def _fonts() -> str:
    """What else will do where a font is missing."""
    told = words("texts")["letter"]
    pairs = ((told["title_font"], told["title_other"]), (told["body_font"], told["body_other"]))
    fonts = (
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>' for name, other in pairs
    )
    return f"{DECLARED}<w:fonts {SPACES}>{''.join(fonts)}</w:fonts>"


def _footer(side: str) -> str:
    """The number of the page between dashes, one character from the outer margin."""
    space = f'<w:ind w:{side}Chars="100" w:{side}="280" w:firstLineChars="0" w:firstLine="0"/>'
    number = (
        f'<w:r><w:t xml:space="preserve">{DASH} </w:t></w:r>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        f'<w:r><w:t xml:space="preserve"> {DASH}</w:t></w:r>'
    )
    head = f'<w:pPr><w:pStyle w:val="Footer"/>{space}<w:jc w:val="{side}"/></w:pPr>'
    return f"{DECLARED}<w:ftr {SPACES}><w:p>{head}{number}</w:p></w:ftr>"


def _beside() -> Iterator[tuple[str, str, str]]:
    for name in PARTS[1:]:
        yield name, name.rstrip("12"), ""


def _relations(some: Sequence[tuple[str, str, str]] | Iterator[tuple[str, str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{folder}{name}.xml"/>'
        for name, kind, folder in some
    )
    return f'{DECLARED}<Relationships xmlns="{PACKAGED}/relationships">{told}</Relationships>'


def _types() -> str:
    told = "".join(
        f'<Override PartName="/word/{name}.xml" '
        f'ContentType="{WORD}.{MAIN_TYPES.get(name, name)}+xml"/>'
        for name in PARTS
    )
    plain = (
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{DECLARED}<Types xmlns="{PACKAGED}/content-types">{plain}{told}</Types>'
