"""Where the things that travel with the toolkit are: templates, macros, examples.

In a checkout they stand beside the package, in an installed wheel inside it.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent
FORMS = PACKAGE / "forms"
WORDS = PACKAGE / "words"


def shipped(name: str) -> Path:
    """The folder of this name that came with the toolkit."""
    inside = PACKAGE / "_home" / name
    return inside if inside.is_dir() else PACKAGE.parent / name
