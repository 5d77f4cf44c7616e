"""The model of an input sheet: rows are fetched from the working process when they come into view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from converter.reading.model import a1, column_letters
from gui.style.theme import current
from gui.views import GridRow, LeftOutView, SheetView

CHUNK = 120
MOST_CHUNKS = 60
ROW_KIND = int(Qt.ItemDataRole.UserRole) + 1
Fetch = Callable[[str, str, int, int], None]

ROW_WORDS = {
    "header": "表头",
    "detail": "明细，计入台账",
    "subtotal": "小计、合计，已与明细核对",
    "waiting": "等您确认以后再计入",
    "context": "表上的说明",
    "ignored": "不用",
}


class GridModel(QAbstractTableModel):
    """One sheet as it looks in the file. ``loaded(first, rows)`` tells that rows have arrived."""

    loaded = Signal(int, int)

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self.sheet: SheetView | None = None
        self._chunks: dict[int, list[GridRow]] = {}
        self._asked: set[int] = set()
        self._left_out: dict[tuple[int, int], LeftOutView] = {}
        self.generation = 0

    def show(self, sheet: SheetView | None) -> None:
        """Show another sheet, or the same one as recognised anew."""
        self.beginResetModel()
        self.sheet = sheet
        self.generation += 1
        self._chunks.clear()
        self._asked.clear()
        self._left_out = {(cell.row, cell.column): cell for cell in sheet.left_out} if sheet else {}
        self.endResetModel()

    def put(self, generation: int, first: int, rows: list[GridRow]) -> None:
        """Take rows that were fetched; those of another sheet are dropped."""
        if generation != self.generation or self.sheet is None:
            return
        number = first // CHUNK
        self._chunks[number] = rows
        self._asked.discard(number)
        if len(self._chunks) > MOST_CHUNKS:
            farthest = max(self._chunks, key=lambda chunk: abs(chunk - number))
            del self._chunks[farthest]
        if rows:
            last = self.index(min(first + len(rows), self.rowCount()) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(first, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, first, first + len(rows) - 1)
            self.loaded.emit(first, len(rows))

    def row(self, number: int) -> GridRow | None:
        """Return a row if it is here; else fetch it and return None."""
        chunk = number // CHUNK
        rows = self._chunks.get(chunk)
        if rows is None:
            if chunk not in self._asked and self.sheet is not None:
                self._asked.add(chunk)
                self._fetch(self.sheet.file, self.sheet.name, chunk * CHUNK, (chunk + 1) * CHUNK)
            return None
        offset = number - chunk * CHUNK
        return rows[offset] if offset < len(rows) else None

    # ── Qt

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() or self.sheet is None else self.sheet.rows

    def columnCount(self, parent: Any = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() or self.sheet is None else self.sheet.width

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            return column_letters(section) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return str(section + 1)
        if role == Qt.ItemDataRole.ToolTipRole:
            row = self.row(section)
            words = ROW_WORDS.get(row.kind, "") if row else ""
            return f"第{section + 1}行：{words}。点右键可以更正。" if words else None
        return None

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index.row())
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return row.texts[column] if column < len(row.texts) else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = column in row.numbers
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            if row.kind == "header":
                side = Qt.AlignmentFlag.AlignHCenter
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._background(index.row(), column, row)
        if role == Qt.ItemDataRole.ForegroundRole and (index.row(), column) in self._left_out:
            return QBrush(QColor(current().warning))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index.row(), column, row)
        if role == ROW_KIND:
            return row.kind
        return None

    def _background(self, number: int, column: int, row: GridRow) -> QBrush | None:
        theme = current()
        if column in row.marks:
            return QBrush(QColor(theme.error_soft))
        if (number, column) in self._left_out:
            return QBrush(QColor(theme.warning_soft))
        colour = {
            "header": theme.header,
            "subtotal": theme.subtotal,
            "ignored": theme.ignored,
            "context": theme.ignored,
        }.get(row.kind)
        return QBrush(QColor(colour)) if colour else None

    def _tip(self, number: int, column: int, row: GridRow) -> str | None:
        lines = [a1(number, column)]
        if column in row.marks:
            lines.append(row.marks[column])
        cell = self._left_out.get((number, column))
        if cell is not None:
            lines.append(f"没有采用：{cell.reason}")
        if row.kind in ROW_WORDS:
            lines.append(f"这一行：{ROW_WORDS[row.kind]}")
        text = row.texts[column] if column < len(row.texts) else ""
        if len(text) > 20:
            lines.append(text[:600])
        return "\n".join(lines)
