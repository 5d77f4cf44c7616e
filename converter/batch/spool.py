"""What a batch keeps between its tasks: a temporary folder of files of this program's own."""

from __future__ import annotations

import contextlib
import os
import pickle
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_PREFIX = "gongkai-batch-"
_DAY = 24 * 60 * 60


@contextlib.contextmanager
def spool_folder() -> Iterator[str]:
    """Give a temporary folder for one run; it is gone when the run ends, however it ends."""
    remove_old_spools()
    spool = tempfile.mkdtemp(prefix=_PREFIX)
    try:
        yield spool
    finally:
        shutil.rmtree(spool, ignore_errors=True)


def remove_old_spools() -> None:
    """Remove the folders of runs that were killed more than a day ago: budgets are not left about."""
    latest = time.time() - _DAY
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.stat().st_mtime < latest:
                shutil.rmtree(folder, ignore_errors=True)


def keep(spool: str, thing: object) -> str:
    """Keep something between two tasks, and return the file that holds it."""
    handle, path = tempfile.mkstemp(dir=spool)
    with os.fdopen(handle, "wb") as stream:
        pickle.dump(thing, stream, protocol=pickle.HIGHEST_PROTOCOL)
    return path


def read_kept(path: str) -> Any:
    """Return what ``keep`` put into a file of the run's own folder."""
    return pickle.loads(Path(path).read_bytes())


def kept(path: str) -> Any:
    """Return what ``keep`` put into a file, and remove the file."""
    thing = read_kept(path)
    Path(path).unlink()
    return thing
