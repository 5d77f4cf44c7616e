"""Findings of comparisons in plain Chinese: place, what stands there, what should, and what to do."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from converter.disclosure.model import Cell
from converter.findings import Finding, Place, Severity
from converter.rules.arithmetic import shown, wan
from converter.rules.constraints import Constraint, Side, display_key
from converter.rules.correcting import Change
from converter.rules.culprits import Cause
from converter.rules.evaluating import Session
from converter.rules.facts import UNITS
from converter.rules.lookup import CellId

_MOST_NAMED = 6
_MOST_PLACES = 40
_MOST_BLANKS = 2
_RELATIONS = {
    "=": "应等于",
    "≥": "应不小于",
    "≤": "应不大于",
    ">": "应大于",
    "<": "应小于",
    "≠": "不应等于",
}


class Wording:
    """Writes the findings of one check; ``session`` knows the tables."""

    def __init__(self, session: Session) -> None:
        self.session = session

    # -- places

    def cell(self, cell: CellId) -> Cell | None:
        """Return the published figure of a cell, None where there is none."""
        grid = self.session.grids[cell.table]
        if cell.position < 0:
            return None
        return grid.rows[cell.position].cells.get(grid.labels.get(cell.column, cell.column))

    def value(self, cell: CellId) -> int:
        """Return a cell's figure in millionths; blank and missing ones are zero."""
        if cell.position < 0:
            return 0
        return self.session.grids[cell.table].values[cell.column][cell.position]

    def place(self, cell: CellId) -> Place:
        """Return where a cell is: its table, row and column, and the file's cell when it was read."""
        grid = self.session.grids[cell.table]
        figure = self.cell(cell)
        row = grid.rows[cell.position] if cell.position >= 0 else None
        found = None
        if figure is not None and figure.place is not None:
            found = figure.place
        elif row is not None and row.place is not None:
            found = row.place
        elif grid.table.place is not None:
            found = dataclasses.replace(grid.table.place, cell=None)
        place = found or Place()
        if grid.facts:
            return place
        return dataclasses.replace(
            place,
            table=place.table or cell.table,
            row=row.key if row is not None else display_key(cell.key),
            column=grid.labels.get(cell.column, cell.column),
        )

    def name(self, cell: CellId, beside: CellId | None = None) -> str:
        """Return a cell's name in a message, without what it shares with the cell ``beside`` it."""
        grid = self.session.grids[cell.table]
        column = grid.labels.get(cell.column, cell.column)
        if grid.facts:
            named = grid.rows[cell.position].label if cell.position >= 0 else cell.key
            return f"文中“{named}”" + ("的价值" if cell.key.endswith(".价值") and "价值" not in named else "")
        shared = beside is not None and beside.table == cell.table
        row = self.row_name(cell, with_label=not shared)
        if beside is not None and beside.table == cell.table:
            if (beside.position, beside.key) == (cell.position, cell.key):
                return f"“{column}”列"
            if beside.column == cell.column:
                return f"“{row}”行"
            return f"“{row}”行“{column}”列"
        return f"{cell.table}“{row}”行“{column}”列"

    def row_name(self, cell: CellId, *, with_label: bool = False) -> str:
        """Return a row as a message names it: the code (with the name), the label, the project."""
        grid = self.session.grids[cell.table]
        if cell.position < 0:
            return display_key(cell.key).replace("|", " ")
        row = grid.rows[cell.position]
        if row.project:
            return row.key.replace("|", " ", 1)
        if row.key.isdigit():
            return f"{row.key} {row.label}" if with_label and row.label and row.label != row.key else row.key
        return row.label if row.key[-1:].isdigit() and row.label else row.key

    def spot(self, cell: CellId) -> str:
        """Return the file's cell in brackets, "" when the table was not read from a spreadsheet."""
        figure = self.cell(cell)
        place = figure.place if figure is not None else None
        if place is None or not place.cell:
            return ""
        return f"（工作表“{place.sheet}”{place.cell}）" if place.sheet else f"（{place.cell}）"

    def figure(self, cell: CellId, value: int) -> str:
        """Return a number of a cell as it is printed there, with its unit: 万元 but for facts of the text."""
        if not self.session.grids[cell.table].facts or cell.column not in UNITS:
            return f"{shown(value)} 万元"
        number = wan(value)
        if not UNITS[cell.column] and number == number.to_integral_value():
            return f"{number.to_integral_value()}"
        return shown(value) + UNITS[cell.column]

    # -- comparisons

    def side(self, side: Side, value: int, beside: CellId | None = None) -> str:
        """Return one side of a comparison: the cells with their figures, and their sum."""
        figures = [(cell, c) for cell, c in side.cells.items() if self.value(cell) or len(side.cells) == 1]
        if not side.sum and side.cells:
            return self._computed(list(side.cells), value, beside)
        if not side.cells:
            return f" {self.figure(beside, value) if beside is not None else f'{shown(value)} 万元'}"
        if len(side.cells) == 1 and not side.constant:
            cell, coefficient = figures[0]
            if coefficient == 1:
                return f"{self.name(cell, beside)} {self.figure(cell, value)}{self.spot(cell)}"
        if not figures and not side.constant:
            first, *others = list(side.cells)[:_MOST_NAMED]
            all_named = "、".join((self.name(first, beside), *(self.name(cell, first) for cell in others)))
            return f"{all_named}等 {len(side.cells)} 个数之和 {self.figure(first, 0)}（都是空白）"
        if len(figures) == 1 and figures[0][1] == 1 and not side.constant:
            cell = figures[0][0]
            blank = [other for other in side.cells if other != cell]
            named_blanks = "、".join(self.name(other, cell) for other in blank)
            told = named_blanks if len(blank) <= _MOST_BLANKS else f"其余 {len(blank)} 个数"
            rest = f"（{told}为空白）"
            return f"{self.name(cell, beside)} {self.figure(cell, value)}{self.spot(cell)}{rest}"
        named: list[str] = []
        before = beside
        for cell, coefficient in figures[:_MOST_NAMED]:
            sign = "" if not named and coefficient > 0 else "＋" if coefficient > 0 else "－"
            times = f"{abs(coefficient)}×" if abs(coefficient) != 1 else ""
            number = self.figure(cell, self.value(cell)).removesuffix(" 万元")
            named.append(f"{sign}{times}{self.name(cell, before)} {number}")
            before = cell
        text = "".join(named)
        if len(figures) > _MOST_NAMED:
            text += f" 等 {len(figures)} 个数之和"
        if side.constant:
            text += f"{'＋' if side.constant > 0 else '－'}{shown(abs(side.constant))}"
        return f"{text} ＝ {self.figure(figures[0][0], value) if figures else f'{shown(value)} 万元'}"

    def _computed(self, cells: list[CellId], value: int, beside: CellId | None) -> str:
        """Return a side that is no sum: what it was computed from, and the result."""
        named = "、".join(f"{self.name(c)} {self.figure(c, self.value(c))}" for c in cells[:_MOST_NAMED])
        lead = beside or cells[0]
        return f"按{named}算出的 {self.figure(lead, value)}"

    def sentence(self, constraint: Constraint) -> str:
        """Return what does not hold, with both sides and the difference."""
        lead = next(iter(constraint.left.cells), None)
        left = self.side(constraint.left, constraint.left_value)
        right = self.side(constraint.right, constraint.right_value, lead)
        relation = _RELATIONS[constraint.operator]
        gap = abs(constraint.residual)
        told = self.figure(lead, gap) if lead is not None else f"{shown(gap)} 万元"
        return f"{left}，{relation}{right}" + (f"，相差 {told}" if gap else "")

    def finding(self, constraint: Constraint, *, narrowing: str = "", advice: bool = True) -> Finding:
        """Return the finding of one comparison that does not hold."""
        residue = constraint.violation(constraint.residual) <= constraint.allowed
        severity = constraint.expression.severity
        if residue and severity is Severity.ERROR:
            severity = Severity.WARNING
        missing = [c for c in constraint.coefficients if c.position < 0 and self._lacking(c, constraint)]
        message = f"{constraint.expression.title}：{self.sentence(constraint)}。"
        for cell in missing[:1]:
            message += f"{cell.table} 没有“{display_key(cell.key)}”行。"
        if residue:
            message += "差额在尾差范围内，像是分别四舍五入造成的，应统一。"
        message += narrowing
        if advice and constraint.expression.advice:
            message += constraint.expression.advice
        return Finding(
            constraint.rule.id,
            severity,
            message,
            expected=wan(constraint.right_value),
            actual=wan(constraint.left_value),
            difference=wan(constraint.residual),
            places=tuple(self.place(cell) for cell in self._principal(constraint)),
            related=constraint.rule.data.related,
            basis=constraint.rule.data.basis,
            kind="residue" if residue else "",
        )

    def _lacking(self, cell: CellId, constraint: Constraint) -> bool:
        """Whether a missing row matters: it is named by itself, not one that a sum might take."""
        side = constraint.left if cell in constraint.left.cells else constraint.right
        return len(side.cells) == 1 and not cell.key.endswith("*")

    def _principal(self, constraint: Constraint) -> list[CellId]:
        """Return the cells to point at: single cells of both sides, and the figures of short sums."""
        result: list[CellId] = []
        for side in (constraint.left, constraint.right):
            figures = [cell for cell in side.cells if self.value(cell)]
            # Where all are blank any of them may be the figure that was forgotten.
            figures = figures or list(side.cells)[: _MOST_PLACES if side.sum else 1]
            result.extend(figures[:_MOST_PLACES])
            # A figure that was forgotten stands among the few blank ones.
            blank = [cell for cell in side.cells if cell not in figures and cell.position >= 0]
            if len(blank) <= _MOST_BLANKS < len(side.cells) + 1:
                result.extend(blank)
        return list(dict.fromkeys(result))

    # -- causes

    def cause(self, cause: Cause) -> Finding:
        """Return the finding of a root cause, with the comparisons that follow from it beneath it."""
        follows = sorted(cause.constraints, key=lambda c: (c.rule.order, c.number))
        parts = [self.finding(c, advice=False) for c in follows]
        lead = next((p for p in parts if p.severity is Severity.ERROR), parts[0])
        residue = all(p.kind == "residue" for p in parts if p.severity is not Severity.INFO)
        changes = cause.changes
        order = list(self.session.grids[changes[0].cell.table].labels)
        changes.sort(key=lambda change: order.index(change.cell.column))
        first = changes[0]
        rules = list(dict.fromkeys(p.rule for p in parts))
        message = self._cause_text(cause, rules, len(parts))
        values = [self.value(c.cell) + c.delta for c in changes]
        expected: Decimal | str = wan(values[0])
        actual: Decimal | str = wan(self.value(first.cell))
        if len(changes) > 1 and len(set(values)) > 1:
            expected = "，".join(
                f"{self._column(c)}={shown(v)}" for c, v in zip(changes, values, strict=True)
            )
            actual = "，".join(f"{self._column(c)}={shown(self.value(c.cell))}" for c in changes)
        related = [rule for rule in rules if rule != lead.rule]
        related += [rule for rule in lead.related if rule not in related]
        places = [self.place(change.cell) for change in changes]
        places += [self.place(cell) for cell, _ in cause.alternatives]
        return Finding(
            lead.rule,
            lead.severity,
            message,
            expected=expected,
            actual=actual,
            difference=wan(-first.delta),
            places=tuple(dict.fromkeys(places)),
            related=tuple(related),
            basis=lead.basis,
            kind="residue" if residue else "",
            consequences=parts,
        )

    def _column(self, change: Change) -> str:
        grid = self.session.grids[change.cell.table]
        return grid.labels.get(change.cell.column, change.cell.column)

    def _cause_text(self, cause: Cause, rules: list[str], count: int) -> str:
        first = cause.changes[0].cell
        spots = [
            self._wanted(change, first if number else None) for number, change in enumerate(cause.changes)
        ]
        what = "；".join(spots)
        equalities = f"等式（{'、'.join(rules)}，共 {count} 处）"
        if first.position < 0:
            row = display_key(first.key)
            if first.key.endswith("*"):
                return (
                    f"{first.table} 科目“{row}”的各行合计少了金额：{what}，补上后下列{equalities}成立。"
                    "多半是漏了一行，也可能是这个科目某一行的金额有误，请对照项目清单核对。"
                )
            return f"{first.table} 缺少“{row}”行：{what}，补上后下列{equalities}成立。请补上这一行。"
        others = [
            f"{self.name(cell)}改为 {shown(self.value(cell) + delta)}" for cell, delta in cause.alternatives
        ]
        if others:
            return (
                f"下列{equalities}同时不成立，像是同一个原因：{what}；或者{'；或者'.join(others)}。"
                "哪一处错了要对照原始数据才能确定。"
            )
        hint = _misplaced(cause) or "".join(
            _slip(self.value(c.cell), self.value(c.cell) + c.delta) for c in cause.changes[:1]
        )
        if cause.single:
            return (
                f"很可能错在{what}{hint}。等式中的其他数都另有两处以上印证，改后等式（{rules[0]}）成立。"
                "请对照原始数据核实后更正。"
            )
        return f"最可能错在{what}{hint}。这样改后，下列{equalities}成立。请对照原始数据核实后更正。"

    def _wanted(self, change: Change, beside: CellId | None) -> str:
        now = self.value(change.cell)
        right = now + change.delta
        value = self.figure(change.cell, right) if right else "空白"
        if change.cell.position < 0:
            return f"“{self._column(change)}”列应有 {value}"
        printed = "空白" if not now else self.figure(change.cell, now).removesuffix(" 万元")
        return f"{self.name(change.cell, beside)}{self.spot(change.cell)}：现为 {printed}，应为 {value}"

    def narrowing(self, constraint: Constraint, confirmed: dict[CellId, list[str]]) -> str:
        """Return which other rules the figures of a broken comparison do satisfy: it narrows down which
        side is wrong, without saying so."""
        said: list[str] = []
        for side in (constraint.left, constraint.right):
            if len(side.cells) != 1:
                continue
            cell = next(iter(side.cells))
            rules = [rule for rule in confirmed.get(cell, []) if rule != constraint.rule.id]
            if rules:
                said.append(f"{self.name(cell)}符合 {'、'.join(rules[:4])}")
        return f"另外，{'；'.join(said)}。" if said else ""


def _misplaced(cause: Cause) -> str:
    """Say that an amount stands in the wrong column of its row, "" when it does not look so."""
    moved = [change.delta for change in cause.changes]
    same = len({(change.cell.table, change.cell.position) for change in cause.changes}) == 1
    return "（像是填错了列）" if len(moved) == 2 and same and sum(moved) == 0 else ""


def _slip(now: int, wanted: int) -> str:
    """Return a likely slip of the hand by which a figure became another, "" when none is recognised."""
    if now <= 0 or wanted <= 0:
        return ""
    if now == wanted * 10_000:
        return "（像是以元填列）"
    for power in (10, 100, 1000):
        if now == wanted * power or wanted == now * power:
            return "（像是小数点错位）"
    one, two = shown(now).replace(".", ""), shown(wanted).replace(".", "")
    wrong = [at for at in range(len(one)) if at < len(two) and one[at] != two[at]]
    if len(one) == len(two) and len(wrong) == 2:
        a, b = wrong
        if b == a + 1 and one[a] == two[b] and one[b] == two[a]:
            return "（像是两个数字颠倒）"
    return ""
