"""Departments as the folders in which their units' files lie (--departments FOLDER)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from converter.batch.department_list import DepartmentList
from converter.batch.departments import named
from converter.batch.model import UnitResult
from converter.batch.words import bare_name, batch_words
from converter.findings import Finding, Place, error, warning
from converter.packs.loading import Pack
from converter.recognition.words import normal

# The number by which folders are sorted: 01 教育局, 1.教育局, （1）教育局.
_NUMBER = re.compile(r"^[（(]?\d{1,3}(?!\d)[)）、.．\-_\s]*")


def departments_by_folder(folder: Path, units: Sequence[UnitResult], pack: Pack) -> DepartmentList:
    """Return which department units are of: the subfolder of ``folder`` that holds all their files.

    A department is called like its folder, or like the one unit whose name ends so (教育局: 石岭县教育局).
    """
    result = DepartmentList(batch_words(pack))
    root = folder.resolve()
    members: dict[str, list[UnitResult]] = {}
    for unit in units:
        below = {_below(Path(path), root) for path in unit.document.inputs}
        if unit.document.unit and len(below) == 1 and (name := below.pop()):
            members.setdefault(name, []).append(unit)
    for name, own in members.items():
        plain = _NUMBER.sub("", name).strip() or name
        names = {bare_name(unit.document.unit or "", result.words) for unit in own}
        whole = [one for one in names if one.endswith(normal(plain))]
        department = whole[0] if len(whole) == 1 else plain
        for unit in own:
            result.add(unit.code, unit.document.unit or "", department)
    if not result.entries:
        told = (
            f"“{folder.name}”下面没有按部门分的文件夹。请给出放着各部门文件夹的那个文件夹，或给出部门名单。"
        )
        result.findings.append(error("O93", told, Place(file=str(folder))))
    return result


def scattered_told(units: Sequence[UnitResult]) -> list[Finding]:
    """Tell units without codes whose files lie in several folders: they may be several units of one name."""
    scattered = [
        unit.document.unit
        for unit in units
        if unit.document.unit and not unit.code and len({Path(p).parent for p in unit.document.inputs}) > 1
    ]
    if not scattered:
        return []
    return [
        warning(
            "O80",
            f"有 {len(scattered)} 个单位没有编码，文件又分在几个文件夹里，当作同一个单位合在一起：{named(scattered)}。"
            "如果是不同部门的同名单位，请在底稿里写上单位编码再运行一次。",
        )
    ]


def _below(path: Path, root: Path) -> str:
    """Return the subfolder of ``root`` in which a file lies, "" if it lies in none."""
    whole = path.resolve()
    if root not in whole.parents:
        return ""
    parts = whole.relative_to(root).parts
    return parts[0] if len(parts) > 1 else ""
