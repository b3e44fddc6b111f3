"""A clerk's values in a fresh workbook: as they were typed, and everything else whole again."""

from datetime import date

import pytest
from movers import insert_rows, rename
from samples import editions
from workbooks import Hand, answered, issued, read, template, told

from toolkit.excel.transfer import Strange, is_filled, open_ours, strangeness, transfer

TYPED = {
    "requests.new.person": "十二",
    "requests.new.company": " 12 件",
    "requests.new.legal": "=SUM(1,2)",
    "requests.new.charity": True,
    "requests.new.other": "#REF!",
    "requests.granted.person": 2.5,
    "requests.granted.company": -3,
    "requests.granted.legal": None,
    "charges.charge.amount": 1.2345,
}
WORDS = {
    "passages.overview.disclosure.text": "  第一段。\n\n第二段 <甲> & “乙”，_x000D_。",
    "about.contact.value": "+86 张三",
    "about.reviewer.value": "@李四",
    "about.had.requests.value": "有",
    "about.had.disputes.value": "没",
    "about.confirmed.publication.value": "是",
}


@pytest.fixture
def old():
    return Hand(answered()).put(TYPED | WORDS)


def carried(hand, fresh):
    return transfer(hand.content, fresh, editions(), hand.read())


def held(content, keys):
    state = open_ours(content, editions()).state
    told = {f"about.{name}.value": text for name, text in state.about.items()}
    told |= {f"passages.{name}.text": text for name, text in state.passages.items()}
    everything = told | dict(state.figures)
    return {key: everything[key] for key in keys}


def test_what_was_typed_is_carried_over_untouched(old, form):
    made = carried(old, issued())
    assert held(made.content, WORDS) == held(old.content, WORDS)
    before = open_ours(old.content, editions()).state
    after = open_ours(made.content, editions()).state
    assert after.figures == before.figures
    assert [str(after.figures[key]) for key in TYPED] == [str(value) for value in TYPED.values()]
    assert made.figures == len(form.given) - 1
    assert made.left == ()


def test_the_same_is_found_in_the_figures_of_both(old):
    before = [(f.code, f.keys) for f in old.read().findings if f.keys]
    after = [(f.code, f.keys) for f in read(carried(old, issued()).content).findings if f.keys]
    derived = {"stale-total", "not-recalculated"}
    wanted = [each for each in before if each[0] not in derived]
    assert [each for each in after if each[0] not in derived] == wanted


def test_texts_never_become_formulas(old):
    made = Hand(carried(old, issued()).content)
    for key in ("requests.new.legal", "about.contact.value", "about.reviewer.value"):
        number, at = made.binding.bonds[key]
        assert made.binding.cells[number].formula(at) is None


def test_a_date_that_was_typed_by_mistake_is_carried_as_it_shows(old):
    old.put_xml({"requests.new.legal": ' t="d"><v>2025-01-02</v></c>'})
    assert open_ours(old.content, editions()).state.figures["requests.new.legal"] == date(
        2025, 1, 2
    )
    made = carried(old, issued())
    assert made.state.figures["requests.new.legal"] == date(2025, 1, 2)
    assert held(made.content, ["requests.new.legal"]) == {"requests.new.legal": "2025-01-02"}


def test_what_the_county_filled_in_stays_that_of_the_fresh_one(old):
    old.put({"about.agency.value": "别的镇", "about.code.value": "X9", "about.year.value": 2020})
    old.put({"last.requests.total.total": 99, "about.deadline.value": "明天"})
    made = read(carried(old, issued()).content)
    assert (made.agency.name, made.agency.code, made.year) == ("青石镇", "T01", 2025)
    assert made.last.figures["requests.total.total"].value == 0


def test_formulas_locks_and_validations_are_whole_again(old):
    old.put({"requests.granted.total": 7, "disputes.review.total": None})
    old.change("表四", "<sheetProtection[^>]*/>|<dataValidations.*?</dataValidations>", "")
    made = read(carried(old, issued()).content)
    wrong = {"formula-overwritten", "formula-changed", "protection-off", "validation-lost"}
    assert wrong & {line.split()[0] for line in told(old.read())}
    assert not wrong & {line.split()[0] for line in told(made)}


def test_where_things_stood_makes_no_difference(old):
    moved = Hand(old.content)
    insert_rows(moved, "表三", 5, 2)
    rename(moved, "表三", "申请")
    assert carried(moved, issued()).content == carried(old, issued()).content


def test_what_was_typed_in_the_fresh_one_gives_way(old):
    fresh = Hand(issued()).put({"requests.new.person": 99, "about.contact.value": "王五"})
    again = Hand(carried(old, fresh.content).content)
    assert again.parts == Hand(carried(old, issued()).content).parts


def test_explanations_are_carried_over(old):
    key = next(k for k in old.binding.bonds if k.startswith("checks.") and k.endswith(".explain"))
    old.put({key: "口径不同。"})
    made = read(carried(old, issued()).content)
    assert made.explanations == {key.removeprefix("checks.").removesuffix(".explain"): "口径不同。"}


def test_every_result_in_the_fresh_one_is_right(old):
    made = read(carried(old, issued()).content)
    assert not [f for f in made.findings if f.code == "stale-total"]


@pytest.mark.slow
def test_between_editions_only_what_means_the_same_is_carried_over(form):
    old = Hand(answered("2019", 2020)).put({"requests.new.person": 5, "licences.licence.change": 3})
    made = carried(old, issued("2021", 2021))
    assert open_ours(made.content, editions()).state.figures["requests.new.person"] == 5
    assert "licences.licence.change" in made.left
    assert read(made.content).form.edition == "2021"


def test_the_old_workbook_is_only_read(old):
    content = old.content
    kept = bytes(content)
    transfer(content, issued(), editions(), read(content))
    assert content == kept


@pytest.mark.parametrize(
    "typed",
    [
        {"requests.new.person": 0},
        {"documents.normative.made": "无"},
        {"passages.preface.text": "前言"},
        {"about.had.requests.value": "没有"},
        {"about.confirmed.requests.value": "是"},
        {"about.reviewer.value": "李四"},
        {"about.signer.value": "王五"},
        {"county.n1.explain": "已核对"},
    ],
)
def test_whatever_a_clerk_enters_counts_as_filled_in(typed):
    assert is_filled(Hand(issued()).put(typed).content, editions())


def test_an_explanation_beside_a_rule_counts_as_filled_in():
    hand = Hand(issued())
    key = next(k for k in hand.binding.bonds if k.startswith("checks.") and k.endswith(".explain"))
    assert is_filled(hand.put({key: "口径不同。"}).content, editions())


def test_what_the_county_filled_in_is_no_clerk_s():
    carried_on = {f"requests.carried_in.{column}": 3 for column in ("person", "company")}
    known = {"about.contact.value": "张三", "about.phone.value": "0371-1"}
    known |= {"about.confirmed.requests.value": "否", "passages.preface.text": " \n"}
    assert not is_filled(issued(), editions())
    assert not is_filled(Hand(issued()).put(carried_on | known).content, editions())


@pytest.mark.parametrize(
    ("typed", "strange"),
    [
        ({}, []),
        ({"about.agency.value": "青石镇人民政府"}, []),
        ({"about.code.value": None, "about.agency.value": None, "about.year.value": None}, []),
        ({"about.code.value": " T01 ", "about.year.value": "2025"}, []),
        ({"about.code.value": "T02"}, [Strange("other-agency", "T02", "T01")]),
        (
            {"about.code.value": "T02", "about.agency.value": "河湾乡"},
            [Strange("other-agency", "河湾乡", "青石镇")],
        ),
        (
            {"about.code.value": None, "about.agency.value": "河湾乡"},
            [Strange("other-agency", "河湾乡", "青石镇")],
        ),
        ({"about.year.value": 2024}, [Strange("other-year", "2024", "2025")]),
    ],
)
def test_workbooks_of_two_agencies_or_years_are_told_apart(old, typed, strange):
    content = old.put(typed).content
    assert list(strangeness(content, issued(), editions())) == strange
    assert not strangeness(content, template(), editions())
