"""A workbook of decisions that is read again and again: nothing twice, nothing silently not."""

from decimal import Decimal

from officer import FAR, FILE, LATEST, NEW, TEXT, context, line, waits

from toolkit.model.finding import Finding
from toolkit.season.decided import Decided
from toolkit.season.decision_line import facts_sha
from toolkit.season.decisions import Line, Waiting, decide_lines, text_sha

TOWN = "清禾县河湾乡人民政府"


class Season:
    """A workbook that is read again and again, and what was settled from it."""

    def __init__(self, **known):
        self.known, self.lines, self.made = known, [], []

    def read(self, *added, lost=False):
        """One run over the lines of before and these: what stands beside them."""
        self.lines += added
        told = {"settled": Decided(self.made).settled, "applied": Decided(self.made).lines}
        found = decide_lines(self.lines, context(**{**self.known, **told}))
        ids = {decision.id for decision in self.made}
        self.made += [d for each in found for d in each.decisions if d.id not in ids]
        if not lost:
            self.lines = [each.line._replace(answer=each.answer) for each in found]
        return [each.refused.code if each.refused else each.answer for each in found]

    @property
    def verdicts(self):
        return [(each.agency, each.verdict) for each in self.made]


def exempt(row, verdict="免报", **more):
    return line("exemption", row, agency=TOWN, verdict=verdict, **more)


def test_a_line_with_the_words_of_an_earlier_one_is_applied_again():
    season = Season()
    for row, verdict in enumerate(("免报", "恢复", "免报"), 5):
        assert season.read(exempt(row, verdict))[-1] == "已办理"
    assert [verdict for _, verdict in season.verdicts] == ["exempt", "restore", "exempt"]
    assert Decided(season.made).exempt == {"T02": "县政务公开办会议纪要"}
    assert season.read() == ["已办理"] * 3
    assert len(season.made) == 3


def test_the_same_three_lines_written_at_once_come_to_the_same():
    season = Season()
    assert season.read(exempt(5), exempt(6, "恢复"), exempt(7)) == ["已办理"] * 3
    assert Decided(season.made).exempt == {"T02": "县政务公开办会议纪要"}


def test_a_copy_with_the_answer_beside_it_is_a_line_of_its_own():
    season = Season()
    season.read(exempt(5))
    season.read(exempt(6, "恢复"))
    copied = season.lines[0]._replace(row=7)
    assert season.read(copied) == ["已办理"] * 3
    assert [verdict for _, verdict in season.verdicts] == ["exempt", "restore", "exempt"]


def test_a_correction_is_withdrawn_and_made_again_in_the_same_words():
    season = Season()
    asked = line("correction", 5, agency=TOWN, figure=NEW, was="3", now="5")
    back = line("correction", 6, agency=TOWN, figure=NEW, now="撤回")
    season.read(asked)
    season.read(back)
    assert Decided(season.made).corrections("T02", LATEST) == ()
    assert season.read(asked._replace(row=7)) == ["已办理"] * 3
    assert [each.now for each in Decided(season.made).corrections("T02", LATEST)] == [5]


def test_everything_is_accepted_twice_on_one_day():
    every = line("explanation", agency="全部", verdict="认可")
    season = Season()
    assert season.read(every) == ["已办理"]
    season.known["waiting"] = (waits("T01", FAR, "属实"),)
    assert season.read() == ["已办理"]
    assert season.read(every._replace(row=8)) == ["已办理", "已办理"]
    assert season.verdicts == [("T02", "accept"), ("T01", "accept")]


def test_what_was_never_answered_is_not_applied_twice():
    season = Season()
    assert season.read(exempt(5), lost=True) == ["已办理"]
    assert season.read(exempt(6, "恢复"), lost=True) == ["已办理", "已办理"]
    assert season.read() == ["已办理", "已办理"]
    assert season.verdicts == [("T02", "exempt"), ("T02", "restore")]


def test_what_was_accepted_for_all_does_not_grow_while_the_answer_is_lost():
    season = Season()
    season.read(line("explanation", agency="全部", verdict="认可"), lost=True)
    assert season.read(lost=True) == ["已办理"]
    season.known["waiting"] = (waits("T01", FAR, "属实"),)
    assert season.read() == ["done-before"]
    assert season.verdicts == [("T02", "accept")]


def test_a_line_written_anew_in_the_words_of_one_that_was_deleted_is_refused():
    season = Season()
    season.read(exempt(5))
    season.read(exempt(6, "恢复"))
    del season.lines[0]
    assert season.read(exempt(7)) == ["已办理", "done-before"]
    season.lines[1] = exempt(7, basis="再次来函")
    assert season.read() == ["已办理", "已办理"]
    assert Decided(season.made).exempt == {"T02": "再次来函"}


def test_a_line_that_got_its_old_words_back_tells_what_is_in_force():
    season = Season()
    season.read(exempt(5))
    season.lines[0] = exempt(5, "恢复")._replace(answer="已办理")
    assert season.read() == ["已办理"]
    season.lines[0] = exempt(5)._replace(answer="已办理")
    told = "已办理，后来安然于 2024-01-20 另有办理，以后来的为准。要改回来的，另写一行。"
    assert season.read() == season.read() == [told]


def test_a_line_that_contradicts_another_stays_refused():
    season = Season()
    one = line("rule", 5, rule="balance", verdict="停用")
    two = line("rule", 6, rule="balance", verdict="试行")
    assert season.read(one, two) == ["已办理", "lines-disagree"]
    assert season.read() == season.read() == ["已办理", "lines-disagree"]
    assert [verdict for _, verdict in season.verdicts] == ["off"]


def test_of_two_owners_of_one_file_the_second_stays_refused():
    season = Season()
    one = line("claim", 5, sha=FILE[:12], owner="清禾县教育局")
    assert season.read(one, one._replace(row=6, fields={**one.fields, "owner": TOWN}))[1] == (
        "lines-disagree"
    )
    assert season.read() == ["已办理", "lines-disagree"]
    assert [verdict for _, verdict in season.verdicts] == ["D01"]
    del season.lines[0]
    assert season.read() == ["same-day"]


def test_what_was_refused_is_applied_once_it_is_changed():
    season = Season()
    one = line("rule", 5, rule="balance", verdict="停用")
    season.read(one, line("rule", 6, rule="balance", verdict="试行"))
    season.lines[1] = line("rule", 6, rule="balance", verdict="试行", on="2024-01-21")
    assert season.read() == ["已办理", "已办理"]


def test_a_line_may_be_changed_on_the_day_it_was_applied():
    season = Season()
    season.read(line("rule", 5, rule="balance", verdict="停用"))
    season.lines[0] = line("rule", 5, "已办理", rule="balance", verdict="试行")
    assert season.read() == ["已办理"]
    assert [verdict for _, verdict in season.verdicts] == ["off", "probation"]


def test_of_two_corrections_the_second_must_know_the_first():
    season = Season()
    one = line("correction", 5, agency=TOWN, figure=NEW, was="3", now="5")
    two = line("correction", 6, agency=TOWN, figure=NEW, was="3", now="6")
    three = line("correction", 7, agency=TOWN, figure=NEW, was="5", now="7")
    assert season.read(one, two, three) == ["已办理", "was-differs", "已办理"]
    season.known["latest"] = {"T02": (LATEST, {NEW: 7})}
    assert season.read() == ["已办理", "was-differs", "已办理"]


def test_a_report_may_be_signed_anew_in_another_version():
    season = Season()
    asked = line("publication", 5, agency=TOWN, verdict="已签发")
    season.read(asked)
    season.known["latest"] = {"T02": ("88" * 32, {})}
    assert season.read() == ["已办理"]
    assert season.read(asked._replace(row=6)) == ["已办理", "已办理"]
    assert Decided(season.made).published["T02"].file == "88" * 32


# ---------------------------------------------------------------- facts
TWO, THREE = (Finding("far-from-last-year", "explain", (NEW,), (), (("found", n),)) for n in (2, 3))


def with_facts(finding, sentence=""):
    said = text_sha(TEXT), facts_sha(finding), text_sha(sentence) if sentence else ""
    return Waiting("T02", FAR, *said)


def accepted_with(finding, season):
    return Decided(season.made).explanation("T02", FAR, text_sha(TEXT), facts_sha(finding))[0]


def test_an_explanation_is_accepted_with_the_figures_that_it_explains():
    season = Season(waiting=(with_facts(TWO),))
    season.read(line("explanation", 5, agency=TOWN, subject=FAR, text=TEXT, verdict="认可"))
    assert (accepted_with(TWO, season), accepted_with(THREE, season)) == (True, None)
    season.known["waiting"] = (with_facts(THREE),)
    season.read(line("explanation", 6, agency=TOWN, verdict="不认可"))
    assert (accepted_with(TWO, season), accepted_with(THREE, season)) == (True, False)
    season.known["waiting"] = ()
    season.read(line("explanation", 7, agency=TOWN, subject=FAR, text=TEXT, verdict="撤回"))
    assert (accepted_with(TWO, season), accepted_with(THREE, season)) == (None, None)


def test_a_line_about_other_figures_does_not_settle_these():
    season = Season(waiting=(with_facts(THREE, "本年 3 件"),))
    fields = {"agency": TOWN, "subject": FAR, "text": TEXT}
    old = line("explanation", 5, finding="本年 2 件", verdict="认可", **fields)
    new = line("explanation", 6, finding="本年 3 件", verdict="认可", **fields)
    untouched = Line("explanation", 7, {**fields, "finding": "本年 2 件"}, "待办理")
    assert season.read(old, untouched) == ["other-finding", "不用办了"]
    assert season.read(new)[2] == "已办理"
    assert accepted_with(THREE, season) is True


def test_a_line_goes_on_telling_that_it_was_settled_with_all_the_others():
    season = Season(waiting=(with_facts(TWO, "本年 2 件"),))
    fields = {"agency": TOWN, "subject": FAR, "text": TEXT, "finding": "本年 2 件"}
    ours = Line("explanation", 7, fields, "待办理")
    told = ["已由安然于 2024-01-20 办理：认可", "已办理"]
    assert season.read(ours, line("explanation", 8, agency="全部", verdict="认可")) == told
    season.known["waiting"] = ()
    assert season.read() == told


def test_two_findings_of_one_subject_are_settled_apart():
    both = (with_facts(TWO, "第一张表"), with_facts(THREE, "第二张表"))
    fields = {"agency": TOWN, "subject": FAR, "text": TEXT, "verdict": "认可"}
    season = Season(waiting=both)
    season.read(line("explanation", 5, finding="第二张表", **fields))
    assert (accepted_with(TWO, season), accepted_with(THREE, season)) == (None, True)
    season.read(line("explanation", 6, agency="全部", verdict="认可"))
    assert accepted_with(TWO, season) is True


def test_facts_are_the_same_however_they_are_kept():
    kept = TWO._replace(facts=(("found", Decimal("2.0")),))
    assert facts_sha(kept) == facts_sha(TWO) != facts_sha(THREE)
