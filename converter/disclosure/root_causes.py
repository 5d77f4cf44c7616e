"""Hangs what follows from amounts without a place under their cause, so that one cause gives one finding.

Tables that the program compiled itself tie by construction. Where lines have no place in some of the tables
(O20), the equalities between tables (rules G: errors, and warnings on a table that lacks the lines) fail by
the same amounts: they follow from O20, and O20 follows from the finding of the ledger that names the same cells (a source, a code or a kind is missing).
"""

from __future__ import annotations

from collections.abc import Sequence

from converter.findings import Finding, Severity

_WITHOUT_PLACE = "O20"
_EQUALITIES = "G"
_INPUT = ("L", "R", "M")


def under_causes(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings of a compiled disclosure with consequences beneath their causes."""
    causes = [f for f in findings if f.rule == _WITHOUT_PLACE and f.severity is Severity.ERROR]
    if not causes:
        return list(findings)
    touched = {table for cause in causes for table in cause.related}
    followers = [f for f in findings if f.rule.startswith(_EQUALITIES) and _follows(f, touched)]
    causes[0].consequences += followers
    moved = {id(finding) for finding in followers}
    for cause in causes:
        root = _root(cause, findings)
        if root is not None:
            root.consequences.append(cause)
            moved.add(id(cause))
    return [finding for finding in findings if id(finding) not in moved]


def _follows(finding: Finding, touched: set[str]) -> bool:
    """Return whether a finding on figures follows from lines that the ``touched`` tables lack."""
    if finding.severity is Severity.ERROR:
        return True
    return finding.severity is Severity.WARNING and bool(touched & {place.table for place in finding.places})


def _root(cause: Finding, findings: Sequence[Finding]) -> Finding | None:
    """Return the error about the input that names a cell of ``cause``, else None."""
    cells = {(place.file, place.sheet, place.cell) for place in cause.places if place.cell}
    for finding in findings:
        of_input = finding.severity is Severity.ERROR and finding.rule.startswith(_INPUT)
        if of_input and any((place.file, place.sheet, place.cell) in cells for place in finding.places):
            return finding
    return None
