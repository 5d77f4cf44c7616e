"""The installers: what they install runs, and goes again without the user's documents.

GONGKAI_INSTALLER names the Windows installer (run by wine on Linux, in the prefix that WINEPREFIX says);
GONGKAI_DEB names the Debian package (installed and removed for real: needs root).
"""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

INSTALLER = os.environ.get("GONGKAI_INSTALLER", "")
PACKAGE = os.environ.get("GONGKAI_DEB", "")
SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "支出预算明细-长表.xlsx"
WINDOW = "预算公开助手"
LAUNCH = [] if sys.platform == "win32" else ["wine"]


def run(*call: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end; what it prints comes back through a pipe, as wine likes it."""
    return subprocess.run(
        list(map(str, call)), stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=300
    )


def windows_path(path: Path) -> str:
    """Return how a Windows program names ``path``."""
    return str(path) if sys.platform == "win32" else "Z:" + str(path).replace("/", "\\")


def entries() -> list[Path]:
    """Return the user's entries of the program: one in the start menu, one on the desktop."""
    if sys.platform == "win32":
        homes = [Path(os.environ["USERPROFILE"])]
    else:
        homes = list((Path(os.environ["WINEPREFIX"]) / "drive_c" / "users").iterdir())
    menu = Path("AppData/Roaming/Microsoft/Windows/Start Menu/Programs") / WINDOW
    places = [home / folder / f"{WINDOW}.lnk" for home in homes for folder in (menu, Path("Desktop"))]
    return [place for place in places if place.exists()]


@pytest.mark.skipif(not INSTALLER, reason="no installer given in GONGKAI_INSTALLER")
def test_the_windows_installer_installs_what_runs_and_removes_it(tmp_path: Path) -> None:
    # NSIS takes /D= unquoted only, so no blank here; the default folder lies below a user name that may have one.
    target = tmp_path / "程序gongkai"
    assert run(*LAUNCH, INSTALLER, "/S", f"/D={windows_path(target)}").returncode == 0
    program = target / "gongkai.exe"
    assert program.exists()
    assert (target / f"{WINDOW}.exe").exists()
    assert len(entries()) == 2

    own = target / "我的底稿.xlsx"  # what a user keeps there by mistake stays
    shutil.copy(SAMPLE, own)
    done = run(*LAUNCH, program, "convert", windows_path(own), "--out", windows_path(tmp_path / "结果"))
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")
    written = sorted(path.name for path in (tmp_path / "结果").iterdir())
    assert any(name.endswith("公开表.xlsx") for name in written)
    assert any(name.endswith(".docx") for name in written)

    # Installing over itself, as an update does, leaves a program that runs.
    assert run(*LAUNCH, INSTALLER, "/S", f"/D={windows_path(target)}").returncode == 0
    assert run(*LAUNCH, program, "--version").stdout.startswith(b"gongkai ")

    # _?= keeps the uninstaller in this process, so that its end can be waited for.
    run(*LAUNCH, target / "卸载.exe", "/S", f"_?={windows_path(target)}")
    assert not program.exists()
    assert not (target / "_internal").exists()
    assert not entries()
    assert own.exists()
    assert (tmp_path / "结果").exists()


@pytest.mark.skipif(not PACKAGE, reason="no package given in GONGKAI_DEB")
def test_the_debian_package_installs_what_runs_and_goes_again(tmp_path: Path) -> None:
    if os.geteuid() or not shutil.which("dpkg"):
        pytest.skip("needs root on a system with dpkg")
    assert run("dpkg", "-i", PACKAGE).returncode == 0
    try:
        entry = configparser.ConfigParser(interpolation=None)
        entry.read("/usr/share/applications/gongkai.desktop", encoding="utf-8")
        window = Path(entry["Desktop Entry"]["Exec"].split()[0])
        assert os.access(window, os.X_OK)
        assert list(Path("/usr/share/icons/hicolor").rglob("gongkai.png"))
        done = run("gongkai", "convert", SAMPLE, "--out", tmp_path / "结果")
        assert done.returncode == 0, done.stdout.decode()
        assert any(p.name.endswith("公开表.xlsx") for p in (tmp_path / "结果").iterdir())
    finally:
        assert run("dpkg", "-r", "gongkai").returncode == 0
    assert not Path("/opt/gongkai").exists()
    assert not Path("/usr/share/applications/gongkai.desktop").exists()
    assert (tmp_path / "结果").exists()
