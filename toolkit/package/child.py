"""Another program, run within limits of time, memory and output; nothing of it outlives the call.

Called by the readers of formats that are read outside this process. A program that fails, dies or
takes too long is `None`: what that means for the file is for the caller to say.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LIMITER = Path(__file__).with_name("limited.py")
POSIX = os.name == "posix"
# Alone, without the environment's paths or the folder it stands in: the quickest start there is.
PYTHON = (sys.executable, "-I", "-S", "-X", "utf8")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may take. Memory and output are bounded by the system, where it can."""

    seconds: float
    memory: int  # bytes of address space, each of its processes
    output: int  # bytes of any file it writes


def run_script(script: Path, words: Sequence[str], given: bytes, limits: Limits) -> bytes | None:
    """What a script of ours prints for what it is given."""
    return run_program((*PYTHON, str(script), *words), given, limits)


def run_program(
    command: Sequence[str],
    given: bytes,
    limits: Limits,
    surroundings: Mapping[str, str] | None = None,
) -> bytes | None:
    """What a program prints for what it is given; None where it did not end well in time."""
    with tempfile.TemporaryFile() as sent, tempfile.TemporaryFile() as told:
        sent.write(given)
        sent.seek(0)
        try:
            program = subprocess.Popen(
                [*_limited(limits), *command],
                stdin=sent,
                stdout=told,
                stderr=subprocess.DEVNULL,
                env=None if surroundings is None else {**os.environ, **surroundings},
                start_new_session=POSIX,
            )
        except OSError:
            return None
        if _ended(program, limits.seconds) != 0:
            return None
        told.seek(0)
        printed = told.read(limits.output + 1)
    return printed if len(printed) <= limits.output else None


def _limited(limits: Limits) -> Sequence[str]:
    """What stands before a command so that it limits itself and then becomes the program."""
    return (*PYTHON, str(LIMITER), str(limits.memory), str(limits.output)) if POSIX else ()


def _ended(program: subprocess.Popen[bytes], seconds: float) -> int | None:
    """How a program ended; whatever happens, it and what it started are gone afterwards."""
    try:
        return program.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _kill_all(program)


def _kill_all(program: subprocess.Popen[bytes]) -> None:
    """End a program with all that it started."""
    if POSIX:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(program.pid, signal.SIGKILL)
    elif program.poll() is None:  # on Windows children are found through their living parent
        subprocess.run(
            ["taskkill", "/T", "/F", "/PID", str(program.pid)], capture_output=True, check=False
        )
    program.kill()
    program.wait()
