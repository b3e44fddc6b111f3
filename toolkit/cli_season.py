"""The part of the mouth that speaks of a season: what makes it.

cli.py adds these commands to its own. Everything heavy is imported inside.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.help import Command
from toolkit.outputs import shown

if TYPE_CHECKING:
    from toolkit.season.folder import Folder
    from toolkit.season.new import Made
    from toolkit.season.roster_sources import Sourced
    from toolkit.season.settings import SeasonSettings

FOLDER = click.Path(path_type=Path)


@click.command(cls=Command)
@click.argument("root", metavar="文件夹", type=FOLDER)
@click.option("--county", default="", metavar="名称", help="县（市、区）的名称")
@click.option("--year", type=int, metavar="年", help="报告年度；不写就是上一个公历年")
@click.option("--edition", metavar="版式", help="2021 或 2019；不写就按年度")
@click.option(
    "--roster",
    type=FOLDER,
    metavar="名单",
    help="现成的名单，或放上年报告的文件夹",
)
def new(
    root: Path, county: str, year: int | None, edition: str | None, roster: Path | None
) -> None:
    """新建一个年度的工作文件夹：设置、名单、办理单。

    现成的名单可以是 .xlsx .xls .et .ods .csv，有表头就行：要有单位全称，没有代码、类别的会补上。
    里面已有的文件一概不动，可以反复运行。
    """
    from toolkit.season.folder import Folder
    from toolkit.season.new import make_season, new_settings

    folder = Folder(root)
    by_default = year is None and not folder.at("settings").exists()
    settings = new_settings(root, county, year, edition, date.today().year - 1)
    kept = folder.at("roster").exists()
    sourced = _sourced(None if kept else roster, settings.year)
    made = list(make_season(root, settings, sourced.members))
    told = "（没有写 --year，用上一个公历年）" if by_default else ""
    click.echo(f"{settings.county} {settings.year} 年度{told}")
    if roster:
        _say_roster(roster, sourced, kept=kept)
    _say_made(root, made)
    click.echo("接着：")
    for number, step in enumerate(_next_steps(folder, settings, sourced, kept=kept), 1):
        click.echo(f"    {number}. {step}")


def _sourced(roster: Path | None, year: int) -> Sourced:
    """Who reports, as the list or the reports tell that were named."""
    from toolkit.season.members import Members
    from toolkit.season.roster_sources import Sourced, members_from

    return members_from(roster, year, _along) if roster else Sourced(Members())


def _along(files: Sequence[Path]) -> Iterator[Path]:
    """The files, with a bar that shows how far it is where somebody sits before it."""
    hidden = not (sys.stderr and sys.stderr.isatty())
    bar = click.progressbar(files, label="读上年的报告", file=sys.stderr, hidden=hidden)
    with bar as shown_files:
        yield from shown_files


def _say_roster(roster: Path, sourced: Sourced, *, kept: bool) -> None:
    """Whom the roster was made of, and what to look at in it."""
    from toolkit.say import say_slip

    if kept:
        click.echo(f"已有名单，没有用 {shown(roster)}；要用它，请先把已有的名单移到别处。")
    else:
        click.echo(f"名单：{len(sourced.members)} 家，取自 {shown(roster)}")
    for remark in sourced.remarks:
        click.echo(f"    · {say_slip(remark)}")


def _say_made(root: Path, made: Sequence[Made]) -> None:
    for told, fresh in (("已建好", True), ("已有，没有动", False)):
        names = [
            f"{each.path.name}{'/' if each.path.is_dir() else ''}"
            for each in made
            if each.new is fresh
        ]
        if names:
            click.echo(f"{told}：{shown(root)} 里的 {'、'.join(names)}")


def _next_steps(
    folder: Folder, settings: SeasonSettings, sourced: Sourced, *, kept: bool
) -> Iterator[str]:
    """What an officer does until the workbooks are sent."""
    roster, file = shown(folder.at("roster")), shown(folder.at("settings"))
    listed = kept or len(sourced.members)
    yield f"打开 {roster}，{'核对一遍' if listed else '每家单位填一行'}，存盘；"
    if not (settings.deadline and settings.recipient):
        yield f"打开 {file}，写上截止日期和报给谁，存盘；"
    if not settings.last_year:
        yield f"上年的报告放进 {shown(folder.at('earlier'))}，上年的数会替各单位填好；"
    root = shown(folder.root)
    quote = '"' if " " in root else ""
    yield f"下发：nianbao issue {quote}{root}{quote}"
