"""Economic items that the lists know under several codes (办公设备购置: 30902 and 31002), settled by their row.

309 and 311 are for 基本建设 and part project spending only, so basic spending takes the other code. Of a
project all rows are one or the other: a row of it that has a code settles those that have names alone.
What stays open is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.ledger.trouble import Trouble
from converter.ledger.words_in_rows import is_project_kind

if TYPE_CHECKING:
    from converter.ledger.row_table import RowTable
    from converter.ledger.rows import BlockReading


def settle_names_of_several(reading: BlockReading, table: RowTable) -> None:
    """Give rows whose economic name has several codes the one that kind, project or title decide."""
    rules = reading.reader.setting.rules
    building = tuple(rules.building_economic)
    open_rows = {
        index: trouble
        for index, troubles in table.troubles.items()
        for trouble in troubles
        if trouble.dimension == "economic" and trouble.fault == "unclear" and not table.economic[index]
    }
    if not open_rows or not building:
        return
    tells_projects = "project" in table.axes and any(table.project)
    for index, trouble in open_rows.items():
        plain = [code for code in trouble.candidates if not code.startswith(building)]
        built = [code for code in trouble.candidates if code.startswith(building)]
        if not plain or not built:
            continue
        kind = table.kind[index] or reading.block.dims.get("kind", "")
        if not kind and tells_projects and not table.project[index]:
            kind = "basic"
        if kind and not is_project_kind(kind):
            _settle(table, index, trouble, plain)
            continue
        said = _said_by_project(table, index, building)
        if said is not None:
            _settle(table, index, trouble, built if said else plain)


def _said_by_project(table: RowTable, index: int, building: tuple[str, ...]) -> bool | None:
    """Return whether the other rows of a row's project are 基本建设; None when they do not tell."""
    project = table.project[index]
    if not project:
        return None
    codes = {
        code
        for code, other in zip(table.economic, table.project, strict=True)
        if other == project and code.startswith(_CAPITAL)
    }
    said = {code.startswith(building) for code in codes}
    return said.pop() if len(said) == 1 else None


_CAPITAL = ("309", "310", "311", "312")


def _settle(table: RowTable, index: int, trouble: Trouble, codes: list[str]) -> None:
    if len(codes) == 1:
        table.economic[index] = codes[0]
        table.troubles[index].remove(trouble)
