"""Keeps the details of a bug of this program in a file that the user can hand on."""

from __future__ import annotations

import traceback

from converter.packs.loading import user_home


def keep_crash(fault: BaseException) -> str:
    """Write the trace-back of ``fault`` into the user's folder; return the words that say where, or ""."""
    folder = user_home()
    details = folder / "出错信息.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        details.write_text("".join(traceback.format_exception(fault)), encoding="utf-8")
    except OSError:
        return ""
    return f"详细信息已存到 {details}，"
