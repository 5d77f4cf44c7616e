"""Body rows of a recognised grid → rows of a disclosure table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from converter.disclosure.finished.headers import HeaderMatch, MatchedColumn
from converter.disclosure.finished.stream import StreamCell, StreamRow
from converter.disclosure.finished.vocabulary import Words, normal
from converter.disclosure.model import Cell, Row, Table
from converter.disclosure.specification import Role, RowKind, RowSpec, Section
from converter.findings import Finding, warning
from converter.packs.classification import CodeList
from converter.reading.numbers import NOT_AN_AMOUNT, parse_amount

_LEADING_CODE = re.compile(r"^(\d{3,7})(?=\D|$)")
_NUMBERING = re.compile(r"^(?:其中:|[一二三四五六七八九十]+、|\(?\d+[.、)]|\([一二三四五六七八九十]+\))+")
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class _Labels:
    """What the label columns of one section say in one row."""

    code: str = ""
    name: str = ""
    project: str = ""
    printed: tuple[str, ...] = ()
    cell: StreamCell | None = None

    @property
    def blank(self) -> bool:
        return not (self.code or self.name or self.project)


@dataclass(slots=True)
class BodyReader:
    """Reads the body rows of one table; ``factor`` turns printed amounts into 万元."""

    match: HeaderMatch
    table: Table
    words: Words
    codes: dict[str, CodeList]
    factor: Decimal
    findings: list[Finding] = field(default_factory=list)
    _last: dict[int, list[str]] = field(default_factory=dict)
    _covering: dict[int, tuple[StreamCell, int]] = field(default_factory=dict)
    _used: dict[int, set[str]] = field(default_factory=dict)
    _blanks: dict[str, StreamCell] = field(default_factory=dict)

    def read(self, row: StreamRow) -> bool:
        """Add one body row; return False when the row holds nothing that belongs to the table."""
        understood = False
        for index, section in enumerate(self.match.spec.sections):
            labels = self._labels(row, index)
            amounts = self._amounts(row, index)
            if labels.blank and not amounts:
                continue
            understood |= self._add(index, section, labels, amounts)
        self._covering = {
            column: (cell, left - 1) for column, (cell, left) in self._covering.items() if left > 1
        } | {
            column: (cell, cell.rows - 1)
            for cell in row.cells
            if cell.rows > 1
            for column in range(cell.column, cell.column + cell.columns)
        }
        return understood

    def _columns(self, section: int, role: Role) -> list[MatchedColumn]:
        return [m for m in self.match.columns if m.section == section and m.column.role is role]

    def _cell(self, row: StreamRow, column: int) -> StreamCell | None:
        cell = row.cell_at(column)
        if cell is None and column in self._covering:
            return self._covering[column][0]
        return cell

    def _labels(self, row: StreamRow, section: int) -> _Labels:
        labels = _Labels()
        pieces: list[str] = []
        printed: list[str] = []
        for matched in self._columns(section, Role.CODE):
            cell = self._cell(row, matched.grid_column)
            text = normal(cell.text) if cell else ""
            digits = "".join(_DIGITS.findall(text))
            if text and not digits:
                labels.name = labels.name or text
                labels.cell = labels.cell or cell
            pieces.append(digits)
            printed.append(digits)
            if digits and labels.cell is None:
                labels.cell = cell
        labels.code = self._joined(section, pieces)
        labels.printed = tuple(printed)
        for role in (Role.NAME, Role.PROJECT):
            for matched in self._columns(section, role):
                cell = self._cell(row, matched.grid_column)
                if cell is None or not cell.plain:
                    continue
                labels.cell = labels.cell or cell
                if role is Role.PROJECT:
                    labels.project = cell.plain
                elif normal(cell.text) != labels.name:
                    labels.name = cell.plain
        return labels

    def _joined(self, section: int, pieces: list[str]) -> str:
        """Join 类 款 项 to one code; a blank 类 or 款 before a filled one is the one above."""
        if not any(pieces):
            return ""
        whole = next((piece for piece in pieces if len(piece) > 3), "")
        if whole:
            return whole
        last = self._last.setdefault(section, [""] * len(pieces))
        deepest = max(index for index, piece in enumerate(pieces) if piece)
        full: list[str] = []
        for index in range(deepest + 1):
            piece = pieces[index] or (last[index] if index < len(last) else "")
            full.append(piece if index == 0 else piece.zfill(2) if piece else "")
        self._last[section] = full
        return "".join(full)

    def _amounts(self, row: StreamRow, section: int) -> dict[str, tuple[StreamCell, Decimal | None]]:
        found: dict[str, tuple[StreamCell, Decimal | None]] = {}
        self._blanks = {}
        for matched in self._columns(section, Role.AMOUNT):
            cell = row.cell_at(matched.grid_column)
            if cell is None or cell.column != matched.grid_column:
                continue
            if not cell.plain:
                self._blanks[matched.column.name] = cell
                continue
            value = parse_amount(cell.plain)
            if value is None:
                continue
            if value is NOT_AN_AMOUNT:
                found[matched.column.name] = (cell, None)
            else:
                assert isinstance(value, Decimal | int)
                found[matched.column.name] = (cell, Decimal(value) * self.factor)
        return found

    def _add(
        self,
        index: int,
        section: Section,
        labels: _Labels,
        amounts: dict[str, tuple[StreamCell, Decimal | None]],
    ) -> bool:
        key, level = self._key(index, section, labels)
        if not (labels.name or labels.project or amounts) and len(labels.code) < 3:
            return False  # a page number, the number of a table
        if key is None:
            if not amounts and labels.name and self.table.rows:
                self._continue_name(index, labels)
                return True
            return False
        place = (labels.cell or next(iter(amounts.values()))[0]).place
        row = Row(
            key=key,
            label=labels.name,
            codes=labels.printed,
            level=level,
            section=index,
            project=labels.project if level or key != labels.project else "",  # 合计 across merged cells
            place=replace(place, table=self.table.id, row=key),
        )
        for column, (cell, value) in amounts.items():
            where = replace(cell.place, table=self.table.id, row=key, column=column, excerpt=cell.plain)
            row.cells[column] = Cell(value=value, place=where, raw=cell.text)
            if value is None:
                self.findings.append(
                    warning(
                        "R30",
                        f"{self.table.id}“{labels.name or key}”行“{column}”列写着“{cell.plain}”，不是一个数。请改成数字。",
                        where,
                    )
                )
        # A blank figure has a place as well: there the reader is sent when something ought to stand in it.
        for column, cell in self._blanks.items():
            where = replace(cell.place, table=self.table.id, row=key, column=column)
            row.cells.setdefault(column, Cell(place=where))
        self.table.rows.append(row)
        return True

    def _continue_name(self, index: int, labels: _Labels) -> None:
        """A name that a page break cut in two: the rest belongs to the row above."""
        above = next((row for row in reversed(self.table.rows) if row.section == index), None)
        if above is not None and above.level:
            above.label += labels.name

    def _key(self, index: int, section: Section, labels: _Labels) -> tuple[str | None, int]:
        text = labels.name or labels.project or labels.code
        total = section.total
        if total is not None and not labels.code and self.words.same(text, total.name):
            fixed = next((r for r in section.rows if r.kind is RowKind.FIXED and r.name == total.name), None)
            if fixed is None:
                return total.name, 0
        for spec in section.rows:
            if spec.kind is RowKind.PROJECT:
                if labels.code or labels.project:
                    pattern = spec.key or "{code}|{project}"
                    return pattern.format(code=labels.code, project=labels.project), 3
            elif spec.kind is RowKind.TREE:
                found = self._tree_key(section, spec, labels)
                if found is not None:
                    return found
        fixed = self._fixed(index, section, labels.name or labels.code)
        return (fixed.name, 0) if fixed is not None else (None, 0)

    def _tree_key(self, section: Section, spec: RowSpec, labels: _Labels) -> tuple[str, int] | None:
        code = labels.code
        if not code and not any(column.role is Role.CODE for column in section.columns):
            found = _LEADING_CODE.match(labels.name)
            code = found.group(1) if found else self._code_by_name(spec, labels.name)
            if not found and not code:
                return None
            labels.name = labels.name[len(found.group(1)) :] if found else labels.name
        if not code:
            return None
        key = spec.key.format(code=code) if spec.key else code
        level = next((i + 1 for i, n in enumerate(spec.levels) if len(code) <= n), len(spec.levels))
        return key, level

    def _code_by_name(self, spec: RowSpec, name: str) -> str:
        """Return the code of a row that prints only a name, when the list makes it certain."""
        for level in spec.levels:
            found = [c for c in self.codes[spec.by].by_name(name) if len(c.code) == level]
            if len({c.code for c in found}) == 1:
                return found[0].code
        return ""

    def _fixed(self, index: int, section: Section, label: str) -> RowSpec | None:
        """Return the fixed row with that label: exact first, then a synonym, then without its numbering."""
        fixed = [spec for spec in section.rows if spec.kind is RowKind.FIXED]
        used = self._used.setdefault(index, set())
        free = [spec for spec in fixed if spec.name not in used]
        text = normal(label)
        if not text:
            return None

        def without(value: str) -> str:
            return _NUMBERING.sub("", normal(value))

        tests: tuple[Callable[[RowSpec], bool], ...] = (
            lambda spec: normal(spec.name) == text,
            lambda spec: self.words.same(label, spec.name),
            lambda spec: without(spec.name) == without(label),
        )
        for pool in (free, fixed):
            for test in tests:
                for spec in pool:
                    if test(spec):
                        used.add(spec.name)
                        return spec
        return None
