"""A workbook that another program saved is read as before, and nobody is said to have tampered."""

import random

import pytest
from samples import editions

from office.books import AGENCY, EDITIONS, YEARS, Book, edition, holding, issued
from toolkit.excel.fingerprints import Fingerprints
from toolkit.excel.returned import read_return
from toolkit.excel.state import State, not_applicable
from toolkit.lexicon import workbook_words
from toolkit.model.figure import Kind

# What is told of how a workbook was filled in, whatever program saved it.
OF_CONTENTS = {"blank-as-zero", "not-applicable", "only-values", "nobody-named", "empty-passage"}


@pytest.fixture(scope="module", params=EDITIONS)
def sent(request, tmp_path_factory):
    """A workbook that a clerk filled in, as it was issued otherwise."""
    path = tmp_path_factory.mktemp("sent") / f"{request.param}.xlsx"
    path.write_bytes(holding(request.param, _filled(request.param)))
    return Book(path, edition(request.param))


def _filled(name):
    form, dice, words = edition(name), random.Random(name), workbook_words()["words"]
    figures = {slot.key: _figure(dice, slot) for slot in form.given}
    figures |= {slot.key: None for slot in form.given if slot.table.key == "disputes"}
    about = {"agency": AGENCY.name, "code": AGENCY.code, "category": AGENCY.category}
    about |= {"year": YEARS[name], "rulemaking": words["no"], "contact": "李四"}
    about |= {"had.requests": words["had"], "had.disputes": words["had_not"]}
    passages = {key: f"“{key}”写了：\n第二段，100%公开 & <属实>。" for key in form.passages}
    last = {key: dice.randrange(50) for key in form.slots}
    explained = {"no-rulemaking.documents.made": "因为如此。"}
    return State(form, about, figures, last, passages, {}, explained)


def _figure(dice, slot):
    if slot.may_not_apply and dice.random() < 0.3:
        return not_applicable()
    signed = -1 if slot.kind is Kind.CHANGE else 1
    return signed * dice.randrange(1000) if slot.kind is not Kind.MONEY else 12.3456


def read(content, file):
    return read_return(content, editions(), Fingerprints(), file)


def meant(submission):
    """Everything that a return says."""
    return {
        "figures": submission.values,
        "silent": {key for key, each in submission.figures.items() if not each.applies},
        "passages": submission.passages,
        "agency": submission.agency,
        "year": submission.year,
        "about": submission.about,
        "explained": submission.explanations,
        "last": submission.last.values,
        "code": submission.checkcode,
    }


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_return_says_the_same_whatever_it_was_saved_as(office, sent, tmp_path, kind):
    saved = office.convert(sent.path, kind, tmp_path)
    before = read(sent.path.read_bytes(), sent.path.name)
    after = read(saved.read_bytes(), saved.name)
    assert meant(after) == meant(before)
    assert {finding.code for finding in before.findings} <= OF_CONTENTS
    assert {finding.code for finding in after.findings} <= OF_CONTENTS
    assert len(after.figures) == len(sent.form.slots)
    assert len(after.passages) == len(sent.form.passages)


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_return_that_was_saved_as_something_else_and_back_says_the_same(
    office, sent, tmp_path, kind
):
    there = office.convert(sent.path, kind, tmp_path)
    (tmp_path / "back").mkdir()
    back = office.convert(there, "xlsx", tmp_path / "back")
    before = read(sent.path.read_bytes(), sent.path.name)
    after = read(back.read_bytes(), back.name)
    assert meant(after) == meant(before)
    assert {finding.code for finding in after.findings} <= OF_CONTENTS


@pytest.mark.parametrize("name", EDITIONS)
def test_an_issued_workbook_that_was_only_saved_again_is_as_it_was(office, tmp_path, name):
    path = tmp_path / "issued.xlsx"
    path.write_bytes(issued(name))
    (tmp_path / "saved").mkdir()
    saved = office.convert(path, "xlsx", tmp_path / "saved")
    before, after = (read(each.read_bytes(), "") for each in (path, saved))
    assert [_told(finding) for finding in after.findings] == [
        _told(finding) for finding in before.findings
    ]


def _told(finding):
    return finding.code, finding.keys, finding.facts
