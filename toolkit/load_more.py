"""What a form declares for the workbook: the check code, the sentences a writer may start from.

Called by load.py when tables and passages are known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from toolkit.model.form import USUAL_CODE, CheckCode, Passage, Section, Table
from toolkit.source import Source
from toolkit.spec import Spec, near

FIGURE = re.compile(r"\{([^{}]*)\}")


def load_checkcode(source: Source) -> CheckCode:
    """The weights of the check code; no figure may weigh a multiple of the modulus."""
    spec = Spec(source, ("checkcode",), source.merged.get("checkcode", {}))
    code = CheckCode(
        spec.whole("modulus", USUAL_CODE.modulus),
        spec.whole("first", USUAL_CODE.first),
        spec.whole("step", USUAL_CODE.step),
    )
    spec.done()
    if not (100_000 < code.modulus < 1_000_000 and code.first > 0 and 0 < code.step < 1_000):
        source.fail(("checkcode",), "bad-checkcode")
    return code


def with_references(
    source: Source, tables: Mapping[str, Table], preface: Passage, sections: tuple[Section, ...]
) -> tuple[Passage, tuple[Section, ...]]:
    """Every passage with its sentence out of [reference]; a name that means nothing is told."""
    told = Spec(source, ("reference",), source.merged.get("reference", {}))
    slots = tuple(slot.key for table in tables.values() for slot in table.slots)
    texts = {key: told.text(key) for key in told.words}
    for key, text in texts.items():
        for name in FIGURE.findall(text):
            if name not in slots:
                source.fail(("reference", key), "unknown-name", found=name, near=near(name, slots))
    made = (
        _referring(preface, texts),
        tuple(
            replace(s, passage=_referring(s.passage, texts)) if s.passage else s for s in sections
        ),
    )
    passages = [p for top in (made[0], *(s.passage for s in made[1])) if top for p in top.walk()]
    known = tuple(passage.key for passage in passages)
    for key in texts:
        if key not in known:
            source.fail(("reference", key), "unknown-line", found=key, near=near(key, known))
    return made


def _referring(passage: Passage, texts: Mapping[str, str]) -> Passage:
    parts = tuple(_referring(part, texts) for part in passage.parts)
    return replace(passage, reference=texts.get(passage.key, ""), parts=parts)
