"""The merged grid of each section: drawn from the lines alone, it is the official form.

golden/grid-2021.txt holds the cells of the official Word form, taken from it once.
"""

from pathlib import Path

import pytest

from toolkit import load_form
from toolkit.editions import Editions
from toolkit.model.grid import lay_out

GOLDEN = Path(__file__).parent / "golden" / "grid-2021.txt"
FORMS = Path(__file__).parent / "forms"
OWN = Path(__file__).parent.parent / "examples" / "清禾县" / "县里的表式.toml"


def forms():
    editions = Editions()
    mixed = dict(editions.form("2021").editions) | {"requests": "2019"}
    yield from map(editions.form, ("2021", "2019"))
    yield editions.composed(mixed)
    yield from map(load_form, (FORMS / "tiny.toml", OWN))


SECTIONS = [
    pytest.param(section, id=f"{form.edition}-{section.key}")
    for form in forms()
    for section in form.sections
    if section.tables
]


def squares(cell):
    return [
        (row, col)
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    ]


def owners(grid):
    return {square: cell for cell in grid.cells for square in squares(cell)}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_square_is_covered_once(section):
    grid = lay_out(section)
    covered = [square for cell in grid.cells for square in squares(cell)]
    assert len(covered) == len(set(covered))
    assert set(covered) == {(r, c) for r in range(grid.height) for c in range(grid.width)}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_figure_has_one_cell(section):
    slots = [cell.slot.key for cell in lay_out(section).cells if cell.slot]
    assert sorted(slots) == sorted(slot.key for table in section.tables for slot in table.slots)


@pytest.mark.parametrize("section", SECTIONS)
def test_keys_of_rows_and_columns_lead_to_the_figure(section):
    """What stands in the hidden key row and key column of a sheet."""
    grid = lay_out(section)
    owner = owners(grid)
    for block in grid.blocks:
        for row, down in block.row_keys:
            for col, right in block.column_keys:
                name = right if down == "*" else f"{down}.{right}"
                assert owner[row, col].slot.key == f"{block.table.key}.{name}"


@pytest.mark.parametrize("section", SECTIONS)
def test_cells_come_in_reading_order(section):
    places = [(cell.row, cell.col) for cell in lay_out(section).cells]
    assert places == sorted(places)


def as_word(grid):
    """The grid as Word writes it: cell by cell, a merged one again in every row."""
    owner = owners(grid)
    for row in range(grid.height):
        cells = {owner[row, col].col: owner[row, col] for col in range(grid.width)}
        yield " | ".join(_cell(cell, row) for _, cell in sorted(cells.items()))


def _cell(cell, row):
    goes_on = cell.row < row
    words = [cell.text if cell.text and not goes_on else "_"]
    words += [f"x{cell.colspan}"] * (cell.colspan > 1)
    words += ["^" if goes_on else "v"] * (cell.rowspan > 1)
    return " ".join(words)


def official():
    lines = GOLDEN.read_text("utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    return [table.splitlines() for table in text.strip().split("\n\n")]


@pytest.mark.parametrize("number", range(3))
def test_it_is_the_official_form(form, number):
    section = [section for section in form.sections if section.tables][number]
    assert list(as_word(lay_out(section))) == official()[number]


def test_the_grid_of_2019(form2019):
    """No official file is at hand; the shape follows from the labels."""
    publication, requests, disputes = (s for s in form2019.sections if s.tables)
    assert (lay_out(publication).width, lay_out(publication).height) == (4, 18)
    assert (lay_out(requests).width, lay_out(requests).height) == (10, 26)
    assert (lay_out(disputes).width, lay_out(disputes).height) == (15, 4)
    shown = list(as_word(lay_out(requests)))
    assert shown[23] == "_ ^ | （六）其他处理 x2" + " | _" * 7
    assert list(as_word(lay_out(publication)))[12:16] == [
        "第二十条第（八）项 x4",
        "信息内容 | 上一年项目数量 | 本年增/减 x2",
        "行政事业性收费 | _ | _ x2",
        "第二十条第（九）项 x4",
    ]


def test_a_section_without_tables_has_no_grid(form):
    grid = lay_out(form.sections[0])
    assert (grid.width, grid.cells, grid.blocks) == (0, (), ())
