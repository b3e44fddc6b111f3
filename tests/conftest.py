"""Forms that the tests are about. They never change, so each is loaded once."""

from pathlib import Path

import pytest

from toolkit import load_form
from toolkit.editions import Editions

FORMS = Path(__file__).parent / "forms"
OWN = Path(__file__).parent.parent / "examples" / "清禾县" / "县里的表式.toml"


@pytest.fixture(scope="session")
def form():
    """The form in force."""
    return load_form("2021")


@pytest.fixture(scope="session")
def form2019():
    """The trial form before it."""
    return load_form("2019")


@pytest.fixture(scope="session")
def tiny():
    """Four rows, two columns, one rule, no totals of its own."""
    return load_form(FORMS / "tiny.toml")


@pytest.fixture(scope="session")
def qinghe():
    """An office's own form: that of 2021 and one table more."""
    return load_form(OWN)


@pytest.fixture(scope="session")
def mixed():
    """2021, but 表三 in the shape of 2019: 其他处理 in one row."""
    editions = Editions()
    return editions.composed(dict(editions.form("2021").editions) | {"requests": "2019"})
