"""The workbook that goes back: what is wrong told in its rows, marked in its cells, and linked."""

import re
from dataclasses import replace
from functools import lru_cache
from html import unescape

import pytest
from movers import copy_sheet
from samples import editions
from workbooks import WRITTEN, Hand, answered, issued, read

from toolkit.check import check
from toolkit.excel.complaints import complaints
from toolkit.excel.feedback import feedback
from toolkit.excel.steps import COUNTY_ROWS
from toolkit.excel.transfer import open_ours
from toolkit.faults import noticed
from toolkit.model.finding import Severity
from toolkit.say import group_alike, say_group

OPEN, EXPLAINED = "未改", "已说明"
LONGEST_FORMULA = 8192


@pytest.fixture
def hand():
    return Hand(answered())


def findings_of(submission):
    return check(submission.form, submission, submission.last)


def sent_back(hand):
    return Hand(made(hand.content))


@lru_cache(maxsize=4)
def made(content):
    submission = read(content)
    return feedback(content, issued(), editions(), submission, findings_of(submission))


def row_about(back, code):
    """The row of the finding whose subject begins so."""
    binding = back.binding
    rows = [row for row in COUNTY_ROWS if (binding.text(f"{row}.code") or "").startswith(code)]
    return rows[0]


def texts(back, row, *columns):
    return [back.binding.text(f"{row}.{column}") for column in columns]


def formula(back, key):
    binding = back.binding
    number, at = binding.bonds[key]
    written = binding.cells[number].formula(at)
    return unescape(written.decode()) if written else None


def marked(back):
    binding = back.binding
    marks = (key for key in binding.bonds if key.startswith("mark."))
    return [key.removeprefix("mark.") for key in marks if binding.text(key) == "1"]


def test_nothing_wrong_nothing_told(hand):
    back = sent_back(hand)
    assert texts(back, COUNTY_ROWS[0], "sentence", "status", "code") == [None] * 3
    assert marked(back) == []


def test_a_bad_figure_is_told_linked_and_marked(hand, form):
    hand.put({"documents.normative.made": "十二"})
    submission = hand.read()
    back, row = sent_back(hand), row_about(sent_back(hand), "not-a-number")
    (bad,) = [f for f in findings_of(submission) if f.code == "not-a-number"]
    assert texts(back, row, "sentence", "status", "code") == [
        say_group(form, [bad]), OPEN, "not-a-number.documents.normative.made",
    ]  # fmt: skip
    site = back.binding.atlas.sites["documents.normative.made"]
    link = f"#'{site.sheet}'!{site.spot.address}"
    assert texts(back, row, "target") == [link]
    assert formula(back, f"{row}.go").startswith(f'HYPERLINK("{link}"')
    assert marked(back) == ["documents.normative.made"]
    mark = formula(back, "mark.documents.normative.made")
    assert f'{site.spot.fixed}&""="十二"' in mark
    assert open_ours(back.content, editions()).state.figures["documents.normative.made"] == "十二"


def test_a_live_rule_is_settled_by_its_verdict(hand):
    hand.put({"requests.new.company": 3, "about.had.requests.value": "有"})
    back = sent_back(hand)
    row = row_about(back, "balance.requests.company")
    verdict = back.binding.atlas.sites["checks.balance.requests.company.verdict"].spot.fixed
    assert formula(back, f"{row}.status").startswith(f'IF({verdict}="不通过"')
    assert set(marked(back)) == {
        f"requests.{line}.company" for line in ("new", "carried_in", "carried_out")
    }


def test_a_passage_not_written_may_be_explained(hand):
    back = sent_back(hand.put({"passages.problems.issues.text": None}))
    row = row_about(back, "empty-passage")
    assert texts(back, row, "status", "explain") == [OPEN, None]
    where = back.binding.atlas.sites
    assert f"LEN(TRIM('文字部分'!{where['passages.problems.issues.text'].spot.fixed}))=0" in (
        formula(back, f"{row}.status")
    )
    assert f'LEN({where[f"{row}.explain"].spot.fixed})>0,"{EXPLAINED}"' in (
        formula(back, f"{row}.status")
    )


def test_an_explanation_travels_and_comes_back(hand):
    hand.put({"passages.problems.issues.text": None})
    once = sent_back(hand)
    once.put({f"{row_about(once, 'empty-passage')}.explain": "本年没有发现问题。"})
    subject = once.binding.text(f"{row_about(once, 'empty-passage')}.code")
    assert read(once.content).explanations == {subject: "本年没有发现问题。"}
    again = sent_back(once)
    row = row_about(again, "empty-passage")
    assert texts(again, row, "status", "explain") == [EXPLAINED, "本年没有发现问题。"]


def explainable(hand, form):
    """A workbook with a live rule broken that may be explained, and the row's key."""
    hand.put({"documents.normative.in_force": 5})
    codes = [f.subject for f in findings_of(hand.read()) if f.severity is Severity.EXPLAIN]
    return next(code for code in codes if f"checks.{code}.explain" in hand.binding.bonds)


def test_an_explanation_beside_the_county_s_row_of_a_live_rule_survives(hand, form):
    subject = explainable(hand, form)
    once = sent_back(hand)
    once.put({f"{row_about(once, subject)}.explain": "历年文件清理后补登。"})
    again = sent_back(once)
    row = row_about(again, subject)
    assert texts(again, row, "status", "explain") == [EXPLAINED, "历年文件清理后补登。"]
    assert read(again.content).explanations == {subject: "历年文件清理后补登。"}
    assert marked(again) == []


def test_an_explanation_beside_the_rule_survives_and_is_shown_once(hand, form):
    subject = explainable(hand, form)
    hand.put({f"checks.{subject}.explain": "口径不同。"})
    back = sent_back(hand)
    assert texts(back, row_about(back, subject), "status", "explain") == [EXPLAINED, None]
    assert back.binding.text(f"checks.{subject}.explain") == "口径不同。"


def test_what_was_done_to_the_file_is_healed_and_not_told(hand):
    hand.put({"requests.granted.total": 0, "disputes.review.total": 0})
    hand.change("表三", "<sheetProtection[^>]*/>", "")
    submission = hand.read()
    assert {f.code for f in findings_of(submission)} == {"formula-overwritten", "protection-off"}
    assert complaints(submission, findings_of(submission)) == ()
    back = sent_back(hand)
    assert texts(back, COUNTY_ROWS[0], "sentence") == [None]
    assert not read(back.content).findings


def test_a_stale_total_tells_what_it_was_and_asks_about_its_parts(hand):
    hand.put({"requests.granted.total": 7})
    back = sent_back(hand)
    row = COUNTY_ROWS[0]
    sentence, status, target = texts(back, row, "sentence", "status", "target")
    assert "（总计 · 予以公开）：原来显示 7，现在由公式按所填各项合计为 0。" in sentence
    where = back.binding.atlas.sites
    assert (status, target) == (OPEN, f"#'表三'!{where['requests.granted.person'].spot.address}")
    total = f"'表三'!{where['requests.granted.total'].spot.fixed}"
    assert formula(back, f"{row}.status").startswith(f"IF(OR(AND(ISNUMBER({total}),N({total})=0))")
    assert marked(back) == []
    assert not read(back.content).findings


def test_a_total_that_was_asked_about_may_be_explained(hand):
    hand.put({"requests.granted.total": 7})
    once = sent_back(hand)
    assert f'>0,"{EXPLAINED}","{OPEN}")' in formula(once, f"{COUNTY_ROWS[0]}.status")


def test_a_total_that_is_complained_of_is_settled_by_what_it_is_made_of(hand):
    hand.put({"disputes.suit_direct.upheld": 2, "about.had.disputes.value": "有"})
    back = sent_back(hand)
    rows = [row for row in COUNTY_ROWS if texts(back, row, "sentence")[0]]
    assert rows
    assert all(texts(back, row, "target")[0] for row in rows)


def test_long_texts_fit_into_formulas(hand):
    figures = {
        f"requests.{row}.{column}": "说不清" * 300
        for row in ("granted", "partial", "secret", "repeat", "petition", "inquiry")
        for column in ("person", "company", "research", "charity", "legal", "other")
    }
    back = sent_back(hand.put(figures | {"about.had.requests.value": "𠮷" * 300}))
    for name, content in back.parts.items():
        if name.startswith("xl/worksheets/"):
            formulas = map(unescape, re.findall(r"<f>([^<]*)</f>", content.decode()))
            for each in formulas:
                assert len(each) < LONGEST_FORMULA
                assert all(len(word) <= 257 for word in re.findall(r'"(?:[^"]|"")*"', each))
    assert set(marked(back)) == set(figures)


def test_every_blank_of_a_table_fits_into_formulas(hand, form):
    blank = {s.key: None for s in form.tables["requests"].slots if s.given}
    back = sent_back(hand.put(blank | {"about.had.requests.value": "有"}))
    rows = [row for row in COUNTY_ROWS if texts(back, row, "sentence")[0]]
    assert max(len(formula(back, f"{row}.status")) for row in rows) < LONGEST_FORMULA
    assert set(marked(back)) == set(blank)


def test_more_findings_than_room_are_counted(hand, form):
    columns = ("person", "company", "research", "charity", "legal", "other")
    wrong = {s.key: f"约{n}" for n, s in enumerate(form.given)}
    hand.put(wrong | dict.fromkeys((f"passages.{key}.text" for key in form.passages), None))
    hand.put({f"requests.new.{column}": 2.5 for column in columns})
    submission = hand.read()
    graver = [f for f in findings_of(submission) if f.severity is not Severity.NOTE]
    back = sent_back(hand)
    told = [texts(back, row, "sentence")[0] for row in COUNTY_ROWS]
    said = [say_group(form, group) for group in group_alike(form, graver)]
    assert told[0] == said[0]
    assert len(said) > len(COUNTY_ROWS)
    assert told[-2] == said[len(COUNTY_ROWS) - 2]
    assert str(len(said) - len(COUNTY_ROWS) + 1) in told[-1]


def test_feedback_of_a_feedback_tells_what_is_left(hand):
    hand.put({"documents.normative.made": "十二", "charges.charge.amount": -1})
    once = sent_back(hand)
    once.put({"documents.normative.made": 0})
    again = sent_back(once)
    assert texts(again, COUNTY_ROWS[0], "code") == ["negative.charges.charge.amount"]
    assert texts(again, COUNTY_ROWS[1], "sentence", "status", "code") == [None] * 3
    assert marked(again) == ["charges.charge.amount"]


def test_a_feedback_is_nobody_s_tampering(hand):
    hand.put({"documents.normative.made": "十二"})
    assert [f.code for f in read(sent_back(hand).content).findings] == ["not-a-number"]


def copied(hand, **filled):
    """A workbook with 表三 copied, and the copy filled in otherwise."""
    copy_sheet(hand, "表三", "表三 (2)")
    for row, value in filled.items():
        where = hand.binding.atlas.sites[f"requests.{row}.person"].spot.address
        hand.at("表三 (2)", where, value)
    return hand


def test_where_a_copy_differs_the_clerk_is_asked_cell_by_cell(hand):
    back = sent_back(copied(hand, new=9))
    row = row_about(back, "copied-otherwise")
    site = back.binding.atlas.sites["requests.new.person"].spot
    assert texts(back, row, "sentence", "code", "target", "status") == [
        f"表三 {site.address}（自然人 · 本年新收）：填的是“0”，复制出来的“表三 (2) {site.address}”"
        "填的却是“9”。不知道以哪一个为准，这一格没有转过来；请填上对的数。",
        "copied-otherwise.requests.new.person", f"#'表三'!{site.address}", OPEN,
    ]  # fmt: skip
    status = formula(back, f"{row}.status")
    assert f"(LEN(TRIM('表三'!{site.fixed}))=0)" in status
    assert EXPLAINED not in status
    assert open_ours(back.content, editions()).state.figures["requests.new.person"] is None
    assert marked(back) == ["requests.new.person"]


def test_a_figure_that_stands_only_in_the_copy_is_asked_for(hand):
    back = sent_back(copied(hand.put({"requests.new.person": None}), new=9))
    sentence = texts(back, row_about(back, "only-copy-filled"), "sentence")[0]
    assert "没有填写，复制出来的“表三 (2) E10”填的却是“9”。请把要报的数填在这一格。" in sentence


def test_words_that_differ_in_a_copy_are_carried_and_asked_about(hand):
    copy_sheet(hand, "文字部分", "文字部分 (2)")
    where = hand.binding.atlas.sites["passages.problems.issues.text"].spot.address
    back = sent_back(hand.at("文字部分 (2)", where, "另一段话"))
    row = row_about(back, "words-copied-otherwise")
    sentence, status, target = texts(back, row, "sentence", "status", "target")
    assert sentence == (
        f"文字部分 {where}：写的与复制出来的“文字部分 (2) {where}”（“另一段话”）不同。"
        "转过来的是原来的；请核对，要改的改，不改的写一句说明。"
    )
    assert (status, target) == (OPEN, f"#'文字部分'!{where}")
    assert EXPLAINED in formula(back, f"{row}.status")


WRONG_YEAR = noticed("wrong-year", found=2024, expected=2025)
WRONG_EDITION = noticed("wrong-edition", found="2019", expected="2021", notice="x")
WRONG_AGENCY = noticed("wrong-agency", found="河湾乡", expected="青石镇")


def sent_back_with(hand, *told, fresh=None):
    submission = hand.read()
    findings = (*told, *findings_of(submission))
    return Hand(feedback(hand.content, fresh or issued(), editions(), submission, findings))


def state(back):
    return open_ours(back.content, editions()).state


def test_figures_of_another_year_do_not_get_into_the_fresh_workbook(hand):
    hand.put({"documents.normative.made": "十二", "about.signer.value": "王五"})
    back = sent_back_with(hand, WRONG_YEAR)
    assert texts(back, COUNTY_ROWS[0], "sentence", "code", "status") == [
        "报告年度是 2024，应为 2025。请核对是否发错了文件，或改正年度。", "wrong-year", OPEN,
    ]  # fmt: skip
    assert texts(back, COUNTY_ROWS[1], "sentence") == [None]
    kept, fresh = state(back), open_ours(issued(), editions()).state
    assert (kept.figures, kept.about["year"]) == (fresh.figures, 2025)
    assert kept.about == fresh.about | {"signer": "王五", "reviewer": "李四"}
    assert set(kept.passages.values()) == {WRITTEN}
    assert EXPLAINED not in formula(back, f"{COUNTY_ROWS[0]}.status")
    assert back.binding.text("start.ready.value").startswith("全部完成后")


def test_what_was_of_another_year_is_settled_when_every_figure_counts(hand):
    back = sent_back_with(hand, WRONG_YEAR)
    blank = formula(back, f"{COUNTY_ROWS[0]}.status")
    site = back.binding.atlas.sites["page.documents.normative.made"].spot
    assert blank.startswith("IF(OR(SUMPRODUCT(--(LEN(TRIM('打印签字页'!")
    assert site.fixed in blank
    assert len(blank) < LONGEST_FORMULA


def test_nothing_of_another_agency_gets_into_the_fresh_workbook(hand):
    back = sent_back_with(hand.put({"about.signer.value": "王五"}), WRONG_AGENCY)
    assert texts(back, COUNTY_ROWS[0], "code", "status") == ["wrong-agency", OPEN]
    fresh = open_ours(issued(), editions()).state
    assert (state(back).figures, state(back).about) == (fresh.figures, fresh.about)
    assert not any(state(back).passages.values())


@pytest.mark.slow
def test_another_edition_is_told_until_nothing_is_missing():
    hand = Hand(answered("2019", 2025))
    back = sent_back_with(hand, WRONG_EDITION)
    row = row_about(back, "wrong-edition")
    assert texts(back, row, "status") == [OPEN]
    assert state(back).figures["licences.licence.decisions"] is not None
    whole = sent_back_with(Hand(answered()), WRONG_EDITION)
    assert texts(whole, COUNTY_ROWS[0], "code", "status") == ["wrong-edition", "已改"]


def test_no_explanation_settles_what_must_be_corrected(hand, form):
    wrong = {"documents.normative.made": "十二", "charges.charge.amount": -1}
    back = sent_back_with(copied(hand.put(wrong), new=9), WRONG_EDITION)
    rows = [row for row in COUNTY_ROWS if texts(back, row, "sentence")[0]]
    assert len(rows) == 4
    assert not [row for row in rows if EXPLAINED in formula(back, f"{row}.status")]
    assert all(texts(back, row, "target")[0] for row in rows)


def test_what_goes_back_always_tells_something(hand):
    assert complaints(hand.read(), [noticed("macro"), noticed("sheet-hidden", found="x")]) == ()
    for code in ("copy-differs", "lines-copied", "keys-deleted"):
        found = noticed(code, found="别处", count=1)
        assert complaints(hand.read(), [found]) == (found,)
        assert texts(sent_back_with(hand, found), COUNTY_ROWS[0], "code") == [code]
    unread = replace(hand.read(), kind="")
    assert complaints(unread, [noticed("damaged")]) == ()


def test_the_row_that_counts_further_findings_has_no_status(hand, form):
    hand.put({s.key: f"约{n}" for n, s in enumerate(form.given)})
    back = sent_back(hand)
    assert texts(back, COUNTY_ROWS[-1], "status", "code") == [None, None]


def test_nothing_of_the_old_file_changes(hand):
    content = hand.content
    kept = bytes(content)
    submission = read(content)
    feedback(content, issued(), editions(), submission, findings_of(submission))
    assert content == kept
