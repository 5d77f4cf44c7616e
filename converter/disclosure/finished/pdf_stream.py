"""A PDF → stream: bordered tables as grids, the lines of text around them as paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from converter.disclosure.finished.page_breaks import is_page_number
from converter.disclosure.finished.pages import closed_up
from converter.disclosure.finished.stream import Stream, StreamCell, StreamRow
from converter.findings import Place, error
from converter.reading.model import a1

_TABLES = {"vertical_strategy": "lines", "horizontal_strategy": "lines", "snap_tolerance": 3}


def read_pdf(path: Path) -> Stream:
    """Return the stream of a PDF; a scanned or broken one comes back with a finding."""
    stream = Stream(str(path), "pdf")
    try:
        import pdfplumber

        with pdfplumber.open(path) as document:
            state = _State(stream)
            for page in document.pages:
                state.page(page)
                page.close()
    except Exception as fault:  # pdfminer raises many kinds for broken files; none is a bug of ours
        stream.readable = False
        encrypted = "Password" in repr(fault)  # pdfplumber wraps the fault of pdfminer
        reason = "有打开密码" if encrypted else "不是完整的 PDF 文件"
        remedy = "请去掉密码后再试。" if encrypted else "请重新导出或另存后再试。"
        stream.findings.append(error("R21", f"打不开 {path.name}：{reason}。{remedy}", Place(file=str(path))))
        return stream
    if not any(row.plain for row in stream.rows):
        stream.readable = False
        stream.findings.append(
            error(
                "R22",
                f"{path.name} 里没有文字，可能是扫描件。请改用 Word、Excel 或由它们导出的 PDF。",
                Place(file=str(path)),
            )
        )
    return stream


class _State:
    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.grids = 0
        self._open: tuple[int, list[float]] | None = None  # the table at the foot of the page before

    def page(self, page: Any) -> None:
        """Add the lines and tables of one page from top to bottom."""
        tables = [table for table in page.find_tables(_TABLES) if len(table.cells) > 2]
        boxes = [table.bbox for table in tables]
        outside = page
        for box in boxes:
            outside = outside.filter(lambda item, box=box: not _inside(item, box))
        items: list[tuple[float, Any, bool]] = [
            (line["top"], line, False)
            for line in outside.extract_text_lines(return_chars=False, x_tolerance=2)
        ]
        items += [(table.bbox[1], table, True) for table in tables]
        number = page.page_number
        for count, (_, item, is_table) in enumerate(sorted(items, key=lambda entry: entry[0]), start=1):
            if is_table:
                self._table(item, number)
            else:
                if not is_page_number(item["text"]):
                    self._open = None
                place = Place(file=self.stream.file, page=number, paragraph=count)
                cell = StreamCell(closed_up(item["text"]), 0, place)
                self.stream.rows.append(StreamRow([cell], indent=round(item["x0"]), page=number))

    def _table(self, table: Any, page: int) -> None:
        texts = table.extract(x_tolerance=2)
        tops = [row.bbox[1] for row in table.rows]
        rows = list(zip(table.rows, texts, strict=True))
        for start, part in _segments(rows):
            edges = _edges([row for row, _ in part])
            grid = self._same_table(page, edges) if start == 0 else None
            for index, (row, values) in enumerate(part, start=start):
                cells = []
                for box, text in zip(row.cells, values, strict=True):
                    if box is None:
                        continue
                    left, right = _edge(edges, box[0]), _edge(edges, box[2])
                    height = sum(box[1] - 1 <= top < box[3] - 1 for top in tops)
                    place = Place(file=self.stream.file, page=page, cell=a1(index, left))
                    cells.append(StreamCell(text or "", left, place, max(1, right - left), max(1, height)))
                self.stream.rows.append(StreamRow(cells, self.grids if grid is None else grid, page=page))
            self._open = (self.grids if grid is None else grid, edges)
            if grid is None:
                self.grids += 1

    def _same_table(self, page: int, edges: list[float]) -> int | None:
        """Return the number of the table at the foot of the page before that goes on here; None if none."""
        if self._open is None or not any(row.page == page - 1 for row in self.stream.rows[-400:]):
            return None
        grid, before = self._open
        same = len(before) == len(edges) and all(
            abs(left - right) < 4 for left, right in zip(before, edges, strict=True)
        )
        last = next((r for r in reversed(self.stream.rows) if r.grid == grid), None)
        return grid if same and last is not None and last.page == page - 1 else None


def _inside(item: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    if item.get("object_type") != "char":
        return False
    middle = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3])


def _edges(rows: Sequence[Any]) -> list[float]:
    """Return where the columns of some rows begin and end."""
    boxes = [box for row in rows for box in row.cells if box is not None]
    return _merge_close(sorted({round(box[side], 1) for box in boxes for side in (0, 2)}))


def _segments(rows: list[tuple[Any, Any]]) -> Iterator[tuple[int, list[tuple[Any, Any]]]]:
    """Split a ruled table where another one touches it from below: at a row of one cell (its title) behind
    which the columns are others. Yield each with the index of its first row."""
    start = 0
    for index in range(1, len(rows) - 2):
        single = sum(box is not None for box in rows[index][0].cells) == 1
        before = sum(box is not None for box in rows[index - 1][0].cells) > 1
        if single and before:
            above = _edges([row for row, _ in rows[start:index]])
            below = _edges([row for row, _ in rows[index:]])
            if len(above) != len(below) or any(
                abs(left - right) > 4 for left, right in zip(above, below, strict=True)
            ):
                yield start, rows[start:index]
                start = index
    yield start, rows[start:]


def _merge_close(edges: list[float]) -> list[float]:
    """Return column edges with those closer than two points taken as one."""
    merged: list[float] = []
    for edge in edges:
        if not merged or edge - merged[-1] > 2:
            merged.append(edge)
    return merged


def _edge(edges: list[float], position: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - position))
