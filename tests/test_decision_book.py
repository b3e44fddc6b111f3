"""The workbook of decisions as an officer has it: made, filled in, given lines, answered."""

import io
import zipfile
from datetime import date, datetime

import pytest
from officer import FAR, FILE, TEXT, context, members
from openpyxl import load_workbook
from openpyxl.styles import Font

from toolkit import load_form
from toolkit.excel.cell import number
from toolkit.model.agency import Agency
from toolkit.package.unreadable import Unreadable
from toolkit.season.decision_book import NewLine, decision_book, with_answers, with_lines
from toolkit.season.decision_choices import with_choices
from toolkit.season.decision_words import say_refused
from toolkit.season.decisions import Kind, Line, Refused, decide, decide_lines, read_lines
from toolkit.season.members import Member, Members

TOWN = "清禾县河湾乡人民政府"
LOST = NewLine("claim", {"file": "收回/最终版(3).xlsx", "sha": FILE[:12], "says": "县教育局"})
SAID = NewLine("explanation", {"agency": TOWN, "finding": "表三…", "text": TEXT, "subject": FAR})
SIGNED = {"经办人": "安然", "日期": date(2024, 1, 20), "依据": "来函"}


@pytest.fixture(scope="module")
def fresh():
    return decision_book(members(), load_form("2021"))


class Officer:
    """Somebody who opens the workbook, does something in it and saves it."""

    def __init__(self, content):
        self.book = load_workbook(io.BytesIO(content))

    def heading(self, sheet):
        """The row of the headings of a sheet, and the column of each."""
        for row in self.book[sheet].iter_rows():
            found = {cell.value: cell.column for cell in row if cell.value}
            if "处理结果" in found:
                return row[0].row, found
        raise LookupError(sheet)

    def write(self, sheet, place=1, **cells):
        """Fill cells of the n-th line, by heading."""
        row, columns = self.heading(sheet)
        for heading, value in cells.items():
            self.book[sheet].cell(row + place, columns[heading], value)
        return self

    def shown(self, sheet, place=1):
        """What stands on the n-th line, by heading."""
        row, columns = self.heading(sheet)
        values = {h: self.book[sheet].cell(row + place, c).value for h, c in columns.items()}
        return {heading: value for heading, value in values.items() if value is not None}

    def saved(self):
        content = io.BytesIO()
        self.book.save(content)
        return content.getvalue()


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def changed(one, other):
    """The names of the parts that are not the same in both."""
    first, second = parts(one), parts(other)
    assert list(first) == list(second)
    return [name for name in first if first[name] != second[name]]


def test_the_same_roster_and_form_make_the_same_workbook(fresh):
    assert decision_book(members(), load_form("2021")) == fresh


SHEETS = "说明 认领 说明认可 豁免 免报与延期 代录更正 机构变动 规则设置 签发与发布 选项"


def test_a_fresh_workbook_has_its_sheets_and_nothing_to_decide(fresh):
    book = load_workbook(io.BytesIO(fresh))
    assert " ".join(s.title for s in book if s.sheet_state == "visible") == SHEETS
    assert read_lines(fresh) == ()
    assert decide_lines(read_lines(fresh), context()) == ()


def test_every_sheet_ends_with_who_when_why_and_what_became_of_it(fresh):
    officer = Officer(fresh)
    for name in officer.book.sheetnames[1:9]:
        _, columns = officer.heading(name)
        assert list(columns)[-4:] == ["经办人", "日期", "依据", "处理结果"]


def choices(fresh, sheet, heading):
    officer = Officer(fresh)
    row, columns = officer.heading(sheet)
    cell = officer.book[sheet].cell(row + 1, columns[heading]).coordinate
    rules = officer.book[sheet].data_validations.dataValidation
    formula = next(r.formula1 for r in rules if r.type == "list" and cell in r.sqref)
    if formula.startswith('"'):
        return formula.strip('"').split(",")
    name, area = formula.split("!")
    return [c.value for row in officer.book[name.strip("'")][area.replace("$", "")] for c in row]


def test_verdicts_agencies_and_rules_are_chosen_from_a_list(fresh):
    assert choices(fresh, "说明认可", "是否认可") == ["认可", "不认可", "撤回"]
    assert choices(fresh, "机构变动", "办理") == ["更名", "合并", "拆分", "撤销", "作废"]
    assert choices(fresh, "认领", "归属单位")[:2] == ["不是报送件", "清禾县教育局"]
    assert choices(fresh, "说明认可", "单位")[:2] == ["全部", "清禾县教育局"]
    assert len(choices(fresh, "豁免", "单位")) == len(members())
    assert "carried-over 上年结转与上年报告衔接" in choices(fresh, "豁免", "规则")


def test_every_choice_of_the_lists_can_be_applied(fresh):
    known = context()
    for rule in choices(fresh, "规则设置", "规则"):
        fields = {"rule": rule, "verdict": "停用", "by": "安然", "on": "2024-01-20", "basis": "会"}
        (found,) = decide(Line("rule", 5, fields), known)
        assert found.subject == rule.split()[0]


def test_what_an_officer_fills_in_is_read_by_its_headings(fresh):
    filled = {"规则": "balance 收到与办理、结转相等", "单位": TOWN, "办理": "豁免"}
    content = Officer(fresh).write("豁免", 3, **filled, **SIGNED).saved()
    (found,) = read_lines(content)
    assert (found.sheet, found.answer) == (Kind.WAIVER, "")
    assert found.fields == {
        "rule": "balance 收到与办理、结转相等",
        "agency": TOWN,
        "verdict": "豁免",
        "by": "安然",
        "on": "2024-01-20",
        "basis": "来函",
    }


def moved(sheet, officer):
    """Insert a column in the middle and a row at the top, and colour something."""
    officer.book[sheet].insert_cols(2)
    officer.book[sheet].insert_rows(1)
    officer.book[sheet].auto_filter.ref = None
    return officer


def test_inserted_rows_and_columns_do_not_matter(fresh):
    officer = Officer(fresh).write("规则设置", 1, 规则="balance", 办理="停用", **SIGNED)
    plain = read_lines(officer.saved())
    row = plain[0].row
    assert read_lines(moved("规则设置", officer).saved()) == (plain[0]._replace(row=row + 1),)


@pytest.mark.parametrize(
    "typed", [date(2024, 1, 5), datetime(2024, 1, 5, 8, 30), "2024.1.5", "2024年1月5日", 45296]
)
def test_a_day_is_the_same_day_however_it_is_typed(fresh, typed):
    filled = {**SIGNED, "日期": typed}
    content = Officer(fresh).write("规则设置", 1, 规则="balance", 办理="停用", **filled).saved()
    (found,) = read_lines(content)
    usual = {
        "rule": "balance",
        "verdict": "停用",
        "by": "安然",
        "on": "2024-01-05",
        "basis": "来函",
    }
    assert found.fields == usual
    assert found.mark == Line("rule", 1, usual).mark


def test_a_sheet_that_is_renamed_is_told_and_the_others_are_read(fresh):
    officer = Officer(fresh).write("规则设置", 1, 规则="balance", 办理="停用", **SIGNED)
    officer.book["豁免"].title = "豁免(旧)"
    lost, rule = read_lines(officer.saved())
    assert (lost.sheet, lost.row, rule.sheet) == (Kind.WAIVER, 0, Kind.RULE)
    assert decide(lost, context()) == Refused("sheet-missing", (("sheet", "豁免"),))
    assert decide(rule, context())[0].verdict == "off"


def test_a_heading_that_is_renamed_is_told(fresh):
    officer = Officer(fresh).write("规则设置", 1, 规则="balance", 办理="停用", **SIGNED)
    row, columns = officer.heading("规则设置")
    officer.book["规则设置"].cell(row, columns["依据"], "理由")
    (lost,) = read_lines(officer.saved())
    found = decide(lost, context())
    assert found == Refused("heading-missing", (("missing", ("依据",)),))
    assert say_refused(found).startswith("找不到“依据”这一栏")


def test_a_heading_of_answers_that_is_renamed_keeps_nothing_from_being_applied(fresh):
    officer = Officer(fresh).write("规则设置", 1, 规则="balance", 办理="停用", **SIGNED)
    row, columns = officer.heading("规则设置")
    officer.book["规则设置"].cell(row, columns["处理结果"], "结果")
    content = officer.saved()
    told, applied = decide_lines(read_lines(content), context())
    assert told.answer.startswith("找不到“处理结果”这一栏，这张表上的照办")
    assert [decision.verdict for decision in applied.decisions] == ["off"]
    answers = {(o.line.sheet, o.line.row): o.answer for o in (told, applied)}
    assert with_answers(content, answers) is content


def test_a_column_that_is_only_told_may_go(fresh):
    content = with_lines(fresh, [LOST])
    officer = Officer(content)
    _, columns = officer.heading("认领")
    officer.book["认领"].delete_cols(columns["文件里写的单位"])
    (found,) = read_lines(officer.saved())
    assert (found.fields["sha"], found.answer) == (FILE[:12], "待办理")


def test_a_file_that_is_no_workbook_is_unreadable():
    with pytest.raises(Unreadable):
        read_lines(b"PK\x03\x04 broken")


def test_new_lines_stand_in_the_first_free_rows(fresh):
    content = with_lines(fresh, [LOST, SAID])
    claim, explanation = read_lines(content)
    assert claim.fields == LOST.fields
    assert explanation.fields == SAID.fields
    assert {line.answer for line in (claim, explanation)} == {"待办理"}
    other = NewLine("claim", {**LOST.fields, "sha": "9" * 12})
    busy = Officer(content).write("认领", 2, 依据="看一下").saved()
    lines = read_lines(with_lines(busy, [other]))
    assert [line.row - claim.row for line in lines if line.sheet == Kind.CLAIM] == [0, 1, 2]


def test_a_line_that_is_there_is_not_doubled(fresh):
    content = with_lines(fresh, [LOST, SAID, LOST])
    assert with_lines(content, [LOST, SAID]) is content
    assert len(read_lines(content)) == 2
    moved = NewLine("claim", {**LOST.fields, "file": "收回/换了地方.xlsx"})
    broken = NewLine("explanation", {**SAID.fields, "text": f" {TEXT}\n"})
    assert with_lines(content, [moved, broken]) is content
    rewritten = NewLine("explanation", {**SAID.fields, "text": "另有原因"})
    other = NewLine("explanation", {**SAID.fields, "finding": "表三，别的数"})
    assert len(read_lines(with_lines(content, [rewritten, other]))) == 4


def test_a_line_is_not_doubled_where_a_column_is_gone(fresh):
    officer = Officer(with_lines(fresh, [SAID]))
    _, columns = officer.heading("说明认可")
    officer.book["说明认可"].delete_cols(columns["问题"])
    content = officer.saved()
    assert with_lines(content, [SAID]) is content


def test_answers_stand_beside_their_lines_and_nothing_else_changes(fresh):
    content = with_lines(fresh, [LOST])
    (found,) = read_lines(content)
    answered = with_answers(content, {("claim", found.row): "已办理", ("waiver", 0): "没有"})
    assert changed(content, answered) == ["xl/worksheets/sheet2.xml"]
    assert read_lines(answered) == (found._replace(answer="已办理"),)
    assert with_answers(answered, {("claim", found.row): "已办理"}) is answered


def test_an_officers_own_colours_and_columns_are_kept(fresh):
    officer = Officer(with_lines(fresh, [LOST]))
    row, columns = officer.heading("认领")
    note = officer.book["认领"].cell(row + 1, max(columns.values()) + 1, "问过教育局")
    note.font = Font(bold=True)
    before = officer.saved()
    after = Officer(with_answers(before, {("claim", row + 1): "已办理"}))
    same = after.book["认领"][note.coordinate]
    assert (same.value, same.font.bold) == ("问过教育局", True)
    assert after.shown("认领")["处理结果"] == "已办理"


def test_what_a_clerk_wrote_never_becomes_a_formula(fresh):
    text = '=HYPERLINK("http://a.cn","点这里")'
    content = with_lines(fresh, [NewLine("explanation", {**SAID.fields, "text": text})])
    assert read_lines(content)[0].fields["text"] == text
    assert b"<f>" not in parts(content)["xl/worksheets/sheet3.xml"]


def test_rows_grow_with_what_is_written_into_them(fresh):
    long = NewLine("explanation", {**SAID.fields, "text": "确因征地拆迁，申请集中；" * 12})
    content = with_lines(fresh, [SAID, long])
    sheet = load_workbook(io.BytesIO(content))["说明认可"]
    low, high = (sheet.row_dimensions[line.row].height for line in read_lines(content))
    assert low < 30 < 80 < high


def test_rows_grow_only_when_something_new_is_written(fresh):
    content = with_lines(fresh, [SAID])
    row = read_lines(content)[0].row
    answers = {("explanation", row): "没有办理：" + "请补上。" * 40}
    officer = Officer(with_answers(content, answers))
    heights = officer.book["说明认可"].row_dimensions
    assert heights[row].height > 80
    heights[row].height = 18
    assert with_answers(low := officer.saved(), answers) is low


def test_a_whole_round_needs_no_typing_but_the_choice(fresh):
    content = with_lines(fresh, [LOST, SAID])
    officer = Officer(content).write("认领", 1, 归属单位="清禾县教育局", **SIGNED)
    officer.write("说明认可", 1, 是否认可="认可", **SIGNED)
    outcomes = decide_lines(read_lines(officer.saved()), context())
    assert [[d.verdict for d in outcome.decisions] for outcome in outcomes] == [["D01"], ["accept"]]
    answers = {(o.line.sheet, o.line.row): o.answer for o in outcomes}
    answered = with_answers(officer.saved(), answers)
    assert [line.answer for line in read_lines(answered)] == ["已办理", "已办理"]
    applied = frozenset(o.line.mark for o in outcomes)
    again = decide_lines(read_lines(answered), context(applied=applied))
    assert [(o.decisions, o.answer) for o in again] == [((), "已办理")] * 2


def test_the_sheets_are_wide_enough_for_their_names(fresh):
    officer = Officer(fresh)
    sheet = officer.book["认领"]
    _, columns = officer.heading("认领")
    widths = {number(letter): each.width for letter, each in sheet.column_dimensions.items()}
    assert widths[columns["归属单位"]] >= 2 * len("清禾县人力资源和社会保障局")


def more_members():
    new = Agency("T09", "清禾县新设镇人民政府", "乡镇")
    return Members([*members(), Member(new)])


def test_a_new_agency_can_be_chosen_without_losing_what_was_filled_in(fresh):
    form = load_form("2021")
    content = with_lines(fresh, [LOST])
    assert with_choices(content, members(), form) is content
    grown = with_choices(content, more_members(), form)
    for sheet, heading in (("认领", "归属单位"), ("说明认可", "单位"), ("机构变动", "由谁报送")):
        assert choices(grown, sheet, heading)[-1] == "清禾县新设镇人民政府"
    assert choices(grown, "豁免", "规则") == choices(fresh, "豁免", "规则")
    assert read_lines(grown) == read_lines(content)
    back = with_choices(grown, members(), form)
    assert choices(back, "机构变动", "由谁报送") == choices(fresh, "机构变动", "由谁报送")


def test_a_workbook_without_its_sheet_of_choices_is_left_alone(fresh):
    officer = Officer(fresh)
    del officer.book["选项"]
    content = officer.saved()
    assert with_choices(content, more_members(), load_form("2021")) is content
