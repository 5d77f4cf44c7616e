"""补充: what only the clerk knows, open questions first, with everything that helps to answer."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from gui.controller import Controller
from gui.pages.indicators import IndicatorEditor
from gui.pages.parts import Empty, Page, button, card, clear, label, named, page_layout, row
from gui.style.icons import icon
from gui.style.theme import em
from gui.views import SlotView

_SLOT = Qt.ItemDataRole.UserRole


class SupplementPage(Page):
    """The questions of the text at the left, one of them with its answer at the right."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller
        self.slot: SlotView | None = None
        self._wanted = ""
        self._of = self._as_shown = ""
        self._widened = False
        layout = page_layout(self)
        self.which = QComboBox()
        self.which.addItem("只看待填的", "open")
        self.which.addItem("全部", "all")
        self.which.currentIndexChanged.connect(self.refresh)
        self.count = label("", "muted")
        self.workbook = button(
            "打开补充资料（Excel）",
            self._open_workbook,
            picture="open",
            tip="同样的内容也可以在 Excel 里填；填好保存后拖进来，或按 F5",
        )
        layout.addLayout(row(named("显示(&L)", self.which), self.which, self.count, 1, self.workbook))
        self.stack = QStackedWidget()
        layout.addWidget(self.stack, 1)
        self.empty = Empty("supplement", "没有要补充的内容。")
        self.stack.addWidget(self.empty)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        self.split = split
        self.stack.addWidget(split)
        self.list = QTreeWidget()
        self.list.setHeaderLabels(["要填的内容", "本年（万元）", "增减"])
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        self.list.setIndentation(em() // 2)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().resizeSection(1, em() * 7)
        self.list.header().resizeSection(2, em() * 9)
        self.list.currentItemChanged.connect(lambda item, _old: self._chosen(item))
        split.addWidget(self.list)
        split.addWidget(self._editor())
        split.setSizes([em() * 38, em() * 32])
        self.setFocusProxy(self.list)
        controller.detailed.connect(self.refresh_soon)
        self.refresh()

    def _editor(self) -> QWidget:
        frame, layout = card()
        self.input: QWidget = frame
        self.title = label("", "subheading", wrap=True)
        layout.addWidget(self.title)
        self.facts = QFormLayout()
        self.facts.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(self.facts)
        self.long = QPlainTextEdit()
        self.long.setTabChangesFocus(True)
        self.short = QLineEdit()
        self.choice = QComboBox()
        self.indicators = IndicatorEditor()
        self.short.returnPressed.connect(self.save)
        for one in (self.long, self.short, self.choice, self.indicators):
            layout.addWidget(one, 1 if one in (self.long, self.indicators) else 0)
        self.hint = label("", "muted", wrap=True)
        layout.addWidget(self.hint)
        self.use_proposal = button("用建议的(&P)", lambda: self._fill("proposal"), picture="copy")
        self.use_last = button("用上年的(&U)", lambda: self._fill("last_words"), picture="undo")
        self.figure_button = button("看这个数(&G)", self._to_figure, picture="tables")
        self.save_button = button(
            "填好，下一项(&S)", self.save, picture="ok", name="primary", tip="Ctrl+Enter"
        )
        layout.addLayout(row(self.use_proposal, self.use_last, self.figure_button, 1, self.save_button))
        self.below = QWidget()  # takes the room that a short answer leaves
        layout.addWidget(self.below, 1)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.save)
        return frame

    # ── showing

    def refresh(self) -> None:
        """Show the questions of the document at hand; keep the place and what is being typed."""
        detail = self.controller.detail
        slots = detail.slots if detail else []
        left = sum(slot.open for slot in slots)
        done = len(slots) - left
        self.count.setText(f"还有 {left} 项待填，已有 {done} 项。" if slots else "")
        # With nothing left to fill in, what is there can still be looked at and changed.
        only = self.which.currentData() == "open" and left > 0
        shown = [slot for slot in slots if slot.open or not only]
        catalogue = self.controller.catalogue
        if catalogue is not None:
            self.indicators.offer(catalogue.indicator_heads, catalogue.indicator_choices)
        unit = self.controller.unit
        if unit is None or unit.unit != self._of:  # what was typed belongs to the unit before
            self.keep()
            self.slot = None
        before = self._wanted or (self.slot.id if self.slot else "")
        typing = self._text() if self.slot is not None else ""
        changed = self.slot is not None and typing != self._as_shown
        self.list.blockSignals(True)
        self.list.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        chosen: QTreeWidgetItem | None = None
        first: QTreeWidgetItem | None = None
        for slot in shown:
            if slot.subject not in groups:
                groups[slot.subject] = QTreeWidgetItem([slot.subject])
                self.list.addTopLevelItem(groups[slot.subject])
            item = QTreeWidgetItem([slot.label, slot.figure, slot.change])
            item.setData(0, _SLOT, slot)
            item.setToolTip(0, slot.label)
            item.setIcon(0, icon("pending", "warning") if slot.open else icon("ok", "ok"))
            for column in (1, 2):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            groups[slot.subject].addChild(item)
            first = first or item
            if slot.id == before:
                chosen = item
        self.list.expandAll()
        self.empty.words.setText("没有要补充的内容。" if detail else "还没有说明文字要补充。")
        self.stack.setCurrentWidget(self.split if shown else self.empty)
        self._wanted = ""
        target = chosen or first
        if target is not None:
            self.list.setCurrentItem(target)
        self.list.blockSignals(False)
        if target is not None:
            self._show(target.data(0, _SLOT))
            if chosen is not None and changed:
                self._put(typing)

    def show_slot(self, slot_id: str) -> None:
        """Select a question."""
        self.keep()
        detail = self.controller.detail
        slot = next((s for s in (detail.slots if detail else []) if s.id == slot_id), None)
        if slot is not None and not slot.open:
            self.which.setCurrentIndex(1)
        self._wanted = slot_id
        self.refresh()
        self.input.setFocus()

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        slot = item.data(0, _SLOT) if item is not None else None
        if not isinstance(slot, SlotView):
            if item is not None and item.childCount():
                self.list.setCurrentItem(item.child(0))
            return
        self.keep()
        self._show(slot)

    def _show(self, slot: SlotView) -> None:
        self.slot = slot
        self._of = self.controller.unit.unit if self.controller.unit is not None else ""
        self.title.setText(slot.label)
        clear(self.facts)
        for name, text in (
            ("本年（万元）", slot.figure),
            ("上年（万元）", slot.last_figure),
            ("增减", slot.change),
            ("上年写的", slot.last_words),
            ("建议", slot.proposal),
            ("现有内容来自", slot.origin),
        ):
            if text:
                self.facts.addRow(label(name, "muted"), label(text, wrap=True, selectable=True))
        if slot.choices:
            self.choice.clear()
            other = [slot.value] if slot.value and slot.value not in slot.choices else []
            self.choice.addItems(["", *slot.choices, *other])
        self._put(slot.value)
        self._use(
            self.indicators
            if slot.kind == "indicators"
            else self.choice
            if slot.choices
            else self.long
            if slot.kind in ("text", "list")
            else self.short
        )
        self.short.setPlaceholderText(
            {"date": "例如 2026-02-10", "count": "整数", "amount": "万元"}.get(slot.kind, "")
        )
        hints = [
            slot.hint,
            f"单位：{slot.unit}" if slot.unit else "",
            "一行写一条。" if slot.kind == "list" else "",
        ]
        self.hint.setText("　".join(hint for hint in hints if hint))
        self.hint.setVisible(any(hints))
        self.use_proposal.setVisible(bool(slot.proposal))
        self.use_last.setVisible(bool(slot.last_words))
        self.figure_button.setVisible(slot.cell is not None)
        # A field may show an answer in its own way; only what differs from that was typed.
        self._as_shown = self._text()

    # ── answering

    def _use(self, widget: QWidget) -> None:
        """Show the input that fits the question."""
        self.input = widget
        if widget is self.indicators and not self._widened:  # nine columns need room
            self._widened = True
            self.split.setSizes([em() * 26, em() * 44])
        for one in (self.long, self.short, self.choice, self.indicators):
            one.setVisible(one is widget)
        self.below.setVisible(widget in (self.short, self.choice))

    def _text(self) -> str:
        if self.input is self.indicators:
            return self.indicators.text()
        if self.input is self.choice:
            return self.choice.currentText().strip()
        return (self.long.toPlainText() if self.input is self.long else self.short.text()).strip()

    def _put(self, text: str) -> None:
        if self.slot is not None and self.slot.kind == "indicators":
            self.indicators.put(text)
            return
        self.long.setPlainText(text)
        self.short.setText(text)
        self.choice.setCurrentIndex(max(self.choice.findText(text), 0))

    def _fill(self, name: str) -> None:
        if self.slot is not None:
            self._put(getattr(self.slot, name))
            self.input.setFocus()

    def keep(self) -> None:
        """Keep what was typed: turning to another question, page or unit loses nothing."""
        slot = self.slot
        if slot is None or (text := self._text()) == self._as_shown:
            return
        self._as_shown = text
        slot.value, slot.open, slot.origin = text, not text, "补充资料" if text else ""
        self.controller.answer(slot.id, text, self._of)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self.keep()

    def save(self) -> None:
        """Keep the answer and go to the next question."""
        if self.slot is None:
            return
        self.keep()
        text, item = self.slot.value, self.list.currentItem()
        below = self.list.itemBelow(item) if item is not None else None
        if below is not None and not isinstance(below.data(0, _SLOT), SlotView):
            below = self.list.itemBelow(below)
        if below is not None:
            self.list.setCurrentItem(below)
            self.input.setFocus()
        if item is not None and text:
            item.setIcon(0, icon("ok", "ok"))

    def _to_figure(self) -> None:
        if self.slot is not None and self.slot.cell is not None:
            self.controller.figure_wanted.emit(*self.slot.cell)

    def _open_workbook(self) -> None:
        unit = self.controller.unit
        path = unit.outputs.get("supplement") if unit else None
        if path:
            QDesktopServices.openUrl(QUrl.fromLocalFile(path))
        else:
            self.controller.notice.emit("补充资料还没有写出，请先到“输出”页生成。")
