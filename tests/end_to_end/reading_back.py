"""Reads a produced workbook back into figures, by its printed form alone."""

from __future__ import annotations

import html
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from corpus.truth import CLASS_COLUMNS, SOURCE_COLUMNS
from python_calamine import CalamineWorkbook

Figures = dict[str, dict[str, dict[str, Decimal]]]

KINDS = ["合计", "基本支出", "项目支出"]
# Columns of text, then the labels of the amount columns from left to right, as the form has them.
FORMS: dict[str, tuple[int, list[str]]] = {
    "表2": (4, ["总计", "财政拨款(补助)小计", *dict.fromkeys(SOURCE_COLUMNS.values())]),
    "表3": (4, KINDS),
    "表5": (4, KINDS),
    "表6": (3, ["合计", "人员经费", "公用经费"]),
    "表7": (5, ["项目支出合计", *CLASS_COLUMNS.values()]),
    "表8": (4, KINDS),
    "表9": (4, KINDS),
    "表10": (1, ["合计", "一般公共预算", "政府性基金", "国有资本经营预算"]),
}


class FormError(AssertionError):
    """The workbook is not in the form that the tables must have."""


def squeezed(value: object) -> str:
    """Return text without white space."""
    return re.sub(r"\s", "", str(value)) if value is not None else ""


def read_tables(path: Path) -> Figures:
    """Return table → row → column → published figure; raise ``FormError`` when the form is broken."""
    workbook = CalamineWorkbook.from_path(str(path))
    hidden_zeros = _cells_that_hide_zero(path)
    figures: Figures = {}
    for name in workbook.sheet_names:
        found = re.match(r"表(10|[1-9])\s", name)
        if not found:
            continue
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for row, column in hidden_zeros[name]:
            rows[row][column] = ""
        table = f"表{found.group(1)}"
        figures[table] = _read(table, rows)
    if list(figures) != [f"表{number}" for number in range(1, 11)]:
        raise FormError(f"tables in the workbook: {workbook.sheet_names}")
    return figures


def _cells_that_hide_zero(path: Path) -> dict[str, list[tuple[int, int]]]:
    """Return by sheet the cells that hold a formula's zero but print nothing, by their number format."""
    with zipfile.ZipFile(path) as parts:
        styles = parts.read("xl/styles.xml").decode()
        names = re.findall(r'<sheet name="([^"]+)" sheetId="(\d+)"', parts.read("xl/workbook.xml").decode())
        sheets = {
            html.unescape(name): parts.read(f"xl/worksheets/sheet{n}.xml").decode() for name, n in names
        }
    codes = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', styles))
    used = re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs")[1].split("</cellXfs>")[0])
    blank = {
        str(index)
        for index, number in enumerate(used)
        if ([*html.unescape(codes.get(number, "")).split(";"), "0", "0", "0"])[2].strip('" ') == ""
    }
    zero = re.compile(r'<c r="([A-Z]+)(\d+)" s="(\d+)"(?: t="\w+")?><f>[^<]*</f><v>-?0(?:\.0+)?</v>')
    return {
        name: [
            (int(row) - 1, _column(letters)) for letters, row, style in zero.findall(xml) if style in blank
        ]
        for name, xml in sheets.items()
    }


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _read(table: str, rows: list[list[Any]]) -> dict[str, dict[str, Decimal]]:
    if squeezed(rows[0][0]) != table:
        raise FormError(f"{table}: first cell is {rows[0][0]!r}")
    head = [squeezed(value) for row in rows[:3] for value in row]
    if not any(text.startswith(("编制部门", "编制单位")) for text in head) or "单位：万元" not in head:
        raise FormError(f"{table}: line of 编制部门 and 单位：万元 not found: {head}")
    if table in ("表1", "表4"):
        return _two_lists(table, rows)
    texts, labels = FORMS[table]
    body = _after_header(table, rows, texts, labels)
    figures: dict[str, dict[str, Decimal]] = {}
    for row in body:
        if not any(squeezed(value) for value in row) or squeezed(row[0]).startswith("备注"):
            continue
        key = _key(table, [squeezed(value) for value in row[:texts]])
        if key in figures:
            raise FormError(f"{table}: two rows {key}")
        amounts = [_figure(table, key, value) for value in row[texts : texts + len(labels)]]
        if any(squeezed(value) for value in row[texts + len(labels) :]):
            raise FormError(f"{table} {key}: more columns than the form has")
        figures[key] = {
            ("合计" if table == "表7" and label == "项目支出合计" else label): amount
            for label, amount in zip(labels, amounts, strict=True)
            if amount is not None
        }
    if table not in ("表10",) and list(figures)[-1:] != ["合计"]:
        raise FormError(f"{table}: the last row is not 合计: {list(figures)[-3:]}")
    return {key: cells for key, cells in figures.items() if cells}


def _after_header(table: str, rows: list[list[Any]], texts: int, labels: list[str]) -> list[list[Any]]:
    """Return the body rows: those below the header whose leaf labels are the form's."""
    leaves: dict[int, str] = {}
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if number >= 3 and squeezed(value) and not isinstance(value, float):
                leaves[column] = squeezed(value)
        shown = [leaves.get(texts + offset, "") for offset in range(len(labels))]
        if [squeezed(label) for label in labels] == shown and _header_ends(rows, number, texts):
            return rows[number + 1 :]
    raise FormError(f"{table}: columns {labels} not found, the last header read is {leaves}")


def _header_ends(rows: list[list[Any]], number: int, texts: int) -> bool:
    """Return whether the row after ``number`` is not a header row any more (类 款 项 stand below)."""
    following = [squeezed(value) for value in rows[number + 1][:texts]] if number + 1 < len(rows) else []
    return not {"类", "款", "项"} & set(following)


def _key(table: str, texts: list[str]) -> str:
    if "合计" in texts[:2]:
        return "合计"
    if table == "表10":
        return texts[0].removeprefix("其中：")
    levels = 2 if table == "表6" else 3
    parts = [part for part in texts[:levels] if part]
    if any(not part.isdigit() for part in parts) or texts[len(parts) : levels] != [""] * (
        levels - len(parts)
    ):
        raise FormError(f"{table}: codes {texts}")
    widths = [3, 2, 2][: len(parts)]
    if [len(part) for part in parts] != widths:
        raise FormError(f"{table}: codes {texts}")
    code = "".join(parts)
    return f"{code}|{texts[4]}" if table == "表7" else code


def _two_lists(table: str, rows: list[list[Any]]) -> dict[str, dict[str, Decimal]]:
    right = ["预算数"] if table == "表1" else ["合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"]
    left = "预算数" if table == "表1" else "合计"
    start = next(n for n, row in enumerate(rows) if squeezed(row[1]) == left and squeezed(row[2])) + 1
    if [squeezed(value) for value in rows[start - 1][3 : 3 + len(right)]] != right:
        raise FormError(f"{table}: header {rows[start - 1]}")
    figures: dict[str, dict[str, Decimal]] = {}
    for row in rows[start:]:
        label, other = squeezed(row[0]), squeezed(row[2])
        if label and not label.startswith("备注"):
            amount = _figure(table, label, row[1])
            if amount is not None:
                figures[label] = {left: amount}
        if other:
            code = re.match(r"\d{3}", other)
            key = f"支出{code.group()}" if code else other
            cells = {
                column: amount
                for column, value in zip(right, row[3:], strict=False)
                if (amount := _figure(table, key, value)) is not None
            }
            if cells:
                figures[key] = cells
    return figures


def _figure(table: str, row: str, value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    if not isinstance(value, (int, float)):
        raise FormError(f"{table} {row}: {value!r} is not a number")
    amount = Decimal(repr(value))
    if amount == 0:
        raise FormError(f"{table} {row}: a zero is printed")
    if amount != amount.quantize(Decimal("0.01")):
        raise FormError(f"{table} {row}: {amount} has more than two decimals")
    return amount.quantize(Decimal("0.01"))
