"""Findings of the ledger while it is built: gathered with the unit and sheet they belong to, and capped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from converter.findings import Finding, Place, Severity
from converter.ledger.settings import LedgerRules
from converter.money import wan_from_fen
from converter.reading.model import CellRef


def wan(fen: int) -> str:
    """Return 分 as exact 万元 for people: at least two decimals, at most six."""
    text = f"{wan_from_fen(fen):f}"
    whole, _, part = text.partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


def wan_decimal(fen: int) -> Decimal:
    """Return 分 as exact 万元 with no more zeros than two decimals need."""
    return Decimal(wan(fen))


def cells_text(refs: Sequence[CellRef], at_most: int = 4, *, files: bool = False) -> str:
    """Return cells for people: sheet and A1 names, shortened when there are many.

    The file is named too where the cells are of several, or where ``files`` says that others are.
    """
    sheets: dict[tuple[str, str], list[CellRef]] = {}
    for ref in refs:
        sheets.setdefault((ref.file, ref.sheet), []).append(ref)
    files = files or len({file for file, _ in sheets}) > 1
    parts = []
    for (file, sheet), own in sheets.items():
        names = "、".join(ref.cell for ref in own[:at_most])
        more = f" 等 {len(own)} 个单元格" if len(own) > at_most else " 单元格"
        parts.append(f"{sheet_text(file, sheet, files)}{names}{more}")
    return "，".join(parts)


def sheet_text(file: str, sheet: str, files: bool = False) -> str:
    """Return a sheet for people, with its file where ``files`` are several."""
    return f"“{Path(file).name}”的工作表“{sheet}”" if files else f"工作表“{sheet}”"


@dataclass(slots=True)
class Note:
    """A finding with what it belongs to: units (empty: every unit of the sheet), file and sheet."""

    finding: Finding
    file: str
    sheet: str
    units: tuple[int, ...] = ()


@dataclass(slots=True)
class Notes:
    """All findings of a run, in order. Like ones of one sheet are capped, the rest counted in one."""

    rules: LedgerRules
    notes: list[Note] = field(default_factory=list)
    _seen: dict[tuple[str, str, str, tuple[int, ...]], int] = field(default_factory=dict)
    _more: dict[tuple[str, str, str, tuple[int, ...]], Finding] = field(default_factory=dict)

    def add(
        self,
        rule: str,
        severity: Severity,
        message: str,
        refs: Iterable[CellRef] = (),
        *,
        file: str = "",
        sheet: str = "",
        units: tuple[int, ...] = (),
        expected: int | None = None,
        actual: int | None = None,
        kind: str = "",
        excerpt: str | None = None,
        under: Finding | None = None,
    ) -> Finding | None:
        """Add a finding and return it (None when it was only counted); amounts are 分.

        File and sheet are those of the first cell when not given. ``under`` is the root cause that it
        hangs under: then it is no finding of its own.
        """
        cells = list(refs)
        if cells and not file:
            file, sheet = cells[0].file, cells[0].sheet
        if under is not None:
            places = tuple(cell.place(excerpt) for cell in cells[: self.rules.places_at_most])
            if len(under.consequences) < self.rules.listed_at_most:
                under.consequences.append(_finding(rule, severity, message, places, expected, actual, kind))
            return None
        key = (rule, file, sheet, units)
        seen = self._seen[key] = self._seen.get(key, 0) + 1
        places = tuple(cell.place(excerpt) for cell in cells[: self.rules.places_at_most])
        if seen > self.rules.listed_at_most:
            self._count_more(key, severity, places, seen - self.rules.listed_at_most)
            return None
        if not places and (file or sheet):
            places = (Place(file=file or None, sheet=sheet or None, excerpt=excerpt),)
        finding = _finding(rule, severity, message, places, expected, actual, kind)
        self.notes.append(Note(finding, file, sheet, units))
        return finding

    def _count_more(
        self,
        key: tuple[str, str, str, tuple[int, ...]],
        severity: Severity,
        places: tuple[Place, ...],
        count: int,
    ) -> None:
        rule, file, sheet, units = key
        finding = self._more.get(key)
        if finding is None:
            finding = self._more[key] = Finding(rule, severity, "")
            self.notes.append(Note(finding, file, sheet, units))
        finding.message = (
            f"工作表“{sheet}”还有 {count} 处同样的问题，处理办法相同。"
            if sheet
            else (f"还有 {count} 处同样的问题，处理办法相同。")
        )
        if len(finding.places) < self.rules.places_at_most:
            finding.places += places[:1]
        if severity is Severity.ERROR:
            finding.severity = severity

    def errors(self) -> int:
        """Return how many errors were noted."""
        return sum(note.finding.severity is Severity.ERROR for note in self.notes)


def _finding(
    rule: str,
    severity: Severity,
    message: str,
    places: tuple[Place, ...],
    expected: int | None,
    actual: int | None,
    kind: str,
) -> Finding:
    return Finding(
        rule,
        severity,
        message,
        expected=None if expected is None else wan_decimal(expected),
        actual=None if actual is None else wan_decimal(actual),
        difference=None if expected is None or actual is None else wan_decimal(actual - expected),
        places=places,
        kind=kind,
    )
