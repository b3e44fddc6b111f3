"""The words on paper: what a PDF of a workbook says, page by page."""

import subprocess

SECONDS = 60


def read_texts(program, path):
    """The text of each page, without spaces: those stand where lines happen to break."""
    command = [program, "-enc", "UTF-8", str(path), "-"]
    run = subprocess.run(command, capture_output=True, check=True, timeout=SECONDS)
    return [tight(page) for page in run.stdout.decode().removesuffix("\f").split("\f")]


def tight(text):
    """A text without spaces and breaks."""
    return "".join(text.split())
