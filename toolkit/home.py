"""Where the things that travel with the toolkit are, and what is kept of those written in TOML.

In a checkout they stand beside the package, in an installed wheel inside it. source.py and
lexicon.py read the TOML; why its trees are kept is told in docs/decisions/008.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

Tree = dict[str, Any]

PACKAGE = Path(__file__).parent
FORMS = PACKAGE / "forms"
WORDS = PACKAGE / "words"


def shipped(name: str) -> Path:
    """The folder of this name that came with the toolkit."""
    inside = PACKAGE / "_home" / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def shipped_tree(name: str, text: str, parse: Callable[[str], Tree]) -> Tree:
    """What `parse` makes of the text of a file of ours, kept where Python keeps our modules.

    The text is kept beside its tree and must be the same to the letter, so an edited file is never
    answered with what it said before.
    """
    compiled = __spec__.cached if __spec__ else None
    if not compiled:  # inside an archive or a frozen program
        return parse(text)
    return kept_tree(Path(compiled).with_name(f"{name}.json"), text, parse)


def kept_tree(kept: Path, text: str, parse: Callable[[str], Tree]) -> Tree:
    """The tree out of the file `kept` if it is that of this text; else parsed, and kept there."""
    with suppress(OSError, ValueError):
        match json.loads(kept.read_bytes()):
            case [str(before), dict(tree)] if before == text:
                return tree
    tree = parse(text)
    if not sys.dont_write_bytecode:
        _keep(kept, [text, tree])
    return tree


def _keep(kept: Path, told: object) -> None:
    """Write it whole or not at all; where nothing may be written, the next run parses again."""
    new = kept.with_name(f"{kept.name}.{os.getpid()}")
    with suppress(OSError, TypeError):  # JSON knows no dates; no form of ours holds one
        content = json.dumps(told, ensure_ascii=False)
        kept.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(content, "utf-8")
        new.replace(kept)
    with suppress(OSError):
        new.unlink(missing_ok=True)
