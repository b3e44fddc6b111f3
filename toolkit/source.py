"""A form file as it is written: its tree, what it builds on, and the line where a key stands.

Used by load.py alone. tomllib tells no line numbers, so the line is looked up in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, NoReturn

from toolkit.errors import FormError, Slip
from toolkit.home import FORMS, Tree, shipped_tree

Path_ = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Source:
    """One form file, and the file it builds on."""

    file: str
    text: str
    tree: Tree
    below: Source | None = None

    @property
    def way(self) -> str:
        """How it builds on the file below: "base", "extends" or ""."""
        return next((word for word in ("base", "extends") if word in self.tree), "")

    def fail(self, path: Path_, code: str, /, **facts: object) -> NoReturn:
        """Raise the mistake `code` about the key at `path`, with file and line."""
        file, line = self.find(path)
        raise FormError(Slip(code, file, line, ".".join(path), tuple(facts.items())))

    def holds(self, path: Path_) -> bool:
        """Whether it is written in this very file, not in one below; quicker than `find`."""
        tree: object = self.tree
        for name in path:
            if not isinstance(tree, dict) or name not in tree:
                return False
            tree = tree[name]
        return True

    def find(self, path: Path_) -> tuple[str, int]:
        """File and line of the deepest part of `path` that is written; own file before base."""
        found = [(*locate(s.text, path), s.file) for s in self.chain()]
        depth = max(depth for depth, _, _ in found)
        _, line, file = next(each for each in found if each[0] == depth)
        return file, line

    @cached_property
    def merged(self) -> Tree:
        """What it says together with what the files below it say."""
        if not self.below:
            return self.tree
        below = self.below.merged
        whole: Tree = merge(below, self.tree)
        if self.way == "extends":
            own = self.tree.get("sections", [])
            whole["sections"] = [
                *below.get("sections", []),
                *(own if isinstance(own, list) else []),
            ]
        return whole

    def chain(self) -> tuple[Source, ...]:
        return (self, *self.below.chain()) if self.below else (self,)


@cache
def shipped_editions() -> tuple[str, ...]:
    """The editions that come with the toolkit."""
    paths = sorted(FORMS.glob("[0-9]*.toml"))
    return tuple(path.stem for path in paths)


def read_source(named: str | Path, above: tuple[Path, ...] = ()) -> Source:
    """The file of an edition that is shipped, or of a path to an office's own form.

    `above` are the files that build on it.
    """
    path = _path(named)
    text = _text(path)
    parse = partial(_parsed, path.name)
    ours = str(named) in shipped_editions()
    source = Source(path.name, text, shipped_tree(path.name, text, parse) if ours else parse(text))
    if not source.way:
        return source
    if "base" in source.tree and "extends" in source.tree:
        source.fail(("extends",), "base-and-extends")
    return replace(source, below=_below(source, path, (*above, path.resolve())))


def _path(named: str | Path) -> Path:
    if str(named) in shipped_editions():
        return FORMS / f"{named}.toml"
    path = Path(named)
    if path.suffix != ".toml" or not path.is_file():
        facts = (("known", shipped_editions()),)
        raise FormError(Slip("no-such-form", str(named), facts=facts))
    return path


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")  # Notepad on Windows writes a mark in front
    except UnicodeDecodeError:
        raise FormError(Slip("not-utf8", path.name)) from None
    except OSError as wrong:
        raise FormError(Slip("cannot-read", path.name, facts=(("why", wrong.strerror),))) from None


def _parsed(file: str, text: str) -> Tree:
    import tomllib  # needed only where nothing is kept

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise FormError(_syntax(file, str(wrong), text)) from None
    except RecursionError:
        raise FormError(Slip("nested-too-deep", file)) from None


def _syntax(file: str, told: str, text: str) -> Slip:
    at = re.search(r"at line (\d+)", told)
    line = int(at[1]) if at else text.count("\n") + 1
    code = "syntax-twice" if told.startswith(("Cannot", "Duplicate")) else "syntax"
    return Slip(code, file, line, facts=(("told", re.sub(r" \(at .*\)$", "", told)),))


def _below(source: Source, path: Path, above: tuple[Path, ...]) -> Source:
    named = source.tree[source.way]
    if not isinstance(named, str):
        source.fail((source.way,), "wrong-type", word=source.way, wanted="text")
    if named not in shipped_editions() and not (path.parent / named).is_file():
        source.fail((source.way,), "no-such-form", known=shipped_editions())
    if (path.parent / named).resolve() in above:
        source.fail((source.way,), "builds-on-itself", base=named)
    below = read_source(named if named in shipped_editions() else path.parent / named, above)
    if source.way == "base" and below.way:
        source.fail(("base",), "base-too-deep", base=named)
    if source.way == "extends" and below.way == "extends":
        source.fail(("extends",), "base-too-deep", base=named)
    return below


def locate(text: str, path: Path_) -> tuple[int, int]:
    """How much of `path` is written in `text`, and the line where the last of it stands."""
    lines = text.splitlines()
    depth, start = _header(lines, path)
    end = next(
        (i for i in range(start + bool(depth), len(lines)) if lines[i].startswith("[")), None
    )
    at, found = start, depth
    for name in path[depth:]:
        says = re.compile(
            rf'^\s*"?{re.escape(name)}"?\s*=|\[\s*"{re.escape(name)}"|\b{re.escape(name)}\s*='
        )
        here = next((i for i in range(at, end or len(lines)) if says.search(lines[i])), None)
        if here is None:
            break
        at, found = here, found + 1
    return found, at + 1 if found else 0


def _header(lines: list[str], path: Path_) -> tuple[int, int]:
    """The deepest [header] that is a beginning of `path`: how deep, and its line from 0."""
    for depth in range(len(path), 0, -1):
        ending = r"[].]" if depth == len(path) else r"\]"  # [guide.x.rows.y] stands for guide.x too
        header = re.compile(rf"^\[{{1,2}}{re.escape('.'.join(path[:depth]))}{ending}")
        at = next((i for i, line in enumerate(lines) if header.match(line)), None)
        if at is not None:
            return depth, at
    return 0, 0


def merge(below: Any, own: Any) -> Any:
    """`own` laid over `below`: tables merge, everything else is replaced whole."""
    if not (isinstance(below, dict) and isinstance(own, dict)):
        return own
    return below | {key: merge(below.get(key), value) for key, value in own.items()}
