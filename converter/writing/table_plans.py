"""The sheets of a disclosure's tables, each planned once: the workbook and the document print the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from converter.disclosure.model import Disclosure
from converter.packs.loading import Pack
from converter.writing.layout import layouts_of
from converter.writing.table_sheet import table_sheet
from converter.writing.xlsx.plan import SheetPlan


class TablePlans:
    """Plans of the tables of ``disclosure`` by their ids, made when first asked for; sums are formulas with their
    values, plain figures with ``values``."""

    def __init__(self, disclosure: Disclosure, pack: Pack, *, values: bool = False) -> None:
        self.layouts = layouts_of(pack)
        self._disclosure = disclosure
        self._values = values
        self._made: dict[str, SheetPlan] = {}

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of the tables that the form has."""
        return (table_id for table_id in self._disclosure.tables if table_id in self.layouts)

    def words(self, table_id: str) -> dict[str, str]:
        """Return what the patterns of a table's texts are filled with."""
        disclosure = self._disclosure
        return {
            "unit": disclosure.unit,
            "year": "" if disclosure.year is None else str(disclosure.year),
            "wording": disclosure.wording,
            "id": table_id,
            "title": disclosure.tables[table_id].title,
            "money": self.layouts[table_id].spec.money,
        }

    def sheet(self, table_id: str, name: str = "") -> SheetPlan:
        """Return a table as a sheet of that name."""
        plan = self._made.get(table_id)
        if plan is None:
            table, layout = self._disclosure.tables[table_id], self.layouts[table_id]
            plan = table_sheet(table, layout, table_id, self.words(table_id), values=self._values)
            self._made[table_id] = plan
        return replace(plan, name=name) if name else plan
