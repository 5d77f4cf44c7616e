"""The frozen programs, driven as users do. Runs when GONGKAI_PROGRAM names the console program:

GONGKAI_PROGRAM=dist/linux/gongkai/gongkai pytest tests/frozen tests/end_to_end/test_samples.py
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from end_to_end.program import FROZEN, call

DATA = Path(__file__).parents[1] / "data"
SAMPLE = DATA / "samples" / "支出预算明细-长表.xlsx"

pytestmark = pytest.mark.skipif(not FROZEN, reason="no frozen program given in GONGKAI_PROGRAM")


def documents(*arguments: str, home: Path) -> tuple[int, list[dict[str, object]]]:
    run = call([*arguments, "--json"], home)
    return run.status, json.loads(run.stdout)["documents"]


def test_it_tells_its_version_quickly(tmp_path: Path) -> None:
    started = time.monotonic()
    run = call(["--version"], tmp_path)
    assert run.status == 0
    assert run.stdout.startswith("gongkai ")
    assert time.monotonic() - started < 30


def test_a_folder_with_a_chinese_name_and_spaces(tmp_path: Path) -> None:
    folder = tmp_path / "预算 公开 2023（终稿）"
    folder.mkdir()
    source = folder / "底 稿.xlsx"
    shutil.copy(SAMPLE, source)
    status, (document,) = documents("convert", str(source), "--out", str(folder / "结 果"), home=tmp_path)
    assert status == 0
    assert document["verdict"] in ("pass", "open")
    written = sorted(path.name for path in (folder / "结 果").iterdir())
    assert "昌吉市人民政府办公室2023年部门预算公开表.xlsx" in written
    assert any(name.endswith(".docx") for name in written)


@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf", "txt"])
def test_a_finished_document_is_checked(form: str, tmp_path: Path) -> None:
    status, (document,) = documents(
        "check", str(DATA / "reference" / f"published-2023.{form}"), home=tmp_path
    )
    assert status == 1
    assert document["unit"] in ("昌吉市人民政府办公室", None)
    assert document["findings"]


def test_a_file_stands_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "占用").write_text("", encoding="utf-8")
    status, (document,) = documents("convert", str(SAMPLE), "--out", str(tmp_path / "占用"), home=tmp_path)
    assert status == 1
    assert {finding["rule"] for finding in document["findings"]} & {"O01", "O02", "O05", "O09"}


def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    """Nothing of the input's folder or of the results may be lost in a trace: a message says what to do."""
    if sys.platform == "win32" or "wine" in FROZEN:
        pytest.skip("Windows has no folder that is read-only for its owner")
    locked = tmp_path / "只读"
    locked.mkdir()
    locked.chmod(0o555)
    if not os.geteuid():
        locked = Path("/proc/1")  # where not even root can make a folder
    status, (document,) = documents("convert", str(SAMPLE), "--out", str(locked / "结果"), home=tmp_path)
    assert status == 1
    assert {finding["rule"] for finding in document["findings"]} & {"O01", "O02", "O05", "O09"}


def test_a_long_path(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["很长的文件夹名称" for _ in range(6)])
    status, (document,) = documents("convert", str(SAMPLE), "--out", str(deep), home=tmp_path)
    told = {finding["rule"] for finding in document["findings"]}
    assert status == 0 or told & {"O04", "O05", "O09"}


def test_broken_input_gives_a_message(tmp_path: Path) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    status, (document,) = documents("convert", str(broken), "--out", str(tmp_path / "out"), home=tmp_path)
    assert status == 2
    assert document["verdict"] == "unreadable"


def test_the_rules_are_there(tmp_path: Path) -> None:
    assert "P02" in call(["rules"], tmp_path).stdout
