"""Workbooks made and read, against the plain way, writing the bytes, inflating the parts.

    python benchmarks/workbook.py [--rounds 7] [--memory]

Ways of doing the same job take turns within a round; what is printed are medians over the rounds,
and their ratios. `--memory` compares the peak of 1,000 with that of 10,000 workbooks (two minutes).
"""

import argparse
import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from toolkit.editions import Editions
from toolkit.excel.fingerprints import Fingerprints
from toolkit.excel.issue import Issue, Recipient
from toolkit.excel.read import read_workbook
from toolkit.excel.template import Template, take_apart
from toolkit.files import put
from toolkit.model.agency import Agency
from toolkit.model.form import Form
from toolkit.reading import read_submission

TEMPLATE = Path(__file__).parent.parent / "templates" / "2021" / "填报表.xlsx"
MANY = 40  # workbooks of ours for each one of the plain way
Ways = dict[str, Callable[[], Any]]


def main() -> None:
    words = _words()
    if words.of:
        _work(words.of, words.number)
        return
    form, template = _template()
    size = len(TEMPLATE.read_bytes())
    print(f"{TEMPLATE.name}: {size:,} bytes; medians of {words.rounds} rounds")
    show_issue(form, template, words.rounds)
    show_read(form, template, words.rounds)
    if words.memory:
        show_memory()


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--of", choices=("issue", "read"), help=argparse.SUPPRESS)
    parser.add_argument("--number", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


def _template() -> tuple[Form, Template]:
    form = Editions().form("2021")
    return form, take_apart(TEMPLATE.read_bytes(), form)


def _season(template: Template) -> Issue:
    return Issue(template, 2025, "2026年1月20日", "清禾县政府信息公开工作办公室")


def _recipient(form: Form, number: int, *, last: bool) -> Recipient:
    agency = Agency(f"T{number:04}", f"第{number}镇人民政府", "乡镇")
    before = None
    if last:
        random = Random(number)
        figures = {slot.key: random.randrange(20) for slot in form.given}
        texts = dict.fromkeys(form.passages, "上年写下的一段话，说明做了哪些事。" * 8)
        before = read_submission(form, figures, agency=agency, year=2024, passages=texts)
    return Recipient(agency, "填报人", "0371-1234567", last=before)


def show_issue(form: Form, template: Template, rounds: int) -> None:
    """One workbook: openpyxl's load, fill and save; ours; only writing the bytes."""
    season = _season(template)
    for last, targets in ((False, (100, 6)), (True, (60, 12))):
        to = [_recipient(form, number, last=last) for number in range(MANY)]
        same = season.workbook(to[0])
        with tempfile.TemporaryDirectory() as folder:
            names = _fresh(Path(folder))
            ways: Ways = {
                "plain": lambda to=to, names=names: _plain(template, to[0], next(names)),
                "ours": lambda to=to, names=names: [
                    put(next(names), season.workbook(each)) for each in to
                ],
                "bytes": lambda same=same, names=names: [
                    next(names).write_bytes(same) for _ in range(MANY)
                ],
            }
            plain, ours, bare = measure(ways, rounds).values()
        ours, bare = ours / MANY, bare / MANY
        print(f"issue, {'with' if last else 'without'} last year: {ours * 1000:.2f} ms")
        _tell("openpyxl load, fill, save", plain / ours, targets[0], at_least=True)
        _tell("writing the same bytes", ours / bare, targets[1], at_least=False)


def _fresh(folder: Path) -> Iterator[Path]:
    return (folder / f"{number}.xlsx" for number in count())


def _plain(template: Template, to: Recipient, path: Path) -> None:
    """What one would write without this toolkit."""
    import openpyxl

    book = openpyxl.load_workbook(TEMPLATE)
    for key, value in _cells(template, to):
        site = template.atlas.sites[key]
        book[site.sheet][site.spot.address] = value
    book.save(path)


def _cells(template: Template, to: Recipient) -> Iterator[tuple[str, object]]:
    yield "about.agency.value", to.agency.name
    yield "about.code.value", to.agency.code
    yield "about.contact.value", to.contact
    if to.last:
        yield from ((f"last.{key}", value) for key, value in to.last.values.items())
        yield from ((f"last.passages.{key}.text", t) for key, t in to.last.passages.items())


def show_read(form: Form, template: Template, rounds: int) -> None:
    """One filled workbook: openpyxl once and twice; ours with every check; inflating alone."""
    import openpyxl

    content = _filled(form, template)
    stray = _with_stray_cell(content)
    editions, prints = Editions(), Fingerprints()
    read_workbook(content, editions, prints)
    ways: Ways = {
        "once": lambda: openpyxl.load_workbook(io.BytesIO(content)),
        "values": lambda: openpyxl.load_workbook(io.BytesIO(content), data_only=True),
        "ours": lambda: [read_workbook(content, editions, prints) for _ in range(MANY)],
        "stray": lambda: [read_workbook(stray, editions, prints) for _ in range(MANY)],
        "inflate": lambda: [_inflate(content) for _ in range(MANY)],
    }
    once, values, ours, strayed, inflate = measure(ways, rounds).values()
    ours, strayed, inflate = ours / MANY, strayed / MANY, inflate / MANY
    print(f"read: {ours * 1000:.2f} ms")
    _tell("one openpyxl load", once / ours, 20, at_least=True)
    _tell("the two loads that formulas and values need", (once + values) / ours, 40, at_least=True)
    _tell("inflating the parts", ours / inflate, 7, at_least=False)
    _tell("with a value in ZZ1048576", strayed / ours, 2, at_least=False)


def _filled(form: Form, template: Template) -> bytes:
    """An issued workbook with every figure filled in by another program than ours."""
    import openpyxl

    to = _recipient(form, 1, last=True)
    book = openpyxl.load_workbook(io.BytesIO(_season(template).workbook(to)))
    for slot in form.given:
        site = template.atlas.sites[slot.key]
        book[site.sheet][site.spot.address] = 3
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _with_stray_cell(content: bytes) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(saved, "w", 8) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet4.xml"):
                cell = b'<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row></sheetData>'
                part = part.replace(b"</sheetData>", cell)
            new.writestr(name, part)
    return saved.getvalue()


def _inflate(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return sum(len(package.read(name)) for name in package.namelist())


def show_memory() -> None:
    """How much more the peak is after ten times as many workbooks."""
    for act in ("issue", "read"):
        peaks = [_peak(act, number) for number in (1_000, 10_000)]
        print(f"{act}: peak {peaks[0]:.0f} MB at 1,000, {peaks[1]:.0f} MB at 10,000")
        _tell("more memory in MB", peaks[1] - peaks[0], 5, at_least=False)


def _peak(act: str, number: int) -> float:
    words = [sys.executable, __file__, "--of", act, "--number", str(number)]
    return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def _work(act: str, number: int) -> None:
    """The child whose memory is measured."""
    form, template = _template()
    season, editions, prints = _season(template), Editions(), Fingerprints()
    content = season.workbook(_recipient(form, 1, last=True))
    for n in range(number):
        if act == "issue":
            season.workbook(_recipient(form, n, last=True))
        else:
            read_workbook(content, editions, prints)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def measure(ways: Ways, rounds: int) -> dict[str, float]:
    """The median time of each way; they take turns."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            if number:
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def _tell(against: str, ratio: float, target: float, *, at_least: bool) -> None:
    met = ratio >= target if at_least else ratio <= target
    sign, word = ("≥" if at_least else "≤"), ("met" if met else "MISSED")
    print(f"    {against:<46}{ratio:8.1f}   target {sign} {target}   {word}")


if __name__ == "__main__":
    main()
