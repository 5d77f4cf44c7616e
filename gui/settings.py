"""Settings of the window: one small JSON file with a version, under the user's folder or beside the program.

A damaged or newer file is set aside and the defaults are used; a setting never stops the program.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

VERSION = 1
PORTABLE_MARKER = "便携模式"
PORTABLE_FOLDER = "用户数据"
MOST_RECENT = 12


def enter_portable_mode() -> None:
    """Keep everything beside the program when a marker file stands there (no trace on the computer)."""
    program = Path(sys.executable if getattr(sys, "frozen", False) else sys.argv[0]).resolve().parent
    markers = (program / PORTABLE_MARKER, program / f"{PORTABLE_MARKER}.txt", program / "portable")
    if "GONGKAI_HOME" not in os.environ and any(marker.exists() for marker in markers):
        os.environ["GONGKAI_HOME"] = str(program / PORTABLE_FOLDER)


def home() -> Path:
    """Return the user's folder of the program."""
    from converter.packs.home import user_home

    return user_home()


@dataclass(slots=True)
class Settings:
    """What is kept from one start to the next. ``geometry`` is Qt's own description of the window."""

    version: int = VERSION
    geometry: str = ""
    last_folder: str = ""
    recent: list[list[str]] = field(default_factory=list)
    region: str = "xinjiang"
    wording: str = "部门"
    values: bool = False
    theme: str = "auto"  # auto, light, dark

    @classmethod
    def load(cls, path: Path | None = None) -> Settings:
        """Return the saved settings, or defaults where a value is missing or of the wrong kind."""
        path = path or place()
        result = cls()
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return result
        except (OSError, ValueError):
            with contextlib.suppress(OSError):
                path.replace(path.with_suffix(".damaged"))
            return result
        if not isinstance(data, dict) or data.get("version", 0) > VERSION:
            return result
        for one in fields(cls):
            value = data.get(one.name)
            if one.name != "version" and type(value) is type(getattr(result, one.name)):
                setattr(result, one.name, value)
        result.recent = [
            [str(path) for path in paths] for paths in result.recent if isinstance(paths, list) and paths
        ]
        return result

    def save(self, path: Path | None = None) -> None:
        """Write the settings, whole or not at all; a folder that cannot be written is passed over."""
        write_json(path or place(), asdict(self))

    def remember_inputs(self, paths: list[str]) -> None:
        """Put inputs at the head of the recent work."""
        self.recent = [paths, *(old for old in self.recent if old != paths)][:MOST_RECENT]
        if paths:
            first = Path(paths[0])
            self.last_folder = str(first if first.is_dir() else first.parent)


def place() -> Path:
    """Return where the settings are kept."""
    return home() / "settings.json"


def write_json(path: Path, data: Any) -> None:
    """Put ``data`` at ``path``, whole or not at all; a folder that cannot be written is passed over."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
