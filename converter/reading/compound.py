"""OLE compound files (the container of .xls, .doc and of encrypted workbooks): streams by name.

Written for files that may be cut off or damaged: every chain of sectors is bounded, and whatever does
not fit is a ``CompoundError``, never an endless loop.
"""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_REGULAR = 0xFFFFFFF9
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_NOBODY = 0xFFFFFFFF


class CompoundError(Exception):
    """The container is damaged or cut off."""


@dataclass(slots=True)
class _Entry:
    name: str
    type: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """A compound file in memory; ``names`` are the streams and storages at its top."""

    def __init__(self, data: bytes) -> None:
        """Read the allocation tables and the directory of ``data``; raises CompoundError."""
        self._data = data
        try:
            shift, mini_shift = struct.unpack_from("<HH", data, 30)
            (fat_count, directory, _, cutoff, mini_start, mini_count, difat, difat_count) = (
                struct.unpack_from("<IIIIIIII", data, 44)
            )
            if not data.startswith(SIGNATURE) or shift not in (9, 12) or mini_shift > shift:
                raise CompoundError("header")
            self._shift, self._mini_shift, self._cutoff = shift, mini_shift, cutoff
            self._wide = shift == 12
            self._fat = self._read_fat(fat_count, difat, difat_count)
            self._entries = self._read_directory(directory)
            self._mini_fat = _words(self._chain(mini_start)) if mini_count else array("I")
            root = self._entries[0]
            self._mini = self._chain(root.start)[: root.size] if self._mini_fat else b""
        except (struct.error, IndexError) as fault:
            raise CompoundError(str(fault)) from fault
        self._top = {entry.name.lower(): entry for entry in self._top_entries()}

    @property
    def names(self) -> set[str]:
        """The names of what lies at the top, in lower case."""
        return set(self._top)

    def read(self, name: str) -> bytes:
        """Return the stream ``name``; raises CompoundError when it is damaged, KeyError when absent."""
        entry = self._top[name.lower()]
        if entry.type != _STREAM:
            raise KeyError(name)
        if entry.size < self._cutoff:
            data = self._mini_chain(entry.start, entry.size)
        else:
            data = self._chain(entry.start)
        if len(data) < entry.size:
            raise CompoundError(f"{name}: {len(data)} < {entry.size}")
        return data[: entry.size]

    def _read_fat(self, count: int, difat: int, difat_count: int) -> array[int]:
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        per_sector = (1 << self._shift) // 4
        for _ in range(min(difat_count, len(self._data) >> self._shift)):
            if difat >= _LAST_REGULAR:
                break
            words = _words(self._sector(difat))
            sectors.extend(words[: per_sector - 1])
            difat = words[per_sector - 1]
        fat = array("I")
        for sector in sectors[:count]:
            if sector < _LAST_REGULAR:
                fat.extend(_words(self._sector(sector)))
        return fat

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        if start >= len(self._data):
            raise CompoundError(f"sector {number}")
        return self._data[start : start + (1 << self._shift)]

    def _chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        number = start
        while number < _LAST_REGULAR:
            if len(parts) > len(self._fat) or number >= len(self._fat):
                raise CompoundError(f"chain {start}")
            parts.append(self._sector(number))
            number = self._fat[number]
        return b"".join(parts)

    def _mini_chain(self, start: int, size: int) -> bytes:
        parts: list[bytes] = []
        number, step = start, 1 << self._mini_shift
        while number < _LAST_REGULAR and len(parts) * step < size:
            if number >= len(self._mini_fat):
                raise CompoundError(f"small chain {start}")
            parts.append(self._mini[number * step : (number + 1) * step])
            number = self._mini_fat[number]
        return b"".join(parts)

    def _read_directory(self, start: int) -> list[_Entry]:
        data = self._chain(start)
        entries = []
        for place in range(0, len(data) - 127, 128):
            length, kind = struct.unpack_from("<HB", data, place + 64)
            left, right, child = struct.unpack_from("<III", data, place + 68)
            first, size = struct.unpack_from("<IQ", data, place + 116)
            # Small-sector files may carry rubbish in the upper half of the size.
            size = size if self._wide else size & 0xFFFFFFFF
            name = data[place : place + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            entries.append(_Entry(name, kind, left, right, child, first, size))
        if not entries or entries[0].type != _ROOT:
            raise CompoundError("directory")
        return entries

    def _top_entries(self) -> list[_Entry]:
        """Return what lies directly under the root; embedded objects have streams of the same names."""
        found: list[_Entry] = []
        seen: set[int] = set()
        ahead = [self._entries[0].child]
        while ahead:
            number = ahead.pop()
            if number == _NOBODY or number in seen or number >= len(self._entries):
                continue
            seen.add(number)
            entry = self._entries[number]
            if entry.type in (_STORAGE, _STREAM):
                found.append(entry)
            ahead += [entry.left, entry.right]
        return found


def _words(data: bytes) -> array[int]:
    words = array("I")
    words.frombytes(data[: len(data) // 4 * 4])
    return words
