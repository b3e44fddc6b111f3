"""Five reports as they were published: what the checks say of them, and nothing else."""

import tomllib
from pathlib import Path

import pytest
from grid import agency, brief, figures

from toolkit import check, read_submission
from toolkit.editions import Editions

SEEDS = Path(__file__).parent / "seeds"

FOUND = {
    "daan-2023": [
        "mixed-edition requests 2019 2021",
        "suit-without-request 2 0",
    ],
    "liuzhentun-2023": [],
    "wucun-2024": [],
    "donghe-2023": [
        "wrong-edition 2019 2021",
        "missing-table procurement",
    ],
    "datian-2020": [],
}
WEIGHT = {
    "mixed-edition": "explain",
    "suit-without-request": "explain",
    "wrong-edition": "must",
    "missing-table": "explain",  # 第（九）项 is of the 2019 edition only
}


@pytest.fixture(scope="module")
def editions():
    return Editions()


def seed(editions, name, without=()):
    """The report as printed: totals stand there as figures, no formula made them."""
    told = tomllib.loads((SEEDS / f"{name}.toml").read_text("utf-8"))
    form = editions.composed(told["editions"])
    written = figures(form, told["figures"])
    left = {key: raw for key, raw in written.items() if key not in without}
    who = agency("", told["agency"])
    return read_submission(form, left, agency=who, year=told["year"], printed=True)


def test_every_report_is_here():
    assert {path.stem for path in SEEDS.glob("*.toml")} == set(FOUND)


@pytest.mark.parametrize("name", FOUND)
def test_what_the_report_shows(editions, name):
    sent = seed(editions, name)
    assert brief(check(editions.for_year(sent.year), sent)) == FOUND[name]


@pytest.mark.parametrize("name", FOUND)
def test_how_much_it_weighs(editions, name):
    sent = seed(editions, name)
    for finding in check(editions.for_year(sent.year), sent):
        assert finding.severity == WEIGHT[finding.code]


@pytest.mark.parametrize("name", FOUND)
def test_every_figure_is_read(editions, name):
    sent = seed(editions, name)
    gone = ["procurement"] if name == "donghe-2023" else []
    assert [
        t for t in sent.form.tables if t not in {key.split(".")[0] for key in sent.values}
    ] == gone
    assert [key for key, value in sent.values.items() if value is None] == []


def test_daan_in_numbers(editions):
    sent = seed(editions, "daan-2023")
    assert {key: value for key, value in sent.values.items() if value} == {
        "licences.licence.decisions": 3743,
        "enforcement.penalty.decisions": 6,
        "disputes.review.pending": 1,
        "disputes.review.total": 1,
        "disputes.suit_direct.upheld": 2,
        "disputes.suit_direct.total": 2,
    }
    assert "requests.no_fee.person" not in sent.form.slots


def test_the_cells_that_the_text_of_donghe_has_lost(editions):
    """Three rows of its 表三 have six figures in the text at hand; that would be told."""
    lost = [f"requests.{row}.total" for row in ("granted", "partial", "secret")]
    sent = seed(editions, "donghe-2023", without=lost)
    assert brief(sent.findings) == [
        "missing-table procurement",
        *(f"missing-figure {key.removesuffix('.total')}" for key in lost),
    ]


def test_donghe_on_the_form_of_its_year_would_be_clean(editions):
    sent = seed(editions, "donghe-2023")
    assert brief(check(editions.form("2019"), sent)) == ["missing-table procurement"]
