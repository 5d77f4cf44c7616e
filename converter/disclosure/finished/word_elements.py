"""What a reader sees of a Word document: its paragraphs and tables in order, and the text of a paragraph.

Both the reading of finished documents and their annotated copies count paragraphs and tables with these.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WRAPPERS = frozenset(f"{W}{name}" for name in ("ins", "moveTo", "smartTag", "customXml", "sdtContent"))
_INLINE = _WRAPPERS | {f"{W}{name}" for name in ("hyperlink", "fldSimple", "sdt", "dir", "bdo")}
_FRAMED = 3  # paragraphs that only a frame, and no cell of a table, holds


def blocks(parent: Any) -> Iterator[Any]:
    """Yield the paragraphs (w:p) and tables (w:tbl) below ``parent`` in order.

    A table of one cell in a row that holds text and tables is a frame, and so is one that is smaller than the
    tables in its cells: what is in it is yielded. Tables in the cells of another table follow it, paragraphs in
    text boxes the paragraph that they are anchored to.
    """
    for child in parent:
        tag = child.tag
        if tag == f"{W}p":
            yield child
            yield from _boxed(child)
        elif tag == f"{W}tbl":
            if _is_frame(child):
                for row in table_rows(child):
                    for cell in row.iterfind(f"{W}tc"):
                        yield from blocks(cell)
            else:
                yield child
                for row in table_rows(child):
                    for inner in row.iterfind(f"{W}tc/{W}tbl"):
                        yield from blocks([inner])
        elif tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from blocks(content)
        elif tag in _WRAPPERS:
            yield from blocks(child)


def _boxed(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(f"{W}txbxContent"):
        if next(box.iterancestors(_FALLBACK), None) is None:
            yield from blocks(box)


def table_rows(table: Any) -> Iterator[Any]:
    """Yield the rows (w:tr) of a table, those inside of content controls and marked insertions as well."""
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag == f"{W}sdt" or child.tag in _WRAPPERS:
            yield from table_rows(child)


def own_paragraphs(cell: Any) -> Iterator[Any]:
    """Yield the paragraphs of a cell without those of tables inside of it."""
    for child in cell:
        if child.tag == f"{W}p":
            yield child
        elif child.tag != f"{W}tbl":
            yield from own_paragraphs(child)


def _is_frame(table: Any) -> bool:
    rows = list(table_rows(table))
    cells = [row.findall(f"{W}tc") for row in rows]
    inner = list(table.iterdescendants(f"{W}tbl"))
    if inner and max(sum(1 for _ in found.iter(f"{W}tc")) for found in inner) > sum(map(len, cells)):
        return True
    if not rows or any(len(found) != 1 for found in cells):
        return False
    inside = [cell for found in cells for cell in found]
    return any(cell.find(f"{W}tbl") is not None or len(cell.findall(f"{W}p")) > _FRAMED for cell in inside)


def paragraph_text(paragraph: Any) -> str:
    """Return the visible text of a w:p element: tabs and breaks kept; what is deleted, moved away or hidden and
    the codes of fields left out."""
    parts: list[str] = []
    _collect(paragraph, parts)
    return "".join(parts)


def _collect(element: Any, parts: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == f"{W}r":
            _run(child, parts)
        elif tag in _INLINE:
            _collect(child, parts)


def _run(run: Any, parts: list[str]) -> None:
    properties = run.find(f"{W}rPr")
    if properties is not None:
        hidden = properties.find(f"{W}vanish")
        if hidden is not None and hidden.get(f"{W}val", "1") not in ("0", "false", "off"):
            return
    for node in run:
        tag = node.tag
        if tag == f"{W}t":
            parts.append(node.text or "")
        elif tag == f"{W}tab":
            parts.append("\t")
        elif tag == f"{W}noBreakHyphen":
            parts.append("-")
        elif tag in (f"{W}br", f"{W}cr"):
            parts.append("\n")
