"""Microsoft's schema of the format finds nothing wrong with any workbook that we make."""

import pytest

from office.books import EDITIONS, edition, holding, issued, sent_back, template, transferred
from toolkit.excel.state import State

MADE = {
    "template": lambda name: template(name),
    "issued": lambda name: issued(name, with_last=False),
    "issued with last year": lambda name: issued(name),
    "filled with hostile words": lambda name: holding(name, _hostile(edition(name))),
    "transferred": lambda name: transferred(name),
    "sent back": lambda name: sent_back(name),
}
BOTH = ("template", "filled with hostile words", "sent back")  # the validator takes its time
CASES = [(kind, name) for kind in BOTH for name in EDITIONS]
CASES += [("issued", "2019"), ("issued with last year", "2021"), ("transferred", "2021")]
WORDS = "=1+1\r\n\t<&>\"'_x000D_ \ud83d\ude00 ￾ \x01 " + "长" * 40_000


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_no_workbook_breaks_the_schema(ooxml, tmp_path, kind, name):
    path = tmp_path / "workbook.xlsx"
    path.write_bytes(MADE[kind](name))
    assert ooxml(path) == []


def _hostile(form):
    """A workbook full of what would break a careless writer."""
    return State(
        form,
        {"agency": WORDS, "year": 2025, "contact": WORDS},
        {slot.key: "@SUM(A1)\x00" for slot in form.given},
        passages=dict.fromkeys(form.passages, WORDS),
        last_passages=dict.fromkeys(form.passages, WORDS),
    )
