"""What the pages do beside the main way: links, filters, answers, keys, words of the system's own dialogs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from corpus.saving import save
from corpus.shapes.long import long_grid
from corpus.style import Style
from corpus.units import ALL_UNITS
from PySide6.QtCore import QCoreApplication, QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from window.conftest import FINISHED, FULL, LONG, Driver
from window.long_workbook import COLUMNS

Put = Callable[[Path], str]


def click(view: Any, words: str) -> None:
    """Click on words of a text with the mouse."""
    cursor = view.document().find(words)
    assert not cursor.isNull(), words
    cursor.setPosition(cursor.selectionStart() + 1)
    view.setTextCursor(cursor)
    view.ensureCursorVisible()
    at = view.cursorRect(cursor).center()
    QTest.mouseMove(view.viewport(), at)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_inputs_are_sorted_out_by_what_they_are(drive: Driver, put: Put) -> None:
    """Working spreadsheet, last year's document and supplement in any order and under any names."""
    path = Path(put(LONG))
    drive.take(str(path))
    supplement = Path(drive.unit.outputs["supplement"])
    other = path.with_name("乙.xlsx")
    shutil.copy(supplement, other)
    working = path.with_name("丙.xlsx")
    path.rename(working)
    drive.window.show_page("start")
    drive.take(str(other), str(working))
    kinds = {Path(one.path).name: one.kind for one in drive.session.files}
    assert kinds == {"乙.xlsx": "supplement", "丙.xlsx": "working"}
    assert drive.unit.unit == "昌吉市人民政府办公室"


def test_performance_table_is_filled_in_and_kept(drive: Driver, put: Put) -> None:
    drive.take(put(LONG))
    slot = next(s for s in drive.controller.detail.slots if s.kind == "indicators" and s.open)
    left = drive.unit.open
    drive.controller.slot_wanted.emit(slot.id)
    page = drive.page("supplement")
    assert page.slot.id == slot.id and page.indicators.isVisible()
    heads = [page.indicators.table.horizontalHeaderItem(n).text() for n in range(9)]
    assert heads[2] == "三级指标"
    assert "计划标准" in page.indicators.delegate.choices[4]
    QGuiApplication.clipboard().setText(
        "产出指标\t数量指标\t办理信访件\t≥100件\t计划标准\t90件\t50\t按照完成比例赋分\t工作资料\n"
        "满意度指标\t满意度指标\t群众满意度\t≥90%\t历史标准\t\t40\t满意度赋分\t说明材料\n"
    )
    page.indicators.put("")
    page.indicators.table.setCurrentCell(0, 0)
    page.indicators.table.setFocus()
    drive.window.paste()
    assert "合计 90" in page.indicators.sum.text()
    QTest.keyClick(page.indicators.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    drive.until(lambda: drive.controller._answering.isActive() or drive.controller.engine.busy)
    drive.settle()
    assert drive.unit.open == left - 1
    assert "办理信访件" in drive.page("text").view.toPlainText()
    drive.controller.write(replace_existing=True)
    drive.settle(written=True)
    inputs = list(drive.session.inputs)
    drive.window.show_page("start")
    drive.take(*inputs)
    again = next(s for s in drive.controller.detail.slots if s.id == slot.id)
    assert not again.open and "办理信访件" in again.value


def test_text_leads_to_tables_and_questions(drive: Driver, put: Put) -> None:
    drive.take(put(LONG))
    page = drive.page("text")
    run = next(r for p in drive.controller.detail.paragraphs for r in p.runs if r.figure is not None)
    click(page.view, run.text)
    assert drive.window.current == "tables"
    table = drive.page("tables")
    index = table.view.currentIndex()
    assert table.figure().row == run.figure.row
    assert index.data() == f"{float(run.text):,.2f}"
    opened = next(s for s in drive.controller.detail.slots if s.open)
    drive.page("text")
    click(page.view, f"【待填：{opened.label}】")
    assert drive.window.current == "supplement"
    assert drive.page("supplement").slot.id == opened.id


def test_findings_of_a_read_text_are_marked_in_it(drive: Driver, put: Put) -> None:
    drive.take(put(FINISHED))
    page = drive.page("text")
    paragraph, mark = next(
        (drive.controller.detail.paragraphs[n].text, mark)
        for n, marks in page._marks.items()
        for mark in marks
        if mark.kind == "error"
    )
    quoted = paragraph[mark.start : mark.end]
    click(page.view, quoted)
    assert drive.window.current == "check"
    shown = drive.page("check").current()
    assert any(place.excerpt == quoted for place in shown.places)


def test_findings_fold_filter_copy_and_export(drive: Driver, put: Put, tmp_path: Path) -> None:
    import openpyxl

    drive.take(put(FINISHED))
    page = drive.page("check")
    whole = page.filter.rowCount()
    folded = next(
        index for row in range(whole) if page.filter.rowCount(index := page.filter.index(row, 0)) > 0
    )
    assert not page.tree.isExpanded(folded)
    rule = page.current().rule
    page.rule.setCurrentIndex(page.rule.findData(rule))
    assert 0 < page.filter.rowCount() < whole
    page.copy()
    assert rule in QApplication.clipboard().text()
    page.show_severity("warning")
    target = tmp_path / "发现.xlsx"
    page.export_to(str(target))
    drive.until(lambda: any("导出" in notice for notice in drive.notices))
    rows = list(openpyxl.load_workbook(target).active.iter_rows(values_only=True))
    assert rows[0][0] == "级别" and len(rows) > page.filter.rowCount()


def test_a_finding_turns_every_page_to_its_place(drive: Driver, put: Put) -> None:
    """A figure of the text that is not that of the table: Enter shows one, Enter again the other."""
    drive.take(put(FINISHED))
    page = drive.page("check")
    number, finding = next(
        (n, f)
        for n, f in enumerate(drive.controller.detail.findings)
        if f.rule == "N01" and any(p.table for p in f.places) and any(p.paragraph for p in f.places)
    )
    seen = []
    for _ in range(2):
        drive.window.show_page("check")
        page.show_finding(number)
        page.jump()
        seen.append(drive.window.current)
    assert sorted(seen) == ["tables", "text"]
    figure = next(p for p in finding.places if p.table)
    shown = drive.page("tables").figure()
    assert shown is not None and shown.row == figure.row
    assert drive.page("text").view.textCursor().hasSelection()


def test_files_dropped_on_a_field_are_taken_by_the_window(drive: Driver) -> None:
    page = drive.page("supplement")
    for field in (page.short, page.long, page.long.viewport(), page.indicators.table.viewport()):
        assert not field.acceptDrops()
    assert drive.window.acceptDrops()


def test_open_questions_are_one_row(drive: Driver, put: Put) -> None:
    drive.take(put(LONG))
    page = drive.page("check")
    rows = [page.filter.index(n, 0) for n in range(page.filter.rowCount())]
    opened = [index for index in rows if index.data(Qt.ItemDataRole.DisplayRole) == "待填"]
    assert len(opened) == 1
    assert page.filter.rowCount(opened[0]) == drive.unit.open
    page.tree.setCurrentIndex(opened[0])
    page.jump()
    assert drive.window.current == "supplement"


def test_verdict_links_lead_to_their_places(drive: Driver, put: Put) -> None:
    drive.take(put(LONG))
    text = drive.window.verdict.text.text()
    assert "处待填" in text and "结果" in text
    for target, page in (("open", "supplement"), ("output", "output"), ("warning", "check")):
        drive.window.verdict.text.linkActivated.emit(target)
        assert drive.window.current == page


def test_adjusted_figures_are_tinted_and_explained(drive: Driver, tmp_path: Path) -> None:
    save([long_grid([ALL_UNITS[0]], Style(), COLUMNS)], tmp_path, "带角分的底稿")
    drive.take(str(next(tmp_path.glob("带角分的底稿.*"))))
    tables = drive.controller.detail.tables
    number = next(n for n, table in enumerate(tables) if table.adjusted)
    page = drive.page("tables")
    page.list.setCurrentRow(number)
    place = next(iter(page.model.table.adjusted))
    index = page.model.index(*place)
    assert index.data(Qt.ItemDataRole.BackgroundRole).color() != page.view.palette().base().color()
    assert "尾差调整" in index.data(Qt.ItemDataRole.ToolTipRole)
    page.view.setCurrentIndex(index)
    drive.until(lambda: "尾差调整" in page.figure_words.text())


def test_files_are_pasted(drive: Driver, put: Put) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(put(LONG))])
    QGuiApplication.clipboard().setMimeData(data)
    drive.window.paste()
    drive.settle()
    assert drive.unit.unit == "昌吉市人民政府办公室"


def test_keys_lead_through_the_window(drive: Driver, put: Put) -> None:
    drive.take(put(FULL))
    window = drive.window
    window.activateWindow()
    for number, name in enumerate(
        ("start", "units", "recognition", "tables", "supplement", "text", "check"), 1
    ):
        if name == "units":  # there is one unit
            continue
        QTest.keyClick(window, Qt.Key.Key_0 + number, Qt.KeyboardModifier.ControlModifier)
        assert window.current == name
        page = window.page(name)
        assert page.isAncestorOf(QApplication.focusWidget())
    started: list[bool] = []
    drive.controller.started.connect(lambda: started.append(True))
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert started
    drive.settle()
    grid = drive.page("recognition")
    drive.until(lambda: grid.model.row(0) is not None)
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    grid.view.setFocus()
    QTest.keyClick(grid.view, Qt.Key.Key_F4)
    assert grid.header.menu is not None
    grid.header.menu.close()


def test_answer_is_saved_with_ctrl_enter_and_the_next_question_follows(drive: Driver, put: Put) -> None:
    drive.take(put(LONG))
    page = drive.page("supplement")
    first = page.slot
    page.short.setText("2023-02-10")
    QTest.keyClick(page.short, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.slot.id != first.id
    assert drive.session.answers[drive.unit.unit][first.id] == "2023-02-10"
    drive.settle()


def test_what_was_typed_is_kept_when_turning_away(drive: Driver, put: Put) -> None:
    drive.take(put(LONG))
    page = drive.page("supplement")
    first = page.slot
    page._put("2023-02-10")
    page.list.setCurrentItem(page.list.itemBelow(page.list.currentItem()))
    assert drive.session.answers[drive.unit.unit][first.id] == "2023-02-10"
    second = page.slot
    assert second.id != first.id
    page._put("3")
    drive.page("check")
    assert drive.session.answers[drive.unit.unit][second.id] == "3"
    drive.settle()


def test_a_file_mended_in_excel_is_checked_again_and_the_old_results_are_said_to_be_old(
    drive: Driver, put: Put
) -> None:
    import openpyxl

    path = put(LONG)
    drive.take(path)
    drive.until(lambda: drive.session.written)
    drive.controller.run()
    drive.settle()
    assert not drive.session.stale  # nothing has changed: the results are right
    total = drive.controller.detail.tables[0].texts[-1][1]
    book = openpyxl.load_workbook(path)
    cells = [c for row in book.active.iter_rows(min_row=5) for c in row if isinstance(c.value, int | float)]
    amount = next(c for c in cells if c.value > 1000)
    amount.value = float(amount.value) + 50000
    book.save(path)
    drive.controller.run()
    drive.settle()
    assert drive.controller.detail.tables[0].texts[-1][1] != total
    assert drive.session.stale and "以前" in drive.window.verdict.text.text()


def test_what_is_asked_is_answered_with_a_click(drive: Driver, put: Put) -> None:
    """A spreadsheet that does not say its unit of money, with a sheet that cannot be understood."""
    import openpyxl

    path = put(LONG)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, str) and "元" in cell.value:
                cell.value = None
            elif isinstance(cell.value, int | float) and cell.column > 8:
                cell.value = round(cell.value / 777, 1)
    other = book.create_sheet("其他资料")
    for line in (["项目", "甲", "乙"], ["车辆", 3, 5], ["房屋", 120, 30]):
        other.append(line)
    book.save(path)
    drive.take(path)
    assert drive.unit.verdict == "unreadable"
    drive.window.verdict.text.linkActivated.emit("questions")
    assert drive.window.current == "recognition"
    page = drive.page("recognition")
    for wanted in ("元", "与公开表无关，不用它"):
        answers = [one for one in page.questions.findChildren(QPushButton) if one.text() == wanted]
        if not answers:  # the question of the other sheet
            item = page.tree.topLevelItem(0)
            page.tree.setCurrentItem(item.child(item.childCount() - 1))
            answers = [one for one in page.questions.findChildren(QPushButton) if one.text() == wanted]
        answers[-1].click()
        drive.settle()
    assert drive.unit.verdict != "unreadable" and drive.session.questions() == 0
    assert len(drive.session.done) == 2


def test_qt_itself_speaks_chinese(drive: Driver) -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    assert "文件" in QCoreApplication.translate("QFileDialog", "File &name:")
    # What Qt's translation leaves out is added, and nothing else is touched.
    from gui.application import Missing

    missing = Missing(drive.window)
    QApplication.installTranslator(missing)
    assert QCoreApplication.translate("QAbstractFileIconProvider", "Folder") == "文件夹"
    assert QCoreApplication.translate("QFileDialog", "Back") == "后退"
    assert QCoreApplication.translate("anything", "some words") == "some words"
    QApplication.removeTranslator(missing)


def test_results_stay_listed_until_they_are_written_again(drive: Driver, put: Put) -> None:
    drive.take(put(LONG))
    drive.until(lambda: drive.session.written)
    before = dict(drive.unit.outputs)
    drive.controller.slot_wanted.emit("")
    page = drive.page("supplement")
    page._put("2023-02-10")
    page.save()
    drive.settle()
    assert drive.unit.outputs == before and drive.session.stale
    output = drive.page("output")
    assert output.note.isVisible()
    output.write_button.click()
    drive.until(lambda: not drive.controller.engine.busy and not drive.session.stale)
    assert not output.note.isVisible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_made_anew_in_either_theme(drive: Driver, put: Put, theme: str) -> None:
    from gui.style.theme import current

    drive.take(put(LONG))
    drive.window.settings.theme = theme
    drive.window.apply_theme()
    for name in ("recognition", "tables", "supplement", "text", "check", "output"):
        drive.page(name)
        assert drive.window.current == name
    assert current().dark is (theme == "dark")
    drive.window.settings.theme = "light"
    drive.window.apply_theme()


def test_crash_of_the_window_itself_is_shown(drive: Driver) -> None:
    import sys

    from gui import crash

    crash.install(drive.window.show_crash, drive.window)
    try:
        raise ZeroDivisionError("某某局 123456.78")
    except ZeroDivisionError as fault:
        sys.excepthook(type(fault), fault, fault.__traceback__)
    drive.until(lambda: getattr(drive.window, "crash_dialog", None) is not None)
    shown: Any = drive.window.crash_dialog.details.toPlainText()
    assert "ZeroDivisionError" in shown and "某某局" not in shown and "123456" not in shown
    drive.window.crash_dialog.accept()
