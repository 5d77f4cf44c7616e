"""What the commands of the command line print: progress, documents, JSON; and how they end."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from converter.results import Document


def progress_line() -> Callable[[str, int, int], None]:
    """Return a progress line on standard error when a person is watching and the work is long."""
    started = time.monotonic()
    stages: dict[str, float] = {}

    def quiet(_stage: str, _done: int, _total: int) -> None:
        return

    def show(stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        begun = stages.setdefault(stage, now)
        if now - started < 1.0 or total < 1:
            return
        filled = round(20 * done / total)
        left = ""
        if done and now - begun > 2.0:
            seconds = round((now - begun) / done * (total - done))
            left = f"约剩 {seconds // 60} 分 {seconds % 60:02d} 秒" if seconds >= 60 else f"约剩 {seconds} 秒"
        line = f"\r{stage} [{'█' * filled}{'·' * (20 - filled)}] {done}/{total} {left}"
        click.echo(f"{line:<64}", nl=False, err=True)

    return show if sys.stderr.isatty() else quiet


def clear_progress() -> None:
    """Remove the progress line before anything else is printed."""
    if sys.stderr.isatty():
        click.echo("\r" + " " * 78 + "\r", nl=False, err=True)


def finish(documents: Sequence[Document], as_json: bool) -> None:
    """Print the outcome and end with its exit status."""
    from converter.results import exit_status

    clear_progress()
    if as_json:
        print_json({"documents": [document.as_json() for document in documents]})
    else:
        for document in documents:
            print_document(document)
    sys.exit(exit_status(documents))


def print_document(document: Document) -> None:
    """Print the verdict on one document, what is wrong with it, and its outputs."""
    from converter.results import verdict_line

    name = document.unit or "、".join(Path(path).name for path in document.inputs) or "输入"
    year = f" {document.year} 年" if document.year and document.unit else ""
    click.echo(f"{name}{year}：{verdict_line(document)}")
    labels = {"error": "错误", "warning": "提醒", "info": "说明"}
    opened = sum(f.kind == "open" for f in document.findings)
    shown = [f for f in document.findings if f.severity != "info" and f.kind != "open"]
    for finding in shown[:20]:
        place = f"（{finding.places[0]}）" if finding.places and str(finding.places[0]) else ""
        click.echo(f"  {labels[finding.severity]} {finding.rule} {finding.message}{place}")
    if len(shown) > 20:
        click.echo(f"  ……另有 {len(shown) - 20} 条，见校验报告")
    if opened and document.outputs.get("document"):
        click.echo(
            f"  待填 {opened} 处，在公开文档里标黄。请用 gongkai supplement 生成补充资料，"
            "填好后用 convert --supplement 读入。"
        )
    elif opened:
        click.echo(f"  待填 {opened} 处，还写着“【待填：……】”。请填好后再检查一遍。")
    outputs = {"workbook": "公开表", "document": "公开文档", "report": "校验报告", "annotated": "批注副本"}
    for kind, path in document.outputs.items():
        click.echo(f"  {outputs.get(kind, kind)}：{path}")


def print_json(data: dict[str, Any]) -> None:
    """Print the object that ``--json`` promises."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))
