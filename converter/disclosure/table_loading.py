"""Loads the specification of the tables (``tables.toml`` of a pack)."""

from __future__ import annotations

from dataclasses import replace

from converter.disclosure.specification import Tables
from converter.disclosure.specification_checks import faults_of
from converter.packs.loading import Pack, PackError


def load_tables(pack: Pack) -> Tables:
    """Return the tables of ``pack``, checked and with the shared texts filled in; raise PackError.

    The result is kept with the pack: asking again costs nothing.
    """
    return pack.derived("tables", lambda: _load(pack))


def _load(pack: Pack) -> Tables:
    tables = pack.section("tables", Tables)
    faults = faults_of(tables)
    if faults:
        raise PackError([pack.fault("tables", path, expected) for path, expected in faults])
    shared = ("sheet", "number_line", "unit_line", "money_line")
    filled = tuple(
        replace(table, **{name: getattr(table, name) or getattr(tables, name) for name in shared})
        for table in tables.tables
    )
    return replace(tables, tables=filled)
