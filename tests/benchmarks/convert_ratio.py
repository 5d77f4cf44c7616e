"""Converting against the floor: merely reading the same bytes and writing the same files.

``python tests/benchmarks/convert_ratio.py [units] [--only unit|workbook|folder] [--outputs tables|documents]
[--one-job]`` (500 units of 400 lines unless told otherwise): one unit
with start-up, all units in one workbook, all units in a workbook each; tables and report, and with the text.
Aims: at most 2.0, two jobs 1.7 times as fast as one.
"""

from __future__ import annotations

import argparse
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
    """Run the comparisons that were asked for, all of them without arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("units", nargs="?", type=int, default=500)
    parser.add_argument("--only", choices=["unit", "workbook", "folder"], help="one of the three inputs")
    parser.add_argument("--outputs", choices=["tables", "documents"], help="with the text or without")
    parser.add_argument("--one-job", action="store_true", help="leave out the runs with two jobs")
    chosen = parser.parse_args()
    units: int = chosen.units
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        county, folder = work / "county.xlsx", work / "folder"
        if chosen.only in (None, "workbook"):
            write_county(county, units)
        first = next(iter(write_folder(folder, units if chosen.only in (None, "folder") else 1)))
        times, jobs = (1 if units > 100 else 2), not chosen.one_job
        for told, flags in (("tables and report", ["--tables-only"]), ("tables, document and report", [])):
            if chosen.outputs not in (None, "tables" if flags else "documents"):
                continue
            if chosen.only in (None, "unit"):
                title = f"1 unit of 400 lines, {told}, start-up included"
                compare(title, [first], work / "a", 5, False, *flags)
            if chosen.only in (None, "workbook"):
                compare(f"{units} units in one workbook, {told}", [county], work / "b", times, jobs, *flags)
            if chosen.only in (None, "folder"):
                compare(f"{units} workbooks, {told}", [folder], work / "c", times, jobs, *flags)


if __name__ == "__main__":
    main()
