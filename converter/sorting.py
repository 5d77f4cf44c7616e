"""Sorts input files by what they are, not by the order or the names in which they were given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from converter.disclosure.table_loading import load_tables
from converter.packs.loading import Pack
from converter.reading.model import SourceFile
from converter.recognition.words import normal

if TYPE_CHECKING:
    from converter.recognition.mapping import FileMapping

SPREADSHEETS = frozenset((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv", ".tsv", ".xml"))
DOCUMENTS = frozenset((".docx", ".doc", ".wps", ".pdf", ".txt"))
# Web pages are what many budget systems export under another name; a page may be either.
EITHER = frozenset((".htm", ".html", ".mht"))

FINISHED_SUFFIXES = (
    ".docx",
    ".docm",
    ".doc",
    ".wps",
    ".rtf",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".xlsb",
    ".ods",
    ".et",
    ".pdf",
    ".txt",
    ".htm",
    ".html",
)

_BLANKS = re.compile(r"\{\w+\}")
_HEAD_ROWS = 8


def files_of(paths: Iterable[str | Path]) -> list[Path]:
    """Return the files given and those below the folders given, without lock files and unknown kinds.

    A file that was given by itself is always kept: reading it says what is wrong with it.
    """
    known = SPREADSHEETS | DOCUMENTS | EITHER | set(FINISHED_SUFFIXES)
    found: list[Path] = []
    for path in map(Path, paths):
        if not path.is_dir():
            found.append(path)
            continue
        below = sorted(p for p in path.rglob("*") if p.suffix.lower() in known and p.is_file())
        found += [p for p in below if not p.name.startswith(("~$", "."))]
    return list(dict.fromkeys(found))


def sure_by_name(path: Path) -> str | None:
    """Return "finished" for kinds of files that are never working spreadsheets; None: look inside."""
    return "finished" if path.suffix.lower() in DOCUMENTS else None


def looks_finished(source: SourceFile, pack: Pack) -> bool:
    """Tell a finished set of tables (公开表) from a working spreadsheet: most titles of the form are in it."""
    titles = _titles(pack)
    found = set()
    for sheet in source.sheets:
        texts = [
            normal(str(value)) for row in sheet.rows[:_HEAD_ROWS] for value in row if isinstance(value, str)
        ]
        for table, words in titles.items():
            if any(all(word in text for word in words) for text in texts):
                found.add(table)
    return len(found) * 2 >= len(titles) > 0


def looks_working(path: Path, pack: Pack) -> bool:
    """Tell a working spreadsheet from a finished document of an unknown form: it has budget lines or income by
    unit, and none of the overviews that every published set of tables begins or ends with."""
    from converter.reading import read_file
    from converter.recognition.mapping import Role
    from converter.recognition.recognising import recognise

    if path.suffix.lower() not in SPREADSHEETS | EITHER:
        return False
    source = read_file(path)
    if not source.readable:
        return False
    roles = {sheet.role for sheet in recognise(source, pack).sheets if sheet.blocks}
    return bool(roles & {Role.BUDGET, Role.INCOME}) and not roles & {Role.OVERVIEW, Role.THREE_PUBLIC}


def last_year_among(
    working: Sequence[tuple[SourceFile, FileMapping]],
    finished: Sequence[Path],
    pack: Pack,
    year: int | None,
) -> list[Path]:
    """Return the files that are last year's beside working spreadsheets of this year.

    ``year`` is the budget year if the user said it. A finished document of the year before is last year's;
    so is a working spreadsheet of the year before, if one of this year is of the same unit.
    """
    from converter.disclosure.finished.reading import read_finished
    from converter.ledger.units_named import units_of, years_of
    from converter.recognition.vocabulary import Vocabulary

    years = {source.path: years_of(mapping) for source, mapping in working}
    this = year or max((y for known in years.values() for y in known), default=None)
    if this is None:
        return []
    found: list[Path] = []
    words = Vocabulary.of(pack)
    before = [pair for pair in working if years[pair[0].path] and max(years[pair[0].path]) < this]
    if before:
        current = [pair for pair in working if pair not in before]
        keys = [key for pair in current for key in units_of(*pair, words)]
        names, codes = {normal(key.name) for key in keys}, {key.code for key in keys if key.code}
        for source, mapping in before:
            # A unit that was renamed keeps its code.
            if any(
                normal(key.name) in names or key.code in codes for key in units_of(source, mapping, words)
            ):
                found.append(Path(source.path))
    for path in finished:
        disclosure = read_finished(path, pack).disclosure
        if disclosure is not None and disclosure.year == this - 1:
            found.append(path)
    return found


def _titles(pack: Pack) -> dict[str, Sequence[str]]:
    """Return the fixed words of every table's title."""
    words: dict[str, Sequence[str]] = {}
    for table in load_tables(pack).tables:
        pieces = [normal(piece) for piece in _BLANKS.split(table.title)]
        words[table.id] = [piece for piece in pieces if piece]
    return words
