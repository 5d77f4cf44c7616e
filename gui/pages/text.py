"""说明: the whole text as it will read; open places lead to their question, figures to their table."""

from __future__ import annotations

from html import escape
from typing import Any, NamedTuple

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QStackedWidget, QTextBrowser

from converter.findings import Place, Severity
from gui.controller import Controller
from gui.pages.parts import Empty, Page, button, label, page_layout, row
from gui.style.theme import current, em

# Sizes of headings in hundredths of a line of text.
_HEADS = {"title": 125, "cover_unit": 125, "part": 112, "heading1": 94, "heading2": 84}


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


class Mark(NamedTuple):
    """A piece of a text that can be clicked: its characters, where it leads, what it is."""

    start: int
    end: int
    target: str
    kind: str


def linked(text: str, marks: list[Mark]) -> str:
    """Return a text with its marks as links; where several overlap the first one given counts."""
    theme = current()
    looks = {
        "error": f"background-color:{theme.error_soft};color:{theme.error}",
        "warning": f"background-color:{theme.warning_soft};color:{theme.warning}",
        "figure": f"color:{theme.accent}",
    }
    taken: list[Mark] = []
    for mark in marks:
        if all(mark.end <= one.start or mark.start >= one.end for one in taken):
            taken.append(mark)
    parts, at = [], 0
    for mark in sorted(taken):
        parts.append(escape(text[at : mark.start]))
        piece = escape(text[mark.start : mark.end])
        look = f"{looks[mark.kind]};text-decoration:none"
        parts.append(f"<a href='{mark.target}' style='{look}'>{piece}</a>")
        at = mark.end
    return "".join([*parts, escape(text[at:])]).replace("\n", "<br>")


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
        self._names: dict[str, str] = {}
        self._marks: dict[int, list[Mark]] = {}
        self._targets: list[tuple[str, ...]] = []
        self._next = 0
        self.setFocusProxy(self.view)
        controller.detailed.connect(self.refresh_soon)
        self.refresh()

    def refresh(self) -> None:
        """Show the text of the document at hand."""
        detail = self.controller.detail
        paragraphs = detail.paragraphs if detail else []
        self.stack.setCurrentWidget(self.view if paragraphs else self.empty)
        self._open = []
        self._names = {table.id: table.name for table in detail.tables} if detail else {}
        self._targets = []
        self._marks = self._marked()
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
        if audit:
            words = "红色、黄色的地方有问题，点一下看是什么。"
        self.count.setText(words + "蓝色的数来自公开表，点一下就到那里。" if paragraphs else "")
        self.count.setVisible(bool(paragraphs))
        self.next_button.setVisible(left > 0)

    def _paragraph(self, number: int, paragraph: Any) -> str:
        style, runs = paragraph.style, paragraph.runs
        anchor = f"<a name='p{number}'></a>"
        if style == "table":
            table = runs[0].slot if runs else ""
            name = self._names.get(table, table or paragraph.text)
            return (
                f"<p align='center'>{anchor}<a href='{self._link('table', table)}'>{escape(name)} ›</a></p>"
            )
        if style == "performance":
            return anchor + self._performance(runs[0].slot if runs else "")
        marked = self._marks.get(number)
        if marked is None:
            inner = "".join(map(self._run, runs))
        else:
            inner = linked(paragraph.text, marked)
        level = _HEADS.get(style)
        if level:
            align = " align='center'" if style in ("title", "cover_unit", "part") else ""
            size = em() * level // 100
            look = (
                f"font-weight:600;font-size:{size}px;margin-top:{em() * 2 // 3}px;margin-bottom:{em() // 3}px"
            )
            return f"<p{align} style='{look}'>{anchor}{inner}</p>"
        aligned = {"date": "right", "signature": "right", "cover_date": "center", "contents": "center"}
        indent = "" if style in aligned else f"text-indent:{em() * 7 // 4}px;"
        align = f" align='{aligned[style]}'" if style in aligned else ""
        return f"<p{align} style='{indent}line-height:150%;margin:0'>{anchor}{inner}</p>"

    def _run(self, run: Any) -> str:
        theme = current()
        text = escape(run.text).replace("\n", "<br>")
        if run.open:
            self._open.append(f"s{len(self._open)}")
            return (
                f"<a name='{self._open[-1]}' href='{self._link('slot', run.slot)}' "
                f"style='background-color:{theme.warning_soft};color:{theme.warning}'>{text}</a>"
            )
        if run.figure is not None:
            target = self._link("figure", *run.figure[:3])
            look = f"color:{theme.accent};text-decoration:none"
            return f"<a href='{target}' style='{look}'>{text}</a>"
        if run.slot:
            look = f"color:{theme.ok};text-decoration:none"
            return f"<a href='{self._link('slot', run.slot)}' style='{look}'>{text}</a>"
        return text

    def _performance(self, mark: str) -> str:
        """Return a performance table as it is printed; a click leads to its questions."""
        detail, theme = self.controller.detail, current()
        if detail is None or not mark.isdigit() or int(mark) >= len(detail.performance):
            return "<p align='center'>［绩效目标表］</p>"
        table = detail.performance[int(mark)]
        lines = []
        for cells in table.rows:
            line = ""
            for cell in cells:
                text = escape(cell.text)
                if cell.text.startswith("【"):
                    target = self._link("slot", f"绩效.{table.project}")
                    text = (
                        f"<a href='{target}' style='background-color:{theme.warning_soft};"
                        f"color:{theme.warning}'>{text}</a>"
                    )
                look = f" style='background-color:{theme.header}' align='center'" if cell.head else ""
                line += f"<td colspan='{cell.span}'{look}>{text}</td>"
            lines.append(f"<tr>{line}</tr>")
        return (
            f"<p align='center' style='font-weight:600;margin-top:{em()}px'>{escape(table.heading)}</p>"
            f"<table border='1' cellspacing='0' cellpadding='{em() // 5}' width='100%' "
            f"style='border-color:{theme.strong_line};border-collapse:collapse'>{''.join(lines)}</table>"
        )

    def _marked(self) -> dict[int, list[Mark]]:
        """Return what is to be clicked in a text that was read: figures of tables, and what findings quote."""
        detail = self.controller.detail
        marks: dict[int, list[Mark]] = {}
        if detail is None or not any(paragraph.place for paragraph in detail.paragraphs):
            return marks
        numbers: dict[int, int] = {}
        for number, paragraph in enumerate(detail.paragraphs):
            marks[number] = []
            if paragraph.place is not None and paragraph.place.paragraph is not None:
                numbers[paragraph.place.paragraph] = number
        for index, finding in enumerate(detail.findings):
            if finding.severity is Severity.INFO:
                continue
            for place in finding.places:
                found = numbers.get(place.paragraph or -1)
                if found is None or not place.excerpt:
                    continue
                start = detail.paragraphs[found].text.find(place.excerpt)
                if start >= 0:
                    kind = finding.severity.value
                    end = start + len(place.excerpt)
                    marks[found].append(Mark(start, end, self._link("finding", str(index)), kind))
        for number, figures in detail.figures.items():
            for start, end, table, row_key, column in figures:
                target = self._link("figure", table, row_key, column)
                marks.setdefault(number, []).append(Mark(start, end, target, "figure"))
        return marks

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

    def _link(self, *target: str) -> str:
        """Return the address of a place to go to: a number, for addresses change some characters of a name."""
        self._targets.append(target)
        return f"to:{len(self._targets) - 1}"

    def _follow(self, url: QUrl) -> None:
        number = url.toString().partition(":")[2]
        if not number.isdigit() or int(number) >= len(self._targets):
            return
        kind, *target = self._targets[int(number)]
        if kind == "table":
            self.controller.figure_wanted.emit(target[0], "", "")
        elif kind == "figure":
            self.controller.figure_wanted.emit(*target)
        elif kind == "finding":
            self.controller.finding_wanted.emit(int(target[0]))
        elif kind == "slot":
            self.controller.slot_wanted.emit(target[0])
