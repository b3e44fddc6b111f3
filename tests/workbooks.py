"""Workbooks for tests: issued, filled by key, damaged part by part. No test knows an address.

`Hand` takes a workbook apart into parts that a test may change; `content` puts it together again.
"""

import io
import re
import zipfile
from functools import cache, lru_cache
from html import escape

import openpyxl
from samples import editions

from toolkit.excel.bind import bind_book
from toolkit.excel.create import draw_workbook
from toolkit.excel.fingerprints import Fingerprints
from toolkit.excel.issue import Issue, Recipient
from toolkit.excel.parts import open_book
from toolkit.excel.read import read_workbook
from toolkit.excel.sheets import plan_sheets
from toolkit.excel.stamp import stamp
from toolkit.excel.state import State
from toolkit.excel.template import take_apart
from toolkit.excel.transfer import filled
from toolkit.model.agency import Agency
from toolkit.package.opening import open_package
from toolkit.reading import read_submission

TOWN = Agency("T01", "青石镇", "乡镇")
WRITTEN = "本年按要求公开，没有发生行政复议和行政诉讼。"
LINKS = "xl/_rels/workbook.xml.rels"
CELL = r'<c r="{}"(?: s="(\d+)")?[^>]*?(?:/>|(?<!/)>.*?</c>)'


@cache
def prints():
    """Formulas are spelled once for all tests."""
    return Fingerprints()


@cache
def template(edition="2021"):
    form = editions().form(edition)
    return stamp(draw_workbook(plan_sheets(form)), form)


@cache
def apart(edition="2021"):
    return take_apart(template(edition), editions().form(edition))


@cache
def last_year(edition="2021", year=2024):
    """Last year's submission: nothing but 0."""
    form = editions().form(edition)
    zeros = {slot.key: 0 for slot in form.given}
    told = dict.fromkeys(form.passages, "上年写的话。")
    return read_submission(form, zeros, agency=TOWN, year=year, passages=told)


@cache
def issued(edition="2021", year=2025, last=True):
    """What one agency is sent."""
    issue = Issue(apart(edition), year, "2026年1月20日", "清禾县政府信息公开工作办公室")
    before = last_year(edition, year - 1) if last else None
    return issue.workbook(Recipient(TOWN, "张三", "0371-1", last=before))


@cache
def answered(edition="2021", year=2025):
    """What one agency sends back with nothing forgotten: no finding is told of it."""
    form = editions().form(edition)
    hand = Hand(issued(edition, year))
    zeros = {slot.key: 0 for slot in form.given} | {"licences.licence.decisions": 12}
    about = {"year": year, "agency": TOWN.name, "code": TOWN.code, "category": TOWN.category}
    about |= {"rulemaking": "否", "contact": "张三", "phone": "0371-1", "reviewer": "李四"}
    about |= {"deadline": "2026年1月20日", "recipient": "清禾县政府信息公开工作办公室"}
    about |= dict.fromkeys(("had.requests", "had.disputes"), "没有")
    last = last_year(edition, year - 1)
    told = dict.fromkeys(form.passages, WRITTEN)
    state = State(form, about, zeros, last.values, told, last.passages)
    return filled(hand.content, form, state)


class Hand:
    """A workbook taken apart."""

    def __init__(self, content):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}

    @property
    def content(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        return packed.getvalue()

    @property
    def binding(self):
        return bound(self.content)

    def part(self, sheet):
        """The part of a sheet."""
        listed = re.findall(r"<sheet [^>]*>", self.parts["xl/workbook.xml"].decode())
        (one,) = [each for each in listed if f' name="{sheet}"' in each]
        link = re.search(r'r:id="(\w+)"', one)[1]
        links = re.findall(r"<Relationship [^>]*>", self.parts[LINKS].decode())
        (to,) = [each for each in links if f'Id="{link}"' in each]
        return "xl/" + re.search(r'Target="(?:/xl/)?([^"]+)"', to)[1]

    def sheet_of(self, key):
        return self.binding.atlas.sites[key].sheet

    def put(self, typed):
        """Values typed at keys: numbers, texts, truth; None clears."""
        return self.put_xml({key: _rest(value) for key, value in typed.items()})

    def put_xml(self, cells):
        """Cells as XML, from behind the style on: `><v>12</v></c>`."""
        binding = self.binding
        for key, rest in cells.items():
            number, at = binding.bonds[key]
            self._cell(binding.sheets[number].part, at.decode(), rest)
        return self

    def at(self, sheet, address, value):
        """A value at an address: only for what is not keyed."""
        self._cell(self.part(sheet), address, _rest(value))
        return self

    def _cell(self, part, address, rest):
        text = self.parts[part].decode()
        found = re.search(CELL.format(address), text, re.DOTALL)
        style = f' s="{found[1]}"' if found[1] else ""
        new = f'<c r="{address}"{style}{rest}'
        self.parts[part] = (text[: found.start()] + new + text[found.end() :]).encode()

    def change(self, sheet, pattern, new, count=0):
        """A sheet's XML with something replaced; there must be something."""
        return self.change_part(self.part(sheet), pattern, new, count)

    def change_part(self, part, pattern, new, count=0):
        text, times = re.subn(pattern, new, self.parts[part].decode(), count=count, flags=re.DOTALL)
        assert times, pattern
        self.parts[part] = text.encode()
        return self

    def read(self, file="a.xlsx"):
        return read(self.content, file)


@lru_cache(maxsize=32)
def read(content, file="a.xlsx"):
    return read_workbook(content, editions(), prints(), file)


@lru_cache(maxsize=32)
def bound(content):
    return bind_book(open_book(open_package(content)))


def through_openpyxl(content, edit=lambda book: None):
    """The workbook as openpyxl saves it after an edit."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def told(submission):
    """Each finding in one line: code, severity, where."""
    return [_line(finding) for finding in submission.findings]


def _line(finding):
    cells = [f"{p.sheet}!{p.cell}" if p.sheet else "" for p in finding.places]
    name = finding.fact("found") or finding.fact("row") or finding.fact("table")
    about = [] if cells or name is None else [str(name)]
    return " ".join([finding.code, finding.severity.value, *about, *cells])


def _rest(value):
    if value is None:
        return "/>"
    if isinstance(value, bool):
        return f' t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f"><v>{value}</v></c>"


def at(hand, key):
    """Sheet and cell of a key, as findings name them."""
    site = hand.binding.atlas.sites[key]
    return f"{site.sheet}!{site.spot.address}"


def spot_of(hand, key):
    return hand.binding.atlas.sites[key].spot
