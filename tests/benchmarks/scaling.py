"""Cost against size: 1, 10, 100, 500 and 2,000 units of 400 lines in a workbook each; is it linear?

``python tests/benchmarks/scaling.py [sizes …]``. Tables and report; one process.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from made_up import write_folder
from measuring import best, gongkai, machine, table


def main() -> None:
    """Run all sizes; the ratio is processor time a unit against the largest batch's."""
    sizes = [int(text) for text in sys.argv[1:]] or [1, 10, 100, 500, 2000]
    print(machine())
    measures = []
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for units in sizes:
            write_folder(work / "in", units)
            command = gongkai("convert", work / "in", "--out", work / "out", "--tables-only", "--jobs", "1")
            measures.append((units, best(command, 1)))
            print(f"{units} units: {measures[-1][1].cpu / units * 1000:.0f} ms each", flush=True)
            shutil.rmtree(work / "in")
            shutil.rmtree(work / "out")
    last = measures[-1][1].cpu / measures[-1][0]
    rows = [
        (f"{units} units, {measure.cpu / units * 1000:.0f} ms each", measure, measure.cpu / units / last)
        for units, measure in measures
    ]
    table("processor time a unit", rows)


if __name__ == "__main__":
    main()
