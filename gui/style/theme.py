"""Colours, light and dark, the palette and the style sheet made of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template

from PySide6.QtGui import QColor, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

ICONS = Path(__file__).parent / "icons"


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme. ``*_soft`` are backgrounds behind their strong twins."""

    dark: bool
    window: str
    side: str
    surface: str
    raised: str
    line: str
    strong_line: str
    text: str
    muted: str
    accent: str
    accent_soft: str
    on_accent: str
    error: str
    error_soft: str
    warning: str
    warning_soft: str
    ok: str
    ok_soft: str
    header: str
    subtotal: str
    ignored: str
    adjusted: str


LIGHT = Theme(
    dark=False,
    window="#f4f6f8",
    side="#e9edf1",
    surface="#ffffff",
    raised="#fafbfc",
    line="#dde3e8",
    strong_line="#c3ccd4",
    text="#1e2730",
    muted="#5d6b78",
    accent="#1d5f94",
    accent_soft="#dfebf5",
    on_accent="#ffffff",
    error="#b3362b",
    error_soft="#fbe9e7",
    warning="#8f5f0a",
    warning_soft="#fdf2d9",
    ok="#24754a",
    ok_soft="#e2f3e9",
    header="#e3edf6",
    subtotal="#f3f1e4",
    ignored="#f0f1f3",
    adjusted="#fff0cf",
)

DARK = Theme(
    dark=True,
    window="#1d2228",
    side="#171b20",
    surface="#242a31",
    raised="#2a3139",
    line="#363f48",
    strong_line="#4a5561",
    text="#e6eaee",
    muted="#9daab6",
    accent="#6cb0e6",
    accent_soft="#263c4f",
    on_accent="#10202d",
    error="#f08a7f",
    error_soft="#46292a",
    warning="#e7b85c",
    warning_soft="#423720",
    ok="#6fcb97",
    ok_soft="#213a2d",
    header="#2b3c4b",
    subtotal="#38352a",
    ignored="#2c3035",
    adjusted="#4a3c1c",
)

_MIDDLE = 128
_current = LIGHT


def current() -> Theme:
    """Return the theme in force."""
    return _current


def wants_dark(choice: str) -> bool:
    """Whether the choice (auto, light, dark) and the system ask for dark."""
    if choice in ("light", "dark"):
        return choice == "dark"
    # The style's own palette follows the system; asking for the colour scheme itself would load the namespace
    # Qt, which takes longer than everything else that the window does before it is shown.
    return QApplication.style().standardPalette().color(QPalette.ColorRole.Window).lightness() < _MIDDLE


def apply_theme(application: QApplication, choice: str) -> None:
    """Give the application the palette and the style sheet of a choice."""
    global _current  # noqa: PLW0603 - painting code asks for the theme in force
    _current = DARK if wants_dark(choice) else LIGHT
    application.setPalette(_palette(_current))
    application.setStyleSheet(_sheet(_current, QFontMetrics(application.font())))


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.raised),
        (role.Text, theme.text),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.error),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Mid, theme.line),
        (role.Dark, theme.strong_line),
        (role.Light, theme.surface),
        (role.Midlight, theme.line),
        (role.Shadow, theme.strong_line),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.strong_line))
    return palette


_SHEET = Template(
    """
* { outline: 0; }
QToolTip { background: $raised; color: $text; border: 1px solid $strong_line; padding: ${s}px; }
QMainWindow, QDialog { background: $window; }
QDialogButtonBox, QMessageBox, QFileDialog { dialogbuttonbox-buttons-have-icons: 0; }
QMenuBar { background: $side; padding: 0 ${s}px; }
QMenuBar::item { padding: ${s}px ${m}px; border-radius: ${s}px; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; }
QMenu { background: $surface; border: 1px solid $strong_line; padding: ${s}px 0; }
QMenu::item { padding: ${s}px ${l}px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: ${s}px ${m}px; }

#side { background: $side; border-right: 1px solid $line; }
QListWidget#nav { background: transparent; border: 0; }
QListWidget#nav::item { padding: ${n}px ${m}px; margin: 1px ${s}px; border-radius: ${r}px; color: $text; }
QListWidget#nav::item:hover { background: $accent_soft; color: $text; }
QListWidget#nav::item:selected { background: $accent; color: $on_accent; }
QListWidget#nav::item:disabled { color: $muted; }

#verdict { border-radius: ${r}px; border: 1px solid $line; background: $surface; }
#verdict[state="pass"] { background: $ok_soft; border-color: $ok; }
#verdict[state="errors"] { background: $error_soft; border-color: $error; }
#verdict[state="partial"] { background: $warning_soft; border-color: $warning; }
#verdict[state="unreadable"] { background: $warning_soft; border-color: $warning; }
#verdict[state="open"] { background: $warning_soft; border-color: $warning; }
#verdictText { font-weight: 600; }
#unitName { font-weight: 600; }
#heading { font-size: ${h1}px; font-weight: 600; }
#subheading { font-size: ${h2}px; font-weight: 600; }
#muted { color: $muted; }
#good { color: $ok; }
#bad { color: $error; }

#card { background: $surface; border: 1px solid $line; border-radius: ${r}px; }
#bar { background: $surface; border: 1px solid $line; border-radius: ${r}px; }
#notice { background: $warning_soft; border: 1px solid $warning; border-radius: ${r}px; }
#drop { background: $surface; border: 2px dashed $strong_line; border-radius: ${r2}px; }
#drop[hover="true"] { border-color: $accent; background: $accent_soft; }

QPushButton, QToolButton#plain { background: $surface; color: $text; border: 1px solid $strong_line;
  border-radius: ${r}px; padding: ${s}px ${m}px; }
QPushButton:hover, QToolButton#plain:hover { background: $accent_soft; border-color: $accent; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:focus, QToolButton#plain:focus { border: 1px solid $accent; }
QPushButton:disabled, QToolButton:disabled { color: $muted; border-color: $line; }
QPushButton:default, QPushButton#primary { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton:default:hover, QPushButton#primary:hover { background: $accent; color: $on_accent; }
QPushButton#primary:disabled { background: $line; color: $muted; border-color: $line; }
QPushButton#link { background: transparent; border: 0; color: $accent; text-align: left; padding: ${s}px 0; }
QPushButton#link:hover { text-decoration: underline; }
QPushButton#link:focus { text-decoration: underline; }
QToolButton { border: 1px solid transparent; border-radius: ${r}px; padding: ${s}px; background: transparent; }
QToolButton:hover { background: $accent_soft; }
QToolButton:focus { border-color: $accent; }
QToolButton:checked { background: $accent_soft; border-color: $accent; }

QLineEdit, QComboBox, QSpinBox, QPlainTextEdit, QTextEdit, QDateEdit { background: $surface; color: $text;
  border: 1px solid $strong_line; border-radius: ${r}px; padding: ${t}px ${s}px;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: $accent; }
QComboBox::drop-down { border: 0; width: ${l}px; }
QComboBox::down-arrow { image: url($chevron); width: ${c}px; height: ${c}px; }
QTextBrowser#flat { border: 0; padding: 0; background: transparent; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $strong_line;
  selection-background-color: $accent_soft; selection-color: $text; }

QAbstractItemView { background: $surface; alternate-background-color: $raised; border: 1px solid $line;
  border-radius: ${r}px; selection-background-color: $accent_soft; selection-color: $text; }
QTableView { gridline-color: $line; }
QTreeView::item, QListView::item { padding: ${t}px ${s}px; }
QTreeView::item:hover, QListView::item:hover { background: $raised; }
QTreeView::item:selected, QListView::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: $raised; border: 0; }
QHeaderView::section { background: $raised; color: $muted; border: 0; border-right: 1px solid $line;
  border-bottom: 1px solid $line; padding: ${t}px ${s}px; }
QTableCornerButton::section { background: $raised; border: 0; border-right: 1px solid $line;
  border-bottom: 1px solid $line; }
QTabBar::tab { background: transparent; color: $muted; padding: ${s}px ${m}px; border: 0;
  border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:hover { color: $text; }

QProgressBar { background: $line; border: 0; border-radius: ${t}px; max-height: ${b}px; min-height: ${b}px; }
QProgressBar::chunk { background: $accent; border-radius: ${t}px; }
QSplitter::handle { background: transparent; }
QSplitter::handle:horizontal { width: ${m}px; }
QSplitter::handle:vertical { height: ${m}px; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollArea { border: 0; background: transparent; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: ${sb}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${sb}px; margin: 0; }
QScrollBar::handle { background: $strong_line; border-radius: ${sr}px; margin: 2px; }
QScrollBar::handle:vertical { min-height: ${l}px; }
QScrollBar::handle:horizontal { min-width: ${l}px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QStatusBar { background: $side; color: $muted; }
"""
)


def _sheet(theme: Theme, metrics: QFontMetrics) -> str:
    em = metrics.height()
    lengths = {
        "t": max(em // 8, 2),
        "s": max(em // 4, 3),
        "n": max(em * 3 // 8, 4),
        "m": max(em // 2, 6),
        "l": em * 3 // 2,
        "r": max(em // 4, 4),
        "r2": max(em // 2, 8),
        "c": max(em * 5 // 8, 8),
        "b": max(em // 4, 4),
        "h1": em * 5 // 4,
        "h2": em,
        "sb": max(em * 3 // 4, 10),
        "sr": max(em // 4, 3),
    }
    colours = {name: getattr(theme, name) for name in Theme.__dataclass_fields__}
    chevron = (ICONS / ("chevron-dark.svg" if theme.dark else "chevron-light.svg")).as_posix()
    return _SHEET.substitute(
        chevron=chevron, **colours, **{name: str(value) for name, value in lengths.items()}
    )


def em(widget: object = None) -> int:
    """Return the height of a line of text in pixels: the measure of every other length."""
    font = widget.font() if hasattr(widget, "font") else QApplication.font()
    return QFontMetrics(font).height()
