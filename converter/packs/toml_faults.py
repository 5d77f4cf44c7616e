"""What is wrong with a TOML file, in words for people who edit packs (模板包) with a text editor."""

from __future__ import annotations

import re

_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
# What the reader of TOML says, and what the cause usually is.
_REASONS = (
    ("Illegal character", "这一行的文字缺少结尾的引号"),
    ("Unterminated", "引号没有成对"),
    ("Expected \"'''\"", "三个引号没有成对"),
    ("Unclosed array", "方括号没有成对，或列表里缺少逗号"),
    ("Unclosed inline table", "花括号没有成对，或其中缺少逗号"),
    ("Unescaped", "文字里的反斜杠要写两个，或改用英文单引号"),
    ("Expected '='", "项目名称后面应为英文的 ="),
    ("Invalid initial character for a key", "项目名称不对：中文的名称要加英文双引号"),
    ("Invalid value", "等号后面的写法不对：文字要加英文双引号，数和 true、false 不加"),
    ("Expected newline or end of document", "一行只能写一项，后面多了内容"),
    ("Cannot overwrite", "同一项写了两次"),
    ("Cannot declare", "同一个标题写了两次"),
    ("Cannot mutate", "同一项写了两次，写法又不同"),
    ("Invalid statement", "这一行不是“名称 = 值”的写法"),
)
_WIDE = re.compile("[“”‘’＝＂［］，]")


def toml_fault(text: str, fault: str) -> str:
    """Return line, column, reason and the line itself for the message of a TOML reader on ``text``."""
    reason = next((said for part, said in _REASONS if part in fault), "写法不符合 TOML 格式")
    lines = text.split("\n")
    at = _AT.search(fault)
    if at is None:
        return f"文件末尾：{reason}。"
    number = int(at[1])
    line = lines[number - 1].strip() if number <= len(lines) else ""
    wide = _WIDE.search(re.sub(r'"[^"]*"', "", line))
    hint = f"“{wide[0]}”是全角的，请换成英文（半角）的。" if wide else ""
    return f"第 {number} 行第 {at[2]} 个字符处：{reason}。{hint}这一行是：{line[:60]}"
