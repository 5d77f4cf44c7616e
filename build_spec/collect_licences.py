"""Collects the licences of everything that is bundled: ``collect_licences.py FOLDER``."""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

START = [
    "click", "docxtpl", "lxml", "openpyxl", "pdfplumber", "platformdirs", "python-calamine", "python-docx",
    "rapidfuzz", "xlrd", "xlsxwriter", "pyside6-essentials", "pyinstaller",
]  # fmt: skip


def main(folder: Path) -> None:
    """Write one file per bundled package and a list of all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["Python：PSF License，https://docs.python.org/3/license.html\n"]
    for name in sorted(closure(START)):
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        meta = package.metadata
        licence = meta.get("License-Expression") or (meta.get("License") or "").split("\n")[0] or "见附件"
        lines.append(f"{meta['Name']} {package.version}：{licence}\n")
        texts = licence_texts(package)
        if texts:
            (folder / f"{meta['Name']}.txt").write_text("\n\n".join(texts), encoding="utf-8")
    (folder / "清单.txt").write_text("".join(lines), encoding="utf-8")


def closure(names: list[str]) -> set[str]:
    """Return packages with everything that they require."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            requirements = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        found.add(name)
        for requirement in requirements:
            if "extra ==" not in requirement:
                waiting.append(re.split(r"[\s;<>=!~\[(]", requirement, maxsplit=1)[0].lower())
    return found


def licence_texts(package: Distribution) -> list[str]:
    """Return the texts of a package's licence files."""
    texts = []
    for file in package.files or []:
        if re.search(r"(licen[cs]e|copying|notice)", file.name, re.IGNORECASE) and file.suffix not in (
            ".py",
            ".pyc",
        ):
            try:
                texts.append(Path(str(file.locate())).read_text(encoding="utf-8", errors="replace"))
            except OSError:
                continue
    return texts


if __name__ == "__main__":
    main(Path(sys.argv[1]))
