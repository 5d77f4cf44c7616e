"""Ties one session to the engine: starts runs, takes results over, tells the pages. No widgets here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from gui.logs import log
from gui.session import Session
from gui.settings import Settings, home, write_json
from gui.work import finding_key
from gui.workers import Engine

if TYPE_CHECKING:
    from converter.findings import Finding, Place
    from converter.recognition.editing import Edit
    from gui.views import Catalogue, RunResult, UnitDetail, UnitView, WriteResult


class Controller(QObject):
    """What the pages ask for and listen to.

    ``started`` a run begins; ``unit_done(view)`` one document of it (all so far are in ``arrived``, which is None
    when nothing runs); ``changed`` results, inputs or
    corrections changed; ``detailed`` the document to show is there (``detail``); ``written(result)``.
    ``cell_wanted(file, sheet, row, column)``, ``figure_wanted(table, row, column)``,
    ``text_wanted(place)``, ``slot_wanted(id)``, ``finding_wanted(number)`` and ``page_wanted(name)`` ask the window
    to go somewhere; ``notice(text)`` to say something in passing.
    """

    started = Signal()
    unit_done = Signal(object)
    changed = Signal()
    detailed = Signal()
    written = Signal(object)
    progress = Signal(str, int, int)
    running = Signal(bool)
    cancelled = Signal()
    crashed = Signal(str)
    notice = Signal(str)
    cell_wanted = Signal(str, str, int, int)
    figure_wanted = Signal(str, str, str)
    text_wanted = Signal(object)
    slot_wanted = Signal(str)
    finding_wanted = Signal(int)
    page_wanted = Signal(str)
    catalogue_ready = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.session = Session()
        self.engine = Engine(self)
        self.detail: UnitDetail | None = None
        self.catalogue: Catalogue | None = None
        self.last_write: WriteResult | None = None
        self.arrived: list[UnitView] | None = None
        self._saving = QTimer(self, singleShot=True, interval=300)
        self._saving.timeout.connect(self.keep_work)
        self._answering = QTimer(self, singleShot=True, interval=500)
        self._answering.timeout.connect(self.run)
        self.engine.progress.connect(self.progress)
        self.engine.unit.connect(self._arrived)
        self.engine.busy_changed.connect(self.running)
        self.engine.cancelled.connect(self._was_cancelled)
        self.engine.crashed.connect(self.crashed)
        self.engine.lost.connect(self._lost)
        options = self.session.options
        options.region, options.wording, options.values = settings.region, settings.wording, settings.values

    # ── inputs and runs

    def warm_up(self) -> None:
        """Start the working process and learn what the drop-downs offer."""
        self.engine.ask("catalogue", self._know, topic="catalogue")

    def _know(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.catalogue_ready.emit()

    def open(self, paths: list[str], *, add: bool = False) -> None:
        """Begin work on files and folders, or add them to the work at hand."""
        paths = [path for path in paths if path]
        if not paths:
            return
        if add and self.session.inputs:
            self.session.add(paths)
        else:
            self.session.start(paths)
            self.detail = None
        self.settings.remember_inputs(list(self.session.inputs))
        self.settings.save()
        self.run()

    def take_up(self, session: Session) -> None:
        """Go on with work that was kept."""
        self.session = session
        self.detail = None
        self.run()

    def run(self) -> None:
        """Start the whole way anew on the inputs at hand (F5)."""
        if not self.session.inputs:
            return
        self._saving.start()
        log.info("run: %d inputs, %d corrections", len(self.session.inputs), len(self.session.done))
        self.last_write = None
        self.arrived = []
        # The files may have changed since: what was written before is not vouched for any more.
        self.session.stale = self.session.written
        self.started.emit()
        self.changed.emit()
        self.engine.begin("run", self._took, self._run_failed, work=self.session.work())

    def cancel(self) -> None:
        """Stop what is under way."""
        self.engine.cancel()

    def _arrived(self, unit: UnitView) -> None:
        if self.arrived is not None:
            self.arrived.append(unit)
            self.unit_done.emit(unit)

    def _was_cancelled(self) -> None:
        self.arrived = None
        self.notice.emit("已经停下。按 F5 可以重新开始。")
        self.cancelled.emit()
        self.changed.emit()

    def _lost(self) -> None:
        """The process that held the results is gone: what is kept here are inputs and corrections."""
        self.session.files, self.session.units, self.session.current = [], [], -1
        self.detail = self.arrived = None
        self.changed.emit()
        self.detailed.emit()

    def _run_failed(self, _details: str) -> None:
        self.arrived = None
        self.changed.emit()

    def _took(self, result: RunResult) -> None:
        self.session.take(result)
        self.arrived = None
        self.detail = None
        self.changed.emit()
        self.select(self.session.current)
        if not self.session.written and any(unit.writable for unit in self.session.units):
            self.write()

    def select(self, index: int) -> None:
        """Show another document."""
        self.session.current = index
        if self.session.unit is None:
            self.detail = None
            self.detailed.emit()
            return
        self.engine.ask("detail", self._detailed, topic="detail", index=index)

    def _detailed(self, detail: UnitDetail | None) -> None:
        self.detail = detail
        self.detailed.emit()

    # ── corrections

    def edit(self, edit: Edit) -> None:
        """Make a correction and run again."""
        self.session.edit(edit)
        self.run()

    def undo(self) -> None:
        """Take the last correction back."""
        if self.session.undo() is not None:
            self.run()

    def redo(self) -> None:
        """Make it again."""
        if self.session.redo() is not None:
            self.run()

    def answer(self, slot: str, text: str, unit: str) -> None:
        """Fill a slot of a unit's text; the text follows when the typing pauses."""
        if unit:
            self.session.answer(unit, slot, text)
            self._saving.start()
            self._answering.start()

    def remember(self, file: str) -> None:
        """Keep the recognition of a file for its layout."""

        def done(fault: str) -> None:
            self.notice.emit(fault or "已经记住。以后版式相同的文件会自动这样理解。")

        self.engine.ask("remember", done, file=file)

    def acknowledge(self, finding: Finding, reason: str) -> None:
        """Take note of a warning with a reason that goes into the report; "" takes it back."""
        key = finding_key(finding.rule, finding.message)
        if reason:
            self.session.acknowledged[key] = reason
        else:
            self.session.acknowledged.pop(key, None)
        finding.acknowledged = reason
        self.session.stale = self.session.written
        self._saving.start()
        keys, index = dict(self.session.acknowledged), self.session.current
        self.engine.ask("acknowledge", self._acknowledged, keys=keys, index=index)
        self.detailed.emit()

    def _acknowledged(self, unit: UnitView | None) -> None:
        units = self.session.units
        if unit is not None and unit.index < len(units) and units[unit.index].unit == unit.unit:
            units[unit.index] = unit
        self.changed.emit()

    # ── results

    def write(self, *, replace_existing: bool = False, out: str = "") -> None:
        """Write the outputs of all documents."""
        if out:
            self.session.out = out
        if not self.session.out:
            self.session.out = str(self.session.default_out())
        self.engine.begin("write", self._wrote, out=self.session.out, replace_existing=replace_existing)

    def _wrote(self, result: WriteResult) -> None:
        session = self.session
        if result.units:
            session.units = result.units
        if not result.conflicts:
            session.written = any(unit.outputs for unit in session.units)
            session.stale = bool(result.faults) and not session.written
            session.note_written()
        self.last_write = result
        self.changed.emit()
        self.written.emit(result)
        if result.conflicts or any(fault.severity == "error" for fault in result.faults):
            self.page_wanted.emit("output")
        self._saving.start()

    # ── going somewhere

    def go(self, place: Place) -> bool:
        """Go to the place of a finding: an input cell, a figure, a paragraph. False: nowhere to go."""
        if place.table and place.row:
            self.figure_wanted.emit(place.table, place.row, place.column or "")
        elif place.file and place.sheet and self.session.sheet(place.file, place.sheet) is not None:
            row, column = cell_of(place.cell or "A1")
            self.cell_wanted.emit(place.file, place.sheet, row, column)
        elif place.table:
            self.figure_wanted.emit(place.table, "", "")
        elif place.paragraph or place.excerpt:
            self.text_wanted.emit(place)
        else:
            return False
        return True

    def go_to_all(self, places: Sequence[Place], turn: int = 0) -> bool:
        """Turn every page to its place of a finding, and show that of one: the first, with each further ``turn``
        the next. False: there is nowhere to go."""
        known = [place for place in places if self._kind(place)]
        if not known:
            return False
        shown = known[turn % len(known)]
        first = {self._kind(place): place for place in reversed(known)}
        for kind, place in first.items():
            if kind != self._kind(shown):
                self.go(place)
        self.go(shown)
        if len(known) > 1:
            number = turn % len(known) + 1
            self.notice.emit(f"第 {number} 处，共 {len(known)} 处；回到“校验”页再按回车到下一处。")
        return True

    def _kind(self, place: Place) -> str:
        """Return which page shows a place, "" for none."""
        if place.table:
            return "tables"
        if place.file and place.sheet and self.session.sheet(place.file, place.sheet) is not None:
            return "recognition"
        return "text" if place.paragraph or place.excerpt else ""

    # ── work in progress

    def keep_work(self) -> None:
        """Keep the work at hand in a small file, so that nothing is lost."""
        if self.session.inputs:
            write_json(home() / "work.json", self.session.as_json())

    def kept_work(self) -> Session | None:
        """Return the work that was kept, if its files are still there."""
        import json

        try:
            data = json.loads((home() / "work.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        session = Session.from_json(data)
        if session is None or not any(Path(path).exists() for path in session.inputs):
            return None
        return session

    def close(self) -> None:
        """Save what is to be saved and end the working process."""
        self._saving.stop()
        self.keep_work()
        self.settings.save()
        self.engine.stop(gently=True)

    # ── for pages

    @property
    def unit(self) -> UnitView | None:
        """The document that the pages show."""
        return self.session.unit

    def ask(self, name: str, done: Callable[[Any], None], **arguments: Any) -> None:
        """Ask the engine something; of questions with the same ``topic`` only the newest is answered."""
        self.engine.ask(name, done, **arguments)


def cell_of(name: str) -> tuple[int, int]:
    """Return the zero-based row and column of an A1 name."""
    letters = "".join(char for char in name if char.isalpha())
    digits = "".join(char for char in name if char.isdigit())
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return max(int(digits or 1) - 1, 0), max(column - 1, 0)
