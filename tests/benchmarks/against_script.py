"""Against what a careful officer would script today: pandas and openpyxl, tables only, one process each.

``python tests/benchmarks/against_script.py [units] [python with pandas]`` (500 units of 400 lines).
Aim: three times as fast.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from made_up import write_county
from measuring import HERE, best, machine, table


def main() -> None:
    """Run both and print the ratio."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    python = sys.argv[2] if len(sys.argv) > 2 else sys.executable
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        county = work / "county.xlsx"
        write_county(county, units)
        script = best([python, HERE / "script_of_an_officer.py", county, work / "script"], 1)
        ours = best([sys.executable, HERE / "against_script.py", "tables", county, work / "out"], 1)
        rows = [
            ("pandas and openpyxl, no styles, no checks", script, None),
            (f"gongkai, tables only ({script.cpu / ours.cpu:.2f} times as fast)", ours, None),
        ]
        table(f"{units} units in one workbook, tables only, one process", rows)


def tables_only(county: Path, out: Path) -> None:
    """Convert as the program does, without text and report: what the script writes, checked and styled."""
    from converter.batch.model import BatchOptions
    from converter.batch.running import run_batch
    from converter.pipeline import Options

    run_batch([county], BatchOptions(Options(out=out, tables_only=True, report=False), jobs=1))


if __name__ == "__main__":
    if sys.argv[1:2] == ["tables"]:
        tables_only(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
