"""The command line ``gongkai``: thin; every command calls one function of the engine."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from converter import __version__, chinese_click

if TYPE_CHECKING:
    from converter.pipeline import Options
    from converter.results import Document

HELP = {"help_option_names": ["-h", "--help"]}
FILES = click.argument("files", nargs=-1, required=True, metavar="文件…", type=click.Path(path_type=Path))


@click.group(
    context_settings=HELP,
    invoke_without_command=True,
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
)
@click.version_option(__version__, "-V", "--version", prog_name="gongkai")
@click.pass_context
def gongkai(context: click.Context) -> None:
    """预算公开助手：把财政局的预算工作底稿变成部门预算公开表，并检查各项勾稽关系。

    \b
    常用：
      gongkai convert 工作底稿.xlsx --out 结果文件夹
      gongkai inspect 工作底稿.xlsx
      gongkai example
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def input_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how input files are to be understood."""
    for option in reversed(
        [
            click.option(
                "--year",
                type=click.IntRange(1990, 2100),
                metavar="年度",
                help="预算年度，如 2026；底稿里没有写明时使用。",
            ),
            click.option(
                "--pack",
                "region",
                default="xinjiang",
                metavar="名称",
                show_default=True,
                help="使用哪个地区的模板包。",
            ),
            click.option(
                "--money", type=click.Choice(["元", "万元"]), help="金额单位；底稿里没有写明时使用。"
            ),
            click.option(
                "--mapping",
                type=click.Path(path_type=Path),
                metavar="文件",
                help="使用 inspect --save 写出（可修改）的识别方案。",
            ),
            click.option(
                "--json", "as_json", is_flag=True, help="在标准输出上打印一份 JSON，其余信息写到标准错误。"
            ),
        ]
    ):
        command = option(command)
    return command


@gongkai.command(context_settings=HELP, options_metavar="[选项]")
@FILES
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="结果写到哪个文件夹，没有就新建。",
)
@input_options
@click.option("--remember", is_flag=True, help="记住这份识别方案，以后版式相同的文件自动使用。")
@click.option(
    "--unit-kind",
    type=click.Choice(["部门", "单位"]),
    default="部门",
    show_default=True,
    help="标题和文字用“部门”还是“单位”。",
)
@click.option("--values", is_flag=True, help="合计写成数值，不写公式。")
def convert(files: tuple[Path, ...], as_json: bool, **chosen: Any) -> None:
    """把预算工作底稿转换成公开表（可一次给多个文件）。"""
    from converter.pipeline import convert_files

    documents = convert_files(files, _options(chosen))
    _finish(documents, as_json)


@gongkai.command(context_settings=HELP, options_metavar="[选项]")
@FILES
@input_options
@click.option(
    "--save",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="把识别方案写到这个文件，修改后用 convert --mapping 使用。",
)
def inspect(files: tuple[Path, ...], as_json: bool, save: Path | None, **chosen: Any) -> None:
    """说明底稿被怎样理解：各工作表的用途、表头、各列含义、依据和未采用的单元格。"""
    from converter.inspecting import inspect_files, inspection_json, inspection_text

    inspection = inspect_files(files, _options(chosen))
    if save is not None and inspection.files:
        from converter.recognition.saving import save_mappings

        fault = save_mappings([mapping for _, mapping in inspection.files], save)
        if fault is not None:
            click.echo(fault.message, err=True)
            sys.exit(2)
        click.echo(f"识别方案已写到 {save}", err=True)
    if as_json:
        _print_json(inspection_json(inspection))
    else:
        click.echo(inspection_text(inspection), nl=False)
    from converter.pipeline import blocking_questions

    blocked = any(blocking_questions(mapping) for _, mapping in inspection.files)
    sys.exit(2 if inspection.failed or blocked else 0)


@gongkai.command(context_settings=HELP, options_metavar="[选项]")
@FILES
@click.option(
    "--year", type=click.IntRange(1990, 2100), metavar="年度", help="预算年度；文档里看不出时使用。"
)
@click.option(
    "--pack", "region", default="xinjiang", metavar="名称", show_default=True, help="使用哪个地区的模板包。"
)
@click.option(
    "--last-year", type=click.Path(path_type=Path), metavar="文件", help="上年公开的文档，用来核对上年数。"
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="把校验报告和批注副本写到这里；不给就不写文件。",
)
@click.option(
    "--report", type=click.Path(path_type=Path), metavar="文件", help="只写校验报告，写到这个文件。"
)
@click.option("--json", "as_json", is_flag=True, help="在标准输出上打印一份 JSON，其余信息写到标准错误。")
def check(files: tuple[Path, ...], as_json: bool, **chosen: Any) -> None:
    """检查已经做好的公开文档（Word、Excel、PDF、文本，或放着它们的文件夹）。"""
    from converter.auditing import AuditOptions, check_files

    _finish(check_files(files, AuditOptions(progress=_progress(), **chosen)), as_json)


@gongkai.command(context_settings=HELP, options_metavar="[选项]")
@click.argument("rule", required=False, metavar="[编号]")
@click.option("--year", type=click.IntRange(1990, 2100), metavar="年度", help="看哪一年的规则。")
@click.option(
    "--pack", "region", default="xinjiang", metavar="名称", show_default=True, help="使用哪个地区的模板包。"
)
def rules(rule: str | None, year: int | None, region: str) -> None:
    """列出检查规则；给出编号（如 G11）则说明这一条，并附例子。"""
    from converter.packs.loading import load_pack
    from converter.rules.explaining import explain_rule, list_rules

    pack = load_pack(region, year)
    text = explain_rule(pack, rule) if rule else list_rules(pack)
    if text is None:
        click.echo(f"没有编号为 {rule} 的规则。输入 gongkai rules 查看全部规则。", err=True)
        sys.exit(3)
    click.echo(text)


@gongkai.command(context_settings=HELP, options_metavar="[选项]")
@click.option(
    "--out",
    default=Path("示例输出"),
    type=click.Path(path_type=Path),
    metavar="文件夹",
    show_default=True,
    help="结果写到哪个文件夹。",
)
def example(out: Path) -> None:
    """转换自带的示例底稿，看看结果是什么样子。"""
    from converter.packs.loading import builtin_root
    from converter.pipeline import convert_files

    files = sorted((builtin_root() / "example").glob("*.xlsx"))
    click.echo(f"示例底稿：{files[0]}", err=True)
    _finish(convert_files(files, _options({"out": out})), as_json=False)


def _options(chosen: dict[str, Any]) -> Options:
    from converter.pipeline import Options

    wording = chosen.pop("unit_kind", "部门")
    return Options(wording=wording, progress=_progress(), **chosen)


def _progress() -> Callable[[str, int, int], None]:
    """Return a progress line on standard error when a person is watching and the work is long."""
    started = time.monotonic()

    def quiet(_stage: str, _done: int, _total: int) -> None:
        return

    def show(stage: str, done: int, total: int) -> None:
        if time.monotonic() - started < 1.0 or total < 1:
            return
        filled = round(20 * done / total)
        click.echo(f"\r{stage} [{'█' * filled}{'·' * (20 - filled)}] {done}/{total} ", nl=False, err=True)

    return show if sys.stderr.isatty() else quiet


def _finish(documents: Sequence[Document], as_json: bool) -> None:
    """Print the outcome and end with its exit status."""
    from converter.results import exit_status

    if sys.stderr.isatty():
        click.echo("\r" + " " * 60 + "\r", nl=False, err=True)
    if as_json:
        _print_json({"documents": [document.as_json() for document in documents]})
    else:
        for document in documents:
            _print_document(document)
    sys.exit(exit_status(documents))


def _print_document(document: Document) -> None:
    from converter.results import verdict_line

    name = document.unit or "、".join(Path(path).name for path in document.inputs) or "输入"
    year = f" {document.year} 年" if document.year and document.unit else ""
    click.echo(f"{name}{year}：{verdict_line(document)}")
    labels = {"error": "错误", "warning": "提醒", "info": "说明"}
    shown = [f for f in document.findings if f.severity != "info"]
    for finding in shown[:20]:
        place = f"（{finding.places[0]}）" if finding.places and str(finding.places[0]) else ""
        click.echo(f"  {labels[finding.severity]} {finding.rule} {finding.message}{place}")
    if len(shown) > 20:
        click.echo(f"  ……另有 {len(shown) - 20} 条，见校验报告")
    outputs = {"workbook": "公开表", "document": "公开文档", "report": "校验报告"}
    for kind, path in document.outputs.items():
        click.echo(f"  {outputs.get(kind, kind)}：{path}")


def _print_json(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every way out is a message and an exit status, never a trace-back."""
    from converter.packs.loading import PackError

    chinese_click.install()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        gongkai.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except click.exceptions.Exit as leaving:
        sys.exit(leaving.exit_code)
    except click.UsageError as fault:
        fault.show()
        sys.exit(3)
    except PackError as fault:
        for text in fault.faults:
            click.echo(f"模板包有误：{text}", err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中止，没有写完的文件不会留下。", err=True)
        sys.exit(130)
    except click.ClickException as fault:
        fault.show()
        sys.exit(3)
    except Exception as fault:
        sys.exit(_report_crash(fault))


def _report_crash(fault: Exception) -> int:
    """Keep the details of a bug in a file and tell the user where; return exit status 2."""
    import traceback

    from converter.packs.loading import user_home

    folder = user_home()
    details = folder / "出错信息.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        details.write_text("".join(traceback.format_exception(fault)), encoding="utf-8")
        where = f"详细信息已存到 {details}，"
    except OSError:
        where = ""
    click.echo(
        f"程序内部出错（{type(fault).__name__}），这不是您的操作造成的。{where}请把它发给开发者。", err=True
    )
    return 2
