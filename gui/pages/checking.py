"""校验: the findings, one root cause a row; what each means and how to mend it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QInputDialog,
    QLineEdit,
    QMenu,
    QSplitter,
    QStackedWidget,
    QTextBrowser,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from converter.findings import Finding, Severity
from gui.controller import Controller
from gui.models.findings import FINDING, FindingsFilter, FindingsModel, as_text, level_word, place_words
from gui.pages.finding_detail import MOST_LINKS, finding_html
from gui.pages.parts import Empty, Page, button, card, named, page_layout, row
from gui.style.theme import em
from gui.views import UnitDetail

SEVERITIES = (("", "全部"), ("error", "错误"), ("warning", "提醒"), ("open", "待填"), ("info", "说明"))


class CheckPage(Page):
    """The findings of the document that is shown."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller
        self.model = FindingsModel(self)
        self.filter = FindingsFilter(self)
        self.filter.setSourceModel(self.model)
        self._shown: Finding | None = None
        self._jumped: Finding | None = None
        self._turn = 0
        layout = page_layout(self)
        layout.addLayout(self._filters())
        self.stack = QStackedWidget()
        layout.addWidget(self.stack, 1)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.tree = self._tree()
        self.split.addWidget(self.tree)
        self.split.addWidget(self._detail())
        self.split.setSizes([em() * 22, em() * 14])
        self.split.setChildrenCollapsible(False)
        self.stack.addWidget(self.split)
        self.empty = Empty("ok", "没有发现问题。")
        self.stack.addWidget(self.empty)
        self.setFocusProxy(self.tree)
        controller.running.connect(self._say)
        controller.detailed.connect(self.refresh_soon)
        self.refresh()

    def _filters(self) -> QVBoxLayout:
        self.severity, self.table, self.rule = QComboBox(), QComboBox(), QComboBox()
        for key, words in SEVERITIES:
            self.severity.addItem(words, key)
        self.words = QLineEdit()
        self.words.setPlaceholderText("查找文字（Ctrl+F）")
        self.words.setClearButtonEnabled(True)
        for box in (self.severity, self.table, self.rule):
            box.currentIndexChanged.connect(self._filter)
        self.words.textChanged.connect(self._filter)
        QShortcut(QKeySequence.StandardKey.Find, self, self.words.setFocus)
        outer = QVBoxLayout()
        outer.addLayout(
            row(
                named("级别(&L)", self.severity),
                self.severity,
                named("表(&T)", self.table),
                self.table,
                named("规则(&R)", self.rule),
                self.rule,
                self.words,
                button("复制全部", self.copy_all, picture="copy"),
                button("导出…", self._export, picture="export"),
            )
        )
        return outer

    def _tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setModel(self.filter)
        tree.setUniformRowHeights(True)
        tree.setAlternatingRowColors(True)
        tree.setAllColumnsShowFocus(True)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._menu)
        tree.activated.connect(self.jump)
        tree.selectionModel().currentChanged.connect(self._show)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        size = em()
        for column, width in ((0, size * 7), (1, size * 15), (3, size * 7), (4, size * 4)):
            header.resizeSection(column, width)
        QShortcut(QKeySequence.StandardKey.Copy, tree, self.copy, context=Qt.ShortcutContext.WidgetShortcut)
        return tree

    def _detail(self) -> QWidget:
        frame, layout = card()
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setObjectName("flat")
        self.text.anchorClicked.connect(lambda url: self._go(int(url.toString() or 0)))
        layout.addWidget(self.text, 1)
        self.acknowledge_button = button("已看过，属实(&K)…", self.acknowledge, picture="ok")
        self.copy_button = button("复制(&C)", self.copy, picture="copy")
        self.jump_button = button("到出处(&G)", self.jump, picture="recognition", name="primary")
        layout.addLayout(row(1, self.acknowledge_button, self.copy_button, self.jump_button))
        return frame

    # ── showing

    def refresh(self) -> None:
        """Show the findings of the document at hand."""
        detail: UnitDetail | None = self.controller.detail
        findings = detail.findings if detail else []
        before = self._shown
        self.model.show(findings)
        for box, values in (
            (
                self.table,
                sorted({t for f in findings for p in f.places if (t := p.table or p.sheet)}, key=_natural),
            ),
            (self.rule, sorted({f.rule for f in findings}, key=_natural)),
        ):
            chosen = box.currentData()
            box.blockSignals(True)
            box.clear()
            box.addItem("全部", "")
            for value in values:
                box.addItem(value, value)
            box.setCurrentIndex(max(box.findData(chosen), 0))
            box.blockSignals(False)
        self._say()
        self.stack.setCurrentWidget(self.split if findings else self.empty)
        self._filter()
        rows = [
            number
            for number in range(self.filter.rowCount())
            if before is not None and _same(self.filter.index(number, 0).data(FINDING), before)
        ]
        if self.filter.rowCount():
            self.tree.setCurrentIndex(self.filter.index(rows[0] if rows else 0, 0))
        else:
            self._show(QModelIndex())

    def _say(self, _busy: bool = False) -> None:
        """Say why there is nothing to show."""
        words = "没有发现问题。" if self.controller.detail else "还没有检查。把底稿或公开文档拖进来。"
        busy = self.controller.engine.busy
        self.empty.words.setText("正在读取和检查，发现的问题会列在这里。" if busy else words)

    def show_severity(self, severity: str) -> None:
        """Show the findings of one severity (what a link in the verdict line leads to)."""
        self.table.setCurrentIndex(0)
        self.rule.setCurrentIndex(0)
        self.words.clear()
        self.severity.setCurrentIndex(max(self.severity.findData(severity), 0))
        if self.filter.rowCount():
            self.tree.setCurrentIndex(self.filter.index(0, 0))
        self.tree.setFocus()

    def show_finding(self, number: int) -> None:
        """Select one of the document's findings."""
        detail = self.controller.detail
        if detail is None or number >= len(detail.findings):
            return
        self.show_severity("")
        for place in range(self.filter.rowCount()):
            index = self.filter.index(place, 0)
            if index.data(FINDING) is detail.findings[number]:
                self.tree.setCurrentIndex(index)
                self.tree.scrollTo(index)
                return

    def _filter(self) -> None:
        self.filter.choose(
            self.severity.currentData() or "",
            self.table.currentData() or "",
            self.rule.currentData() or "",
            self.words.text(),
        )

    def current(self) -> Finding | None:
        """Return the finding that is selected."""
        finding = self.tree.currentIndex().siblingAtColumn(0).data(FINDING)
        return finding if isinstance(finding, Finding) else None

    def _show(self, index: QModelIndex) -> None:
        finding = index.siblingAtColumn(0).data(FINDING) if index.isValid() else None
        self._shown = finding if isinstance(finding, Finding) else None
        finding = self._shown
        self.jump_button.setEnabled(finding is not None and (bool(finding.places) or finding.kind == "open"))
        self.copy_button.setEnabled(finding is not None)
        can = finding is not None and finding.severity is Severity.WARNING and finding.kind != "open"
        self.acknowledge_button.setEnabled(can)
        self.acknowledge_button.setText(
            "取消确认(&K)" if finding is not None and finding.acknowledged else "已看过，属实(&K)…"
        )
        self.text.setHtml(finding_html(finding, "") if finding else "")
        if finding is not None:
            self.controller.ask("explain", self._explained, topic="explain", rule=finding.rule)

    def _explained(self, text: str) -> None:
        if self._shown is not None and text:
            self.text.setHtml(finding_html(self._shown, text))

    # ── doing

    def jump(self, _index: object = None) -> None:
        """Go to the places of the finding: the input cell in 识别, the figure in 公开表."""
        finding = self.current()
        if finding is not None and finding.kind == "open":
            one = finding.consequences[0] if finding.consequences else finding
            self.controller.slot_wanted.emit((one.places[0].row or "") if one.places else "")
            return
        if finding is None:
            return
        # Enter again on the same finding goes on to its next place.
        self._turn = self._turn + 1 if finding is self._jumped else 0
        self._jumped = finding
        if not self.controller.go_to_all(finding.places, self._turn):
            self.controller.notice.emit("这一条不在某个单元格，请看下面的说明。")

    def _go(self, number: int) -> None:
        if self._shown is not None and number < len(self._shown.places):
            self.controller.go(self._shown.places[number])

    def copy(self) -> None:
        """Copy the finding as text."""
        finding = self.current()
        if finding is not None:
            QGuiApplication.clipboard().setText(as_text(finding))
            self.controller.notice.emit("已复制。")

    def copy_all(self) -> None:
        """Copy all findings that are shown."""
        found = [self.filter.index(number, 0).data(FINDING) for number in range(self.filter.rowCount())]
        QGuiApplication.clipboard().setText("\n".join(as_text(one) for one in found))
        self.controller.notice.emit(f"已复制 {len(found)} 条。")

    def _export(self) -> None:
        from gui.choosing import choose_target

        choose_target(self, "导出列出的问题", "校验发现.xlsx", "Excel 工作簿", "xlsx", self.export_to)

    def export_to(self, path: str) -> None:
        """Write the findings that are shown, with what hangs under them, to a workbook."""
        rows: list[list[str]] = []

        def add(finding: Finding, depth: int) -> None:
            figures = ["" if v is None else str(v) for v in (finding.expected, finding.actual)]
            difference = "" if finding.difference is None else f"{finding.difference:f}"
            message = "　" * depth + finding.message
            head = [level_word(finding), finding.rule, place_words(finding), message]
            rows.append([*head, *figures, difference, finding.acknowledged])
            for one in finding.consequences:
                add(one, depth + 1)

        for number in range(self.filter.rowCount()):
            add(self.filter.index(number, 0).data(FINDING), 0)
        heads = ["级别", "规则", "位置", "问题", "应为", "实为", "差额（万元）", "已确认的理由"]

        def told(fault: str) -> None:
            self.controller.notice.emit(fault or f"已导出 {len(rows)} 条。")

        self.controller.ask("export_rows", told, path=path, heads=heads, rows=rows)

    def acknowledge(self) -> None:
        """Take note of a warning with a reason, or take the note back."""
        finding = self.current()
        if finding is None or finding.severity is not Severity.WARNING:
            return
        if finding.acknowledged:
            self.controller.acknowledge(finding, "")
            return
        dialog = QInputDialog(self)
        dialog.setWindowTitle("确认提醒")
        dialog.setLabelText("情况属实的理由（会写进校验报告）：")
        dialog.setOkButtonText("确认")
        dialog.setCancelButtonText("取消")

        def confirmed(text: str) -> None:
            if text.strip():
                self.controller.acknowledge(finding, text.strip())

        dialog.textValueSelected.connect(confirmed)
        dialog.open()

    def _menu(self, position: QPoint) -> None:
        finding = self.current()
        if finding is None:
            return
        menu = QMenu(self)
        for number, place in enumerate(finding.places[:MOST_LINKS]):
            if str(place):
                action = QAction(f"到 {place}", menu)
                action.triggered.connect(lambda _=False, n=number: self._go(n))
                menu.addAction(action)
        menu.addSeparator()
        menu.addAction("复制", self.copy)
        if finding.severity is Severity.WARNING and finding.kind != "open":
            menu.addAction("取消确认" if finding.acknowledged else "已看过，属实…", self.acknowledge)
        menu.popup(self.tree.viewport().mapToGlobal(position))


def _natural(text: str) -> tuple[str, int, str]:
    digits = "".join(char for char in text if char.isdigit())
    return (text.rstrip("0123456789"), int(digits or 0), text)


def _same(one: object, other: Finding) -> bool:
    return isinstance(one, Finding) and (one.rule, one.message) == (other.rule, other.message)
