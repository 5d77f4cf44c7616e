"""说明: the whole text as it will read; open places lead to their question, figures to their table."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QStackedWidget, QTextBrowser

from converter.findings import Place
from gui.controller import Controller
from gui.pages.parts import Empty, Page, button, label, page_layout, row
from gui.style.theme import current, em

# Sizes of headings in hundredths of a line of text.
_HEADS = {"title": 125, "part": 112, "heading1": 94, "heading2": 84}


class _Page(QTextBrowser):
    """Keeps lines short enough to read: the text stands in the middle like a page."""

    def resizeEvent(self, event: Any) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Set the margins for the room there is."""
        frame = self.document().rootFrame()
        form = frame.frameFormat()
        side = max((self.viewport().width() - em() * 50) // 2, em())
        if form.leftMargin() == side:
            return
        form.setLeftMargin(side)
        form.setRightMargin(side)
        form.setTopMargin(em())
        form.setBottomMargin(em())
        frame.setFrameFormat(form)


class TextPage(Page):
    """The drafted or audited text."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller
        layout = page_layout(self)
        self.count = label("", "muted")
        self.next_button = button("下一处待填(&N)", self.next_open, picture="pending")
        layout.addLayout(row(self.count, 1, self.next_button))
        self.stack = QStackedWidget()
        layout.addWidget(self.stack, 1)
        self.empty = Empty("text", "还没有说明文字。")
        self.stack.addWidget(self.empty)
        self.view = _Page()
        self.view.setOpenLinks(False)
        self.view.anchorClicked.connect(self._follow)
        self.stack.addWidget(self.view)
        self._open: list[str] = []
        self._next = 0
        controller.detailed.connect(self.refresh_soon)
        self.refresh()

    def refresh(self) -> None:
        """Show the text of the document at hand."""
        detail = self.controller.detail
        paragraphs = detail.paragraphs if detail else []
        self.stack.setCurrentWidget(self.view if paragraphs else self.empty)
        self._open = []
        at = self.view.verticalScrollBar().value()
        self.view.setHtml(
            "".join(self._paragraph(number, paragraph) for number, paragraph in enumerate(paragraphs))
        )
        self.view.fit()
        self.view.verticalScrollBar().setValue(at)
        unit = self.controller.unit
        audit = unit is not None and unit.audit
        left = len(self._open)
        words = f"还有 {left} 处待填，点一下就去填。" if left else "没有待填的内容。"
        self.count.setText("" if not paragraphs or audit else words + "蓝色的数来自公开表，点一下就到那里。")
        self.next_button.setVisible(left > 0)

    def _paragraph(self, number: int, paragraph: Any) -> str:
        theme = current()
        style = paragraph.style
        runs = paragraph.runs
        if style == "table":
            table = runs[0].slot if runs else ""
            name = escape(table or paragraph.text)
            return f"<p align='center'><a name='p{number}'></a><a href='table:{escape(table)}'>［{name}］</a></p>"
        if style == "performance":
            return f"<p align='center'><a name='p{number}'></a>［绩效目标表］</p>"
        parts = [f"<a name='p{number}'></a>"]
        for run in runs:
            text = escape(run.text).replace("\n", "<br>")
            if run.open:
                self._open.append(f"s{len(self._open)}")
                parts.append(
                    f"<a name='{self._open[-1]}' href='slot:{escape(run.slot)}' "
                    f"style='background-color:{theme.warning_soft};color:{theme.warning}'>{text}</a>"
                )
            elif run.figure is not None:
                figure = run.figure
                target = "|".join((figure.table, figure.row, figure.column))
                parts.append(
                    f"<a href='figure:{escape(target)}' style='color:{theme.accent};text-decoration:none'>{text}</a>"
                )
            elif run.slot:
                parts.append(
                    f"<a href='slot:{escape(run.slot)}' style='color:{theme.ok};text-decoration:none'>{text}</a>"
                )
            else:
                parts.append(text)
        inner = "".join(parts)
        level = _HEADS.get(style)
        if level:
            align = " align='center'" if style in ("title", "part") else ""
            size = em() * level // 100
            look = (
                f"font-weight:600;font-size:{size}px;margin-top:{em() * 2 // 3}px;margin-bottom:{em() // 3}px"
            )
            return f"<p{align} style='{look}'>{inner}</p>"
        indent = "" if style in ("date", "signature") else f"text-indent:{em() * 7 // 4}px;"
        align = " align='right'" if style in ("date", "signature") else ""
        return f"<p{align} style='{indent}line-height:150%;margin:0'>{inner}</p>"

    def next_open(self) -> None:
        """Go to the next open place."""
        if self._open:
            self.view.scrollToAnchor(self._open[self._next % len(self._open)])
            self._next += 1

    def show_place(self, place: Place) -> None:
        """Show a place of the text: its paragraph in the document that was read, or what it quotes."""
        detail = self.controller.detail
        for index, paragraph in enumerate(detail.paragraphs if detail else []):
            here = paragraph.place
            counted = here is not None and place.paragraph is not None and here.paragraph == place.paragraph
            quoted = bool(place.excerpt) and place.excerpt in paragraph.text
            if counted or (quoted and place.paragraph is None):
                self.view.scrollToAnchor(f"p{index}")
                cursor = self.view.document().find((place.excerpt or paragraph.text)[:30])
                if not cursor.isNull():
                    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                    self.view.setTextCursor(cursor)
                return

    def _follow(self, url: QUrl) -> None:
        kind, _, target = url.toString().partition(":")
        if kind == "table":
            self.controller.figure_wanted.emit(target, "", "")
        elif kind == "figure":
            table, row_key, column = target.split("|", 2) if target.count("|") >= 2 else (target, "", "")
            self.controller.figure_wanted.emit(table, row_key, column)
        elif kind == "slot":
            self.controller.slot_wanted.emit(target)
