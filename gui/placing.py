"""Puts outputs where the user wants them, never over an existing file that differs without leave.

Outputs are first made in a folder of their own; then it is known what would be replaced.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from converter.findings import Finding
    from converter.results import Document


class Placing:
    """Collects the outputs of documents and moves them into ``out`` together."""

    def __init__(self, out: Path, region: str, options: Any) -> None:
        self.out = out
        self.region = region
        self.options = options
        self._folder = tempfile.TemporaryDirectory(prefix="gongkai-")
        self._staged: list[tuple[Document, str, Path]] = []
        self._supplement: Path | None = None
        self._drafted: list[Document] = []
        self._count = 0

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

    def stage(self, document: Document, *, audit: bool) -> None:
        """Make the outputs of one document; a document without tables has none."""
        from dataclasses import replace

        from converter.packs.loading import load_pack

        if document.disclosure is None:
            return
        self._count += 1
        folder = Path(self._folder.name) / str(self._count)
        document.outputs = {}
        if audit:
            from converter.auditing import AuditOptions, write_audit

            write_audit([document], AuditOptions(out=folder, region=self.region))
        else:
            from converter.pipeline import write_outputs

            pack = load_pack(self.region, document.year)
            write_outputs(document, pack, replace(self.options, out=folder))
        self._staged += [(document, kind, Path(path)) for kind, path in document.outputs.items()]
        document.outputs = {}

    def add_supplement(self, documents: list[Document], path: Path) -> None:
        """Add the supplement workbook of ``documents``. It may be replaced: it keeps what was typed in it."""
        self._supplement, self._drafted = path, documents

    def conflicts(self) -> list[str]:
        """Return the existing files that differ from what would be written in their place."""
        found = []
        for target, path in self._targets():
            try:
                if target.exists() and target.read_bytes() != path.read_bytes():
                    found.append(str(target))
            except OSError:
                found.append(str(target))
        return found

    def place(self) -> list[Finding]:
        """Write everything; return what the writing had to say (files that are open, folders closed)."""
        from converter.findings import Severity
        from converter.writing.files import save

        faults = []
        for (document, kind, _), (target, path) in zip(self._staged, self._targets(), strict=True):
            content = path.read_bytes()
            fault = None
            if not (target.is_file() and target.read_bytes() == content):
                fault = save(target, content)
            if fault is None or fault.severity is not Severity.ERROR:
                document.outputs.setdefault(kind, str(target))
            if fault is not None:
                faults.append(fault)
        if self._supplement is not None:
            target = self.out / self._supplement.name
            fault = save(target, self._supplement.read_bytes())
            if fault is None or fault.severity is not Severity.ERROR:
                for document in self._drafted:
                    document.outputs["supplement"] = str(target)
            if fault is not None:
                faults.append(fault)
        return faults

    def _targets(self) -> list[tuple[Path, Path]]:
        """Return where every staged file goes; two files of the same name get numbers."""
        taken: set[str] = set()
        result = []
        for _, _, path in self._staged:
            name, number = path.name, 2
            while name.casefold() in taken:
                name = f"{path.stem}（{number}）{path.suffix}"
                number += 1
            taken.add(name.casefold())
            result.append((self.out / name, path))
        return result
