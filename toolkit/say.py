"""Findings and mistakes → Chinese sentences: where · what we found · what to do.

The only place where sentences are put together. Their words stand in forms/messages.toml and in the
rules of the form; equation.py says rules, whereabouts.py says places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toolkit import whereabouts
from toolkit.equation import say_difference, say_outcome, say_rule, shown
from toolkit.errors import Slip
from toolkit.lexicon import messages
from toolkit.model.finding import Finding
from toolkit.model.form import Form
from toolkit.model.rule import Bound, Rule

__all__ = ["say", "say_finding", "say_rule", "say_slip"]


def say(form: Form, findings: Iterable[Finding]) -> list[str]:
    """The findings as sentences, in their order; the form is the one the submission was filed on.

    What is found alike in several cells of one table becomes one sentence.
    """
    return [say_group(form, group) for group in group_alike(form, findings)]


def say_finding(form: Form, finding: Finding) -> str:
    """One finding as one sentence."""
    bound = _bound(form, finding)
    return _sentence(form, finding, whereabouts.of_one(form, finding, bound), bound)


def say_slip(slip: Slip) -> str:
    """A mistake of ours or of the operator, with file, line, key and remedy."""
    told = messages().mistakes
    facts = {n: told[f"wanted-{v}"] if n == "wanted" else shown(v) for n, v in slip.facts}
    what = told[slip.code].format(**facts)
    if not slip.file:
        return what
    line = told["at_line"].format(line=slip.line) if slip.line else ""
    key = told["at_key"].format(key=slip.key) if slip.key else ""
    return told["where"].format(file=slip.file, line=line, key=key, what=what)


def group_alike(form: Form, findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """Findings put together that differ only in their cell: same code, table and facts."""
    groups: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        table = whereabouts.table_of(form, finding)
        name: object = number
        if table is not None and len(finding.keys) == 1 and finding.fact("at") is None:
            name = (finding.code, finding.severity, table.key, finding.facts)
        groups.setdefault(name, []).append(finding)
    return [tuple(some) for some in groups.values()]


def say_group(form: Form, findings: Sequence[Finding]) -> str:
    """What is found alike in several cells, as one sentence."""
    if len(findings) == 1:
        return say_finding(form, findings[0])
    return _sentence(form, findings[0], whereabouts.of_several(form, findings), None)


def _sentence(form: Form, finding: Finding, where: str, bound: Bound | None) -> str:
    words = messages().words
    found, remedy = _told(form, finding, bound)
    told = words["where"].format(where=where, found=found) if where else found
    return f"{told}{words['stop']}{remedy}{_lowered(finding)}"


def _told(form: Form, finding: Finding, bound: Bound | None) -> tuple[str, str]:
    """What was found, and what to do: by the catalogue, or by the rule that was broken."""
    facts = _facts(form, finding)
    if finding.code in messages().findings:
        told = messages().findings[finding.code]
        message = told.message
        remedy = told.meant if told.meant and "suggested" in facts else told.remedy
    else:
        rule = bound.rule if bound else form.rule(finding.code)
        message, remedy = rule.message, _remedy(rule, finding)
    if bound and not message:
        return say_outcome(bound, finding), remedy
    return message.format(**facts), remedy.format(**facts)


def _remedy(rule: Rule, finding: Finding) -> str:
    """The advice for the case that fits, else that of the rule."""
    case = finding.fact("case")
    return rule.cases[case].remedy if isinstance(case, int) else rule.remedy


def _bound(form: Form, finding: Finding) -> Bound | None:
    """The rule at the place of which the finding speaks; None for findings of other sorts."""
    at = finding.fact("at")
    wanted = (finding.code, at, finding.keys)
    fits = (b for b in form.bound if at and (b.rule.code, b.at, b.keys) == wanted)
    return next(fits, None)


def _facts(form: Form, finding: Finding) -> dict[str, str]:
    """The facts as a message may name them, table and row by their words."""
    facts = {name: shown(value) for name, value in finding.facts}
    if "difference" in facts and finding.code in messages().findings:
        facts["difference"] = say_difference(finding)
    table = whereabouts.table_of(form, finding)
    if table is not None:
        facts |= {"table": table.name, "count": facts.get("count", str(len(finding.keys)))}
    if table is not None and "row" in facts:
        facts["label"] = table.rows.find(facts["row"]).label
    return facts


def _lowered(finding: Finding) -> str:
    """Why a finding weighs less than its rule says."""
    words = messages().words
    if finding.fact("waived") is not None:
        facts = {"reason": finding.fact("waived"), "by": finding.fact("by")}
        return words["waived"].format(**facts)
    return words["probation"] if finding.fact("probation") else ""
