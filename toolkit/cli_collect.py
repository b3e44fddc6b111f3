"""The part of the mouth that sends out, collects, reminds and tells how a season stands.

cli.py adds these commands to its own. Everything heavy is imported inside.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.help import Command
from toolkit.outputs import shown

if TYPE_CHECKING:
    from toolkit.excel.issue import Issued
    from toolkit.season.collect import Collected
    from toolkit.season.reissue import Reissued
    from toolkit.season.season import Season
    from toolkit.season.standing import Stand

SEASON = click.argument("root", metavar="年度文件夹", type=click.Path(path_type=Path))
FEW = 8  # lines of one sort that are printed


@click.command(cls=Command)
@SEASON
@click.option("--agency", "codes", multiple=True, metavar="单位", help="只发这一家（可以写几个）")
@click.option("--form", metavar="表式", help="中途换表式：这个表式文件（.toml），给各家重发")
def issue(root: Path, codes: tuple[str, ...], form: str | None) -> None:
    """下发：给每家单位做一份填报表，放进“下发”文件夹，上年的数已经填好。

    可以反复运行：没有变化的文件一个字节也不动，有人填了数的不动，收回来的文件不碰。
    --form 用于中途换了表式：报过的单位得到一份补填表，原来的数已经填好并锁住，只填新的格。
    """
    from toolkit.season.issuing import issue_season, left_over, named_members
    from toolkit.season.new_form import take_form
    from toolkit.season.reissue import reissue_season
    from toolkit.season.season import open_season

    season = open_season(root)
    count = len(named_members(season.members, codes))
    if form:
        season = take_form(season, Path(form), now=now())
        with _bar("重发", count) as step:
            again = reissue_season(season, codes, now=now(), report=step)
        _say_reissued(season, again)
    else:
        with _bar("下发", count) as step:
            made = issue_season(season, codes, now=now(), report=lambda _: step())
        click.echo(f"{season.settings.county} {season.settings.year} 年度：{_fates(made)}")
        _say_untouched(made)
    left = left_over(season)
    few("不用发", [f"{agency}：{why}" for agency, why in left.spared.items()])
    few("“下发”里不是现在要发的，没有动；不用的请移走", left.files)
    click.echo(f"    在 {shown(season.folder.at('issued'))}")


def _say_reissued(season: Season, made: Reissued) -> None:
    """Who is sent what on the new form."""
    settings = season.settings
    click.echo(f"{settings.county} {settings.year} 年度改用表式 {settings.form}：")
    if made.again:
        click.echo(f"    已经报过的，补填：{_fates(made.again)}；报过的数已填好并锁住")
    if made.new:
        click.echo(f"    还没有报的，按新表式：{_fates(made.new)}")
    if made.current:
        click.echo(f"    已经按新表式报来、不用再发的：{len(made.current)} 家")
    _say_untouched((*made.again, *made.new))
    lost = [f"{member.called}：{count} 个数" for member, count in made.homeless]
    few("新表式里没有地方放、没有带过去的", lost)


def _fates(made: Sequence[Issued]) -> str:
    """How many workbooks there are, and how many of them were there already."""
    same = sum(each.fate.value == "same" for each in made)
    return f"共 {len(made)} 份填报表" + (f"，{same} 份同原来一样，没有动" if same else "")


def _say_untouched(made: Sequence[Issued]) -> None:
    """The files in which somebody has typed, and those that are open."""
    kept = [each.path.name for each in made if each.fate.value == "kept"]
    few("已经填了数，没有动；要重发请先把它移走", kept)
    for each in made:
        if each.fate.value == "shut":
            click.echo(f"！{each.path.name} 写不进去，可能正开着。请关掉它，再运行一次。")


@click.command(cls=Command)
@SEASON
@click.argument("files", nargs=-1, metavar="[文件…]", type=click.Path(path_type=Path))
@click.option("--again", is_flag=True, help="规则或办理变了：把收到的重新审一遍，不再读文件")
def collect(root: Path, files: tuple[Path, ...], *, again: bool) -> int:
    """收回：读“收回”文件夹里的文件，照办理单办理，审核，做退回的表和收回情况。

    写上文件，就先把它们放进“收回”。里面可以有子文件夹和 zip；可以反复运行。
    """
    from toolkit.season.collect import collect as collect_season
    from toolkit.season.season import open_season

    season = open_season(root)
    with counter("收回") as step:
        collected = collect_season(season, files, now=now(), again=again, report=lambda _: step())
    say_collected(season, collected)
    latest = (each.latest for each in collected.stand.agencies if each.latest)
    return int(any(f.severity == "must" for version in latest for f in version.findings))


@click.command(cls=Command)
@SEASON
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def status(root: Path, *, as_json: bool) -> None:
    """收回情况：每家单位走到哪一步。"""
    from toolkit.season.season import open_season
    from toolkit.season.status import as_record, look_closely

    season = open_season(root)
    looked = look_closely(season, now())
    if as_json:
        click.echo(json.dumps(as_record(looked.stand), ensure_ascii=False, indent=1))
    else:
        _say_stand(looked.stand)
        _say_gone(looked.gone, looked.there)
    _say_broken(season, looked.broken_at, looked.decided_broken_at)


@click.command(cls=Command)
@SEASON
def remind(root: Path) -> None:
    """催报：群通知、给每家的提醒、催报函，写进“催报”文件夹，群通知同时打印出来。

    群通知里只有单位名称，没有问题和电话。
    """
    from toolkit.season.remind import remind as remind_season
    from toolkit.season.season import open_season
    from toolkit.season.status import look

    season = open_season(root)
    made = remind_season(season.folder, look(season, now()))
    click.echo(made.group)
    click.echo("")
    click.echo(f"共 {len(made.files)} 个文件，在 {shown(season.folder.at('urging'))}")


def say_collected(season: Season, collected: Collected) -> None:
    """What this run did, and what an officer does next."""
    met, folder = collected.registered, season.folder
    click.echo(f"新收到 {len(met.new)} 个文件，现在共 {len(met.rows)} 个。")
    _say_gone(met.gone, met.rows)
    few("早存的文件晚到，没有盖掉后来的", collected.late)
    if collected.decided:
        click.echo(f"照办理单办理了 {collected.decided} 件。")
    few("办理单里还不能办的", collected.refused)
    _say_stand(collected.stand)
    few("这次退回的表和回执", collected.sent)
    for name in collected.unwritten:
        click.echo(f"！{name} 正开着，没有写。请关掉它，再运行一次。")
    _say_broken(season, collected.broken_at, collected.decided_broken_at)
    click.echo("接着看：")
    for what in ("overview", "board", "decisions", "sent_back"):
        click.echo(f"    {shown(folder.at(what))}")


def _say_gone(gone: Sequence[str], there: Container[str] = ()) -> None:
    """What was received and lies there no more: it counts all the same."""
    few(
        "收过、现在不在“收回”里的文件",
        [f"{path}（原处换了另一个文件）" if path in there else path for path in gone],
    )
    if gone:
        click.echo("    仍按收到的算；不该算的，在办理单“认领”表里选“不是报送件”。")


def _say_broken(season: Season, events: int, decided: int) -> None:
    """Lines of the ledger that somebody changed or took out."""
    from toolkit.errors import Slip
    from toolkit.say import say_slip

    told = (("ledger-broken", "events", events), ("decided-broken", "decided", decided))
    for code, what, line in told:
        if line:
            slip = Slip(code, str(season.folder.record(what)), facts=(("line", line),))
            click.echo(f"！{say_slip(slip)}", err=True)


def _say_stand(here: Stand) -> None:
    """How many stand where; who has not reported; whose file is nobody's."""
    click.echo(f"{here.county} {here.year} 年度，{shares(here)}")
    missing = [s.member.called for s in here.agencies if s.state.value == "missing"]
    few("未报", missing)
    few("待认领", [f"{each.file}：{each.why}" for each in here.unclaimed])


def shares(here: Stand) -> str:
    """How many agencies there are, and how many of them stand where."""
    from toolkit.lexicon import words

    told, counts = words("season")["states"], Counter(each.state.value for each in here.agencies)
    parts = "，".join(f"{told[state]} {counts[state]}" for state in told if state in counts)
    return f"{len(here.agencies)} 家：{parts}。"


def few(called: str, told: Sequence[str]) -> None:
    if not told:
        return
    click.echo(f"{called}（{len(told)}）：")
    for line in told[:FEW]:
        click.echo(f"    {line}")
    if len(told) > FEW:
        click.echo(f"    …… 另有 {len(told) - FEW} 个。")


@contextmanager
def _bar(label: str, length: int) -> Iterator[Callable[[], None]]:
    """A bar of progress where somebody sits before the screen; nothing elsewhere."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=length, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield lambda: bar.update(1)


@contextmanager
def counter(label: str) -> Iterator[Callable[[], None]]:
    """How many files were met, told where somebody sits before the screen."""
    count, watched = 0, sys.stderr.isatty()

    def step() -> None:
        nonlocal count
        count += 1
        if watched and count % 5 == 0:
            click.echo(f"\r{label} {count} ……", err=True, nl=False)

    yield step
    if watched and count >= 5:
        click.echo("\r", err=True)


def now() -> datetime:
    return datetime.now().astimezone()
