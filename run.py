"""Sets the project up on a fresh machine and runs it: ``python run.py example`` or ``python run.py test``.

Needs nothing but Python 3.11 or newer. It makes an environment in ``.venv``, installs the project and
what it needs there, and runs the command. On Debian, as root or with passwordless sudo, it also installs
the system packages that Python environments and Qt need; elsewhere it names them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
# Libraries that Qt's offscreen and xcb platforms load; missing on a bare Debian.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-shape.so.0": "libxcb-shape0",
}


def main(arguments: list[str]) -> int:
    """Run ``example`` or ``test``; return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.version_info < (3, 11):
        print(f"需要 Python 3.11 或更新的版本，现为 {sys.version.split()[0]}。请从 python.org 安装后重试。")
        return 3
    command = arguments[0] if arguments else ""
    if command not in {"example", "test"}:
        print("用法：python run.py example（转换自带示例）或 python run.py test（运行全部测试）")
        return 3
    if not prepare(extra="test" if command == "test" else ""):
        return 2
    if command == "example":
        out = HERE / "示例输出"
        return subprocess.call([PYTHON, "-m", "converter", "example", "--out", str(out)], cwd=HERE)
    return test(arguments[1:])


def prepare(extra: str) -> bool:
    """Make the environment and install the project, once for each state of ``pyproject.toml``."""
    stamp = ENVIRONMENT / f".installed-{extra or 'base'}"
    state = hashlib.sha256((HERE / "pyproject.toml").read_bytes() + sys.version.encode()).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == state:
        return True
    print("正在准备运行环境（首次约需一两分钟）……", flush=True)
    if not PYTHON.exists() and not make_environment():
        return False
    target = f"{HERE}[{extra}]" if extra else str(HERE)
    status = subprocess.call(
        [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", target]
    )
    if status:
        print("安装依赖失败：请检查网络或软件源设置，然后再运行一次同样的命令。")
        return False
    stamp.write_text(state)
    return True


def make_environment() -> bool:
    """Create ``.venv``; on Debian install python3-venv first if it is missing."""
    try:
        import ensurepip  # noqa: F401  (absent on Debian without python3-venv)
    except ImportError:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not install_packages([version]):
            print(f"缺少系统软件包：请由管理员执行 apt-get install {version}，再运行一次。")
            return False
        # ensurepip was absent when this process started: let a new one make the environment.
        return subprocess.call([sys.executable, "-m", "venv", str(ENVIRONMENT)]) == 0
    venv.EnvBuilder(with_pip=True, clear=ENVIRONMENT.exists()).create(ENVIRONMENT)
    return True


def install_packages(packages: list[str]) -> bool:
    """Install Debian packages when that is possible without asking; return whether it succeeded."""
    apt = shutil.which("apt-get")
    if not apt:
        return False
    prefix: list[str] = []
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        if not shutil.which("sudo") or subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL):
            return False
        prefix = ["sudo", "-n"]
    print(f"正在安装系统软件包：{' '.join(packages)}", flush=True)
    quiet = {"stdout": subprocess.DEVNULL}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.call([*prefix, apt, "update", "-qq"], env=environment, **quiet)
    call = [*prefix, apt, "install", "-y", "-qq", "--no-install-recommends", *packages]
    return subprocess.call(call, env=environment, **quiet) == 0


def missing_libraries() -> list[str]:
    """Return the Debian packages of the Qt libraries that cannot be loaded here (Linux only)."""
    if not sys.platform.startswith("linux"):
        return []
    import ctypes

    missing = []
    for library, package in QT_LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def test(arguments: list[str]) -> int:
    """Run linter, type checker and tests; return the first status that is not 0."""
    packages = missing_libraries()
    if packages and not install_packages(packages):
        print("窗口测试需要下列系统软件包，请由管理员安装：apt-get install " + " ".join(packages))
    environment = os.environ | {"PYTHONUTF8": "1"}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    status = 0
    for step in (
        ["-m", "ruff", "check", "."],
        ["-m", "ruff", "format", "--check", "."],
        ["-m", "mypy"],
        ["-m", "pytest", "-n", "2", *arguments],
    ):
        status = subprocess.call([PYTHON, *step], cwd=HERE, env=environment) or status
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
