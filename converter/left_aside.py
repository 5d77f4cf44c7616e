"""Files whose figures could not be counted (M95): told with every unit that may miss them.

A unit's tables are not fit to publish while a file that is known to be its, or that can only be its, was not
understood; where the file may as well be another's, that is said and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from converter.findings import Finding, Place, Severity
from converter.ledger.model import UnitKey
from converter.recognition.words import normal
from converter.results import Document

RULE = "M95"
# The question of a sheet of amounts that names no unit.
_NAMELESS = "M07"
# Among more units than these nobody can guess whose a file is.
_FEW = 8


@dataclass(slots=True)
class LeftAside:
    """A file that was not understood: ``units`` are those that it names, ``nameless`` is whether it holds a
    budget that names none, ``why`` the first thing that was wrong with it."""

    path: str
    units: list[UnitKey] = field(default_factory=list)
    nameless: bool = False
    why: str = ""


def left_aside(path: str, refused: Document, units: Iterable[UnitKey] = ()) -> LeftAside:
    """Return what is known of a file that was refused."""
    first = next(iter(refused.findings), None)
    nameless = any(finding.rule == _NAMELESS for finding in refused.findings)
    return LeftAside(path, list(units), nameless, first.message if first is not None else "")


def told_to(unit: UnitKey, files: Sequence[LeftAside], units: int) -> list[Finding]:
    """Return what a unit must hear of files that were left aside beside ``units`` units, itself counted.

    A file that may be anybody's among many is told with none of them: it stands in the results by itself.
    """
    findings = []
    alone = units == 1
    for one in files:
        mine = any(_same(unit, key) for key in one.units)
        name = Path(one.path).name
        if mine:
            severity = Severity.ERROR
            told = f"“{name}”也有本单位的数，但没有读懂，它的数都没有算进来。请按那个文件的说明改好，再一起转换。"
        elif one.nameless and not one.units and units <= _FEW:
            severity = Severity.ERROR if alone else Severity.WARNING
            told = (
                f"“{name}”里有预算数，但没有写是哪个单位的，所以没有算进来。如果是本单位的，公开表里就少了这些数："
                "请在表的标题下写明“单位名称：……”再一起转换；如果与本单位无关，请不要和它放在一起转换。"
            )
        elif not one.units and alone:
            severity = Severity.WARNING
            told = f"“{name}”没有读懂，它的数都没有算进来。如果其中有本单位的数，请改好再一起转换。"
        else:
            continue
        findings.append(Finding(RULE, severity, told, places=(Place(file=one.path),)))
    return findings


def _same(one: UnitKey, other: UnitKey) -> bool:
    if one.code and other.code:
        return one.code.lstrip("0") == other.code.lstrip("0")
    return normal(one.name) == normal(other.name)
