"""Sheets made up from text for the tests: one line a row, cells parted by |, numbers as numbers."""

from __future__ import annotations

import re
from decimal import Decimal

from converter.packs.loading import Pack, load_pack
from converter.reading.model import CellValue, MergedArea, Sheet, SourceFile
from converter.recognition.mapping import BlockMapping, FileMapping, Meaning, SheetMapping
from converter.recognition.recognising import recognise

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")


def value(text: str) -> CellValue:
    """Return a cell's value: an exact number, a text, or None for a blank one."""
    text = text.strip()
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return Decimal(text) if "." in text else int(text)
    return text


def sheet(
    text: str,
    name: str = "Sheet1",
    merged: tuple[str, ...] = (),
    *,
    hidden: bool = False,
    uncached: frozenset[tuple[int, int]] = frozenset(),
) -> Sheet:
    """Return a sheet of ``text``; ``merged`` holds areas such as A1:C1."""
    rows = [[value(cell) for cell in line.split("|")] for line in text.strip("\n").split("\n")]
    return Sheet("t.xlsx", name, rows, hidden=hidden, merged=tuple(map(area, merged)), uncached=uncached)


def area(name: str) -> MergedArea:
    """Return the merged area of an A1:B2 name."""
    first, last = name.split(":")
    (top, left), (bottom, right) = place(first), place(last)
    return MergedArea(top, left, bottom, right)


def place(name: str) -> tuple[int, int]:
    """Return zero-based row and column of an A1 name."""
    letters = "".join(c for c in name if c.isalpha())
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(name[len(letters) :]) - 1, column - 1


def pack() -> Pack:
    """Return the pack of the tests."""
    return load_pack("xinjiang", 2023)


def book(*sheets: Sheet, path: str = "t.xlsx", money: str | None = None) -> FileMapping:
    """Return what a file of these sheets is taken for."""
    return recognise(SourceFile(path, "xlsx", list(sheets)), pack(), money=money)


def read(text: str, name: str = "Sheet1", merged: tuple[str, ...] = (), **more: str) -> SheetMapping:
    """Return what a file of one sheet is taken for."""
    return book(sheet(text, name, merged), **more).sheets[0]


def meanings(block: BlockMapping) -> dict[str, Meaning]:
    """Return the meaning of every column by its header path."""
    return {column.header: column.meaning for column in block.columns}


def amounts(block: BlockMapping) -> dict[str, dict[str, str]]:
    """Return the dims of the columns that count, by header path."""
    return {c.header: c.dims for c in block.columns if c.meaning is Meaning.AMOUNT}


def rules(mapping: SheetMapping) -> list[str]:
    """Return the rule ids of a sheet's questions."""
    return [question.rule for question in mapping.questions]
