"""The table of many units: state, findings and outputs of each, and its filter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QSortFilterProxyModel, Qt

from gui.style.icons import icon
from gui.views import UnitView

COLUMNS = ("单位", "年度", "结论", "错误", "提醒", "待填", "结果文件", "来自")
_CENTRED = (1, 3, 4, 5, 6)
UNIT = int(Qt.ItemDataRole.UserRole) + 1
ORDER = UNIT + 1
_ICONS = {
    "pass": ("ok", "ok"),
    "partial": ("question", "warning"),
    "open": ("pending", "warning"),
    "errors": ("error", "error"),
    "unreadable": ("question", "error"),
}


class UnitsModel(QAbstractTableModel):
    """The documents of a run; they arrive one by one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.units: list[UnitView] = []

    def show(self, units: list[UnitView]) -> None:
        """Show other units."""
        self.beginResetModel()
        self.units = list(units)
        self.endResetModel()

    def add(self, unit: UnitView) -> None:
        """Add a unit that was just done."""
        self.beginInsertRows(QModelIndex(), len(self.units), len(self.units))
        self.units.append(unit)
        self.endInsertRows()

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self.units)

    def columnCount(self, parent: Any = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignHCenter if section in _CENTRED else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        unit = self.units[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                unit.unit,
                str(unit.year or ""),
                unit.line,
                unit.errors or "",
                unit.warnings or "",
                unit.open or "",
                f"{len(unit.outputs)} 个" if unit.outputs else "",
                "、".join(Path(path).name for path in unit.inputs),
            )[column]
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return icon(*_ICONS.get(unit.verdict, ("info", "muted")))
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _CENTRED:
            return Qt.AlignmentFlag.AlignCenter
        if role == UNIT:
            return unit
        if role == ORDER:
            numbers = {
                1: unit.year or 0,
                3: unit.errors,
                4: unit.warnings,
                5: unit.open,
                6: len(unit.outputs),
            }
            return numbers.get(column, self.data(index))
        return None


class UnitsFilter(QSortFilterProxyModel):
    """Shows all units, those that failed, or those whose name holds some words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSortRole(ORDER)
        self.state = ""
        self.words = ""

    def choose(self, state: str, words: str) -> None:
        """Set what is shown: "" all, "failed" errors and unreadable, or a verdict."""
        self.state, self.words = state, words.strip()
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, parent: Any) -> bool:  # noqa: N802
        unit = self.sourceModel().index(row, 0, parent).data(UNIT)
        if not isinstance(unit, UnitView):
            return True
        if self.state == "failed" and unit.verdict not in ("errors", "unreadable"):
            return False
        if self.state not in ("", "failed") and unit.verdict != self.state:
            return False
        return not self.words or self.words in unit.unit
