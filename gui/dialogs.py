"""Settings, remembered layouts, the guide, about."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QPixmap, QTextDocument
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QMessageBox,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from converter import __version__
from gui.choosing import choose_files, choose_target
from gui.controller import Controller
from gui.pages.parts import button, label, row
from gui.style.theme import em

_KEY = Qt.ItemDataRole.UserRole


class SettingsDialog(QDialog):
    """What holds for all work: the template, 部门 or 单位, how sums are written, light or dark."""

    theme_chosen = Signal()

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controller = controller
        self.setWindowTitle("设置")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        settings = controller.settings
        layout = QVBoxLayout(self)
        form = QFormLayout()
        layout.addLayout(form)
        self.region, self.wording, self.theme, self.year = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        regions = (
            controller.catalogue.regions if controller.catalogue else [(settings.region, settings.region)]
        )
        for key, words in regions:
            self.region.addItem(words, key)
        for key in ("部门", "单位"):
            self.wording.addItem(f"用“{key}”", key)
        for key, words in (("auto", "跟随系统"), ("light", "浅色"), ("dark", "深色")):
            self.theme.addItem(words, key)
        self.year.addItem("按底稿里写的", None)
        from converter.packs.loading import known_years

        years = known_years(settings.region)
        for year in range(min(years, default=2023), max(years, default=2026) + 2):
            self.year.addItem(f"{year} 年", year)
        self.values = QCheckBox("合计写成数值，不写公式")
        self.values.setChecked(settings.values)
        for box, value in (
            (self.region, settings.region),
            (self.wording, settings.wording),
            (self.theme, settings.theme),
            (self.year, controller.session.options.year),
        ):
            box.setCurrentIndex(max(box.findData(value), 0))
        form.addRow("模板(&R)", self.region)
        form.addRow("预算年度(&Y)", self.year)
        form.addRow("标题和文字(&W)", self.wording)
        form.addRow("公开表(&V)", self.values)
        form.addRow("外观(&T)", self.theme)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("确定")
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("取消")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.setMinimumWidth(em() * 24)

    def accept(self) -> None:
        """Take the choices over; work at hand is done again with them."""
        settings, options = self.controller.settings, self.controller.session.options
        before = (options.region, options.wording, options.values, options.year)
        settings.region = options.region = self.region.currentData() or "xinjiang"
        settings.wording = options.wording = self.wording.currentData()
        settings.values = options.values = self.values.isChecked()
        options.year = self.year.currentData()
        theme = self.theme.currentData()
        if theme != settings.theme:
            settings.theme = theme
            self.theme_chosen.emit()
        settings.save()
        super().accept()
        if before != (options.region, options.wording, options.values, options.year):
            self.controller.session.stale = self.controller.session.written
            self.controller.warm_up()
            self.controller.run()


class MappingsDialog(QDialog):
    """The layouts whose recognition was confirmed: export, import, delete."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.controller = controller
        self.setWindowTitle("记住的版式")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        words = "工作表名和表头与下列文件完全相同的底稿，会按记住的方案理解。"
        layout.addWidget(label(words, "muted", wrap=True))
        self.list = QTreeWidget()
        self.list.setHeaderLabels(["记住时的文件", "工作表"])
        self.list.setRootIsDecorated(False)
        self.list.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        layout.addWidget(self.list, 1)
        layout.addLayout(
            row(
                button("导入(&I)…", self._import),
                button("导出(&E)…", self._export),
                button("删除(&D)", self.delete),
                1,
                button("关闭", self.accept, name="primary"),
            )
        )
        self.resize(em() * 34, em() * 20)
        self.refresh()

    def refresh(self) -> None:
        """Ask for the list again."""
        self.controller.ask("remembered", self._show, topic="remembered")

    def _show(self, mappings: list[tuple[str, str, int]]) -> None:
        self.list.clear()
        for fingerprint, name, sheets in mappings:
            item = QTreeWidgetItem([name, f"{sheets} 张"])
            item.setData(0, _KEY, fingerprint)
            self.list.addTopLevelItem(item)
        if mappings:
            self.list.setCurrentIndex(self.list.model().index(0, 0))

    def chosen(self) -> list[str]:
        """Return the fingerprints of the selected layouts."""
        return [str(item.data(0, _KEY)) for item in self.list.selectedItems()]

    def delete(self) -> None:
        """Forget the selected layouts."""
        for fingerprint in self.chosen():
            self.controller.ask("forget", self._told, fingerprint=fingerprint)

    def _told(self, fault: str) -> None:
        if fault:
            self.controller.notice.emit(fault)
        self.refresh()

    def _export(self) -> None:
        choose_target(self, "导出识别方案", "识别方案.json", "识别方案", "json", self.export_to)

    def export_to(self, path: str) -> None:
        """Write the selected layouts (all, when none is selected) to a file."""
        chosen = self.chosen() or [
            str(item.data(0, _KEY))
            for number in range(self.list.topLevelItemCount())
            if (item := self.list.topLevelItem(number)) is not None
        ]
        self.controller.ask("export_mappings", self._told, fingerprints=chosen, path=path)

    def _import(self) -> None:
        def chosen(paths: list[str]) -> None:
            for path in paths:
                self.import_from(path)

        choose_files(self, "导入识别方案", "", ["识别方案 (*.json)"], chosen)

    def import_from(self, path: str) -> None:
        """Remember the layouts of a file."""
        self.controller.ask("import_mappings", self._imported, path=path)

    def _imported(self, fault: str) -> None:
        if fault:
            QMessageBox.warning(self, "没有导入", fault)
        self.refresh()


def guide_path() -> Path | None:
    """Return the guide that ships with the program."""
    here = Path(__file__).resolve()
    frozen = getattr(sys, "_MEIPASS", None)
    folders = [*([Path(frozen) / "docs"] if frozen else []), here.parents[1] / "docs", here.parent / "docs"]
    return next((folder / "guide.md" for folder in folders if (folder / "guide.md").is_file()), None)


class _Guide(QTextBrowser):
    """Shows pictures no wider than the text."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802
        found = super().loadResource(kind, name)
        if kind == int(QTextDocument.ResourceType.ImageResource.value):
            picture = (
                QPixmap(str(Path(self.searchPaths()[0]) / QUrl(name).toString()))
                if self.searchPaths()
                else QPixmap()
            )
            if not picture.isNull():
                wide = em() * 40
                return picture.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
        return found


class GuideDialog(QDialog):
    """The guide, inside the program: it needs no other program and no network."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用指南")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        self.text = _Guide()
        path = guide_path()
        if path is not None:
            self.text.setSearchPaths([str(path.parent)])
            self.text.setMarkdown(path.read_text(encoding="utf-8"))
        layout.addWidget(self.text)
        self.resize(em() * 46, em() * 40)


def about(parent: QWidget) -> None:
    """Say which program this is."""
    box = QMessageBox(parent)
    box.setWindowTitle("关于")
    box.setText(f"预算公开助手 {__version__}")
    box.setInformativeText(
        "把财政局的预算工作底稿变成部门预算公开表与说明，并检查已完成的公开文档。\n"
        "不联网，不上传任何内容；底稿只读不改。MIT 许可。"
    )
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
