"""Sheets that add up the units of a file (汇总): compared with the units' ledgers, never a unit of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from converter.findings import Severity
from converter.ledger.assembling import Assembly
from converter.ledger.facts import FactSet, Scope
from converter.ledger.hierarchy import Key, contains_key
from converter.ledger.join_model import State
from converter.ledger.joining import join
from converter.ledger.model import BudgetLine, UnitLedger
from converter.ledger.reporting import Notes
from converter.ledger.settings import Setting
from converter.ledger.units import UNKNOWN_UNIT
from converter.ledger.views_told import book_views, tell_assembly

_MOST = 0.6
_ENOUGH_KEYS = 3


def take_roll_ups(sets: Sequence[FactSet], setting: Setting) -> list[FactSet]:
    """Return the sets that add up the other units of their file.

    Those that the mapping says so of, and those of one unit whose figures are, for most of their codes, the
    sums of all other units' figures.
    """
    found = [facts for facts in sets if facts.covers_units and facts.relation != "part"]
    by_file: dict[str, list[FactSet]] = {}
    for facts in sets:
        if facts not in found and facts.relation == "auto":
            by_file.setdefault(facts.file, []).append(facts)
    for own in by_file.values():
        if len({facts.unit for facts in own} - {UNKNOWN_UNIT}) < 2:
            continue
        units_of: dict[str, set[int]] = {}
        for facts in own:
            units_of.setdefault(facts.sheet, set()).add(facts.unit)
        totals = {id(facts): facts.total for facts in own}
        for facts in own:
            if len(units_of[facts.sheet]) == 1 and _adds_up(facts, own, totals, setting):
                found.append(facts)
    return found


def _adds_up(facts: FactSet, sets: Sequence[FactSet], totals: dict[int, int], setting: Setting) -> bool:
    """Return whether most figures of a set are sums over the other sheets' units (at least two)."""
    total = totals[id(facts)]
    if 2 * total < max(totals.values()):
        return False
    largest: dict[int, FactSet] = {}
    for other in sets:
        if other.sheet == facts.sheet or other.unit == UNKNOWN_UNIT:
            continue
        best = largest.get(other.unit)
        if best is None or totals[id(other)] > totals[id(best)]:
            largest[other.unit] = other
    if facts.unit in largest and totals[id(largest[facts.unit])] == total:
        return False  # the unit's own sheet beside one of all units
    whole = sum(totals[id(other)] for other in largest.values())
    # A roll-up with a wrong figure still comes near the sum.
    if len(largest) < 2 or not whole <= 2 * total <= 3 * whole:
        return False
    cells = _by_codes(facts.lines)
    if len(cells) < _ENOUGH_KEYS:
        return whole == total
    lines = _by_codes(line for other in largest.values() for line in other.lines)
    agreeing = 0
    for key, fen in cells.items():
        agreeing += fen == sum(other for own, other in lines.items() if contains_key(key, own, setting.tree))
    return agreeing >= _MOST * len(cells)


def _by_codes(lines: Iterable[BudgetLine]) -> dict[Key, int]:
    """Return sums by functional and economic code."""
    sums: dict[Key, int] = {}
    for line in lines:
        key = Key(line.function, line.economic)
        sums[key] = sums.get(key, 0) + line.amount
    return sums


def check_roll_ups(
    rolled: Sequence[FactSet], ledgers: Sequence[UnitLedger], setting: Setting, notes: Notes
) -> None:
    """Compare each roll-up with the ledgers of the units of its file (of all files if it is alone)."""
    for facts in rolled:
        if not facts.lines:
            continue
        facts.face = facts.total
        own = [ledger for ledger in ledgers if facts.file in {a.file for a in ledger.accounts}]
        same_year = [ledger for ledger in own or ledgers if facts.year in (0, ledger.year)]
        lines = [line for ledger in same_year for line in ledger.lines]
        state = State(
            lines=[replace(line) for line in lines],
            scope=Scope({("", "")}),
            precision={name: 1 for line in lines for name in line.refs},
        )
        join(state, facts, facts.soft, setting.tree, compare_only=True)
        assembly = Assembly(state, True, views=[facts])
        book_views(assembly)
        tell_assembly(assembly, setting, notes, (), Severity.ERROR)
        count = len({ledger.unit for ledger in same_year})
        agrees = "一致" if not state.mismatches else f"有 {len(state.mismatches)} 处不一致"
        notes.add(
            "L35",
            Severity.INFO,
            f"工作表“{facts.sheet}”是 {count} 个单位的汇总，不另计入；已与各单位之和核对，{agrees}。",
            file=facts.file,
            sheet=facts.sheet,
        )
