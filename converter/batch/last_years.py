"""Matches this year's units with last year's (--last-year FOLDER): by code, then by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from converter.ledger.model import UnitKey
from converter.recognition.words import normal


@dataclass(slots=True)
class OldUnit:
    """One unit of last year: code, name and where its tables are kept."""

    key: UnitKey
    kept: str
    files: tuple[str, ...]


@dataclass(slots=True)
class Matches:
    """What became of the units: kept tables by this year's unit, and who is renamed, new or closed."""

    of: dict[UnitKey, list[OldUnit]] = field(default_factory=dict)
    renamed: list[tuple[UnitKey, UnitKey]] = field(default_factory=list)
    new: list[UnitKey] = field(default_factory=list)
    closed: list[UnitKey] = field(default_factory=list)


def match(units: Iterable[UnitKey], before: Sequence[OldUnit]) -> Matches:
    """Return which of last year's units are which of this year's."""
    result = Matches()
    by_code: dict[str, list[OldUnit]] = {}
    by_name: dict[str, list[OldUnit]] = {}
    for old in before:
        if old.key.code:
            by_code.setdefault(old.key.code.lstrip("0"), []).append(old)
        by_name.setdefault(normal(old.key.name), []).append(old)
    used: set[str] = set()
    for unit in dict.fromkeys(units):
        found = by_code.get(unit.code.lstrip("0"), []) if unit.code else []
        # Published tables carry no codes: the same name tells more of the same unit.
        named = [
            old
            for old in by_name.get(normal(unit.name), [])
            if not (unit.code and old.key.code) or old.key.code.lstrip("0") == unit.code.lstrip("0")
        ]
        mine = list({old.kept: old for old in (*found, *named)}.values())
        if not mine:
            result.new.append(unit)
            continue
        result.of[unit] = mine
        used.update(old.kept for old in mine)
        other = next((old.key for old in mine if normal(old.key.name) != normal(unit.name)), None)
        if other is not None and not named:
            result.renamed.append((unit, other))
    closed = dict.fromkeys(old.key for old in before if old.kept not in used)
    taken = {normal(key.name) for key in result.of}
    result.closed = [key for key in closed if normal(key.name) not in taken]
    return result
