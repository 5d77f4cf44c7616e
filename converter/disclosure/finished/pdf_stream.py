"""A PDF → stream: bordered tables as grids, the lines of text around them as paragraphs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
        encrypted = "Password" in type(fault).__name__
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
                place = Place(file=self.stream.file, page=number, paragraph=count)
                cell = StreamCell(item["text"], 0, place)
                self.stream.rows.append(StreamRow([cell], indent=round(item["x0"])))

    def _table(self, table: Any, page: int) -> None:
        columns = sorted(
            {round(cell[0], 1) for cell in table.cells} | {round(cell[2], 1) for cell in table.cells}
        )
        edges = _merge_close(columns)
        texts = table.extract(x_tolerance=2)
        for index, (row, values) in enumerate(zip(table.rows, texts, strict=True)):
            cells = []
            for box, text in zip(row.cells, values, strict=True):
                if box is None:
                    continue
                left, right = _edge(edges, box[0]), _edge(edges, box[2])
                height = sum(1 for other in table.rows if box[1] - 1 <= other.bbox[1] < box[3] - 1)
                place = Place(file=self.stream.file, page=page, cell=a1(index, left))
                cells.append(StreamCell(text or "", left, place, max(1, right - left), max(1, height)))
            self.stream.rows.append(StreamRow(cells, self.grids))
        self.grids += 1


def _inside(item: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    if item.get("object_type") != "char":
        return False
    middle = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3])


def _merge_close(edges: list[float]) -> list[float]:
    """Return column edges with those closer than two points taken as one."""
    merged: list[float] = []
    for edge in edges:
        if not merged or edge - merged[-1] > 2:
            merged.append(edge)
    return merged


def _edge(edges: list[float], position: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - position))
