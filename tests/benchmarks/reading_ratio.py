"""How much longer than python-calamine alone does ``read_file`` take, and how much memory? Run on demand.

    python tests/benchmarks/reading_ratio.py [--rows 200000] [--rounds 3] [--formulas]

A workbook of 14 columns is generated. Every measurement is a process of its own, so that its peak of
memory is known; both readers alternate, and the quickest round of each counts. With ``--formulas`` the
amounts of every row are followed by their sum as a formula.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

HEAD = [
    "单位编码",
    "单位名称",
    "功能科目编码",
    "功能科目名称",
    "经济科目编码",
    "经济科目名称",
    "项目类别",
    "项目编码",
    "项目名称",
    "资金性质",
    "资金来源",
    "预算金额",
    "是否政府采购",
    "备注",
]

MEASURE = """
import json, sys, time
reader, path = sys.argv[1:]
begin, busy = time.perf_counter(), time.process_time()
if reader == "python-calamine":
    from python_calamine import CalamineWorkbook
    rows = list(CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())
else:
    from converter.reading import read_file
    rows = read_file(path).sheets[0].rows
seconds, busy = time.perf_counter() - begin, time.process_time() - busy
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
except ImportError:  # Windows
    peak = 0.0
print(json.dumps([seconds, busy, peak, len(rows)]))
"""


def generate(path: Path, rows: int, formulas: bool) -> None:
    """Write a workbook as budget systems export them: codes as numbers, names as texts, amounts."""
    import xlsxwriter

    choose = random.Random(1)
    functions = [
        ("2010301", "行政运行"),
        ("2080505", "机关事业单位基本养老保险缴费支出"),
        ("2210201", "住房公积金"),
    ]
    kinds = ["人员类", "公用经费", "其他运转类", "特定目标类"]
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("支出明细")
    sheet.write_row(0, 0, ["支出预算明细表"])
    sheet.write_row(1, 0, HEAD)
    for row in range(2, rows + 2):
        unit, (function, name) = row // 400, choose.choice(functions)
        economic = choose.randint(30101, 30130)
        sheet.write_string(row, 0, f"{unit:06d}")
        sheet.write_string(row, 1, f"第{unit}单位办公室")
        sheet.write_number(row, 2, int(function))
        sheet.write_string(row, 3, name)
        sheet.write_number(row, 4, economic)
        sheet.write_string(row, 5, f"经济科目{economic}")
        sheet.write_string(row, 6, choose.choice(kinds))
        sheet.write_string(row, 7, f"6523{unit:05d}{row % 40:04d}")
        sheet.write_string(row, 8, f"项目{unit}-{row % 40}")
        sheet.write_string(row, 9, "一般公共预算")
        sheet.write_string(row, 10, "当年预算")
        amount = round(choose.random() * 1e6, 2)
        if formulas:
            sheet.write_formula(row, 11, f"=L{row}+0.01", None, amount)
        else:
            sheet.write_number(row, 11, amount)
        sheet.write_string(row, 12, "否")
        sheet.write_string(row, 13, f"备注{row % 1000}")
    book.close()


def measure(reader: str, path: Path) -> tuple[float, float, float]:
    """Return seconds, seconds of processor and peak of memory in MB of one reading in its own process."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, reader, str(path)], check=True, capture_output=True, text=True
    )
    seconds, busy, peak, _rows = json.loads(done.stdout)
    return seconds, busy, peak


def main() -> None:
    """Generate, measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--formulas", action="store_true", help="amounts are formulas with stored values")
    options = parser.parse_args()
    readers = ["python-calamine", "read_file"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "明细.xlsx"
        print(f"generating {options.rows:,} rows × {len(HEAD)} columns …", file=sys.stderr)
        generate(path, options.rows, options.formulas)
        results: dict[str, list[tuple[float, float, float]]] = {reader: [] for reader in readers}
        for _ in range(options.rounds):
            for reader in readers:
                results[reader].append(measure(reader, path))
        size = path.stat().st_size / 1e6
    print(f"{options.rows:,} rows × {len(HEAD)} columns, {size:.1f} MB, best of {options.rounds}")
    print(f"{'reader':<18}{'seconds':>10}{'ratio':>8}{'CPU s':>10}{'ratio':>8}{'peak MB':>10}{'ratio':>8}")
    base = [min(values) for values in zip(*results[readers[0]], strict=True)]
    for reader in readers:
        best = [min(values) for values in zip(*results[reader], strict=True)]
        cells = [
            f"{value:>10.2f}{value / (least or 1):>8.2f}" for value, least in zip(best, base, strict=True)
        ]
        print(f"{reader:<18}{''.join(cells)}")


if __name__ == "__main__":
    main()
