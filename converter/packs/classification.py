"""The classification lists (政府收支分类科目): codes with names, levels, years and evidence.

Rows with evidence ``recalled`` are unconfirmed: they may suggest, never block. A code whose ``years``
end in the last year known to the list is still valid; an earlier end means that it ended.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from converter.packs.loading import PackError, pack_roots

OPEN_END = 9999
_SPACE = re.compile(r"\s+")
_BRACKETS = str.maketrans({"(": "（", ")": "）", "“": "", "”": "", '"': "", "‘": "", "’": ""})


def plain_name(name: str) -> str:
    """Return a name for comparison: no white space, full-width brackets, no quotation marks."""
    return _SPACE.sub("", name).translate(_BRACKETS)


class Code(NamedTuple):
    """One code (科目): ``level`` is 类, 款 or 项; ``last`` the last year that it is valid."""

    code: str
    name: str
    level: str
    first: int
    last: int
    documented: bool
    note: str = ""


class CodeList:
    """One classification list. Years beyond the list's last known year count as that year."""

    def __init__(self, codes: Iterator[Code] | list[Code]) -> None:
        self._versions: dict[str, list[Code]] = {}
        for code in codes:
            self._versions.setdefault(code.code, []).append(code)
        # An open end ("2024-") is still valid, and tells nothing of the last year that the list knows.
        ends = (c.last for versions in self._versions.values() for c in versions if c.last != OPEN_END)
        self.last_year = max(ends, default=0)

    @cached_property
    def _names(self) -> dict[str, list[Code]]:
        """The codes by plain name; built on first use, for most runs look up codes only."""
        names: dict[str, list[Code]] = {}
        for versions in self._versions.values():
            for code in versions:
                names.setdefault(plain_name(code.name), []).append(code)
        return names

    def __contains__(self, code: str) -> bool:
        return code in self._versions

    def __iter__(self) -> Iterator[str]:
        return iter(self._versions)

    def get(self, code: str, year: int | None = None) -> Code | None:
        """Return the entry valid in ``year`` (any year when None); None when unknown or ended."""
        versions = self._versions.get(code, [])
        if year is None:
            return versions[-1] if versions else None
        shown = min(year, self.last_year)
        return next((c for c in versions if c.first <= shown <= c.last), None)

    def any_year(self, code: str) -> Code | None:
        """Return the newest entry of a code, ended or not."""
        versions = self._versions.get(code)
        return max(versions, key=lambda c: c.last) if versions else None

    def by_name(self, name: str, under: str = "", level: str | None = None) -> list[Code]:
        """Return the entries with exactly that name (spaces and bracket widths aside) below ``under``."""
        return [
            c
            for c in self._names.get(plain_name(name), [])
            if c.code.startswith(under) and (level is None or c.level == level)
        ]

    def nearest(self, code: str, year: int | None = None) -> Code | None:
        """Return the nearest valid code to an unknown one: same parent and closest number, or the parent."""
        for cut in (5, 3):
            parent = code[:cut]
            if len(code) <= cut or parent not in self._versions:
                continue
            siblings = [c for c in self._versions if len(c) == len(code) and c.startswith(parent)]
            valid = [c for c in siblings if self.get(c, year)] or siblings
            if valid:
                best = min(valid, key=lambda c: (abs(int(c) - int(code)) if code.isdigit() else 0, c))
                return self.get(best, year) or self.any_year(best)
            return self.any_year(parent)
        return None


@dataclass(frozen=True, slots=True)
class Classification:
    """The lists that the tables use; ``to_government`` maps department to government economic codes."""

    functional: CodeList
    economic: CodeList
    government: CodeList


@cache
def load_classification() -> Classification:
    """Return the lists of the highest template layer that has them (files under ``classification/``)."""
    return Classification(
        functional=CodeList(_read(_find("functional.csv"))),
        economic=CodeList(_read(_find("department_economic.csv"))),
        government=CodeList(_read(_find("government_economic.csv"))),
    )


def _find(name: str) -> Path:
    for root in reversed(pack_roots()):
        if (root / "classification" / name).is_file():
            return root / "classification" / name
    raise PackError([f"程序不完整：找不到科目表 classification/{name}"])


def _read(file: Path) -> list[Code]:
    """Return the rows of a list; raise PackError that names every line at fault."""
    codes: list[Code] = []
    faults: list[str] = []
    spans: dict[str, tuple[int, int] | None] = {}
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        heads = next(reader, [])
        missing = [head for head in ("code", "name", "level", "years", "evidence") if head not in heads]
        if missing:
            raise PackError([f"{file}：第一行缺少列名 {'、'.join(missing)}"])
        at = {head: heads.index(head) for head in heads}
        width, note_at = len(heads), at.get("note")
        for number, row in enumerate(reader, start=2):
            if not row:
                continue
            cells = row if len(row) >= width else row + [""] * (width - len(row))
            years = cells[at["years"]]
            if years not in spans:
                spans[years] = _span(years)
            span, code, name = spans[years], cells[at["code"]].strip(), cells[at["name"]].strip()
            if not (span and code and name):
                faults.append(f"{file} 第{number}行：应有 code、name 和形如 2018-2025 的 years")
                continue
            documented = cells[at["evidence"]] == "documented"
            note = "" if note_at is None else cells[note_at]
            codes.append(Code(code, name, cells[at["level"]].strip(), *span, documented, note))
    if faults:
        raise PackError(faults)
    return codes


def _span(years: str) -> tuple[int, int] | None:
    """Return the first and last year of ``2018-2025``, ``2024-`` (open) or ``2024``; None if neither."""
    first, dash, last = years.partition("-")
    if not first.isdigit() or not (last or first).isdigit():
        return None
    return int(first), int(last) if last else OPEN_END if dash else int(first)
