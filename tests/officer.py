"""An officer of the county 清禾县 who fills in lines of the workbook of decisions."""

import csv
from datetime import date
from pathlib import Path

from toolkit import load_form
from toolkit.model.agency import Agency
from toolkit.season.decisions import Context, Decision, Line, Waiting, decide, text_sha
from toolkit.season.members import Member, Members

ROSTER = Path(__file__).parent.parent / "examples" / "清禾县" / "名单.csv"
TODAY = date(2024, 1, 31)
SIGNED = {"by": "安然", "on": "2024-01-20", "basis": "县政务公开办会议纪要"}
FILE, OTHER = "ab12cd34ef56" + "0" * 52, "ab12cd34ef57" + "1" * 52
LATEST = "77" * 32
NEW = "requests.new.person"
FAR = f"far-from-last-year.{NEW}"
TEXT = "征地拆迁，申请集中"


def members():
    """The roster of the example county; two of its members are called by short names."""
    rows = csv.DictReader(ROSTER.read_text("utf-8-sig").splitlines())
    shorts = {"T02": "河湾乡", "T01": "青石镇"}
    agencies = (Agency(row["代码"], row["单位全称"], row["类别"]) for row in rows)
    return Members(Member(each, shorts.get(each.code, "")) for each in agencies)


def line(sheet, row=7, answer="", /, **fields):
    """A signed line; a field given as "" is blank."""
    filled = {name: text for name, text in {**SIGNED, **fields}.items() if text}
    return Line(sheet, row, filled, answer)


def waits(agency="T02", subject=FAR, text=TEXT):
    return Waiting(agency, subject, text_sha(text))


def context(form=None, **known):
    """A season in which two files are nobody's, one explanation waits, one agency reported."""
    usual = {
        "unclaimed": {FILE: "收回/最终版(3).xlsx", OTHER: "收回/扫描件.xlsx"},
        "waiting": (waits(),),
        "accepted": frozenset({"T02", "D01"}),
        "earlier_names": frozenset({"南溪镇人民政府"}),
        "latest": {"T02": (LATEST, {NEW: 3, "requests.new.company": None})},
    }
    return Context(members(), form or load_form("2021"), TODAY, **{**usual, **known})


def settled(*decisions):
    """What was decided before, as a context has it."""
    return {"settled": {decision.about: decision for decision in decisions}}


def signed(kind, agency="", subject="", verdict="", on="2024-01-10", **more):
    """A decision of an earlier day."""
    return Decision(kind, agency, subject, verdict, tuple(sorted(more.items())), "安然", on, "来函")


def decided(asked, known=None):
    """What a line comes to in short: agency, subject, verdict and further fields; or the code."""
    found = decide(asked, known or context())
    if not isinstance(found, tuple) or hasattr(found, "code"):
        return found.code
    return [(d.agency, d.subject, d.verdict, dict(d.more[:0]) | _further(d)) for d in found]


def _further(decision):
    return {name: value for name, value in decision.more if name != "line"}
