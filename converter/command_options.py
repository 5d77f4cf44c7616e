"""Options that several commands of the command line share, and how they are explained."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

FILES = click.argument("files", nargs=-1, required=True, metavar="文件…", type=click.Path(path_type=Path))


def text_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what the text is drafted from."""
    for option in reversed(
        [
            click.option(
                "--last-year",
                multiple=True,
                type=click.Path(path_type=Path),
                metavar="文件",
                help="上年的公开表、公开文档或预算工作底稿，用来说明增减；可以给多次。",
            ),
            click.option(
                "--supplement",
                type=click.Path(path_type=Path),
                metavar="文件",
                help="填好（或填了一部分）的补充资料，由 gongkai supplement 生成。",
            ),
            click.option(
                "--unit-kind",
                type=click.Choice(["部门", "单位"]),
                default="部门",
                show_default=True,
                help="标题和文字用“部门”还是“单位”。",
            ),
        ]
    ):
        command = option(command)
    return command


def many_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for folders and for files of many units."""
    for option in reversed(
        [
            click.option(
                "--unit",
                "units",
                multiple=True,
                metavar="单位",
                help="只处理名称里有这些字（或编码相同）的单位；可以给多次。",
            ),
            click.option(
                "--jobs",
                type=click.IntRange(1, 256),
                metavar="个数",
                help="同时用几个进程，默认与处理器核数相同。",
            ),
            click.option("--resume", is_flag=True, help="接着上次：已经完成而且没有变动的不再做。"),
            click.option("--dry-run", is_flag=True, help="只说明将要做什么，不写任何文件。"),
        ]
    ):
        command = option(command)
    return command


def rollup_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for the sums of departments."""
    for option in reversed(
        [
            click.option(
                "--rollup",
                is_flag=True,
                help="同时写出各部门的汇总公开表和全部部门汇总（所属单位按“单位”行文）。",
            ),
            click.option(
                "--departments",
                type=click.Path(path_type=Path),
                metavar="文件",
                help="部门名单：一栏部门，一栏单位；改好“部门”栏的批量结果、按部门分的文件夹也可以。不给就按单位编码归入部门。",
            ),
            click.option(
                "--renamed",
                type=click.Path(path_type=Path),
                metavar="文件",
                help="改了名称的单位：两栏“本年单位”“上年单位”；填好“确认改名”的批量结果也可以。",
            ),
            click.option(
                "--eliminate",
                metavar="全部|文件",
                help="部门汇总时抵销所属单位之间的往来：“全部”抵销两边对得上的，或给出填好“是否抵销”的批量结果。",
            ),
        ]
    ):
        command = option(command)
    return command


def _known_region(_context: click.Context, _option: click.Parameter, region: str) -> str:
    """Refuse a name that no pack has, as wrong usage."""
    from converter.packs.loading import known_regions

    if region not in (known := known_regions()):
        raise click.BadParameter(f"没有名为“{region}”的模板包，现有：{'、'.join(known)}。")
    return region


pack_option = click.option(
    "--pack",
    "region",
    default="xinjiang",
    metavar="名称",
    show_default=True,
    callback=_known_region,
    help="使用哪个地区的模板包。",
)


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
            pack_option,
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
