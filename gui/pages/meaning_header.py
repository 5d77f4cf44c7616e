"""The header of the 识别 grid: the letter of each column and below it its meaning, a drop-down."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from converter.reading.model import column_letters
from gui.style.theme import current, em
from gui.views import BlockView, Catalogue, ColumnView

# Sources of funds that are offered at once; the others stand in the same menu's second level.
UNCERTAIN = 0.6


class MeaningHeader(QHeaderView):
    """Paints letters and meanings; a click on a meaning opens the menu of all meanings.

    ``meaning_wanted(column, value)``: value is a meaning, for amounts with "source=…" or "kind=…".
    """

    meaning_wanted = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.block: BlockView | None = None
        self.catalogue: Catalogue | None = None
        self._columns: dict[int, ColumnView] = {}
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)
        self.menu: QMenu | None = None

    def show_block(self, block: BlockView | None, catalogue: Catalogue | None) -> None:
        """Show the meanings of a block's columns."""
        self.block, self.catalogue = block, catalogue
        self._columns = {column.column: column for column in block.columns} if block else {}
        self.viewport().update()
        self.updateGeometry()

    def column(self, number: int) -> ColumnView | None:
        """Return what a column was taken for."""
        return self._columns.get(number)

    def words(self, number: int) -> str:
        """Return the meaning of a column in words."""
        column = self._columns.get(number)
        if self.catalogue is None or self.block is None:
            return ""
        if column is None:
            return "不用"
        name = self.catalogue.meaning_names.get(column.meaning, column.meaning)
        if column.meaning.startswith("amount") and column.words:
            return column.words if column.meaning == "amount" else f"{name} {column.words}"
        return name

    def sizeHint(self) -> QSize:  # noqa: N802
        size = super().sizeHint()
        size.setHeight(em() * 7 // 2)
        return size

    def _chip(self, rectangle: QRect) -> QRect:
        half = rectangle.height() * 2 // 5
        return rectangle.adjusted(2, half, -3, -3)

    def paintSection(self, painter: QPainter, rectangle: QRect, number: int) -> None:  # noqa: N802
        theme = current()
        painter.save()
        painter.fillRect(rectangle, QColor(theme.raised))
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(rectangle.topRight(), rectangle.bottomRight())
        painter.drawLine(rectangle.bottomLeft(), rectangle.bottomRight())
        chip = self._chip(rectangle)
        painter.setPen(QColor(theme.muted))
        top = QRect(rectangle.left(), rectangle.top(), rectangle.width(), chip.top() - rectangle.top())
        painter.drawText(top, int(Qt.AlignmentFlag.AlignCenter), column_letters(number))
        words = self.words(number)
        if words:
            column = self._columns.get(number)
            unknown = column is not None and column.meaning == "unknown"
            amount = column is not None and column.meaning == "amount"
            off = column is None or column.meaning in ("ignored", "note", "sequence")
            back, front = (theme.surface, theme.muted) if off else (theme.surface, theme.text)
            if unknown:
                back, front = theme.error_soft, theme.error
            elif amount:
                back, front = theme.accent_soft, theme.accent
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(QColor(back))
            painter.setPen(QPen(QColor(theme.error if unknown else theme.strong_line), 1))
            radius = max(em() // 5, 3)
            painter.drawRoundedRect(chip, radius, radius)
            painter.setPen(QColor(front))
            arrow = em() * 2 // 3
            inner = chip.adjusted(4, 0, -arrow, 0)
            flag = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, int(flag), text)
            middle = QPoint(chip.right() - arrow // 2 - 1, chip.center().y())
            step = max(arrow // 4, 2)
            painter.setPen(QPen(QColor(front), 1.4))
            painter.drawPolyline(
                [
                    middle + QPoint(-step, -step // 2),
                    middle + QPoint(0, step // 2 + 1),
                    middle + QPoint(step, -step // 2),
                ]
            )
        painter.restore()

    def viewportEvent(self, event: Any) -> bool:  # noqa: N802
        if event.type() == event.Type.ToolTip:
            number = self.logicalIndexAt(event.pos())
            column = self._columns.get(number)
            lines = [f"{column_letters(number)} 列"] if number >= 0 else []
            if column is not None:
                lines += [f"表头：{column.header}", f"含义：{self.words(number)}"]
                if column.evidence:
                    lines.append(f"依据：{column.evidence}")
                lines.append("点一下可以改（Alt+↓）")
            self.setToolTip("\n".join(lines))
        return super().viewportEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        number = self.logicalIndexAt(event.position().toPoint())
        near_edge = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        super().mouseReleaseEvent(event)
        rectangle = QRect(self.sectionViewportPosition(number), 0, self.sectionSize(number), self.height())
        if number >= 0 and not near_edge and self._chip(rectangle).contains(event.position().toPoint()):
            self.open_menu(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        super().keyPressEvent(event)

    def open_menu(self, number: int) -> QMenu | None:
        """Open the menu of meanings for a column."""
        if self.catalogue is None or self.block is None:
            return None
        menu = QMenu(self)
        column = self._columns.get(number)
        chosen = column.meaning if column else "ignored"
        catalogue = self.catalogue

        def add(to: QMenu, words: str, value: str, *, on: bool = False) -> None:
            action = to.addAction(words)
            action.setData(value)
            action.setCheckable(on)
            action.setChecked(on)
            action.triggered.connect(lambda _=False: self.meaning_wanted.emit(number, value))

        add(menu, "不用", "ignored", on=chosen == "ignored")
        menu.addSeparator()
        dims = column.dims if column else {}
        add(menu, "金额（本年预算数）", "amount", on=chosen == "amount" and not dims)
        funds = menu.addMenu("金额：来自某一资金")
        for source, name in catalogue.sources:
            depth = source.count(".")
            add(funds, "　" * depth + name, f"amount source={source}", on=dims.get("source") == source)
        kinds = menu.addMenu("金额：属于某类支出")
        for kind, name in catalogue.kinds:
            add(kinds, name, f"amount kind={kind}", on=dims.get("kind") == kind)
        for title, meanings in catalogue.meanings:
            group = menu.addMenu(title)
            for meaning, name in meanings:
                add(group, name, meaning, on=chosen == meaning)
            if any(meaning == chosen for meaning, _ in meanings):
                group.menuAction().setText(f"{title}　✓")
        position = self.mapToGlobal(QPoint(self.sectionViewportPosition(number), self.height()))
        self.menu = menu
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(position)
        return menu
