"""Outputs are written whole or not at all, and every refusal says what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from converter.findings import Severity
from converter.packs.loading import load_pack
from converter.writing.files import save
from converter.writing.naming import LONGEST_NAME, output_name, safe_name


def test_missing_folders_are_created_and_nothing_else_is_left(tmp_path: Path) -> None:
    target = tmp_path / "结果" / "一" / "表.xlsx"
    assert save(target, b"new") is None
    assert target.read_bytes() == b"new"
    assert [file.name for file in target.parent.iterdir()] == ["表.xlsx"]


def test_an_old_output_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "表.xlsx"
    save(target, b"old and longer")
    assert save(target, b"new") is None
    assert target.read_bytes() == b"new"


def test_new_files_have_the_usual_rights(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    save(tmp_path / "表.xlsx", b"new")
    assert (tmp_path / "表.xlsx").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize(
    ("step", "number", "rule", "word"),
    [
        ("replace", errno.EACCES, "O01", "正在 Excel 或 WPS 中打开"),
        ("open", errno.EACCES, "O02", "不允许写入"),
        ("open", errno.EROFS, "O02", "不允许写入"),
        ("open", errno.ENOSPC, "O03", "磁盘空间不足"),
        ("open", errno.ENAMETOOLONG, "O04", "太长"),
        ("open", errno.ENOENT, "O05", "不存在"),
        ("open", errno.EIO, "O09", "没有写成"),
    ],
)
def test_a_refusal_of_the_system_is_a_clear_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, rule: str, word: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    (tmp_path / "表.xlsx").write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(Path, step, refuse)
        finding = save(tmp_path / "表.xlsx", b"new")
    assert finding is not None
    assert (finding.rule, finding.severity) == (rule, Severity.ERROR)
    assert word in finding.message
    assert "请" in finding.message
    assert finding.places[0].file == str(tmp_path / "表.xlsx")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"表.xlsx": b"old"}


def test_a_folder_or_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").mkdir()
    (tmp_path / "文件").write_bytes(b"")
    folder = save(tmp_path / "表.xlsx", b"new")
    assert folder is not None
    file = save(tmp_path / "文件" / "表.xlsx", b"new")
    assert file is not None
    below = save(tmp_path / "文件" / "下级" / "表.xlsx", b"new")
    assert below is not None
    assert "同名的文件夹" in folder.message
    assert "不是文件夹" in file.message
    assert {folder.rule, file.rule, below.rule} == {"O05"}


def test_a_really_long_name_is_refused_clearly(tmp_path: Path) -> None:
    finding = save(tmp_path / ("长" * 200 + ".xlsx"), b"new")
    assert finding is not None
    assert finding.rule == "O04"


@pytest.mark.parametrize(
    "lock", ["~$表一二三.xlsx", "~$二三.xlsx", ".~lock.表一二三.xlsx#", ".~表一二三.xlsx"]
)
def test_a_file_that_another_program_has_open_is_a_warning(tmp_path: Path, lock: str) -> None:
    (tmp_path / lock).write_bytes(b"")
    finding = save(tmp_path / "表一二三.xlsx", b"new")
    assert finding is not None
    assert (finding.rule, finding.severity) == ("O06", Severity.WARNING)


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupt)
        with pytest.raises(KeyboardInterrupt):
            save(tmp_path / "表.xlsx", b"new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("昌吉市人民政府办公室", "昌吉市人民政府办公室"),
        ("../../etc/passwd", "／..／etc／passwd"),
        ('甲\\乙:丙*丁?"戊"<己>|庚', "甲＼乙：丙＊丁？＂戊＂＜己＞｜庚"),
        ("  教育局\t（本级）\n", "教育局（本级）"),
        ("财政局. . ", "财政局"),
        ("con", "con_"),
        ("LPT1.txt", "LPT1.txt_"),
        ("COM¹", "COM¹_"),
        ("一\u200b中\u202e学\x00\ud800", "一中学"),
        ("...", ""),
    ],
)
def test_a_name_is_data_and_never_a_path(text: str, shown: str) -> None:
    assert safe_name(text) == shown


def test_output_names_follow_the_pack() -> None:
    pack = load_pack("xinjiang", 2023)
    assert output_name(pack, "workbook", "第一中学", 2024, "单位") == "第一中学2024年单位预算公开表.xlsx"
    assert output_name(pack, "report", "第一中学", 2024, "单位") == "第一中学2024年校验报告.xlsx"
    assert output_name(pack, "report", "第一小学", 2024, "单位", "101/2") == (
        "第一小学（101／2）2024年校验报告.xlsx"
    )
    assert output_name(pack, "report", "/", 2024, "部门") == "／2024年校验报告.xlsx"
    assert output_name(pack, "report", "\n", 2024, "部门") == "未命名单位2024年校验报告.xlsx"
    assert output_name(pack, "report", "{year}{x}", 2024, "部门") == "{year}{x}2024年校验报告.xlsx"


def test_names_that_are_too_long_stay_apart_and_keep_their_ending() -> None:
    pack = load_pack("xinjiang", 2023)
    names = {output_name(pack, "workbook", "某某管理服务中心" * 20 + tail, 2024, "部门") for tail in "甲乙"}
    assert len(names) == 2
    for name in names:
        assert len(name.encode()) <= LONGEST_NAME
        assert name.endswith("2024年部门预算公开表.xlsx")
