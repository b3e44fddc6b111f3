"""A form put together from tables of several editions, as mixed reports are really filed.

Called by editions.py with the editions that a reader found, table by table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from toolkit.model.binding import BindingError, bind_rule, sum_rules
from toolkit.model.form import Form, Table
from toolkit.model.rule import Bound, Rule


def compose_form(form: Form, others: Mapping[str, Form]) -> Form:
    """The form with some tables, by key, taken from other editions.

    Each table brings its own rules; a rule over several tables stays where it still binds.
    """
    foreign = {k: other.tables[k] for k, other in others.items() if k in other.tables}
    sections = tuple(
        replace(section, tables=tuple(foreign.get(t.key, t) for t in section.tables))
        for section in form.sections
    )
    tables = {table.key: table for section in sections for table in section.tables}
    bound = (*_sums(tables), *_own(form, tables, foreign), *_theirs(others))
    rules = {rule.code: rule for rule in (*(b.rule for b in _theirs(others)), *form.rules)}
    bridge = dict.fromkeys((*form.bridge, *(b for o in others.values() for b in o.bridge)))
    return replace(
        form,
        sections=sections,
        rules=tuple(rules.values()),
        bound=bound,
        bridge=tuple(bridge),
    )


def _sums(tables: Mapping[str, Table]) -> tuple[Bound, ...]:
    return tuple(bound for table in tables.values() for bound in sum_rules(table))


def _own(
    form: Form, tables: Mapping[str, Table], foreign: Mapping[str, Table]
) -> tuple[Bound, ...]:
    """The form's own rules, but for those that stand at lines of a table from elsewhere."""
    bound = (b for rule in form.rules for b in _if_it_binds(rule, tables))
    return tuple(b for b in bound if b.table not in foreign)


def _theirs(others: Mapping[str, Form]) -> tuple[Bound, ...]:
    """The rules that the other tables bring along; their sums are made anew with all others."""
    bound = (b for key, form in others.items() for b in form.bound if b.table == key)
    return tuple(b for b in bound if b.rule.code != "sum")


def _if_it_binds(rule: Rule, tables: Mapping[str, Table]) -> tuple[Bound, ...]:
    try:
        return bind_rule(rule, tables)
    except BindingError:
        return ()
