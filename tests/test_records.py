"""A submission as JSON and back: what was printed stays printed, what does not apply stays so."""

from grid import agency, filled

from toolkit import check
from toolkit.editions import Editions
from toolkit.records import as_record, from_record


def test_totals_that_were_printed_are_judged_as_printed_again(form):
    sent = filled(form, "| disputes | total |\n| review | 2 |", printed=True, agency=agency())
    again = from_record(as_record(sent, ()), Editions())
    assert again.printed
    assert [f.code for f in check(form, again)] == [f.code for f in check(form, sent)]
