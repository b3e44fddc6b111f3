"""看板.html in Chromium: it asks nothing of the network, filters, sorts, unfolds and prints.

A test that does something on the page appends a script that clicks and types as people do, and
writes down what it then sees; the page itself is as it is shipped.
"""

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest
from office.paper import tight
from standings import season

from toolkit.season.board import board_page

pytestmark = pytest.mark.browser

SECONDS = 90
PROGRAMS = ("chromium", "google-chrome", "chrome")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars")
QUIET += ("--disable-background-networking", "--disable-dev-shm-usage")
QUIET += ("--host-resolver-rules=MAP * ~NOTFOUND", "--allow-file-access-from-files")
WRITTEN = re.compile(r'<body data-seen="([^"]*)"')
SEEN = """
<script>
function listed() {
  return Array.from(document.querySelectorAll("#list tbody tr")).filter(function (row) {
    return row.offsetParent !== null;
  }).map(function (row) { return row.cells[0].textContent; });
}
function cards() {
  return Array.from(document.querySelectorAll(".agency")).filter(function (card) {
    return card.offsetParent !== null;
  }).length;
}
function choose(name, value) {
  var control = document.getElementById(name);
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
}
function click(heading) {
  Array.from(document.querySelectorAll("#list thead button")).find(function (button) {
    return button.textContent === heading;
  }).click();
}
function see(what) { document.body.dataset.seen = JSON.stringify(what); }
window.addEventListener("load", function () { %s });
</script>
"""


class Browser:
    """Chromium, started anew for each question."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def run(self, page, *options):
        profile = f"--user-data-dir={self.folder / 'profile'}"
        command = (self.program, *QUIET, profile, *options, page.as_uri())
        run = subprocess.run(command, capture_output=True, check=True, timeout=SECONDS)
        return run.stdout.decode(), run.stderr.decode("utf-8", "replace")

    def seen(self, page, script, at="", *options):
        """What a script that does something on the page writes down."""
        text = page.read_text("utf-8").replace("</body>", SEEN % script + "</body>")
        driven = self.folder / "driven.html"
        driven.write_text(text, "utf-8")
        if at:
            driven = _Address(f"{driven.as_uri()}{at}")
        dom, _ = self.run(driven, "--dump-dom", "--virtual-time-budget=5000", *options)
        return json.loads(unescape(WRITTEN.search(dom)[1]))

    def printed(self, page):
        """The words of each page on paper, line by line, without spaces."""
        pdftotext = shutil.which("pdftotext") or _missing("没有找到 pdftotext")
        paper = self.folder / "printed.pdf"
        self.run(page, "--no-pdf-header-footer", f"--print-to-pdf={paper}")
        command = (pdftotext, "-layout", "-enc", "UTF-8", str(paper), "-")
        run = subprocess.run(command, capture_output=True, check=True, timeout=SECONDS)
        return [tight(page) for page in run.stdout.decode().removesuffix("\f").split("\f")]

    def framed(self, page, script, **attributes):
        """What a script sees of the page in a frame; the page is `inside`."""
        inner, outer = self.folder / "board.html", self.folder / "frame.html"
        inner.write_bytes(page.read_bytes())
        told = " ".join(f'{name}="{text}"' for name, text in attributes.items())
        frame = f'<iframe src="{inner.name}" {told}></iframe>'
        outer.write_text(f"<!DOCTYPE html><html><body>{frame}</body></html>", "utf-8")
        inside = 'var inside = document.querySelector("iframe").contentDocument;'
        return self.seen(outer, inside + script)


class _Address(str):
    def as_uri(self):
        return self


def _missing(sentence):
    if os.environ.get("NIANBAO_ALL_GROUPS") == "1":
        pytest.fail(f"NIANBAO_ALL_GROUPS=1：{sentence}", pytrace=False)
    pytest.skip(sentence)


@pytest.fixture
def browser(tmp_path):
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    return Browser(program or _missing("没有找到 Chromium 或 Chrome"), tmp_path)


@pytest.fixture(scope="module")
def pages(form, tmp_path_factory):
    """Both pages as they lie in the season's folder."""
    folder, county = tmp_path_factory.mktemp("年度工作"), season(form)
    for name, for_all in (("看板", False), ("看板（可转发）", True)):
        (folder / f"{name}.html").write_text(board_page(county, for_all), "utf-8")
    return folder


@pytest.fixture
def board(pages):
    return pages / "看板.html"


@pytest.mark.parametrize("name", ["看板", "看板（可转发）"])
def test_nothing_is_fetched_and_nothing_complains(browser, pages, name):
    page = pages / f"{name}.html"
    script = 'see(performance.getEntriesByType("resource").map(function (e) { return e.name; }));'
    assert browser.seen(page, script) == []
    dom, errors = browser.run(page, "--dump-dom", "--enable-logging=stderr")
    assert [line for line in errors.splitlines() if "CONSOLE" in line] == []
    assert dom.count("data-find=") == 22
    assert f"列出 {22} 家" in dom


def test_the_console_would_be_heard(browser, board):
    """The test above would notice an error and a fetch: here are both."""
    wrong = "<script>nothing.at.all()</script><img src='http://example.invalid/x.png'>"
    page = browser.folder / "wrong.html"
    page.write_text(board.read_text("utf-8").replace("</body>", wrong + "</body>"), "utf-8")
    _, errors = browser.run(page, "--dump-dom", "--enable-logging=stderr")
    told = "".join(line for line in errors.splitlines() if "CONSOLE" in line)
    assert "nothing is not defined" in told
    assert "Content Security Policy" in told


def test_agencies_are_found_by_name_code_state_and_category(browser, board):
    seen = browser.seen(
        board,
        """
        var seen = {};
        choose("find", "税务"); seen.name = listed();
        choose("find", " d1 "); seen.code = listed().length;
        choose("find", ""); choose("state", "missing"); seen.state = listed();
        choose("category", "部门"); seen.both = listed(); seen.cards = cards();
        seen.count = document.getElementById("shown").textContent;
        choose("find", "没有这家"); seen.none = listed();
        seen.nobody = document.getElementById("nobody").offsetParent !== null;
        choose("find", ""); choose("state", ""); choose("category", ""); seen.all = listed().length;
        see(seen);
        """,
    )
    assert seen == {
        "name": ["国家税务总局清禾县税务局"],
        "code": 5,
        "state": ["清禾县应急管理局", "清禾县白杨镇人民政府", "清禾县石桥镇人民政府"],
        "both": ["清禾县应急管理局"],
        "cards": 1,
        "count": "列出 1 家",
        "none": [],
        "nobody": True,
        "all": 22,
    }


def test_columns_sort_both_ways(browser, board):
    seen = browser.seen(
        board,
        """
        var seen = {}, headings = document.querySelectorAll("#list thead th");
        click("必须改"); click("必须改"); seen.most = listed()[0];
        seen.sorted = headings[3].getAttribute("aria-sort");
        click("状态"); seen.ahead = listed().slice(0, 3);
        seen.only = document.querySelectorAll("[aria-sort]").length;
        seen.first = document.querySelector(".agency h3").textContent;
        click("单位"); seen.last = listed()[21];
        see(seen);
        """,
    )
    assert seen == {
        "most": "清禾县市场监督管理局",
        "sorted": "descending",
        "ahead": ["清禾县公安局", "清禾县财政局", "清禾县教育局"],
        "only": 1,
        "first": "清禾县公安局",
        "last": "清禾县自然资源局",
    }


def test_an_agency_unfolds_where_its_name_leads(browser, board):
    script = """
        var link = document.querySelector('#list tbody tr:nth-child(9) a');
        var before = document.querySelectorAll(".agency[open]").length;
        link.click();
        setTimeout(function () {
          var open = document.querySelectorAll(".agency[open]");
          see([before, open.length, open[0].querySelector("h3").textContent]);
        }, 200);
    """
    assert browser.seen(board, script) == [0, 1, "清禾县住房和城乡建设局"]
    opened = 'see(document.querySelector(".agency[open] h3").textContent);'
    assert browser.seen(board, opened, "#u2") == "清禾县市场监督管理局"


def test_all_unfold_and_fold_at_once(browser, board):
    script = """
        var button = document.getElementById("unfold"), seen = [];
        for (var n = 0; n < 3; n += 1) {
          seen.push(button.textContent, document.querySelectorAll(".agency[open]").length);
          button.click();
        }
        see(seen);
    """
    assert browser.seen(board, script) == ["全部点开", 0, "全部收起", 22, "全部点开", 0]


def test_everything_can_be_reached_and_seen_with_the_keyboard(browser, board):
    """In the order in which it stands; what has the focus is drawn round."""
    script = """
        var stops = Array.from(document.querySelectorAll("a, button, input, select, summary"));
        stops = stops.filter(function (each) {
          return each.checkVisibility() && each.tabIndex >= 0;
        });
        stops[0].focus();
        var skip = stops[0].getBoundingClientRect().left >= 0 && stops[0].textContent;
        var ringed = stops.filter(function (each) {
          each.focus({ focusVisible: true });
          return document.activeElement === each && getComputedStyle(each).outlineStyle === "solid";
        });
        see([skip, stops.length === ringed.length, stops.slice(1, 4).map(function (each) {
          return each.id;
        })]);
    """
    assert browser.seen(board, script) == ["跳到单位列表", True, ["find", "state", "category"]]


def test_it_works_without_javascript(browser, board):
    """Nothing is offered that would not work, and everything can be unfolded and read."""
    script = """
        inside.querySelector('#list tbody a').click();
        setTimeout(function () {
          see([
            inside.querySelectorAll("#list tbody tr").length,
            inside.getElementById("tools").offsetParent === null,
            Array.from(inside.querySelectorAll("button")).filter(function (each) {
              return each.offsetParent !== null;
            }).length,
            inside.querySelectorAll(".agency[open]").length
          ]);
        }, 300);
    """
    seen = browser.framed(board, script, sandbox="allow-same-origin", width=1200, height=900)
    assert seen == [22, True, 0, 1]


@pytest.mark.parametrize("name", ["看板", "看板（可转发）"])
def test_it_fits_a_phone(browser, pages, name):
    """Nothing stands out to the right of a screen of 390 points, all unfolded."""
    script = """
        inside.querySelectorAll("details").forEach(function (each) { each.open = true; });
        see([inside.documentElement.clientWidth, inside.documentElement.scrollWidth]);
    """
    seen = browser.framed(pages / f"{name}.html", script, width=390, height=800)
    assert seen == [390, 390]


def test_on_paper_it_is_two_pages_of_black_on_white(browser, board):
    first, second = browser.printed(board)
    assert first.startswith("清禾县2025年度政府信息公开工作年度报告收回情况截至2026年1月18日。")
    assert "已收待改6家" in first
    assert "通过·有更正待改1家" in first
    heading = "单位类别状态必须改请说明待认可退回最近一次报送迟报"
    assert [heading in page for page in (first, second)] == [True, True]
    assert "常见问题" in second
    assert "收回/转发.zip!/填报表#2100%.xlsx" in second
    assert "各单位详情" not in second, "nothing is unfolded"
    assert "全部点开" not in first + second


def test_what_is_unfolded_is_printed(browser, board):
    page = browser.folder / "open.html"
    text = board.read_text("utf-8")
    at = text.index('<details class="agency" data-line="9">')
    page.write_text(text[:at] + text[at:].replace("<details", "<details open", 1), "utf-8")
    whole = "".join(browser.printed(page))
    assert "联系人郝筑安0399-5550108" in whole
    assert "不认可：没有写是哪两件、哪天施行" in whole
    assert "田守禾" not in whole


def test_the_page_for_all_fits_two_pages(browser, pages):
    printed = browser.printed(pages / "看板（可转发）.html")
    assert len(printed) <= 2
    assert "清禾县应急管理局部门未报" in "".join(printed)


def test_the_page_is_painted(browser, board):
    """A picture of it is no empty sheet."""
    shown = browser.folder / "shown.png"
    browser.run(board, "--window-size=1280,900", f"--screenshot={shown}")
    assert Path(shown).stat().st_size > 40_000
