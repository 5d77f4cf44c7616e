"""What the tests of the rules share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from converter.packs.loading import Pack, load_pack

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The built-in pack of 2023."""
    return load_pack("xinjiang", 2023)
