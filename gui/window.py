"""The main window: pages at the left, the verdict at the top, one page at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QSize, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.controller import Controller
from gui.dropping import DropWindow, leave_drops, paths_of
from gui.menus import add_menus, fill_menus
from gui.pages.making import make_page
from gui.pages.parts import button
from gui.pages.start import StartPage
from gui.settings import Settings
from gui.style.icons import icon
from gui.style.theme import apply_theme, em

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QCloseEvent, QShowEvent

    from converter.findings import Place
    from gui.verdict import VerdictBar

TITLE = "预算公开助手"
SOON_MS = 20
_NEVER = 1  # Qt.ScrollBarPolicy.ScrollBarAlwaysOff; the namespace Qt is slow to load
PAGES = (
    ("start", "开始", "start"),
    ("units", "各单位", "units"),
    ("recognition", "识别", "recognition"),
    ("tables", "公开表", "tables"),
    ("supplement", "补充", "supplement"),
    ("text", "说明", "text"),
    ("check", "校验", "check"),
    ("output", "输出", "output"),
)


class MainWindow(DropWindow):
    """The window. Pages are made when they are first shown."""

    def __init__(self, settings: Settings, controller: Controller | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.controller = controller or Controller(settings, self)
        self.setWindowTitle(TITLE)
        self._pages: dict[str, QWidget] = {}
        self._guided = False
        central = QWidget()
        self.setCentralWidget(central)
        layout = QHBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._side())
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self._verdict: VerdictBar | None = None
        self.stack = QStackedWidget()
        right.addWidget(self.stack, 1)
        layout.addLayout(right, 1)
        self._right = right
        self._menus = add_menus(self)
        self.undo_action: QAction | None = None
        self.redo_action: QAction | None = None
        self._connect()
        self.show_page("start")
        self._restore()

    # ── building

    def _side(self) -> QWidget:
        side = QFrame()
        side.setObjectName("side")
        layout = QVBoxLayout(side)
        gap = em() // 4
        layout.setContentsMargins(gap, em() // 2, gap, gap)
        self.nav = QListWidget()
        self.nav.setObjectName("nav")
        self.nav.setIconSize(QSize(em() * 5 // 4, em() * 5 // 4))
        self.nav.setProperty("horizontalScrollBarPolicy", _NEVER)
        for number, (_, words, picture) in enumerate(PAGES):
            item = QListWidgetItem(icon(picture, "muted", large=True), words)
            item.setToolTip(f"{words}（Ctrl+{number + 1}）")
            self.nav.addItem(item)
        self.nav.currentRowChanged.connect(lambda number: self.show_page(PAGES[number][0]))
        layout.addWidget(self.nav, 1)
        layout.addWidget(button("帮助", self.open_guide, picture="help", name="link"))
        side.setFixedWidth(em() * 8)
        return side

    def _paint_nav(self) -> None:
        """Draw the pictures of the pages, that of the current one in the colour of its selection."""
        for number, (_, _, picture) in enumerate(PAGES):
            item = self.nav.item(number)
            if item is not None:
                role = "on_accent" if number == self.nav.currentRow() else "muted"
                item.setIcon(icon(picture, role, large=True))

    def _connect(self) -> None:
        controller = self.controller
        controller.cell_wanted.connect(self._to_cell)
        controller.figure_wanted.connect(self._to_figure)
        controller.text_wanted.connect(self._to_text)
        controller.slot_wanted.connect(self._to_slot)
        controller.finding_wanted.connect(self._to_finding)
        controller.page_wanted.connect(self.show_page)
        controller.notice.connect(lambda text: self.statusBar().showMessage(text, 8000))
        controller.started.connect(self._started)
        controller.unit_done.connect(self._unit_done)
        controller.changed.connect(self._changed)
        controller.running.connect(lambda _: self._changed())
        controller.detailed.connect(self._changed)
        controller.crashed.connect(self.show_crash)
        QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _: self.apply_theme())
        self._changed()

    # ── pages

    @property
    def verdict(self) -> VerdictBar:
        """The verdict line, made when there is something to say."""
        if self._verdict is None:
            from gui.verdict import VerdictBar

            self._verdict = VerdictBar(self.controller)
            self._verdict.link.connect(self.follow)
            self._right.insertWidget(0, self._verdict)
        return self._verdict

    def page(self, name: str) -> QWidget:
        """Return a page, made when it is first asked for."""
        if name not in self._pages:
            self._pages[name] = make_page(name, self)
            leave_drops(self._pages[name])
            self.stack.addWidget(self._pages[name])
        return self._pages[name]

    def turn_to(self, name: str) -> None:
        """Show a page and give it the keyboard."""
        self.show_page(name)
        self.page(name).setFocus()

    def show_page(self, name: str) -> None:
        """Show a page."""
        self._guided = False
        page = self.page(name)
        if name == "start" and isinstance(page, StartPage):
            page.refresh()
        self.stack.setCurrentWidget(page)
        number = next(i for i, (key, _, _) in enumerate(PAGES) if key == name)
        if self.nav.currentRow() != number:
            self.nav.blockSignals(True)
            self.nav.setCurrentRow(number)
            self.nav.blockSignals(False)
        self._paint_nav()
        begun = name != "start" or bool(self.controller.session.inputs)
        if begun or self._verdict is not None:
            self.verdict.setVisible(begun)

    @property
    def current(self) -> str:
        """The name of the page that is shown."""
        return PAGES[self.nav.currentRow()][0]

    def follow(self, target: str) -> None:
        """Follow a link of the verdict line: ``errors``, ``warnings``, ``open``, ``questions``, ``output``."""
        if target == "questions":
            self.show_page("recognition")
        elif target == "open":
            self.show_page("supplement")
        elif target in ("error", "warning"):
            self.show_page("check")
            page: Any = self.page("check")
            page.show_severity(target)
        else:
            self.show_page(target)

    def _to_cell(self, file: str, sheet: str, row: int, column: int) -> None:
        self.show_page("recognition")
        page: Any = self.page("recognition")
        page.show_cell(file, sheet, row, column)

    def _to_figure(self, table: str, row: str, column: str) -> None:
        self.show_page("tables")
        page: Any = self.page("tables")
        page.show_figure(table, row, column)

    def _to_text(self, place: Place) -> None:
        self.show_page("text")
        page: Any = self.page("text")
        page.show_place(place)

    def _to_slot(self, slot: str) -> None:
        self.show_page("supplement")
        page: Any = self.page("supplement")
        page.show_slot(slot)

    def _to_finding(self, number: int) -> None:
        self.show_page("check")
        page: Any = self.page("check")
        page.show_finding(number)

    def _started(self) -> None:
        if self.current == "start":
            # One unit is the rule; the table of units shows itself when there are more.
            self.show_page("check")
            self._guided = True
        self.verdict.setVisible(True)

    def _unit_done(self, _unit: object) -> None:
        arrived = self.controller.arrived or ()
        if len(arrived) == 2:
            self._changed()
            if self._guided and self.current == "check":
                self.show_page("units")

    def _changed(self) -> None:
        session = self.controller.session
        if self.undo_action is not None and self.redo_action is not None:
            self.undo_action.setEnabled(bool(session.done))
            self.redo_action.setEnabled(bool(session.undone))
        several = max(len(session.units), len(self.controller.arrived or ())) > 1
        for number, (name, _, _) in enumerate(PAGES):
            item = self.nav.item(number)
            if item is None:
                continue
            if name == "units":
                item.setHidden(not several)
            audit = session.unit is not None and session.unit.audit
            if name == "supplement":
                item.setHidden(audit)
            item.setText(self._nav_words(number))
        title = f"{session.unit.unit} — {TITLE}" if session.unit else TITLE
        self.setWindowTitle(title)

    def _nav_words(self, number: int) -> str:
        name, words, _ = PAGES[number]
        session, unit = self.controller.session, self.controller.session.unit
        count = 0
        if name == "check" and unit is not None:
            count = unit.errors
        elif name == "recognition":
            count = session.questions()
        elif name == "units":
            count = len(session.units)
        elif name == "supplement" and unit is not None:
            count = unit.open
        return f"{words}　{count}" if count else words

    # ── inputs

    def new_work(self) -> None:
        """Go back to the start; what is open stays until other files come."""
        self.show_page("start")

    def take(self, paths: list[str]) -> None:
        """Take files: on the start page they begin new work, elsewhere they join the work at hand."""
        adding = self.current != "start" and bool(self.controller.session.inputs)
        self.controller.open(paths, add=adding)
        if adding:
            names = "、".join(Path(path).name for path in paths[:3])
            self.statusBar().showMessage(f"已加入 {names}。要另做一份，请先按 Ctrl+N。", 10000)

    def choose_files(self) -> None:
        """Choose files in a dialog."""
        from gui.choosing import choose_files

        kinds = "*.xlsx *.xls *.xlsm *.xlsb *.et *.ods *.csv *.xml *.htm *.html *.docx *.pdf *.txt"
        filters = [f"表格和文档 ({kinds})", "所有文件 (*)"]
        choose_files(self, "选择底稿或公开文档", self.settings.last_folder, filters, self.take)

    def choose_folder(self) -> None:
        """Choose a folder."""
        from gui.choosing import choose_folder

        folder = self.settings.last_folder
        choose_folder(self, "选择放着底稿的文件夹", folder, lambda path: self.take([path]))

    def paste(self) -> None:
        """Take files that were copied in the file manager."""
        focus = QApplication.focusWidget()
        if focus is not None and hasattr(focus, "paste") and focus is not self:
            focus.paste()
            return
        paths = paths_of(QGuiApplication.clipboard().mimeData())
        if paths:
            self.take(paths)
        else:
            self.statusBar().showMessage("剪贴板里没有文件。请先在文件夹里选中底稿，按 Ctrl+C 复制。", 8000)

    def open_example(self) -> None:
        """Open the example that ships with the program."""
        from converter.packs.loading import builtin_root

        self.controller.open([str(path) for path in sorted((builtin_root() / "example").glob("*.xlsx"))])

    def hover(self, hover: bool) -> None:
        """Show on the start page that files are held over the window."""
        start = self._pages.get("start")
        if isinstance(start, StartPage):
            start.set_hover(hover)

    # ── dialogs

    def show_crash(self, details: str) -> None:
        """Show what went wrong inside the program; the work stays as it is."""
        from gui.crash import CrashDialog

        self.crash_dialog = CrashDialog(details, self)
        self.crash_dialog.open()

    def open_settings(self) -> None:
        """Open the settings."""
        from gui.dialogs import SettingsDialog

        dialog = SettingsDialog(self.controller, self)
        dialog.theme_chosen.connect(self.apply_theme)
        dialog.open()

    def open_mappings(self) -> None:
        """Open the list of remembered layouts."""
        from gui.dialogs import MappingsDialog

        MappingsDialog(self.controller, self).open()

    def open_guide(self) -> None:
        """Open the guide that ships with the program."""
        from gui.dialogs import GuideDialog, guide_path

        if guide_path() is None:
            self.statusBar().showMessage("没有找到使用指南。", 8000)
            return
        GuideDialog(self).show()

    def open_about(self) -> None:
        """Say which program this is."""
        from gui.dialogs import about

        about(self)

    # ── state of the window

    def apply_theme(self) -> None:
        """Give the window the theme of the settings; pages are made anew in its colours."""
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        apply_theme(application, self.settings.theme)
        self._paint_nav()
        name = self.current
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.setParent(None)
            page.deleteLater()
        self._pages.clear()
        if self._verdict is not None:
            self.verdict.refresh()
        self.show_page(name)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        # First the window is painted, then it gets what its menus hold.
        QTimer.singleShot(SOON_MS, self, self.complete)

    def complete(self) -> None:
        """Fill the menus, once: with their shortcuts they take as long as the rest of the window."""
        if self.undo_action is None:
            self.undo_action, self.redo_action = fill_menus(self, self._menus, PAGES)
            self._changed()

    def _restore(self) -> None:
        if self.settings.geometry:
            self.restoreGeometry(QByteArray.fromBase64(self.settings.geometry.encode()))
        else:
            room = self.screen().availableGeometry()
            self.resize(min(em() * 84, room.width() * 19 // 20), min(em() * 50, room.height() * 9 // 10))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        supplement: Any = self._pages.get("supplement")
        if supplement is not None:
            supplement.keep()
        self.settings.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.controller.close()
        event.accept()
