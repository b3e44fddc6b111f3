"""The example county of `nianbao demo`: who is sent a workbook, and which of them go back.

Called by cli_demo.py. What lies in the folder already is left alone: somebody may be trying a
workbook out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from toolkit.editions import Editions
from toolkit.excel.complaints import complaints
from toolkit.excel.feedback import feedback
from toolkit.excel.issue import Issue, Issued, Recipient, apart
from toolkit.files import make_folder, put
from toolkit.intake import Checked, read_file
from toolkit.model.agency import Agency
from toolkit.model.submission import Submission


def load_recipients(roster: Path, last: Path, editions: Editions) -> tuple[Recipient, ...]:
    """The agencies on a list of ours, each with what it reported last year."""
    before = {sent.agency.code: sent for sent in read_file(last, editions)}
    lines = list(csv.reader(roster.read_text("utf-8").splitlines()))
    return tuple(_recipient(line, before) for line in lines[1:])


def _recipient(line: list[str], before: Mapping[str, Submission]) -> Recipient:
    code, name, category, rulemaking, vertical, contact, phone = line
    said = (("rulemaking", rulemaking), ("vertical", vertical))
    agency = Agency(code, name, category, frozenset(flag for flag, yes in said if yes))
    return Recipient(agency, contact, phone, last=before.get(code))


def known_by(checked: Checked, to: Iterable[Recipient]) -> Checked:
    """The same with the agencies as the county knows them; a file tells only part of it."""
    agencies = {each.agency.code: each.agency for each in to}
    return [
        (replace(sent, agency=agencies.get(_code(sent), sent.agency)), findings)
        for sent, findings in checked
    ]


def _code(sent: Submission) -> str:
    """Whose it is; of a file that cannot be read only the name speaks."""
    return sent.agency.code or sent.file.partition("_")[0]


def feedback_all(
    season: Issue,
    to: Iterable[Recipient],
    checked: Checked,
    returned: Path,
    folder: Path,
    editions: Editions,
) -> Iterator[Issued]:
    """The workbooks that go back: those of a return in which something is to be put right."""
    recipients = {each.agency.code: each for each in to}
    make_folder(folder)
    taken: set[str] = set()
    for sent, findings in checked:
        if sent.agency.code not in recipients or not complaints(sent, findings):
            continue
        path = folder / apart(f"{Path(sent.file).stem}.xlsx", taken)
        new = not path.exists()
        if new:
            fresh = season.workbook(recipients[sent.agency.code])
            old = (returned / sent.file).read_bytes()
            put(path, feedback(old, fresh, editions, sent, findings))
        yield Issued(sent.agency, path, new)
