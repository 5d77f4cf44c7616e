"""The frozen programs, driven as users do. Runs when GONGKAI_PROGRAM names the console program:

GONGKAI_PROGRAM=dist/linux/gongkai/gongkai pytest tests/frozen tests/end_to_end/test_samples.py
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
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


@pytest.mark.parametrize("form", ["docx", "xlsx", "txt"])
def test_a_finished_document_is_checked(form: str, tmp_path: Path) -> None:
    status, (document,) = documents(
        "check", str(DATA / "reference" / f"published-2023.{form}"), home=tmp_path
    )
    assert status == 1
    assert document["unit"] in ("昌吉市人民政府办公室", None)
    assert document["findings"]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "占用").write_text("", encoding="utf-8")
    status, (document,) = documents("convert", str(SAMPLE), "--out", str(tmp_path / "占用"), home=tmp_path)
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


WINDOW = "预算公开助手"


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A virtual screen of its own."""
    if not all(map(shutil.which, ("Xvfb", "xdotool", "import"))):
        pytest.skip("needs Xvfb, xdotool and imagemagick")
    number = 100 + os.getpid() % 400
    server = subprocess.Popen(["Xvfb", f":{number}", "-screen", "0", "1366x768x24"])
    time.sleep(2)
    home = tmp_path / "home"
    yield os.environ | {"DISPLAY": f":{number}", "GONGKAI_HOME": str(home), "QT_QPA_PLATFORM": ""}
    server.terminate()
    server.wait()


def test_the_window_takes_a_sample_through(screen: dict[str, str], tmp_path: Path) -> None:
    """The windowed program opens with a file and shows its verdict; a picture is kept for people."""
    words = shlex.split(FROZEN)
    program = Path(words[-1])
    window = program.with_name(WINDOW + program.suffix)
    environment = {key: value for key, value in screen.items() if value or key != "QT_QPA_PLATFORM"}
    sample = tmp_path / SAMPLE.name  # results are written beside the input
    shutil.copy(SAMPLE, sample)
    process = subprocess.Popen([*words[:-1], str(window), str(sample)], env=environment)
    try:
        found = ""
        for _ in range(90):
            time.sleep(1)
            search = subprocess.run(
                ["xdotool", "search", "--name", WINDOW], env=environment, capture_output=True, check=False
            )
            found = search.stdout.decode().split("\n")[0]
            if found:
                break
            assert process.poll() is None, "the window ended by itself"
        assert found, "no window appeared"
        time.sleep(15)
        picture = (
            Path(os.environ.get("GONGKAI_PICTURES", str(tmp_path)))
            / f"window-{program.suffix or 'linux'}.png"
        )
        subprocess.run(["import", "-window", "root", str(picture)], env=environment, check=True)
        assert picture.stat().st_size > 10_000
        assert process.poll() is None
    finally:
        process.terminate()
        process.wait(20)
