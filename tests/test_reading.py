"""From what a file holds to figures: blank, 0, absent and 不适用 stay four things."""

import pytest
from grid import brief, figures, filled, grid

from toolkit import check, consolidate, read_submission
from toolkit.model.figure import Place
from toolkit.model.submission import Written


def zeros(form, without=()):
    given = (key for key, slot in form.slots.items() if slot.given)
    return {key: 0 for key in given if not key.startswith(tuple(without))}


# ------------------------------------------------------------ blank, 0, absent, 不适用


def test_blank_zero_absent_and_not_applicable(form):
    sent = filled(
        form,
        """
        | documents  | made | repealed | in_force |
        | regulation |    0 |          | 不适用   |""",
    )
    made, repealed, in_force = (
        sent.figures[f"documents.regulation.{column}"]
        for column in ("made", "repealed", "in_force")
    )
    assert (made.value, made.raw, made.applies) == (0, "0", True)
    assert (repealed.value, repealed.raw, repealed.applies) == (None, None, True)
    assert (in_force.value, in_force.raw, in_force.applies) == (None, "不适用", False)
    assert brief(sent.findings) == [
        "blank documents.regulation.repealed",
        "not-applicable documents.regulation.in_force",
    ]


def test_an_absent_cell_is_no_figure(tiny):
    sent = grid(
        tiny,
        """
        |             | person | company |
        | new         |      0 |       × |
        | carried_in  |      0 |       0 |
        | total       |      0 |       0 |
        | carried_out |      0 |       0 |""",
    )
    assert "requests.new.company" not in sent.figures
    assert brief(sent.findings) == ["missing-figure requests.new"]
    assert sent.findings[0].keys == ("requests.new.company",)


def test_what_must_apply_stays_open(form):
    """不适用 where every agency has to answer: no figure, and no way round the sum."""
    sent = filled(form, "| requests | person |\n| new | 不适用 |")
    assert brief(sent.findings) == ["must-apply requests.new.person"]
    assert sent.figures["requests.new.person"].applies
    assert sent.value("requests.new.total") is None


def test_not_applicable_adds_nothing_and_leaves_no_gap(form):
    sent = filled(form, "| licences | decisions |\n| licence | 不适用 |")
    assert check(form, sent) == sent.findings
    county = consolidate(form, [sent])
    assert county.figures["licences.licence.decisions"].value == 0
    assert county.complete


# ------------------------------------------------------------ confirmed tables

BLANK = "| requests | person | company |\n| new | | 三 |\n\n| disputes | upheld |\n| review | |"


def test_a_confirmed_table_has_zeros_for_blanks(form):
    """Only its blanks; what is wrong there stays wrong, and other tables stay blank."""
    sent = filled(form, BLANK, confirmed=["requests"])
    assert brief(sent.findings) == [
        "blank-as-zero requests.new.person",
        "not-a-number requests.new.company 三",
        "blank disputes.review.upheld",
    ]
    assert sent.value("requests.new.person") == 0
    assert sent.figures["requests.new.person"].raw is None
    assert sent.value("disputes.review.upheld") is None


def test_a_confirmation_does_not_bring_back_what_is_not_there(form):
    written = zeros(form, without=["requests.new", "disputes"])
    sent = read_submission(form, written, confirmed=["requests", "disputes"])
    assert brief(sent.findings) == ["missing-row requests.new", "missing-table disputes"]
    assert sent.value("requests.new.person") is None


def test_blank_is_a_must_and_blank_as_zero_a_note(form):
    severities = {
        f.code: f.severity.value for f in filled(form, BLANK, confirmed=["requests"]).findings
    }
    assert severities == {"blank-as-zero": "note", "not-a-number": "must", "blank": "must"}


# ------------------------------------------------------------ derived figures


def test_totals_are_computed_from_what_was_typed(form):
    sent = filled(
        form,
        """
        | requests | person | company | total |
        | new      |      3 |       4 |     7 |
        | granted  |      3 |       4 |     7 |""",
    )
    assert [sent.value(f"requests.{row}.total") for row in ("new", "granted", "total")] == [7, 7, 7]
    assert sent.value("requests.total.person") == 3
    assert sent.findings == ()


def test_a_total_that_the_file_shows_differently(form):
    """The computed one counts; what stood there is kept."""
    sent = filled(form, "| requests | person | total |\n| new | 3 | 5 |\n| secret | 3 | 无 |")
    assert brief(sent.findings) == [
        "stale-total requests.new.total 5 3",
        "stale-total requests.secret.total 无 3",
    ]
    figure = sent.figures["requests.new.total"]
    assert (figure.value, figure.raw) == (3, "5")


def test_a_total_shown_as_a_float_is_not_stale(form):
    written = zeros(form) | {"requests.new.person": 3, "requests.new.total": 3.0}
    assert read_submission(form, written).findings == ()


def test_totals_that_were_never_calculated_are_told_once_a_table(form):
    totals = {key: None for key, slot in form.slots.items() if not slot.given}
    sent = read_submission(form, zeros(form) | totals)
    assert [(f.code, f.severity.value, len(f.keys)) for f in sent.findings] == [
        ("not-recalculated", "note", 31),
        ("not-recalculated", "note", 3),
    ]
    assert sent.value("requests.total.total") == 0


def test_a_total_of_a_doubtful_figure_is_not_known(form):
    sent = filled(form, "| requests | person |\n| granted | 三 |")
    unknown = [key for key, value in sent.values.items() if value is None]
    assert unknown == [
        "requests.granted.person",
        "requests.granted.total",
        "requests.total.person",
        "requests.total.total",
    ]
    assert len(sent.findings) == 1


def test_a_broken_total_of_a_doubtful_figure_is_not_told_twice(form):
    sent = filled(form, "| requests | person | total |\n| granted | 三 | #REF! |")
    assert brief(sent.findings) == ["not-a-number requests.granted.person 三"]


# ------------------------------------------------------------ what the file does not have


@pytest.mark.parametrize(
    ("without", "told"),
    [
        (["requests.no_fee"], ["missing-row requests.no_fee"]),
        (["requests.no_fee.legal"], ["missing-figure requests.no_fee"]),
        (["charges"], ["missing-table charges"]),
        (["disputes.review"], ["missing-row disputes.review"]),
        (
            ["requests.new.person", "requests.new.legal", "requests.secret"],
            ["missing-figure requests.new", "missing-row requests.secret"],
        ),
    ],
)
def test_what_is_missing_is_told_once(form, without, told):
    assert brief(read_submission(form, zeros(form, without)).findings) == told


def test_nothing_at_all(form):
    sent = read_submission(form, {})
    assert brief(sent.findings) == [f"missing-table {table}" for table in form.tables]
    assert sent.figures == {}


def test_procurement_is_asked_about_and_not_demanded(form2019):
    (finding,) = read_submission(form2019, zeros(form2019, ["procurement"])).findings
    assert (finding.code, finding.severity.value) == ("missing-table", "explain")


def test_a_printed_report_owes_its_totals_too(form):
    text = "\n| ".join(["| charges | amount |", "charge | 1 |"])
    written = filled(form, text, printed=True).figures
    raws = {key: f.value for key, f in written.items() if key != "disputes.review.total"}
    assert brief(read_submission(form, raws, printed=True).findings) == [
        "missing-figure disputes.review"
    ]


# ------------------------------------------------------------ nothing is dropped


@pytest.mark.parametrize(
    "raw", ["约12", "１２", " ", "无", 12.5, True, -1, "#REF!", None, "不适用"]
)
def test_what_stood_there_and_where_stays_with_the_figure(form, raw):
    place = Place("a.xlsx", "表三", "D11")
    sent = read_submission(form, zeros(form) | {"requests.new.person": Written(raw, place)})
    figure = sent.figures["requests.new.person"]
    assert figure.raw is raw
    assert figure.place == place
    assert [f.places for f in sent.findings] == [(place,)]


def test_every_cell_of_the_file_becomes_a_figure(form):
    text = "| requests | person | total |\n| new | x | 9 |\n\n| charges | amount |\n| charge | y |"
    written = zeros(form) | figures(form, text)
    sent = read_submission(form, written)
    assert set(written) - set(sent.figures) == set()
    assert [sent.figures[k].raw for k in ("requests.new.person", "charges.charge.amount")] == [
        "x",
        "y",
    ]


def test_a_key_the_form_does_not_have_is_refused(form):
    with pytest.raises(ValueError, match=r"requests\.neu\.person"):
        read_submission(form, {"requests.neu.person": 1})
