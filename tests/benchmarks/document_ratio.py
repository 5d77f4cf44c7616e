"""Writing the document of a unit of usual size against writing its workbook, in one process with warm caches.

``python tests/benchmarks/document_ratio.py``: about 60 functional and economic rows, two projects with their
performance tables, last year known. Processor time; aim: the document at most 2.0 times the workbook, also
with the drafting of its text.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from measuring import ROOT, machine

sys.path.insert(0, str(ROOT))

from converter.disclosure.table_loading import load_tables
from converter.narrative.drafting.drafting import draft_text
from converter.narrative.last_year import LastYear
from converter.packs.classification import load_classification
from converter.packs.loading import load_pack
from converter.writing.document.writing import write_document
from converter.writing.workbook import write_workbook
from tests.narrative.units import LOCAL, UPPER, complete_draft, disclosure_of, ledger

NAME = "甲县人民政府办公室"
OTHERS = [("2080505", "30108"), ("2080506", "30109"), ("2101101", "30110"), ("2101103", "30111")]
MORE = [("2101102", "30110"), ("2210201", "30113"), ("2080899", "30304"), ("2010350", "30101")]
TIMES = 15


def rows(factor: Decimal) -> list[tuple[str, str, str, str] | tuple[str, str, str, str, str]]:
    """Return the facts of the unit, amounts times ``factor``."""
    codes = [c for c in load_classification().economic if len(c) == 5 and c[:3] in ("301", "302", "303")]
    items = [("2010301", code) for code in codes[:38]] + OTHERS + MORE
    facts: list[tuple[str, str, str, str] | tuple[str, str, str, str, str]] = [
        (function, economic, LOCAL, str((10000 + 137 * number) * factor))
        for number, (function, economic) in enumerate(items)
    ]
    facts.append(("2010399", "30213", LOCAL, str(250000 * factor), "电子政务网络设备维护"))
    facts.append(("2010308", "30299", UPPER, str(100000 * factor), "信访事项化解补助资金"))
    return facts


def cost(work: Callable[[], object]) -> float:
    """Return the milliseconds of processor time that a piece of work takes."""
    work()
    begun = time.process_time()
    for _ in range(TIMES):
        work()
    return (time.process_time() - begun) * 1000 / TIMES


def main() -> None:
    """Print the costs and their ratios."""
    unit, before = ledger(NAME, rows(Decimal(1))), ledger(NAME, rows(Decimal("0.9")), 2022)
    disclosure, _ = complete_draft(unit, before)
    pack = load_pack("xinjiang", 2023)
    printed = {row.key for name in ("表3", "表6") for row in disclosure.tables[name].rows}
    print(machine())
    print(f"{len(printed)} functional and economic rows, {len(disclosure.text.performance)} projects")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook = cost(lambda: write_workbook(disclosure, pack, folder / "表.xlsx"))
        document = cost(lambda: write_document(disclosure, pack, folder / "文.docx"))
    tables, published = load_tables(pack), disclosure_of(before)

    def drafted() -> None:
        last = LastYear(tables, 2022)
        last.add_document(published)
        draft_text(disclosure, pack, ledger=unit, last_year=last)

    draft = cost(drafted)
    print(f"workbook {workbook:.1f} ms, document {document:.1f} ms, drafting {draft:.1f} ms")
    print(f"document / workbook {document / workbook:.2f}")
    print(f"document with drafting / workbook {(document + draft) / workbook:.2f}")


if __name__ == "__main__":
    main()
