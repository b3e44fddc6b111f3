"""The example county's returns: what is found in each, and that every sentence can be acted on."""

import re
from collections import Counter
from pathlib import Path

import pytest
from damage import Damaged, insert_rows, rename
from example_returns import RETURNS, YEAR

from toolkit.editions import Editions
from toolkit.excel.fingerprints import Fingerprints
from toolkit.excel.returned import read_return
from toolkit.intake import check_files
from toolkit.package.office import convert
from toolkit.say import say

COUNTY = Path(__file__).parent.parent / "examples" / "清禾县"
GOLDEN = Path(__file__).parent / "golden" / "examples.txt"
NO_FAULT = {"blank-as-zero", "only-values", "not-compared", "no-last-year"}
# A sentence begins with a place, or is about the whole file: then it says so.
PLACED = re.compile(r"^(表[二三四]|开始|基本信息|文字部分|审核|工作表)")
WHOLE = re.compile(r"文件|报告年度|表式|上年|工作表|填报表|目录")
REMEDY = re.compile(r"。.*(请|不用|不影响|没有读)")


@pytest.fixture(scope="module")
def checked():
    files = sorted((COUNTY / "收回").iterdir())
    return {s.file: (s, found) for s, found in check_files(files, YEAR, COUNTY / "上年.json")}


def table_of(checked):
    """One line for each file: its findings with their weight, and how often, in their order."""
    for file, (_, findings) in checked.items():
        counted = Counter(f"{finding.severity.value}:{finding.code}" for finding in findings)
        told = " ".join(f"{name}×{n}" if n > 1 else name for name, n in counted.items())
        yield f"{file} | {told}"


def test_what_is_found_in_each_file(checked):
    """`python tests/make_examples.py --golden` writes the table anew; look at what changed."""
    assert list(table_of(checked)) == GOLDEN.read_text("utf-8").splitlines()


def test_the_examples_are_many_and_faulty_in_many_ways(checked):
    assert len(RETURNS) == len(checked) >= 20
    kinds = {finding.code for _, found in checked.values() for finding in found} - NO_FAULT
    assert len(kinds) >= 20
    assert {Path(file).suffix for file in checked} == {".xlsx", ".et", ".ods"}


def test_every_sentence_names_a_place_and_a_remedy(checked):
    told = [
        (file, line) for file, (sent, found) in checked.items() for line in say(sent.form, found)
    ]
    assert [each for each in told if not PLACED.match(each[1]) and not WHOLE.search(each[1])] == []
    assert [each for each in told if not REMEDY.search(each[1])] == []


@pytest.mark.parametrize("code", ["T01", "D13", "D11"])
def test_a_good_return_has_nothing_to_be_put_right(checked, code):
    ((_, found),) = (told for file, told in checked.items() if file.startswith(code))
    assert [finding for finding in found if finding.severity != "note"] == []


@pytest.mark.office
@pytest.mark.parametrize("wanted", ["xlsx", "xls", "ods"])
def test_saved_by_another_program_a_return_says_the_same(wanted):
    content = next((COUNTY / "收回").glob("D13*")).read_bytes()
    before = read_return(content, Editions(), Fingerprints())
    after = read_return(convert(content, ".xlsx", wanted), Editions(), Fingerprints())
    assert after.values == before.values
    assert (after.passages, after.about) == (before.passages, before.about)
    assert (after.agency, after.year) == (before.agency, before.year)
    assert after.checkcode == before.checkcode != ""


def test_inserted_rows_and_another_name_lose_no_figure():
    file = next((COUNTY / "收回").glob("D01*"))
    before = read_return(file.read_bytes(), Editions(), Fingerprints())
    book = Damaged(file.read_bytes())
    insert_rows(book, "表三", 3, 2)
    insert_rows(book, "表二", 10)
    rename(book, "表三", "申请")
    after = read_return(book.content(), Editions(), Fingerprints())
    assert after.values == before.values
    assert after.place("requests.new.person").sheet == "申请"
    assert [f.code for f in after.findings] == [f.code for f in before.findings]
