"""Matches this year's units with last year's (--last-year FOLDER): by code, then by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from converter.ledger.model import UnitKey
from converter.recognition.words import normal

_DEPARTMENT, _UNIT = "部门", "单位"
_CODE_IN_NAME = re.compile(r"[（(]([0-9A-Z]{4,18})[)）]|^([0-9]{6,12})(?=[^\W\d_])")


@dataclass(slots=True)
class OldUnit:
    """One document of last year: its unit, where what was read is kept, and from which files.

    ``wording`` is 部门 or 单位 as a finished document has it, "" for what was compiled from a working
    spreadsheet; ``tables`` is whether it has tables at all (a text may come apart from them). ``was`` is its name
    of last year where a person confirmed that it was renamed; ``key`` then has this year's.
    """

    key: UnitKey
    kept: str
    files: tuple[str, ...]
    wording: str = ""
    tables: bool = True
    was: str = ""


@dataclass(slots=True)
class Matches:
    """What became of the units: kept tables by this year's unit, and who is renamed, new or closed.

    ``departments`` are documents that say 部门 where their unit's own says 单位, or that no unit is known by:
    the sums of a department, as last year's roll-up wrote them. ``maybe`` are new and closed units that may be
    each other, and why.
    """

    of: dict[UnitKey, list[OldUnit]] = field(default_factory=dict)
    renamed: list[tuple[UnitKey, UnitKey]] = field(default_factory=list)
    new: list[UnitKey] = field(default_factory=list)
    closed: list[UnitKey] = field(default_factory=list)
    closed_kept: dict[UnitKey, str] = field(default_factory=dict)
    departments: list[OldUnit] = field(default_factory=list)
    maybe: list[tuple[UnitKey, UnitKey, str]] = field(default_factory=list)

    def tables_of(self, unit: UnitKey) -> str | None:
        """Return where last year's tables of a unit are kept."""
        return next((old.kept for old in self.of.get(unit, []) if old.tables), None)


def with_codes(before: Sequence[OldUnit], reports: Iterable[str]) -> list[OldUnit]:
    """Return last year's units with the codes that last year's summary (批量结果) among ``reports`` tells.

    Published tables name their unit without its code; the summary of the run that wrote them has both, so that
    a renamed unit is known by its code.
    """
    codes: dict[str, set[str]] = {}
    for path in reports:
        for code, name in _summary_rows(path):
            codes.setdefault(normal(name), set()).add(code)
    found = []
    for old in before:
        known = codes.get(normal(old.key.name), set())
        if not old.key.code and len(known) == 1 and old.wording == _UNIT:
            found.append(replace(old, key=UnitKey(next(iter(known)), old.key.name)))
        else:
            found.append(old)
    return found


def _summary_rows(path: str) -> Iterator[tuple[str, str]]:
    """Yield code and name of the units that a summary lists on its first sheet; other reports have none."""
    from converter.reading import read_file

    source = read_file(path)
    rows = source.sheets[0].rows if source.sheets else []
    heads = [number for number, row in enumerate(rows[:5]) if list(row[:2]) == ["编码", "单位"]]
    for row in rows[heads[0] + 1 :] if heads else ():
        code, name = (str(value or "") for value in row[:2])
        if code and name:
            yield code, name


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
        named = _told_apart(unit, named)
        mine = _own({old.kept: old for old in (*found, *named)}.values())
        if not mine:
            result.new.append(unit)
            continue
        result.of[unit] = mine
        used.update(old.kept for old in mine)
        other = next((old.key for old in mine if normal(old.key.name) != normal(unit.name)), None)
        was = next((old.was for old in mine if old.was and normal(old.was) != normal(unit.name)), "")
        if was:
            result.renamed.append((unit, UnitKey("", was)))
        elif other is not None and not named:
            result.renamed.append((unit, other))
    left = [old for old in before if old.kept not in used]
    worded = any(old.wording == _UNIT for old in before)
    result.departments = [old for old in left if worded and old.wording == _DEPARTMENT]
    taken = {normal(key.name) for key in result.of}
    for old in left:
        if old not in result.departments and normal(old.key.name) not in taken:
            result.closed_kept.setdefault(old.key, old.kept)
    result.closed = list(result.closed_kept)
    return result


def _told_apart(unit: UnitKey, named: list[OldUnit]) -> list[OldUnit]:
    """Return those of several documents of one name that are the unit's: file names carry the codes of units
    that share a name (服务中心（102003）2022年…), the published tables do not."""
    hints = {old.kept: _hint(old) for old in named}
    if not unit.code or len({hint for hint in hints.values() if hint}) < 2:
        return named
    mine = unit.code.lstrip("0")
    return [old for old in named if old.key.code or hints[old.kept] in ("", mine)]


def _hint(old: OldUnit) -> str:
    """Return the code that the names of a document's files carry, "" if none does."""
    codes = {found[1] or found[2] for path in old.files if (found := _CODE_IN_NAME.search(Path(path).stem))}
    return next(iter(codes)).lstrip("0") if len(codes) == 1 else ""


def _own(found: Iterable[OldUnit]) -> list[OldUnit]:
    """Return the documents of a unit itself: its department's of the same name is left out."""
    mine = list(found)
    if any(old.wording != _DEPARTMENT for old in mine):
        mine = [old for old in mine if old.wording != _DEPARTMENT]
    return mine
