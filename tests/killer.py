"""Kills collections of a season at random moments and looks what they leave: run by a test.

`python killer.py FOLDER KILLS SEED` makes a season, collects it undisturbed in one folder, and in
others again and again with kill -9 coming in between, until so many were killed. Each begins in a
process of its own, forked from this one, which has loaded everything already. Exits with 1 and
says what is otherwise.
"""

import os
import shutil
import signal
import sys
import time
import zipfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random

from seasons import SILENT, SUIT, SUIT_RULE, THREE, County, returned, zipped

from toolkit.season.chain import Chain
from toolkit.season.decision_book import NewLine, with_lines
from toolkit.season.decision_line import Kind
from toolkit.season.decision_words import verdicts_of

TEXT = "两件都是上年收到的申请引起的。"
SIGNED = {"by": "王主任", "on": "2026-01-16", "basis": "来函"}
LEDGER = "台账.sqlite"  # its pages lie as they were written; what is in them is compared


@cache
def batches():
    """What comes back, in two parts: first faulty files, then corrected, late and nameless ones."""
    answered = returned("D01", **SUIT, explained={SUIT_RULE: TEXT}, at="2026-01-12T01:00:00Z")
    first = {
        "青石镇/a.xlsx": returned("T01", **THREE, at="2026-01-08T01:00:00Z"),
        "全部.zip": zipped({"河湾乡.xlsx": returned("T02", **SILENT), "扫描.jpg": b"a scan"}),
        "D01/最初.xlsx": returned("D01", **SUIT, at="2026-01-07T01:00:00Z"),
        "借用.xlsx": returned("T03", name="清禾县河湾乡人民政府"),
        "T03/断了.xlsx": b"PK\x03\x04 torn",
    }
    second = {
        "青石镇/b.xlsx": returned("T01", at="2026-01-10T01:00:00Z"),
        "青石镇/更早.xlsx": returned("T01", **SILENT, at="2026-01-05T01:00:00Z"),
        "D01/说明.xlsx": answered,
        "T03/没写.xlsx": returned("T03", **THREE, name="", number=""),
        "T02/年报.docx": b"a report",
    }
    return first, second


def lines():
    """What an officer decides in between."""
    words = {kind: verdicts_of(kind) for kind in (Kind.EXEMPTION, Kind.EXPLANATION)}
    exempt = {"agency": "清禾县财政局", "verdict": words[Kind.EXEMPTION]["exempt"]}
    yield NewLine(Kind.EXEMPTION, {**exempt, **SIGNED})
    accept = {"agency": "清禾县教育局", "subject": SUIT_RULE, "text": TEXT}
    accept["verdict"] = words[Kind.EXPLANATION]["accept"]
    yield NewLine(Kind.EXPLANATION, {**accept, **SIGNED})


class Life:
    """One season, with two rounds of files; each is collected until a run has come to its end."""

    def __init__(self, root, named):
        self.county = County(root / "season").with_files()
        self.named = named  # files that are named on the command line

    def arrive(self, files):
        """Some files are put into the folder, the last one is left to the command line."""
        *others, (name, content) = files.items()
        for path, told in others:
            self.county.put(path, told)
        self.file = self.named / Path(name).name
        self.file.write_bytes(content)
        os.utime(self.file, (1_768_000_000, 1_768_000_000))

    def decide(self):
        book = self.county.folder.at("decisions")
        book.write_bytes(with_lines(book.read_bytes(), lines()))

    def collect(self):
        self.county.collect(self.file, shown=True)


def lives(root):
    """A season with something in between that may collect it, or be killed over it."""
    life = Life(root, _folder(root / "named"))
    for number, files in enumerate(batches()):
        life.arrive(files)
        if number:
            life.decide()
        yield life


def _folder(path):
    path.mkdir(parents=True)
    return path


def undisturbed(root):
    for life in lives(root):
        begun = time.perf_counter()
        run(life.collect)
        longest = time.perf_counter() - begun
    return life.county, longest


def run(act, seconds=None):
    """An act in a process of its own, killed after so many seconds; whether it was."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException as wrong:
            os.write(2, f"{type(wrong).__name__}: {wrong}\n".encode())
            os._exit(1)
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        sys.exit("a collection came to no good end")
    return os.WIFSIGNALED(status)


def disturbed(root, rng, longest):
    """The same season with collections killed in between; it, and how many were killed."""
    killed = 0
    for life in lives(root):
        while run(life.collect, longest * rng.random() * rng.random()):
            killed += 1
            half_written(life.county)
            half_kept(life.county)
        run(life.collect)
    return life.county, killed


def half_written(county):
    """After a kill: whatever has its name is whole."""
    for path in county.root.rglob("*.xlsx"):
        if not path.name.startswith(".") and not {"收回", "原件"}.intersection(path.parts):
            try:
                bad = zipfile.ZipFile(path).testzip()
            except zipfile.BadZipFile:
                bad = "everything"
            if bad:
                sys.exit(f"{path.name} is half written: {bad}")
    for path in county.root.glob("*.html"):
        if not path.read_bytes().rstrip().endswith(b"</html>"):
            sys.exit(f"{path.name} is half written")


def half_kept(county):
    """After a kill: what is kept is what its name says."""
    for path in county.folder.at("originals").rglob("*.*"):
        if sha256(path.read_bytes()).hexdigest() != path.stem:
            sys.exit(f"{path.name} is half kept")


def otherwise(county, whole):
    """In what a season is not like the one that nobody disturbed."""
    ours, theirs = _files(county), _files(whole)
    yield from (f"{name} is missing" for name in sorted(theirs.keys() - ours.keys()))
    yield from (f"{name} is left over" for name in sorted(ours.keys() - theirs.keys()))
    both = sorted(ours.keys() & theirs.keys())
    yield from (f"{name} differs" for name in both if ours[name] != theirs[name])
    if county.stand() != whole.stand():
        yield "the season stands otherwise"
    for what in ("events", "decided"):
        if Chain(county.folder.record(what)).read().broken_at:
            yield f"a gap in {what}"


def _files(county):
    files = (path for path in county.root.rglob("*") if path.is_file() and path.name != LEDGER)
    return {path.relative_to(county.root).as_posix(): path.read_bytes() for path in files}


def main(root, kills, seed):
    rng, killed, number = Random(seed), 0, 0
    whole, longest = undisturbed(root / "whole")
    while killed < kills:
        number += 1
        county, more = disturbed(root / str(number), rng, longest)
        killed += more
        told = list(otherwise(county, whole))
        if told:
            sys.exit("\n".join([f"season {number}, after {more} kills:", *told]))
        shutil.rmtree(root / str(number))
    print(f"{killed} killed in {number} seasons")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
