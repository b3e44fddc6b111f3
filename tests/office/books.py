"""Workbooks of ours for the programs to judge: drawn, stamped, issued, filled, sent back.

Addresses are looked up in the workbook itself, so an office may move everything about.
"""

import io
import random
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from openpyxl import load_workbook
from samples import balanced, edition, editions

from toolkit.check import check
from toolkit.excel.atlas import Atlas
from toolkit.excel.bind import bind_book
from toolkit.excel.create import draw_workbook
from toolkit.excel.feedback import feedback
from toolkit.excel.fingerprints import Fingerprints
from toolkit.excel.issue import Issue, Recipient
from toolkit.excel.meaning import Meaning, meaning_of
from toolkit.excel.parts import open_book
from toolkit.excel.read import read_workbook
from toolkit.excel.sheets import plan_sheets
from toolkit.excel.stamp import stamp
from toolkit.excel.template import press, take_apart
from toolkit.excel.transfer import transfer
from toolkit.model.agency import Agency
from toolkit.model.form import Form
from toolkit.package.opening import open_package

EDITIONS = ("2021", "2019")
YEARS = {"2021": 2025, "2019": 2020}
AGENCY = Agency("A01", "清禾县柳林镇", "乡镇")


@dataclass(frozen=True)
class Book:
    """A workbook on disk, and where its keys stand."""

    path: Path
    form: Form

    @cached_property
    def atlas(self) -> Atlas:
        return bind_book(open_book(open_package(self.path.read_bytes()))).atlas

    @property
    def meaning(self) -> Meaning:
        return meaning_of(self.form)

    def cell(self, key):
        """(sheet, address) of a key, as the office is asked."""
        site = self.atlas.sites[key]
        return site.sheet, site.spot.address

    def cells(self, keys):
        """The same for many keys, as a set."""
        return {self.cell(key) for key in keys}

    def filled(self, values):
        """What the office is to fill in, out of values by their keys."""
        return {self.cell(key): value for key, value in values.items()}

    def changed(self, path, values):
        """A copy with other values, as a program writes it that knows nothing of us."""
        book = load_workbook(self.path)
        for key, value in values.items():
            sheet, address = self.cell(key)
            book[sheet][address] = value
        book.save(path)
        return Book(path, self.form)

    def read(self):
        """The submission in it."""
        return read(self.path.read_bytes())


def read(content):
    """The submission in a workbook."""
    return read_workbook(content, editions(), _prints(), "报送.xlsx")


_prints = cache(Fingerprints)  # one for all: most of our workbooks lie the same way


def typed(book):
    """A workbook of openpyxl's as a file's content."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@cache
def template(name):
    """The stamped template of an edition."""
    form = edition(name)
    return stamp(draw_workbook(plan_sheets(form)), form)


@cache
def last_year(name):
    """Last year's report of an agency, figures that hold and words."""
    form = edition(name)
    last = balanced(random.Random(name), form, code=AGENCY.code, year=YEARS[name] - 1)
    last.passages.update({key: f"上年写的{key}。" for key in form.passages})
    return last


@cache
def issued(name, with_last=True):
    """The workbook that an agency is sent."""
    season = Issue(take_apart(template(name), edition(name)), YEARS[name], "1月20日", "县政府办")
    last = last_year(name) if with_last else None
    return season.workbook(Recipient(AGENCY, "李四", "0371-1234567", last=last))


def holding(name, state):
    """The issued workbook with everything in it that the state holds."""
    return press(_taken_apart(name), state, ()).content(state)


@cache
def _taken_apart(name):
    return take_apart(issued(name), edition(name))


@cache
def faulty(name):
    """A return with faults of several kinds, as openpyxl saves it."""
    form, content = edition(name), issued(name)
    sites = bind_book(open_book(open_package(content))).atlas.sites
    book = load_workbook(io.BytesIO(content))
    for key, value in faults(form).items():
        book[sites[key].sheet][sites[key].spot.address] = value
    return typed(book)


def faults(form):
    """What stands in a faulty return: nothing happened, but for figures that cannot be so."""
    values = {slot.key: 0 for slot in form.given if not slot.row.last}
    odd = {"requests.new.person": "十二", "requests.granted.company": None}
    odd |= {"documents.normative.made": 2.5, "requests.carried_out.legal": 7}
    told = {"passages.overview.disclosure.text": "本年公开。", "about.had.requests.value": "有"}
    return values | odd | told


@cache
def transferred(name):
    """The faulty return in a fresh workbook."""
    return transfer(faulty(name), issued(name), editions(), read(faulty(name))).content


@cache
def sent_back(name):
    """The faulty return as it goes back to its clerk."""
    submission = read(faulty(name))
    findings = check(submission.form, submission, submission.last)
    return feedback(faulty(name), issued(name), editions(), submission, findings)
