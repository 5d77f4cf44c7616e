"""Hand-made sheets with their mappings: the ledger is tested without reading and recognising files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from converter.findings import Finding, Severity
from converter.ledger.building import build_ledgers
from converter.ledger.model import BudgetLine, LedgerResult, UnitLedger
from converter.packs.loading import Pack, load_pack
from converter.reading.model import MergedArea, Sheet, SourceFile
from converter.recognition.mapping import (
    BlockMapping,
    ColumnMapping,
    FileMapping,
    Meaning,
    Role,
    RowKind,
    SheetMapping,
)

PACK: Pack = load_pack("xinjiang", 2023)
UNIT = "云溪县财政局"
YEAR = 2023

# The columns of tests by short names: meaning, and dimensions for amount columns.
SHORT = {
    "unit": Meaning.UNIT,
    "unit_code": Meaning.UNIT_CODE,
    "unit_name": Meaning.UNIT_NAME,
    "f": Meaning.FUNCTION_CODE,
    "fn": Meaning.FUNCTION_NAME,
    "fj": Meaning.FUNCTION,
    "f1": Meaning.FUNCTION_CLASS,
    "f2": Meaning.FUNCTION_GROUP,
    "f3": Meaning.FUNCTION_ITEM,
    "e": Meaning.ECONOMIC_CODE,
    "en": Meaning.ECONOMIC_NAME,
    "ej": Meaning.ECONOMIC,
    "e1": Meaning.ECONOMIC_CLASS,
    "e2": Meaning.ECONOMIC_GROUP,
    "p": Meaning.PROJECT_NAME,
    "pc": Meaning.PROJECT_CODE,
    "class": Meaning.PROJECT_CLASS,
    "kind": Meaning.KIND,
    "staffing": Meaning.STAFFING,
    "fund": Meaning.FUND,
    "origin": Meaning.ORIGIN,
    "amount": Meaning.AMOUNT,
    "other": Meaning.AMOUNT_OTHER,
    "last": Meaning.AMOUNT_LAST_YEAR,
    "memo": Meaning.AMOUNT_MEMO,
    "flag": Meaning.PROCUREMENT_FLAG,
    "item": Meaning.ITEM,
    "no": Meaning.SEQUENCE,
    "year": Meaning.YEAR,
    "note": Meaning.NOTE,
    "?": Meaning.UNKNOWN,
}
# Sources as columns of tests name them.
GENERAL = "current.fiscal.general.local"
UPPER = "current.fiscal.general.upper"
FUND = "current.fiscal.fund.local"
BUSINESS = "current.unit.business"


def amount_column(**dims: str) -> tuple[str, dict[str, str]]:
    """Return a counting column that fixes ``dims``."""
    return ("amount", dims)


@dataclass
class Table:
    """One block of a sheet: columns by short name, rows from the first sheet row on."""

    columns: Sequence[str | tuple[str, dict[str, str]]]
    rows: Sequence[Sequence[Any]]
    dims: dict[str, str] = field(default_factory=dict)
    role: Role | None = None
    unit: str = ""
    unit_code: str = ""
    kinds: dict[int, RowKind] = field(default_factory=dict)
    repeated: Sequence[int] = ()
    headers: dict[int, str] = field(default_factory=dict)


@dataclass
class Made:
    """A sheet of one or several tables under each other, and its mapping."""

    name: str
    tables: Sequence[Table]
    role: Role = Role.BUDGET
    money: str = "元"
    unit: str = UNIT
    unit_code: str = ""
    year: int | None = YEAR
    relation: str = "auto"
    merged: Sequence[tuple[int, int, int, int]] = ()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncached: Iterable[tuple[int, int]] = ()
    covers_units: bool = False

    def sheet(self, file: str) -> tuple[Sheet, SheetMapping]:
        """Return sheet and mapping; each table has one header row, row indexes count over all tables."""
        rows: list[list[Any]] = []
        blocks: list[BlockMapping] = []
        for table in self.tables:
            header = len(rows)
            names = [c if isinstance(c, str) else c[0] for c in table.columns]
            rows.append(list(names))
            first = len(rows)
            rows += [[_value(v) for v in row] for row in table.rows]
            columns = [
                ColumnMapping(
                    index,
                    table.headers.get(index, name),
                    SHORT[name],
                    {} if isinstance(column, str) else column[1],
                )
                for index, (name, column) in enumerate(zip(names, table.columns, strict=True))
            ]
            blocks.append(
                BlockMapping(
                    [header],
                    first,
                    len(rows) - 1,
                    columns,
                    dims=table.dims,
                    role=table.role,
                    unit_name=table.unit,
                    unit_code=table.unit_code,
                    rows={first + row: kind for row, kind in table.kinds.items()},
                    repeated_header_rows=[first + row for row in table.repeated],
                )
            )
        sheet = Sheet(
            file,
            self.name,
            rows,
            merged=tuple(MergedArea(*area) for area in self.merged),
            errors=self.errors,
            uncached=frozenset(self.uncached),
        )
        mapping = SheetMapping(
            file,
            self.name,
            False,
            self.role,
            1.0,
            money=self.money,
            unit_name=self.unit,
            unit_code=self.unit_code,
            year=self.year,
            relation=self.relation,
            covers_units=self.covers_units,
            blocks=blocks,
        )
        return sheet, mapping


def _value(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, float) else value


def one(columns: Sequence[Any], rows: Sequence[Sequence[Any]], name: str = "明细", **more: Any) -> Made:
    """Return a sheet of one table; ``dims``, ``kinds``, ``repeated`` and ``headers`` go to the table."""
    of_table = {k: more.pop(k) for k in ("dims", "kinds", "repeated", "headers") if k in more}
    return Made(name, [Table(columns, rows, **of_table)], **more)


def build(*sheets: Made, year: int | None = None, files: Sequence[Sequence[Made]] = ()) -> LedgerResult:
    """Build the ledgers of one file of ``sheets``, or of several ``files``."""
    pairs = []
    for number, own in enumerate([sheets, *files] if sheets else files):
        path = f"底稿{number + 1}.xlsx"
        made = [sheet.sheet(path) for sheet in own]
        pairs.append(
            (SourceFile(path, "xlsx", [s for s, _ in made]), FileMapping(path, "", [m for _, m in made]))
        )
    result = build_ledgers(pairs, PACK, year=year)
    for account in result.accounts:
        assert account.balanced, account
    return result


def ledger(*sheets: Made, **more: Any) -> UnitLedger:
    """Build and return the only ledger."""
    result = build(*sheets, **more)
    assert len(result.ledgers) == 1, [ledger.unit for ledger in result.ledgers]
    return result.ledgers[0]


def yuan(lines: Iterable[BudgetLine]) -> Decimal:
    """Return the sum of lines in 元."""
    return Decimal(sum(line.amount for line in lines)).scaleb(-2)


def sums(lines: Iterable[BudgetLine], *dims: str, where: Any = None) -> dict[tuple[str, ...], Decimal]:
    """Return sums in 元 by the named dimensions; "function:3" cuts a code, "kind:1" a path."""
    found: dict[tuple[str, ...], Decimal] = {}
    for line in lines:
        if where is not None and not where(line):
            continue
        key = tuple(cut(line, dim) for dim in dims)
        found[key] = found.get(key, Decimal(0)) + Decimal(line.amount).scaleb(-2)
    return {key: value for key, value in found.items() if value}


def cut(line: Any, dim: str) -> str:
    """Return a dimension of a line, cut to a level if ``dim`` names one."""
    name, _, level = dim.partition(":")
    value: str = getattr(line, name)
    if not level:
        return value
    if name in ("function", "economic"):
        return value[: int(level)]
    return ".".join(value.split(".")[: int(level)])


def rules(found: UnitLedger | LedgerResult, *severities: Severity) -> list[str]:
    """Return the rule ids of findings of these severities (errors and warnings if none is given)."""
    wanted = severities or (Severity.ERROR, Severity.WARNING)
    return [finding.rule for finding in found.findings if finding.severity in wanted]


def of_rule(found: UnitLedger | LedgerResult, rule: str) -> list[Finding]:
    """Return the findings of one rule."""
    return [finding for finding in found.findings if finding.rule == rule]


def cells(finding: Finding) -> set[tuple[str | None, str | None]]:
    """Return sheet and cell of all places of a finding."""
    return {(place.sheet, place.cell) for place in finding.places}
