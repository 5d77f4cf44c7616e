"""The menus of the window, with the shortcuts of everything that can be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gui.style.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu

    from gui.window import MainWindow


def add_menus(window: MainWindow) -> list[QMenu]:
    """Give the window its menus, still empty: what they hold can wait until the window is on the screen."""
    return [window.menuBar().addMenu(words) for words in ("文件(&F)", "编辑(&E)", "查看(&V)", "帮助(&H)")]


def fill_menus(
    window: MainWindow, menus: list[QMenu], pages: tuple[tuple[str, str, str], ...]
) -> tuple[QAction, QAction]:
    """Fill the menus; return the actions that undo and redo, which are not always to be had."""
    from PySide6.QtGui import QAction, QKeySequence

    file, edit, view, about = menus
    controller, keys = window.controller, QKeySequence.StandardKey

    def add(menu: QMenu, words: str, done: Callable[[], Any], shortcut: Any, picture: str) -> QAction:
        action = QAction(words, window)
        if picture:
            # Drawing an icon takes a moment: only when its menu is opened.
            menu.aboutToShow.connect(lambda: action.setIcon(icon(picture)))
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(lambda _=False: done())
        menu.addAction(action)
        return action

    add(file, "新的工作(&N)", window.new_work, keys.New, "start")
    add(file, "打开文件(&O)…", window.choose_files, keys.Open, "open")
    add(file, "打开文件夹(&D)…", window.choose_folder, "Ctrl+Shift+O", "folder")
    add(file, "粘贴文件(&P)", window.paste, keys.Paste, "copy")
    add(file, "打开示例(&X)", window.open_example, "", "tables")
    file.addSeparator()
    add(file, "退出(&Q)", window.close, "Ctrl+Q", "")
    undo = add(edit, "撤销(&U)", controller.undo, keys.Undo, "undo")
    redo = add(edit, "重做(&R)", controller.redo, "Ctrl+Y", "redo")
    redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
    edit.addSeparator()
    add(edit, "再查一遍(&C)", controller.run, "F5", "refresh")
    add(edit, "停下(&S)", controller.cancel, "Esc", "cancel")
    edit.addSeparator()
    add(edit, "记住的版式(&M)…", window.open_mappings, "", "pin")
    add(edit, "设置(&T)…", window.open_settings, "Ctrl+,", "settings")
    for number, (name, words, picture) in enumerate(pages):
        add(view, words, lambda n=name: window.turn_to(n), f"Ctrl+{number + 1}", picture)  # type: ignore[misc]
    add(about, "使用指南(&G)", window.open_guide, "F1", "help")
    add(about, "关于(&A)", window.open_about, "", "info")
    return undo, redo
