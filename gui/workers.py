"""The window's side of the working process: sends requests, hands results to the window's thread.

Nothing here waits: replies come through a reading thread and Qt's queue. A request that was overtaken by
a newer one of the same kind is answered to nobody. A process that dies is replaced.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.logs import log

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

# How long work may take to notice that it is to stop before its process is ended.
PATIENCE_MS = 1500


@dataclass(slots=True)
class _Pending:
    name: str
    topic: str
    done: Callable[[Any], None]
    failed: Callable[[str], None] | None


class Engine(QObject):
    """Runs the engine in a process of its own.

    ``progress(stage, done, total)`` and ``unit(view)`` tell of the long work at hand, ``cancelled`` that it
    was stopped, ``crashed(details)`` that a request failed as a bug or that the process died, ``lost`` that
    another process took its place, which knows nothing of earlier work.
    """

    progress = Signal(str, int, int)
    unit = Signal(object)
    cancelled = Signal()
    crashed = Signal(str)
    busy_changed = Signal(bool)
    lost = Signal()
    _arrived = Signal(int, str, int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._generation = 0
        self._pending: dict[int, _Pending] = {}
        self._long: int | None = None
        self._connection: Connection | None = None
        self._process: Any = None
        self._folder = ""
        self._sending = threading.Lock()
        self._arrived.connect(self._take)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._lose_patience)

    @property
    def busy(self) -> bool:
        """Whether long work is under way."""
        return self._long is not None

    def start(self) -> None:
        """Start the process if there is none; it gets ready while the window is being used."""
        if self._process is not None and self._process.is_alive():
            return
        import multiprocessing
        import tempfile

        from gui.working.serving import serve

        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        self._folder = tempfile.mkdtemp(prefix="gongkai-")
        self._process = context.Process(target=serve, args=(there, self._folder), daemon=True)
        self._process.start()
        there.close()
        self._generation += 1
        self._connection = here
        threading.Thread(target=self._listen, args=(here, self._generation), daemon=True).start()

    def ask(
        self,
        name: str,
        done: Callable[[Any], None],
        *,
        topic: str = "",
        failed: Callable[[str], None] | None = None,
        **arguments: Any,
    ) -> int:
        """Send a request; ``done`` gets the answer on the window's thread.

        Of several requests with the same ``topic`` only the newest is answered.
        """
        self.start()
        if topic:
            for number in [n for n, p in self._pending.items() if p.topic == topic]:
                del self._pending[number]
        self._number += 1
        number = self._number
        self._pending[number] = _Pending(name, topic, done, failed)
        self._send((number, name, arguments))
        return number

    def begin(
        self,
        name: str,
        done: Callable[[Any], None],
        failed: Callable[[str], None] | None = None,
        **arguments: Any,
    ) -> None:
        """Start long work; what was under way is given up."""
        if self._long is not None:
            self._pending.pop(self._long, None)
        self._patience.stop()
        number = self.ask(name, done, failed=failed, **arguments)
        was = self._long
        self._long = number
        if was is None:
            self.busy_changed.emit(True)

    def cancel(self) -> None:
        """Stop the long work: at its next step, or with its process when it does not hear."""
        if self._long is None:
            return
        self._send((0, "cancel", {}))
        self._patience.start()

    def stop(self, *, gently: bool = False) -> None:
        """End the process; ``gently``: it may close its own ones first."""
        self._patience.stop()
        if gently:
            self._send((0, "quit", {}))
        self._generation += 1
        self._pending.clear()
        self._long = None
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
            self._connection = None
        if self._process is not None:
            process, self._process = self._process, None
            threading.Thread(target=_clear_away, args=(process, self._folder, gently)).start()

    # ── inside

    def _send(self, message: Any) -> None:
        connection = self._connection
        if connection is None:
            return

        # Requests are small, a full pipe is not to be expected; a dead process is told by the reader.
        with self._sending, contextlib.suppress(OSError):
            connection.send(message)

    def _listen(self, connection: Connection, generation: int) -> None:
        while True:
            try:
                kind, number, value = connection.recv()
            except (EOFError, OSError):
                kind, number, value = "died", 0, None
            except Exception as fault:  # a reply that cannot be understood is a bug, not the end
                kind, number, value = "failed", 0, repr(fault)
            try:
                self._arrived.emit(generation, kind, number, value)
            except RuntimeError:  # the window is gone
                return
            if kind == "died":
                return

    @Slot(int, str, int, object)
    def _take(self, generation: int, kind: str, number: int, value: Any) -> None:
        if generation != self._generation:
            return
        if kind == "died":
            self._died()
            return
        if kind in ("progress", "unit"):
            if number == self._long:
                if kind == "progress":
                    self.progress.emit(*value)
                else:
                    self.unit.emit(value)
            return
        pending = self._pending.pop(number, None)
        finished = number == self._long
        if finished:
            self._long = None
            self._patience.stop()
            self.busy_changed.emit(False)
        if kind == "cancelled":
            if finished:
                self.cancelled.emit()
        elif kind == "failed":
            log.error("request failed\n%s", value)
            if pending is not None and pending.failed is not None:
                pending.failed(value)
            if pending is not None or number == 0:
                self.crashed.emit(value)
        elif pending is not None:
            pending.done(value)

    def _lose_patience(self) -> None:
        if self._long is None:
            return
        log.info("work did not stop, its process is ended")
        self.stop()
        self.start()
        self.busy_changed.emit(False)
        self.lost.emit()
        self.cancelled.emit()

    def _died(self) -> None:
        """The process ended by itself: damaged files can bring native code down."""
        code = self._process.exitcode if self._process is not None else None
        was_busy = self._long is not None
        log.error("working process ended, exit status %s", code)
        self.stop()
        if was_busy:
            self.busy_changed.emit(False)
        self.lost.emit()
        self.crashed.emit(f"The working process ended by itself, exit status {code}.")
        self.start()


def _clear_away(process: Any, folder: str, gently: bool) -> None:
    """End a process, which gets a moment when it was told to end by itself; remove what it kept in files."""
    import shutil

    if gently:
        process.join(2)
    process.terminate()
    process.join(5)
    shutil.rmtree(folder, ignore_errors=True)
