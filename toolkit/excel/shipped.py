"""The template of a form: the one that came with the toolkit, or one drawn for an own form.

Called by the command line and by the season. What draws is imported only where something is drawn.
"""

from __future__ import annotations

from toolkit.home import shipped
from toolkit.lexicon import workbook_words
from toolkit.model.form import Form


def shipped_template(form: Form) -> bytes:
    """The template that came with the toolkit, or a new one for an office's own form."""
    path = shipped("templates") / form.edition / workbook_words()["words"]["template"]
    return path.read_bytes() if path.is_file() else drawn_template(form)


def drawn_template(form: Form) -> bytes:
    """A new template, stamped."""
    from toolkit.excel.create import draw_workbook
    from toolkit.excel.sheets import plan_sheets
    from toolkit.excel.stamp import stamp

    return stamp(draw_workbook(plan_sheets(form)), form)
