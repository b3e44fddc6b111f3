"""nianbao: the toolkit for annual reports on government information disclosure.

    from toolkit import load_form, check, compare, consolidate, say

The acts bear the names of their modules and are loaded when first asked for: `nianbao --help` needs
none of them. A plain lazy `__getattr__` would not do, because importing `toolkit.check` binds the
*module* to that name; properties of the package's class come before its namespace.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.check import check, check_all
    from toolkit.compare import compare
    from toolkit.consolidate import consolidate
    from toolkit.load import load_form
    from toolkit.parent import check_parent
    from toolkit.reading import read_submission
    from toolkit.say import say

__version__ = "0.1.0"
__all__ = [
    "check",
    "check_all",
    "check_parent",
    "compare",
    "consolidate",
    "load_form",
    "read_submission",
    "say",
]


def _act(module: str, name: str) -> property:
    """The function `name` of a module; the import system may not put the module in its place."""
    return property(
        lambda package: getattr(import_module(f"toolkit.{module}"), name),
        lambda package, value: None,
    )


class _Toolkit(ModuleType):
    """The package, with its acts as properties."""

    check: Any = _act("check", "check")
    check_all: Any = _act("check", "check_all")
    check_parent: Any = _act("parent", "check_parent")
    compare: Any = _act("compare", "compare")
    consolidate: Any = _act("consolidate", "consolidate")
    load_form: Any = _act("load", "load_form")
    read_submission: Any = _act("reading", "read_submission")
    say: Any = _act("say", "say")


sys.modules[__name__].__class__ = _Toolkit
