"""The loop of the working process: long work in one thread, quick questions answered beside it."""

from __future__ import annotations

import contextlib
import functools
import queue
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

LONG = frozenset(("run", "write"))


class _Server:
    """Answers requests (number, name, arguments) with (kind, number, value) until the pipe closes."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        from gui.working.host import Host

        self.connection = connection
        self.host = Host(folder)
        self._sending = threading.Lock()
        self._jobs: queue.Queue[tuple[int, str, dict[str, Any], threading.Event]] = queue.Queue()
        self._stop = threading.Event()

    def serve(self) -> None:
        threading.Thread(target=self._work, daemon=True).start()
        while True:
            try:
                number, name, arguments = self.connection.recv()
            except (EOFError, OSError):
                return
            if name == "quit":
                self._stop.set()
                self.host.close()
                return
            if name == "cancel":
                self._stop.set()
            elif name in LONG:
                self._stop.set()
                self._stop = threading.Event()
                self._jobs.put((number, name, arguments, self._stop))
            else:
                self._answer(number, functools.partial(getattr(self.host, name), **arguments))

    def _work(self) -> None:
        while True:
            number, name, arguments, stop = self._jobs.get()
            self._long(number, name, arguments, stop)

    def _long(self, number: int, name: str, arguments: dict[str, Any], stop: threading.Event) -> None:
        from gui.working.host import CancelledError

        def progress(stage: str, done: int, total: int) -> None:
            if stop.is_set():
                raise CancelledError
            self._send("progress", number, (stage, done, total))

        def unit(view: Any) -> None:
            if stop.is_set():
                raise CancelledError
            self._send("unit", number, view)

        def job() -> Any:
            if stop.is_set():
                raise CancelledError
            if name == "run":
                return self.host.run(arguments["work"], progress, unit)
            return self.host.write(progress=progress, **arguments)

        try:
            self._answer(number, job)
        except CancelledError:
            self._send("cancelled", number, None)

    def _answer(self, number: int, job: Callable[[], Any]) -> None:
        from gui.working.host import CancelledError

        try:
            value = job()
        except CancelledError:
            raise
        except Exception:
            self._send("failed", number, traceback.format_exc())
        else:
            self._send("done", number, value)

    def _send(self, kind: str, number: int, value: Any) -> None:
        with self._sending, contextlib.suppress(OSError):
            self.connection.send((kind, number, value))


def _step_back() -> None:
    """Let the window have the processor first: it answers at once, the work takes what is left."""
    import os
    import sys

    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "win32":
            import ctypes

            below_normal = 0x4000
            ctypes.windll.kernel32.SetPriorityClass(ctypes.windll.kernel32.GetCurrentProcess(), below_normal)
        else:
            os.nice(5)


def serve(connection: Connection, folder: str) -> None:
    """Serve the window at the other end of ``connection``; the entry of the working process.

    ``folder`` is for what is kept while the program runs; the window removes it.
    """
    import multiprocessing
    import signal

    from converter.cycles import search_rarely

    _step_back()
    search_rarely()
    # The window ends this process with itself; this one may have processes of its own.
    multiprocessing.current_process().daemon = False
    # Ctrl-C in a terminal belongs to the window; this process ends when the pipe closes.
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Server(connection, Path(folder)).serve()
