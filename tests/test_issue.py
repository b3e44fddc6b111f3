"""Workbooks for agencies: named safely, the same as if each were written by itself."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from workbooks import TOWN, Hand, apart, bound, read

from toolkit.bridge import bridge_submission
from toolkit.excel.issue import Fate, Issue, Recipient, file_name, issue_workbooks
from toolkit.excel.state import State
from toolkit.excel.template import press
from toolkit.model.agency import Agency
from toolkit.reading import read_submission

WINDOWS = re.compile(r'[^<>:"/\\|?*\x00-\x1f]+(?<![ .])\.xlsx')
RESERVED = {"con", "prn", "aux", "nul", *(f"{w}{n}" for w in ("com", "lpt") for n in range(10))}
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("T01", "青石镇"), ("", ""), ("CON", ""), ("con.txt", "x"), ("T/01", "甲\\乙"),
        ("a:b", '<甲>"乙"|?*'), ("T01", "名" * 300), ("T01", "🏞️" * 100), ("T01", "甲.. . "),
        ("..", "..\\..\\windows"), ("\u202eT01", "\u200b甲\ufeff"), ("T01", "甲\n乙\x00\x7f"),
        ("NUL", "甲"), ("lpt1.", ""), (" T01 ", " "), ("T01", "e\u0301cole"),
    ],
)  # fmt: skip
def test_names_are_taken_by_windows_and_everything_else(code, name):
    made = file_name(Agency(code, name), 2025)
    assert WINDOWS.fullmatch(made), made
    assert made.partition(".")[0].lower() not in RESERVED
    assert len(made) <= 90
    assert len(made.encode()) <= 250
    assert made.isprintable()
    assert made[0] not in " ."


def test_a_name_says_whose_it_is():
    assert file_name(TOWN, 2025) == "T01_青石镇_2025年度填报表.xlsx"


def test_two_agencies_alike_get_files_of_their_own(tmp_path):
    towns = [Agency("T/1", "甲"), Agency("T:1", "甲"), Agency("t_1", "甲")]
    issue = Issue(apart(), 2025)
    made = list(issue_workbooks(issue, map(Recipient, towns), tmp_path / "下发"))
    assert [each.agency for each in made] == towns
    assert len({each.path.name.lower() for each in made}) == 3
    names = [read(each.path.read_bytes()).agency.code for each in made]
    assert names == ["T/1", "T:1", "t_1"]
    again = issue_workbooks(Issue(apart(), 2025), map(Recipient, towns), tmp_path / "下发")
    assert not any(each.written for each in again)


def test_a_file_that_somebody_may_be_filling_in_can_be_kept(tmp_path):
    mine = tmp_path / file_name(TOWN, 2025)
    mine.write_bytes(b"filled in")
    other = Recipient(Agency("T02", "河湾乡"))
    to, kept = [Recipient(TOWN), other], []
    made = list(
        issue_workbooks(Issue(apart(), 2025), to, tmp_path, lambda *told: not kept.append(told))
    )
    assert [each.fate for each in made] == [Fate.KEPT, Fate.WRITTEN]
    assert kept == [(mine, b"filled in")]  # nobody is asked about what is not there
    assert mine.read_bytes() == b"filled in"
    (again,) = issue_workbooks(Issue(apart(), 2025), [Recipient(TOWN)], tmp_path)
    assert again.written


def last_year(form, seed):
    """Last year's submission: every figure another one."""
    given = {slot.key: (seed * 7 + n) % 50 for n, slot in enumerate(form.given)}
    told = {key: f"上年第{seed}份：{key} <&>" for key in form.passages}
    return read_submission(form, given, agency=TOWN, year=2024, passages=told)


def recipients(form, form2019):
    """Agencies that differ in everything that may differ."""
    old = read_submission(form2019, {s.key: 3 for s in form2019.given}, agency=TOWN, year=2020)
    ruling = Agency("C01", "省厅", "省级部门", frozenset({"rulemaking"}))
    return (
        Recipient(TOWN),
        Recipient(TOWN, "张三", "0371-1"),
        Recipient(Agency("T02", "河湾乡", "乡镇"), "李四", "", "2026年2月1日"),
        Recipient(ruling, "王五", "010-1"),
        Recipient(TOWN, "张三", "0371-1", last=last_year(form, 1)),
        Recipient(Agency("T03", "柳林 & <街道>", ""), last=last_year(form, 2)),
        Recipient(ruling, last=last_year(form, 3)),
        Recipient(TOWN, last=replace(old, passages={})),
        Recipient(Agency("=1+1", "@SUM(A1)", "-x"), "+86", "\t=1"),
    )


def state_of(to, form, issue):
    """What an agency's workbook is to hold, put together without the issue's shortcuts."""
    agency = to.agency
    about = {
        "year": issue.year, "recipient": issue.recipient,
        "rulemaking": "是" if "rulemaking" in agency.flags else "否",
        "deadline": to.deadline or issue.deadline, "agency": agency.name, "code": agency.code,
        "category": agency.category or None, "contact": to.contact or None,
        "phone": to.phone or None,
    }  # fmt: skip
    if to.last is None:
        return State(form, about)
    before = bridge_submission(to.last, form).submission.values
    carried = {
        slot.key: before[key]
        for slot in form.given
        if slot.row.last
        and before.get(key := f"{slot.table.key}.{slot.row.last}.{slot.column.key}") is not None
    }
    return State(form, about, carried, before, last_passages=to.last.passages)


def test_each_workbook_is_what_it_would_be_written_by_itself(form, form2019):
    template = apart()
    everything = press(template, State(form), template.atlas.sites)
    issue = Issue(template, 2025, "2026年1月20日", "清禾县政府信息公开工作办公室")
    for to in recipients(form, form2019):
        by_itself = Hand(everything.content(state_of(to, form, issue)))
        assert Hand(issue.workbook(to)).parts == by_itself.parts, to.agency


def test_the_same_agency_gets_the_same_bytes_whoever_came_before(form, form2019):
    issue = Issue(apart(), 2025)
    to = recipients(form, form2019)
    made = [issue.workbook(each) for each in to]
    assert [Issue(apart(), 2025).workbook(each) for each in reversed(to)] == made[::-1]


def test_the_package_is_whole(form, form2019):
    for to in recipients(form, form2019):
        with zipfile.ZipFile(io.BytesIO(Issue(apart(), 2025).workbook(to))) as archive:
            assert archive.testzip() is None


def test_what_was_issued_is_read_back(form, form2019):
    issue = Issue(apart(), 2025)
    for to in recipients(form, form2019):
        back = read(issue.workbook(to))
        assert (back.agency.code, back.year) == (to.agency.code, 2025)
        if to.last is not None and to.last.form is form:
            assert back.last.values == to.last.values
            assert (
                back.figures["requests.carried_in.person"].value
                == (to.last.values["requests.carried_out.person"])
            )
            assert not [f for f in back.findings if f.code == "formula-overwritten"]


@pytest.mark.parametrize("words", DANGEROUS)
def test_no_text_becomes_a_formula(form, words):
    told = dict.fromkeys(form.passages, words)
    last = replace(last_year(form, 1), passages=told)
    to = Recipient(Agency(words, words, words), words, words, words, last)
    before = bound(Issue(apart(), 2025).workbook(Recipient(TOWN, last=last)))
    binding = bound(Issue(apart(), 2025, words, words).workbook(to))
    for key, (number, at) in binding.bonds.items():
        assert binding.cells[number].formula(at) == before.cells[number].formula(at), key
    assert binding.text("about.agency.value") == words


def test_what_varies_stands_on_few_cells(form):
    issue = Issue(apart(), 2025)
    one, other = (
        Hand(issue.workbook(Recipient(Agency(c, f"{c}镇", "乡镇")))) for c in ("T01", "T02")
    )
    differ = [name for name in one.parts if one.parts[name] != other.parts[name]]
    assert len(differ) <= 4
