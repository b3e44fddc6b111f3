"""Microsoft's schema of the format finds nothing wrong with any workbook that we make."""

import pytest

from office.books import EDITIONS, edition, holding, issued, sent_back, template, transferred
from toolkit.excel.create import draw_workbook
from toolkit.excel.sheets import plan_sheets
from toolkit.excel.state import State

MADE = {
    "drawn": lambda name: draw_workbook(plan_sheets(edition(name))),
    "template": lambda name: template(name),
    "issued": lambda name: issued(name, with_last=False),
    "issued with last year": lambda name: issued(name),
    "filled with hostile words": lambda name: holding(name, _hostile(edition(name))),
    "transferred": lambda name: transferred(name),
    "sent back": lambda name: sent_back(name),
}
WORDS = "=1+1\r\n\t<&>\"'_x000D_ \ud83d\ude00 ￾ \x01 " + "长" * 40_000


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("kind", MADE)
def test_no_workbook_breaks_the_schema(ooxml, tmp_path, name, kind):
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
