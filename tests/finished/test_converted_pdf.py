"""PDFs that an office program makes of documents are read like the documents (where LibreOffice is there)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from converter.auditing import AuditOptions, check_files
from converter.findings import Severity
from converter.packs.loading import load_pack
from converter.writing.document.writing import write_document

sys.path.insert(0, str(Path(__file__).parents[1]))

OFFICE = shutil.which("soffice")


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["school", "city management", "hospital", "forty projects"])
def test_a_pdf_says_what_its_document_says(name: str, tmp_path: Path) -> None:
    from narrative.test_round_trip import UNITS
    from narrative.units import complete_draft

    path = tmp_path / "公开.docx"
    write_document(complete_draft(*UNITS[name])[0], load_pack("xinjiang", 2023), path)
    command = [str(OFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
    )
    word, pdf = (check_files([file], AuditOptions())[0] for file in (path, path.with_suffix(".pdf")))
    blamed = [
        sorted(
            (f.rule, str(f.expected).replace(" ", ""))
            for f in one.findings
            if f.severity is not Severity.INFO
        )
        for one in (word, pdf)
    ]
    assert blamed[1] == blamed[0]
    assert len(pdf.disclosure.tables) == 10  # type: ignore[union-attr]
