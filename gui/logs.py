"""The rotating log: what the program did and how it failed, without amounts and names of files or units."""

from __future__ import annotations

import logging
import re
from pathlib import Path

SIZE = 256 * 1024
KEPT = 3

log = logging.getLogger("gongkai.gui")

_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|“[^”\n]*”")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_NUMBERS = re.compile(r"\d[\d,]*\.\d+|\d{5,}")


def cleaned(text: str) -> str:
    """Return text without what may be private: quoted data, Chinese words, amounts and codes."""
    lines = []
    for line in text.splitlines():
        # The place in the program is what a developer needs; its folder may hold a person's name.
        shown = re.sub(r'File "([^"]*[\\/])?([^"\\/]+)"', r"File <\2>", line)
        shown = _NUMBERS.sub("#", _CHINESE.sub("…", _QUOTED.sub("‹…›", shown)))
        lines.append(shown)
    return "\n".join(lines)


class _Cleaning(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return cleaned(super().format(record))


def start_log(folder: Path) -> None:
    """Write the log below ``folder``; without the right to write there is none."""
    from logging.handlers import RotatingFileHandler  # brings the network's modules: not before it is needed

    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "window.log", maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", delay=True
        )
    except OSError:
        return
    handler.setFormatter(_Cleaning("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
