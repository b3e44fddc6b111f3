"""What the ledger keeps of a file is everything that was read from it, and comes back equal."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import SEEDS, balanced, changed, edition, editions, mixed, with_last, without

from toolkit.check import check
from toolkit.editions import Editions
from toolkit.model.figure import Place
from toolkit.model.finding import Finding, Severity
from toolkit.season.kept import pack_all, pack_findings, unpack_all, unpack_findings

OWN = Path(__file__).parent.parent / "examples" / "清禾县" / "县里的表式.toml"
TEXTS = st.text(max_size=20)
FACTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False) | st.dates() | TEXTS,
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=6,
)
PLACES = st.builds(Place, TEXTS, TEXTS, TEXTS, st.integers(0, 99), st.integers(0, 99))
FINDINGS = st.builds(
    Finding,
    TEXTS,
    st.sampled_from(Severity),
    st.lists(TEXTS, max_size=2).map(tuple),
    st.lists(PLACES, max_size=2).map(tuple),
    st.lists(st.tuples(TEXTS, FACTS), max_size=3).map(tuple),
)


def again(submission):
    (known,) = unpack_all(pack_all([submission]), editions())
    return known


def whole(submission):
    """Everything about a submission, the form it was filed on as well, figures in their order."""
    last = submission.last and whole(submission.last)
    figures = list(submission.figures.items())
    return replace(submission, last=None), submission.form.digest, figures, last


def same(submission):
    back = again(submission)
    assert whole(back) == whole(submission)
    assert [type(f.value) for f in back.figures.values()] == [
        type(f.value) for f in submission.figures.values()
    ]
    return True


@given(SEEDS, st.sampled_from(["2021", "2019", "mixed"]), st.booleans())
def test_any_submission_comes_back_equal(seed, name, printed):
    form = mixed() if name == "mixed" else edition(name)
    assert same(balanced(Random(seed), form, printed=printed, flags=("rulemaking",)))


@given(SEEDS)
def test_it_comes_back_with_what_it_shows_of_last_year(seed):
    now, last = with_last(Random(seed), edition("2021"), edition("2019"))
    assert same(replace(now, last=last, kind="workbook", sha256="1f" * 32))


@given(SEEDS, st.lists(FINDINGS, max_size=3), st.dictionaries(TEXTS, TEXTS, max_size=3))
def test_words_and_findings_come_back_equal(seed, findings, texts):
    sent = balanced(Random(seed), edition("2021"))
    told = {"passages": texts, "about": texts, "explanations": texts}
    assert same(replace(sent, findings=tuple(findings), **told))


@given(st.lists(FINDINGS, max_size=5))
def test_findings_alone_come_back_equal(findings):
    assert unpack_findings(pack_findings(findings)) == tuple(findings)


@pytest.mark.parametrize(
    "typed",
    ["三", "３", 1.5, "1,204", True, date(2026, 1, 5), None, "", Decimal("0.1000"), "=1+1"],
)
def test_what_was_typed_is_kept_as_it_was_typed(typed):
    sent = balanced(Random(1), edition("2021"))
    key = "requests.new.person"
    back = again(changed(sent, {key: typed}))
    figure = back.figures[key]
    assert (figure.raw, type(figure.raw)) == (typed, type(typed))


def test_money_stays_as_exact_as_it_was_written():
    sent = changed(balanced(Random(1), edition("2021")), {"charges.charge.amount": "3.5600"})
    value = again(sent).value("charges.charge.amount")
    assert (value, str(value)) == (Decimal("3.5600"), str(sent.value("charges.charge.amount")))


def test_what_does_not_apply_and_what_is_not_there_are_two_things():
    sent = without(balanced(Random(1), edition("2021")), "requests.new.person")
    figure = sent.figures["requests.new.company"]
    applies_not = {"requests.new.company": figure._replace(value=None, applies=False)}
    back = again(replace(sent, figures={**sent.figures, **applies_not}))
    assert not back.figures["requests.new.company"].applies
    assert "requests.new.person" not in back.figures


def test_a_figure_of_another_file_keeps_its_place():
    sent = balanced(Random(1), edition("2021"))
    key = next(iter(sent.figures))
    elsewhere = sent.figures[key]._replace(place=Place("b.pdf", page=3, line=12))
    assert same(replace(sent, figures={**sent.figures, key: elsewhere}))


def test_its_findings_are_those_that_are_found_again(form):
    sent = changed(
        balanced(Random(5), form), {"requests.new.person": "十二", "requests.granted.legal": 900}
    )
    assert check(form, again(sent)) == check(form, sent) != ()


def test_it_is_kept_as_plain_json_without_line_breaks():
    sent = replace(balanced(Random(1), edition("2021")), passages={"overview": "一\n二\u2028"})
    assert "\n" not in pack_all([sent])
    assert json.loads(pack_all([sent]))[0]["passages"] == {"overview": "一\n二\u2028"}


def test_on_a_form_that_is_another_one_now_it_has_to_be_read_anew(tmp_path):
    own, text = tmp_path / "own.toml", OWN.read_text("utf-8")
    own.write_text(text, "utf-8")
    before = Editions(own)
    kept = pack_all([balanced(Random(1), before.form("2021-qinghe"))])
    assert len(unpack_all(kept, before)) == 1
    own.write_text(text.replace("answered + referred", "answered"), "utf-8")
    assert unpack_all(kept, Editions(own)) == ()
    assert unpack_all(kept, editions()) == ()
