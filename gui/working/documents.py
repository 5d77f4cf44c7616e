"""The documents of a run: a few in memory, those of a county in files of a temporary folder."""

from __future__ import annotations

import pickle
import tempfile
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from converter.results import Document

# So many documents that were fetched from files stay in memory: those that a person goes back and forth between.
_FETCHED = 6


def keep(thing: object, folder: Path) -> Path:
    """Put something into a new file of the folder, which is this program's own; return the file's path."""
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".kept", delete=False) as stream:
        pickle.dump(thing, stream, protocol=pickle.HIGHEST_PROTOCOL)
        return Path(stream.name)


def fetch(path: Path) -> Any:
    """Return what ``keep`` put into a file."""
    return pickle.loads(path.read_bytes())


class Documents:
    """Documents by number; numbers may be filled in any order."""

    def __init__(self) -> None:
        self._held: dict[int, Document | Path] = {}
        self._fetched: OrderedDict[int, Document] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def put(self, number: int, document: Document | Path) -> None:
        """Keep a document, or the file in which another process kept it."""
        self._held[number] = document

    def held(self, number: int) -> Document | Path:
        """Return a document as it is kept: itself or its file."""
        return self._held[number]

    def __getitem__(self, number: int) -> Document:
        found = self._held[number]
        if not isinstance(found, Path):
            return found
        if number not in self._fetched:
            self._fetched[number] = fetch(found)
            if len(self._fetched) > _FETCHED:
                self._fetched.popitem(last=False)
        self._fetched.move_to_end(number)
        return self._fetched[number]

    def drop(self, still: Documents) -> None:
        """Remove the files of documents, but those that ``still`` holds too."""
        others = {found for found in still._held.values() if isinstance(found, Path)}
        for found in self._held.values():
            if isinstance(found, Path) and found not in others:
                found.unlink(missing_ok=True)
        self._held.clear()
        self._fetched.clear()
