"""The sheets of a workbook made from nothing, in the order in which a clerk meets them."""

from __future__ import annotations

from toolkit.excel.plan import SheetPlan
from toolkit.excel.plan_asking import plan_asking
from toolkit.excel.plan_checks import plan_checks
from toolkit.excel.plan_fill import plan_section
from toolkit.excel.plan_pages import plan_about, plan_prose, plan_start
from toolkit.excel.plan_paper import plan_last, plan_page
from toolkit.model.form import Form


def plan_sheets(form: Form) -> tuple[SheetPlan, ...]:
    """Every sheet of the form's workbook."""
    tables = (plan_section(form, section) for section in form.filled)
    return (
        plan_start(form),
        plan_about(form),
        *tables,
        plan_prose(form),
        plan_checks(form),
        plan_page(form),
        plan_last(form),
        plan_asking(form),
    )
