"""Compares what the program published with the exact truth."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from corpus.case import Case
from corpus.ledger import Unit
from corpus.ties import broken
from corpus.truth import Tables, tables_of

from .program import Run, convert
from .reading_back import Figures, FormError, read_tables

STEP = Decimal("0.01")
HALF_UP_TOTALS = (("表1", "收入总计", "预算数"),)


def far_off(figures: Figures, truth: Tables) -> list[str]:
    """Return every figure that is 0.01 万元 or more off the exact one, missing or too many included."""
    found = []
    for table in truth:
        rows = {_plain(row): cells for row, cells in figures.get(table, {}).items()}
        wanted = {_plain(row): cells for row, cells in truth[table].items()}
        for row in sorted({*rows, *wanted}):
            columns = {*rows.get(row, {}), *wanted.get(row, {})}
            for column in sorted(columns):
                published = rows.get(row, {}).get(column, Decimal(0))
                exact = wanted.get(row, {}).get(column, Decimal(0)).scaleb(-4)
                if abs(published - exact) >= STEP:
                    found.append(f"{table} {row} {column}: published {published}, exact {exact}")
    return found


def _plain(row: str) -> str:
    return "".join(row.split())


def faults(run: Run, units: Sequence[Unit]) -> list[str]:
    """Return everything that is wrong with a run that should have converted ``units`` without errors."""
    found = []
    if run.status != 0:
        found.append(f"exit status {run.status}, expected 0")
    for finding in run.findings("error"):
        places = [(place["sheet"], place["cell"]) for place in finding["places"][:3]]
        found.append(f"error {finding['rule']}: {finding['message']} {places}")
    documents = sorted((document["unit"] or "?", document["year"]) for document in run.documents)
    if documents != sorted((unit.name, unit.year) for unit in units):
        return [*found, f"documents {documents}, expected {[(unit.name, unit.year) for unit in units]}"]
    for unit in units:
        document = run.document(unit.name)
        if document["verdict"] not in ("pass", "open"):
            found.append(f"{unit.name}: verdict {document['verdict']}")
        if "workbook" not in document["outputs"]:
            found.append(f"{unit.name}: no workbook")
            continue
        try:
            figures = read_tables(Path(document["outputs"]["workbook"]))
        except FormError as fault:
            found.append(f"{unit.name}: {fault}")
            continue
        found += [f"{unit.name}: {fault}" for fault in far_off(figures, tables_of(unit))[:12]]
        found += [f"{unit.name}: {fault}" for fault in broken(figures)[:6]]
    return found


def examine(case: Case, folder: Path) -> tuple[list[str], Run]:
    """Write a case, convert it and return what is wrong and the run."""
    inputs = folder / "in"
    inputs.mkdir(parents=True)
    run = convert(case.write(inputs), folder, *case.args)
    return faults(run, case.units), run
