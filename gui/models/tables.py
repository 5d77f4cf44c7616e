"""The model of one disclosure table as it is printed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QApplication

from gui.style.theme import current
from gui.views import FigureCell, TableView

BORDER = int(Qt.ItemDataRole.UserRole) + 1
INDENT = int(Qt.ItemDataRole.UserRole) + 2

_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "": Qt.AlignmentFlag.AlignLeft,
}


class PrintedTable(QAbstractTableModel):
    """Texts and looks of a printed table; figures know their row and column."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: TableView | None = None
        self._styles: dict[str, Any] = {}
        self._fonts: dict[str, QFont] = {}
        self._wrong: set[tuple[int, int]] = set()
        self.scale = 1.0

    def show(self, table: TableView | None, styles: dict[str, Any], wrong: set[tuple[int, int]]) -> None:
        """Show a table; ``wrong`` are the places of figures that findings name."""
        self.beginResetModel()
        self.table, self._styles, self._wrong = table, styles, wrong
        self._fonts.clear()
        self.endResetModel()

    def rescale(self, scale: float) -> None:
        """Set the size of the page on the screen: screen points a printed point."""
        if scale != self.scale:
            self.scale = scale
            self._fonts.clear()

    def figure(self, row: int, column: int) -> FigureCell | None:
        """Return the figure at a place."""
        return self.table.figures.get((row, column)) if self.table else None

    def label(self, row: int, column: int) -> str:
        """Return what the row of a figure is called: its code and name as printed, of its side of the table."""
        if self.table is None:
            return ""
        places = sorted(place for place in self.table.figures if place[0] == row)
        section = next((self.table.figures[place].section for place in places if place[1] == column), 0)
        before = [place[1] for place in places if self.table.figures[place].section < section]
        codes, names = "", []
        for number in range(max(before, default=-1) + 1, column):
            text, style = self.table.texts[row][number], self.table.styles[row][number]
            if style == "code":
                codes += text
            elif text and (style.startswith("name") or style == "total"):
                names.append(text)
        return " ".join([codes, *names]).strip()

    def place_of(self, row: str, column: str) -> tuple[int, int] | None:
        """Return where a figure stands, by the key of its row and the label of its column."""
        if self.table is None:
            return None
        for place, figure in self.table.figures.items():
            if figure.row == row and (not column or figure.column == column):
                return place
        wanted = "".join(row.split())
        for number, texts in enumerate(self.table.texts):
            if wanted and any("".join(text.split()) == wanted for text in texts):
                return number, 0
        return None

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() or self.table is None else len(self.table.texts)

    def columnCount(self, parent: Any = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() or self.table is None else len(self.table.widths)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.table is None:
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.table.texts[row][column]
        name = self.table.styles[row][column]
        style = self._styles.get(name)
        if style is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN.get(style.align, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole:
            return self._font(name, style)
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._background(row, column, name)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.table.adjusted.get((row, column))
        if role == BORDER:
            return style.border
        if role == INDENT:
            return style.indent
        return None

    def _background(self, row: int, column: int, style: str) -> QBrush | None:
        theme = current()
        if (row, column) in self._wrong:
            return QBrush(QColor(theme.error_soft))
        if self.table is not None and (row, column) in self.table.adjusted:
            return QBrush(QColor(theme.adjusted))
        return QBrush(QColor(theme.header)) if style == "head" else None

    def _font(self, name: str, style: Any) -> QFont:
        if name not in self._fonts:
            font = QFont(QApplication.font())
            # Where the form's own face is not installed the window's face steps in, not a face by chance.
            font.setFamilies([style.font, *font.families()])
            font.setPointSizeF(style.size * self.scale)
            # A heading font that is not installed falls back to an ordinary face: keep it telling.
            font.setBold(style.bold or name in ("title", "head", "number"))
            self._fonts[name] = font
        return self._fonts[name]
