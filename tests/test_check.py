"""The rules that need one year only: each held, each broken, found once and by its name.

Tests read like the form: the cells that are not 0, then what is found.
"""

import pytest
from grid import agency, brief, filled, grid

from toolkit import check
from toolkit.model.settings import Settings, Waiver


def found(form, text, **about):
    return brief(check(form, filled(form, text, **about)))


# ------------------------------------------------------------ balance


def test_carried_over_rows_must_balance(tiny):
    sent = grid(
        tiny,
        """
        |             | person | company |
        | new         |     12 |       0 |
        | carried_in  |      3 |       0 |
        | total       |     13 |       0 |
        | carried_out |      1 |       0 |""",
    )
    assert brief(check(tiny, sent)) == ["balance requests.person 15 14"]


BALANCED = """
    | requests    | person | company | other |
    | new         |     12 |       4 |     1 |
    | carried_in  |      3 |       0 |     0 |
    | granted     |     10 |       1 |     1 |
    | secret      |      1 |       0 |     0 |
    | no_fee      |      2 |       0 |     0 |
    | carried_out |      2 |       3 |     0 |"""


def test_a_balanced_table_has_no_findings(form):
    assert found(form, BALANCED) == []
    assert found(form, BALANCED, printed=True) == []


def test_nothing_happened(form, form2019):
    assert found(form, "") == found(form2019, "") == []


def test_a_broken_column_is_not_told_again_at_the_total(form):
    broken = """
        | requests | person |
        | new      |     12 |
        | granted  |     11 |"""
    assert found(form, broken) == ["balance requests.person 12 11"]
    assert found(form, broken, printed=True) == ["balance requests.person 12 11"]


def test_two_broken_columns_are_both_told(form):
    broken = """
        | requests | person | legal |
        | new      |     12 |     1 |
        | granted  |     11 |     2 |"""
    assert found(form, broken) == [
        "balance requests.person 12 11",
        "balance requests.legal 1 2",
    ]


def test_a_total_that_is_wrong_by_itself_is_told(form):
    """The columns balance; the printed total of one row does not add up."""
    printed = """
        | requests | person | total |
        | new      |     12 |    13 |
        | granted  |     12 |    12 |"""
    assert found(form, printed, printed=True) == [
        "sum requests.new 13 12",
        "balance requests.total 13 12",
    ]


NO_REQUEST, TOO_MUCH_LEFT, COUNTED_TWICE, NO_OUTCOME = range(4)
CASES = [
    ("| requests | person |\n| granted | 1 |", NO_REQUEST),
    ("| requests | person |\n| new | 1 |\n| partial | 1 |\n| secret | 1 |", COUNTED_TWICE),
    ("| requests | person |\n| new | 1 |\n| carried_out | 3 |", TOO_MUCH_LEFT),
    ("| requests | person |\n| new | 1 |\n| partial | 1 |\n| carried_out | 3 |", TOO_MUCH_LEFT),
    ("| requests | person |\n| carried_in | 2 |", NO_OUTCOME),
    ("| requests | person |\n| new | 2 |\n| granted | 1 |", None),
    ("| requests | person |\n| new | 2 |\n| granted | 3 |", None),
]


@pytest.mark.parametrize(("text", "case"), CASES)
def test_the_ways_in_which_it_is_broken(form, text, case):
    (finding,) = check(form, filled(form, text))
    assert (finding.code, finding.fact("case")) == ("balance", case)


# ------------------------------------------------------------ totals of a printed report


def test_printed_totals_must_add_up(form):
    printed = """
        | requests | person | company | total |
        | new      |      2 |       3 |     5 |
        | granted  |      2 |       3 |     5 |
        | total    |      2 |       4 |     5 |

        | disputes | upheld | pending | total |
        | review   |      1 |       1 |     3 |"""
    assert found(form, printed, printed=True) == [
        "balance requests.company 3 4",
        "sum requests.company 4 3",
        "sum requests.total 5 6",
        "sum disputes.review 3 2",
    ]


def test_a_formula_needs_no_such_rule(form):
    stale = "| disputes | upheld | total |\n| review | 1 | 3 |"
    assert found(form, stale) == ["stale-total disputes.review.total 3 1"]


def test_a_blank_total_of_a_printed_report(form):
    printed = "| requests | person | total |\n| new | 2 | |\n| granted | 2 | 2 |"
    assert found(form, printed, printed=True) == ["blank-total requests.new.total"]


# ------------------------------------------------------------ the other rules of one year

REGULATION = "| documents | made | in_force |\n| regulation | 1 | 4 |"
SUITS = "| disputes | upheld |\n| suit_direct | 2 |"
ASKED = "| requests | person |\n| new | 3 |\n| granted | 3 |"
CARRIED = "| requests | person |\n| carried_in | 1 |\n| granted | 1 |"


def test_regulations_only_of_who_may_make_them(form, form2019):
    assert found(form, REGULATION, agency=agency()) == [
        "no-rulemaking documents.made 1 0",
        "no-rulemaking documents.in_force 4 0",
    ]
    assert found(form, REGULATION, agency=agency("S", "市政府", "rulemaking")) == []
    older = REGULATION.replace("in_force", "public_total")
    assert found(form2019, older) == [
        "no-rulemaking documents.made 1 0",
        "no-rulemaking documents.public_total 4 0",
    ]


def test_what_does_not_apply_breaks_no_rule(form):
    text = "| documents | made | repealed | in_force |\n| regulation | 不适用 | 不适用 | 不适用 |"
    assert {line.split()[0] for line in found(form, text)} == {"not-applicable"}


@pytest.mark.parametrize(
    ("amount", "told"), [("9999999", 0), ("9999999.5", 1), ("10000000", 1), ("35600", 0)]
)
def test_an_amount_that_must_be_in_yuan(form, amount, told):
    text = f"| charges | amount |\n| charge | {amount} |"
    limit = f"money-unit charges.charge {amount} 9999999"
    assert found(form, text) == [limit] * told


NOTHING = "nothing-this-year 0 1"
DECIDED = "| licences | decisions |\n| licence | 3 |"


@pytest.mark.parametrize(("now", "last", "told"), [("", DECIDED, 1), (DECIDED, "", 0), ("", "", 0)])
def test_nothing_decided_where_something_was_last_year(form, form2019, now, last, told):
    for this, before in ((form, form), (form2019, form2019), (form, form2019)):
        told_of = brief(check(this, filled(this, now), filled(before, last)))
        assert [line for line in told_of if line.startswith("nothing-")] == [NOTHING] * told


def test_suits_without_a_request(form, form2019, mixed):
    """Last year is not known, so it counts as without requests."""
    for each in (form, form2019, mixed):
        assert "suit-without-request 2 0" in found(each, SUITS, year=2023)
        for requests in (ASKED, CARRIED):
            assert "suit-" not in str(found(each, f"{SUITS}\n\n{requests}", year=2023))


def test_reviews_without_a_request_are_nobodys_business(form):
    assert found(form, "| disputes | upheld |\n| review | 2 |") == []


@pytest.mark.parametrize(("year", "told"), [(2021, 0), (2023, 0), (2024, 1), (2030, 1), (None, 1)])
def test_direct_suits_are_asked_about_from_2024(form, year, told):
    assert found(form, f"{SUITS}\n\n{ASKED}", year=year) == ["direct-suit 2 0"] * told


def test_more_published_this_year_than_at_all(form2019):
    text = "| documents | made | published | public_total |\n| normative | 9 | 7 | 6 |"
    assert found(form2019, text) == ["published-total documents.normative 6 7"]
    assert found(form2019, text.replace("6", "7")) == []


# ------------------------------------------------------------ tiers: nothing is said twice


def test_a_rule_is_silent_where_a_figure_is_doubtful(form):
    text = """
        | requests | person | company |
        | new      |     三 |       1 |
        | granted  |      1 |       0 |"""
    assert found(form, text) == [
        "not-a-number requests.new.person 三",
        "balance requests.company 1 0",
    ]


def test_a_rule_speaks_where_a_number_was_normalised(form):
    text = "| requests | person |\n| new | １２件 |\n| granted | 11 |"
    assert found(form, text) == [
        "balance requests.person 12 11",
        "normalised requests.new.person １２件 12",
    ]


def test_findings_stand_in_the_order_of_the_report(form):
    text = """
        | disputes   | upheld |
        | review     |     无 |

        | requests   | person |
        | new        |     无 |

        | documents  | made |
        | normative  |   无 |"""
    assert [line.split()[1] for line in found(form, text)] == [
        "documents.normative.made",
        "requests.new.person",
        "disputes.review.upheld",
    ]


# ------------------------------------------------------------ as an officer set them


def settled(form, settings, code="T01"):
    sent = filled(form, "| requests | person |\n| new | 2 |\n| granted | 1 |", agency=agency(code))
    return [(f.code, f.severity.value) for f in check(form, sent, settings=settings)]


def test_a_rule_can_be_switched_off(form):
    assert settled(form, Settings()) == [("balance", "must")]
    assert settled(form, Settings(off=frozenset({"balance"}))) == []


def test_on_probation_it_is_a_note(form):
    assert settled(form, Settings(probation=frozenset({"balance"}))) == [("balance", "note")]


def test_a_waiver_is_for_one_agency_with_reason_and_name(form):
    settings = Settings(waivers=(Waiver("balance", "T01", "上年多报一件", "李某"),))
    assert settled(form, settings) == [("balance", "note")]
    assert settled(form, settings, "T02") == [("balance", "must")]
    sent = filled(form, "| requests | person |\n| new | 2 |\n| granted | 1 |", agency=agency())
    (finding,) = check(form, sent, settings=settings)
    assert (finding.fact("waived"), finding.fact("by")) == ("上年多报一件", "李某")
