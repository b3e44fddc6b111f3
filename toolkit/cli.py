"""The mouth: parse a command, call one act, print, exit. Everything heavy is imported inside.

Exit codes: 0 clean, 1 there are `must` findings, 2 a mistake of ours or of the operator.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import __version__
from toolkit.errors import Mistake, Slip
from toolkit.help import Group, say_usage

if TYPE_CHECKING:
    from toolkit.intake import Checked
    from toolkit.model.finding import Finding
    from toolkit.model.submission import Submission

FILES = click.argument(
    "files", nargs=-1, required=True, metavar="文件…", type=click.Path(path_type=Path)
)
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def main() -> None:
    """Run the command line; a mistake is one line and exit code 2, never a traceback."""
    for stream in (sys.stdout, sys.stderr):  # a Windows console may not speak UTF-8
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    gc.set_threshold(50_000)  # a run is short and makes few cycles: looking for them costs more
    try:
        code = _run()
        if sys.stdout:  # a program without a console has none
            sys.stdout.flush()
        sys.exit(code)
    except Mistake as mistake:
        _tell(mistake)
    except click.ClickException as wrong:
        click.echo(say_usage(wrong), err=True)
    except click.Abort:
        click.echo("已中断。", err=True)
    except OSError as wrong:
        _end_output(wrong)
    sys.exit(2)


def _run() -> int:
    """The command's exit code; click itself only exits where nobody reads our output any more."""
    try:
        return int(nianbao.main(prog_name="nianbao", standalone_mode=False) or 0)
    except SystemExit:
        raise BrokenPipeError from None


def _end_output(wrong: OSError) -> None:
    """Say that the output could not be written, but not to a reader that has gone away."""
    with suppress(
        OSError, AttributeError
    ):  # what is still in the buffer would fail again when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(wrong, BrokenPipeError):
        with suppress(OSError):
            _tell(Mistake(Slip("cannot-write", facts=(("why", wrong.strerror),))))


def _tell(mistake: Mistake) -> None:
    from toolkit.intake import legible
    from toolkit.say import say_slip

    for slip in mistake.slips:
        click.echo(say_slip(slip._replace(file=legible(slip.file))), err=True)


@click.group("nianbao", cls=Group, context_settings=SETTINGS)
@click.version_option(__version__, "-V", "--version", message="nianbao %(version)s", help="版本")
def nianbao() -> None:
    """年报工具箱：政府信息公开工作年度报告的表式、填报表、审核与汇总。"""


@nianbao.group()
def form() -> None:
    """表式：列出、查看、检查。"""


@form.command("list")
def form_list() -> None:
    """列出现有的表式。"""
    from toolkit.editions import Editions
    from toolkit.source import shipped_editions

    editions = Editions()
    for edition in shipped_editions():
        form = editions.form(edition)
        until = form.years[1] if form.years[1] < 9999 else ""
        click.echo(f"{edition}  {form.notice}  {form.years[0]}—{until} 年度  {len(form.slots)} 项")


@form.command("show")
@click.argument("edition", metavar="版式")
@click.option("--markdown", "layout", flag_value="markdown", help="数据字典：口径、向谁要、规则")
@click.option("--json", "layout", flag_value="json", help="各填报项：代码、名称、类型、填报或计算")
def form_show(edition: str, layout: str | None) -> None:
    """查看一个表式。

    版式是 2019、2021，或自己的表式文件（.toml）。
    """
    from toolkit.dictionary import as_markdown, outline
    from toolkit.load import load_form

    form = load_form(edition)
    if layout == "json":
        slots = form.slots.values()
        _print_json(
            [{"key": s.key, "label": s.name, "kind": s.kind, "given": s.given} for s in slots]
        )
        return
    click.echo("\n".join(as_markdown(form) if layout == "markdown" else outline(form)))


@form.command("lint")
@click.argument("edition", metavar="文件或版式")
def form_lint(edition: str) -> None:
    """检查表式文件，指出哪一行错了、应当怎样写。"""
    from toolkit.load import lint_form, load_form

    slips = lint_form(edition)
    if slips:
        raise Mistake(*slips)
    form = load_form(edition)
    click.echo(f"{edition}：没有问题（{len(form.slots)} 项，{len(form.rules)} 条规则）。")


@nianbao.command()
@FILES
@click.option("--year", type=int, metavar="年", help="报告年度；不写就用文件里的")
@click.option(
    "--last", type=click.Path(path_type=Path), metavar="文件", help="上年的数据，用来核对衔接"
)
@click.option(
    "--form", "office", metavar="表式", help="单位自己的表式文件（.toml）；不写就用该年度的版式"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def check(
    files: tuple[Path, ...], year: int | None, last: Path | None, office: str | None, as_json: bool
) -> int:
    """审核一份或多份报送：勾稽关系、填写错误、填报表被改动的地方。

    能读填报表 .xlsx .xlsm .xls .et .ods .xlsb，不论最后是用 Excel、WPS 还是 LibreOffice 存的；
    也能读数据 .json：{"agency": 单位, "code": 单位代码, "year": 年度, "figures": {代码: 数}}，
    或这样的对象的数组。代码见 nianbao form show 2021；填了什么就写什么，空白写 null。
    """
    from toolkit.intake import NOT_THERE, check_files

    try:
        checked = check_files(files, year, last, office)
    except Mistake:
        if as_json:
            _print_json([])  # whoever reads our output is always given a list
        raise
    _print_checked(checked, as_json=as_json)
    found = {finding.code for _, findings in checked for finding in findings}
    if found.intersection(NOT_THERE):
        return 2
    return int(any(f.severity == "must" for _, findings in checked for f in findings))


@nianbao.later("demo")
def _demo() -> click.Command:
    from toolkit.cli_demo import demo

    return demo


@nianbao.later("new")
def _new() -> click.Command:
    from toolkit.cli_season import new

    return new


@nianbao.later("template")
def _template() -> click.Command:
    from toolkit.cli_workbook import template

    return template


@nianbao.later("transfer")
def _transfer() -> click.Command:
    from toolkit.cli_workbook import transfer

    return transfer


@nianbao.later("issue")
def _issue() -> click.Command:
    from toolkit.cli_collect import issue

    return issue


@nianbao.later("collect")
def _collect() -> click.Command:
    from toolkit.cli_collect import collect

    return collect


@nianbao.later("status")
def _status() -> click.Command:
    from toolkit.cli_collect import status

    return status


@nianbao.later("merge")
def _merge() -> click.Command:
    from toolkit.cli_merge import merge

    return merge


@nianbao.later("remind")
def _remind() -> click.Command:
    from toolkit.cli_collect import remind

    return remind


def _print_checked(checked: Checked, *, as_json: bool) -> None:
    """What was found; a file that is not there is the operator's mistake and told as one."""
    from toolkit.intake import NOT_THERE
    from toolkit.records import as_record

    if as_json:
        _print_json([as_record(submission, findings) for submission, findings in checked])
    for submission, findings in checked:
        missing = [f for f in findings if f.code in NOT_THERE]
        if missing:
            _tell(Mistake(*(Slip(f.code, submission.file) for f in missing)))
        elif not as_json:
            _print_findings(submission, findings)


def _print_findings(submission: Submission, findings: tuple[Finding, ...]) -> None:
    """One agency's findings as sentences, the most important first."""
    from toolkit.say import say

    name = submission.agency.name or submission.file
    code = submission.checkcode if submission.kind == "workbook" else ""
    told = f"校验码 {code}" if code else ""  # as on the signed page
    if not findings:
        click.echo(f"✓ {name}：没有问题。{told}")
        return
    click.echo(f"· {name}（{submission.file}{'，' if told else ''}{told}）")
    for severity, called in (("must", "必须改"), ("explain", "请说明"), ("note", "提示")):
        for sentence in say(submission.form, [f for f in findings if f.severity == severity]):
            click.echo(f"    [{called}] {sentence}")


def _print_json(told: object) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))
