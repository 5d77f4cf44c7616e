"""Converting against the floor: merely reading the same bytes and writing the same files.

``python tests/benchmarks/convert_ratio.py [units]`` (500 units of 400 lines unless told otherwise): one unit
with start-up, all units in one workbook, all units in a workbook each; tables and report, and with the text.
Aims: one unit at most 2.0, many units at most 1.5 (tables) and 2.0 (with documents), two jobs 1.7 times as fast.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from made_up import write_county, write_folder
from measuring import HERE, best, gongkai, machine, run, table


def compare(title: str, inputs: list[Path], work: Path, times: int, jobs: bool, *flags: str) -> None:
    """Print one comparison."""
    plans, out = work / "plans", work / "out"
    files = sorted(p for f in inputs for p in (f.rglob("*.xlsx") if f.is_dir() else [f]))
    run(sys.executable, HERE / "floor.py", "capture", plans, *inputs, *flags)
    floor = best([sys.executable, HERE / "floor.py", "write", plans, work / "floor", *files], times)
    rows = [("read with calamine, write with xlsxwriter", floor, None)]
    one = best(gongkai("convert", *inputs, "--out", out, "--jobs", "1", *flags), times)
    rows.append(("gongkai convert", one, one.cpu / floor.cpu))
    if jobs:
        shutil.rmtree(out)
        two = best(gongkai("convert", *inputs, "--out", out, "--jobs", "2", *flags), times)
        rows.append((f"gongkai convert --jobs 2 ({one.wall / two.wall:.2f} times as fast)", two, None))
    table(title, rows)
    shutil.rmtree(work)


def main() -> None:
    """Run all comparisons."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        county, folder = work / "county.xlsx", work / "folder"
        write_county(county, units)
        write_folder(folder, units)
        first = next(iter(sorted(folder.iterdir())))
        times = 1 if units > 100 else 2
        for told, flags in (("tables and report", ["--tables-only"]), ("tables, document and report", [])):
            compare(f"1 unit of 400 lines, {told}, start-up included", [first], work / "a", 3, False, *flags)
            compare(f"{units} units in one workbook, {told}", [county], work / "b", times, True, *flags)
            compare(f"{units} workbooks, {told}", [folder], work / "c", times, True, *flags)


if __name__ == "__main__":
    main()
