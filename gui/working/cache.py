"""Input files as read and as recognised, kept from run to run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from converter.packs.loading import Pack
    from converter.reading.model import SourceFile
    from converter.recognition.mapping import FileMapping


class Cache:
    """Files as read and as recognised, kept from run to run: a file that did not change is read once."""

    def __init__(self) -> None:
        self._read: dict[Path, tuple[tuple[int, int], SourceFile]] = {}
        self._recognised: dict[str, tuple[tuple[Any, ...], FileMapping]] = {}

    @staticmethod
    def mark(path: Path) -> tuple[int, int] | None:
        """Return what tells whether a file has changed, None when it is not there."""
        try:
            facts = path.stat()
        except OSError:
            return None
        return facts.st_mtime_ns, facts.st_size

    def knows(self, path: Path) -> bool:
        """Whether a file is here as it is now."""
        return path in self._read and self._read[path][0] == self.mark(path)

    def source(self, path: Path) -> SourceFile:
        """Return a file as read."""
        from converter.reading import read_file

        if not self.knows(path):
            mark = self.mark(path)
            if mark is None:
                return read_file(path)
            self._read[path] = (mark, read_file(path))
        return self._read[path][1]

    def mapping(self, source: SourceFile, pack: Pack, money: str | None) -> FileMapping:
        """Return a file as recognised, before any correction."""
        from converter.recognition.recognising import recognise

        key = (id(source), pack.region, pack.year, money)
        if source.path not in self._recognised or self._recognised[source.path][0] != key:
            self._recognised[source.path] = (key, recognise(source, pack, money=money))
        return self._recognised[source.path][1]

    def put(self, path: Path, pack: Pack, money: str | None, pair: tuple[SourceFile, Any]) -> None:
        """Take over what another process read and recognised."""
        mark, (source, mapping) = self.mark(path), pair
        if mark is not None:
            self._read[path] = (mark, source)
            if mapping is not None:
                key = (id(source), pack.region, pack.year, money)
                self._recognised[source.path] = (key, mapping)

    def keep_only(self, paths: Sequence[Path]) -> None:
        """Let go of files that are no inputs any more."""
        names = {str(path) for path in paths}
        self._read = {path: kept for path, kept in self._read.items() if str(path) in names}
        self._recognised = {path: kept for path, kept in self._recognised.items() if path in names}
