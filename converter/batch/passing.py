"""Money that units of a department pass to one another (部门内往来): what one of them receives as 上级补助收入
or 附属单位上缴收入, and what another spends as 对附属单位补助支出 or 上缴上级支出."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from converter.batch.words import BatchWords
from converter.ledger.model import BudgetLine, UnitLedger
from converter.reading.model import SourceFile
from converter.recognition.mapping import FileMapping, Meaning
from converter.recognition.words import normal

# Source of funds that the columns of spending with such headers pay for, by (file, sheet) and column.
PaidColumns = Mapping[tuple[str, str], Mapping[int, str]]


class PassedLine(NamedTuple):
    """A ledger line that is money received from, or paid to, another unit; ``amount`` in 分, exact.

    ``passing`` is the source of funds as which the receiving unit has the money; ``paid`` is whether this unit
    pays it. ``source`` is what this unit itself has the money from, ``stated`` the project that the input names,
    for basic spending too. ``passing`` is "" in a list of all lines.
    """

    passing: str
    paid: bool
    function: str
    economic: str
    kind: str
    source: str
    project: str
    stated: str
    amount: int

    def line(self, amount: int, source: str = "") -> BudgetLine:
        """Return a ledger line like this one with another amount (and source)."""
        return BudgetLine(
            self.function, self.economic, self.kind, source or self.source, self.project, amount, {}
        )


def paid_columns(pairs: Iterable[tuple[SourceFile, FileMapping]], words: BatchWords) -> PaidColumns:
    """Return the columns of amounts whose header says that the money goes to another unit."""
    found: dict[tuple[str, str], dict[int, str]] = {}
    for source, mapping in pairs:
        for sheet in mapping.sheets:
            for block in sheet.blocks:
                for column in block.columns:
                    way = _said(column.header, words) if column.meaning is Meaning.AMOUNT else ""
                    if way:
                        found.setdefault((source.path, sheet.name), {})[column.column] = way
    return found


def passed_lines(ledger: UnitLedger, columns: PaidColumns, words: BatchWords) -> list[PassedLine]:
    """Return what a unit receives from and pays to other units, in the order of its ledger."""
    received = {one.source for one in words.passed}
    said: dict[str, str] = {}
    found: list[PassedLine] = []
    for line in ledger.lines:
        if line.source in received:
            found.append(passed_line(line, line.source, paid=False))
        name = line.project or line.stated_project
        if name not in said:
            said[name] = _said(name, words)
        way = said[name] or (_of_cells(line, columns) if columns else "")
        if way:
            found.append(passed_line(line, way, paid=True))
    return found


def passed_line(line: BudgetLine, passing: str = "", *, paid: bool = False) -> PassedLine:
    """Return a ledger line without its cells."""
    stated = line.project or line.stated_project
    return PassedLine(
        passing, paid, line.function, line.economic, line.kind, line.source, line.project, stated, line.amount
    )


def _of_cells(line: BudgetLine, columns: PaidColumns) -> str:
    """Return what the headers over a line's cells say it is paid as, "" if nothing."""
    ways = {
        columns.get((ref.file, ref.sheet), {}).get(ref.column, "")
        for refs in line.refs.values()
        for ref in refs
    } - {""}
    return next(iter(ways)) if len(ways) == 1 else ""


def _said(text: str, words: BatchWords) -> str:
    """Return the source as which another unit receives money that is called so, "" if it is no such money."""
    plain = normal(text)
    if not plain:
        return ""
    ways = [
        one.source
        for one in words.passed
        if any(normal(word) in plain for word in one.paid)
        and not any(normal(word) in plain for word in one.never)
    ]
    return ways[0] if len(ways) == 1 else ""


def lines_by_passing(lines: Sequence[PassedLine], passing: str, *, paid: bool) -> list[PassedLine]:
    """Return those lines that are one kind of money, received or paid."""
    return [line for line in lines if line.passing == passing and line.paid is paid]
