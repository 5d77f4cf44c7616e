"""Kinds, sources and projects that the cells of a row say together; each answer is remembered."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from converter.ledger.hierarchy import contains_path, meet_paths
from converter.ledger.settings import Setting
from converter.reading.model import CellValue
from converter.reading.numbers import split_code_name

_PIECES = re.compile(r"[()（）\[\]【】\-－—_/、,，:：\s]+")


class Said(NamedTuple):
    """What cells say: an id ("" when blank), and what is wrong: "unknown", "contradiction" or ""."""

    id: str
    fault: str = ""
    text: str = ""


@dataclass(slots=True)
class RowWords:
    """Reads the cells of kind, staffing and project class, and those of fund and origin."""

    setting: Setting
    _kinds: dict[tuple[CellValue, CellValue, CellValue], Said] = field(default_factory=dict)
    _sources: dict[tuple[CellValue, CellValue], Said] = field(default_factory=dict)
    _flags: dict[CellValue, bool | None] = field(default_factory=dict)

    def kind(self, kind: CellValue, staffing: CellValue, project_class: CellValue) -> Said:
        """Return the kind of spending; an explicit kind wins over staffing, both over the class.

        A class that is not in the word list says nothing (offices have classes of their own).
        """
        cells = (kind, staffing, project_class)
        said = self._kinds.get(cells)
        if said is None:
            said = self._kinds[cells] = self._read_kind(kind, staffing, project_class)
        return said

    def _read_kind(self, kind: CellValue, staffing: CellValue, project_class: CellValue) -> Said:
        words = self.setting.words
        found, fault, said = "", "", ""
        for value, read in (
            (kind, words.kind_of),
            (staffing, words.kind_of),
            (project_class, words.kind_of_project_class),
        ):
            text = "" if value is None else str(value).strip()
            if not text:
                continue
            own = read(text) or read(split_code_name(text)[1]) or _of_pieces(text, words.kind_of)
            if own is None:
                if words.kind_asked(text) or words.kind_asked(split_code_name(text)[1]):
                    fault, said = "asked", text
                    continue
                if value is not project_class or read is words.kind_of:
                    fault, said = "unknown", text
                continue
            met = meet_paths(found, own)
            if met is None:
                fault, said = "contradiction", text
                continue
            found = met
        if found and fault == "asked":
            fault = ""  # another cell says which of the two it is
        return Said(found, fault, said)

    def source(self, fund: CellValue, origin: CellValue) -> Said:
        """Return the source that 资金性质 and 资金来源 say."""
        cells = (fund, origin)
        said = self._sources.get(cells)
        if said is None:
            said = self._sources[cells] = self._read_source(_text(fund), _text(origin))
        return said

    def _read_source(self, fund: str, origin: str) -> Said:
        if not fund and not origin:
            return Said("")
        words = self.setting.words
        for one, other in ((fund, origin), (split_code_name(fund)[1], split_code_name(origin)[1])):
            if not one and not other:
                continue
            found = words.source_of(one, other)
            if found:
                return Said(found)
        text = " ".join(filter(None, (fund, origin)))
        for single in (fund, origin):
            if single and not words.source_of(single):
                return Said("", "asked" if self.setting.sources.asked(single) else "unknown", single)
        return Said("", "contradiction", text)

    def projects(
        self, joined: Sequence[CellValue], codes: Sequence[CellValue], names: Sequence[CellValue]
    ) -> tuple[list[str], list[str]]:
        """Return names and codes of projects from columns of joined cells, codes and names."""
        split = {value: split_code_name(value) for value in set(joined)}
        coded = {value: _code(value) for value in set(codes)}
        named = {value: _one_line(_bare_name(value)) for value in set(names)}
        if len(split) == 1 and None in split:
            found = [named[name] for name in names], [coded[code] for code in codes]
        else:
            found = (
                [named[name] or _one_line(split[both][1]) for name, both in zip(names, joined, strict=True)],
                [coded[code] or split[both][0] for code, both in zip(codes, joined, strict=True)],
            )
        return found

    def procurement(self, value: CellValue) -> bool | None:
        """Return what a procurement flag says; None when blank or neither yes nor no."""
        if value not in self._flags:
            text = _text(value)
            self._flags[value] = self.setting.words.procurement_yes(text) if text else None
        return self._flags[value]


def _of_pieces(text: str, read: Callable[[str], str | None]) -> str | None:
    """Return the kind that all pieces of a text say together (基本支出（人员）, 项目支出/特定目标类)."""
    found = ""
    pieces = [piece.strip() for piece in _PIECES.split(text) if piece.strip()]
    for piece in pieces:
        own = read(piece)
        met = None if own is None else meet_paths(found, own)
        if met is None:
            return None
        found = met
    return found or None


def joined_kind(outer: str, own: str) -> tuple[str, bool]:
    """Return (kind, contradiction) of what title and row say; the row wins."""
    met = meet_paths(outer, own)
    return (own, True) if met is None else (met, False)


def is_project_kind(kind: str) -> bool:
    """Return whether a kind is project spending."""
    return contains_path("project", kind)


def _text(value: CellValue) -> str:
    return "" if value is None else str(value).strip()


def _code(value: CellValue) -> str:
    if isinstance(value, str):
        return value.strip()
    return "" if value is None else split_code_name(value)[0]


def _bare_name(value: CellValue) -> str:
    text = "" if value is None else str(value)
    return split_code_name(text)[1] if "##" in text else text


def _one_line(text: str) -> str:
    return "".join([part.strip() for part in text.splitlines()]) if "\n" in text else text.strip()
