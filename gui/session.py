"""One piece of work: inputs, options, corrections with undo and redo, and what came of them. No Qt.

Results are a function of inputs, options and corrections, so that undoing is leaving a correction out
and starting again, and work in progress is a small file.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gui.work import OUT_FOLDER, RunOptions, Work

if TYPE_CHECKING:
    from converter.recognition.editing import Edit
    from gui.views import FileView, RunResult, SheetView, UnitView


@dataclass(slots=True)
class Session:
    """The state of the window's work. ``done`` are the corrections in force, ``undone`` those taken back."""

    inputs: list[str] = field(default_factory=list)
    options: RunOptions = field(default_factory=RunOptions)
    done: list[Edit] = field(default_factory=list)
    undone: list[Edit] = field(default_factory=list)
    acknowledged: dict[str, str] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    out: str = ""
    files: list[FileView] = field(default_factory=list)
    units: list[UnitView] = field(default_factory=list)
    current: int = -1
    written: bool = False
    stale: bool = False
    marks: tuple[str, ...] = ()

    # ── inputs

    def note_written(self) -> None:
        """Note what the documents say of which the outputs are written now."""
        self.marks = self._marks_of(self.units)

    def _marks_of(self, units: list[UnitView]) -> tuple[str, ...]:
        return (repr(self.options), *(unit.mark for unit in units))

    def start(self, paths: list[str]) -> None:
        """Begin new work on these files and folders; options stay as chosen."""
        self.inputs = list(dict.fromkeys(paths))
        self.done, self.undone, self.acknowledged, self.answers = [], [], {}, {}
        self.files, self.units, self.current = [], [], -1
        self.options.money = self.options.year = None
        self.out = str(self.default_out())
        self.written = self.stale = False

    def add(self, paths: list[str]) -> None:
        """Add files to the work at hand."""
        self.inputs = list(dict.fromkeys([*self.inputs, *paths]))
        self.stale = self.written

    def remove(self, path: str) -> None:
        """Take a file out of the work."""
        self.inputs = [kept for kept in self.inputs if kept != path]

    def default_out(self) -> Path:
        """Return the folder for results: beside the first input."""
        if not self.inputs:
            return Path.home() / OUT_FOLDER
        first = Path(self.inputs[0])
        folder = first if first.is_dir() else first.parent
        if not os.access(folder, os.W_OK) or folder.name == "example":
            folder = Path.home()
        return folder / OUT_FOLDER

    def work(self) -> Work:
        """Return what the working process needs to know."""
        return Work(
            list(self.inputs),
            list(self.done),
            self.options,
            dict(self.acknowledged),
            {unit: dict(answers) for unit, answers in self.answers.items()},
            self.out,
        )

    # ── corrections

    def edit(self, edit: Edit) -> None:
        """Make a correction; what was undone before is forgotten."""
        self.done.append(edit)
        self.undone.clear()
        self.stale = self.written

    def undo(self) -> Edit | None:
        """Take the last correction back and return it."""
        if not self.done:
            return None
        self.undone.append(self.done.pop())
        self.stale = self.written
        return self.undone[-1]

    def redo(self) -> Edit | None:
        """Make the correction again that was taken back last, and return it."""
        if not self.undone:
            return None
        self.done.append(self.undone.pop())
        self.stale = self.written
        return self.done[-1]

    def answer(self, unit: str, slot: str, text: str) -> None:
        """Keep what was typed for a slot of a unit's text."""
        self.answers.setdefault(unit, {})[slot] = text
        self.stale = self.written

    # ── results

    def take(self, result: RunResult) -> None:
        """Take over what a run gave; stay on the unit that was shown where it is still there."""
        before = self.unit
        if self.written:  # what was written before is still there, and still right if nothing has changed
            self.stale = self.marks != self._marks_of(result.units)
            known = {(unit.unit, unit.year): unit.outputs for unit in self.units}
            for unit in result.units:
                unit.outputs = unit.outputs or dict(known.get((unit.unit, unit.year), {}))
        self.files, self.units = result.files, result.units
        same = [u.index for u in self.units if before and (u.unit, u.year) == (before.unit, before.year)]
        self.current = same[0] if same else self._first()

    def _first(self) -> int:
        readable = [unit.index for unit in self.units if unit.verdict != "unreadable"]
        return readable[0] if readable else (0 if self.units else -1)

    @property
    def unit(self) -> UnitView | None:
        """The document that the pages show."""
        return self.units[self.current] if 0 <= self.current < len(self.units) else None

    def sheet(self, file: str, name: str) -> SheetView | None:
        """Return a sheet as recognised."""
        for one in self.files:
            if one.path == file:
                return next((sheet for sheet in one.sheets if sheet.name == name), None)
        return None

    def questions(self) -> int:
        """Return how many questions block the conversion."""
        return sum(
            question.severity == "error"
            for one in self.files
            for sheet in one.sheets
            for question in sheet.questions
        )

    def edited(self, file: str) -> bool:
        """Whether a file's recognition was corrected by hand."""
        return any(edit.file == file for edit in self.done)

    # ── work in progress

    def as_json(self) -> dict[str, Any]:
        """Return what is needed to take up the work again."""
        return {
            "version": 1,
            "inputs": self.inputs,
            "options": asdict(self.options),
            "edits": [asdict(edit) for edit in self.done],
            "acknowledged": self.acknowledged,
            "answers": self.answers,
            "out": self.out,
        }

    @classmethod
    def from_json(cls, data: Any) -> Session | None:
        """Return the session kept in ``data``, None when it is damaged."""
        from converter.recognition.editing import Edit

        try:
            session = cls(inputs=[str(path) for path in data["inputs"]])
            session.options = RunOptions(**data["options"])
            session.done = [Edit(**edit) for edit in data["edits"]]
            session.acknowledged = {str(k): str(v) for k, v in data["acknowledged"].items()}
            for unit, answers in data["answers"].items():
                session.answers[str(unit)] = {str(slot): str(text) for slot, text in answers.items()}
            session.out = str(data["out"])
        except (KeyError, TypeError, AttributeError, ValueError):
            return None
        return session if session.inputs else None
