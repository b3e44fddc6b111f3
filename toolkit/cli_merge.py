"""The part of the mouth that unites the folders of two computers: `nianbao merge`.

cli.py adds this command to its own. Everything heavy is imported inside.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli_collect import SEASON, counter, few, now, say_collected
from toolkit.help import Command
from toolkit.outputs import shown

if TYPE_CHECKING:
    from toolkit.season.folder import Folder
    from toolkit.season.merge import Merged


@click.command(cls=Command)
@SEASON
@click.argument("other", metavar="另一台电脑的年度文件夹", type=click.Path(path_type=Path))
def merge(root: Path, other: Path) -> int:
    """合并：把另一台电脑上的年度文件夹并进来，然后照常收回。

    那边的文件夹只读，不动。这里没有的文件、台账、办理都带过来；两边办得不一样的，
    这里的不变，列进办理单请人定。可以反复运行。
    """
    from toolkit.season.merge import merge as merge_seasons
    from toolkit.season.season import open_season

    season = open_season(root)
    with counter("合并") as step:
        merged = merge_seasons(season, other, now=now(), report=lambda _: step())
    _say_merged(season.folder, other, merged)
    click.echo("")
    say_collected(season, merged.collected)
    return 0


def _say_merged(folder: Folder, other: Path, merged: Merged) -> None:
    """What was taken over, and what an officer has to see to."""
    if merged.applied:
        click.echo(f"先照这里的办理单办理了 {merged.applied} 件。")
    if merged.nothing:
        click.echo(f"{shown(other)}：没有新的，这里都有了。")
    else:
        copied = len(merged.brought.copied)
        click.echo(
            f"从 {shown(other)} 带来：文件 {copied} 个，"
            f"台账记录 {merged.events} 条，办理 {merged.decided} 件。"
        )
    few("带来的文件", merged.brought.copied)
    few("那边打不开的文件，没有带来", merged.brought.unread)
    if merged.clashes:
        book = shown(folder.at("decisions"))
        click.echo(
            f"两边办得不一样的 {len(merged.clashes)} 件：这里的没有变，已列进 {book}，请定下来。"
        )
    for name in merged.unwritten:
        click.echo(f"！两边办得不一样的，要列进 {name}，可是它正开着。请关掉它，再合并一次。")
    if merged.waiting is None:
        click.echo("！那边的办理单打不开，里面还没有办的都没有带来。")
    elif merged.waiting:
        click.echo(
            f"！那边的办理单里有 {merged.waiting} 行填了还没有办，没有带来。"
            "请在那边运行 nianbao collect，再合并一次；或者抄到这里的办理单。"
        )
    few("两边名单不一样，这里的没有改；要改的，请改名单.xlsx", merged.others)
    if merged.broken_at:
        click.echo(f"！那边的台账第 {merged.broken_at} 行同上一行接不上，请查一查。")
