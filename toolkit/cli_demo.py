"""The part of the mouth that shows the example county: `nianbao demo`.

cli.py adds this command to its own. Everything heavy is imported inside.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.help import Command
from toolkit.outputs import refuse_file, shown

if TYPE_CHECKING:
    from toolkit.season.decision_line import Line
    from toolkit.season.season import Season
    from toolkit.season.standing import Stand, Standing

COUNTY, YEAR, EDITION = "清禾县", 2023, "2021"
RECIPIENT = "清禾县政府信息公开工作办公室"
DEADLINE = date(2024, 1, 20)
CHINA = timezone(timedelta(hours=8))
FIRST_DAY = datetime(2024, 1, 19, 16, 40, tzinfo=CHINA)  # the day before, as always
SECOND_DAY = datetime(2024, 1, 22, 9, 15, tzinfo=CHINA)
ROSTER, LAST, RETURNED = "名单.csv", "上年.json", "收回"
OFFICER, BASIS = "周敏", "电话问过该单位，记录在案"
OWNERS = {"D12": "清禾县民政局", "T07": "清禾县南溪乡人民政府"}  # what the officer finds out
REFUSED = "清禾县公安局"  # whose explanation will not do
FEW = 3  # findings of one agency that are printed
TOTALS = ("requests.new.total", "requests.total.total", "enforcement.penalty.decisions")
NOT_SENT = "agency-missing"  # told by the number of them
LEFT_OUT = {
    "vertical": "垂直管理",
    "twice": "报送两份且内容不同",
    "not-on-roster": "不在名单上",
}


@click.command(cls=Command)
@click.argument("folder", default="演示", metavar="[文件夹]", type=click.Path(path_type=Path))
def demo(folder: Path) -> None:
    """演示：一个虚构的县，一个年度从下发、收回、办理到汇总。

    都写在“演示”文件夹里（或另外指定的文件夹）；里面已有的文件不动，可以反复运行。
    """
    season = _set_up(folder)
    _issue(season)
    _collect(season)
    here = _decide(season)
    _add_up(season, here)
    _say_what_next(season)


def _set_up(folder: Path) -> Season:
    from toolkit.demo import set_up
    from toolkit.season.settings import SeasonSettings

    refuse_file(folder)
    county = _county()
    settings = SeasonSettings(COUNTY, YEAR, EDITION, deadline=DEADLINE, recipient=RECIPIENT)
    season = set_up(folder, settings, county / ROSTER, county / LAST)
    click.echo(
        f"{COUNTY}（虚构）{YEAR} 年度，{len(season.members)} 家单位。年度文件夹：{shown(folder)}"
    )
    return season


def _county() -> Path:
    from toolkit.home import shipped

    return shipped("examples") / COUNTY


def _issue(season: Season) -> None:
    from toolkit.season.issuing import issue_season

    made = issue_season(season, now=FIRST_DAY)
    click.echo(f"\n一、下发：每家一份填报表，上年的数已经填好，共 {len(made)} 份")
    click.echo(f"    {shown(season.folder.at('issued'))}")


def _collect(season: Season) -> None:
    """The returns come in; each is read, checked, and goes back where something is wrong."""
    from toolkit.demo import lay_down
    from toolkit.season.collect import collect

    files = sorted((_county() / RETURNED).iterdir())
    lay_down(files, season.folder.at("returned"), FIRST_DAY)
    collected = collect(season, now=FIRST_DAY)
    rows = collected.registered.rows
    click.echo(f"\n二、收回：{len(rows)} 份，逐份审核")
    for each in collected.stand.agencies:
        _print_short(each)
    for file in collected.stand.unclaimed:
        click.echo(f"? {file.file}：{file.why}")
    click.echo("\n三、退回：有要改、要说明的，填的数转进新表，标出问题，旁边有一段可以转发的话")
    click.echo(f"    {shown(season.folder.at('sent_back'))}")


def _print_short(standing: Standing) -> None:
    """The gravest findings of one agency; notes alone are nothing to worry about."""
    name, latest = standing.member.agency.name, standing.latest
    if latest is None:
        click.echo(f"○ {name}：没有报送。")
        return
    graver = [told for told in latest.told if told.severity != "note"]
    if not graver:
        click.echo(f"✓ {name}：没有要改的{'，有提示' if latest.told else ''}。")
        return
    click.echo(f"· {name}（{latest.file}）")
    for told in graver[:FEW]:
        click.echo(f"    [{'必须改' if told.severity == 'must' else '请说明'}] {told.sentence}")
    if len(graver) > FEW:
        click.echo(f"    另有 {len(graver) - FEW} 处。")


def _decide(season: Season) -> Stand:
    """An officer opens the workbook of decisions; the next run applies what was decided."""
    from toolkit.cli_collect import shares
    from toolkit.demo import play_officer
    from toolkit.season.collect import collect

    path = season.folder.at("decisions")
    play_officer(path, _answers)
    collected = collect(season, now=SECOND_DAY)
    click.echo(f"\n四、办理：{OFFICER}在办理单里认领了打不开的文件，认可或不认可各家的说明")
    click.echo(f"    {shown(path)}")
    click.echo(f"    {shares(collected.stand)}")
    return collected.stand


def _answers(line: Line) -> Mapping[str, str]:
    """What the officer of the example settles; everything else waits."""
    signed = {"by": OFFICER, "on": SECOND_DAY.date().isoformat(), "basis": BASIS}
    if line.sheet == "claim":
        code = line.has("file").rpartition("/")[2].partition("_")[0]
        return {"owner": OWNERS[code], **signed} if code in OWNERS else {}
    if line.sheet == "explanation":
        return {"verdict": "不认可" if line.has("agency") == REFUSED else "认可", **signed}
    return {}


def _add_up(season: Season, here: Stand) -> None:
    """The county's figures, of what counts now."""
    from toolkit.demo import add_up
    from toolkit.say import say

    county = add_up(season, here)
    missing = len(here.agencies) - len(county.counted) - len(county.left_out)
    click.echo(
        f"\n五、汇总：计入 {len(county.counted)} 家；{missing} 家还没有能用的数，交来、改好再计入。"
    )
    for each in county.left_out:
        click.echo(f"    不计入：{each.submission.agency.name}（{LEFT_OUT[each.why]}）")
    told = [finding for finding in county.findings if finding.code != NOT_SENT]
    for sentence in say(county.form, told):
        click.echo(f"    {sentence}")
    for key in TOTALS:
        slot, figure = county.form.slots[key], county.figures[key]
        shares = "、".join(f"{x.agency.name} {x.value}" for x in county.shares(key) if x.value)
        click.echo(f"    {slot.table.name} {slot.name}：{figure.value}（{shares or '无'}）")


def _say_what_next(season: Season) -> None:
    folder = season.folder
    root, board, overview, book, issued, returned = (
        shown(path)
        for path in (
            folder.root,
            *map(folder.at, ("board", "overview", "decisions", "issued", "returned")),
        )
    )
    click.echo("\n接着可以看、可以试：")
    click.echo(f"    用浏览器打开 {board}，看谁走到哪一步；")
    click.echo(f"    打开 {overview}，可以筛选；打开 {book}，看怎样办理；")
    click.echo(f"    打开 {issued} 里的任一份，照“开始”页填，存进 {returned}，")
    click.echo(f"    再运行 nianbao collect {root}；催报用 nianbao remind {root}。")
