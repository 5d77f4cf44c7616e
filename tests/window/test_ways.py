"""The ways through the window: drop, look, correct, jump, fill in, take the results."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox

from window.conftest import FINISHED, FULL, LONG, WIDE, Driver

Put = Callable[[Path], str]


def drop(window: Any, paths: list[str], modifiers: Qt.KeyboardModifier) -> tuple[Any, Any]:
    """Send the events of a real drop; return them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    buttons = Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(300, 300), actions, data, buttons, modifiers)
    QApplication.sendEvent(window, enter)
    dropped = QDropEvent(QPointF(300, 300), actions, data, buttons, modifiers)
    QApplication.sendEvent(window, dropped)
    return enter, dropped


@pytest.mark.parametrize("sample", [LONG, WIDE, FULL], ids=["long", "wide", "full"])
def test_dropped_sample_comes_to_its_verdict_and_files(drive: Driver, put: Put, sample: Path) -> None:
    path = put(sample)
    before = hashlib.sha256(Path(path).read_bytes()).digest()
    enter, dropped = drop(drive.window, [path], Qt.KeyboardModifier.ShiftModifier)
    assert enter.isAccepted() and dropped.isAccepted()
    # A Shift-drag asks for moving; the window only ever copies.
    assert enter.dropAction() is Qt.DropAction.CopyAction
    assert dropped.dropAction() is Qt.DropAction.CopyAction
    drive.settle(written=True)
    assert drive.unit.unit == "昌吉市人民政府办公室"
    assert drive.unit.verdict in ("pass", "open")
    assert drive.unit.errors == 0
    for output in drive.unit.outputs.values():
        assert Path(output).is_file()
        assert Path(output).parent == Path(path).parent / "预算公开结果"
    assert hashlib.sha256(Path(path).read_bytes()).digest() == before
    assert len(drive.controller.detail.tables) == 10
    assert drive.crashes == []


def test_finished_document_is_audited(drive: Driver, put: Put) -> None:
    path = put(FINISHED)
    drop(drive.window, [path], Qt.KeyboardModifier.NoModifier)
    drive.settle(written=True)
    assert drive.unit.audit and drive.unit.errors > 0
    assert set(drive.unit.outputs) == {"annotated", "report"}
    page = drive.page("check")
    assert page.filter.rowCount() > 10
    drive.window.follow("error")
    assert page.severity.currentData() == "error"
    page.jump()
    assert drive.window.current in ("tables", "text")
    text = drive.page("text")
    assert "昌吉市" in text.view.toPlainText()


def test_a_broken_file_among_good_ones(drive: Driver, put: Put, tmp_path: Path) -> None:
    good = put(LONG)
    broken = Path(good).with_name("坏了的.xlsx")
    broken.write_bytes(b"PK\x03\x04" + bytes(200))
    drive.window.take([str(broken), good])
    drive.settle(written=True)
    verdicts = sorted(unit.verdict for unit in drive.session.units)
    assert len(verdicts) == 2 and verdicts[-1] == "unreadable" and verdicts[0] in ("open", "pass")
    assert drive.unit.verdict != "unreadable"
    units = drive.page("units")
    units.state.setCurrentIndex(units.state.findData("failed"))
    assert units.filter.rowCount() == 1
    units.open_unit(units.filter.index(0, 0))
    drive.until(lambda: drive.controller.detail.index == drive.session.current)
    assert drive.unit.verdict == "unreadable"
    assert drive.controller.detail.findings


def test_correcting_a_column_undo_redo_and_remembering(drive: Driver, put: Put) -> None:
    drive.take(put(LONG))
    page = drive.page("recognition")
    sheet = page.sheet
    amount = next(c for c in sheet.blocks[0].columns if c.meaning == "amount")
    drive.until(lambda: page.model.row(3) is not None)
    assert page.header.length() == sum(page.header.sectionSize(n) for n in range(page.header.count()))
    total = drive.controller.detail.tables[1].texts[-1]

    menu = page.header.open_menu(amount.column)
    chosen = [action for action in menu.actions() if action.data() == "ignored"]
    chosen[0].trigger()
    menu.close()
    drive.settle()
    assert drive.unit.verdict == "unreadable"
    assert next(c for c in page.sheet.blocks[0].columns if c.column == amount.column).meaning == "ignored"

    drive.window.undo_action.trigger()
    drive.settle()
    assert drive.unit.verdict in ("pass", "open")
    assert drive.controller.detail.tables[1].texts[-1] == total
    drive.window.redo_action.trigger()
    drive.settle()
    assert drive.unit.verdict == "unreadable"
    drive.window.undo_action.trigger()
    drive.settle()

    # Something harmless that differs from what is recognised is remembered for the layout.
    name = next(c for c in page.sheet.blocks[0].columns if c.meaning not in ("amount", "ignored"))
    page.header.meaning_wanted.emit(name.column, name.meaning)
    drive.settle()
    page._remember()
    drive.until(lambda: any("记住" in notice for notice in drive.notices))
    drive.controller.run()
    drive.settle()
    assert drive.session.files[0].remembered

    from gui.dialogs import MappingsDialog

    dialog = MappingsDialog(drive.controller, drive.window)
    dialog.open()
    drive.until(lambda: dialog.list.topLevelItemCount() == 1)
    target = Path(drive.session.inputs[0]).with_name("方案.json")
    dialog.export_to(str(target))
    drive.until(target.exists)
    dialog.list.selectAll()
    dialog.delete()
    drive.until(lambda: dialog.list.topLevelItemCount() == 0)
    dialog.import_from(str(target))
    drive.until(lambda: dialog.list.topLevelItemCount() == 1)
    dialog.close()


def test_figure_leads_to_its_cells_and_to_the_grid(drive: Driver, put: Put) -> None:
    drive.take(put(LONG))
    page = drive.page("tables")
    page.list.setCurrentRow(4)
    place = next(p for p in page.model.table.figures if page.model.table.texts[p[0]][p[1]])
    page.view.setCurrentIndex(page.model.index(*place))
    drive.until(lambda: page.cells.topLevelItemCount() > 0)
    cell = page.cells.topLevelItem(0).data(0, Qt.ItemDataRole.UserRole)
    page.jump()
    assert drive.window.current == "recognition"
    grid = drive.page("recognition")
    drive.until(lambda: grid.view.currentIndex().row() == cell.row)
    assert grid.view.currentIndex().column() == cell.column
    drive.until(lambda: grid.view.currentIndex().data() not in ("", "…", None))
    assert grid.view.currentIndex().data().replace(",", "") == cell.value.replace(",", "")


def test_finding_leads_to_the_input_cell(drive: Driver, put: Put) -> None:
    """A subtotal that disagrees is found, and Enter on it selects the cell in the grid."""
    import openpyxl

    path = put(WIDE)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    spot = next(
        cell
        for row in sheet.iter_rows(min_row=6)
        for cell in row
        if isinstance(cell.value, int | float) and cell.value > 1
    )
    spot.value = float(spot.value) + 7
    book.save(path)
    drive.take(path)
    assert drive.unit.errors > 0
    page = drive.page("check")
    page.show_severity("error")
    finding = page.current()
    assert finding is not None and finding.places
    named = next(p for p in finding.places if p.cell and p.sheet)
    drive.controller.go(named)
    assert drive.window.current == "recognition"
    grid = drive.page("recognition")
    from gui.controller import cell_of

    index = grid.view.currentIndex()
    assert (index.row(), index.column()) == cell_of(named.cell)


def test_filling_a_slot_changes_the_text(drive: Driver, put: Put) -> None:
    drive.take(put(LONG))
    left = drive.unit.open
    assert left > 0
    slot = next(s for s in drive.controller.detail.slots if s.open and s.kind == "text" and not s.choices)
    drive.controller.slot_wanted.emit(slot.id)
    page = drive.page("supplement")
    assert page.slot.id == slot.id
    page.long.setPlainText("保障机关正常运转")
    page.save()
    drive.settle()
    assert drive.unit.open < left
    text = drive.page("text")
    assert "保障机关正常运转" in text.view.toPlainText()
    # What was typed is kept in the supplement workbook, and a later start takes it from there.
    drive.controller.write(replace_existing=True)
    drive.settle(written=True)
    assert Path(drive.unit.outputs["supplement"]).is_file()
    inputs = list(drive.session.inputs)
    drive.window.show_page("start")
    drive.take(*inputs)
    assert drive.session.answers == {}
    assert "保障机关正常运转" in drive.page("text").view.toPlainText()


def test_warning_is_acknowledged_with_a_reason_that_goes_into_the_report(drive: Driver, put: Put) -> None:
    import openpyxl

    drive.take(put(FINISHED))
    page = drive.page("check")
    page.show_severity("warning")
    finding = page.current()
    warnings = drive.unit.warnings
    drive.controller.acknowledge(finding, "已与主管科室核实")
    drive.until(lambda: drive.unit.warnings == warnings - 1)
    drive.controller.write(replace_existing=True)
    drive.settle(written=True)
    book = openpyxl.load_workbook(drive.unit.outputs["report"])
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("已与主管科室核实" in text for text in texts)


def test_nothing_is_overwritten_silently_and_a_locked_output_is_told(
    drive: Driver, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(FULL)
    out = Path(path).parent / "预算公开结果"
    out.mkdir()
    mine = out / "昌吉市人民政府办公室2023年部门预算公开表.xlsx"
    mine.write_bytes(b"somebody's own work")
    drive.window.take([path])
    drive.settle()
    page = drive.page("output")
    drive.until(page.note.isVisible)
    assert mine.read_bytes() == b"somebody's own work"
    assert not drive.unit.outputs
    page.beside_button.click()
    drive.settle(written=True)
    assert Path(drive.unit.outputs["workbook"]).parent.name == "预算公开结果（2）"

    # A folder in the way of a file stands for a file that cannot be replaced.
    locked = Path(drive.unit.outputs["report"])
    locked.unlink()
    locked.mkdir()
    drive.controller.write(replace_existing=True)
    drive.until(
        lambda: (
            not drive.controller.engine.busy
            and drive.controller.last_write is not None
            and drive.controller.last_write.faults
        )
    )
    assert drive.window.current == "output" and page.note.isVisible()
    locked.rmdir()
    page.retry_button.click()
    drive.until(lambda: not drive.controller.engine.busy and locked.is_file())
    drive.until(lambda: "report" in drive.unit.outputs)


def test_cancelling_a_long_run(drive: Driver, tmp_path: Path) -> None:
    from window.long_workbook import write_long_workbook

    path = tmp_path / "很长.xlsx"
    write_long_workbook(path, units=40, lines=500)
    drive.window.take([str(path)])
    drive.until(lambda: drive.controller.engine.busy)
    drive.bot.wait(300)
    drive.controller.cancel()
    drive.until(lambda: not drive.controller.engine.busy, timeout=6000)
    assert any("停下" in notice for notice in drive.notices)
    assert drive.crashes == []
    # The window goes on working.
    assert drive.controller.engine is not None
    drive.controller.warm_up()


def test_a_crash_of_the_working_process_is_told_and_survived(drive: Driver, put: Put) -> None:
    drive.take(put(LONG))
    drive.controller.engine.ask("fail", drive.notices.append)
    drive.until(drive.crashes.copy)
    dialog = drive.window.crash_dialog
    dialog.copy()
    copied = QApplication.clipboard().text()
    assert "RuntimeError" in copied and "host.py" in copied
    assert str(Path.home()) not in copied
    dialog.accept()

    drive.crashes.clear()
    drive.controller.engine._process.kill()
    drive.until(drive.crashes.copy)
    drive.window.crash_dialog.accept()
    drive.controller.run()
    drive.settle()
    assert drive.unit.verdict in ("pass", "open")


def test_work_in_progress_is_offered_again(drive: Driver, put: Put, qtbot: Any) -> None:
    drive.take(put(LONG))
    page = drive.page("recognition")
    column = page.sheet.blocks[0].columns[0]
    page.header.meaning_wanted.emit(column.column, column.meaning)
    drive.settle()
    drive.controller.keep_work()

    from gui.settings import Settings
    from gui.window import MainWindow

    other = MainWindow(Settings.load())
    qtbot.addWidget(other)
    start = other.page("start")
    assert not start.kept.isHidden()
    kept = other.controller.kept_work()
    assert kept is not None and len(kept.done) == 1
    other.controller.engine.stop()


def test_no_message_box_blocks(drive: Driver) -> None:
    drive.window.open_settings()
    drive.window.open_about()
    drive.window.open_mappings()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QMessageBox) or widget.isModal():
            widget.close()
