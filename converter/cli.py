"""The command line ``gongkai``: thin; every command calls one function of the engine."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from converter import __version__, chinese_click
from converter.command_options import (
    FILES,
    input_options,
    many_options,
    pack_option,
    rollup_options,
    text_options,
)
from converter.command_output import clear_progress, finish, print_document, print_json, progress_line
from converter.cycles import search_rarely

if TYPE_CHECKING:
    from converter.auditing import AuditOptions
    from converter.batch.summary import BatchResult
    from converter.pipeline import Options

# So many documents of a folder are told about in full.
_FEW = 3
HELP = {"help_option_names": ["-h", "--help"]}


@click.group(
    context_settings=HELP,
    invoke_without_command=True,
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
)
@click.version_option(
    __version__,
    "-V",
    "--version",
    prog_name="gongkai",
    message="%(prog)s %(version)s",
    help="显示版本并退出。",
)
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
@text_options
@click.option("--remember", is_flag=True, help="记住这份识别方案，以后版式相同的文件自动使用。")
@click.option("--values", is_flag=True, help="合计写成数值，不写公式。")
@click.option("--tables-only", is_flag=True, help="只写公开表，不写公开文档。")
@click.option("--final", is_flag=True, help="定稿：文字里还有待填的内容就不写，并以状态 1 结束。")
@many_options
@rollup_options
def convert(files: tuple[Path, ...], as_json: bool, **chosen: Any) -> None:
    """把预算工作底稿转换成公开表和公开文档（可一次给多个文件，或放着许多单位底稿的文件夹）。"""
    from converter.batch.command import KEYS, is_batch

    if is_batch(files, chosen):
        _convert_batch(files, chosen, as_json)
    for key in KEYS:
        del chosen[key]
    from converter.pipeline import convert_files

    documents = convert_files(files, _options(chosen))
    finish(documents, as_json)


@gongkai.command(context_settings=HELP, options_metavar="[选项]")
@FILES
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="文件",
    help="补充资料写到哪个文件（.xlsx）；已有这个文件时，填过的内容都保留。",
)
@input_options
@text_options
def supplement(files: tuple[Path, ...], as_json: bool, out: Path, **chosen: Any) -> None:
    """写出补充资料：文字说明里还要由单位填写的内容，一项一行，填好后用 convert --supplement 读回。"""
    from converter.supplementing import make_supplement

    run = make_supplement(files, _options(chosen), out)
    if as_json:
        print_json(run.as_json())
    else:
        for document in run.failed:
            print_document(document)
        for finding in run.findings:
            click.echo(f"  {finding.message}", err=finding.severity == "error")
        if run.path is not None:
            click.echo(f"补充资料：{run.path}（{'、'.join(run.units[:3])}，待填 {run.open} 项）")
    sys.exit(run.status)


@gongkai.command(context_settings=HELP, options_metavar="[选项]")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="文件", help="写到哪个文件（.xlsx）。"
)
@click.option("--year", type=click.IntRange(1990, 2100), metavar="年度", help="预算年度，印在底稿的标题里。")
@pack_option
def template(out: Path, year: int | None, region: str) -> None:
    """写出一份空白的预算工作底稿，供没有底稿的单位填写。"""
    from converter.packs.loading import load_pack
    from converter.writing.working_template import write_working_template

    fault = write_working_template(load_pack(region, year), out)
    if fault is not None:
        click.echo(fault.message, err=True)
        sys.exit(1 if fault.severity == "error" else 0)
    click.echo(f"空白底稿：{out}")


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
        print_json(inspection_json(inspection))
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
@pack_option
@click.option(
    "--last-year",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="上年公开的文档（或放着各单位上年文档的文件夹），用来核对上年数。",
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
@many_options
def check(files: tuple[Path, ...], as_json: bool, **chosen: Any) -> None:
    """检查已经做好的公开文档（Word、Excel、PDF、文本，或放着它们的文件夹）。"""
    from converter.batch.command import CHECK_KEYS, is_batch_of_checks

    many = is_batch_of_checks(files, chosen)
    batch = {key: chosen.pop(key) for key in CHECK_KEYS}
    from converter.auditing import AuditOptions, check_files

    options = AuditOptions(progress=progress_line(), **chosen)
    if many:
        _check_batch(files, options, batch, as_json)
    finish(check_files(files, options), as_json)


@gongkai.command(context_settings=HELP, options_metavar="[选项]")
@click.argument("rule", required=False, metavar="[编号]")
@click.option("--year", type=click.IntRange(1990, 2100), metavar="年度", help="看哪一年的规则。")
@pack_option
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
    finish(convert_files(files, _options({"out": out})), as_json=False)


def _convert_batch(files: tuple[Path, ...], chosen: dict[str, Any], as_json: bool) -> None:
    """Convert folders and files of many units, print the outcome and end with its exit status."""
    from converter.batch.command import KEYS, convert_batch

    batch = {key: chosen.pop(key) for key in KEYS}
    result = _until_stopped(
        lambda: convert_batch(files, _options(chosen), batch), written=not batch["dry_run"]
    )
    _finish_batch(result, as_json)


def _check_batch(
    files: tuple[Path, ...], options: AuditOptions, batch: dict[str, Any], as_json: bool
) -> None:
    """Check folders of documents, print the outcome and end with its exit status."""
    from converter.batch.command import check_batch

    result = _until_stopped(
        lambda: check_batch(files, options, batch), written=not batch["dry_run"] and options.out is not None
    )
    # Where nothing is written, and of a few documents, everything is told here.
    told = not as_json and (options.out is None or len(result.units) <= _FEW)
    if told:
        clear_progress()
        for one in result.units:
            print_document(one.whole())
    _finish_batch(result, as_json, named=not told)


def _until_stopped(run: Callable[[], BatchResult], *, written: bool) -> BatchResult:
    """Run a batch; when it is stopped, say how to go on (``written``: files were), and end."""
    try:
        return run()
    except KeyboardInterrupt:
        clear_progress()
        told = "已完成的单位都在输出文件夹里，同一条命令加 --resume 可以接着做。" if written else ""
        click.echo(f"已中止，没有写完的文件不会留下。{told}", err=True)
        sys.exit(130)


def _finish_batch(result: BatchResult, as_json: bool, *, named: bool = True) -> NoReturn:
    """Print the outcome of a batch and end with its exit status."""
    from converter.batch.command import batch_json, batch_status, batch_text

    clear_progress()
    if as_json:
        print_json(batch_json(result))
    else:
        for line in batch_text(result, named=named):
            click.echo(line)
    sys.exit(batch_status(result))


def _options(chosen: dict[str, Any]) -> Options:
    from converter.pipeline import Options

    wording = chosen.pop("unit_kind", "部门")
    return Options(wording=wording, progress=progress_line(), **chosen)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; every way out is a message and an exit status, never a trace-back."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    if arguments is None:  # the process is ours
        search_rarely()
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
    from converter.crashes import keep_crash

    click.echo(
        f"程序内部出错（{type(fault).__name__}），这不是您的操作造成的。{keep_crash(fault)}请把它发给开发者。",
        err=True,
    )
    return 2
