"""Whole disclosures as other offices write them: the program's own figures and sentences, told in other words,
in other manners of naming items, with Word's own means (automatic numbering, tables broken in two …)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from converter.disclosure.model import Disclosure
from converter.narrative.model import DisclosureText, Paragraph, PerformanceTable
from converter.packs.loading import Pack

from .layouts import Layout, Printed, merged_rectangles, printed_tables

Telling = Callable[[Paragraph], str]
_CHANGE = r"比上年预算(增加|减少)([\d.]+)万元，(增长|下降)([\d.]+)%"
_ITEM = re.compile(r"([^（）\d.]+)（(\d+)类）([^（）]+)（(\d+)款）([^\d]+?)（(\d+)项）")
_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")


def _sentences(*pairs: tuple[str, str]) -> Telling:
    """Return a telling that replaces patterns in the running text of the third part."""

    def tell(paragraph: Paragraph) -> str:
        text = paragraph.text
        if paragraph.part == 3 and paragraph.style == "body":
            for pattern, other in pairs:
                text = re.sub(pattern, other, text)
        return text

    return tell


def _headings(*pairs: tuple[str, str]) -> Telling:
    def tell(paragraph: Paragraph) -> str:
        text = paragraph.text
        if paragraph.style.startswith("heading"):
            for pattern, other in pairs:
                text = re.sub(pattern, other, text)
        return text

    return tell


def _items(write: Callable[[re.Match[str]], str]) -> Telling:
    return lambda p: _ITEM.sub(write, p.text) if p.part == 3 else p.text


def _in_yuan(paragraph: Paragraph) -> str:
    def yuan(found: re.Match[str]) -> str:
        return f"{Decimal(found[1]) * 10_000:,.2f}元"

    text = paragraph.text
    return re.sub(r"(\d+\.\d\d)万元", yuan, text) if paragraph.part == 3 else text


def _wide_figures(paragraph: Paragraph) -> str:
    if paragraph.part != 3 or paragraph.style != "body":
        return paragraph.text
    return re.sub(
        r"\d+(?:\.\d+)?(?=万元|%)", lambda found: found[0].translate(_WIDE), paragraph.text
    ).replace("%", "％")


def _one_decimal(paragraph: Paragraph) -> str:
    def shorter(found: re.Match[str]) -> str:
        return f"{Decimal(found[1]).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"

    return re.sub(r"([\d.]+)%", shorter, paragraph.text) if paragraph.part == 3 else paragraph.text


def _last_year_named(paragraph: Paragraph) -> str:
    """X万元，2022年预算数为Z万元，增加…: last year's amount stands in the sentence."""

    def named(found: re.Match[str]) -> str:
        now, moved = Decimal(found[1]), Decimal(found[4])
        before = now - moved if found[3] == "增加" else now + moved
        share = found[2] or ""
        return f"{now}万元{share}，2022年预算数为{before}万元，{found[3]}{moved}万元，{found[5]}{found[6]}%"

    pattern = r"([\d.]+)万元(，占[\d.]+%)?，" + _CHANGE
    return re.sub(pattern, named, paragraph.text) if paragraph.part == 3 else paragraph.text


TELLINGS: dict[str, Telling] = {
    "较上年、增幅": _sentences(
        (r"比上年预算(增加|减少)([\d.]+)万元，增长", r"较上年\1\2万元，增幅"),
        (r"比上年预算(增加|减少)([\d.]+)万元，下降", r"较上年\1\2万元，降幅"),
    ),
    "同比，比率在括号里": _sentences((_CHANGE, r"同比\1\2万元（\3\4%）")),
    "与上年相比": _sentences((_CHANGE, r"与上年预算数相比，\1\2万元，\3\4%")),
    "比2022年": _sentences((_CHANGE, r"比2022年预算数\1\2万元，\3了\4%")),
    "写出上年数": _last_year_named,
    "无变化": _sentences(("与上年持平", "与上年相比无变化")),
    "占总额": _sentences((r"占([\d.]+)%", r"占预算总额的\1%")),
    "标题不写关于": _headings((r"关于.*?年", ""), ("的总体说明", "总体说明"), ("情况说明", "说明")),
    "标题不写预算": _headings(
        (r"关于.*?\d{4}年", ""), ("收支预算情况", "收支总体情况"), ("预算情况", "情况")
    ),
    "以元为单位": _in_yuan,
    "全角数字": _wide_figures,
    "百分数一位小数": _one_decimal,
    "名称后冒号": _sentences((r"(基本支出|项目支出|一般公共预算)([\d.]+)万元", r"\1：\2万元")),
    "名称后安排": _sentences((r"(基本支出|项目支出)([\d.]+)万元", r"\1安排\2万元")),
    "编码不写类款项": lambda p: re.sub(r"（(\d+)(?:类|款|项)）", r"（\1）", p.text),
    "类款项写在括号外": lambda p: re.sub(r"（(\d+)(类|款|项)）", r"（\1）\2", p.text),
    "只写类款项": lambda p: re.sub(r"（\d+(类|款|项)）", r"（\1）", p.text),
    "编码写全": _items(lambda f: f"{f[1]}（{f[2]}）{f[3]}（{f[2]}{f[4]}）{f[5]}（{f[2]}{f[4]}{f[6]}）"),
    "只写项，编码在后": _items(lambda f: f"{f[5]}（{f[2]}{f[4]}{f[6]}）"),
    "只写项，编码在前": _items(lambda f: f"{f[2]}{f[4]}{f[6]}{f[5]}"),
    "用横线连接": _items(lambda f: f"{f[1]}-{f[3]}-{f[5]}"),
}


def contents(
    disclosure: Disclosure, pack: Pack, telling: Telling | None = None, layout: Layout | None = None
) -> Iterator[Paragraph | Printed | PerformanceTable]:
    """Yield what a document prints: paragraphs as told, tables as laid out, performance tables."""
    text = disclosure.text
    assert isinstance(text, DisclosureText)
    tables = printed_tables(disclosure, pack, layout or Layout("合并表头"))
    for paragraph in text.paragraphs:
        if paragraph.style == "table":
            yield from tables
            tables = []
        elif paragraph.style == "performance":
            yield text.performance[int(paragraph.runs[0].slot)]
        else:
            told = telling(paragraph) if telling else paragraph.text
            yield Paragraph(
                [*paragraph.runs[:0], type(paragraph.runs[0])(told)], paragraph.style, paragraph.part
            )


def write_document(
    parts: Iterator[Paragraph | Printed | PerformanceTable],
    path: Path,
    *,
    rows_a_page: int = 0,
    numbered: bool = False,
    framed: bool = False,
) -> Path:
    """Write a Word document as python-docx makes it.

    ``rows_a_page`` breaks tables in two with their header repeated; ``numbered`` leaves the numbers of headings
    and items to Word; ``framed`` puts the whole text into a table of one cell.
    """
    document = docx.Document()
    where = document.add_table(1, 1).rows[0].cells[0] if framed else document
    if numbered:
        _add_list(document)
    for part in parts:
        if isinstance(part, Printed):
            _table(where, part, rows_a_page)
        elif isinstance(part, PerformanceTable):
            _performance(where, part)
        else:
            _paragraph(where, part, numbered=numbered)
    document.save(str(path))
    return path


def _paragraph(where, part: Paragraph, *, numbered: bool) -> None:  # type: ignore[no-untyped-def]
    paragraph = where.add_paragraph()
    text = part.text
    for level, pattern in enumerate(
        (r"^[一二三四五六七八九十]+、", r"^（[一二三四五六七八九十]+）", r"^\d{1,2}\.")
    ):
        if numbered and part.part == 3 and re.match(pattern, text):
            text = re.sub(pattern, "", text)
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
            )
            break
    chance = random.Random(text)  # Word cuts a paragraph into runs anywhere
    at = 0
    while at < len(text):
        end = at + chance.randrange(1, 9)
        paragraph.add_run(text[at:end])
        at = end


def _table(where, table: Printed, rows_a_page: int) -> None:  # type: ignore[no-untyped-def]
    for line in table.above:
        where.add_paragraph(line)
    step = rows_a_page or len(table.body)
    for start in range(0, len(table.body), step):
        rows = [*table.head, *table.body[start : start + step]]
        grid = where.add_table(len(rows), len(rows[0]))
        _fill(grid, rows)
        for top, left, bottom, right in merged_rectangles(table.head):
            merged = grid.cell(top, left).merge(grid.cell(bottom, right))
            merged.text = table.head[top][left]
    for line in table.below:
        where.add_paragraph(line)


def _fill(grid, rows: list[list[str]]) -> None:  # type: ignore[no-untyped-def]
    for row, texts in zip(grid._tbl.tr_lst, rows, strict=True):
        for cell, text in zip(row.tc_lst, texts, strict=False):
            if text:
                cell.p_lst[0].add_r().text = text


def _performance(where, table: PerformanceTable) -> None:  # type: ignore[no-untyped-def]
    amounts = [f"{value or 0:.2f}" for value in (table.total, table.fiscal, table.other)]
    rows = [
        ["项目名称", table.project, "项目负责人", table.leader],
        ["年度预算总额：", amounts[0], "其中：财政拨款", amounts[1], "其他资金：", amounts[2]],
        ["项目总体目标", table.goal],
        [
            "一级指标",
            "二级指标",
            "三级指标",
            "指标值",
            "指标值设置依据",
            "上年完成值",
            "指标分值权重",
            "指标赋分规则",
            "佐证资料",
        ],
    ]
    rows += [
        [i.first, i.second, i.third, i.target, i.basis, i.last_year, i.weight, i.scoring, i.evidence]
        for i in table.indicators
    ]
    where.add_paragraph("项目支出绩效目标表")
    grid = where.add_table(len(rows), 9)
    _fill(grid, rows)
    where.add_paragraph("")


def _add_list(document) -> None:  # type: ignore[no-untyped-def]
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (style, text) in enumerate(
            [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
        )
    )
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>')
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
