"""The reference document and its pack."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.packs.loading import Pack, load_pack

REFERENCE = Path(__file__).parents[1] / "data" / "reference"


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack("xinjiang", 2023)


@pytest.fixture(scope="session")
def reference_docx() -> Path:
    return REFERENCE / "published-2023.docx"


@pytest.fixture(scope="session")
def reference_xlsx() -> Path:
    return REFERENCE / "published-2023.xlsx"


@pytest.fixture(scope="session")
def reference_txt() -> Path:
    return REFERENCE / "published-2023.txt"
