"""The rules that hold this year against last year, and what the year says about the edition."""

from dataclasses import replace

import pytest
from grid import agency, brief, filled

from toolkit import check, check_all, compare


def found(form, now, last, last_form=None, **about):
    """What is found with last year's report at hand."""
    sent = filled(form, now, agency=agency(), **about)
    before = filled(last_form or form, last, agency=agency())
    return brief(check(form, sent, before))


LEFT = """
    | requests    | person | company |
    | new         |      5 |       1 |
    | granted     |      3 |       1 |
    | carried_out |      2 |       0 |"""
TAKEN = """
    | requests    | person |
    | carried_in  |      2 |
    | granted     |      2 |"""


def test_what_was_left_over_is_taken_up(form, form2019):
    assert found(form, TAKEN, LEFT) == []
    assert found(form2019, TAKEN, LEFT) == []


def test_what_was_left_over_is_missing(form):
    """Told for the column, not again for its total; the same in a printed report."""
    missing = "| requests | person |\n| carried_in | 1 |\n| granted | 1 |"
    assert found(form, missing, LEFT) == ["carried-over requests.person 1 2"]
    assert found(form, missing, LEFT, printed=True) == ["carried-over requests.person 1 2"]


def test_the_same_number_in_another_column_is_two_findings(form):
    moved = TAKEN.replace("person", "legal")
    assert found(form, moved, LEFT) == [
        "carried-over requests.person 0 2",
        "carried-over requests.legal 2 0",
    ]


def test_requests_mean_the_same_in_both_editions(form, form2019):
    told = found(form, "| requests | person |\n| carried_in | 1 |\n| granted | 1 |", LEFT, form2019)
    assert told == ["not-compared 2019", "carried-over requests.person 1 2"]


def test_without_last_year_nothing_is_said_of_it(form, form2019):
    for each in (form, form2019):
        assert brief(check(each, filled(each, TAKEN))) == []


def test_a_figure_missing_last_year_breaks_no_rule(form):
    assert found(form, TAKEN, LEFT.replace("2", "无")) == ["not-compared 2021"]


STOCK = "| documents | made | repealed | in_force |\n| normative | {} | {} | {} |"


@pytest.mark.parametrize(
    ("now", "told"),
    [((2, 1, 11), 0), ((2, 1, 10), 1), ((0, 0, 10), 0), ((0, 0, 12), 1), ((0, 3, 7), 0)],
)
def test_what_is_in_force(form, now, told):
    sent = found(form, STOCK.format(*now), STOCK.format(0, 0, 10))
    assert [line.split()[:2] for line in sent] == [["in-force", "documents.normative"]] * told


ITEMS = "| {} | last_year | change |\n| {} | {} | {} |"


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("licences", "licence"),
        ("licences", "other_service"),
        ("enforcement", "penalty"),
        ("enforcement", "coercion"),
        ("charges", "charge"),
    ],
)
def test_items_of_last_year(form2019, table, row):
    """The number of items goes on from last year's number and last year's change."""
    before = ITEMS.format(table, row, 20, -8)
    assert found(form2019, ITEMS.format(table, row, 12, 3), before) == []
    assert found(form2019, ITEMS.format(table, row, 20, 3), before) == [
        f"item-chain {table}.{row} 20 12"
    ]


ASKED = "\n\n| requests | person |\n| new | 3 |\n| granted | 3 |"
PENDING = "| disputes | pending |\n| {} | 2 |" + ASKED


@pytest.mark.parametrize("row", ["review", "suit_direct", "suit_after_review"])
def test_what_was_pending_has_ended_or_is_pending_still(form, row):
    asked = "| requests | person |\n| new | 4 |\n| granted | 4 |"
    ended = f"| disputes | corrected | pending |\n| {row} | 1 | 1 |\n\n{asked}"
    gone = f"| disputes | corrected |\n| {row} | 1 |\n\n{asked}"
    last = PENDING.format(row)
    assert f"pending-ended disputes.{row} 1 2" not in found(form, ended, last)
    assert f"pending-ended disputes.{row} 1 2" in found(form, gone, last)


@pytest.mark.parametrize(
    ("now", "last", "told"), [(1, 0, 1), (1, 1, 0), (2, 1, 1), (1, None, 0), (0, 0, 0)]
)
def test_a_suit_after_a_review_needs_one(form, now, last, told):
    suit = f"| disputes | upheld |\n| suit_after_review | {now} |{ASKED}"
    before = None
    if last is not None:
        before = filled(form, f"| disputes | upheld |\n| review | {last} |{ASKED}")
    findings = check(form, filled(form, suit), before)
    assert [f.code for f in findings if f.code == "review-first"] == ["review-first"] * told


def test_a_suit_about_a_request_of_last_year(form):
    suit = "| disputes | upheld |\n| suit_direct | 2 |"
    assert found(form, suit, ASKED.strip(), year=2023) == []
    assert found(form, suit, "", year=2023) == ["suit-without-request 2 0"]


def test_compare_tells_only_of_the_two_years(form):
    now = filled(form, "| requests | person |\n| new | 3 |\n| carried_in | 1 |", agency=agency())
    last = filled(form, LEFT, agency=agency())
    assert brief(compare(now, last)) == ["carried-over requests.person 1 2"]
    assert brief(check(form, now, last)) == [
        "balance requests.person 4 0",
        "carried-over requests.person 1 2",
    ]


# ------------------------------------------------------------ editions and years


def test_the_edition_is_told_by_the_tables_and_not_by_the_year(form, form2019, mixed):
    for year in (2019, 2020, 2023, None):
        assert brief(check(form, filled(form, year=year))) == []
        assert brief(check(form, filled(form2019, year=year))) == ["wrong-edition 2019 2021"]
        assert brief(check(form2019, filled(form, year=year))) == ["wrong-edition 2021 2019"]
        assert brief(check(form, filled(mixed, year=year))) == ["mixed-edition requests 2019 2021"]


def test_a_mixed_report_is_still_checked_table_by_table(form, mixed):
    text = "| requests | person |\n| new | 2 |\n| other | 1 |"
    assert brief(check(form, filled(mixed, text))) == [
        "balance requests.person 2 1",
        "mixed-edition requests 2019 2021",
    ]


def test_a_rule_on_probation_in_its_first_season(form):
    """Declared in the form, by year."""
    rules = tuple(
        replace(rule, probation=(2023,)) if rule.code == "balance" else rule for rule in form.rules
    )
    trial = replace(form, rules=rules)
    text = "| requests | person |\n| new | 2 |\n| granted | 1 |"
    for year, severity in ((2023, "note"), (2024, "must")):
        (finding,) = check(trial, filled(trial, text, year=year))
        assert (finding.code, finding.severity.value) == ("balance", severity)


def test_many_at_once_are_told_the_same_as_one_by_one(form, form2019, mixed):
    texts = ("", LEFT, TAKEN, "| disputes | upheld |\n| suit_direct | 2 |")
    sent = [
        filled(each, text, agency=agency(f"T{n}{each.edition}"), year=2023, printed=bool(n % 2))
        for n, text in enumerate(texts)
        for each in (form, form2019, mixed)
    ]
    lasts = {s.agency.code: filled(form, LEFT) for s in sent[::2]}
    together = check_all(form, sent, lasts)
    assert together == [check(form, s, lasts.get(s.agency.code)) for s in sent]
    assert any(together)
