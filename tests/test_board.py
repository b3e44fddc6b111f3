"""看板.html as values and as text; what a browser makes of it is in tests/browser."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from standings import NASTY, of, only, season

from toolkit.lexicon import words
from toolkit.season import board as mapped
from toolkit.season.board import board_page
from toolkit.season.standing import Changed, State, Told
from toolkit.web import board as drawn
from toolkit.web.board import Board, Line, draw_board

FOLDER = Path(drawn.__file__).parent
TEMPLATE = (FOLDER / drawn.TEMPLATE).read_text("utf-8")
ALONE = {"meta", "input", "link", "img", "br", "hr"}


@pytest.fixture(scope="module")
def county(form):
    return season(form)


@pytest.fixture(scope="module")
def office(county):
    return Page(board_page(county))


@pytest.fixture(scope="module")
def public(county):
    return Page(board_page(county, for_all=True))


class Page(HTMLParser):
    """Every element of a page with its attributes and the text in it."""

    def __init__(self, text):
        super().__init__()
        self.source, self.elements, self.open = text, [], []
        self.feed(text)
        self.close()
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))
        if tag not in ALONE:
            self.open.append(self.elements[-1])

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, text):
        for _, _, texts in self.open:
            texts.append(text)

    def all(self, tag, **wanted):
        """Attributes and text of the elements of this sort."""
        return [
            (attributes, "".join(texts).strip())
            for name, attributes, texts in self.elements
            if name == tag and wanted.items() <= attributes.items()
        ]

    def texts(self, tag, **wanted):
        return [text for _, text in self.all(tag, **wanted)]

    @property
    def text(self):
        """What is read, without style and script."""
        skipped = [text for tag in ("style", "script") for text in self.texts(tag)]
        whole = "".join(self.elements[0][2])
        for each in skipped:
            whole = whole.replace(each, "")
        return whole


# ------------------------------------------------------------------ what the office sees


def test_the_page_tells_the_counts(office):
    assert office.texts("h1") == ["清禾县2025年度政府信息公开工作年度报告收回情况"]
    assert "截至2026年1月18日。报送截止2026年1月15日，已过 3 天。" in office.text
    labels = [re.sub(r"\s", "", text) for text in office.texts("div")[:4]]
    assert labels == ["应报21家", "已收18家", "通过7家", "未报3家"]


def test_the_bar_shows_every_state_and_the_legend_says_it(office):
    legend = [text for _, text in office.all("li") if re.fullmatch(r".* \d+ 家(，不计在内)?", text)]
    assert legend == [
        *("已发布 1 家", "已签发 1 家", "通过 4 家", "通过·有更正待改 1 家", "说明待认可 1 家"),
        *("已收待说明 2 家", "已收待改 6 家", "已收（待确认） 1 家", "已收（影像件） 1 家"),
        *("未报 3 家", "另有免报 1 家，不计在内"),
    ]
    shares = [a["title"] for a, _ in office.all("span") if "flex" in a.get("style", "")]
    assert shares == legend[:-1]


def test_no_state_is_told_by_colour_alone(office):
    """Each has a pattern of its own in the style, and its words beside every swatch."""
    styles = "".join(office.texts("style"))
    drawn_as = {state: re.findall(rf"\.s-{state} {{ (.*) }}", styles) for state in State}
    assert [state for state, drawn in drawn_as.items() if len(drawn) != 1] == []
    assert len({drawn[0] for drawn in drawn_as.values()}) == len(State)
    plain = [state for state, drawn in drawn_as.items() if "gradient" not in drawn[0]]
    assert plain == [State.ACCEPTED, State.EXEMPT, State.PUBLISHED]  # light, pale, dark


def rows(page):
    return [a for a, _ in page.all("tr") if "data-state" in a]


def test_a_row_for_each_agency(office, county):
    told = [(row["data-find"], row["data-state"], row["data-category"]) for row in rows(office)]
    assert told == [
        (f"{each.member.code} {each.member.agency.name}", each.state, each.member.agency.category)
        for each in county.agencies
    ]


def test_what_waits_for_the_county_is_told(office, county):
    waiting = office.texts("ul", **{"class": "todo"})[0]
    assert waiting.split("\n") == [
        *("2 份文件待认领", "1 家的说明待认可", "1 家报来的不是填报表，待核对"),
        "2 家过了截止日期还没有报",
    ]
    assert "<p>没有。</p>" in board_page(only(county, "D01", unclaimed=()))


def test_each_agency_can_be_drilled_into(office):
    cards = office.texts("details", **{"class": "agency"})
    assert len(cards) == 22
    refused = next(card for card in cards if card.startswith("清禾县住房和城乡建设局"))
    for words_told in (
        *("代码D09", "截止日期2026年1月15日", "退回2 次", "联系人郝筑安 0399-5550108"),
        *("请说明表二第（一）项（本年制发件数）", "说明：情况属实。", "不认可：没有写是哪两件"),
        *("2026-01-13 09:20", "校验码 482913", "保存软件 WPS 表格", "计入汇总"),
    ):
        assert words_told in refused


def test_versions_stand_newest_first(office):
    card = next(text for text in office.texts("details") if "代码T02" in text)
    assert card.index("2026-01-17 09:20") < card.index("2026-01-10 09:20")


def test_what_a_resubmission_changed_is_told(office):
    card = next(text for text in office.texts("details") if "代码D03" in text)
    assert "比上一份改了 1 处\n\n表三 商业企业 · 本年新收：无 → 0" in card
    long = Changed("overview", "总体情况", "", "一段很长的话，" * 20)
    assert mapped._change(long) == f"总体情况：空 → {'一段很长的话，' * 5}一段很长的…"


def test_files_open_from_the_page(office):
    links = [a["href"] for a, _ in office.all("a") if not a["href"].startswith("#")]
    assert links[:2] == [
        "%E6%94%B6%E5%9B%9E/%E6%9C%80%E7%BB%88%E7%89%88%283%29.xlsx",
        "%E6%94%B6%E5%9B%9E/%E8%BD%AC%E5%8F%91.zip",
    ]
    assert [link for link in links if not link.startswith("%E6%94%B6%E5%9B%9E/")] == []


# ------------------------------------------------------------------ what is badly understood


def common(county, *codes):
    return [
        (each.where, each.found, len(each.names), each.left)
        for each in mapped._common(only(county, *codes) if codes else county)
    ]


def test_the_most_frequent_findings_come_first(county):
    """One put right since counts as met; what each typed is told where all typed the same."""
    assert common(county) == [
        ("表三 D11（自然人 · 上年结转）", "填的是“三”，不是数字", 5, 5),
        (
            "表二第（一）项（本年制发件数）等 2 处",
            "“规章”填了 2，但本单位没有规章制定权",
            4,
            3,
        ),
        ("表三 E10（商业企业 · 本年新收）", "填的是“无”，不是数字", 2, 1),
    ]


def test_what_differs_from_agency_to_agency_is_left_out(county):
    other = of(county, "T07")
    version = other.latest
    told = tuple(
        each._replace(sentence=each.sentence.replace("三”", "两”")) for each in version.told
    )
    other = replace(other, series=(replace(version, told=told),))
    two = replace(county, agencies=(of(county, "D03"), other))
    assert common(two) == [("表三 D11（自然人 · 上年结转）", "填的是“…”，不是数字", 2, 2)]


def test_what_is_left_out_in_a_row_is_one_gap():
    told = ["上年结转 3，上年的结转下年度 1，多 2", "上年结转 4，上年的结转下年度 5，少 1"]
    assert mapped._pattern(told) == "上年结转 …，上年的结转下年度 …"
    assert mapped._pattern(["共 2 处", "没有"]) == "共 2 处"


def test_a_finding_told_for_several_cells_at_once_is_counted_cell_by_cell(county):
    """The words of the cell come from whoever got only this one wrong."""
    one, several = of(county, "D03"), of(county, "D02")
    version = several.latest
    finding = one.latest.findings[0]
    place = finding.places[0]._replace(cell="D12")
    more = finding._replace(keys=("requests.granted.person",), places=(place,))
    at_once = (Told(finding.code, "must", "表三 D11:D12（共 2 格）：填的是“三”，不是数字。"),)
    several = replace(several, series=(replace(version, findings=(finding, more), told=at_once),))
    assert common(replace(county, agencies=(several, one))) == [
        ("表三 D11（自然人 · 上年结转）", "填的是“三”，不是数字", 2, 2)
    ]
    again = replace(several, member=of(county, "T01").member)
    assert common(replace(county, agencies=(several, again))) == [
        ("表三 D11等 2 处", "填的是“三”，不是数字", 2, 2)
    ]


def test_what_only_one_got_wrong_is_not_frequent(county):
    assert common(county, "D05", "D06", "T07") == []
    assert "还没有两家以上都有的问题。" in board_page(only(county, "D05"))


# ------------------------------------------------------------------ the page for all


def test_the_page_for_all_tells_who_stands_where_and_nothing_else(public, county):
    assert len(rows(public)) == 22
    assert public.texts("details") == []
    assert [a["href"] for a, _ in public.all("a")] == ["#agencies"]
    secrets = {county.agencies[0].latest.checkcode}
    for each in county.agencies:
        secrets |= {each.member.contact, each.member.phone, each.member.code + " ", each.reason}
        for version in each.series:
            secrets |= {version.file, version.file.rpartition("/")[2], version.program}
            secrets |= {told.sentence for told in version.told}
            secrets |= {word for e in version.explained for word in (e.text, e.why)}
    secrets |= {word for each in county.unclaimed for word in each[:1] + each[2:] if word}
    secrets -= {each.member.agency.name for each in county.agencies}
    secrets.discard("")
    assert len(secrets) > 100
    assert [secret for secret in secrets if secret in public.source] == []
    assert "待认领" not in public.text


def test_its_values_hold_no_more_than_they_show(county):
    for line in mapped._for_all(county).lines:
        assert line == Line(line.name, line.category, line.state, line.label)


# ------------------------------------------------------------------ how the page is made


@pytest.mark.parametrize("which", ["office", "public"])
def test_the_page_needs_nothing_beside_it(which, request):
    page = request.getfixturevalue(which)
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0][0]["content"]
    assert policy.startswith("default-src 'none';")
    sources = [a for _, a, _ in page.elements if {"src", "srcset", "poster", "data"} & a.keys()]
    assert sources == []
    assert {tag for tag, _, _ in page.elements} & {"link", "img", "iframe", "object"} == set()
    assert re.findall(r"https?:|//[a-z]|url\(|@import", page.source.replace("</", "")) == []


def test_names_come_out_as_they_went_in(office, county):
    assert NASTY in office.texts("h3")
    assert [a["data-find"] for a in rows(office)][-1] == f"T08 {NASTY}"
    assert "<b>&'" not in office.source
    hostile = '</script><script>alert("x")</script>\x00\x0b\ud800'
    told = draw_board(Board(hostile, hostile, hostile, (), (), (), for_all=True))
    assert told.count("<script>") == 1
    assert Page(told).texts("h1") == ['</script><script>alert("x")</script>']
    assert told.encode()


def test_headings_go_one_step_down_at_a_time(office):
    levels = [int(tag[1]) for tag, _, _ in office.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert [b for a, b in pairwise(levels) if b > a + 1] == []


def test_everything_that_is_used_has_a_name(office):
    assert [text.split("\n")[0][:2] for text in office.texts("label")] == ["找单", "状态", "类别"]
    ids = [a["id"] for _, a, _ in office.elements if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for a, _ in office.all("a") if a["href"].startswith("#")}
    targets |= {a["aria-labelledby"] for a, _ in office.all("section")}
    assert targets - set(ids) == set()
    assert [a for a, _ in office.all("th") if a.get("scope") not in ("col", "row")] == []
    assert office.all("html")[0][0]["lang"] == "zh-CN"


def test_the_same_season_makes_the_same_page(county, form):
    assert board_page(county) == board_page(season(form))


def test_a_season_in_which_nothing_came_has_a_page(county):
    nobody = Page(board_page(only(county, unclaimed=(), deadline=None)))
    assert rows(nobody) == []
    assert "没有。" in nobody.text


def test_the_template_speaks_no_chinese_and_leaves_no_word_unsaid():
    assert re.findall(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", TEMPLATE) == []
    code = TEMPLATE + Path(mapped.__file__).read_text("utf-8")
    made = ("todo_", "due", "received", "passed", "missing", "document", "picture")
    unsaid = [
        word
        for word in words("board")["board"]
        if f"told.{word}" not in code and f'"{word}"' not in code and not word.startswith(made)
    ]
    assert unsaid == []
