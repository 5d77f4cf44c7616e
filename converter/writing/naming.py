"""Names of output files: patterns of the pack filled with a unit's name, which is data, never a path."""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass, field

from converter.packs.loading import Pack

# A file name may hold 255 bytes on Linux and 255 UTF-16 units on Windows; the rest is kept for the
# suffixes that Office programs add to their own lock files.
LONGEST_NAME = 220

# What no file name may hold on Windows is shown by its full-width twin, so that the name stays readable.
_FORBIDDEN = str.maketrans('\\/:*?"<>|', "＼／：＊？＂＜＞｜")
_PLACEHOLDER = re.compile(r"\{(unit|year|wording)\}")
_RESERVED = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{port}{number}" for port in ("COM", "LPT") for number in "123456789¹²³"
}


@dataclass(frozen=True, slots=True)
class OutputNames:
    """``outputs.toml`` of a pack: the file-name pattern of every output by its key (``workbook`` …).

    Patterns may use ``{unit}``, ``{year}`` and ``{wording}`` (部门 or 单位). ``unnamed`` stands for a
    unit without a name.
    """

    names: dict[str, str] = field(default_factory=dict)
    unnamed: str = "未命名单位"


def output_name(pack: Pack, key: str, unit: str, year: int | None, wording: str, distinct: str = "") -> str:
    """Return the file name of the output ``key`` for a unit: one component, valid on every system.

    ``distinct`` (a unit's code) is added in brackets, to tell apart units of the same name.
    A name that would be too long loses the end of the unit's name for a mark computed from the whole
    name, so that two long names stay apart.
    """
    names = pack.section("outputs", OutputNames)
    pattern = names.names[key]
    name = safe_name(unit) or names.unnamed
    if distinct:
        name = safe_name(f"{name}（{distinct}）")

    values = {"year": "" if year is None else str(year), "wording": wording}

    def fill(shown: str) -> str:
        # One pass: a brace in a unit's name is never taken for a placeholder.
        return safe_name(_PLACEHOLDER.sub(lambda m: shown if m[1] == "unit" else values[m[1]], pattern))

    whole = fill(name)
    excess = len(whole.encode()) - LONGEST_NAME
    if excess > 0:
        mark = f"～{zlib.crc32(name.encode()):08x}"
        whole = fill(_cut(name, max(len(name.encode()) - excess - len(mark.encode()), 3)) + mark)
    return whole


def safe_name(text: str) -> str:
    """Return ``text`` as a part of a file name: no separator, control or invisible character, no space
    or dot at the ends, no name that Windows reserves for devices; "" when nothing is left."""
    visible = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    name = " ".join(unicodedata.normalize("NFC", visible).translate(_FORBIDDEN).split()).strip(" .")
    if name.partition(".")[0].rstrip().upper() in _RESERVED:
        name = f"{name}_"
    return name


def _cut(text: str, size: int) -> str:
    """Return the longest beginning of ``text`` of at most ``size`` UTF-8 bytes."""
    return text.encode()[:size].decode(errors="ignore").rstrip(" .")
