"""What a cell of a returned workbook holds, however it was typed and whatever program wrote it."""

import re
from datetime import date
from decimal import Decimal

import pytest
from workbooks import Hand, answered, told

from toolkit.package.unreadable import Unreadable

COUNT, MONEY = "licences.licence.decisions", "charges.charge.amount"


@pytest.fixture
def hand():
    return Hand(answered())


def figure(hand, key=COUNT):
    """Value, and what is told of it."""
    read = hand.read()
    codes = [f.code for f in read.findings if f.keys == (key,)]
    return read.figures[key].value, codes


TEXTS = [
    ("１２", 12, ["normalised"]),
    ("12件", 12, ["normalised"]),
    ("12 件", 12, ["normalised"]),
    ("12", 12, []),
    (" 12 ", 12, ["normalised"]),
    ("\u3000１２\u3000", 12, ["normalised"]),
    ("1,234", 1234, ["normalised"]),
    ("1O", 10, ["normalised-doubtful"]),
    ("十二", None, ["not-a-number"]),
    ("约12", None, ["not-a-number"]),
    ("无", None, ["word-for-nothing"]),
    ("/", None, ["word-for-nothing"]),
    ("", None, ["blank"]),
    ("  ", None, ["blank"]),
    ("\u3000", None, ["blank"]),
    ("不适用", None, ["must-apply"]),
]


def in_many(form, hand, cases, put):
    """Every case in a cell of its own, read at once: case → value, and what is told of it."""
    keys = [slot.key for slot in form.tables["requests"].slots if slot.given]
    at = dict(zip(keys, cases, strict=False))
    put(hand, at)
    read = hand.read()
    told = {key: [f.code for f in read.findings if f.keys == (key,)] for key in at}
    return [(case, read.figures[key].value, told[key]) for key, case in at.items()]


def test_texts_for_numbers(form, hand):
    hand.put({"about.had.requests.value": "有"})
    texts = [text for text, _, _ in TEXTS]
    assert in_many(form, hand, texts, Hand.put) == TEXTS


CELLS = [
    ("/>", None, ["blank"]),
    (' t="n"><v>12</v></c>', 12, []),
    ("><v>12.0</v></c>", 12, []),
    ("><v>1.2E1</v></c>", 12, []),
    ("><v> 12 </v></c>", 12, []),
    ("><v>12.000000000000002</v></c>", 12, []),
    ("><v>11.999999999999998</v></c>", 12, []),
    ("><v>-0</v></c>", 0, []),
    ("><v>2.5</v></c>", None, ["not-whole"]),
    ("><v>-3</v></c>", None, ["negative"]),
    ("><v>1E+15</v></c>", None, ["too-large"]),
    ("><v>1E+308</v></c>", None, ["too-large"]),
    (f"><v>{'9' * 5000}</v></c>", None, ["too-large"]),
    ("><v>1E999999</v></c>", None, ["not-a-number"]),
    ("><v>NaN</v></c>", None, ["not-a-number"]),
    ("><v>1_2</v></c>", None, ["not-a-number"]),
    ("><v/></c>", None, ["blank"]),
    ("><v></v></c>", None, ["blank"]),
    ("></c>", None, ["blank"]),
    (' t="b"><v>1</v></c>', None, ["not-a-number"]),
    (' t="b"><v>0</v></c>', None, ["not-a-number"]),
    (' t="e"><v>#REF!</v></c>', None, ["cell-error"]),
    (' t="e"><v>#DIV/0!</v></c>', None, ["cell-error"]),
    (' t="e"><v>#N/A</v></c>', None, ["cell-error"]),
    (' t="str"><v>12</v></c>', 12, []),
    (' t="str"><v>12件</v></c>', 12, ["normalised"]),
    (' t="d"><v>2025-01-02T00:00:00</v></c>', None, ["date-typed"]),
    (' t="inlineStr"><is><t>12</t></is></c>', 12, []),
    (' t="inlineStr"><is><r><rPr><b/></rPr><t>1</t></r><r><t>2</t></r></is></c>', 12, []),
    (' t="inlineStr"><is><t>12</t><rPh sb="0" eb="1"><t>3</t></rPh></is></c>', 12, []),
    (' t="inlineStr"><is><t>12_x000D_</t></is></c>', 12, ["normalised"]),
    (' t="inlineStr"><is><t>&#49;2</t></is></c>', 12, []),
    (' t="inlineStr"><is><t xml:space="preserve"/></is></c>', None, ["blank"]),
    (' t="inlineStr"><is/></c>', None, ["blank"]),
]


def test_cells_as_programs_write_them(form, hand):
    hand.put({"about.had.requests.value": "有"})
    cells = [rest for rest, _, _ in CELLS]
    assert in_many(form, hand, cells, Hand.put_xml) == CELLS


@pytest.mark.parametrize("rest", ["><!-- 7 --><v>12</v></c>", "><v><![CDATA[12]]></v></c>"])
def test_what_no_program_writes_is_read_too(hand, rest):
    assert figure(hand.put_xml({COUNT: rest})) == (12, [])


def test_binary_dust_on_money_is_no_decimal(hand):
    hand.put_xml({MONEY: "><v>0.30000000000000004</v></c>"})
    assert figure(hand, MONEY) == (Decimal("0.3"), [])
    hand.put_xml({MONEY: "><v>123456.7891</v></c>"})
    assert figure(hand, MONEY) == (Decimal("123456.7891"), [])
    hand.put_xml({MONEY: "><v>0.00001</v></c>"})
    assert figure(hand, MONEY) == (None, ["too-many-decimals"])


def with_format(hand, number, code=""):
    """The number of a style with this format."""
    xml = hand.parts["xl/styles.xml"].decode()
    count = int(re.search(r'<cellXfs count="(\d+)"', xml)[1])
    new = f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0"/></cellXfs>'
    hand.change_part("xl/styles.xml", "</cellXfs>", new)
    hand.change_part("xl/styles.xml", r'<cellXfs count="\d+"', f'<cellXfs count="{count + 1}"')
    if code:
        told = f'<numFmts count="1"><numFmt numFmtId="{number}" formatCode="{code}"/></numFmts>'
        hand.change_part("xl/styles.xml", r"<numFmts.*?</numFmts>|(?=<fonts)", told, 1)
    return count


def styled(hand, style, rest):
    """The figure's cell in another style."""
    site = hand.binding.atlas.sites[COUNT]
    cell = rf'<c r="{site.spot.address}"[^>]*?(?:/>|(?<!/)>.*?</c>)'
    return hand.change(site.sheet, cell, f'<c r="{site.spot.address}" s="{style}"{rest}')


@pytest.mark.parametrize(
    ("number", "code"),
    [(14, ""), (31, ""), (58, ""), (176, "yyyy&quot;年&quot;m&quot;月&quot;"), (177, "m-d")],
)
def test_a_number_that_is_shown_as_a_date_is_a_date(hand, number, code):
    styled(hand, with_format(hand, number, code), "><v>45659</v></c>")
    read = hand.read()
    assert read.figures[COUNT].raw == date(2025, 1, 2)
    assert [(f.code, f.fact("found")) for f in read.findings] == [("date-typed", "2025-01-02")]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (0, ""), (9, ""), (10, ""), (49, ""), (176, "0&quot;days&quot;"), (177, "[Red]0"),
        (178, "0_ ;[Red]\\-0\\ "), (179, "&quot;月&quot;0"), (180, "#,##0&quot;d&quot;"),
    ],
)  # fmt: skip
def test_a_number_in_any_other_format_is_a_number(hand, number, code):
    styled(hand, with_format(hand, number, code), "><v>12</v></c>")
    assert figure(hand) == (12, [])


def test_a_shared_formula_gives_its_value(hand):
    hand.put_xml({COUNT: '><f t="shared" si="0"/><v>12</v></c>'})
    assert figure(hand) == (12, [])


def test_shared_formulas_in_totals_are_no_tampering(hand):
    key = "requests.granted.total"
    hand.put_xml({key: '><f t="shared" si="0"/><v>0</v></c>'})
    assert told(hand.read()) == []


def shared(hand, text):
    """The shared text that a figure's cell shows, the first of two."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    hand.parts["xl/sharedStrings.xml"] = f'<sst xmlns="{space}">{text}<si/></sst>'.encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    links = "xl/_rels/workbook.xml.rels"
    hand.change_part(links, rf'<Relationship [^>]*"{kind}"[^>]*/>|(?=</Relationships>)', "", 1)
    link = f'<Relationship Id="rId97" Type="{kind}" Target="sharedStrings.xml"/>'
    hand.change_part(links, "</Relationships>", f"{link}</Relationships>")
    return hand.put_xml({COUNT: ' t="s"><v>0</v></c>'})


@pytest.mark.parametrize(
    "text",
    [
        "<si><t>12件</t></si>",
        '<si><t xml:space="preserve">12件</t></si>',
        "<si><r><t>1</t></r><r><rPr><sz val='9'/></rPr><t>2件</t></r></si>",
        "<si><t>12件</t><rPh sb='0' eb='2'><t>34</t></rPh><phoneticPr fontId='1'/></si>",
        "<si xml:space='preserve'><t>12&#20214;</t></si>",
    ],
)
def test_shared_texts(hand, text):
    assert figure(shared(hand, text)) == (12, ["normalised"])


@pytest.mark.parametrize("number", ["7", "-1", "x", "99999999999999999999"])
def test_a_shared_text_that_is_not_there_is_damage(hand, number):
    shared(hand, "<si><t>12</t></si>").put_xml({COUNT: f' t="s"><v>{number}</v></c>'})
    with pytest.raises(Unreadable, match="damaged"):
        hand.read()


def prefixed(hand):
    """Every sheet and the shared texts as some programs write them: <x:c>."""
    for name, content in hand.parts.items():
        if name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml":
            text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", content.decode()).replace(
                'xmlns="', 'xmlns:x="'
            )
            hand.parts[name] = text.encode()
    return hand


def test_prefixed_xml_is_read_alike(hand):
    told_before = told(shared(hand, "<si><t>12</t><rPh sb='0' eb='1'><t>3</t></rPh></si>").read())
    read = prefixed(hand).read()
    assert read.figures[COUNT].value == 12
    assert told(read) == told_before == []


def test_a_date_in_prefixed_xml_is_a_date(hand):
    styled(hand, with_format(hand, 14), "><v>45659</v></c>")
    assert prefixed(hand).read().figures[COUNT].raw == date(2025, 1, 2)
