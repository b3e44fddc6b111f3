"""The programs as fixtures. A test that asks for one belongs to its group without saying so.

Where a program is missing the test is skipped with a sentence; with NIANBAO_ALL_GROUPS=1, as in
.ci/run, it fails.
"""

import os
import shutil

import pytest

from office.client import Office, find_python, find_soffice
from office.paper import read_texts
from office.validator import VARIABLE, find_validator, schema_errors

GROUPS = ("office", "ooxml")


@pytest.hookimpl(tryfirst=True)  # before pytest selects by marker
def pytest_collection_modifyitems(items):
    for item in items:
        for group in GROUPS:
            if group in getattr(item, "fixturenames", ()):
                item.add_marker(group)


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """LibreOffice; see `client.Office` for what it can be asked."""
    soffice = find_soffice() or _missing("没有找到 LibreOffice（soffice）")
    python = find_python(soffice) or _missing("没有找到带 uno 的 Python（Debian：python3-uno）")
    program = Office(soffice, python, tmp_path_factory.mktemp("office"))
    yield program
    program.end()


@pytest.fixture(scope="session")
def ooxml():
    """`ooxml(path)`: the list of what breaks Microsoft's schema; see `validator`."""
    program = find_validator() or _missing(f"没有找到 ooxml-validator（npm，或 {VARIABLE}）")
    return lambda path: schema_errors(program, path)


@pytest.fixture(scope="session")
def pdf_texts():
    """`pdf_texts(path)`: the text of each page of a PDF, as it is laid out."""
    program = shutil.which("pdftotext") or _missing("没有找到 pdftotext（Debian：poppler-utils）")
    return lambda path: read_texts(program, path)


def _missing(sentence):
    if os.environ.get("NIANBAO_ALL_GROUPS") == "1":
        pytest.fail(f"NIANBAO_ALL_GROUPS=1：{sentence}", pytrace=False)
    pytest.skip(sentence)
