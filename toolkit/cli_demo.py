"""The part of the mouth that shows the example county: `nianbao demo`.

cli.py adds this command to its own. Everything heavy is imported inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.help import Command
from toolkit.outputs import refuse_file, shown

if TYPE_CHECKING:
    from toolkit.editions import Editions
    from toolkit.excel.issue import Issue, Issued, Recipient
    from toolkit.intake import Checked
    from toolkit.model.finding import Finding
    from toolkit.model.form import Form
    from toolkit.model.submission import Submission

COUNTY, YEAR = "清禾县", 2023
SEASON = ("2024年1月20日", "清禾县政府信息公开工作办公室")  # until when, to whom
ROSTER, LAST, RETURNED, ISSUED, SENT_BACK = "名单.csv", "上年.json", "收回", "下发", "退回"
SEVERITIES = (("must", "必须改"), ("explain", "请说明"), ("note", "提示"))
FEW = 3  # findings of one agency that are printed
TOTALS = ("requests.new.total", "requests.total.total", "enforcement.penalty.decisions")
LEFT_OUT = {
    "vertical": "垂直管理",
    "twice": "报送两份且内容不同",
    "not-on-roster": "不在名单上",
}


@click.command(cls=Command)
@click.argument("folder", default="演示", metavar="[文件夹]", type=click.Path(path_type=Path))
def demo(folder: Path) -> None:
    """演示：一个虚构的县，下发、审核、退回、汇总。

    填报表写在“演示”文件夹里（或另外指定的文件夹）；里面已有的文件不动，可以反复运行。
    """
    from toolkit.demo import feedback_all, load_recipients
    from toolkit.home import shipped

    for name in (ISSUED, SENT_BACK):
        refuse_file(folder / name)
    county = shipped("examples") / COUNTY
    season, editions = _season()
    to = load_recipients(county / ROSTER, county / LAST, editions)
    click.echo(f"{COUNTY}（虚构）{YEAR} 年度，{len(to)} 家单位")
    _issue(season, to, folder / ISSUED)
    checked = _check(county, to)
    made = feedback_all(season, to, checked, county / RETURNED, folder / SENT_BACK, editions)
    click.echo(f"\n三、退回：有要改、要说明的，填的数转进新表，标出问题，{_told(list(made))}")
    click.echo(f"    {shown(folder / SENT_BACK)}")
    _add_up(season.template.form, to, checked)
    _say_what_next(folder, county)


def _season() -> tuple[Issue, Editions]:
    """What is the same in all workbooks of the county."""
    from toolkit.editions import Editions
    from toolkit.excel.issue import Issue
    from toolkit.excel.shipped import shipped_template
    from toolkit.excel.template import take_apart

    editions = Editions()
    form = editions.for_year(YEAR)
    return Issue(take_apart(shipped_template(form), form), YEAR, *SEASON), editions


def _issue(season: Issue, to: Sequence[Recipient], folder: Path) -> None:
    from toolkit.excel.issue import issue_workbooks

    made = list(issue_workbooks(season, to, folder, keep=True))
    click.echo(f"\n一、下发：每家一份填报表，上年的数已经填好，{_told(made)}")
    click.echo(f"    {shown(folder)}")


def _check(county: Path, to: Sequence[Recipient]) -> Checked:
    """Read what came back and print what was found, in short."""
    from toolkit.demo import known_by
    from toolkit.intake import check_files

    files = sorted((county / RETURNED).iterdir())
    click.echo(f"\n二、收回 {len(files)} 份，逐份审核：")
    click.echo(f"    {shown(county / RETURNED)}")
    checked = known_by(check_files(files, YEAR, county / LAST), to)
    for submission, findings in checked:
        _print_short(submission, findings)
    sent = {submission.agency.code for submission, _ in checked}
    for each in to:
        if each.agency.code not in sent:
            click.echo(f"○ {each.agency.name}：没有报送。")
    return checked


def _print_short(submission: Submission, findings: Sequence[Finding]) -> None:
    """The gravest findings of one agency; notes alone are nothing to worry about."""
    from toolkit.say import say

    name = submission.agency.name or submission.file
    graver = [f for f in findings if f.severity != "note"]
    if not graver:
        click.echo(f"✓ {name}：没有要改的{'，有提示' if findings else ''}。")
        return
    told = [
        f"[{called}] {sentence}"
        for severity, called in SEVERITIES
        for sentence in say(submission.form, [f for f in graver if f.severity == severity])
    ]
    click.echo(f"· {name}（{submission.file}）")
    for line in told[:FEW]:
        click.echo(f"    {line}")
    if len(told) > FEW:
        click.echo(f"    另有 {len(told) - FEW} 处。")


def _told(made: Sequence[Issued]) -> str:
    new = sum(each.written for each in made)
    kept = f"，原有 {len(made) - new} 份没有动" if new < len(made) else ""
    return f"共 {len(made)} 份{kept}："


def _add_up(form: Form, to: Sequence[Recipient], checked: Checked) -> None:
    """The county's figures, of those returns in which nothing has to be put right."""
    from toolkit.consolidate import consolidate
    from toolkit.say import say

    counted = [s for s, findings in checked if not any(f.severity == "must" for f in findings)]
    county = consolidate(form, counted)
    wrong, missing = len(checked) - len(counted), len(to) - len(checked)
    click.echo(
        f"\n四、汇总：计入 {len(county.counted)} 家；有必须改的 {wrong} 家，改好再计入；"
        f"没有报送的 {missing} 家。"
    )
    for each in county.left_out:
        click.echo(f"    不计入：{each.submission.agency.name}（{LEFT_OUT[each.why]}）")
    for sentence in say(county.form, county.findings):
        click.echo(f"    {sentence}")
    for key in TOTALS:
        slot, figure = county.form.slots[key], county.figures[key]
        shares = "、".join(f"{x.agency.name} {x.value}" for x in county.shares(key) if x.value)
        click.echo(f"    {slot.table.name} {slot.name}：{figure.value}（{shares or '无'}）")


def _say_what_next(folder: Path, county: Path) -> None:
    click.echo("\n接着可以试：")
    click.echo(f"    打开 {shown(folder / ISSUED)} 里的任一份，照“开始”页填，看它变成“可以报送”；")
    click.echo(f"    再审核它：nianbao check 填好的文件.xlsx --last {shown(county / LAST)}")
    click.echo(f"    打开 {shown(folder / SENT_BACK)} 里的任一份，看“审核”页和标出来的格。")
