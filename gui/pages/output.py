"""输出: where the results went, and what stood in the way."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from converter.findings import Finding, Severity
from gui.controller import Controller
from gui.pages.parts import Page, button, clear, label, page_layout, row
from gui.style.icons import icon
from gui.style.theme import em

KINDS = {
    "workbook": "公开表（Excel）",
    "document": "公开文档（Word）",
    "report": "校验报告",
    "supplement": "补充资料",
    "annotated": "批注副本",
}
MOST_NAMED = 6


class OutputPage(Page):
    """Outputs of all documents, by unit."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller
        layout = page_layout(self)
        self.folder = QLineEdit()
        self.folder.setReadOnly(True)
        self.write_button = button("重新生成(&W)", self._write, picture="refresh", name="primary")
        layout.addLayout(
            row(
                label("结果文件夹"),
                self.folder,
                button("换一个(&B)…", self.choose_folder, picture="folder"),
                button("打开文件夹(&D)", self.open_folder, picture="open"),
                self.write_button,
            )
        )
        self.note = QFrame()
        self.note.setObjectName("notice")
        self.note_layout = QVBoxLayout(self.note)
        layout.addWidget(self.note)
        self.list = QTreeWidget()
        self.list.setHeaderLabels(["结果", "文件"])
        self.list.setAlternatingRowColors(True)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.header().resizeSection(0, em() * 18)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.list.itemActivated.connect(self._open)
        layout.addWidget(self.list, 1)
        self.open_button = button("打开文件(&O)", self._open, picture="file")
        self.show_button = button("在文件夹中显示(&S)", self._show_in_folder, picture="folder")
        layout.addLayout(
            row(
                label("双击打开。结果可以放心改名、移走，原来的底稿没有动过。", "muted"),
                1,
                self.open_button,
                self.show_button,
            )
        )
        self.setFocusProxy(self.list)
        controller.changed.connect(self.refresh_soon)
        self.refresh()

    def refresh(self) -> None:
        """Show outputs and what stands in the way."""
        session = self.controller.session
        self.folder.setText(session.out)
        self.write_button.setEnabled(any(unit.writable for unit in session.units))
        self.write_button.setText("重新生成(&W)" if session.written else "生成(&W)")
        self.list.clear()
        first: QTreeWidgetItem | None = None
        written = [unit for unit in session.units if unit.outputs]
        # The supplement workbook of several units is one file: it stands once, in front.
        joint = {path for unit in written if (path := unit.outputs.get("supplement"))}
        if len(written) > 1:
            for path in sorted(joint):
                self.list.addTopLevelItem(self._item("supplement", path))
        else:
            joint = set()
        for unit in written:
            year = f"　{unit.year} 年" if unit.year else ""
            top = QTreeWidgetItem([f"{unit.unit}{year}", unit.line])
            top.setIcon(0, icon("units", "accent"))
            self.list.addTopLevelItem(top)
            for kind, path in unit.outputs.items():
                if path in joint:
                    continue
                item = self._item(kind, path)
                top.addChild(item)
                first = first or item
            top.setExpanded(len(session.units) <= 20)
        if first is not None:
            self.list.setCurrentItem(first)
        for one in (self.open_button, self.show_button):
            one.setEnabled(first is not None)
        self._notes()

    @staticmethod
    def _item(kind: str, path: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([KINDS.get(kind, kind), Path(path).name])
        item.setData(0, Qt.ItemDataRole.UserRole, path)
        item.setIcon(0, icon("file", "muted"))
        item.setToolTip(1, path)
        return item

    def _notes(self) -> None:
        clear(self.note_layout)
        session, result = self.controller.session, self.controller.last_write
        shown = True
        if result is not None and result.conflicts:
            self._conflicts(result.conflicts)
        elif result is not None and result.faults:
            self._faults(result.faults)
        elif session.stale:
            words = "重新检查过，或者识别、补充、确认有了改动；下面的文件还是以前生成的。"
            line = row(label(words, wrap=True), button("重新生成", self._write, picture="refresh"))
            line.setStretch(0, 1)
            self.note_layout.addLayout(line)
        elif session.units and not any(unit.writable for unit in session.units):
            self.note_layout.addWidget(
                label("还没有可以生成的内容。请先看“校验”页和“识别”页，把要确认的地方改好。", wrap=True)
            )
        else:
            shown = False
        self.note.setVisible(shown)

    def _conflicts(self, conflicts: list[str]) -> None:
        names = "、".join(Path(path).name for path in conflicts[:MOST_NAMED])
        more = f" 等 {len(conflicts)} 个文件" if len(conflicts) > MOST_NAMED else ""
        words = f"文件夹里已经有同名而内容不同的文件：{names}{more}。还没有写入任何文件。"
        self.note_layout.addWidget(label(words, wrap=True))
        self.replace_button = button(
            "覆盖它们", partial(self._write, replace_existing=True), picture="refresh"
        )
        self.beside_button = button("存到新的文件夹", self._write_beside, picture="folder", name="primary")
        self.note_layout.addLayout(
            row(1, self.replace_button, button("换一个文件夹…", self.choose_folder), self.beside_button)
        )

    def _faults(self, faults: list[Finding]) -> None:
        for fault in faults[:MOST_NAMED]:
            self.note_layout.addWidget(label(fault.message, wrap=True))
        if any(fault.severity is Severity.ERROR for fault in faults):
            self.retry_button = button(
                "重试(&R)", partial(self._write, replace_existing=True), picture="refresh", name="primary"
            )
            self.note_layout.addLayout(
                row(1, button("另存为…", self.choose_folder, picture="folder"), self.retry_button)
            )

    # ── doing

    def _write(self, *, replace_existing: bool | None = None) -> None:
        """Write again; files that this work wrote itself may be replaced."""
        session = self.controller.session
        self.controller.write(
            replace_existing=session.written if replace_existing is None else replace_existing
        )

    def _write_beside(self) -> None:
        """Write into a new folder beside the chosen one."""
        base = Path(self.controller.session.out)
        number = 2
        while base.with_name(f"{base.name}（{number}）").exists():
            number += 1
        self.controller.write(out=str(base.with_name(f"{base.name}（{number}）")))

    def choose_folder(self) -> None:
        """Let the user choose another folder and write there."""
        from gui.choosing import choose_folder

        folder = self.controller.session.out
        choose_folder(self, "结果放到哪个文件夹", folder, lambda path: self.controller.write(out=path))

    def _selected(self) -> str:
        item = self.list.currentItem()
        path = item.data(0, Qt.ItemDataRole.UserRole) if item else None
        return path if isinstance(path, str) else ""

    def _open(self) -> None:
        path = self._selected()
        if path and not QDesktopServices.openUrl(QUrl.fromLocalFile(path)):
            self.controller.notice.emit("没有程序能打开这个文件，请在文件夹里找到它。")

    def _show_in_folder(self) -> None:
        path = self._selected()
        if path:
            show_in_folder(path)

    def open_folder(self) -> None:
        """Open the folder of the results."""
        folder = Path(self.controller.session.out)
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def show_in_folder(path: str) -> None:
    """Open the file manager with the file selected, or at least its folder."""
    if sys.platform == "win32":
        subprocess.Popen(f'explorer /select,"{Path(path)}"')
    elif sys.platform == "darwin":
        subprocess.Popen(["open", "-R", path])
    else:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(path).parent)))
