"""多单位: the table of all units of the work."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QLineEdit, QTableView, QWidget

from gui.controller import Controller
from gui.models.units import UNIT, UnitsFilter, UnitsModel
from gui.pages.parts import button, label, page_layout, row
from gui.style.theme import em
from gui.views import UnitView


class UnitsPage(QWidget):
    """State, findings and outputs by unit; one can be opened."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller
        self.model = UnitsModel(self)
        self.filter = UnitsFilter(self)
        self.filter.setSourceModel(self.model)
        layout = page_layout(self)
        self.state = QComboBox()
        for key, words in (
            ("", "全部"),
            ("failed", "有问题的"),
            ("errors", "有错误"),
            ("unreadable", "未能读懂"),
            ("open", "有待填"),
            ("partial", "没有全部检查"),
            ("pass", "可以公开"),
        ):
            self.state.addItem(words, key)
        self.words = QLineEdit()
        self.words.setPlaceholderText("查找单位（Ctrl+F）")
        self.words.setClearButtonEnabled(True)
        self.words.setMinimumWidth(em() * 14)
        QShortcut(QKeySequence.StandardKey.Find, self, self.words.setFocus)
        self.count = label("", "muted")
        self.state.currentIndexChanged.connect(self._filter)
        self.words.textChanged.connect(self._filter)
        open_button = button("打开这个单位(&O)", self.open_unit, picture="tables", name="primary")
        layout.addLayout(row(label("显示"), self.state, self.words, self.count, 1, open_button))
        self.view = QTableView()
        self.view.setModel(self.filter)
        self.view.setSortingEnabled(True)
        self.view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setAlternatingRowColors(True)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(em() * 7 // 4)
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        size = em()
        for column, width in enumerate((18, 4, 16, 4, 4, 4, 6, 16)):
            header.resizeSection(column, size * width)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.view.activated.connect(self.open_unit)
        layout.addWidget(self.view, 1)
        controller.unit_done.connect(self._arrived)
        self.setFocusProxy(self.view)
        controller.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the units of the session; while it runs those that are done."""
        arrived = self.controller.arrived
        self.model.show(self.controller.session.units if arrived is None else arrived)
        self._count()

    def _arrived(self, unit: UnitView) -> None:
        self.model.add(unit)
        self._count()

    def _filter(self) -> None:
        self.filter.choose(self.state.currentData() or "", self.words.text())
        self._count()

    def _count(self) -> None:
        shown, whole = self.filter.rowCount(), self.model.rowCount()
        self.count.setText(f"{whole} 个单位" if shown == whole else f"{whole} 个单位中的 {shown} 个")

    def open_unit(self, index: QModelIndex | None = None) -> None:
        """Show the pages of the selected unit."""
        chosen = index if isinstance(index, QModelIndex) else self.view.currentIndex()
        unit = chosen.siblingAtColumn(0).data(UNIT) if chosen.isValid() else None
        if isinstance(unit, UnitView) and not self.controller.engine.busy:
            self.controller.select(unit.index)
            self.controller.page_wanted.emit("check" if unit.verdict != "pass" else "tables")
