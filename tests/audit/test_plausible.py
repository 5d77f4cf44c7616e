"""A wrong figure in a table of a PDF is a finding, not a reason to leave the table unread."""

from __future__ import annotations

from decimal import Decimal

import pytest

from converter.disclosure.compiling import compile_disclosure
from converter.disclosure.finished.plausible import plausible
from converter.disclosure.model import Cell, Disclosure
from converter.disclosure.table_loading import load_tables
from converter.packs.loading import load_pack

from .produced import as_ledger, units


@pytest.fixture
def disclosure() -> Disclosure:
    """Return the tables of an office with several kinds of money."""
    unit = units(2)[1]
    return compile_disclosure(as_ledger(unit), load_pack("xinjiang", unit.year))


SPECS = {spec.id: spec for spec in load_tables(load_pack("xinjiang", 2023)).tables}


@pytest.mark.parametrize("table", SPECS)
def test_one_wrong_figure_leaves_a_table_plausible(disclosure: Disclosure, table: str) -> None:
    read = disclosure.tables[table]
    assert plausible(read, SPECS[table])
    for row, column, cell in list(read.figures()):
        if cell.value:
            row.cells[column] = Cell(cell.value + 100)
            assert plausible(read, SPECS[table]), (row.key, column)
            row.cells[column] = cell


def test_figures_of_other_rows_do_not(disclosure: Disclosure) -> None:
    for name in ("表2", "表3", "表5", "表6"):
        read = disclosure.tables[name]
        for number, row in enumerate(read.rows):
            row.cells = {column: Cell(Decimal(number * number + 7)) for column in row.cells}
        assert not plausible(read, SPECS[name]), name


@pytest.mark.parametrize("table", ["表1", "表4", "表5", "表7"])
def test_where_reading_errs_easily_one_wrong_sum_is_enough(disclosure: Disclosure, table: str) -> None:
    read = disclosure.tables[table]
    assert plausible(read, SPECS[table], strict=True)
    total = next(row for row in read.rows if row.key in ("合计", "收入总计"))
    column = next(iter(total.cells))
    total.cells[column] = Cell(None)
    assert not plausible(read, SPECS[table], strict=True)
