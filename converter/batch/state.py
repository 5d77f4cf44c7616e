"""What a batch has done so far (``--resume``): one line a group, written as soon as the group is done.

A line holds the marks of everything that the group's outputs depend on, the outputs with their marks, and
the results. A line that a killed run left unfinished is no line.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from converter.batch.model import FileKind, FileNote, Group, UnitResult, result_from_json
from converter.batch.working import mark_of
from converter.findings import Finding
from converter.ledger.model import UnitKey
from converter.packs.loading import Pack
from converter.writing.files import TEMPORARY_SUFFIX, save

STATE_NAME = "批量进度.jsonl"
CHECK_STATE_NAME = "批量检查进度.jsonl"
_MOST_BYTES = 1 << 30


@dataclass(slots=True)
class State:
    """The state file of an output folder; ``settings`` is the mark of the options and of the program.

    Groups are held as the lines that the file has, compressed: as objects those of a county would fill the
    memory. A group of many units has a line for each unit, and one that names these.
    """

    folder: Path
    settings: str
    name: str = STATE_NAME
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: dict[str, bytes] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """The state file."""
        return self.folder / self.name

    def load(self) -> None:
        """Take what an earlier run with the same settings has noted; anything damaged is passed over."""
        try:
            if self.file.stat().st_size > _MOST_BYTES:
                return
            lines = self.file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return
        for line in lines:
            try:
                data = json.loads(line)
            except ValueError:
                continue
            if not isinstance(data, dict) or data.get("settings") != self.settings:
                continue
            if data.get("kind") == "file":
                self.notes[str(data.get("path"))] = data
            elif data.get("kind") == "group":
                self.groups[str(data.get("key"))] = _packed(f"{line}\n".encode())

    def begin(self) -> Finding | None:
        """Start the state file anew with what is still of use, and remove what a killed run left behind.

        Returns what keeps the folder from being written to.
        """
        for pattern in (f".*{TEMPORARY_SUFFIX}", f"*/.*{TEMPORARY_SUFFIX}"):  # departments have a folder
            for left in self.folder.glob(pattern):
                with contextlib.suppress(OSError):
                    left.unlink(missing_ok=True)
        return self.rewrite()

    def rewrite(self) -> Finding | None:
        """Write the state file in a fixed order: the same work gives the same bytes."""
        notes = [_line(self.notes[key]) for key in sorted(self.notes)]
        groups = (zlib.decompress(self.groups[key]) for key in sorted(self.groups))
        return save(self.file, b"".join([*notes, *groups]))

    def note_of(self, path: str) -> FileNote | None:
        """Return what was seen of a file in an earlier run, if the file is still the same."""
        data = self.notes.get(path)
        if data is None or not data.get("mark") or mark_of(path) != data["mark"]:
            return None
        try:
            kind = FileKind(data["what"])
            if kind is FileKind.REFUSED:
                return None  # such files are few, and a new look may find them mended
            units = [UnitKey(*map(str, key)) for key in data["units"]]
            return FileNote(path, data["mark"], kind, units, [int(year) for year in data["years"]])
        except (KeyError, TypeError, ValueError):
            return None

    def add_note(self, note: FileNote) -> None:
        """Enter what was seen of a file."""
        entry = {
            "kind": "file",
            "settings": self.settings,
            "path": note.path,
            "mark": note.mark,
            "what": note.kind.value,
            "units": [list(key) for key in note.units],
            "years": note.years,
        }
        if self.notes.get(note.path) != entry:
            self.notes[note.path] = entry
            self._append(_line(entry))

    def done(self, key: str) -> list[UnitResult] | None:
        """Return the results of a group that is done, if its outputs are still whole; else None."""
        line = self.groups.get(key)
        if line is None:
            return None
        data = json.loads(zlib.decompress(line))
        try:
            for path, mark in data["outputs"].items():
                if mark_of(path) != mark:
                    return None
            results = [result_from_json(one) for one in data["results"]]
            for unit in data.get("units", ()):
                found = self.done(unit) if unit != key else None
                if found is None:
                    return None
                results += found
        except (KeyError, TypeError, ValueError, AttributeError):
            return None
        return results

    def add_group(self, key: str, results: Sequence[UnitResult], units: Sequence[str] = ()) -> None:
        """Enter a group that is done; ``units`` are the keys under which some of it has been entered."""
        outputs = [path for result in results for path in result.document.outputs.values()]
        entry = {
            "kind": "group",
            "settings": self.settings,
            "key": key,
            "outputs": {path: mark_of(path) for path in sorted(outputs)},
            "results": [result.as_json() for result in results],
            "units": list(units),
        }
        line = _line(entry)
        self.groups[key] = _packed(line)
        self._append(line)

    def keep_only(self, keys: Iterable[str], paths: Iterable[str]) -> None:
        """Forget groups and files that are no more."""
        wanted, files = set(keys), set(paths)
        for key in tuple(wanted & self.groups.keys()):
            wanted.update(json.loads(zlib.decompress(self.groups[key])).get("units", ()))
        self.groups = {key: data for key, data in self.groups.items() if key in wanted}
        self.notes = {path: data for path, data in self.notes.items() if path in files}

    def _append(self, line: bytes) -> None:
        try:
            with self.file.open("ab") as stream:
                stream.write(line)
        except OSError:
            return  # without a state file there is nothing to resume, and nothing else is lost


def _line(entry: dict[str, Any]) -> bytes:
    return f"{json.dumps(entry, ensure_ascii=False, separators=(',', ':'))}\n".encode()


def _packed(line: bytes) -> bytes:
    return zlib.compress(line, 1)


def key_of(group: Group, extra: str) -> str:
    """Return the mark of everything that a group's outputs depend on, beside the settings."""
    digest = hashlib.sha256(extra.encode())
    for note in sorted(group.all_files(), key=lambda note: note.path):
        digest.update(f"\n{note.path}\t{note.mark}".encode())
    return digest.hexdigest()


def settings_key(pack: Pack, chosen: Iterable[object]) -> str:
    """Return the mark of options, pack and program."""
    files = [path for layer in pack.layers for path in sorted(layer.rglob("*.t*"))]
    parts = [*chosen, *map(mark_of, files)]
    return hashlib.sha256(repr([str(part) for part in parts]).encode()).hexdigest()[:16]
