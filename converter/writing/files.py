"""Puts outputs in place: whole or not at all, and a clear message when a folder or file cannot be written."""

from __future__ import annotations

import errno
import itertools
import os
import sys
from contextlib import suppress
from pathlib import Path

from converter.findings import Finding, Place, error, warning

# Work in progress carries this ending; it never stays, except when the program is killed.
TEMPORARY_SUFFIX = ".gongkai-tmp"

# The longest path that Windows programs without a special manifest accept.
LONGEST_WINDOWS_PATH = 259

# Not every system knows quotas.
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}

_number = itertools.count()


def save(path: Path, content: bytes) -> Finding | None:
    """Put ``content`` at ``path``: a temporary file beside it is moved into place when it is complete.

    Missing folders are created. Return None when all went well; an error finding (O01 open in another
    program or read-only, O02 no right to write in the folder, O03 disk full, O04 path too long, O05 no
    usable folder, O09 any other refusal) when nothing was written; a warning (O06) when it was written
    while another program seems to have the old file open.
    """
    temporary = path.with_name(f".{os.getpid()}-{next(_number)}{TEMPORARY_SUFFIX}")
    moving = False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "", str(path))
        # "x": never follow or overwrite what somebody else has put there.
        with temporary.open("xb") as stream:
            stream.write(content)
        moving = True
        temporary.replace(path)
    except BaseException as fault:  # Ctrl-C too must leave nothing half-written behind
        with suppress(OSError):
            temporary.unlink()
        if not isinstance(fault, OSError):
            raise
        return _refusal(path, fault, moving)
    return _still_open(path) if _owner_files(path) else None


def _refusal(path: Path, fault: OSError, moving: bool) -> Finding:
    """Return what to tell the user when the system refused to write ``path``."""
    rule, reason = _reason(path, fault, moving)
    return error(rule, f"“{path.name}”没有写成：{reason}后重新运行。", Place(file=str(path)))


def _reason(path: Path, fault: OSError, moving: bool) -> tuple[str, str]:
    """Return the rule's id and, in Chinese, what is in the way and what to do about it."""
    number = fault.errno
    folder = path.parent
    too_long = sys.platform == "win32" and len(str(path.absolute())) > LONGEST_WINDOWS_PATH
    if number == errno.ENAMETOOLONG or (too_long and number in (errno.ENOENT, errno.EINVAL)):
        return "O04", "文件夹与文件名连起来太长。请把输出文件夹换到路径较短的位置（如 D:\\公开）"
    if number in _FULL:
        return "O03", f"磁盘空间不足。请清理“{folder}”所在的磁盘，或换一个输出文件夹"
    if isinstance(fault, IsADirectoryError) or (moving and path.is_dir()):
        return "O05", "已经有一个同名的文件夹。请把它改名或移走"
    if isinstance(fault, FileExistsError | NotADirectoryError):
        return "O05", f"“{folder}”不是文件夹，有同名的文件占着。请换一个输出文件夹"
    if isinstance(fault, PermissionError) and moving:
        return "O01", "它正在 Excel 或 WPS 中打开，或者设成了只读。请关闭它（或去掉只读）"
    if isinstance(fault, PermissionError) or number == errno.EROFS:
        return "O02", f"文件夹“{folder}”不允许写入。请换一个输出文件夹，或请管理员开放写入权限"
    if number == errno.ENOENT:
        return "O05", f"文件夹“{folder}”不存在，也无法新建（盘符或网络位置可能不可用）。请换一个输出文件夹"
    return "O09", f"系统不允许写入“{folder}”（{fault.strerror or number}）。请换一个输出文件夹"


def _owner_files(path: Path) -> list[Path]:
    """Return the lock files by which office programs show that they have ``path`` open.

    Excel and WPS on Windows write ``~$name`` (long names lose their first two characters), LibreOffice
    ``.~lock.name#``, WPS on Linux ``.~name``. On Windows an open file cannot be replaced anyway; on
    Linux it can, and the program would later write its old copy over the new file.
    """
    names = [f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#", f".~{path.name}"]
    found = []
    for name in names:
        with suppress(OSError):
            if (path.parent / name).exists():
                found.append(path.parent / name)
    return found


def _still_open(path: Path) -> Finding:
    return warning(
        "O06",
        f"“{path.name}”已写好，但它似乎还在 WPS 或别的程序中打开着。"
        "请不要保存那个窗口，关闭后重新打开，否则旧内容会盖掉新内容。",
        Place(file=str(path)),
    )
