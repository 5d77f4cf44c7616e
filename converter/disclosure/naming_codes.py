"""The printed names of codes (科目名称)."""

from __future__ import annotations

from collections.abc import Mapping

from converter.packs.classification import CodeList, load_classification

_LIST_OF = {"function": ("F", "functional"), "economic": ("E", "economic")}


class CodeNames:
    """Names for one unit and year: a documented name wins, else the file's own, else a recalled one.

    A code that the year's list does not know keeps the file's name, else a name it had in another year,
    else the code itself is printed.
    """

    def __init__(self, own: Mapping[str, str], year: int | None) -> None:
        self._own = own
        self._year = year
        self._lists = load_classification()
        self._known: dict[tuple[str, str], str] = {}

    def name(self, dimension: str, code: str) -> str:
        """Return the name of a functional or economic code (``dimension`` function or economic)."""
        key = (dimension, code)
        if key not in self._known:
            self._known[key] = self._find(dimension, code)
        return self._known[key]

    def _find(self, dimension: str, code: str) -> str:
        prefix, attribute = _LIST_OF[dimension]
        codes: CodeList = getattr(self._lists, attribute)
        entry = codes.get(code, self._year)
        if entry is not None and entry.documented:
            return entry.name
        own = self._own.get(prefix + code, "").strip()
        if own:
            return own
        entry = entry or codes.any_year(code)
        return entry.name if entry is not None else code
