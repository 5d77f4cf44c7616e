"""识别: every sheet with its role and evidence, the sheet itself with the meaning of each column."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QMenu,
    QSplitter,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from converter.reading.model import a1
from converter.recognition.editing import Edit
from gui.controller import Controller
from gui.pages.parts import Empty, Page, button, label, page_layout, row
from gui.pages.question_box import QuestionBox
from gui.pages.sheet_grid import SheetGrid
from gui.style.icons import icon
from gui.style.theme import em
from gui.views import FileView, GridRow, SheetView

_SHEET = Qt.ItemDataRole.UserRole
_FILE = int(Qt.ItemDataRole.UserRole) + 1
KINDS = {
    "finished": "做好的公开文档，已检查",
    "supplement": "补充资料，已采用",
    "last_year": "上年的文件，用来比较",
    "unreadable": "读不出来，见“校验”",
}


class RecognitionPage(Page):
    """Sheets at the left; at the right one sheet: what it is, its questions, its grid."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller
        self.sheet: SheetView | None = None
        self.file: FileView | None = None
        self._unit = -1
        layout = page_layout(self)
        self.stack = QStackedWidget()
        layout.addWidget(self.stack)
        self.empty = Empty("recognition", "还没有底稿。把财政局的预算工作底稿拖进来。")
        self.stack.addWidget(self.empty)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.stack.addWidget(self.split)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(em() * 3 // 4)
        self.tree.currentItemChanged.connect(lambda item, _old: self._chosen(item))
        self.split.addWidget(self.tree)
        right = QWidget()
        self.right = QVBoxLayout(right)
        self.right.setContentsMargins(0, 0, 0, 0)
        self.right.setSpacing(em() // 2)
        self.right.addLayout(self._facts())
        self.evidence = label("", "muted", wrap=True, selectable=True)
        self.right.addWidget(self.evidence)
        self.questions = QuestionBox()
        self.questions.answered.connect(self._edit_sheet)
        self.questions.unit_wanted.connect(self.unit.setFocus)
        self.right.addWidget(self.questions)
        self.view = self._grid()
        self.model, self.header = self.view.grid, self.view.header
        self.questions.cell_wanted.connect(self.view.go)
        self.questions.meaning_wanted.connect(self.header.open_menu)
        self.right.addWidget(self.view, 1)
        self.account = label("", "muted", wrap=True, selectable=True)
        self.left_out_button = button("逐个看", self._left_out_menu, picture="filter")
        self.remember_button = button(
            "记住这种版式(&M)",
            self._remember,
            picture="pin",
            tip="以后遇到工作表名和表头都相同的文件，自动按这里的理解处理",
        )
        foot = row(self.account, self.left_out_button, self.remember_button)
        foot.setStretch(0, 1)
        self.right.addLayout(foot)
        self.split.addWidget(right)
        size = em()
        self.split.setSizes([size * 13, size * 60])
        self.split.setStretchFactor(1, 1)
        self.setFocusProxy(self.view)
        controller.changed.connect(self.refresh_soon)
        controller.detailed.connect(self._follow_unit)
        controller.catalogue_ready.connect(self._catalogue)
        self._catalogue()
        self.refresh()

    def _facts(self) -> QVBoxLayout:
        self.role, self.money, self.relation = QComboBox(), QComboBox(), QComboBox()
        self.unit, self.year = QLineEdit(), QLineEdit()
        self.unit.setPlaceholderText("单位名称")
        self.year.setPlaceholderText("年度")
        self.year.setMaxLength(4)
        self.year.setMaximumWidth(em() * 4)
        self.role.activated.connect(lambda _: self._edit_sheet("role", self.role.currentData()))
        self.money.activated.connect(lambda _: self._edit_sheet("money", self.money.currentData()))
        self.relation.activated.connect(lambda _: self._edit_sheet("relation", self.relation.currentData()))
        self.unit.editingFinished.connect(self._unit_typed)
        self.year.editingFinished.connect(self._year_typed)
        outer = QVBoxLayout()
        outer.addLayout(
            row(
                label("这张表是"),
                self.role,
                label("金额单位"),
                self.money,
                label("单位"),
                self.unit,
                label("年度"),
                self.year,
                label("用法"),
                self.relation,
            )
        )
        return outer

    def _grid(self) -> SheetGrid:
        view = SheetGrid(self._fetch)
        view.header.meaning_wanted.connect(self._meaning_wanted)
        view.verticalHeader().customContextMenuRequested.connect(self._row_menu)
        view.customContextMenuRequested.connect(self._row_menu)
        view.chosen.connect(self._cell_chosen)
        return view

    def _catalogue(self) -> None:
        catalogue = self.controller.catalogue
        if catalogue is None:
            return
        for box, values in (
            (self.role, catalogue.roles),
            (self.money, [(money, money) for money in catalogue.moneys]),
            (self.relation, catalogue.relations),
        ):
            box.clear()
            for key, words in values:
                box.addItem(words, key)
        self._show_sheet()

    # ── showing

    def refresh(self) -> None:
        """Show the files and sheets as recognised now."""
        files = self.controller.session.files
        working = [one for one in files if one.kind == "working"]
        before = (self.sheet.file, self.sheet.name) if self.sheet else None
        unit = self.controller.unit
        self._unit = unit.index if unit is not None else -1
        self.tree.blockSignals(True)
        self.tree.clear()
        found: QTreeWidgetItem | None = None
        best: QTreeWidgetItem | None = None
        for one in files:
            top = QTreeWidgetItem([Path(one.path).name])
            top.setToolTip(0, one.path)
            top.setIcon(0, icon("file", "error" if one.kind == "unreadable" else "muted"))
            self.tree.addTopLevelItem(top)
            if one.kind in KINDS:
                note = QTreeWidgetItem([KINDS.get(one.kind, "")])
                note.setFlags(Qt.ItemFlag.ItemIsEnabled)
                top.addChild(note)
            for sheet in one.sheets:
                item = self._sheet_item(one, sheet)
                top.addChild(item)
                if before == (sheet.file, sheet.name):
                    found = item
                urgent = any(question.severity == "error" for question in sheet.questions)
                mine = unit is None or sheet.file in unit.inputs
                if best is None and mine and (urgent or sheet.role == "budget"):
                    best = item
            top.setExpanded(len(files) <= 8)
        self.tree.blockSignals(False)
        self.stack.setCurrentWidget(self.split if working else self.empty)
        kinds = {one.kind for one in files}
        self.empty.words.setText(
            "文件读不出来，原因见“校验”页。"
            if "unreadable" in kinds
            else "这是做好的公开文档，没有要识别的底稿。"
            if kinds
            else "还没有底稿。把财政局的预算工作底稿拖进来。"
        )
        chosen = found or best or _first_sheet(self.tree)
        if chosen is not None:
            self.tree.setCurrentItem(chosen)
            self._chosen(chosen)
        else:
            self.sheet = self.file = None
            self._show_sheet()

    def _follow_unit(self) -> None:
        """Turn to a sheet of the unit that was chosen, unless it is in the file that is shown."""
        unit = self.controller.unit
        if unit is None or unit.index == self._unit:
            return
        self._unit = unit.index
        if self.sheet is not None and unit.inputs and self.sheet.file not in unit.inputs:
            self.sheet = None
            self.refresh_soon()

    def _sheet_item(self, file: FileView, sheet: SheetView) -> QTreeWidgetItem:
        names = dict(self.controller.catalogue.roles) if self.controller.catalogue else {}
        role = names.get(sheet.role, "没有认出")
        item = QTreeWidgetItem([f"{sheet.name}\n{role}{'　隐藏' if sheet.hidden else ''}"])
        item.setData(0, _SHEET, sheet)
        item.setData(0, _FILE, file)
        if any(question.severity == "error" for question in sheet.questions):
            item.setIcon(0, icon("question", "error"))
        elif sheet.questions:
            item.setIcon(0, icon("warning", "warning"))
        elif sheet.hidden:
            item.setIcon(0, icon("hidden", "muted"))
        elif sheet.role in ("other", "empty_form", "cover", "instructions"):
            item.setIcon(0, icon("sheet", "strong_line"))
        else:
            item.setIcon(0, icon("ok", "ok"))
        item.setToolTip(0, f"{sheet.name}：{role}，把握 {round(sheet.confidence * 100)}%")
        return item

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        sheet = item.data(0, _SHEET) if item is not None else None
        if isinstance(sheet, SheetView) and item is not None:
            self.sheet, self.file = sheet, item.data(0, _FILE)
            self._show_sheet()

    def _show_sheet(self) -> None:
        sheet = self.sheet
        for box, value in (
            (self.role, sheet.role if sheet else ""),
            (self.money, sheet.money if sheet else ""),
            (self.relation, sheet.relation if sheet else "auto"),
        ):
            box.setCurrentIndex(box.findData(value))
            box.setEnabled(sheet is not None)
        self.unit.setText(sheet.unit if sheet else "")
        self.year.setText(str(sheet.year or "") if sheet else "")
        self.questions.show_sheet(sheet, self.controller.catalogue)
        self.view.show_sheet(sheet, self.controller.catalogue)
        if sheet is None:
            self.evidence.setText("")
            return
        self.money.setToolTip(sheet.money_evidence)
        known = "（按记住的方案）" if self.file is not None and self.file.remembered else ""
        self.evidence.setText(
            f"依据{known}：{'；'.join(dict.fromkeys(sheet.evidence)) or '—'}"
            + (f"　金额单位：{sheet.money_evidence}" if sheet.money_evidence and sheet.money else "")
        )
        self._account(sheet)

    def _account(self, sheet: SheetView) -> None:
        words = ""
        if sheet.totals is not None:
            given, ledger, subtotals, left_out = sheet.totals
            sign = "✓ " if sheet.balanced else "✗ "
            words = f"{sign}读入 {given} ＝ 台账 {ledger} ＋ 小计 {subtotals} ＋ 未采用 {left_out}（万元）"
        if sheet.left_out_count:
            words += f"　有 {sheet.left_out_count} 个单元格没有采用"
        self.account.setText(words)
        self.left_out_button.setVisible(bool(sheet.left_out))
        edited = self.controller.session.edited(sheet.file)
        self.remember_button.setVisible(edited)

    # ── rows

    def _fetch(self, file: str, sheet: str, top: int, bottom: int) -> None:
        generation = self.model.generation

        def arrived(rows: list[GridRow]) -> None:
            self.model.put(generation, top, rows)

        self.controller.ask("grid", arrived, file=file, sheet=sheet, top=top, bottom=bottom)

    def show_cell(self, file: str, sheet: str, row_number: int, column: int) -> None:
        """Show a sheet and select one of its cells."""
        for number in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(number)
            for child in range(top.childCount() if top else 0):
                item = top.child(child) if top else None
                found = item.data(0, _SHEET) if item else None
                if isinstance(found, SheetView) and (found.file, found.name) == (file, sheet) and item:
                    self.tree.setCurrentItem(item)
                    self.view.go(row_number, column)
                    return

    def _cell_chosen(self, row_number: int, column: int) -> None:
        """Show the meanings of the table that the cell lies in."""
        number = self.view.block_at(row_number, column)
        if number >= 0:
            self.view.show_block(number, self.controller.catalogue)

    # ── corrections

    def _edit_sheet(self, what: str, value: object) -> None:
        sheet = self.sheet
        if sheet is None or not isinstance(value, str):
            return
        now = {"role": sheet.role, "money": sheet.money, "relation": sheet.relation, "unit_name": sheet.unit}
        if now.get(what, str(sheet.year or "")) != value:
            self.controller.edit(Edit(sheet.file, sheet.name, what, value))

    def _unit_typed(self) -> None:
        if self.sheet is not None and self.unit.text().strip():
            self._edit_sheet("unit_name", self.unit.text().strip())

    def _year_typed(self) -> None:
        text = self.year.text().strip()
        if self.sheet is not None and text.isdigit() and len(text) == 4:
            self._edit_sheet("year", text)

    def _meaning_wanted(self, column: int, value: str) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        if not sheet.blocks:
            self.controller.notice.emit("请先在表头行上点右键，选“这一行是表头”。")
            return
        self.controller.edit(
            Edit(sheet.file, sheet.name, "meaning", value, block=self.view.block, column=column)
        )

    def _row_menu(self, position: QPoint) -> None:
        sheet, catalogue = self.sheet, self.controller.catalogue
        number = self.view.rowAt(position.y())
        if sheet is None or catalogue is None or number < 0:
            return
        menu = QMenu(self)
        block = next(
            (n for n, b in enumerate(sheet.blocks) if b.first_row <= number <= b.last_row),
            -1,
        )
        if block >= 0:
            kinds = menu.addMenu(f"第 {number + 1} 行是")
            for kind, words in catalogue.rows:
                edit = Edit(sheet.file, sheet.name, "row", kind, block=block, row=number)
                kinds.addAction(words, partial(self.controller.edit, edit))
        rows = sorted({i.row() for i in self.view.selectionModel().selectedIndexes()} | {number})
        if number not in rows or len(rows) > 5:
            rows = [number]
        names = "、".join(str(one + 1) for one in rows)
        header = Edit(sheet.file, sheet.name, "header", ",".join(map(str, rows)))
        menu.addAction(f"第 {names} 行是表头，数据从下一行起", partial(self.controller.edit, header))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.view.viewport().mapToGlobal(position))

    def _left_out_menu(self) -> None:
        menu = QMenu(self)
        for cell in self.sheet.left_out[:40] if self.sheet else []:
            words = f"{a1(cell.row, cell.column)}　{cell.value}　{cell.reason}"
            menu.addAction(words[:80], partial(self.view.go, cell.row, cell.column))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.left_out_button.mapToGlobal(QPoint(0, 0)))

    def _remember(self) -> None:
        if self.sheet is not None:
            self.controller.remember(self.sheet.file)


def _first_sheet(tree: QTreeWidget) -> QTreeWidgetItem | None:
    for number in range(tree.topLevelItemCount()):
        top = tree.topLevelItem(number)
        for child in range(top.childCount() if top else 0):
            item = top.child(child) if top else None
            if item is not None and isinstance(item.data(0, _SHEET), SheetView):
                return item
    return None
