"""Where the user's own things are kept."""

from __future__ import annotations

import os
from pathlib import Path


def user_home() -> Path:
    """Return the user's own folder for settings, mappings and packs (``GONGKAI_HOME`` overrides)."""
    home = os.environ.get("GONGKAI_HOME")
    if home:
        return Path(home)
    from platformdirs import user_data_path

    return user_data_path("gongkai", appauthor=False)
