"""What an officer writes into a line, and what it settles."""

from dataclasses import replace
from decimal import Decimal

import pytest
from officer import (
    FAR,
    FILE,
    LATEST,
    NEW,
    SIGNED,
    TEXT,
    context,
    decided,
    line,
    settled,
    signed,
    waits,
)

from toolkit.season.dates import read_date
from toolkit.season.decision_line import VERDICTS, read_records
from toolkit.season.decision_words import verdicts_of
from toolkit.season.decisions import (
    Decision,
    Kind,
    Line,
    decide,
    decide_lines,
    text_sha,
)
from toolkit.season.figure_words import figures_named, named

TOWN = "清禾县河湾乡人民政府"


def outcomes(*lines, **known):
    """Of each line the answer beside it."""
    return [outcome.answer for outcome in decide_lines(lines, context(**known))]


def test_a_file_is_given_to_the_agency_that_was_chosen():
    asked = line("claim", sha="AB12CD34EF56", owner="清禾县教育局")
    assert decided(asked) == [("", "ab12cd34ef56", "D01", {})]


def test_a_file_is_known_by_its_name_where_the_hash_is_missing():
    asked = line("claim", file="收回/最终版(3).xlsx", owner="D 01")
    assert decided(asked) == [("", FILE[:12], "D01", {})]


def test_a_file_that_is_no_return_is_nobodys():
    asked = line("claim", sha=FILE[:12], owner="不是报送件")
    assert decided(asked) == [("", FILE[:12], "nobody", {})]


def test_a_file_that_somebody_has_already_can_be_given_to_another():
    known = context(unclaimed={}, files={FILE: "收回/D01/填报表.xlsx"})
    assert decided(line("claim", sha=FILE[:12], owner="河湾乡"), known)[0][2] == "T02"


def test_a_decision_tells_who_when_and_why():
    asked = line("rule", rule="balance", verdict="停用")
    (found,) = decide(asked, context())
    assert (found.by, found.on, found.basis) == tuple(SIGNED.values())
    assert found.further("line") == asked.mark


def test_an_explanation_is_accepted_with_the_words_that_it_has():
    asked = line("explanation", agency="河湾乡", subject=FAR, text=TEXT, verdict="认可")
    assert decided(asked) == [("T02", FAR, "accept", {"text_sha": text_sha(TEXT)})]


def test_an_explanation_may_be_named_without_its_words():
    asked = line("explanation", agency="T02", subject=FAR, verdict="不认可")
    assert decided(asked) == [("T02", FAR, "reject", {"text_sha": text_sha(TEXT)})]


def test_everything_that_waits_is_accepted_at_once():
    waiting = (waits(), waits("T01", "empty-passage"), waits("T01", FAR, "属实"))
    known = context(waiting=waiting)
    every = decided(line("explanation", agency="全部", verdict="认可"), known)
    assert [each[:2] for each in every] == [(w.agency, w.subject) for w in waiting]
    alike = line("explanation", agency="全部", subject="far-from-last-year", verdict="认可")
    assert [each[0] for each in decided(alike, known)] == ["T02", "T01"]
    town = line("explanation", agency="青石镇", verdict="认可")
    assert [each[1] for each in decided(town, known)] == ["empty-passage", FAR]


def test_what_nobody_explained_is_accepted_only_by_its_own_line():
    known = context(waiting=(waits(text=""),))
    every = line("explanation", agency="全部", verdict="认可")
    assert decided(every, known) == "nothing-waiting"
    alone = line("explanation", agency="河湾乡", subject=FAR, verdict="认可")
    assert [each[2] for each in decided(alone, known)] == ["accept"]


def test_a_rejected_explanation_can_be_accepted_later():
    before = signed(Kind.EXPLANATION, "T02", FAR, "reject", text_sha=text_sha(TEXT))
    known = context(waiting=(), **settled(before))
    asked = line("explanation", agency="河湾乡", subject=FAR, text=TEXT, verdict="认可")
    assert [each[2] for each in decided(asked, known)] == ["accept"]
    undone = line("explanation", agency="河湾乡", subject=FAR, verdict="撤回")
    assert [each[2] for each in decided(undone, known)] == ["withdraw"]


@pytest.mark.parametrize("rule", ["carried-over 上年结转与上年报告衔接", "carried-over"])
def test_a_rule_is_waived_for_one_agency(rule):
    asked = line("waiver", rule=rule, agency=TOWN, verdict="豁免")
    assert decided(asked) == [("T02", "carried-over", "waive", {})]


def test_a_finding_that_asks_for_an_explanation_can_be_waived_like_a_rule():
    asked = line("waiver", rule="名称被改动", agency=TOWN, verdict="豁免")
    assert decided(asked) == [("T02", "label-changed", "waive", {})]


def test_a_waiver_is_cancelled():
    known = context(**settled(signed(Kind.WAIVER, "T02", "carried-over", "waive")))
    asked = line("waiver", rule="carried-over", agency=TOWN, verdict="取消")
    assert decided(asked, known) == [("T02", "carried-over", "cancel", {})]


def test_an_agency_need_not_report_or_later():
    assert decided(line("exemption", agency=TOWN, verdict="免报")) == [("T02", "", "exempt", {})]
    later = line("exemption", agency=TOWN, verdict="延期", until="2024年2月10日")
    assert decided(later) == [("T02", "", "extend", {"until": "2024-02-10"})]
    known = context(**settled(signed(Kind.EXEMPTION, "T02", "", "exempt")))
    again = line("exemption", agency=TOWN, verdict="恢复")
    assert decided(again, known) == [("T02", "", "restore", {})]


@pytest.mark.parametrize("figure", [NEW, "表三 新收 自然人", "表三 D8（自然人 · 本年新收）"])
def test_a_figure_is_corrected_in_the_file_that_was_sent_last(figure):
    asked = line("correction", agency=TOWN, figure=figure, was="３", now="１,005")
    more = {"file": LATEST, "was": "3", "now": "1005"}
    assert decided(asked) == [("T02", NEW, "correct", more)]


def test_a_blank_figure_is_corrected():
    asked = line("correction", agency=TOWN, figure="表三 新收 商业企业", now="0")
    more = {"file": LATEST, "was": "", "now": "0"}
    assert decided(asked) == [("T02", "requests.new.company", "correct", more)]


def test_a_correction_is_corrected_and_withdrawn():
    before = signed(Kind.CORRECTION, "T02", NEW, "correct", file=LATEST, was="3", now="5")
    known = context(latest={"T02": (LATEST, {NEW: 5})}, **settled(before))
    asked = line("correction", agency=TOWN, figure=NEW, was="5", now="6")
    assert decided(asked, known)[0][2:] == ("correct", {"file": LATEST, "was": "3", "now": "6"})
    for undone in (
        line("correction", agency=TOWN, figure=NEW, was="5", now="3"),
        line("correction", agency=TOWN, figure=NEW, now="撤回"),
    ):
        assert decided(undone, known)[0][2] == "withdraw"


def test_money_is_the_same_however_it_is_written():
    key = "charges.charge.amount"
    known = context(latest={"T02": (LATEST, {key: Decimal("0.5")})})
    asked = line("correction", agency=TOWN, figure=key, was="0.50", now="12.30万元")
    assert decided(asked, known)[0][3] == {"file": LATEST, "was": "0.5", "now": "12.3"}


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["form", "form2019", "qinghe"])
def test_every_figure_is_found_by_the_words_that_name_it(edition, request):
    form = request.getfixturevalue(edition)
    astray = [
        (slot.key, tuple(s.key for s in figures_named(form, named(slot))))
        for slot in form.slots.values()
        if figures_named(form, named(slot)) != (slot,)
    ]
    assert astray == []


def test_two_agencies_are_merged_into_one():
    asked = line(
        "reorganisation",
        verdict="合并",
        before="清禾县松岭乡人民政府、南溪镇人民政府",
        after=TOWN,
        since="2023.11.1",
        heir=TOWN,
        reporter="T02",
    )
    more = {"before": "T06;南溪镇人民政府", "after": "T02", "heir": "T02", "reporter": "T02"}
    more["since"] = "2023-11-01"
    assert decided(asked) == [("", "T06;南溪镇人民政府", "merge", more)]


def test_an_agency_of_last_year_is_named_as_it_was_then():
    known = context(earlier_names=frozenset({"清禾县南溪镇人民政府"}))
    fields = {"after": "T02", "since": "2023-11-1", "heir": "T02", "reporter": "T02"}
    asked = line("reorganisation", verdict="合并", before="清禾县 南溪镇人民政府", **fields)
    assert decided(asked, known)[0][1] == "清禾县南溪镇人民政府"
    short = line("reorganisation", verdict="合并", before="南溪镇", **fields)
    assert decided(short, known) == "unknown-name-near"


def test_a_reorganisation_that_was_wrong_is_cancelled():
    known = context(**settled(signed(Kind.REORGANISATION, "", "T06", "abolish")))
    asked = line("reorganisation", verdict="作废", before="清禾县松岭乡人民政府")
    assert decided(asked, known)[0][:3] == ("", "T06", "cancel")


def test_a_rule_is_switched_off_on_probation_and_restored():
    assert decided(line("rule", rule="BALANCE", verdict="停用")) == [("", "balance", "off", {})]
    trial = line("rule", rule="收到与办理、结转相等", verdict="试行")
    assert decided(trial) == [("", "balance", "probation", {})]
    known = context(**settled(signed(Kind.RULE, "", "balance", "off")))
    assert decided(line("rule", rule="balance", verdict="恢复"), known)[0][2] == "restore"


def test_a_report_is_signed_and_published_with_its_address():
    asked = line("publication", agency=TOWN, verdict="已签发")
    assert decided(asked) == [("T02", "", "sign", {"file": LATEST})]
    out = line(
        "publication", agency="D01", verdict="已发布", url="https://www.qinghe.gov.cn/1.html"
    )
    assert decided(out) == [("D01", "", "publish", {"url": "https://www.qinghe.gov.cn/1.html"})]


DAYS = [
    "2026-1-5",
    "2026年1月5日",
    "2026.1.5",
    "２０２６／０１／０５",
    "20260105",
    "46027",
    "2026-01-05T08:30:00",
]


@pytest.mark.parametrize(
    "typed", [*DAYS, "2026-01-05 00:00:00", " 2026 年 1 月 5 号 ", "2026-1-5 08:30"]
)
def test_a_day_may_be_written_in_many_ways(typed):
    assert read_date(typed).isoformat() == "2026-01-05"


@pytest.mark.parametrize("typed", ["1月5日", "2026-13-1", "2026-1", "明天", "460270", ""])
def test_what_is_no_day_is_none(typed):
    assert read_date(typed) is None


# ---------------------------------------------------------------- lines together
UNTOUCHED = Line("claim", 4, {"sha": FILE[:12], "file": "收回/最终版(3).xlsx"}, "待办理")


def test_a_line_that_nobody_has_touched_is_neither_applied_nor_refused():
    assert decide(UNTOUCHED, context()) == ()
    assert outcomes(UNTOUCHED) == ["待办理"]


def test_a_line_that_was_applied_stays_applied():
    asked = line("rule", rule="balance", verdict="停用")
    (first,) = decide_lines([asked], context())
    assert (len(first.decisions), first.answer) == (1, "已办理")
    known = context(applied=frozenset({asked.mark}))
    (again,) = decide_lines([asked._replace(answer="已办理")], known)
    assert (again.decisions, again.refused, again.answer) == ((), None, "已办理")


def test_a_line_is_answered_where_a_run_broke_off_before_that():
    asked = line("rule", rule="balance", verdict="停用")
    known = {"applied": frozenset({asked.mark}), **settled(*decide(asked, context()))}
    for told in ("", "待办理", "没有办理：没有填依据。请补上。"):
        assert outcomes(asked._replace(answer=told), **known) == ["已办理"]
    assert outcomes(asked._replace(answer="已办理（共 3 处）"), **known) == ["已办理（共 3 处）"]


def test_a_line_that_was_changed_since_is_decided_anew():
    asked = line("rule", rule="balance", verdict="停用")
    changed = line("rule", rule="balance", verdict="试行", on="2024-01-25")
    known = {"applied": frozenset({asked.mark}), **settled(*decide(asked, context()))}
    (found,) = decide_lines([changed], context(**known))
    assert [d.verdict for d in found.decisions] == ["probation"]


def test_the_mark_of_a_line_does_not_change_with_its_place_or_answer():
    asked = line("rule", rule="balance", verdict="停用")
    assert asked._replace(row=99, answer="已办理").mark == asked.mark
    assert line("rule", rule="balance", verdict="试行").mark != asked.mark


def test_two_lines_that_say_the_same_are_both_applied():
    one, two = (line("rule", row, rule="balance", verdict="停用") for row in (5, 6))
    assert outcomes(one, two) == ["已办理", "已办理"]


def test_of_two_lines_that_disagree_the_later_date_decides():
    one = line("rule", 5, rule="balance", verdict="停用")
    two = line("rule", 6, rule="balance", verdict="试行", on="2024-01-21")
    assert outcomes(one, two) == ["已办理", "已办理"]
    same_day = line("rule", 6, rule="balance", verdict="试行")
    assert [o.refused and o.refused.code for o in decide_lines([one, same_day], context())] == [
        None,
        "lines-disagree",
    ]


def test_a_report_may_be_signed_and_published_on_the_same_day():
    one = line("publication", 5, agency=TOWN, verdict="已签发")
    two = line("publication", 6, agency=TOWN, verdict="已发布")
    assert outcomes(one, two) == ["已办理", "已办理"]


def test_what_was_settled_later_is_not_undone_by_an_earlier_date():
    known = settled(signed(Kind.RULE, "", "balance", "off", on="2024-01-25"))
    (found,) = decide_lines([line("rule", rule="balance", verdict="试行")], context(**known))
    assert found.refused.code == "decided-later"


def test_what_is_decided_for_all_leaves_alone_what_has_a_line_of_its_own():
    waiting = (waits(), waits("T01", FAR, "属实"))
    every = line("explanation", 5, agency="全部", verdict="认可")
    own = line("explanation", 6, agency="河湾乡", subject=FAR, text=TEXT, verdict="不认可")
    first, second = decide_lines([every, own], context(waiting=waiting))
    assert [(d.agency, d.verdict) for d in first.decisions] == [("T01", "accept")]
    assert [(d.agency, d.verdict) for d in second.decisions] == [("T02", "reject")]
    unsigned = own._replace(fields={**own.fields, "by": ""})
    first, second = decide_lines([every, unsigned], context(waiting=waiting))
    assert [d.agency for d in first.decisions] == ["T01"]
    assert second.refused.code == "incomplete"


def test_lines_of_ours_tell_what_was_decided_elsewhere():
    fields = {"agency": TOWN, "subject": FAR, "text": TEXT, "finding": "表三 …"}
    ours = Line("explanation", 5, fields, "待办理")
    every = line("explanation", 6, agency="全部", verdict="认可")
    assert outcomes(ours, every) == ["已由安然于 2024-01-20 办理：认可", "已办理"]
    assert outcomes(ours) == ["待办理"]
    assert outcomes(ours, waiting=()) == ["不用办了"]
    other = line("claim", 7, sha=FILE[:12], owner="清禾县教育局")
    assert outcomes(UNTOUCHED, other)[0] == "已由安然于 2024-01-20 办理：清禾县教育局"
    assert outcomes(UNTOUCHED, unclaimed={}) == ["不用办了"]


def test_several_decisions_of_one_line_are_counted():
    waiting = (waits(), waits("T01", FAR, "属实"))
    every = line("explanation", agency="全部", verdict="认可")
    assert outcomes(every, waiting=waiting) == ["已办理（共 2 处）"]


# ---------------------------------------------------------------- records
def test_a_decision_survives_its_record():
    asked = line("correction", agency=TOWN, figure=NEW, was="3", now="5")
    (found,) = decide(asked, context())
    record = found.as_record()
    assert Decision.from_record({**record, "at": "2024-01-20T09:00:00"}) == found
    assert Decision.from_record(dict(reversed(record.items()))).id == found.id


def test_a_record_that_is_no_decision_is_passed_over_and_told():
    good = signed(Kind.RULE, "", "balance", "off").as_record()
    late = signed(Kind.EXEMPTION, "T02", "", "extend", until="2024-02-10").as_record()
    bad = [
        {name: value for name, value in good.items() if name != "more"},
        {**good, "kind": "wish"},
        {**good, "more": "x"},
        {**good, "verdict": "perhaps"},
        {**good, "on": ""},
        {**late, "more": {}},
        signed(Kind.CORRECTION, "T02", NEW, "correct", file=LATEST, was="", now="x").as_record(),
        signed(Kind.REORGANISATION, "", "T06", "abolish", since="x").as_record(),
        {},
    ]
    assert [read_records([record]) for record in bad] == [((), 1)] * len(bad)
    decisions, first = read_records([good, late, *bad])
    assert [each.kind for each in decisions] == [Kind.RULE, Kind.EXEMPTION]
    assert (first, read_records([good])[1]) == (3, 0)


def test_a_record_may_have_every_verdict_of_its_sheet():
    for kind, verdicts in VERDICTS.items():
        assert set(verdicts_of(kind)) in ({*verdicts}, set())


def test_the_id_changes_with_every_field():
    one = signed(Kind.RULE, "", "balance", "off")
    others = [
        one._replace(kind=Kind.WAIVER),
        one._replace(agency="D01"),
        one._replace(subject="sum"),
        one._replace(verdict="probation"),
        one._replace(more=(("line", "1"),)),
        one._replace(by="孟晓棠"),
        one._replace(on="2024-01-11"),
        one._replace(basis="来电"),
    ]
    assert len({each.id for each in (one, *others)}) == 9


def test_an_explanation_is_known_by_its_words_and_not_by_its_blanks():
    assert text_sha("征地 拆迁\r\n集中") == text_sha("征地拆迁集中\n")
    assert text_sha("征地拆迁") != text_sha("征地")


def test_a_context_is_plain_and_can_be_replaced():
    assert replace(context(), waiting=()).waiting == ()
