"""What goes back to an agency: under a name of its own, once for the same thing, for good."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import pytest
from movers import hide_row
from seasons import EDUCATION, FINANCE, MEMBERS, NOON, THREE, YEAR, County, returned
from workbooks import Hand

from toolkit.editions import Editions
from toolkit.excel.issue import safe_name
from toolkit.model.agency import Agency
from toolkit.season.collect import collect
from toolkit.season.issuing import again_name
from toolkit.season.ledger import open_ledger
from toolkit.season.members import Member, Members

pytestmark = pytest.mark.slow

OWN = Path(__file__).parent.parent / "examples" / "清禾县" / "县里的表式.toml"
LATER = NOON + timedelta(hours=1)


def back(county):
    return sorted(path.name for path in county.folder.at("sent_back").iterdir())


def test_two_agencies_of_one_short_name_get_each_its_own(tmp_path):
    members = Members([Member(EDUCATION, "局办"), Member(FINANCE, "局办"), *list(MEMBERS)[2:]])
    county = County(tmp_path, members)
    county.put("a.xlsx", returned("D01", **THREE))
    county.put("b.xlsx", returned("D02", **THREE))
    county.collect()
    assert [name for name in back(county) if name.endswith(".xlsx")] == [
        "清禾县教育局_第1次退回_1处.xlsx",
        "清禾县财政局_第1次退回_1处.xlsx",
    ]
    assert members.named("局办") is None


def test_a_name_that_is_cut_is_told_apart_by_its_code():
    long = "清禾县" + "综合" * 60
    one, other = (Member(Agency(code, f"{long}{code}局", "部门")) for code in ("D08", "D09"))
    assert safe_name(one.filed) != safe_name(other.filed)
    assert one.filed.startswith("D08_")


def test_a_second_receipt_leaves_the_first_as_it_was(tmp_path):
    county = County(tmp_path)
    county.put("a.xlsx", returned("T01", at="2026-01-12T08:00:00Z"))
    county.collect()
    (first,) = back(county)
    told = (county.folder.at("sent_back") / first).read_bytes()
    county.put("b.xlsx", returned("T01", at="2026-01-13T08:00:00Z", about={"reviewer": "王五"}))
    county.collect()
    county.collect()
    assert back(county) == [first, first.replace(".txt", "_2.txt")]
    assert (county.folder.at("sent_back") / first).read_bytes() == told


@pytest.mark.parametrize(("asked", "names"), [(False, 2), (True, 0)])
def test_what_a_workbook_to_be_completed_asks_for_is_not_asked_for_twice(tmp_path, asked, names):
    county = County(tmp_path)
    county.put("a.xlsx", returned("T01"))
    with open_ledger(county.folder) as ledger:
        county.register(ledger)
    if asked:
        file = f"下发/{again_name(MEMBERS.of('T01').agency, YEAR)}"
        with open_ledger(county.folder) as ledger:
            ledger.tell(
                [{"what": "issued", "at": LATER.isoformat(), "agency": "T01", "file": file}]
            )
    own = Editions(OWN)
    season = replace(county.season, editions=own, form=own.form(own.known[0]))
    with patch("toolkit.season.collect.show", lambda *_: iter(())):
        done = collect(season, now=LATER)
    assert {told.code for told in done.stand.agencies[2].latest.told} >= {"missing-table"}
    assert len(back(county)) == names


def test_a_workbook_that_was_only_damaged_goes_back_whole_with_its_figures(tmp_path):
    """Nothing in it has to be answered; the file is counted as what it is."""
    county = County(tmp_path)
    hand = Hand(returned("T01"))
    hide_row(hand, "表二", hand.binding.atlas.sites["licences.licence.decisions"].spot.row)
    county.put("a.xlsx", hand.content)
    county.collect()
    path = county.folder.at("sent_back") / "青石镇_第1次退回_1处.xlsx"
    held = Hand(path.read_bytes())
    assert held.binding.text("licences.licence.decisions") == "12"
    told = path.with_suffix(".txt").read_text("utf-8-sig")
    assert "退回的表里已经恢复好，不用自己恢复，请看一眼：" in told
    assert "处要说明" not in told


def test_statutory_figures_count_while_a_table_of_the_county_s_own_is_awaited(tmp_path):
    county = County(tmp_path)
    county.put("a.xlsx", returned("T01"))
    own = Editions(OWN)
    season = replace(county.season, editions=own, form=own.form(own.known[0]))
    with patch("toolkit.season.collect.show", lambda *_: iter(())):
        here = collect(season, now=LATER).stand.agencies[2]
    assert here.state.value == "to-correct"
    assert here.counting == here.latest


@pytest.mark.parametrize(("typed", "codes"), [(12, ["correction-undone"]), (7, [])])
def test_a_correction_of_the_county_is_not_undone_without_a_word(tmp_path, typed, codes):
    county, key = County(tmp_path), "licences.licence.decisions"
    first = returned("T01", at="2026-01-12T08:00:00Z")
    county.put("a.xlsx", first)
    county.stand()
    known = sha256(first).hexdigest()
    county.decide("correction", "T01", key, "correct", file=known, was="12", now="7", line="1")
    second = returned("T01", at="2026-01-13T08:00:00Z", figures={key: typed})
    county.put("b.xlsx", second)
    told = [each.code for each in county.one("T01").latest.findings]
    assert [code for code in told if code == "correction-undone"] == codes
