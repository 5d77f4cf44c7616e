"""Runs tasks in this process or in a few others: one pool for the whole batch, results as they are done."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from types import TracebackType
from typing import TypeVar

from converter.cycles import search_rarely

T = TypeVar("T")
R = TypeVar("R")

# So many tasks a process wait in line: enough to keep it busy, few enough not to hold the county.
_AHEAD = 3


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def _begin() -> None:
    # Ctrl-C reaches every process of a terminal; the first process alone decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    search_rarely()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    """End this process when the first one has ended, however it did: nobody would ever end this one."""
    multiprocessing.connection.wait([sentinel])
    os._exit(1)


class Pool:
    """``jobs`` processes; with one job everything is done here. Started when first needed."""

    def __init__(self, jobs: int) -> None:
        self.jobs = max(1, jobs)
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Pool:
        """Return the pool."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the tasks that run come to their end (whole files), and drop those that wait."""
        self._stop()

    def close(self) -> None:
        """Drop the tasks that wait, and do not wait for those that run."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None

    def _stop(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def _start(self) -> ProcessPoolExecutor:
        if self._executor is None:
            self._executor = ProcessPoolExecutor(self.jobs, _context(), _begin)
        return self._executor

    def run(
        self, work: Callable[[T], R], tasks: Iterable[T], broken: Callable[[T, BaseException], R]
    ) -> Iterator[tuple[int, R]]:
        """Yield (number of the task, result) as the tasks are done.

        ``tasks`` are drawn as they are needed. ``work`` must not raise; ``broken`` gives the result of a task
        that took its process down with it (out of memory, a crash in foreign code).
        """
        if self.jobs == 1:
            for number, task in enumerate(tasks):
                yield number, work(task)
            return
        waiting: dict[Future[R], tuple[int, T]] = {}
        try:
            yield from self._run(waiting, work, tasks, broken)
        finally:
            for future in waiting:  # nobody asks for the rest any more
                future.cancel()

    def _run(
        self,
        waiting: dict[Future[R], tuple[int, T]],
        work: Callable[[T], R],
        tasks: Iterable[T],
        broken: Callable[[T, BaseException], R],
    ) -> Iterator[tuple[int, R]]:
        source = enumerate(tasks)
        drawn = True
        while waiting or drawn:
            while drawn and len(waiting) < self.jobs * _AHEAD:
                pair = next(source, None)
                if pair is None:
                    drawn = False
                    break
                waiting[self._submit(work, pair[1])] = pair
            if not waiting:
                continue
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            lost: list[tuple[int, T]] = []
            for future in done:
                number, task = waiting.pop(future)
                try:
                    yield number, future.result()
                except BrokenExecutor:
                    lost.append((number, task))
            if lost:
                # Everything under way was lost with the process; one at a time shows which task it was.
                lost += [waiting[future] for future in waiting]
                waiting.clear()
                yield from self._one_by_one(work, lost, broken)

    def _submit(self, work: Callable[[T], R], task: T) -> Future[R]:
        try:
            return self._start().submit(work, task)
        except BrokenExecutor:
            self._stop()
            return self._start().submit(work, task)

    def _one_by_one(
        self, work: Callable[[T], R], tasks: list[tuple[int, T]], broken: Callable[[T, BaseException], R]
    ) -> Iterator[tuple[int, R]]:
        self._stop()
        for number, task in sorted(tasks, key=lambda pair: pair[0]):
            try:
                yield number, self._start().submit(work, task).result()
            except BrokenExecutor as fault:
                self._stop()
                yield number, broken(task, fault)


def _context() -> multiprocessing.context.BaseContext:
    """Copies of this process where that is safe (nothing to load again), fresh processes elsewhere."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")
