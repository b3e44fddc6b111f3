"""A form that an office builds on the statutory one: a table more, and a rule about it."""

from dataclasses import replace
from pathlib import Path

import pytest
from grid import agency, brief, filled

from toolkit import check, consolidate, load_form
from toolkit.compose import compose_form
from toolkit.errors import FormError
from toolkit.load import lint_form

HERE = Path(__file__).parent
OWN = HERE.parent / "examples" / "清禾县" / "县里的表式.toml"


def test_an_own_form_adds_its_table_and_keeps_the_statute(qinghe, form):
    assert qinghe.editions == dict(form.editions) | {"visits": "2021-qinghe"}
    assert list(qinghe.slots)[:200] == list(form.slots)
    assert len(qinghe.slots) == 200 + 9
    assert (qinghe.title, qinghe.notice, qinghe.years) == (form.title, form.notice, form.years)
    assert [section.heading for section in qinghe.sections][-1] == "附、县里另要的数"
    assert qinghe.lineage == ("2021-qinghe", "2021")
    assert {rule.code for rule in qinghe.rules} - {rule.code for rule in form.rules} == {
        "visits-answered"
    }


def test_a_notice_is_that_of_the_form_in_which_it_is_written(tmp_path, form):
    text = OWN.read_text("utf-8")
    head, tail = text.split("\n[table.visits]", 1)
    path = tmp_path / "own.toml"
    tail = tail.replace("清禾县政府办公室通知", "{notice}第三条")
    path.write_text(f'{head}notice = "清政办〔2024〕1号"\n\n[table.visits]{tail}', "utf-8")
    own = load_form(path)
    assert own.rule("visits-answered").basis == "清政办〔2024〕1号第三条"
    assert [rule.basis for rule in own.rules[:-1]] == [rule.basis for rule in form.rules]
    assert own.tables["requests"].rows == form.tables["requests"].rows


ALONE = """
[rule.requests]
title    = "与一张表同名的规则"
holds    = "disputes.review.total <= 99"
severity = "note"
remedy   = "请核对。"
"""


def test_a_rule_may_be_called_like_a_table(tmp_path, form2019):
    """It stands at no line of that table, so it stays when the table is of another edition."""
    path = tmp_path / "own.toml"
    path.write_text(OWN.read_text("utf-8") + ALONE, "utf-8")
    mixed = compose_form(load_form(path), {"requests": form2019})
    assert [b.table for b in mixed.bound if b.rule.code == "requests"] == [""]
    assert {b.table for b in mixed.bound if b.rule.code == "balance"} == {"requests"}


VISITS = """
    | visits  | visitors | answered | referred |
    | hall    |       40 |       30 |       10 |
    | reading |       12 |       10 |        1 |"""


def test_an_own_form_is_checked_like_any_other(qinghe):
    sent = filled(qinghe, VISITS)
    assert brief(check(qinghe, sent)) == ["visits-answered visits.reading 12 11"]
    assert sent.value("visits.total.visitors") == 52


def test_a_statutory_return_is_no_wrong_edition_where_an_own_form_is_asked(qinghe, form):
    assert "edition" not in str(brief(check(qinghe, filled(form))))
    assert brief(check(form, filled(qinghe))) == []


def test_an_own_form_is_consolidated(qinghe):
    towns = [filled(qinghe, VISITS, agency=agency(code, code)) for code in ("T01", "T02")]
    county = consolidate(qinghe, towns)
    assert county.complete
    assert county.figures["visits.hall.visitors"].value == 80
    assert county.figures["visits.total.visitors"].value == 104


def test_who_did_not_fill_the_own_table_is_named(qinghe, form):
    """Its statutory figures count; the county's own table is a gap and no 0."""
    sent = [
        filled(qinghe, VISITS, agency=agency("T01", "青石镇")),
        filled(form, agency=agency("T02", "河湾乡")),
    ]
    county = consolidate(qinghe, sent)
    assert not county.complete
    assert {key.split(".")[0] for key in county.gaps} == {"visits"}
    assert [a.name for a in county.gaps["visits.hall.visitors"]] == ["河湾乡"]
    assert county.figures["visits.hall.visitors"].value == 40


def test_the_statute_cannot_be_changed():
    for path in (HERE / "cases" / "forms").glob("extends-*s-a-*.toml"):
        assert [slip.code for slip in lint_form(path)] == ["changes-the-statute"]
        with pytest.raises(FormError):
            load_form(path)


def variant(tmp_path, old, new):
    text = OWN.read_text("utf-8")
    assert text.count(old) == 1
    path = tmp_path / "variant.toml"
    path.write_text(text.replace(old, new), "utf-8")
    return load_form(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"接待人次"', '"接待人数"'),
        ('"清禾县政府办公室通知"', '"另一个通知"'),
        ('"当年到专区来的人次。"', '"改了说明。"'),
        ('"explain"', '"note"'),
    ],
)
def test_words_do_not_change_the_digest(tmp_path, qinghe, old, new):
    assert variant(tmp_path, old, new).digest == qinghe.digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('["reading"', '["books"'),
        ('["hall",    "政务大厅", {', '["hall",    "政务大厅", { kind = "change",'),
        ('sum = "rows", ', ""),
        ('"visitors == answered', '"visitors >= answered'),
        (
            'each     = "visits.row"\nholds    = "visitors ==',
            'each     = "visits.row"\nholds    = "1 + visitors ==',
        ),
    ],
)
def test_keys_kinds_sums_and_rules_change_it(tmp_path, qinghe, old, new):
    assert variant(tmp_path, old, new).digest != qinghe.digest


def test_the_digest_is_of_the_form_and_not_of_the_run(form, form2019):
    assert form.digest == load_form("2021").digest == replace(form, title="x").digest
    assert form.digest != form2019.digest
