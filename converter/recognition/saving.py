"""Saves mappings as editable JSON, reads them back, and remembers those confirmed for a layout."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from converter.findings import Finding, Place, error, info
from converter.packs.loading import Pack, user_home
from converter.reading.model import SourceFile
from converter.recognition.binding import bind, overlay
from converter.recognition.codec import file_from_json, file_to_json, spellings
from converter.recognition.mapping import FileMapping

__all__ = [
    "bind_mapping",
    "forget",
    "load_mappings",
    "recall",
    "remember",
    "remembered",
    "save_mappings",
]

_HELP = (
    "这是识别方案，可以修改后用 --mapping 交回。role 是工作表的用途；header_rows 是表头的行号；columns 里每列的 "
    "meaning 是含义，dims 是金额列自己说明的资金来源（source）、支出类别（kind）、科目（function、economic）等；"
    "money 是金额单位（元、万元）；unit_name、year 是单位和年度；relation 写 part 表示计入，view 表示只核对，"
    "skip 表示不用；rows 可以指明某一行是 detail（明细）、subtotal（小计）或 ignored（不用）。行号从 1 起，列用字母。"
    "这些词的代号和中文名都可以写，见下面“可用的写法”。"
)


def save_mappings(
    mappings: Sequence[FileMapping], path: Path | str, pack: Pack | None = None
) -> Finding | None:
    """Write mappings as JSON; return a finding when the file cannot be written.

    With a ``pack`` the file also lists the ids of the sources of funds that ``dims.source`` may hold.
    """
    document: dict[str, object] = {"说明": _HELP, "可用的写法": spellings()}
    if pack is not None:
        from converter.recognition.vocabulary import Vocabulary

        sources = Vocabulary.of(pack).sources
        document["资金来源"] = {source: sources.name(source) for source in sources.ids}
    document["files"] = [file_to_json(mapping) for mapping in mappings]
    return _write(Path(path), document)


def _write(path: Path, document: object) -> Finding | None:
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".方案", suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(temporary).replace(path)
    except OSError as fault:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        reason = fault.strerror or str(fault)
        return error(
            "M81",
            f"识别方案写不进 {path}（{reason}）。请换一个可以写的位置，或关闭正在使用它的程序。",
            Place(file=str(path)),
        )
    return None


def load_mappings(path: Path | str, pack: Pack | None = None) -> tuple[list[FileMapping], list[Finding]]:
    """Return the mappings of a JSON file, and all its faults as error findings.

    With a ``pack`` sources of funds may be written in words (``"source": "上级一般公共预算转移支付"``).
    """
    source_of = None
    if pack is not None:
        from converter.recognition.vocabulary import Vocabulary

        source_of = Vocabulary.of(pack).source_of
    place = Place(file=str(path))
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return [], [error("M82", f"找不到识别方案 {path}。请核对 --mapping 后面的文件名。", place)]
    except UnicodeDecodeError:
        return [], [
            error(
                "M82",
                f"{path} 不是识别方案，或没有用 UTF-8 编码保存。"
                "请用 gongkai inspect --save 写出的文件，改后按 UTF-8 保存。",
                place,
            )
        ]
    except OSError:
        return [], [
            error("M82", f"识别方案 {path} 打不开。请确认它是文件、有权限读取、没有被别的程序占用。", place)
        ]
    except json.JSONDecodeError as fault:
        return [], [
            error(
                "M83",
                f"识别方案 {path} 第{fault.lineno}行第{fault.colno}个字附近不是正确的 JSON"
                "（常见原因：少了逗号或引号，用了中文标点）。请改正，或用 gongkai inspect --save 重新生成。",
                place,
            )
        ]
    faults: list[str] = []
    mappings: list[FileMapping] = []
    files = data.get("files") if isinstance(data, dict) else None
    if not isinstance(files, list):
        faults.append("files：应为列表 […]，请用 gongkai inspect --save 生成的文件修改")
        files = []
    for number, entry in enumerate(files, start=1):
        mapping = file_from_json(entry, f"files[{number}]", faults, source_of)
        if mapping is not None:
            mappings.append(mapping)
    return mappings, [
        error("M83", f"识别方案 {path} 有误：{fault}。请改正后再试。", place) for fault in faults
    ]


def bind_mapping(given: FileMapping, source: SourceFile) -> FileMapping:
    """Return a mapping that a person gave, tied to a file as read; what stays open is asked anew."""
    return bind(given, source)


def remember(mapping: FileMapping) -> Finding | None:
    """Keep a confirmed mapping for its layout's fingerprint; return a finding when it cannot be kept."""
    if not mapping.fingerprint:
        return info("M84", "这份识别方案没有布局指纹（fingerprint），没有记住。")
    return _write(_place_of(mapping.fingerprint), {"说明": _HELP, "files": [file_to_json(mapping)]})


def recall(recognised: FileMapping, source: SourceFile) -> FileMapping | None:
    """Return the mapping remembered for exactly this layout, fitted to the file; None when there is none.

    What a person confirmed (roles, meanings, money, relations) is taken over; rows, unit and year are
    those of the file at hand. A damaged memory is passed over.
    """
    path = _place_of(recognised.fingerprint)
    if not recognised.fingerprint or not path.is_file():
        return None
    mappings, faults = load_mappings(path)
    if faults or len(mappings) != 1 or mappings[0].fingerprint != recognised.fingerprint:
        return None
    return overlay(mappings[0], recognised, source)


def remembered() -> list[FileMapping]:
    """Return the mappings kept for layouts, by the name of the file that they were confirmed for."""
    folder = user_home() / "mappings"
    found: list[FileMapping] = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        mappings, faults = load_mappings(path)
        if len(mappings) == 1 and not faults:
            found.append(mappings[0])
    return sorted(found, key=lambda mapping: Path(mapping.file).name)


def forget(fingerprint: str) -> Finding | None:
    """Drop the mapping kept for a layout; return a finding when the system refuses."""
    try:
        _place_of(fingerprint).unlink(missing_ok=True)
    except OSError as fault:
        return error("M81", f"这份识别方案删不掉（{fault.strerror or fault}）。请稍后再试。")
    return None


def _place_of(fingerprint: str) -> Path:
    return user_home() / "mappings" / f"{fingerprint[:40]}.json"
