"""The form changes while the season runs: what was told is carried over and shut, the rest open."""

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import pytest
from seasons import MEMBERS, NOON, SILENT, SUIT, SUIT_RULE, THREE, County, returned
from test_cli import contents, nianbao
from workbooks import Hand, template

from toolkit.errors import Mistake
from toolkit.excel.shipped import shipped_template
from toolkit.excel.styles import style_of
from toolkit.excel.transfer import open_ours
from toolkit.say import say_slip
from toolkit.season.collect import collect
from toolkit.season.issuing import issue_season
from toolkit.season.new_form import take_form
from toolkit.season.reissue import reissue_season
from toolkit.season.season import open_season

pytestmark = pytest.mark.slow

OWN = Path(__file__).parent.parent / "examples" / "清禾县" / "县里的表式.toml"
VISITS = {
    f"visits.{row}.{c}" for row in ("hall", "reading") for c in ("visitors", "answered", "referred")
}
ANSWERED = {key: 3 if key.endswith("visitors") else 2 for key in VISITS} | {
    key: 1 for key in VISITS if key.endswith("referred")
}
ADDED = ('  ["reading",', '  ["online",  "网上", { unit = "人次" }],\n  ["reading",')
OTHERS = ("D01", "D02", "T02", "T03")
LATER = datetime(2026, 1, 19, 12, tzinfo=UTC)


@dataclass
class Changed:
    """A season with everything a test does to its form."""

    county: County

    @property
    def root(self):
        return self.county.root

    @property
    def season(self):
        return open_season(self.root)

    def collect(self, now=NOON):
        with patch("toolkit.season.collect.show", lambda *_: iter(())):
            return collect(self.season, now=now)

    def states(self, now=NOON):
        here = self.collect(now).stand.agencies
        return {each.member.code: each.state.value for each in here}

    def reissue(self, form=OWN, *codes):
        season = take_form(self.season, form, now=NOON)
        return reissue_season(season, codes, now=NOON)

    def file(self, code, end="_补填"):
        name = MEMBERS.of(code).agency.name
        return self.county.folder.at("issued") / f"{code}_{name}_2025年度填报表{end}.xlsx"

    def opened(self, code, end="_补填"):
        return open_ours(self.file(code, end).read_bytes(), self.season.editions)

    def form(self, *changes):
        """A version of the form, elsewhere."""
        text = OWN.read_text("utf-8")
        for old, new in changes:
            assert text.count(old) == 1
            text = text.replace(old, new)
        path = self.root.parent / "县里的表式.toml"
        path.write_text(text, "utf-8")
        return path


@pytest.fixture(scope="module", autouse=True)
def _drawn_once():
    """The template of each form; drawing it is most of the work."""
    known = {}

    def drawn(form):
        return known.setdefault(form.digest, known.get(form.digest) or shipped_template(form))

    with patch("toolkit.season.making.shipped_template", drawn):
        yield


@pytest.fixture
def changed(tmp_path):
    return Changed(County(tmp_path / "清禾县").with_files())


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Four have reported, on the form of before; one is silent. Only to be read."""
    changed = Changed(County(tmp_path_factory.mktemp("whole") / "清禾县").with_files())
    issue_season(changed.season, now=NOON)
    changed.county.put("a.xlsx", returned("T01"))
    changed.county.put("b.xlsx", returned("T02", **THREE))
    none = {"figures": dict.fromkeys(_disputes(changed.season.form))}
    none["about"] = {"had.disputes": "没有"}
    changed.county.put("c.xlsx", returned("T03", **none, **SILENT))
    changed.county.put("d.xlsx", returned("D01", **SUIT, explained={SUIT_RULE: "上年的案子。"}))
    changed.collect()
    changed.before = contents(changed.root)
    changed.made = changed.reissue()
    return changed


def _disputes(form):
    return [slot.key for slot in form.tables["disputes"].slots if slot.given]


def codes(made):
    return [each.agency.code for each in made]


def fates(made):
    return {each.agency.code: each.fate.value for each in (*made.again, *made.new)}


def looks(path):
    """How each keyed cell is formatted, as the styles have it."""
    hand = Hand(path.read_bytes())
    formats = (
        hand.parts["xl/styles.xml"].decode().partition("<cellXfs")[2].partition("</cellXfs")[0]
    )
    known = re.findall(r"<xf\b[^>]*?/>|<xf\b.*?</xf>", formats, re.DOTALL)
    sites = hand.binding.atlas.sites
    sheets = {site.sheet for site in sites.values()}
    styles = {sheet: style_of(hand.parts[hand.part(sheet)]) for sheet in sheets}
    return {k: known[styles[s.sheet][s.spot.address.encode()]] for k, s in sites.items()}


def unlocked(path):
    """The keys at which a clerk can type."""
    return {key for key, look in looks(path).items() if 'locked="0"' in look}


def asked(whole, code):
    """Those of them that are figures or passages."""
    tables = (*whole.season.form.tables, "passages")
    return {key for key in unlocked(whole.file(code)) if key.partition(".")[0] in tables}


def test_everybody_is_sent_what_is_due(whole):
    assert codes(whole.made.again) == ["D01", "T01", "T02", "T03"]
    assert codes(whole.made.new) == ["D02"]
    assert (whole.made.current, whole.made.homeless) == ([], [])


def test_what_lay_there_and_what_came_back_stays(whole):
    after = contents(whole.root)
    differing = {p.name for p, each in whole.before.items() if after[p] != each}
    fresh = {path.name for path in after.keys() - whole.before.keys()}
    assert differing - {"台账.sqlite"} == {"season.toml", "事件.jsonl", whole.file("D02", "").name}
    assert fresh == {OWN.name, *(whole.file(code).name for code in ("D01", "T01", "T02", "T03"))}


def test_only_one_line_of_the_settings_is_another(whole):
    before = whole.before[whole.root / "season.toml"].decode().splitlines()
    after = (whole.root / "season.toml").read_text("utf-8").splitlines()
    differing = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert differing == [('form = ""', 'form = "县里的表式.toml"')]
    assert whole.season.form.edition == "2021-qinghe"


def test_what_was_told_stands_in_the_new_workbook(whole):
    for path in (whole.root / "收回").iterdir():
        before = open_ours(path.read_bytes(), whole.season.editions).state
        after = whole.opened(before.about["code"]).state
        assert after.figures == before.figures | dict.fromkeys(VISITS)
        assert (after.passages, after.explained) == (before.passages, before.explained)
        for name in ("contact", "phone", "reviewer", "had.requests", "had.disputes"):
            assert after.about[name] == before.about[name]


def test_only_what_is_new_or_wrong_or_empty_can_be_typed(whole):
    assert asked(whole, "T01") == VISITS
    assert asked(whole, "D01") == VISITS  # its explanation waits for the county
    assert asked(whole, "T02") == VISITS | {"requests.carried_in.person"}
    assert asked(whole, "T03") == VISITS | {"passages.problems.issues.text"}  # it had no disputes


def test_answers_and_people_are_shut_as_far_as_they_are_told(whole):
    about = {key for key in unlocked(whole.file("T01")) if key.startswith("about.")}
    assert about == {
        "about.signer.value",
        "about.confirmed.publication.value",
        "about.confirmed.county.value",
    }


def test_what_is_shut_looks_like_what_is_computed(whole):
    found = looks(whole.file("T01"))
    shut, computed, new = (
        found[key]
        for key in ("requests.new.person", "requests.total.person", "visits.hall.visitors")
    )
    ground, rest = (re.compile(rf'\b{word}Id="\d+"') for word in ("fill", "(?:font|border|numFmt)"))
    assert ground.findall(shut) == ground.findall(computed) != ground.findall(new)
    assert rest.findall(shut) == rest.findall(looks(whole.file("D02", ""))["requests.new.person"])


def test_a_clerk_is_told_where_the_work_begins(whole):
    told, usual = (_start(whole.file(code, end)) for code, end in (("T01", "_补填"), ("D02", "")))
    sites = whole.opened("T01").binding.atlas.sites
    row = sites["todo.county.state"].spot.row
    beside = {at: text for at, text in told.items() if at.startswith("G")}
    assert beside == {f"G{sites['todo.about.state'].spot.row - 1}": "补填", f"G{row}": "待补"}
    assert not any(at.startswith("G") for at in usual)
    (sentence,) = (told[at] for at, text in usual.items() if text.startswith("第二步"))
    assert sentence == (
        "第二步　补填：报过的已填好并锁住（灰色），只填浅黄色的格，先填标“待补”的几行；"
        "锁住的要改，请告诉县里"
    )


def _start(path):
    """The texts of the sheet where a clerk begins, by address."""
    binding = Hand(path.read_bytes()).binding
    (number,) = (n for n, sheet in enumerate(binding.sheets) if sheet.name == "开始")
    cells = binding.cells[number]
    return {at.decode(): cells.text(at) for at in cells.contents if cells.text(at)}


def test_what_is_completed_passes(whole, tmp_path):
    """The workbook is as good as any of ours: nothing is told of its locks and formulas."""
    shutil.copytree(whole.root, tmp_path / "season")
    again = Changed(County(tmp_path / "season"))
    sent = Hand(again.file("T01").read_bytes()).put(ANSWERED)
    again.county.put("补填.xlsx", sent.content, "2026-01-16T08:00:00Z")
    here = {each.member.code: each for each in again.collect(LATER).stand.agencies}
    assert here["T01"].state.value == "accepted"
    assert [told.code for told in here["T01"].latest.told] == ["not-recalculated"]
    made = again.reissue()
    assert [member.code for member in made.current] == ["T01"]
    assert codes(made.again) == ["D01", "T02", "T03"]


def test_again_writes_nothing_again(changed):
    changed.county.put("a.xlsx", returned("T01"))
    assert fates(changed.reissue()) == {"T01": "written"} | dict.fromkeys(OTHERS, "written")
    before, told = contents(changed.root), changed.county.events
    assert fates(changed.reissue()) == {"T01": "same"} | dict.fromkeys(OTHERS, "same")
    assert fates(changed.reissue(Path(OWN.name))) == {"T01": "same"} | dict.fromkeys(OTHERS, "same")
    assert changed.county.events == told
    assert {path for path, each in contents(changed.root).items() if before[path] != each} == set()
    assert [e["edition"] for e in told if e["what"] == "new-form"] == ["2021-qinghe"]
    made = {e.path.name: e.fate.value for e in issue_season(changed.season, now=NOON)}
    assert set(made.values()) == {"same"}  # nor is one who is to complete his sent an empty one
    assert changed.file("T01").name in made


def test_a_workbook_that_somebody_is_completing_is_left_alone(changed):
    changed.county.put("a.xlsx", returned("T01"))
    changed.reissue()
    typed = Hand(changed.file("T01").read_bytes()).put(ANSWERED).content
    changed.file("T01").write_bytes(typed)
    assert fates(changed.reissue(OWN, "T01", "T02")) == {"T01": "kept", "T02": "same"}
    assert changed.file("T01").read_bytes() == typed


def test_where_nothing_came_everybody_gets_the_usual_workbook(changed):
    issue_season(changed.season, now=NOON)
    made = changed.reissue()
    assert (codes(made.new), made.again) == (sorted(m.code for m in MEMBERS), [])
    assert {each.path for each in made.new} == set(changed.county.folder.at("issued").iterdir())
    assert changed.opened("T01", "").form.edition == "2021-qinghe"
    assert changed.opened("T01", "").binding.bonds.keys() >= VISITS


def test_of_another_year_or_no_workbook_nothing_is_carried_over(changed):
    changed.county.put("a.xlsx", returned("T01", year=2024))
    changed.county.put("b.json", b"[]")
    changed.county.put("c.xlsx", b"PK broken")
    assert changed.reissue().again == []


def test_an_older_return_speaks_where_the_latest_is_of_another_year(changed):
    changed.county.put("a.xlsx", returned("T01", at="2026-01-10T08:00:00Z"))
    changed.county.put("b.xlsx", returned("T01", at="2026-01-12T08:00:00Z", year=2024))
    assert codes(changed.reissue().again) == ["T01"]


def test_the_county_s_own_corrections_and_refusals_go_along(changed):
    content = returned("T01", **SUIT, explained={SUIT_RULE: "上年的案子。"})
    changed.county.put("a.xlsx", content)
    changed.collect()
    explained = changed.states()
    assert explained["T01"] == "explained"
    (told,) = _explained(changed, "T01")
    changed.county.answer("T01", told.finding.subject, told.text, "reject")
    key, sha = "licences.licence.decisions", sha256(content).hexdigest()
    changed.county.decide("correction", "T01", key, "correct", file=sha, was="12", now="14")
    changed.reissue()
    assert changed.opened("T01").state.figures[key] == 14
    assert changed.opened("T01").state.explained == {}
    open_ = unlocked(changed.file("T01"))
    assert key not in open_
    assert f"checks.{told.finding.subject}.explain" in open_
    suits = {slot.key for slot in changed.season.form.tables["disputes"].slots if slot.given}
    assert open_ & suits == {key for key in suits if not key.startswith("disputes.review")}


def _explained(changed, code):
    here = changed.collect().stand.agencies
    return next(each for each in here if each.member.code == code).latest.explained


def test_a_return_on_the_form_of_before_goes_back_on_the_new_one(changed):
    """What it says is carried over, and the clerk is told what is missing."""
    changed.county.put("a.xlsx", returned("T01"))
    changed.reissue()
    made = changed.collect()
    here = {each.member.code: each for each in made.stand.agencies}
    assert here["T01"].state.value == "to-correct"
    assert [told.code for told in here["T01"].latest.told] == ["missing-table"]
    (file,) = made.sent
    opened = open_ours((changed.root / file).read_bytes(), changed.season.editions)
    assert opened.binding.bonds.keys() >= VISITS
    assert opened.state.figures["licences.licence.decisions"] == 12
    note = (changed.root / file).with_suffix(".txt").read_text("utf-8-sig")
    assert "附表：没有这张表。" in note


def test_a_new_version_asks_only_for_what_it_adds(changed):
    changed.reissue()
    sent = Hand(changed.file("T01", "").read_bytes())
    sent.put(ANSWERED | {"about.had.requests.value": "没有", "about.confirmed.county.value": "是"})
    changed.county.put("a.xlsx", sent.content)
    kept = changed.root / OWN.name
    before = kept.read_bytes()
    made = changed.reissue(changed.form(ADDED))
    assert codes(made.again) == ["T01"]
    online = {f"visits.online.{column}" for column in ("visitors", "answered", "referred")}
    state, open_ = changed.opened("T01").state, unlocked(changed.file("T01"))
    assert {k: v for k, v in state.figures.items() if k in VISITS} == ANSWERED
    assert online <= open_
    assert not VISITS & open_
    assert state.answer("confirmed.county") == "否"  # nobody has said so of the new row
    assert "about.confirmed.county.value" in open_
    others = [p for p in changed.root.glob("*.toml") if p.name not in ("season.toml", OWN.name)]
    assert [path.read_bytes() for path in others] == [before]


def test_figures_that_have_no_place_any_more_are_counted(changed):
    changed.reissue()
    sent = Hand(changed.file("T01", "").read_bytes()).put(ANSWERED)
    changed.county.put("a.xlsx", sent.content)
    made = changed.reissue(
        changed.form(ADDED, ('  ["hall",    "政务大厅", { unit = "人次" }],\n', ""))
    )
    assert [(member.code, count) for member, count in made.homeless] == [("T01", 3)]


def test_a_rule_alone_is_no_reason_to_send_anything(changed):
    changed.reissue()
    sent = Hand(changed.file("T01", "").read_bytes()).put(ANSWERED)
    changed.county.put("a.xlsx", sent.content)
    made = changed.reissue(changed.form(("visitors == answered", "visitors >= answered")))
    assert [member.code for member in made.current] == ["T01"]


REST = 'county = "清禾县"\nedition = "2021"\nyear = 2025'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f'form = "" # 表式\r\n{REST}\r\n', f'form = "县里的表式.toml" # 表式\r\n{REST}\r\n'),
        (f"{REST}\n\n", f'{REST}\nform = "县里的表式.toml"\n'),
        (
            f"\ufeffform=''\n# form = \"\"\n{REST}",
            f'\ufeffform="县里的表式.toml"\n# form = ""\n{REST}',
        ),
    ],
)
def test_the_line_is_written_into_whatever_stands_there(changed, before, after):
    path = changed.county.folder.at("settings")
    path.write_bytes(before.encode())
    take_form(changed.season, OWN, now=NOON)
    assert path.read_bytes().decode() == after


def refused(changed, form):
    """The one sentence by which a form is refused; nothing is changed then."""
    before = contents(changed.root)
    with pytest.raises(Mistake) as wrong:
        changed.reissue(form)
    after = contents(changed.root)
    assert {p for p in after if after[p] != before.get(p) and p.parent == changed.root} <= {
        changed.county.folder.at("ledger")
    }
    (slip,) = wrong.value.slips
    return say_slip(slip._replace(file=Path(slip.file).name))


def test_another_form_than_that_of_the_season_is_refused(changed):
    changed.reissue()
    other = shutil.copy(OWN, changed.root.parent / "另一个.toml")
    assert refused(changed, Path(other)) == (
        "season.toml：season.toml 里已经写着另一个表式“县里的表式.toml”，没有改成“另一个.toml”。"
        "要换新版，请用原来的文件名；确要换成另一个，请先改 season.toml 里 form 那一行。"
    )


def test_a_form_that_is_not_there_is_told(changed):
    assert refused(changed, Path("没有.toml")) == "没有.toml：没有这个文件。请检查路径。"


def test_a_form_of_other_years_is_refused(changed):
    form = changed.form(('extends  = "2021"', 'extends  = "2019"'))
    assert refused(changed, form) == (
        "县里的表式.toml：这个表式不适用于 2025 年度，没有用。请核对里面的 years 和 extends。"
    )


def test_an_edition_may_not_be_called_otherwise(changed):
    changed.reissue()
    form = changed.form(('"2021-qinghe"', '"2021-b"'))
    assert refused(changed, form) == (
        "县里的表式.toml：里面写的 edition 是 2021-b，原来是 2021-qinghe：改了名，已经收到的表"
        '就读不了了。请改回 edition = "2021-qinghe"，再运行一次。'
    )


def test_a_template_of_the_form_of_before_is_refused(changed):
    (changed.root / "模板.xlsx").write_bytes(template())
    path = changed.county.folder.at("settings")
    path.write_text(
        path.read_text("utf-8").replace('template = ""', 'template = "模板.xlsx"'), "utf-8"
    )
    assert refused(changed, OWN) == (
        "模板.xlsx：这个模板还不是按新表式做的，没有换表式。请用 nianbao template new --form "
        "按新表式另建，或者空着 season.toml 里的 template，就用自带的。"
    )


def test_a_line_that_is_written_oddly_is_left_to_people(changed):
    path = changed.county.folder.at("settings")
    text = path.read_text("utf-8").replace('form = ""', 'form = """"""')
    path.write_text(text, "utf-8")
    assert "season.toml：没有能改好 form 那一行。请打开它，自己改成 form = " in refused(
        changed, OWN
    )


def test_the_command_tells_who_is_sent_what(changed):
    changed.county.put("a.xlsx", returned("T01"))
    run = nianbao("issue", changed.root, "--form", OWN)
    assert run.stdout.splitlines() == [
        "清禾县 2025 年度改用表式 县里的表式.toml：",
        "    已经报过的，补填：共 1 份填报表；报过的数已填好并锁住",
        "    还没有报的，按新表式：共 4 份填报表",
        f"    在 {changed.county.folder.at('issued')}",
    ]
