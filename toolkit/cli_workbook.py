"""The part of the mouth that speaks of workbooks: templates, and values carried into a fresh one.

cli.py adds these commands to its own. Everything heavy is imported inside.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from toolkit.errors import Slip, UsageError
from toolkit.help import Command, Group
from toolkit.outputs import ending, write

if TYPE_CHECKING:
    from toolkit.editions import Editions
    from toolkit.model.form import Form
    from toolkit.model.submission import Submission

FILE = click.Path(path_type=Path)
FORM = click.option("--form", "office", metavar="表式", help="单位自己的表式文件（.toml）")
OUT = click.option("-o", "--out", type=FILE, metavar="文件", help="写到哪里")
FORCE = click.option("--force", is_flag=True, help="已有的文件也换掉")

T = TypeVar("T")


@click.group(cls=Group)
def template() -> None:
    """填报表模板：新建、落版、检查。"""


@template.command("new", cls=Command)
@click.option("--edition", metavar="版式", help="2021（默认）或 2019")
@FORM
@OUT
@FORCE
def template_new(edition: str | None, office: str | None, out: Path | None, *, force: bool) -> None:
    """新建填报表模板。

    得到一个普通的 .xlsx，可以用 Excel、WPS 改颜色、列宽、加标题和说明；改过以后用 stamp 落版。
    """
    from toolkit.editions import Editions
    from toolkit.excel.shipped import drawn_template
    from toolkit.files import refuse_existing

    if office and edition:
        raise UsageError(Slip("form-and-edition"))
    editions = Editions(office)
    form = editions.form(editions.known[0] if office else edition or "2021")
    path = ending(out or Path(f"填报表-{form.edition}.xlsx"))
    content = drawn_template(form)
    refuse_existing(path, content, force=force)
    write(path, content)
    click.echo(f"已建好：{path}（{form.edition} 年版，{len(form.given)} 个填报项）")


@template.command("stamp", cls=Command)
@click.argument("file", type=FILE, metavar="模板")
@FORM
@OUT
@FORCE
def template_stamp(file: Path, office: str | None, out: Path | None, *, force: bool) -> None:
    """落版：把代码、公式、锁定、填数检查写进改过的模板。

    颜色、列宽、加的标题、说明和工作表一概不动。
    """
    from toolkit.excel.stamp import stamp
    from toolkit.files import get, refuse_existing

    if out is None and not force:
        raise UsageError(Slip("in-place", str(file)))
    content, path = get(file), ending(out, file.suffix) if out else file
    form = _form_of(file, content, office)
    stamped = _readable(file, lambda: stamp(content, form))
    refuse_existing(path, stamped, force=force)
    written = write(path, stamped)
    click.echo(f"已落版：{path}" if written else f"已经是落好的版：{path}")


@template.command("check", cls=Command)
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="模板…")
@click.option("--diff", is_flag=True, help="比较两个模板：哪些格移动了，哪些公式变了")
@FORM
def template_check(files: tuple[Path, ...], office: str | None, *, diff: bool) -> int:
    """检查模板能不能用；--diff 旧模板 新模板，列出移动的格和变了的公式。"""
    if diff:
        return _show_differences(files, office)
    codes: list[int] = []
    slips: list[Slip] = []
    for file in files:
        try:
            codes.append(_check_one(file, office))
        except UsageError as wrong:  # one that cannot be read does not stop the others
            slips += wrong.slips
    if slips:
        raise UsageError(*slips)
    return max(codes)


def _check_one(file: Path, office: str | None) -> int:
    from toolkit.excel.template_check import check_template
    from toolkit.files import get
    from toolkit.say import say

    content = get(file)
    form = _form_of(file, content, office)
    findings = _readable(file, lambda: check_template(content, form))
    if not findings:
        click.echo(f"✓ {file}：可以用（{form.edition} 年版，{len(form.slots)} 项都对上了）。")
    for sentence in say(form, findings):
        click.echo(f"· {file}：{sentence}")
    return int(bool(findings))


def _show_differences(files: tuple[Path, ...], office: str | None) -> int:
    from toolkit.excel.template_check import open_template
    from toolkit.excel.template_diff import compare_templates
    from toolkit.files import get
    from toolkit.say import say

    if len(files) != 2:
        raise UsageError(Slip("two-templates"))
    old, new = (get(file) for file in files)
    _readable(files[0], lambda: open_template(old))
    form = _form_of(files[1], new, office)
    found = say(form, compare_templates(old, new, form))
    for sentence in found:
        click.echo(f"· {sentence}")
    click.echo(f"共 {len(found)} 处不同。" if found else "格的位置和公式都相同。")
    return int(bool(found))


def _readable(file: Path, act: Callable[[], T]) -> T:
    """What an act makes of a file; a file that cannot be read is the operator's mistake here."""
    from toolkit.faults import noticed
    from toolkit.load import load_form
    from toolkit.package.unreadable import Unreadable
    from toolkit.say import say
    from toolkit.source import shipped_editions

    try:
        return act()
    except Unreadable as why:
        told = say(load_form(shipped_editions()[0]), [noticed(why.code)])[0]
        facts = (("told", told),)
        raise UsageError(Slip("unreadable-workbook", str(file), facts=facts)) from None


def _form_of(file: Path, content: bytes, office: str | None) -> Form:
    """The form that a template is made for, by its keys."""
    from toolkit.editions import Editions
    from toolkit.excel.read import form_of_keys
    from toolkit.excel.template_check import open_template

    editions = Editions(office)
    return _readable(file, lambda: form_of_keys(open_template(content)[1], editions))


@click.command(cls=Command)
@click.argument("old", type=FILE, metavar="旧表")
@click.argument("new", type=FILE, metavar="新表")
@FORM
@OUT
@FORCE
def transfer(old: Path, new: Path, office: str | None, out: Path | None, *, force: bool) -> None:
    """把旧填报表里填的内容转进新表。

    旧表只读不改。新表是县里新发的空表；没有新表时写一个文件名，会按模板新建。
    新表里已经填了内容的，或者两张表不是同一单位、同一年度的，要加 --force 才转。
    """
    from toolkit.editions import Editions
    from toolkit.excel.shipped import shipped_template
    from toolkit.excel.transfer import transfer
    from toolkit.files import get

    editions = Editions(office)
    new = new if new.exists() else ending(new)
    path = ending(out or new, new.suffix)
    for each in (new, path):
        if each.exists() and old.exists() and each.samefile(old):
            raise UsageError(Slip("same-file", str(each)))
    content = get(old)
    submission = _submission(old, content, editions)
    fresh = get(new) if new.exists() else shipped_template(submission.form)
    if not force:
        _refuse_strange(content, fresh, new, editions)
        _refuse_filled(path, editions)
    made = _readable(new, lambda: transfer(content, fresh, editions, submission))
    write(path, made.content)
    click.echo(f"已把 {made.figures} 个数和文字部分转进 {path}；旧表没有改动。")
    for key in made.left:
        slot = submission.form.slots[key]
        click.echo(f"    没有转：{slot.table.name} {slot.name}（新表里没有意义相同的格）")


def _refuse_strange(old: bytes, fresh: bytes, new: Path, editions: Editions) -> None:
    """The figures of one agency or year do not get into another's workbook unasked."""
    from toolkit.excel.transfer import strangeness

    strange = _readable(new, lambda: strangeness(old, fresh, editions))
    if strange:
        facts = ((each.code, (("old", each.old), ("fresh", each.fresh))) for each in strange)
        raise UsageError(*(Slip(code, str(new), facts=told) for code, told in facts))


def _refuse_filled(path: Path, editions: Editions) -> None:
    from toolkit.excel.transfer import is_filled
    from toolkit.files import get

    if path.exists() and _readable(path, lambda: is_filled(get(path), editions)):
        raise UsageError(Slip("already-filled", str(path)))


def _submission(file: Path, content: bytes, editions: Editions) -> Submission:
    from toolkit.excel.fingerprints import Fingerprints
    from toolkit.excel.returned import read_return

    return _readable(file, lambda: read_return(content, editions, Fingerprints(), file.name))
