"""Rows whose words could not be read or contradict: gathered by what they say, one finding for each."""

from __future__ import annotations

from dataclasses import dataclass, field

from converter.findings import Severity
from converter.ledger.columns import AmountColumn
from converter.ledger.reporting import Notes, wan
from converter.ledger.row_table import RowTable
from converter.ledger.settings import Setting
from converter.ledger.trouble import Trouble
from converter.reading.model import CellRef, Sheet

_AXIS_WORDS = {
    "function": "功能科目",
    "economic": "部门经济科目",
    "kind": "支出类型（基本支出、项目支出、人员经费、公用经费）",
    "source": "资金来源",
    "item": "项目",
    "project": "项目名称",
    "unit": "预算单位",
}
# Faults that leave a dimension unknown, so that the row's money has no place in the tables.
_LEFT_OUT = ("refused", "unknown", "unclear", "asked")


@dataclass(slots=True)
class _Case:
    """Rows with the same trouble: the cells of the trouble and the money that it concerns."""

    trouble: Trouble
    rows: dict[int, None] = field(default_factory=dict)
    fen: int = 0


class TroubleBook:
    """Gathers the troubles of the rows of a block that are facts, and tells them."""

    def __init__(
        self, setting: Setting, notes: Notes, sheet: Sheet, table: RowTable, weight: Severity
    ) -> None:
        self.setting = setting
        self.notes = notes
        self.sheet = sheet
        self.table = table
        self.weight = weight
        self._cases: dict[Trouble, _Case] = {}
        self._of_row: dict[int, Trouble] = {}

    def reason(self, index: int) -> str | None:
        """Note the troubles of a fact row; return why it must be left out, None when it need not be."""
        reason = None
        for trouble in self.table.troubles[index]:
            coded = trouble.dimension in ("function", "economic")
            if coded and trouble.fault in _LEFT_OUT and getattr(self.table, trouble.dimension)[index]:
                continue
            self._case(index, trouble)
            no_source = trouble.dimension == "source" and trouble.fault == "contradiction"
            if trouble.fault in _LEFT_OUT or no_source:
                reason = reason or f"{_AXIS_WORDS[trouble.dimension].partition('（')[0]}无法识别"
        return reason

    def missing(self, index: int, axis: str) -> None:
        """Note a fact row without a code."""
        self._case(index, Trouble(axis, self.table.axes[axis], "", "missing"))

    def against_column(self, index: int, axis: str, said: str, column: AmountColumn) -> None:
        """Note a row that says another kind or source than the column in which its money stands."""
        header = column.header.replace("\n", "")
        self._case(index, Trouble(axis, self.table.axes.get(axis, column.column), said, "column:" + header))

    def money(self, index: int, fen: int) -> None:
        """Add the money of a row that is left out (分)."""
        trouble = self._of_row.get(index)
        if trouble is not None:
            self._cases[trouble].fen += fen

    def _case(self, index: int, trouble: Trouble) -> None:
        self._cases.setdefault(trouble, _Case(trouble)).rows[index] = None
        self._of_row.setdefault(index, trouble)

    def tell(self) -> None:
        """Turn everything that was noted into findings."""
        for case in self._cases.values():
            by_unit: dict[int, list[int]] = {}
            for index in case.rows:
                by_unit.setdefault(self.table.unit[index], []).append(index)
            for unit, rows in by_unit.items():
                self._tell(case, rows, (unit,) if unit else ())

    def _tell(self, case: _Case, rows: list[int], units: tuple[int, ...]) -> None:
        trouble = case.trouble
        refs = [
            CellRef(self.sheet.file, self.sheet.name, self.table.first + index, trouble.column)
            for index in rows
        ]
        count = f" 等 {len(rows)} 行" if len(rows) > 1 else ""
        money = f"涉及 {wan(case.fen)} 万元，没有计入。" if case.fen else ""
        where = f"{refs[0].cell} 单元格{count}"
        rule, severity, text = self._words(trouble, where, money)
        self.notes.add(rule, severity, text, refs, units=units, excerpt=trouble.text or None)

    def _words(self, trouble: Trouble, where: str, money: str) -> tuple[str, Severity, str]:
        axis = _AXIS_WORDS[trouble.dimension]
        fault, said = trouble.fault, trouble.text
        if fault == "refused":
            text = f"{where}应是{axis}，却是{said}。{money}请改正公式或填入内容，重新计算并保存。"
            return "L02", self.weight, text
        if fault.startswith("name:"):
            codes = "、".join(trouble.candidates[:4])
            text = (
                f"{where}编码与名称不一致：{fault.partition(':')[2]}，名称却写“{said}”（{codes}）。"
                "已按编码计入，请核对改正。"
            )
            return "L19", Severity.WARNING, text
        if fault == "missing":
            return self._missing_words(trouble, where, money)
        if fault == "unclear":
            codes = "、".join(trouble.candidates[:6])
            text = f"{where}只有科目名称“{said}”，可能是 {codes}，无法确定是哪一个。{money}请补上科目编码{self._or_class(trouble)}。"
            return "L14", self.weight, text
        if trouble.dimension == "source":
            return self._source_words(trouble, where, money)
        if trouble.dimension == "item":
            text = f"{where}“{said}”看不懂是哪一种收入或支出。{money}请改用常用的名称，或写上科目编码。"
            return "L16", Severity.WARNING, text
        if fault == "asked":
            text = f"{where}“{said}”分不出是公用经费（基本支出）还是其他运转类（项目支出）。{money}请写明。"
            return "L16", self.weight, text
        if fault == "unknown":
            rule = {"function": "L13", "economic": "L15", "kind": "L16"}[trouble.dimension]
            text = f"{where}“{said}”不是认得的{axis}。{money}请改成科目表里的编码或常用的名称。"
            return rule, self.weight, text
        named = self._named(trouble)
        if fault == "contradiction":
            text = f"{where}“{said}”与同一行另一栏说的{axis}不一致，已按写得明确的一栏计入。请核对这一行。"
        elif fault == "outer":
            text = f"{where}写的是“{named}”，与表名或标题说的不一致，已按单元格计入。请核对。"
        else:
            column = fault.partition(":")[2]
            text = f"{where}写的是“{named}”，金额却在“{column}”栏，已按所在的栏计入。请核对。"
        return "L17", self.weight, text

    def _or_class(self, trouble: Trouble) -> str:
        """Return what else than a code would tell an economic name of several classes."""
        codes = self.setting.lists.economic
        classes = {code[:3]: codes.any_year(code[:3]) for code in trouble.candidates}
        if trouble.dimension != "economic" or len(classes) < 2:
            return ""
        names = "还是".join(f"{code} {entry.name}" for code, entry in classes.items() if entry is not None)
        return f"，或者在前面加一栏经济分类的类，写明是 {names}"

    def _missing_words(self, trouble: Trouble, where: str, money: str) -> tuple[str, Severity, str]:
        if trouble.dimension == "function":
            text = f"{where}缺功能科目编码，{money or '没有计入。'}请补上科目编码；如是合计行，请写明“合计”。"
            return "L13", self.weight, text
        if trouble.dimension == "unit":
            text = f"{where}缺预算单位，{money or '没有计入。'}请补上单位编码或名称。"
            return "L40", self.weight, text
        axis = _AXIS_WORDS[trouble.dimension].partition("（")[0]
        rule = {"economic": "L15", "kind": "L16"}.get(trouble.dimension, "L16")
        return rule, Severity.WARNING, f"{where}没有填{axis}，按其他各栏推定。请补上。"

    def _source_words(self, trouble: Trouble, where: str, money: str) -> tuple[str, Severity, str]:
        fault, said = trouble.fault, trouble.text
        if fault == "unknown":
            text = (
                f"{where}的资金来源“{said}”不认得。{money}"
                "请改成一般公共预算、政府性基金、财政专户、事业收入等通用的说法；确有这种说法的，请加进词表。"
            )
            return "L10", self.weight, text
        if fault == "asked":
            text = f"{where}的资金来源“{said}”看不出是哪一种资金。{money}请写明是哪一本预算、本级还是上级。"
            return "L10", self.weight, text
        if fault == "contradiction":
            text = f"{where}的资金性质与资金来源“{said}”互相矛盾。{money}请改正其中一栏。"
            return "L12", self.weight, text
        named = self._named(trouble)
        if fault == "outer":
            text = f"{where}的资金来源“{named}”与表名或标题说的不一致，已按单元格计入。请核对。"
        else:
            column = fault.partition(":")[2]
            text = f"{where}的资金来源是“{named}”，金额却在“{column}”栏，已按所在的栏计入。请核对这一行。"
        return "L12", self.weight, text

    def _named(self, trouble: Trouble) -> str:
        if trouble.dimension == "source":
            return self.setting.source_name(trouble.text)
        return self.setting.kind_name(trouble.text)
