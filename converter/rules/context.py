"""What a named check is given: the disclosure, its tables as numbers, and ways to point at things."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from converter.disclosure.model import Disclosure, Row, Table
from converter.findings import Finding, Place, Severity
from converter.packs.loading import Pack
from converter.rules.evaluating import Session
from converter.rules.registry import Rule, RuleSet


@dataclass(slots=True)
class Context:
    """One check of one disclosure. ``tables`` are those of the disclosure by id; ``session`` has besides
    them last year's (``上年表1``) and the facts of the text (``文``). ``scaled`` is filled by the check of
    magnitude: tables that were typed in another unit of money, with the finding that says so; ``factors``
    says by how much their figures are too large. ``lacking``
    is filled when comparisons showed that a row is missing: (table, key) with the finding that says so;
    ``recoded`` when they showed that a row's code was mistyped: (table, key) with the right code; ``corrected``
    when a sentence confirmed what a wrong cell should be: (table, key, column) with the right figure. ``parts``
    are the units' disclosures of which a department's is the sum."""

    disclosure: Disclosure
    pack: Pack
    rules: RuleSet
    session: Session
    own: bool
    last_year: Disclosure | None = None
    parts: Sequence[Disclosure] = ()
    scaled: dict[str, Finding] = field(default_factory=dict)
    factors: dict[str, int] = field(default_factory=dict)
    lacking: dict[tuple[str, str], Finding] = field(default_factory=dict)
    recoded: dict[tuple[str, str], str] = field(default_factory=dict)
    corrected: dict[tuple[str, str, str], Decimal] = field(default_factory=dict)
    text_view: Any = None

    @property
    def tables(self) -> Mapping[str, Table]:
        """The disclosure's tables by id."""
        return self.disclosure.tables

    @property
    def year(self) -> int:
        """The disclosure's year, the pack's when the document does not tell."""
        return self.disclosure.year or self.pack.year

    def figure(self, table: Table, row: Row, column: str) -> Decimal:
        """Return a figure in 万元, as it should be where a wrong one is certain; blank ones are zero."""
        corrected = self.corrected.get((table.id, row.key, column))
        return row.value(column) if corrected is None else corrected

    def place(self, table: Table, row: Row | None = None, column: str | None = None) -> Place:
        """Return the place of a figure, a row or a table."""
        found: Place | None = None
        if row is not None:
            cell = row.cells.get(column) if column else None
            found = cell.place if cell is not None else None
            found = found or row.place
        if found is None and table.place is not None:
            found = dataclasses.replace(table.place, cell=None)
        return dataclasses.replace(
            found or Place(),
            table=table.id,
            row=row.key if row is not None else None,
            column=column,
        )

    def finding(
        self, rule: Rule, message: str, *places: Place, severity: Severity | None = None, **more: Any
    ) -> Finding:
        """Return a finding of ``rule`` with the rule's severity, basis and related rules."""
        more.setdefault("related", rule.data.related)
        more.setdefault("basis", rule.data.basis)
        return Finding(rule.id, severity or rule.data.severity, message, places=places, **more)
