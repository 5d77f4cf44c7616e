"""Many files and units in the window: all cores, the table of units, stopping, and what goes wrong with one."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus.saving import save
from corpus.shapes.long import long_grid
from corpus.style import Style
from corpus.units import ALL_UNITS

from converter.auditing import AuditOptions, check_files
from converter.batch.model import BatchOptions
from converter.batch.running import run_batch
from converter.narrative.supplement.reading import read_supplement
from converter.packs.loading import load_pack
from converter.pipeline import Options
from window.conftest import Driver
from window.long_workbook import COLUMNS, write_long_workbook

Put = Callable[[Path], str]


def folder_of_units(folder: Path, count: int) -> list[str]:
    """Write one spreadsheet a unit below ``folder``; return the names of the units."""
    for unit in ALL_UNITS[:count]:
        (folder / unit.code).mkdir(parents=True)
        save([long_grid([unit], Style(), COLUMNS)], folder / unit.code, f"{unit.name}底稿")
    return [unit.name for unit in ALL_UNITS[:count]]


def test_a_folder_of_units_is_done_by_several_processes_and_one_is_opened(
    drive: Driver, tmp_path: Path
) -> None:
    folder = tmp_path / "各单位底稿"
    names = folder_of_units(folder, 5)
    (folder / "坏了的.xlsx").write_bytes(b"PK\x03\x04" + bytes(200))
    shown: list[str] = []
    drive.controller.unit_done.connect(lambda _: shown.append(drive.window.current))
    drive.window.take([str(folder)])
    drive.settle(written=True)
    units = drive.session.units
    assert sorted(u.unit for u in units if u.verdict != "unreadable") == sorted(names)
    assert [u.index for u in units] == list(range(6))
    # The table of units came up by itself when the second one arrived.
    assert shown[-1] == drive.window.current == "units"
    page = drive.page("units")
    assert page.model.rowCount() == 6
    for unit in units:
        wanted = set() if unit.verdict == "unreadable" else {"workbook", "document", "report", "supplement"}
        assert set(unit.outputs) == wanted
        assert all(Path(path).is_file() for path in unit.outputs.values())
    page.state.setCurrentIndex(page.state.findData("unreadable"))
    assert page.filter.rowCount() == 1
    page.state.setCurrentIndex(0)
    page.words.setText(names[3])
    assert page.filter.rowCount() == 1
    page.view.setCurrentIndex(page.filter.index(0, 0))
    page.open_unit()
    drive.until(lambda: drive.controller.detail.index == drive.session.current)
    assert drive.unit.unit == names[3]
    assert names[3] in "".join(drive.controller.detail.tables[0].texts[2])
    # Its figures still lead to the cells of its own file.
    tables = drive.page("tables")
    place = next(p for p in tables.model.table.figures if tables.model.table.texts[p[0]][p[1]])
    tables.view.setCurrentIndex(tables.model.index(*place))
    drive.until(lambda: tables.cells.topLevelItemCount() > 0)
    assert names[3] in Path(drive.unit.inputs[0]).name
    grid = drive.page("recognition")
    assert grid.sheet.file == drive.unit.inputs[0]
    # One answer does one unit again, and writes one unit again.
    steps: list[tuple[str, int, int]] = []
    drive.controller.progress.connect(lambda *step: steps.append(step))
    slot = next(s for s in drive.controller.detail.slots if s.open and s.kind == "text" and not s.choices)
    document = Path(drive.unit.outputs["document"])
    before = {unit.unit: Path(unit.outputs["document"]).read_bytes() for unit in units if unit.outputs}
    drive.controller.answer(slot.id, "保障机关正常运转", drive.unit.unit)
    drive.settle()
    assert ("生成公开表和说明", 4, 5) in steps and ("生成公开表和说明", 3, 5) not in steps
    assert drive.unit.unit == names[3] and drive.session.stale
    drive.controller.write(replace_existing=True)
    drive.settle(written=True)
    assert {step[2] for step in steps if step[0] == "写出"} == {1}
    after = {
        unit.unit: Path(unit.outputs["document"]).read_bytes() for unit in drive.session.units if unit.outputs
    }
    assert [name for name in before if before[name] != after[name]] == [names[3]]
    assert document.is_file() and len(after) == 5
    # The supplement workbook still holds every unit.
    supplement = read_supplement(
        Path(drive.unit.outputs["supplement"]), load_pack("xinjiang", drive.unit.year)
    )
    assert len(supplement.units) == 5
    assert drive.crashes == []


def test_a_process_that_is_killed_costs_nothing(drive: Driver, tmp_path: Path) -> None:
    """Memory that runs out takes a process away; its unit is done again by another one."""
    path = tmp_path / "许多单位.xlsx"
    write_long_workbook(path, units=8, lines=6)
    killed: list[int] = []

    def kill_one(_unit: Any) -> None:
        if not killed:
            host = drive.controller.engine._process.pid
            children = Path(f"/proc/{host}/task/{host}/children")
            # Threads start the processes: their children are listed under the thread.
            found = [
                int(word)
                for listed in children.parents[1].glob("*/children")
                for word in listed.read_text().split()
                if b"resource_tracker" not in Path(f"/proc/{word}/cmdline").read_bytes()
            ]
            if found:
                killed.append(found[0])
                os.kill(found[0], signal.SIGKILL)

    if not Path("/proc/self/task").exists():
        return
    drive.controller.unit_done.connect(kill_one)
    drive.window.take([str(path)])
    drive.settle(written=True)
    assert killed
    assert len(drive.session.units) == 8
    assert all(unit.verdict != "unreadable" for unit in drive.session.units)
    assert drive.crashes == []


def test_a_stopped_run_leaves_the_results_before_it(drive: Driver, put: Put, tmp_path: Path) -> None:
    from window.conftest import LONG

    drive.take(put(LONG))
    before = drive.unit
    path = tmp_path / "许多单位.xlsx"
    write_long_workbook(path, units=30, lines=10)
    arrived: list[Any] = []
    drive.controller.unit_done.connect(arrived.append)
    drive.controller.open([str(path)], add=True)
    drive.until(lambda: len(arrived) >= 2)
    drive.controller.cancel()
    drive.until(lambda: not drive.controller.engine.busy, timeout=6000)
    assert drive.notices and "停下" in drive.notices[-1]
    if drive.session.units:  # it stopped by itself: the work before can still be looked at
        assert [unit.unit for unit in drive.session.units] == [before.unit]
        drive.controller.select(0)
        drive.until(lambda: drive.controller.detail is not None)
        assert len(drive.controller.detail.tables) == 10
    assert drive.crashes == []


def test_many_finished_documents_are_checked_by_several_processes(drive: Driver, tmp_path: Path) -> None:
    """As one by one: the same verdicts and findings; a damaged one is told and stays alone."""
    drafts, folder = tmp_path / "底稿", tmp_path / "公开文档"
    folder_of_units(drafts, 4)
    options = Options(out=folder, tables_only=True)
    run_batch([drafts], BatchOptions(options, jobs=1))
    files = sorted(folder.glob("*公开表.xlsx"))
    for file in files:
        shutil.copy(file, folder / f"副本{file.name}")
    (folder / "坏了的.docx").write_bytes(b"PK\x03\x04" + bytes(200))
    drive.window.take([str(folder)])
    drive.settle(written=True)
    alone = {
        d.inputs[0]: (d.unit or Path(d.inputs[0]).name, d.verdict.value)
        for d in check_files([folder], AuditOptions())
    }
    units = drive.session.units
    assert [unit.index for unit in sorted(units, key=lambda u: u.index)] == list(range(9))
    assert {unit.inputs[0]: (unit.unit, unit.verdict) for unit in units} == alone
    assert all(unit.audit for unit in units)
    page = drive.page("units")
    page.words.setText(ALL_UNITS[2].name)
    page.view.setCurrentIndex(page.filter.index(0, 0))
    page.open_unit()
    drive.until(lambda: drive.controller.detail.index == drive.session.current)
    assert drive.unit.unit == ALL_UNITS[2].name
    assert drive.crashes == []
