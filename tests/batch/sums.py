"""Adds up published workbooks by their printed form alone: nothing of the converter is used."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from end_to_end.reading_back import Figures, read_tables


def summed(paths: Iterable[Path]) -> Figures:
    """Return the cell-by-cell sum of the tables of published workbooks; sums of nothing are left out."""
    total: dict[str, dict[str, dict[str, Decimal]]] = {}
    for path in paths:
        for table, rows in read_tables(path).items():
            for row, cells in rows.items():
                for column, amount in cells.items():
                    held = total.setdefault(table, {}).setdefault(row, {})
                    held[column] = held.get(column, Decimal(0)) + amount
    return without_zeros(total)


def without_zeros(figures: Figures) -> Figures:
    """Return figures without cells that print nothing."""
    kept = {
        table: {
            row: {column: amount for column, amount in cells.items() if amount} for row, cells in rows.items()
        }
        for table, rows in figures.items()
    }
    return {table: {row: cells for row, cells in rows.items() if cells} for table, rows in kept.items()}
