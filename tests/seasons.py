"""A season for tests: five agencies of one county, and what they send back.

`County(tmp_path)` is the season in a folder; `returned("T01", …)` the bytes of a workbook that an
agency sends, with nothing forgotten but what a test changes. Bytes are made once for all tests.
"""

import io
import os
import zipfile
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from unittest.mock import patch

from samples import editions
from workbooks import WRITTEN, Hand, last_year

from toolkit.excel.issue import Issue, Recipient
from toolkit.excel.shipped import shipped_template
from toolkit.excel.state import State
from toolkit.excel.template import take_apart
from toolkit.excel.transfer import filled
from toolkit.model.agency import Agency
from toolkit.season.collect import collect
from toolkit.season.counted import decided_in
from toolkit.season.decision_book import decision_book
from toolkit.season.decision_line import Decision, Kind, text_sha
from toolkit.season.folder import Folder
from toolkit.season.last_year import earlier_of
from toolkit.season.ledger import open_ledger
from toolkit.season.meeting import meet
from toolkit.season.members import Member, Members
from toolkit.season.roster import roster_book
from toolkit.season.season import Season
from toolkit.season.settings import SeasonSettings, settings_text
from toolkit.season.states import stand
from toolkit.season.status import as_record

YEAR, DEADLINE, TODAY = 2025, date(2026, 1, 20), date(2026, 1, 18)
NOON = datetime(2026, 1, 18, 12, tzinfo=UTC)
EDUCATION = Agency("D01", "清禾县教育局", "部门")
FINANCE = Agency("D02", "清禾县财政局", "部门")
STONE = Agency("T01", "清禾县青石镇人民政府", "乡镇")
RIVER = Agency("T02", "清禾县河湾乡人民政府", "乡镇")
EAST = Agency("T03", "清禾县东和乡人民政府", "乡镇")
MEMBERS = Members(
    [
        Member(EDUCATION, "县教育局", "孟晓棠"),
        Member(FINANCE, "县财政局", "金穗"),
        Member(STONE, "青石镇", "石敏"),
        Member(RIVER, "河湾乡", "江小舟"),
        Member(EAST, "东和乡", "乔一鸣"),
    ]
)
THREE = {"raw": {"requests.carried_in.person": "三"}}  # a `must` finding about a figure
SUIT = {"figures": {"disputes.suit_direct.other": 2}}  # an `explain` finding of a rule
SUIT_RULE = "suit-without-request"
SILENT = {"passages": {"problems.issues": ""}}  # an `explain` finding about a passage


def returned(code, *, at="", **words):
    """The bytes of a return; `at` is the time written in it, `words` what is said besides.

    `name` and `number` are what stands as agency and code; `passages`, `explained` and `about` are
    dicts of what differs; `year` is the year reported on; `raw` is typed afterwards, by key.
    """
    told = {n: tuple(each.items()) if isinstance(each, dict) else each for n, each in words.items()}
    content = _returned(code, **told)
    return saved_at(content, at) if at else content


@lru_cache(maxsize=128)
def _returned(
    code, figures=(), passages=(), explained=(), about=(), raw=(), name=None, number=None, year=YEAR
):
    agency = MEMBERS.of(code).agency
    said = {"agency": agency.name if name is None else name, "category": agency.category}
    said |= {"code": code if number is None else number, "year": year}
    for section in ("requests", "disputes"):
        asked = any(key.startswith(section) for key, _ in (*figures, *raw))
        said[f"had.{section}"] = "有" if asked else "没有"
    said |= dict(about)
    typed = {f"about.{key}.value": text or None for key, text in said.items()}
    typed |= {f"passages.{key}.text": text or None for key, text in passages}
    typed |= {f"checks.{rule}.explain": text for rule, text in explained}
    return Hand(complete(figures)).put(typed | dict(raw)).content


@lru_cache(maxsize=16)
def complete(figures=()):
    """A workbook of nobody in particular with nothing forgotten: 0 but for these figures."""
    form, last = editions().form("2021"), last_year("2021", YEAR - 1)
    given = {slot.key: 0 for slot in form.given} | {"licences.licence.decisions": 12}
    said = {"year": YEAR, "rulemaking": "否", "contact": "张三", "phone": "0371-1"}
    said |= {"reviewer": "李四"}
    texts = dict.fromkeys(form.passages, WRITTEN)
    state = State(form, said, given | dict(figures), last.values, texts, last.passages)
    return filled(blank(), form, state)


@lru_cache(maxsize=1)
def blank():
    """A workbook of nobody in particular, with last year's figures in it."""
    form = editions().form("2021")
    template = take_apart(shipped_template(form), form)
    issue = Issue(template, YEAR, "2026年1月20日", "清禾县政府信息公开工作办公室")
    return issue.workbook(Recipient(Agency("", "", ""), last=last_year("2021", YEAR - 1)))


@lru_cache(maxsize=128)
def saved_at(content, time):
    """The workbook with the time at which somebody saved it last."""
    hand = Hand(content)
    hand.change_part("docProps/core.xml", r">[^<]*(?=</dcterms:modified)", f">{time}")
    return hand.content


def zipped(members, *, at=(2026, 1, 10, 9, 0, 0)):
    """A zip of files by their names; a name in bytes is written so, with no word of its encoding.

    `at` is what the clock on the wall showed.
    """
    packed = io.BytesIO()
    plain = {_stand_in(number, name): name for number, name in enumerate(members)}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for stand_in, name in plain.items():
            entry = zipfile.ZipInfo(stand_in, at)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, members[name])
    content = packed.getvalue()
    for stand_in, name in plain.items():
        content = content if isinstance(name, str) else content.replace(stand_in.encode(), name)
    return content


def _stand_in(number, name):
    """A name as long as one that no library of today would write."""
    return name if isinstance(name, str) else f"@{number}".ljust(len(name), "@")


@lru_cache(maxsize=1)
def _roster():
    return roster_book(MEMBERS)


@lru_cache(maxsize=1)
def _decisions():
    return decision_book(MEMBERS, editions().form("2021"))


class County:
    """A season in a folder, with everything a test does to it."""

    def __init__(self, root, members=MEMBERS, **settings):
        told = {"deadline": DEADLINE, "recipient": "清禾县政府信息公开工作办公室", **settings}
        self.root = root
        self.settings = SeasonSettings("清禾县", YEAR, "2021", **told)
        self.folder = Folder(root)
        self.members = members
        self.form = editions().form("2021")
        for what in ("issued", "returned", "sent_back", "earlier"):
            self.folder.at(what).mkdir(parents=True, exist_ok=True)

    @property
    def season(self):
        return Season(self.folder, self.settings, self.members, editions(), self.form)

    def with_files(self):
        """The files by which the command line knows a season."""
        self.folder.at("settings").write_text(settings_text(self.settings), "utf-8")
        self.folder.at("roster").write_bytes(_roster())
        self.folder.at("decisions").write_bytes(_decisions())
        return self

    def put(self, name, content, time=""):
        """A file that came back: its path below 收回, perhaps the time that the system tells."""
        path = self.folder.at("returned") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        seconds = datetime.fromisoformat(time or "2026-01-15T08:00:00Z").timestamp()
        os.utime(path, (seconds, seconds))
        return path

    def register(self, ledger, editions_=None, report=lambda _: None):
        """Meet and read what came back."""
        season = replace(self.season, editions=editions_ or editions())
        return meet(season, ledger, NOON.isoformat(), report)

    def stand(self, today=TODAY):
        """Where everybody stands; nothing is decided or sent."""
        with open_ledger(self.folder) as ledger:
            rows, decided = self.register(ledger).rows, decided_in(ledger)
            earlier = earlier_of(self.season, ledger, decided)
            return stand(self.season, ledger, rows, decided, earlier, today)

    def one(self, code, today=TODAY):
        """Where one agency stands."""
        return next(each for each in self.stand(today).agencies if each.member.code == code)

    def state(self, code):
        return self.one(code).state.value

    def owner(self, file):
        """Whose a file is, or the reason why nobody knows."""
        here = self.stand()
        path = f"收回/{file}"
        for each in here.agencies:
            if any(version.file == path for version in each.series):
                return each.member.code
        return next(each.why for each in here.unclaimed if each.file == path)

    def collect(self, *files, now=NOON, shown=False, **how):
        """A whole collection; what officers look at is drawn only where a test asks for it."""
        silent = patch("toolkit.season.collect.show", lambda *_: iter(()))
        with nullcontext() if shown else silent:
            return collect(self.season, files, now=now, **how)

    def record(self):
        """What `nianbao status --json` says."""
        return as_record(self.stand())

    def decide(self, kind, agency="", subject="", verdict="", **more):
        """Something that an officer settled, as the ledger has it."""
        signed = {"by": "王主任", "on": "2026-01-16", "basis": more.pop("basis", "电话问过")}
        further = tuple(sorted(more.items()))
        decision = Decision(Kind(kind), agency, subject, verdict, further, **signed)
        with open_ledger(self.folder) as ledger:
            ledger.decide([{**decision.as_record(), "at": NOON.isoformat()}])

    def answer(self, code, subject, text, verdict, **more):
        """What the county says to an explanation."""
        self.decide("explanation", code, subject, verdict, text_sha=text_sha(text), **more)

    @property
    def events(self):
        with open_ledger(self.folder) as ledger:
            return ledger.events.records


__all__ = ["County", "returned", "saved_at", "zipped"]
