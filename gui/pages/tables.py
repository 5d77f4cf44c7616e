"""公开表: the tables as they will be printed; every figure leads to the cells that it is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from converter.findings import Severity
from gui.controller import Controller
from gui.models.tables import BORDER, INDENT, PrintedTable
from gui.pages.parts import Empty, Page, button, card, label, page_layout, row
from gui.style.icons import icon
from gui.style.theme import current, em
from gui.views import FigureCell, SourceCell, Sources, TableView

_CELL = Qt.ItemDataRole.UserRole


class _Printed(QStyledItemDelegate):
    """Draws cells with the thin lines and indents of the printed form."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        if index.data(BORDER):
            painter.save()
            painter.setPen(QPen(QColor(current().strong_line), 1))
            rectangle: Any = option.rect  # type: ignore[attr-defined]
            painter.drawRect(rectangle.adjusted(-1, -1, -1, -1))
            painter.restore()

    def initStyleOption(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        made: Any = option
        steps = index.data(INDENT) or 0
        if steps and made.text:
            made.text = "\u3000" * steps + made.text
        made.features |= QStyleOptionViewItem.ViewItemFeature.WrapText


class TablesPage(Page):
    """The list of tables, one table as printed, and where the selected figure comes from."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller
        self.model = PrintedTable(self)
        self._wanted: tuple[str, str, str] | None = None
        layout = page_layout(self)
        self.stack = QStackedWidget()
        layout.addWidget(self.stack)
        self.empty = Empty("tables", "还没有公开表。把底稿拖进来，读懂以后就在这里。")
        self.stack.addWidget(self.empty)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.stack.addWidget(self.split)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setIconSize(QSize(em(), em()))
        self.list.currentRowChanged.connect(self._choose)
        self.split.addWidget(self.list)
        self.view = self._view()
        self.split.addWidget(self.view)
        self.split.addWidget(self._sources())
        size = em()
        self.split.setSizes([size * 10, size * 45, size * 18])
        self.split.setStretchFactor(1, 1)
        self._room = 0
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._lay_out_again)
        self.view.viewport().installEventFilter(self)
        self.setFocusProxy(self.view)
        controller.detailed.connect(self.refresh_soon)
        self.refresh()

    def _view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.model)
        view.setItemDelegate(_Printed(view))
        view.setShowGrid(False)
        view.setWordWrap(True)
        view.verticalHeader().hide()
        view.horizontalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setMinimumSectionSize(1)
        view.horizontalHeader().setMinimumSectionSize(1)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.selectionModel().currentChanged.connect(self._figure_chosen)
        view.activated.connect(self.jump)
        view.doubleClicked.connect(self.jump)
        return view

    def _sources(self) -> QWidget:
        frame, layout = card()
        self.figure_name = label("", "subheading", wrap=True)
        self.figure_words = label("", "muted", wrap=True, selectable=True)
        layout.addWidget(self.figure_name)
        layout.addWidget(self.figure_words)
        self.cells = QTreeWidget()
        self.cells.setHeaderLabels(["单元格", "工作表", "金额"])
        self.cells.setRootIsDecorated(False)
        self.cells.setUniformRowHeights(True)
        self.cells.itemActivated.connect(self._go_to_cell)
        self.cells.itemDoubleClicked.connect(self._go_to_cell)
        self.cells.setIndentation(0)
        heads = self.cells.header()
        heads.setStretchLastSection(False)
        heads.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        heads.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        heads.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        layout.addWidget(self.cells, 1)
        self.go_button = button("到底稿的单元格(&G)", self._go_to_cell, picture="recognition")
        layout.addLayout(row(1, self.go_button))
        frame.setMinimumWidth(em() * 12)
        return frame

    # ── showing

    def refresh(self) -> None:
        """Show the tables of the document at hand."""
        detail = self.controller.detail
        tables = detail.tables if detail else []
        before = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        counts = self._errors_by_table()
        for table in tables:
            wrong = counts.get(table.id, 0)
            item = QListWidgetItem(table.name + (f"（{wrong} 处错误）" if wrong else ""))
            item.setIcon(icon("error", "error") if wrong else icon("ok", "ok"))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.stack.setCurrentWidget(self.split if tables else self.empty)
        if tables:
            self.list.setCurrentRow(min(max(before, 0), len(tables) - 1))
            self._choose(self.list.currentRow())
            if self._wanted is not None:
                self.show_figure(*self._wanted)
        else:
            self.model.show(None, {}, set())

    def _errors_by_table(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for finding in self.controller.detail.findings if self.controller.detail else ():
            if finding.severity is Severity.ERROR:
                for table in {place.table for place in finding.places if place.table}:
                    counts[table] = counts.get(table, 0) + 1
        return counts

    def _choose(self, number: int) -> None:
        detail = self.controller.detail
        if detail is None or not 0 <= number < len(detail.tables):
            return
        table = detail.tables[number]
        self.model.show(table, detail.styles, self._wrong(table))
        self._lay_out(table)
        self._tell(None)

    def _wrong(self, table: TableView) -> set[tuple[int, int]]:
        named = {
            (place.row, place.column)
            for finding in (self.controller.detail.findings if self.controller.detail else ())
            if finding.severity is Severity.ERROR
            for place in finding.places
            if place.table == table.id and place.row
        }
        return {
            place
            for place, figure in table.figures.items()
            if (figure.row, figure.column) in named or (figure.row, None) in named
        }

    def _lay_out(self, table: TableView) -> None:
        """Give columns and rows the proportions of the printed page, at the size of the screen's text."""
        self.view.clearSpans()
        self._room = self.view.viewport().width()
        wide = sum(table.widths)
        styles = self.controller.detail.styles if self.controller.detail else {}
        body = next((style.size for name, style in styles.items() if name.startswith("name")), 10)
        natural = em() / (body * 1.45)
        room = max(self.view.viewport().width() - em() // 2, em() * 20)
        factor = min(max(room / wide, natural * 0.92), natural * 1.25)
        for _ in range(2):
            self.model.rescale(factor / (self.view.logicalDpiX() / 72))
            needed = self._needed(table)
            widths = [max(round(w * factor), needed.get(c, 0)) for c, w in enumerate(table.widths)]
            if sum(widths) <= room or factor <= natural * 0.8:
                break
            # Screen fonts are wider than those of print: a little smaller, and the page fits.
            factor = max(factor * room / sum(widths), natural * 0.8)
        for column, width in enumerate(widths):
            self.view.setColumnWidth(column, width)
        for number, height in enumerate(table.heights):
            self.view.setRowHeight(number, round(height * factor))
        for top, left, bottom, right in table.merged:
            self.view.setSpan(top, left, bottom - top + 1, right - left + 1)

    def _needed(self, table: TableView) -> dict[int, int]:
        """Return how many pixels the figures of each column need: a figure is never cut off."""
        needed: dict[int, int] = {}
        metrics: dict[str, QFontMetrics] = {}
        for row_number, column in table.figures:
            text = table.texts[row_number][column]
            if not text:
                continue
            style = table.styles[row_number][column]
            if style not in metrics:
                font = self.model.data(self.model.index(row_number, column), Qt.ItemDataRole.FontRole)
                metrics[style] = QFontMetrics(font)
            width = metrics[style].horizontalAdvance(text) + em() // 2 + 2
            needed[column] = max(needed.get(column, 0), width)
        return needed

    def eventFilter(self, watched: Any, event: Any) -> bool:  # noqa: N802
        """Lay the page out anew when its room changes: as often as the splitter moves, but once a turn."""
        if watched is self.view.viewport() and event.type() == QEvent.Type.Resize:
            self._later.start()
        return False

    def _lay_out_again(self) -> None:
        if self.model.table is not None and self.view.viewport().width() != self._room:
            self._lay_out(self.model.table)

    def show_figure(self, table: str, row_key: str, column: str) -> None:
        """Select a figure, as soon as the tables are there."""
        self._wanted = (table, row_key, column)
        detail = self.controller.detail
        numbers = [n for n, one in enumerate(detail.tables) if one.id == table] if detail else []
        if not numbers:
            return
        self._wanted = None
        self.list.setCurrentRow(numbers[0])
        place = self.model.place_of(row_key, column) if row_key else None
        if place is not None:
            index = self.model.index(*place)
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
            self.view.setFocus()

    # ── a figure and its sources

    def _figure_chosen(self, index: QModelIndex) -> None:
        figure = self.model.figure(index.row(), index.column()) if index.isValid() else None
        unit = self.controller.unit
        if figure is None or self.model.table is None or unit is None:
            self._tell(None)
            return
        name = f"{self.model.table.id}　{self.model.label(index.row(), index.column()) or figure.row}　{figure.column}"
        self.figure_name.setText(name)
        self.controller.ask(
            "sources_of",
            self._tell,
            topic="sources",
            index=unit.index,
            table=self.model.table.id,
            row=figure.row,
            column=figure.column,
            section=figure.section,
        )

    def figure(self) -> FigureCell | None:
        """Return the figure that is selected."""
        index = self.view.currentIndex()
        return self.model.figure(index.row(), index.column()) if index.isValid() else None

    def _tell(self, sources: Sources | None) -> None:
        self.cells.clear()
        self.go_button.setEnabled(bool(sources and sources.cells))
        if sources is None:
            self.figure_name.setText("选中一个数")
            unit = self.controller.unit
            self.figure_words.setText(
                "这里会写出它印在文档的什么地方。"
                if unit is not None and unit.audit
                else "这里会列出它由底稿的哪些单元格相加而成；双击就到那里。"
            )
            return
        index = self.view.currentIndex()
        table = self.model.table
        words = [f"公布数 {sources.published or '（空）'} 万元"]
        if sources.cells:
            words.append(f"精确金额 {sources.exact} 万元，由 {sources.total} 个单元格相加：")
        elif sources.place is not None:
            words.append(f"文档里印作“{sources.exact}”，在{sources.place}。")
        elif sources.published:
            words.append("底稿里没有恰好只属于它的单元格（由汇总数推算得来）。")
        if table is not None and (index.row(), index.column()) in table.adjusted:
            words.append(table.adjusted[index.row(), index.column()])
        self.figure_words.setText("\n".join(words))
        several = len({cell.file for cell in sources.cells}) > 1
        for cell in sources.cells:
            place = f"{Path(cell.file).name}　" if several else ""
            item = QTreeWidgetItem([cell.name, f"{place}{cell.sheet}", cell.value])
            item.setData(0, _CELL, cell)
            item.setToolTip(1, f"{Path(cell.file).name} 工作表“{cell.sheet}” {cell.name}")
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.cells.addTopLevelItem(item)
        if sources.total > len(sources.cells):
            self.cells.addTopLevelItem(
                QTreeWidgetItem(
                    [f"……另有 {sources.total - len(sources.cells)} 个，见校验报告的“数据来源”", ""]
                )
            )
        if sources.cells:
            self.cells.setCurrentIndex(self.cells.model().index(0, 0))

    def _go_to_cell(self, _item: object = None, _column: int = 0) -> None:
        item = self.cells.currentItem()
        cell = item.data(0, _CELL) if item else None
        if isinstance(cell, SourceCell):
            self.controller.cell_wanted.emit(cell.file, cell.sheet, cell.row, cell.column)

    def jump(self, _index: object = None) -> None:
        """Go from the selected figure to the first input cell that it is made of."""
        self._go_to_cell()
