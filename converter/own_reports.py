"""Tells this program's own reports (校验报告, 批量结果, 全部部门汇总) from the files of a budget.

They lie beside inputs when an output folder is inside the input folder; they are neither working spreadsheets
nor finished documents, and must not be read as either.
"""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

# How annotated copies (批注副本) of documents are told from the documents by their names.
COPY_MARK = "（批注）"
# The first sheets of each report, and the title that its first cell shows.
_REPORTS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("结论", "校验发现"), "预算公开校验报告"),
    (("各单位",), "各单位结果"),
    (("收支总表", "按资金来源"), "全部部门收支总表"),
)
_SHEET = re.compile(r'<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"')
_MOST_BYTES = 4_000_000


def is_own_report(path: str | Path) -> bool:
    """Return whether a file is a report that this program wrote; only its list of sheets is looked at."""
    if Path(path).suffix.lower() != ".xlsx":
        return False
    try:
        with zipfile.ZipFile(path) as package:
            names = _SHEET.findall(_part(package, "xl/workbook.xml"))
            for first, title in _REPORTS:
                if tuple(names[: len(first)]) == first:
                    # Texts stand in a list of their own, or in the sheet itself (openpyxl).
                    held = {"xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"} & set(package.namelist())
                    return any(title in _part(package, name) for name in sorted(held))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, RuntimeError, NotImplementedError):
        return False
    return False


def _part(package: zipfile.ZipFile, name: str) -> str:
    with package.open(name) as stream:
        return html.unescape(stream.read(_MOST_BYTES).decode(errors="replace"))
