"""Makes click speak Chinese: its own words (usage, errors) are translated, whatever the locale is."""

from __future__ import annotations

import sys
import unicodedata
from typing import Any

WORDS = {
    "Usage:": "用法:",
    "Usage: ": "用法: ",
    "Options": "选项",
    "Commands": "命令",
    "Arguments": "参数",
    "Error: {message}": "错误：{message}",
    "Error": "错误",
    "Aborted!": "已中止。",
    "Show this message and exit.": "显示帮助并退出。",
    "Show the version and exit.": "显示版本并退出。",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "Try '{command} {option}' for help.": "输入“{command} {option}”查看用法。",
    "No such command {name!r}.": "没有命令 {name!r}，输入 gongkai --help 查看全部命令。",
    "No such option: {name}": "没有选项 {name}",
    "No such option {name!r}.": "没有选项 {name!r}。",
    "Did you mean {possibility}?": "是否想输入 {possibility}？",
    "(Possible options: {possibilities})": "（可用：{possibilities}）",
    "Option {name!r} requires an argument.": "选项 {name!r} 后面要写一个值。",
    "Option {name!r} does not take a value.": "选项 {name!r} 后面不写值。",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing command.": "缺少命令。",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Missing {param_type}": "缺少{param_type}",
    "Got unexpected extra argument ({args})": "多余的参数：{args}",
    "Got unexpected extra arguments ({args})": "多余的参数：{args}",
    "Invalid value: {message}": "值不正确：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不正确：{message}",
    "{value!r} is not one of {choices}.": "{value!r} 不在可选值之内：{choices}。",
    "{value!r} is not {choice}.": "{value!r} 应为 {choice}。",
    "Choose from:\n\t{choices}": "可选值：{choices}",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是正确的数。",
    "{value} is not in the range {range}.": "{value} 不在允许的范围 {range} 之内。",
    "{name} {filename!r} does not exist.": "{name} {filename!r} 不存在。",
    "file": "文件",
    "directory": "文件夹",
    "path": "路径",
    "required": "必填",
    "default: {default}": "默认：{default}",
    "Could not open file {filename!r}: {message}": "打不开文件 {filename!r}：{message}",
}


def translate(message: str) -> str:
    """Return click's message in Chinese, or unchanged when it is not known."""
    return WORDS.get(message, message)


def translate_plural(singular: str, plural: str, number: int) -> str:
    """Return the Chinese form of a plural message (Chinese has one form)."""
    return WORDS.get(singular, singular if number == 1 else plural)


def printed_width(text: str) -> int:
    """Return how many columns a text takes on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def install() -> None:
    """Translate the messages of the click modules that are loaded, and align Chinese columns."""
    import click  # noqa: F401

    for name, module in list(sys.modules.items()):
        if name.startswith("click."):
            target: Any = module
            if hasattr(target, "_"):
                target._ = translate
            if hasattr(target, "ngettext"):
                target.ngettext = translate_plural
            if hasattr(target, "term_len"):
                target.term_len = printed_width
