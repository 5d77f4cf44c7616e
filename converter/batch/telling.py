"""What a batch says on the terminal: the plan of ``--dry-run`` and the summary at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from converter.batch.departments import named
from converter.batch.grouping import Grouping
from converter.batch.model import KIND_NAMES, FileNote
from converter.batch.summary import VERDICTS, BatchResult
from converter.findings import Finding, Severity, warning

_MOST_NAMED = 20
_ARCHIVES = frozenset((".zip", ".rar", ".7z", ".tar", ".gz"))


def archives_told(paths: Sequence[str | Path]) -> list[Finding]:
    """Tell the archives below folders: nothing looks into them."""
    packed = [
        path.name
        for given in map(Path, paths)
        for path in sorted(given.rglob("*") if given.is_dir() else [])
        if path.suffix.lower() in _ARCHIVES and path.is_file()
    ]
    if not packed:
        return []
    told = f"文件夹里有 {len(packed)} 个压缩包没有打开：{named(packed)}。里面如有要处理的文件，请先解压，再运行一次。"
    return [warning("O83", told)]


def plan_of(found: Grouping, done: Sequence[bool], verb: str = "转换") -> list[str]:
    """Return the lines that say what a run would do; ``verb`` is what it does with a unit."""
    lines = []
    for one, finished in zip(found.current, done, strict=True):
        lines.append(f"{'跳过（已完成）' if finished else verb} {one.title()}")
        for label, notes in (("", one.files), ("补充资料 ", one.supplements), ("上年 ", one.last_year)):
            lines += [f"    {label}{note.path}" for note in notes]
    for one in found.before:
        lines.append(f"上年数 {one.title()}")
        lines += [f"    {note.path}" for note in one.files]
    for note in found.refused:
        reason = note.refused.findings[0].message if note.refused and note.refused.findings else ""
        lines.append(f"不能{verb} {note.path}：{reason}")
    lines += [f"不用 {_kind(note)} {note.path}" for note in found.unused]
    units = sum(len(one.units) or 1 for one in found.current)
    lines.append(
        f"共 {units} 个单位，{sum(done)} 组已完成，{len(found.refused)} 个文件不能{verb}。没有写任何文件。"
    )
    return lines


def _kind(note: FileNote) -> str:
    return KIND_NAMES[note.kind]


def summary_lines(result: BatchResult, *, named: bool = True) -> Iterator[str]:
    """Yield the lines of the summary: counts, what failed and why (if ``named``), where the results lie."""
    counts = Counter(unit.document.verdict.value for unit in result.units)
    told = "，".join(f"{VERDICTS[verdict]} {counts[verdict]}" for verdict in VERDICTS if counts[verdict])
    skipped = f"（其中 {result.skipped} 个先前已完成，未重做）" if result.skipped else ""
    lost = sum(unit.document.unit is None for unit in result.units)
    more = f"，另有 {lost} 个文件没有读懂" if lost else ""
    if result.units:
        yield f"共 {len(result.units) - lost} {'份文档' if result.checked else '个单位'}{more}：{told}{skipped}"
    if result.departments:
        counts = Counter(one.document.verdict.value for one in result.departments)
        told = "，".join(f"{VERDICTS[verdict]} {counts[verdict]}" for verdict in VERDICTS if counts[verdict])
        yield f"共 {len(result.departments)} 个部门：{told}"
    bad = [
        one
        for one in (*result.units, *result.departments)
        if named and one.document.verdict.value in ("errors", "unreadable")
    ]
    for one in bad[:_MOST_NAMED]:
        document = one.whole()
        first = next((f for f in document.findings if f.severity is Severity.ERROR), None)
        name = document.unit or "、".join(Path(path).name for path in document.inputs)
        yield f"  {name}：{first.rule + ' ' + first.message if first else VERDICTS[document.verdict.value]}"
    if len(bad) > _MOST_NAMED:
        yield f"  ……另有 {len(bad) - _MOST_NAMED} 个，见批量结果"
    matches = result.matches
    if matches is not None and (matches.renamed or matches.new or matches.closed):
        yield (
            f"与上年对应：更名 {len(matches.renamed)} 个，新增 {len(matches.new)} 个，撤并 {len(matches.closed)} 个"
        )
    for finding in result.findings:
        yield f"  {finding.rule} {finding.message}"
    for name, path in result.outputs.items():
        yield f"{Path(name).stem}：{path}"
