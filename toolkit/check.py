"""A form and a submission → findings. Pure; for one clerk, or for all agencies at once.

Three tiers, so that nothing is said twice: the reader has told whether it is the right file and
whether each figure is a figure; here the rules are judged, only where all their figures are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.judge import broken_findings, last_values, rules_for, settled
from toolkit.lexicon import messages
from toolkit.model.figure import Key
from toolkit.model.finding import Finding
from toolkit.model.form import Form
from toolkit.model.rule import Bound
from toolkit.model.settings import AS_DECLARED, Settings
from toolkit.model.submission import Submission


def check(
    form: Form,
    submission: Submission,
    last: Submission | None = None,
    settings: Settings = AS_DECLARED,
) -> tuple[Finding, ...]:
    """Everything there is to say about a submission, in the order in which the report is read.

    `form` is the one that was expected; the rules are those of the form it was filed on. With
    `last`, last year's submission, the comparison of the two years is part of it.
    """
    values, before = submission.values, last_values(submission, last)
    rules = rules_for(submission, last_known=last is not None)
    broken = [bound for bound in rules if bound.verdict(values, before) is False]
    return _report(form, submission, broken, last, settings)


def check_all(
    form: Form,
    submissions: Sequence[Submission],
    lasts: Mapping[str, Submission] | None = None,
    settings: Settings = AS_DECLARED,
) -> list[tuple[Finding, ...]]:
    """`check` for many at once, in the order given; `lasts` is last year by agency code."""
    from toolkit.matrix import broken_rules  # numpy is loaded only where there are many

    years = [(lasts or {}).get(submission.agency.code) for submission in submissions]
    broken = broken_rules(submissions, years)
    return [
        _report(form, submission, some, last, settings)
        for submission, some, last in zip(submissions, broken, years, strict=True)
    ]


def _report(
    form: Form,
    submission: Submission,
    broken: Sequence[Bound],
    last: Submission | None,
    settings: Settings,
) -> tuple[Finding, ...]:
    findings = [*submission.findings, *check_edition(form, submission)]
    if broken:
        findings += broken_findings(submission, broken, last_values(submission, last))
    if last is not None:
        from toolkit.compare import compare_named  # loaded only where there is a last year

        findings += compare_named(submission, last)
    return settled(findings, submission, settings) if findings else ()


def check_edition(form: Form, submission: Submission) -> Iterator[Finding]:
    """Whether the form it was filed on is the one that was expected, table by table."""
    filed = submission.form
    if filed is form:
        return
    if filed.edition not in form.lineage and form.edition not in filed.lineage:
        yield _edition_finding("wrong-edition", form, filed.edition)
        return
    for key, table in form.tables.items():
        if key not in filed.tables:  # a table of the county's own, filed on the plain form
            yield _edition_finding("own-table-missing", form, filed.edition, label=table.name)
    for key, table in filed.tables.items():
        if table.edition not in (*form.lineage, *filed.lineage):
            keys = tuple(slot.key for slot in table.slots if slot.key in submission.figures)
            yield _edition_finding("mixed-edition", form, table.edition, *keys, table=key)


def _edition_finding(code: str, form: Form, found: str, *keys: Key, **more: object) -> Finding:
    facts = (("found", found), ("expected", form.edition), ("notice", form.notice), *more.items())
    return Finding(code, messages().severity(code), keys, facts=facts)
