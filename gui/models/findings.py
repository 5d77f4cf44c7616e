"""The findings as a tree: one root cause a row, its consequences folded under it; and their filter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QSortFilterProxyModel, Qt

from converter.findings import Finding, Severity
from gui.style.icons import icon

COLUMNS = ("级别", "位置", "问题", "差额（万元）", "规则")
FINDING = int(Qt.ItemDataRole.UserRole) + 1
_ICONS = {"error": "error", "warning": "warning", "info": "info"}


def level_word(finding: Finding) -> str:
    """Return the word for how grave a finding is."""
    if finding.kind == "open":
        return "待填"
    if finding.kind == "residue":
        return "尾差"
    words = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明"}
    return ("已确认" if finding.acknowledged else "") or words[finding.severity]


def place_words(finding: Finding) -> str:
    """Return the places of a finding in one line."""
    if finding.kind == "open":
        return "、".join(dict.fromkeys(place.part for place in finding.places if place.part))
    # Which file it is stands in the details; what tells findings apart is the table or the cell.
    shown = [
        replace(p, file=None, cell=None, part=None, paragraph=None) if p.table else replace(p, file=None)
        for p in finding.places[:2]
    ]
    texts = list(dict.fromkeys(str(place) for place in shown if str(place)))
    more = len(finding.places) - 2
    return "；".join(texts) + (f" 等 {len(finding.places)} 处" if more > 0 else "")


def as_text(finding: Finding, depth: int = 0) -> str:
    """Return a finding as plain text for the clipboard."""
    parts = [f"{'　' * depth}【{level_word(finding)} {finding.rule}】{finding.message}"]
    place = place_words(finding)
    if place:
        parts.append(f"{'　' * depth}　位置：{place}")
    if finding.acknowledged:
        parts.append(f"{'　' * depth}　已确认：{finding.acknowledged}")
    return "\n".join([*parts, *(as_text(one, depth + 1) for one in finding.consequences)])


def folded(findings: list[Finding]) -> list[Finding]:
    """Return the findings with all open slots under one row: they are answered on a page of their own."""
    opened = [one for one in findings if one.kind == "open"]
    if len(opened) < 2:
        return findings
    words = f"还有 {len(opened)} 处待填，到“补充”页填写。"
    whole = Finding(opened[0].rule, opened[0].severity, words, kind="open", consequences=opened)
    first = findings.index(opened[0])
    rest = [one for one in findings if one.kind != "open"]
    return [*rest[:first], whole, *rest[first:]]


class _Node:
    __slots__ = ("children", "finding", "parent", "row")

    def __init__(self, finding: Finding | None, parent: _Node | None, row: int) -> None:
        self.finding = finding
        self.parent = parent
        self.row = row
        found = finding.consequences if finding else []
        self.children = [_Node(one, self, number) for number, one in enumerate(found)]


class FindingsModel(QAbstractItemModel):
    """The findings of one document."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = _Node(None, None, 0)

    def show(self, findings: list[Finding]) -> None:
        """Show other findings."""
        self.beginResetModel()
        self._root = _Node(None, None, 0)
        self._root.children = [_Node(one, self._root, number) for number, one in enumerate(folded(findings))]
        self.endResetModel()

    def finding(self, index: QModelIndex) -> Finding | None:
        """Return the finding at an index."""
        node = index.internalPointer() if index.isValid() else None
        return node.finding if isinstance(node, _Node) else None

    def findings(self) -> list[Finding]:
        """Return the root causes."""
        return [node.finding for node in self._root.children if node.finding is not None]

    def _node(self, index: Any) -> _Node:
        node = index.internalPointer() if index.isValid() else None
        return node if isinstance(node, _Node) else self._root

    def index(self, row: int, column: int, parent: Any = QModelIndex()) -> QModelIndex:  # noqa: B008
        children = self._node(parent).children
        if 0 <= row < len(children) and 0 <= column < len(COLUMNS):
            return self.createIndex(row, column, children[row])
        return QModelIndex()

    def parent(self, index: Any = QModelIndex()) -> Any:  # noqa: B008
        above = self._node(index).parent
        if not index.isValid() or above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.row, 0, above)

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() and parent.column() else len(self._node(parent).children)

    def columnCount(self, _parent: Any = QModelIndex()) -> int:  # noqa: N802, B008
        return len(COLUMNS)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        finding = self.finding(index)
        if finding is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            if column == 0:
                return level_word(finding)
            if column == 1:
                return place_words(finding)
            if column == 2:
                caused = bool(finding.consequences) and finding.kind != "open"
                more = f"（由此引起 {len(finding.consequences)} 处）" if caused else ""
                return finding.message.replace("\n", " ") + more
            if column == 3:
                return "" if finding.difference is None else f"{finding.difference:,f}"
            return finding.rule
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            if finding.acknowledged:
                return icon("ok", "ok")
            if finding.kind == "open":
                return icon("pending", "warning")
            name = _ICONS[finding.severity.value]
            return icon(name, name if name != "info" else "muted")
        if role == Qt.ItemDataRole.TextAlignmentRole and column == 3:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and column in (1, 2):
            return finding.message if column == 2 else place_words(finding)
        if role == FINDING:
            return finding
        return None


class FindingsFilter(QSortFilterProxyModel):
    """Shows the findings of a severity, a table, a rule, or with certain words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.severity = ""
        self.table = ""
        self.rule = ""
        self.words = ""

    def choose(self, severity: str, table: str, rule: str, words: str) -> None:
        """Set what is shown; "" shows all."""
        self.severity, self.table, self.rule, self.words = severity, table, rule, words.strip()
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, parent: Any) -> bool:  # noqa: N802
        finding = self.sourceModel().index(row, 0, parent).data(FINDING)
        if not isinstance(finding, Finding):
            return True
        if parent.isValid():  # consequences come with their cause
            return finding.kind != "open" or not self.words or self.words in as_text(finding)
        if self.severity == "open" and finding.kind != "open":
            return False
        if self.severity not in ("", "open") and finding.severity.value != self.severity:
            return False
        if self.rule and finding.rule != self.rule:
            return False
        if self.table and all(self.table not in (place.table, place.sheet) for place in finding.places):
            return False
        return not self.words or self.words in as_text(finding)
