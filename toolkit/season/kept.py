"""A submission as the ledger keeps it, whole, and back: nothing is read twice from a file.

Plain JSON. What JSON does not know is told by a list that begins with a letter: ["D", "1.5"] is a
decimal, ["d", "2025-01-05"] a date, ["t", …] a tuple. No list stands for anything else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from toolkit.editions import Editions
from toolkit.model.agency import Agency
from toolkit.model.figure import Figure, Place
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.submission import Submission

Tree = dict[str, Any]


def pack_all(sent: Iterable[Submission]) -> str:
    """Every submission of a file as JSON."""
    trees = [_submission(each) for each in sent]
    return json.dumps(trees, ensure_ascii=False, separators=(",", ":"))


def unpack_all(text: str, editions: Editions) -> tuple[Submission, ...]:
    """They again; none where the form that one of them was read by is another one now."""
    sent = [_unpacked(tree, editions) for tree in json.loads(text)]
    known = tuple(each for each in sent if each is not None)
    return known if len(known) == len(sent) else ()


def pack_findings(findings: Iterable[Finding]) -> str:
    return json.dumps([_finding(each) for each in findings], ensure_ascii=False)


def unpack_findings(text: str) -> tuple[Finding, ...]:
    return tuple(_found(each) for each in json.loads(text))


def _submission(sent: Submission) -> Tree:
    return {
        "agency": [sent.agency.code, sent.agency.name, sent.agency.category],
        "flags": sorted(sent.agency.flags),
        "year": sent.year,
        "editions": dict(sent.form.editions),
        "digest": sent.form.digest,
        "figures": {key: _figure(each, sent.file) for key, each in sent.figures.items()},
        "passages": dict(sent.passages),
        "findings": [_finding(each) for each in sent.findings],
        "file": sent.file,
        "sha256": sent.sha256,
        "kind": sent.kind,
        "printed": sent.printed,
        "about": dict(sent.about),
        "explanations": dict(sent.explanations),
        "last": _submission(sent.last) if sent.last else None,
    }


def _unpacked(tree: Tree, editions: Editions) -> Submission | None:
    form = kept_form(tree, editions)
    if form is None:
        return None
    code, name, category = tree["agency"]
    return Submission(
        Agency(code, name, category, frozenset(tree["flags"])),
        tree["year"],
        form,
        {key: _read_figure(key, told, tree["file"]) for key, told in tree["figures"].items()},
        tree["passages"],
        tuple(_found(each) for each in tree["findings"]),
        file=tree["file"],
        sha256=tree["sha256"],
        kind=tree["kind"],
        printed=tree["printed"],
        about=tree["about"],
        explanations=tree["explanations"],
        last=_unpacked(tree["last"], editions) if tree["last"] else None,
    )


def kept_form(tree: Mapping[str, Any], editions: Editions) -> Form | None:
    """The form of these editions, None where it is not the one of this digest any more."""
    if any(edition not in editions.known for edition in tree["editions"].values()):
        return None
    form = editions.composed(tree["editions"])
    return form if form.digest == tree["digest"] else None


def _figure(figure: Figure, file: str) -> list[Any]:
    """Value, what was written, sheet and cell; shorter where that says all there is to say."""
    file_, sheet, cell, page, line = figure.place
    told = [_plain(figure.value), _plain(figure.raw), sheet, cell]
    rest = [figure.applies, page, line, file_]
    return told if rest == [True, 0, 0, file] else [*told, *rest]


def _read_figure(key: str, told: list[Any], file: str) -> Figure:
    value, raw, sheet, cell, *rest = told
    applies, page, line, named = rest or (True, 0, 0, file)
    return Figure(key, _value(value), _value(raw), Place(named, sheet, cell, page, line), applies)


def _finding(finding: Finding) -> list[Any]:
    return [
        finding.code,
        finding.severity.value,
        list(finding.keys),
        [list(place) for place in finding.places],
        [[name, _plain(value)] for name, value in finding.facts],
    ]


def _found(told: list[Any]) -> Finding:
    code, severity, keys, places, facts = told
    return Finding(
        code,
        Severity(severity),
        tuple(keys),
        tuple(Place(*place) for place in places),
        tuple((name, _value(value)) for name, value in facts),
    )


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return ["D", str(value)]
        case date():
            return ["d", value.isoformat()]
        case tuple() | list() | frozenset():
            return ["t", *map(_plain, value)]
        case Mapping():
            return ["t", *(_plain(pair) for pair in value.items())]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _value(told: object) -> Any:
    match told:
        case ["D", str(text)]:
            return Decimal(text)
        case ["d", str(text)]:
            return date.fromisoformat(text)
        case ["t", *rest]:
            return tuple(map(_value, rest))
    return told
