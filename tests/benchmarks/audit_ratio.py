"""How much longer does auditing a finished document take than parsing the same file by itself? Run on demand.

    python tests/benchmarks/audit_ratio.py [FILE…] [--rounds 5]

Without files the published reference document (Word and workbook) is taken. A Word document is compared with
python-docx reading every paragraph and cell, a PDF with pdfplumber reading words and tables of every page, a
workbook with openpyxl reading every cell. Both work on files in the cache; the median of the rounds counts.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from converter.auditing import AuditOptions, check_files

REFERENCE = Path(__file__).parents[1] / "data" / "reference"


def parse_word(path: Path) -> int:
    """Read every paragraph and every cell with python-docx; return how many."""
    import docx

    document = docx.Document(str(path))
    count = sum(1 for paragraph in document.paragraphs if paragraph.text is not None)
    for table in document.tables:
        for row in table.rows:
            count += sum(1 for cell in row.cells if cell.text is not None)
    return count


def parse_pdf(path: Path) -> int:
    """Read the words and tables of every page with pdfplumber; return how many."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        return sum(len(page.extract_words()) + len(page.extract_tables()) for page in document.pages)


def parse_workbook(path: Path) -> int:
    """Read every cell with openpyxl; return how many."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    return sum(1 for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)


PARSERS: dict[str, tuple[str, Callable[[Path], int]]] = {
    ".docx": ("python-docx", parse_word),
    ".pdf": ("pdfplumber", parse_pdf),
    ".xlsx": ("openpyxl", parse_workbook),
}


def median_seconds(work: Callable[[], object], rounds: int) -> float:
    """Return the median of the seconds that ``work`` takes, after one run that is not counted."""
    work()
    taken = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


def main() -> None:
    """Print a line for each file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    files = arguments.files or [REFERENCE / "published-2023.docx", REFERENCE / "published-2023.xlsx"]
    for path in files:
        name, parse = PARSERS[path.suffix.lower()]
        alone = median_seconds(lambda parse=parse, path=path: parse(path), arguments.rounds)  # type: ignore[misc]
        audit = median_seconds(lambda path=path: check_files([path], AuditOptions()), arguments.rounds)  # type: ignore[misc]
        print(f"{path.name}: {name} {alone:.3f} s, check {audit:.3f} s, ratio {audit / alone:.2f}")


if __name__ == "__main__":
    main()
