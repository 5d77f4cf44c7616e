"""The line above every page: which unit, the verdict with links, progress and what can be done now."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.controller import Controller
from gui.pages.parts import button, label, row
from gui.style.icons import icon, pixmap
from gui.style.theme import current, em

_FIT = "可以公开"
_ICONS = {
    "pass": ("ok", "ok"),
    "partial": ("question", "warning"),
    "open": ("pending", "warning"),
    "errors": ("error", "error"),
    "unreadable": ("question", "warning"),
}


class VerdictBar(QWidget):
    """The verdict of the document that is shown; ``link(target)`` when a part of it is clicked."""

    link = Signal(str)

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller
        outer = QVBoxLayout(self)
        gap = em() // 2
        outer.setContentsMargins(gap, gap, gap, gap // 2)
        outer.setSpacing(gap // 2)
        self._shown: list[tuple[int, str, str]] = []
        self.frame = QFrame()
        self.frame.setObjectName("verdict")
        layout = QHBoxLayout(self.frame)
        layout.setContentsMargins(gap, gap // 2, gap // 2, gap // 2)
        layout.setSpacing(gap)
        self.picture = QLabel()
        layout.addWidget(self.picture)
        self.unit = label("", "unitName")
        layout.addWidget(self.unit)
        self.units = QComboBox()
        self.units.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.units.setMinimumContentsLength(24)
        self.units.activated.connect(self._unit_chosen)
        layout.addWidget(self.units)
        self.text = QLabel()
        self.text.setObjectName("verdictText")
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.text.linkActivated.connect(self.link)
        layout.addWidget(self.text, 1)
        self.undo = self._tool("undo", "撤销上一处更正（Ctrl+Z）", controller.undo)
        self.redo = self._tool("redo", "重做（Ctrl+Y）", controller.redo)
        self.again = self._tool("refresh", "再查一遍（F5）", controller.run)
        for tool in (self.undo, self.redo, self.again):
            layout.addWidget(tool)
        outer.addWidget(self.frame)
        self.progress = QWidget()
        self.stage = label("", "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.stop = button("停下", controller.cancel, picture="cancel")
        line = row(self.stage, self.bar, self.stop)
        line.setStretch(1, 1)
        self.progress.setLayout(line)
        outer.addWidget(self.progress)
        controller.changed.connect(self.refresh)
        controller.detailed.connect(self.refresh)
        controller.running.connect(self._running)
        controller.progress.connect(self._progressed)
        controller.started.connect(self._started)
        self.refresh()
        self._running(controller.engine.busy)

    def _tool(self, picture: str, tip: str, done: object) -> QToolButton:
        tool = QToolButton()
        tool.setIcon(icon(picture, "text", large=True))
        tool.setIconSize(QSize(em() * 5 // 4, em() * 5 // 4))
        tool.setToolTip(tip)
        tool.clicked.connect(lambda _=False: done() if callable(done) else None)
        return tool

    def _started(self) -> None:
        self.stage.setText("准备…")
        self.bar.setRange(0, 0)

    def _running(self, busy: bool) -> None:
        if busy and not self.progress.isVisible():
            self._started()
        self.progress.setVisible(busy)
        self.refresh()

    def _progressed(self, stage: str, done: int, total: int) -> None:
        counted = f"　{done + 1}/{total}" if total > 1 else ""
        metrics = self.stage.fontMetrics()
        self.stage.setText(metrics.elidedText(stage, Qt.TextElideMode.ElideMiddle, em() * 22) + counted)
        self.bar.setRange(0, total if total > 1 else 0)
        self.bar.setValue(done)

    def _unit_chosen(self, number: int) -> None:
        self.controller.select(self.units.itemData(number))

    def refresh(self) -> None:
        """Show the verdict as it is now."""
        session, unit = self.controller.session, self.controller.session.unit
        self.undo.setEnabled(bool(session.done))
        self.redo.setEnabled(bool(session.undone))
        self.again.setEnabled(bool(session.inputs))
        many = len(session.units) > 1
        self.unit.setVisible(not many)
        self.units.setVisible(many)
        self.units.blockSignals(True)
        shown = [(one.index, one.unit, one.verdict) for one in session.units] if many else []
        if shown != self._shown:
            self._shown = shown
            self.units.clear()
            for index, name, verdict in shown:
                self.units.addItem(icon(*_ICONS[verdict]), name, index)
        self.units.setCurrentIndex(self.units.findData(session.current))
        self.units.blockSignals(False)
        size = em() * 3 // 2
        if unit is None:
            self._state("")
            self.picture.clear()
            self.unit.setText("")
            waiting = "这次没有做完。按 F5 重新开始。" if session.inputs else "把底稿或公开文档拖到窗口里。"
            self.text.setText("正在处理…" if self.controller.engine.busy else waiting)
            return
        self._state(unit.verdict)
        self.picture.setPixmap(pixmap(*_ICONS[unit.verdict], size))
        year = f"　{unit.year} 年" if unit.year else ""
        self.unit.setText(f"{unit.unit}{year}")
        self.text.setText(self._words())

    def _words(self) -> str:
        """Return the verdict as rich text: every count is a link to its place."""
        unit, theme = self.controller.session.unit, current()
        if unit is None:
            return ""

        def linked(target: str, words: str, colour: str) -> str:
            return f"<a href='{target}' style='color:{colour};text-decoration:none'>{escape(words)} ›</a>"

        parts = []
        questions = self.controller.session.questions()
        if questions:
            parts.append(linked("questions", f"有 {questions} 处要您确认", theme.warning))
        if unit.verdict == "unreadable" and not questions:
            parts.append(linked("error", "未能读懂，看看为什么", theme.warning))
        if unit.errors and not (unit.verdict == "unreadable" and questions):
            parts.append(linked("error", f"有 {unit.errors} 处错误", theme.error))
        # The counts that the line has in brackets follow as links.
        words = unit.line.partition("（")[0]
        lacking = unit.verdict != "unreadable" and words != _FIT and not words.startswith("有 ")
        if lacking or not (parts or unit.open):
            colour = theme.ok if words == _FIT else theme.warning
            parts.insert(0, f"<span style='color:{colour}'>{escape(words)}</span>")
        if unit.open:
            parts.append(linked("open", f"有 {unit.open} 处待填", theme.warning))
        if unit.warnings and unit.verdict != "unreadable":
            parts.append(linked("warning", f"有 {unit.warnings} 处提醒", theme.warning))
        if unit.outputs:
            old = self.controller.session.stale
            words = "结果还是以前的，重新生成" if old else f"结果 {len(unit.outputs)} 个文件"
            parts.append(linked("output", words, theme.warning if old else theme.accent))
        return "&nbsp;&nbsp;&nbsp;&nbsp;".join(parts)

    def _state(self, state: str) -> None:
        self.frame.setProperty("state", state)
        self.frame.style().unpolish(self.frame)
        self.frame.style().polish(self.frame)
