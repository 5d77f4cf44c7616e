"""Kinds, sources and projects that the cells of a row say together; each answer is remembered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from converter.ledger.hierarchy import contains_path, meet_paths
from converter.ledger.settings import Setting
from converter.reading.model import CellValue
from converter.reading.numbers import split_code_name


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
    _projects: dict[tuple[CellValue, CellValue, CellValue], tuple[str, str]] = field(default_factory=dict)
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
            own = read(text) or read(split_code_name(text)[1])
            if own is None:
                if value is not project_class or read is words.kind_of:
                    fault, said = "unknown", text
                continue
            met = meet_paths(found, own)
            if met is None:
                fault, said = "contradiction", text
                continue
            found = met
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

    def project(self, joined: CellValue, code: CellValue, name: CellValue) -> tuple[str, str]:
        """Return (name, code) of a project from a joined cell, a code cell and a name cell."""
        cells = (joined, code, name)
        found = self._projects.get(cells)
        if found is None:
            own_code, own_name = split_code_name(joined)
            if name is not None:
                text = str(name)
                own_name = split_code_name(text)[1] if "##" in text else text
            if code is not None:
                own_code = _text(code) if isinstance(code, str) else split_code_name(code)[0]
            found = self._projects[cells] = (_one_line(own_name), own_code)
        return found

    def procurement(self, value: CellValue) -> bool | None:
        """Return what a procurement flag says; None when blank or neither yes nor no."""
        if value not in self._flags:
            text = _text(value)
            self._flags[value] = self.setting.words.procurement_yes(text) if text else None
        return self._flags[value]


def joined_kind(outer: str, own: str) -> tuple[str, bool]:
    """Return (kind, contradiction) of what title and row say; the row wins."""
    met = meet_paths(outer, own)
    return (own, True) if met is None else (met, False)


def is_project_kind(kind: str) -> bool:
    """Return whether a kind is project spending."""
    return contains_path("project", kind)


def _text(value: CellValue) -> str:
    return "" if value is None else str(value).strip()


def _one_line(text: str) -> str:
    return "".join(part.strip() for part in text.splitlines())
