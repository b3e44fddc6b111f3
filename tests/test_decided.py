"""What all decisions of a season come to, one after the other."""

from datetime import date

from officer import LATEST, NEW, TEXT, signed

from toolkit.model.settings import Settings, Waiver
from toolkit.season.decided import Corrected, Decided, Published, Reorganisation
from toolkit.season.decisions import Kind, text_sha

FAR = f"far-from-last-year.{NEW}"
SAID = text_sha(TEXT)


def test_nothing_decided_is_nothing_settled():
    none = Decided()
    assert none.settings == Settings()
    assert (none.claims, none.exempt, none.deadlines, none.published) == ({}, {}, {}, {})
    assert none.explanation("T02", FAR, SAID) == (None, "")
    assert none.corrections("T02", LATEST) == ()
    assert none.reorganisations == ()


def test_the_later_claim_has_the_file():
    sha = "ab12cd34ef56"
    told = Decided(signed(Kind.CLAIM, "", sha, verdict) for verdict in ("D01", "nobody"))
    assert told.claims == {sha: "nobody"}


def explained(*verdicts, text=SAID):
    made = (signed(Kind.EXPLANATION, "T02", FAR, verdict, text_sha=text) for verdict in verdicts)
    return Decided(made).explanation("T02", FAR, SAID)


def test_an_explanation_is_accepted_rejected_or_open_again():
    assert explained("accept") == (True, "来函")
    assert explained("accept", "reject") == (False, "来函")
    assert explained("reject", "withdraw") == (None, "")


def test_other_words_are_another_explanation():
    assert explained("accept", text=text_sha("属实")) == (None, "")


def test_rules_are_off_on_probation_or_as_declared():
    told = Decided(
        (
            signed(Kind.RULE, "", "balance", "off"),
            signed(Kind.RULE, "", "in-force", "probation"),
            signed(Kind.RULE, "", "carried-over", "off"),
            signed(Kind.RULE, "", "carried-over", "restore"),
            signed(Kind.WAIVER, "T02", "carried-over", "waive"),
            signed(Kind.WAIVER, "T01", "carried-over", "waive"),
            signed(Kind.WAIVER, "T01", "carried-over", "cancel"),
        )
    )
    assert told.settings == Settings(
        off=frozenset({"balance"}),
        probation=frozenset({"in-force"}),
        waivers=(Waiver("carried-over", "T02", "来函", "安然"),),
    )


def test_an_agency_is_exempt_late_or_neither():
    told = Decided(
        (
            signed(Kind.EXEMPTION, "T01", "", "exempt"),
            signed(Kind.EXEMPTION, "T02", "", "exempt"),
            signed(Kind.EXEMPTION, "T02", "", "extend", until="2024-02-10"),
            signed(Kind.EXEMPTION, "T03", "", "extend", until="2024-02-10"),
            signed(Kind.EXEMPTION, "T03", "", "restore"),
        )
    )
    assert told.exempt == {"T01": "来函"}
    assert told.deadlines == {"T02": date(2024, 2, 10)}


def test_corrections_belong_to_one_file():
    first = signed(Kind.CORRECTION, "T02", NEW, "correct", file=LATEST, was="3", now="5")
    later = signed(Kind.CORRECTION, "T02", NEW, "correct", file=LATEST, was="3", now="6.5")
    blank = signed(Kind.CORRECTION, "T02", "a.b.c", "correct", file=LATEST, was="", now="0")
    other = signed(Kind.CORRECTION, "T02", NEW, "correct", file="88" * 32, was="1", now="2")
    told = Decided((first, other, blank, later))
    found = told.corrections("T02", LATEST)
    assert found == (Corrected("a.b.c", None, 0, blank), Corrected(NEW, 3, found[1].now, later))
    assert str(found[1].now) == "6.5"
    back = signed(Kind.CORRECTION, "T02", NEW, "withdraw", file=LATEST, was="3", now="3")
    assert [c.key for c in Decided((first, blank, back)).corrections("T02", LATEST)] == ["a.b.c"]


def test_reorganisations_stand_in_the_order_of_their_dates():
    more = {"before": "T06;T07", "after": "T02", "heir": "T02", "reporter": "T02"}
    merged = signed(Kind.REORGANISATION, "", "T06;T07", "merge", **more, since="2023-11-01")
    gone = {"before": "D14", "after": "", "heir": "D10", "reporter": "D10", "since": "2023-03-01"}
    abolished = signed(Kind.REORGANISATION, "", "D14", "abolish", **gone)
    wrong = signed(Kind.REORGANISATION, "", "D13", "abolish", **{**gone, "before": "D13"})
    undone = signed(Kind.REORGANISATION, "", "D13", "cancel", before="D13", after="")
    assert Decided((merged, abolished, wrong, undone)).reorganisations == (
        Reorganisation("abolish", ("D14",), (), date(2023, 3, 1), "D10", "D10"),
        Reorganisation("merge", ("T06", "T07"), ("T02",), date(2023, 11, 1), "T02", "T02"),
    )


def test_a_report_is_signed_then_published():
    sign = signed(Kind.PUBLICATION, "T02", "", "sign", file=LATEST)
    publish = signed(Kind.PUBLICATION, "T02", "", "publish", "2024-01-12", url="https://a.cn/1")
    assert Decided((sign,)).published == {"T02": Published("signed", "", "2024-01-10", LATEST)}
    told = Decided((sign, publish)).published
    assert told == {"T02": Published("published", "https://a.cn/1", "2024-01-12", "")}
    assert Decided((sign, signed(Kind.PUBLICATION, "T02", "", "withdraw"))).published == {}


def test_what_is_in_force_stands_in_the_order_in_which_it_was_decided():
    one, two = (signed(Kind.RULE, "", code, "off") for code in ("balance", "in-force"))
    again = signed(Kind.RULE, "", "balance", "probation")
    assert list(Decided((one, two, again)).settled.values()) == [two, again]


def test_the_lines_that_were_applied_are_known():
    made = [signed(Kind.RULE, "", code, "off", line=code[:2]) for code in ("balance", "in-force")]
    assert Decided(made).lines == {"ba", "in"}
