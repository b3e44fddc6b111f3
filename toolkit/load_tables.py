"""Tables, lines, passages and sections out of a form file. Called by load.py."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from toolkit.model.figure import Kind
from toolkit.model.finding import Severity
from toolkit.model.form import NO_GUIDE, Guide, Line, Passage, Section, Table
from toolkit.model.label import bare_name, fold
from toolkit.source import Path_, Source
from toolkit.spec import Spec, near

RESERVED = ("last", "sum")
AXES = ("rows", "columns")
OF_LEAVES = ("sum", "kind", "unit", "roll", "last", "stock", "may_not_apply")


def load_table(source: Source, key: str, words: object, edition: str, guides: object) -> Table:
    """One [table.<key>], with what [guide.<key>.…] says of its lines."""
    spec = Spec(source, ("table", key), words)
    if not _usable(key):
        source.fail(("table", key), "bad-key", found=key)
    axes = {axis: Line(axis, "", _lines(spec, axis)) for axis in AXES}
    axes = _instead(spec, axes)
    for axis, top in axes.items():
        _check_axis(spec, axis, top)
    guided = _guided(source, key, guides, axes)
    table = Table(
        key,
        guided["rows"],
        guided["columns"],
        edition,
        spec.text("name"),
        title=spec.text("title", ""),
        corner=spec.text("corner", ""),
        across=spec.flag("across"),
        missing=Severity(spec.choice("missing", tuple(Severity), "must")),
        basis=cited(source, spec),
    )
    spec.done()
    return table


def _usable(key: str) -> bool:
    """Whether a rule can name it: lower-case ASCII, no word of Python or of the rule language."""
    return bool(re.fullmatch(r"[a-z][a-z0-9_]*", key)) and not (
        keyword.iskeyword(key) or key in RESERVED
    )


def _lines(spec: Spec, axis: str) -> tuple[Line, ...]:
    written = spec.array(axis)
    if not written:
        spec.fail(axis, "no-lines", axis=axis)
    return tuple(_line(spec, axis, each) for each in written)


def _line(spec: Spec, axis: str, said: object) -> Line:
    match said:
        case [str(key), str(label)]:
            return _made(spec, axis, key, label, {}, [])
        case [str(key), str(label), dict(more)]:
            return _made(spec, axis, key, label, more, [])
        case [str(key), str(label), list(inner)]:
            return _made(spec, axis, key, label, {}, inner)
        case [str(key), str(label), dict(more), list(inner)]:
            return _made(spec, axis, key, label, more, inner)
    at = said[0] if isinstance(said, list) and said and isinstance(said[0], str) else ""
    spec.source.fail((*spec.path, axis, *filter(None, [at])), "bad-line", found=str(said)[:60])


def _made(
    spec: Spec, axis: str, key: str, label: str, more: dict[str, object], inner: list[object]
) -> Line:
    said = Spec(spec.source, (*spec.path, axis, key), more)
    line = Line(
        key,
        label,
        tuple(_line(spec, axis, each) for each in inner),
        sum=said.text("sum", ""),
        kind=Kind(said.choice("kind", tuple(Kind), "count")),
        short=said.text("short", ""),
        unit=said.text("unit", ""),
        roll=said.choice("roll", ("sum", "none"), "sum"),
        last=said.text("last", ""),
        stock=said.flag("stock"),
        may_not_apply=said.flag("may_not_apply"),
    )
    said.done()
    for word in OF_LEAVES:
        if inner and word in more:
            said.fail(word, "group-takes-no-word", word=word, found=key)
    if not _usable(key):
        spec.source.fail(said.path, "bad-key", found=key)
    if not label and not inner:
        spec.source.fail(said.path, "label-missing")
    return line


def _instead(spec: Spec, axes: Mapping[str, Line]) -> dict[str, Line]:
    """The lines of the base with some of them replaced."""
    changed = dict(axes)
    for old, new in spec.table("instead").items():
        path = (*spec.path, "instead")
        axis = next((a for a, top in changed.items() if old in top.keys), None)
        if axis is None or not isinstance(new, list):
            every = tuple(k for top in changed.values() for k in top.keys)
            spec.source.fail((*path, old), "unknown-line", found=old, near=near(old, every))
        lines = tuple(_line(spec, "instead", each) for each in new)
        changed[axis] = changed[axis].instead(old, lines)
    return changed


def _check_axis(spec: Spec, axis: str, top: Line) -> None:
    """Keys once, sums of groups that exist, no two lines that a reader could not tell apart."""
    seen: set[str] = set()
    for line in top.walk():
        path = (*spec.path, axis, line.key)
        if line.key in seen:
            spec.source.fail(path, "key-twice", found=line.key)
        seen.add(line.key)
    groups = tuple(line.key for line in top.walk() if line.lines)
    for line in top.leaves:
        path = (*spec.path, axis, line.key)
        if line.sum and line.sum not in groups:
            spec.source.fail(path, "sum-of-nothing", found=line.sum, near=near(line.sum, groups))
        if line.last and line.last not in top.keys:
            spec.source.fail(path, "unknown-line", found=line.last, near=near(line.last, top.keys))


def _guided(source: Source, key: str, guides: object, axes: Mapping[str, Line]) -> dict[str, Line]:
    spec = Spec(source, ("guide", key), guides)
    told = {axis: spec.table(axis) for axis in AXES}
    spec.done()
    for axis, top in axes.items():
        for line in told[axis]:
            _check_guide(source, ("guide", key, axis, line), top)
    guided = {axis: _with_guides(source, key, axis, top, told[axis]) for axis, top in axes.items()}
    for axis, top in guided.items():
        _check_spellings(source, key, axis, top)
    return guided


def _check_guide(source: Source, path: Path_, top: Line) -> None:
    """A guide of the file's own must be for a line that is printed; one inherited may idle."""
    line = path[-1]
    if not source.holds(path):
        return
    if line not in top.keys:
        source.fail(path, "unknown-line", found=line, near=near(line, top.keys))
    if not top.find(line).label:
        source.fail(path, "guide-of-unprinted", found=line)


def _with_guides(
    source: Source, key: str, axis: str, line: Line, told: Mapping[str, object]
) -> Line:
    inner = tuple(_with_guides(source, key, axis, x, told) for x in line.lines)
    guide = _guide(source, key, axis, line.key, told) if line.label else NO_GUIDE
    return replace(line, lines=inner, guide=guide)


def _guide(source: Source, key: str, axis: str, line: str, told: Mapping[str, object]) -> Guide:
    if line not in told:
        return NO_GUIDE
    spec = Spec(source, ("guide", key, axis, line), told[line])
    guide = Guide(
        spec.text("scope", ""), spec.text("ask", ""), cited(source, spec), spec.texts("also")
    )
    spec.done()
    return guide


def cited(source: Source, spec: Spec) -> str:
    """The legal basis; {notice} in it stands for the notice that issued this edition."""
    return spec.text("basis", "").replace("{notice}", str(source.merged.get("notice", "")))


def _check_spellings(source: Source, key: str, axis: str, top: Line) -> None:
    """Two lines of one axis must not be found under the same words."""
    owners: dict[str, str] = {}
    for line in top.walk():
        for words in filter(None, {fold(line.label), *map(fold, line.guide.also)}):
            other = owners.setdefault(words, line.key)
            if other != line.key:
                at = "table" if words == fold(line.label) else "guide"
                path = (at, key, axis, line.key)
                source.fail(path, "label-twice", found=words, other=other)


def load_passages(source: Source, words: object) -> dict[str, Passage]:
    """Every [passage.<key>]."""
    spec = Spec(source, ("passage",), words)
    return {key: _passage(source, key, told) for key, told in spec.words.items()}


def _passage(source: Source, key: str, words: object) -> Passage:
    spec = Spec(source, ("passage", key), words)
    parts = tuple(_part(source, key, part) for part in spec.array("parts", []))
    passage = Passage(
        key, spec.text("label", ""), spec.text("hint", ""), spec.whole("longest", 0), parts=parts
    )
    spec.done()
    return passage


def _part(source: Source, key: str, said: object) -> Passage:
    match said:
        case [str(part), str(label)]:
            more: object = {}
        case [str(part), str(label), dict(told)]:
            more = told
        case _:
            source.fail(("passage", key, "parts"), "bad-line", found=str(said)[:60])
    spec = Spec(source, ("passage", key, "parts", part), more)
    made = Passage(f"{key}.{part}", label, spec.text("hint", ""), spec.whole("longest", 0))
    spec.done()
    return made


def load_sections(
    source: Source,
    said: Iterable[object],
    tables: Mapping[str, Table],
    passages: Mapping[str, Passage],
) -> tuple[Section, ...]:
    """The headings in order; every table must stand under one of them."""
    sections = tuple(_section(source, each, tables, passages) for each in said)
    placed = [table.key for section in sections for table in section.tables]
    for key in tables:
        if placed.count(key) != 1:
            source.fail(("table", key), "not-in-sections", found=key, times=placed.count(key))
    return sections


def _section(
    source: Source, said: object, tables: Mapping[str, Table], passages: Mapping[str, Passage]
) -> Section:
    path: Path_ = ("sections",)
    match said:
        case [str(key), str(heading)]:
            passage = passages.get(key) or Passage(key, "")
            return Section(key, heading, (), replace(passage, label=bare_name(heading)))
        case [str(key), str(heading), list(keys)] if keys:
            return _section(source, [key, heading, {}, keys], tables, passages)
        case [str(key), str(heading), dict(more), list(keys)] if keys:
            spec = Spec(source, (*path, key), more)
            short, question = spec.text("short", ""), spec.text("question", "")
            spec.done()
            for named in map(str, keys):
                if named not in tables:
                    facts = {"found": named, "near": near(named, tuple(tables))}
                    source.fail((*path, key), "unknown-table", **facts)
            placed = tuple(tables[str(named)] for named in keys)
            return Section(key, heading, placed, None, short or placed[0].name, question)
    source.fail(path, "bad-section", found=str(said)[:60])
