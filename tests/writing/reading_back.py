"""Reads written workbooks back as other programs see them."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")


def opened(content: bytes, values: bool = False) -> Workbook:
    """Return the workbook; ``values`` gives the stored values of formulas."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def parts(content: bytes) -> dict[str, str]:
    """Return the XML parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def without_stored_values(content: bytes) -> bytes:
    """Return the workbook with the stored values of its formulas taken out, so that nobody can reuse them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts(content).items():
            formulas = name.startswith("xl/worksheets/")
            text = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", part) if formulas else part
            archive.writestr(name, text)
    return stream.getvalue()


def recalculated(content: bytes, folder: Path) -> Workbook:
    """Return the workbook after LibreOffice has calculated every formula anew."""
    (folder / "in").mkdir()
    (folder / "in" / "book.xlsx").write_bytes(without_stored_values(content))
    subprocess.run(
        [
            str(OFFICE),
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(folder / "out"),
            str(folder / "in" / "book.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "HOME": str(folder)},
    )
    return openpyxl.load_workbook(folder / "out" / "book.xlsx", data_only=True)
