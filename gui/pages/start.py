"""开始: the empty window that says what to drop."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gui.controller import Controller
from gui.pages.parts import button, centred, clear, label, page_layout, row
from gui.style.icons import pixmap
from gui.style.theme import em

MOST_SHOWN = 6


class StartPage(QWidget):
    """Where work begins. The window itself takes the drops; this page says so and offers other ways."""

    files_wanted = Signal()
    folder_wanted = Signal()
    paste_wanted = Signal()
    example_wanted = Signal()

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller
        layout = page_layout(self)
        self.drop = QFrame()
        self.drop.setObjectName("drop")
        inner = QVBoxLayout(self.drop)
        inner.setSpacing(em() * 3 // 4)
        inner.addStretch(2)
        picture = centred(QLabel())
        size = em() * 4
        picture.setPixmap(pixmap("drop", "accent", size))
        inner.addWidget(picture)
        inner.addWidget(centred(label("把财政局的预算工作底稿拖到这里", "heading")))
        more = label(
            "Excel、WPS 表格或整个文件夹都可以，一次可以拖多个，顺序不限。\n"
            "做好的公开文档（Word、PDF、Excel）拖进来就检查。原来的文件不会被改动。",
            "muted",
        )
        inner.addWidget(centred(more))
        self.choose = button("选择文件(&O)…", self.files_wanted.emit, picture="open", name="primary")
        inner.addLayout(
            row(
                1,
                self.choose,
                button("选择文件夹(&D)…", self.folder_wanted.emit, picture="folder"),
                button(
                    "粘贴(&P)",
                    self.paste_wanted.emit,
                    picture="copy",
                    tip="粘贴在资源管理器里复制的文件（Ctrl+V）",
                ),
                button("看一个示例(&X)", self.example_wanted.emit, picture="tables"),
                1,
            )
        )
        inner.addStretch(3)
        layout.addWidget(self.drop, 3)
        self.kept = QFrame()
        self.kept.setObjectName("notice")
        self.kept_layout = QVBoxLayout(self.kept)
        layout.addWidget(self.kept)
        self.recent_head = label("最近", "subheading")
        layout.addWidget(self.recent_head)
        self.recent = QVBoxLayout()
        self.recent.setSpacing(0)
        layout.addLayout(self.recent)
        self.setFocusProxy(self.choose)
        self.refresh()

    def set_hover(self, hover: bool) -> None:
        """Show that files are held over the window."""
        self.drop.setProperty("hover", "true" if hover else "false")
        self.drop.style().unpolish(self.drop)
        self.drop.style().polish(self.drop)

    def refresh(self) -> None:
        """Show the recent work as it is now."""
        clear(self.kept_layout)
        kept = None if self.controller.session.inputs else self.controller.kept_work()
        self.kept.setVisible(kept is not None)
        if kept is not None:
            names = "、".join(Path(path).name for path in kept.inputs[:3])
            edits = f"（已有 {len(kept.done)} 处更正）" if kept.done else ""
            go_on = button("接着做(&R)", lambda: self.controller.take_up(kept), picture="refresh")
            line = row(label(f"上次的工作还在：{names}{edits}", wrap=True), go_on)
            line.setStretch(0, 1)
            self.kept_layout.addLayout(line)
        clear(self.recent)
        shown = [paths for paths in self.controller.settings.recent if Path(paths[0]).exists()][:MOST_SHOWN]
        self.recent_head.setVisible(bool(shown))
        for paths in shown:
            first = Path(paths[0])
            more = f" 等 {len(paths)} 个" if len(paths) > 1 else ""
            entry = button(
                f"{first.name}{more}",
                partial(self.controller.open, list(paths)),
                picture="file",
                name="link",
                tip="\n".join(paths),
            )
            self.recent.addLayout(row(entry, label(str(first.parent), "muted"), 1))
