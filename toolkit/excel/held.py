"""Everything a workbook holds, as it is typed there: what a fresh workbook is filled with again.

Called by transfer.py and feedback.py. Nothing is normalised: the clerk finds the own words again.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from toolkit.excel.bind import Binding
from toolkit.excel.state import Shown, State
from toolkit.excel.typed_cells import Values
from toolkit.model.figure import Number
from toolkit.model.form import Form

ABOUT, VALUE = "about.", ".value"


def state_of(binding: Binding, form: Form, values: Values) -> State:
    """What a workbook of this form holds."""
    return State(
        form,
        dict(_about(binding)),
        {slot.key: _raw(binding, slot.key, values) for slot in form.given},
        {key: _number(_raw(binding, f"last.{key}", values)) for key in form.slots},
        {key: binding.text(f"passages.{key}.text") or "" for key in form.passages},
        {key: binding.text(f"last.passages.{key}.text") or "" for key in form.passages},
        dict(_explained(binding)),
    )


def _raw(binding: Binding, key: str, values: Values) -> object:
    bond = binding.bonds.get(key)
    return values.raw(binding.cells[bond[0]], bond[1]) if bond else None


def _number(value: object) -> Number | None:
    """A figure of last year's; anything but a number is none."""
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _about(binding: Binding) -> Iterator[tuple[str, Shown]]:
    for key in binding.bonds:
        if key.startswith(ABOUT) and (text := binding.text(key)):
            name = key.removeprefix(ABOUT).removesuffix(VALUE)
            year = name == "year" and text.isdecimal() and len(text) == len("2025")
            yield name, int(text) if year else text


def _explained(binding: Binding) -> Iterator[tuple[str, str]]:
    for key in binding.bonds:
        if key.startswith("checks.") and key.endswith(".explain") and (text := binding.text(key)):
            yield key.removeprefix("checks.").removesuffix(".explain"), text
