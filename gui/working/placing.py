"""Puts outputs where the user wants them, never over an existing file that differs without leave.

Outputs are first made in a folder of their own; then it is known what would be replaced.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from converter.findings import Finding


class Placing:
    """Collects the outputs of documents and moves them into ``out`` together; they are made below ``spare``.

    ``supplement_at`` is where the supplement workbook was put, None as long as it was not.
    """

    def __init__(self, out: Path, spare: Path) -> None:
        self.out = out
        self.supplement_at: str | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="out-", dir=spare, ignore_cleanup_errors=True)
        self._staged: dict[int, dict[str, Path]] = {}
        self._supplement: Path | None = None

    @property
    def folder(self) -> Path:
        """The folder in which outputs are made."""
        return Path(self._folder.name)

    def __enter__(self) -> Placing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def room(self, number: int) -> Path:
        """Return the folder in which the outputs of one document are to be made."""
        return self.folder / str(number)

    def stage(self, number: int, outputs: dict[str, str]) -> None:
        """Note the outputs that were made of one document."""
        self._staged[number] = {kind: Path(path) for kind, path in outputs.items()}

    def add_supplement(self, path: Path) -> None:
        """Add the supplement workbook. It may be replaced: it keeps what was typed in it."""
        self._supplement = path

    def conflicts(self) -> list[str]:
        """Return the existing files that differ from what would be written in their place."""
        found = []
        for _, _, path, target in self._targets():
            try:
                if target.exists() and target.read_bytes() != path.read_bytes():
                    found.append(str(target))
            except OSError:
                found.append(str(target))
        return found

    def place(self) -> tuple[dict[int, dict[str, str]], list[Finding]]:
        """Write everything; return where the outputs of each document are, and what the writing had to say
        (files that are open, folders closed)."""
        from converter.findings import Severity
        from converter.writing.files import save

        outputs: dict[int, dict[str, str]] = {}
        faults = []
        for number, kind, path, target in self._targets():
            content = path.read_bytes()
            fault = None
            if not (target.is_file() and target.read_bytes() == content):
                fault = save(target, content)
            if fault is None or fault.severity is not Severity.ERROR:
                outputs.setdefault(number, {})[kind] = str(target)
            if fault is not None:
                faults.append(fault)
        if self._supplement is not None:
            target = self.out / self._supplement.name
            fault = save(target, self._supplement.read_bytes())
            if fault is None or fault.severity is not Severity.ERROR:
                self.supplement_at = str(target)
            if fault is not None:
                faults.append(fault)
        return outputs, faults

    def _targets(self) -> list[tuple[int, str, Path, Path]]:
        """Return where every staged file goes; two files of the same name get numbers."""
        taken: set[str] = set()
        result = []
        for document in sorted(self._staged):
            for kind, path in self._staged[document].items():
                name, number = path.name, 2
                while name.casefold() in taken:
                    name = f"{path.stem}（{number}）{path.suffix}"
                    number += 1
                taken.add(name.casefold())
                result.append((document, kind, path, self.out / name))
        return result
