"""Findings (发现的问题): everything a user must hear about, as values (never exceptions).

Rule ids: ``R..`` reading, ``M..`` mapping, ``L..`` ledger, ``O..`` output; G N P W S K: the pack's rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How grave a finding is: an error fails the verdict, a warning must be looked at."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is: a cell of a file, a figure of a table, or a spot of a text.

    ``file`` is the path as the user gave it. ``table`` is the table's id (``表2``), ``row`` the joined
    code or the label, ``column`` the header's label. ``page`` and ``paragraph`` count from 1.
    """

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    table: str | None = None
    row: str | None = None
    column: str | None = None
    part: str | None = None
    page: int | None = None
    paragraph: int | None = None
    excerpt: str | None = None

    def within(self, part: str | None, excerpt: str | None) -> Place:
        """Return the same place as a spot of a text: in a part of it, with what is written there."""
        return Place(
            self.file,
            self.sheet,
            self.cell,
            self.table,
            self.row,
            self.column,
            part,
            self.page,
            self.paragraph,
            excerpt,
        )

    def as_json(self) -> dict[str, Any]:
        """Return the place as a JSON object; absent parts of a document place are left out."""
        always = {k: getattr(self, k) for k in ("file", "sheet", "cell", "row", "column", "excerpt")}
        extra = {k: getattr(self, k) for k in ("table", "part", "page", "paragraph")}
        return always | {k: v for k, v in extra.items() if v is not None}

    def __str__(self) -> str:
        """Return the place in plain Chinese, from the widest to the narrowest part."""
        from_file = [self.file.replace("\\", "/").rsplit("/", 1)[-1]] if self.file else []
        if self.sheet:
            from_file.append(f"工作表“{self.sheet}”")
        if self.cell:
            from_file.append(f"{self.cell} 单元格")
        in_table = [self.table] if self.table else []
        if self.row:
            in_table.append(f"“{self.row}”行")
        if self.column:
            in_table.append(f"“{self.column}”列")
        in_text = [self.part] if self.part else []
        if self.page:
            in_text.append(f"第{self.page}页")
        if self.paragraph:
            in_text.append(f"第{self.paragraph}段")
        return " ".join(from_file + in_table + in_text)


@dataclass(slots=True)
class Finding:
    """One thing the user must hear: what is wrong, where, by how much and what to do.

    Amounts are in 万元. ``kind`` "residue" marks a 尾差 (rounding residue) in foreign documents, "open"
    an open slot of the text; those of ``results.UNCHECKED`` say what could not be checked; else "". ``consequences`` hang under their root cause. ``acknowledged`` is the
    reason with which a person took note of a warning (已确认); "" when nobody did.
    """

    rule: str
    severity: Severity
    message: str
    expected: Decimal | str | None = None
    actual: Decimal | str | None = None
    difference: Decimal | None = None
    places: tuple[Place, ...] = ()
    related: tuple[str, ...] = ()
    basis: str = ""
    kind: str = ""
    consequences: list[Finding] = field(default_factory=list)
    acknowledged: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the finding as the JSON object that ``--json`` promises (amounts as decimal strings)."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "message": self.message,
            "expected": None if self.expected is None else str(self.expected),
            "actual": None if self.actual is None else str(self.actual),
            "difference": None if self.difference is None else str(self.difference),
            "places": [place.as_json() for place in self.places],
            "related": list(self.related),
            "basis": self.basis,
            "kind": self.kind,
            "consequences": [finding.as_json() for finding in self.consequences],
        }


def error(rule: str, message: str, *places: Place, **more: Any) -> Finding:
    """Return an error finding."""
    return Finding(rule, Severity.ERROR, message, places=places, **more)


def warning(rule: str, message: str, *places: Place, **more: Any) -> Finding:
    """Return a warning finding."""
    return Finding(rule, Severity.WARNING, message, places=places, **more)


def info(rule: str, message: str, *places: Place, **more: Any) -> Finding:
    """Return an information finding."""
    return Finding(rule, Severity.INFO, message, places=places, **more)


def count(findings: Iterable[Finding], severity: Severity) -> int:
    """Return how many of ``findings`` (consequences not counted) have ``severity``."""
    return sum(1 for finding in findings if finding.severity is severity)
