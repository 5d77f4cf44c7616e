"""The 识别 grid: one sheet as it looks in the file, every column headed by its meaning."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gui.models.grid import Fetch, GridModel
from gui.pages.meaning_header import MeaningHeader
from gui.style.theme import em
from gui.views import Catalogue, SheetView

# Columns are fitted to so many rows, and no wider than so many heights of a line.
FITTED_ROWS = 60
WIDEST = 22
# Rows of tables; titles and notes are the others.
TABLE_ROWS = ("header", "detail", "subtotal", "waiting")


class SheetGrid(QTableView):
    """Shows a sheet; ``chosen(row, column)`` when another cell is selected.

    Rows come when they are seen; a cell that is asked for is selected as soon as its row is there.
    """

    chosen = Signal(int, int)

    def __init__(self, fetch: Fetch) -> None:
        super().__init__()
        self.grid = GridModel(fetch, self)
        self.grid.loaded.connect(self._loaded)
        self.setModel(self.grid)
        self.header = MeaningHeader(self)
        self.setHorizontalHeader(self.header)
        self.header.setDefaultSectionSize(em() * 7)
        self.header.setMinimumSectionSize(em() * 2)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(em() * 3 // 2)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(lambda new, _: self.chosen.emit(new.row(), new.column()))
        for keys in ("Alt+Down", "F4"):
            QShortcut(QKeySequence(keys), self, self.open_menu)
        self.sheet: SheetView | None = None
        self._block = -1
        self._fitted = False
        self._wanted: tuple[int, int] | None = None

    # ── showing

    def show_sheet(self, sheet: SheetView | None, catalogue: Catalogue | None) -> None:
        """Show a sheet; the same one as recognised anew keeps its place and the widths of its columns."""
        before = self.sheet
        same = (
            before is not None
            and sheet is not None
            and (before.file, before.name) == (sheet.file, sheet.name)
        )
        at = self.currentIndex()
        spot = (at.row(), at.column()) if same and at.isValid() else None
        scroll = (self.verticalScrollBar().value(), self.horizontalScrollBar().value())
        self.clearSpans()
        self.sheet = sheet
        self.grid.show(sheet)
        self._block = -1
        self.show_block(0, catalogue)
        if sheet is None:
            return
        for top, left, bottom, right in sheet.merged:
            self.setSpan(top, left, bottom - top + 1, right - left + 1)
        if same:
            if spot is not None and spot[0] < sheet.rows:
                self.setCurrentIndex(self.grid.index(*spot))
            self.verticalScrollBar().setValue(scroll[0])
            self.horizontalScrollBar().setValue(scroll[1])
        else:
            self._fitted = False
            for column in range(sheet.width):
                self.setColumnWidth(column, em() * 7)
            self.scrollToTop()

    def show_block(self, number: int, catalogue: Catalogue | None) -> None:
        """Head the columns with the meanings of one table of the sheet."""
        from gui.views import BlockView

        blocks = self.sheet.blocks if self.sheet else []
        if self.sheet is None:
            self.header.show_block(None, None)
        elif not 0 <= number < len(blocks):
            self._block = -1
            self.header.show_block(BlockView([], 0, -1, []), catalogue)
        elif number != self._block:
            self._block = number
            self.header.show_block(blocks[number], catalogue)

    @property
    def block(self) -> int:
        """The number of the table whose meanings are shown, 0 when there is none."""
        return max(self._block, 0)

    def block_at(self, row: int, column: int) -> int:
        """Return the number of the table that a cell lies in, -1 for none."""
        for number, block in enumerate(self.sheet.blocks if self.sheet else []):
            columns = [one.column for one in block.columns]
            inside = min(block.header_rows, default=block.first_row) <= row <= block.last_row
            if inside and (not columns or min(columns) <= column <= max(columns)):
                return number
        return -1

    def go(self, row: int, column: int) -> None:
        """Select a cell and bring it into view."""
        index = self.grid.index(row, column)
        self._wanted = None if self.grid.row(row) is not None else (row, column)
        self.setCurrentIndex(index)
        self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self.setFocus()

    def open_menu(self) -> None:
        """Open the meanings of the selected column."""
        index: QModelIndex = self.currentIndex()
        if index.isValid():
            self.header.open_menu(index.column())

    # ── rows as they arrive

    def _loaded(self, first: int, rows: int) -> None:
        if self.sheet is None:
            return
        if first == 0 and not self._fitted:
            self._fitted = True
            self._fit_columns(min(rows, FITTED_ROWS))
        self._run_over(first, rows)
        if self._wanted is not None and first <= self._wanted[0] < first + rows:
            self.go(*self._wanted)

    def _merged(self) -> set[tuple[int, int]]:
        """Return the cells of merged areas that are more than one column wide."""
        areas = self.sheet.merged if self.sheet else []
        return {
            (row, column)
            for top, left, bottom, right in areas
            if right > left and bottom - top < FITTED_ROWS
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }

    def _fit_columns(self, rows: int) -> None:
        metrics = self.fontMetrics()
        merged = self._merged()
        tables = bool(self.sheet and self.sheet.blocks)
        for column in range(self.grid.columnCount()):
            widest = metrics.horizontalAdvance(self.header.words(column)) + em() * 3 // 2
            for number in range(rows):
                line = self.grid.row(number)
                text = line.texts[column] if line and column < len(line.texts) else ""
                # Titles and notes may run over; tables decide how wide columns are.
                counts = line is not None and (line.kind in TABLE_ROWS or not tables)
                if text and counts and (number, column) not in merged:
                    widest = max(widest, metrics.horizontalAdvance(text) + em())
            self.setColumnWidth(column, min(max(widest, em() * 3), em() * WIDEST))

    def _run_over(self, first: int, rows: int) -> None:
        """Let titles and notes run over the empty cells beside them, as spreadsheet programs do."""
        metrics, merged = self.fontMetrics(), self._merged()
        for number in range(first, first + rows):
            line = self.grid.row(number)
            if line is None or line.kind in TABLE_ROWS:
                continue
            for column, text in enumerate(line.texts):
                if not text or column in line.numbers or (number, column) in merged:
                    continue
                need, end = metrics.horizontalAdvance(text) + em() // 2, column
                width = self.columnWidth(column)
                while width < need and end + 1 < self.grid.columnCount():
                    beside = end + 1
                    if (beside < len(line.texts) and line.texts[beside]) or (number, beside) in merged:
                        break
                    end, width = beside, width + self.columnWidth(beside)
                if end > column:
                    self.setSpan(number, column, 1, end - column + 1)
