"""A program of its own: sets limits on itself and becomes the program named behind them.

Started by child.py, by its path and without the package, where the system knows such limits. Set
here and not between fork and exec, which is not safe where other threads run.

    limited.py MEMORY OUTPUT PROGRAM [WORD…]
"""

from __future__ import annotations

import os
import sys


def limit(memory: int, output: int) -> None:
    """Bound this process; what the system cannot bound stays bounded by the time alone."""
    import resource  # not on Windows

    bounds = (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, most in bounds:
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS knows RLIMIT_AS and refuses it
            continue


if __name__ == "__main__":
    limit(int(sys.argv[1]), int(sys.argv[2]))
    os.execvp(sys.argv[3], sys.argv[3:])
