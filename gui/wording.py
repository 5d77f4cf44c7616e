"""Says in the words of the window what the engine says in those of the command line."""

from __future__ import annotations

import re
from dataclasses import replace

from converter.findings import Finding

# The engine's messages name the command line; in the window the same is done on its pages.
_COMMANDS = (
    (re.compile(r"请运行 gongkai inspect .*?再用 gongkai convert .*?转换。"), "请在“识别”页里改正。"),
    (re.compile(r"(，或者)运行 gongkai inspect .*?再用 gongkai convert .*?转换。"), r"\1在“识别”页里填写。"),
    (re.compile(r"请在补充资料里填写（gongkai supplement），或补进底稿"), "请在“补充”页填写，或补进底稿"),
    (re.compile(r"见补充资料（gongkai supplement）"), "见“补充”页"),
    (
        re.compile(r"请用 --last-year 给出([^，。]*?)，或在补充资料里填写"),
        r"请把\1也拖进来，或在“补充”页填写",
    ),
    (re.compile(r"请用 --last-year 给出([^，。]*)"), r"请把\1也拖进来"),
    (re.compile(r"。用 gongkai inspect 可以查看原因"), ""),
    (re.compile(r"请用 gongkai supplement 重新生成"), "请到“输出”页重新生成"),
    (re.compile(r"请用 gongkai supplement 生成后填写"), "请到“输出”页生成后填写"),
    (re.compile(r"请用 --money 指明元或万元"), "请在“识别”页里改"),
    (re.compile(r"如果指定错了，请去掉 --year"), "如果指定错了，请在“设置”里改"),
    (re.compile(r"（--pack）"), "（在“设置”里选）"),
    (re.compile(r"请用 gongkai inspect --save 写出的文件，改后按 UTF-8 保存"), "请用本程序导出的文件"),
    (re.compile(r"，或用 gongkai inspect --save 重新生成"), "，或请对方重新导出"),
    (re.compile(r"，请用 gongkai inspect --save 生成的文件修改"), "，请用本程序导出的文件"),
    (re.compile(r"请加上 --money 元 或 --money 万元"), "请在“识别”页里选定金额单位"),
    (re.compile(r"不对时用 --money 指明"), "不对时在“识别”页里改"),
    (re.compile(r"请加上 --year，例如 --year \d+"), "请在“设置”里选定年度"),
    (re.compile(r"可加上 --year，例如 --year \d+"), "可在“设置”里选定年度"),
    (re.compile(r"；用 gongkai inspect 查看各工作表被认作了什么"), "，并在“识别”页看各工作表被认作了什么"),
    (re.compile(r"工作底稿请用 gongkai convert"), "若是工作底稿，请在“识别”页指明各列的含义"),
    (re.compile(r"与 --money (\S+?) 不一致"), r"与选定的 \1 不一致"),
    (re.compile(r"请在方案里把它的 role 改为它的用途，不需要的改为 other"), "请选定它的用途"),
    (
        re.compile(r" meaning 仍是 unknown。请改为它的含义，不计的改为 amount_other 或 ignored"),
        "还没有含义。请选定",
    ),
    (re.compile(r"请把它的 money 写成 元 或 万元"), "请选定"),
    (re.compile(r"请把它的 unit_name 写成单位名称"), "请填写"),
    (re.compile(r"后重新运行。$"), "，再点“重试”，或者“另存为”。"),
    (re.compile(r"识别方案里工作表"), "工作表"),
    (re.compile(r"识别方案没有说明工作表"), "没有说明工作表"),
)


def in_window(message: str) -> str:
    """Return a message that speaks of the window's pages where the engine's names the command line."""
    if any(word in message for word in ("gongkai", "--", "方案", "重新运行")):
        for pattern, words in _COMMANDS:
            message = pattern.sub(words, message)
    return message


def for_window(finding: Finding) -> Finding:
    """Return a finding whose message speaks of the window instead of the command line."""
    message = in_window(finding.message)
    consequences = [for_window(one) for one in finding.consequences]
    return replace(finding, message=message, consequences=consequences)
