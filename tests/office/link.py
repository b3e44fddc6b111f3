"""A program that answers a JSON line with a JSON line, and is never waited for without end."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import threading


class OfficeError(Exception):
    """What the program at the other end said, or that it said nothing."""


class Link:
    """One running program with all its children; `log` takes what they print."""

    def __init__(self, command, log, folder):
        self._log = log
        self._ended = False
        self._answers = queue.SimpleQueue()
        with log.open("wb") as errors:
            self._program = subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
                start_new_session=True,  # a group of its own, so that children can be ended too
            )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def pid(self):
        """Also the number of the group that all its children belong to."""
        return self._program.pid

    @property
    def open(self):
        """Whether it can still be asked."""
        return self._program.poll() is None

    def ask(self, request, seconds):
        """Its answer; OfficeError for a fault, for silence, and when it has ended."""
        with contextlib.suppress(OSError):  # it has ended: the listener has said so
            self._program.stdin.write(json.dumps(request) + "\n")
            self._program.stdin.flush()
        try:
            line = self._answers.get(timeout=seconds)
        except queue.Empty:
            self.end(patience=0)
            raise OfficeError(f"{request['act']}: no answer in {seconds} s{self._said()}") from None
        if not line:
            self.end(patience=0)
            raise OfficeError(f"{request['act']}: the program ended{self._said()}")
        answer = json.loads(line)
        if "fault" in answer:
            raise OfficeError(f"{request['act']}: {answer['fault']}")
        return answer["answer"]

    def end(self, patience=20):
        """Let it end by itself, then end whatever is left of its group; once only."""
        if self._ended:  # by now the group's number may be somebody else's
            return
        self._ended = True
        with contextlib.suppress(OSError):
            self._program.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._program.wait(patience)
        self._kill()
        self._program.wait()
        self._listener.join()
        self._program.stdout.close()

    def _kill(self):
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        else:
            self._program.kill()

    def _listen(self):
        """A line an answer; an empty one says that no more will come."""
        for line in self._program.stdout:
            self._answers.put(line)
        self._answers.put("")

    def _said(self):
        said = self._log.read_text("utf-8", errors="replace").strip()
        return f":\n{said[-2000:]}" if said else ""
