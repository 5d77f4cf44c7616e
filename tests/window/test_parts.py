"""Parts of the window that need none: sessions, settings, wording, the log, one instance a user."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from converter.findings import warning
from converter.recognition.editing import Edit
from gui import settings as keeping
from gui.logs import cleaned
from gui.session import Session
from gui.wording import for_window, in_window


def test_corrections_are_undone_and_redone_in_order() -> None:
    session = Session()
    session.start(["/a/底稿.xlsx"])
    first = Edit("/a/底稿.xlsx", "表", "money", "万元")
    second = Edit("/a/底稿.xlsx", "表", "role", "income")
    session.edit(first)
    session.edit(second)
    assert session.undo() == second and session.done == [first]
    assert session.redo() == second and session.done == [first, second]
    session.undo()
    session.edit(Edit("/a/底稿.xlsx", "表", "year", "2026"))
    assert session.redo() is None


def test_work_in_progress_comes_back_as_it_was() -> None:
    session = Session()
    session.start(["/a/底稿.xlsx"])
    session.edit(Edit("/a/底稿.xlsx", "表", "meaning", "amount source=current.fiscal", block=0, column=3))
    session.answer("某局", "单位.性质", "行政单位")
    session.acknowledged["W01|…"] = "属实"
    again = Session.from_json(json.loads(json.dumps(session.as_json())))
    assert again is not None
    assert (again.inputs, again.done, again.answers) == (session.inputs, session.done, session.answers)
    assert again.acknowledged == session.acknowledged
    assert Session.from_json({"inputs": 3}) is None and Session.from_json([]) is None


def test_settings_survive_damage_and_newer_versions(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = keeping.Settings(theme="dark", last_folder="/b")
    settings.remember_inputs(["/b/一.xlsx"])
    settings.save(path)
    assert keeping.Settings.load(path) == settings
    path.write_text('{"version": 1, "theme": 7, "wording": "单位"}', encoding="utf-8")
    mixed = keeping.Settings.load(path)
    assert (mixed.theme, mixed.wording) == ("auto", "单位")
    path.write_text('{"version": 99, "theme": "dark"}', encoding="utf-8")
    assert keeping.Settings.load(path).theme == "auto"
    path.write_text("{", encoding="utf-8")
    assert keeping.Settings.load(path) == keeping.Settings()
    assert path.with_suffix(".damaged").exists()


def test_portable_mode_keeps_everything_beside_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "gongkai-gui"
    (tmp_path / "便携模式").touch()
    monkeypatch.setattr("sys.argv", [str(program)])
    monkeypatch.setenv("GONGKAI_HOME", "")
    monkeypatch.delenv("GONGKAI_HOME")
    keeping.enter_portable_mode()
    assert keeping.home() == tmp_path / "用户数据"


def test_the_log_holds_no_amounts_and_no_names() -> None:
    text = "File \"/home/张三/底稿.xlsx\", line 3\nValueError: 某某局 1234567.89 not in '李四' 2010301"
    shown = cleaned(text)
    for private in ("张三", "某某局", "1234567", "李四", "2010301", "/home"):
        assert private not in shown
    assert "ValueError" in shown and "line 3" in shown


@pytest.mark.parametrize(
    "message",
    [
        "工作表“表”没有认出来：有数字。请运行 gongkai inspect 文件 --save 方案.json，在方案里把它改好，"
        "再用 gongkai convert 文件 --mapping 方案.json 转换。",
        "请加上 --money 元 或 --money 万元，或在表的标题下写明“单位：元”。",
        "某局 的预算年度无从得知。请加上 --year，例如 --year 2026。",
        "待填：内设机构。请在补充资料里填写（gongkai supplement），或补进底稿。",
        "不知道上年预算数，增减变动都留作待填。请用 --last-year 给出上年的公开表或底稿，或在补充资料里填写上年数。",
        "上年文件里没有“某局”。请用 --last-year 给出它的上年文件。",
        "请确认这是预算工作底稿；用 gongkai inspect 查看各工作表被认作了什么。",
    ],
)
def test_messages_speak_of_the_window(message: str) -> None:
    shown = in_window(message)
    assert "gongkai" not in shown and "--" not in shown
    assert "“" in shown
    finding = warning("M01", message)
    assert for_window(finding).message == shown and finding.message == message


def test_a_second_start_hands_its_files_over(qtbot: Any, tmp_path: Path) -> None:
    import subprocess
    import sys

    from gui.single_instance import Instance, hand_over, server_name

    name = server_name(str(tmp_path))
    assert not hand_over(name, ["/a.xlsx"])
    instance = Instance(name)
    handed: list[list[str]] = []
    instance.handed.connect(handed.append)
    code = (
        "import sys; from PySide6.QtCore import QCoreApplication; a = QCoreApplication(sys.argv);"
        "from gui.single_instance import hand_over; sys.exit(not hand_over(sys.argv[1], sys.argv[2:]))"
    )
    root = Path(__file__).parents[2]
    started = subprocess.Popen([sys.executable, "-c", code, name, "/甲/底稿.xlsx"], cwd=root)

    def arrived() -> None:
        assert handed == [["/甲/底稿.xlsx"]]

    qtbot.waitUntil(arrived, timeout=20_000)
    assert started.wait(20) == 0
    instance.close()


def test_the_log_is_cleaned_and_does_not_grow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gui import logs

    monkeypatch.setattr(logs, "SIZE", 2000)
    before = list(logs.log.handlers)
    logs.start_log(tmp_path / "log")
    try:
        for number in range(200):
            logs.log.info("opened %s with %s", "‘某某局底稿.xlsx’", f"{number}23456.78")
    finally:
        for handler in [one for one in logs.log.handlers if one not in before]:
            logs.log.removeHandler(handler)
            handler.close()
    files = sorted((tmp_path / "log").iterdir())
    assert 1 < len(files) <= logs.KEPT + 1
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert file.stat().st_size < 4000
        assert "opened" in text and "某某局" not in text and "23456" not in text


def test_units_are_sorted_by_number() -> None:
    from gui.models.units import UnitsFilter, UnitsModel
    from gui.views import UnitView

    model, shown = UnitsModel(), UnitsFilter()
    model.show(
        [
            UnitView(n, f"单位{n}", 2026, "open", "", 0, 0, opened, [], False, True)
            for n, opened in enumerate((112, 9, 0, 47))
        ]
    )
    shown.setSourceModel(model)
    shown.sort(5)
    assert [shown.index(row, 5).data() for row in range(4)] == ["", 9, 47, 112]


def test_results_are_old_only_when_something_has_changed() -> None:
    from gui.views import RunResult, UnitView

    def unit(mark: str) -> UnitView:
        return UnitView(0, "某局", 2026, "pass", "", 0, 0, 0, [], False, True, mark=mark)

    session = Session()
    session.start(["/a/底稿.xlsx"])
    session.take(RunResult([], [unit("a")]))
    session.units[0].outputs = {"workbook": "/a/表.xlsx"}
    session.written = True
    session.note_written()
    session.take(RunResult([], [unit("a")]))
    assert not session.stale and session.units[0].outputs == {"workbook": "/a/表.xlsx"}
    session.take(RunResult([], [unit("b")]))
    assert session.stale and session.units[0].outputs
    session.take(RunResult([], [unit("a")]))
    assert not session.stale
    session.options.values = True
    session.take(RunResult([], [unit("a")]))
    assert session.stale
