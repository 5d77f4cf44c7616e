"""The editor of a project's performance table (绩效目标表): nine columns, choices in drop-downs, paste from Excel."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.pages.parts import button, label, row
from gui.style.theme import em

WIDTHS = (6, 8, 11, 7, 8, 7, 6, 9, 7)
WEIGHT = 6
SPARE_ROWS = 2


class _Choices(QStyledItemDelegate):
    """Offers what the form allows in a drop-down that still takes other words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choices: list[list[str]] = []

    def createEditor(  # noqa: N802
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        choices = self.choices[index.column()] if index.column() < len(self.choices) else []
        if not choices:
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        box.setEditable(True)
        box.addItems(choices)
        return box

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data() or ""))
        else:
            super().setEditorData(editor, index)

    def setModelData(  # noqa: N802
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())
        else:
            super().setModelData(editor, model, index)


class _Table(QTableWidget):
    """A table into which the window's own action can paste."""

    def __init__(self, columns: int, paste: Callable[[], None]) -> None:
        super().__init__(0, columns)
        self.paste = paste


class IndicatorEditor(QWidget):
    """Rows of indicators as tab-separated text: ``text`` and ``put``; ``changed`` when something was typed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(em() // 4)
        self.table = _Table(len(WIDTHS), self.paste)
        self.table.verticalHeader().setDefaultSectionSize(em() * 3 // 2)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.delegate = _Choices(self.table)
        self.table.setItemDelegate(self.delegate)
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, em() * width)
        self.table.itemChanged.connect(self._typed)
        layout.addWidget(self.table, 1)
        self.sum = label("", "muted")
        layout.addLayout(
            row(
                self.sum,
                1,
                button("加一行", self.add_row),
                button("删去所选的行", self.remove_rows),
            )
        )
        keys = QKeySequence.StandardKey.Delete
        QShortcut(keys, self.table, self.clear_cells, context=Qt.ShortcutContext.WidgetShortcut)

    def offer(self, heads: list[str], choices: list[list[str]]) -> None:
        """Set the heads of the columns and what can be chosen in them."""
        self.table.setHorizontalHeaderLabels(heads)
        self.delegate.choices = choices

    def put(self, text: str) -> None:
        """Show rows, one a line, cells separated by tabs."""
        lines = [line.split("\t") for line in text.splitlines()]
        self.table.blockSignals(True)
        self.table.setRowCount(0)
        self.table.setRowCount(len(lines) + SPARE_ROWS)
        for number, cells in enumerate(lines):
            for column, cell in enumerate(cells[: len(WIDTHS)]):
                self._set(number, column, cell)
        self.table.blockSignals(False)
        self._add_up()

    def text(self) -> str:
        """Return the rows that hold something, one a line, cells separated by tabs."""
        lines = []
        for number in range(self.table.rowCount()):
            cells = [self._cell(number, column) for column in range(len(WIDTHS))]
            if any(cells):
                lines.append("\t".join(cells))
        return "\n".join(lines)

    def paste(self) -> None:
        """Put cells copied in Excel or WPS where the selection begins."""
        text = QGuiApplication.clipboard().text()
        first, left = max(self.table.currentRow(), 0), max(self.table.currentColumn(), 0)
        lines = [line.split("\t") for line in text.rstrip("\n").splitlines()]
        self.table.setRowCount(max(self.table.rowCount(), first + len(lines)))
        for number, cells in enumerate(lines):
            for column, cell in enumerate(cells[: len(WIDTHS) - left]):
                self._set(first + number, left + column, cell.strip().strip('"'))

    def clear_cells(self) -> None:
        """Empty the selected cells."""
        for item in self.table.selectedItems():
            item.setText("")

    def add_row(self) -> None:
        """Add a row below the selected one, of the same kind."""
        number = self.table.currentRow() + 1 or self.table.rowCount()
        self.table.insertRow(number)
        for column in range(2):
            self._set(number, column, self._cell(number - 1, column))
        self.table.setCurrentCell(number, 2)

    def remove_rows(self) -> None:
        """Remove the selected rows."""
        for number in sorted({index.row() for index in self.table.selectedIndexes()}, reverse=True):
            self.table.removeRow(number)
        self._typed()

    def _cell(self, number: int, column: int) -> str:
        item = self.table.item(number, column)
        return item.text().strip().replace("\t", " ").replace("\n", " ") if item is not None else ""

    def _set(self, number: int, column: int, text: str) -> None:
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        if column == WEIGHT:
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table.setItem(number, column, item)

    def _typed(self, _item: object = None) -> None:
        self._add_up()
        self.changed.emit()

    def _add_up(self) -> None:
        total = Decimal(0)
        for number in range(self.table.rowCount()):
            try:
                total += Decimal(self._cell(number, WEIGHT).strip("%分") or 0)
            except InvalidOperation:
                continue
        self.sum.setText(f"分值权重合计 {total.normalize():f}。可以从 Excel 里复制，在这里粘贴。")
