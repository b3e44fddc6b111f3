"""The words of the workbook of decisions: sheets, headings, choices, and what is said of a line.

Called wherever that workbook is made, read or answered; all words are in words/decisions.toml.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.equation import shown
from toolkit.lexicon import words
from toolkit.model.form import Form
from toolkit.season.decision_line import Kind, Line, Refused

SIGNED = ("by", "on", "basis")  # who, when, why: every line has them


def word(table: str, name: str) -> str:
    """One word of words/decisions.toml."""
    return words("decisions")[table][name]


def fields_of(kind: Kind) -> Mapping[str, str]:
    """The columns of a sheet in their order: field → heading."""
    return {**words("decisions")[kind], **words("decisions")["every"]}


def verdicts_of(kind: Kind) -> Mapping[str, str]:
    """What can be decided on a sheet: verdict → the word for it; none where it is no word."""
    return words("decisions").get(f"verdict_{kind}", {})


def rules_of(form: Form) -> Mapping[str, str]:
    """What can be waived or switched off: the form's rules, and some findings: code → title."""
    rules = {rule.code: rule.title for rule in form.rules if rule.code != "sum"}
    return {**rules, **words("decisions")["findings"]}


def say_refused(refused: Refused) -> str:
    """Why a line cannot be applied, as one sentence or two."""
    facts = {name: shown(value) for name, value in refused.facts}
    return word("refused", refused.code).format(**facts)


def is_done(line: Line) -> bool:
    """Whether the answer beside a line tells that it was applied."""
    return line.answer.startswith(word("answers", "done"))


def is_told_elsewhere(line: Line) -> bool:
    """Whether the answer beside a line tells that something else settled it."""
    return line.answer.startswith(word("answers", "elsewhere").partition("{")[0])


def is_of_other(line: Line) -> bool:
    """Whether a line shows what another computer settled differently; signed, it is decided so."""
    return line.answer.startswith(word("answers", "of_other").partition("{")[0])


def say_place(line: Line) -> str:
    """Which line it is, for those who do not have the workbook before them."""
    if not line.sheet:
        return word("answers", "book")
    frame = word("answers", "place" if line.row else "sheet")
    return frame.format(sheet=word("sheets", line.sheet), row=line.row)
