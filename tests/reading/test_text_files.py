"""Comma- and tab-separated text: encodings, separators, quotation marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.reading import read_file, sniff
from converter.reading.decoding import decode_text
from converter.reading.delimited import delimiter_of
from converter.reading.kinds import Kind
from converter.reading.model import CellValue, SourceFile


def read_text(tmp_path: Path, text: str | bytes, name: str = "a.csv") -> SourceFile:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    source = read_file(path)
    assert source.readable, source.findings
    return source


def rows_of(tmp_path: Path, text: str | bytes, name: str = "a.csv") -> list[list[CellValue]]:
    return read_text(tmp_path, text, name).sheets[0].rows


def test_codes_keep_their_zeros_and_amounts_their_digits(tmp_path: Path) -> None:
    text = '编码,="0201",金额\n03 ,"1,135.97"\t,\xa0 \n'
    assert rows_of(tmp_path, text) == [["编码", "0201", "金额"], ["03", "1,135.97", None]]


def test_line_breaks_inside_of_quoted_fields(tmp_path: Path) -> None:
    text = '"科目\n编码",金额\r\n2010301,5\r\n\r\n合计,5'
    assert rows_of(tmp_path, text) == [["科目\n编码", "金额"], ["2010301", "5"], [], ["合计", "5"]]


def test_a_title_above_and_amounts_with_commas_do_not_mislead(tmp_path: Path) -> None:
    text = "2023年部门预算,,\n单位：元,,\n" + "\n".join(f"20103{n:02d}\t1,135.97\t一,二" for n in range(30))
    assert rows_of(tmp_path, text)[2] == ["2010300", "1,135.97", "一,二"]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a\tb\tc\n1,5\t2\t3\n", "\t"),
        ("a;b\n1,5;2\n1,6;3\n", ";"),
        ("a|b\n1|2\n", "|"),
        ("sep=;\na;b\n", ";"),
        ('"a,b";c\n"d,e,f";g\n', ";"),
        ("只有一列\n第二行\n", None),
    ],
)
def test_the_separator_is_found(text: str, delimiter: str | None) -> None:
    assert delimiter_of(text) == delimiter


def test_the_hint_line_of_excel_is_no_row(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "sep=;\r\na;b\r\n") == [["a", "b"]]


def test_a_stray_quotation_mark_swallows_no_lines(tmp_path: Path) -> None:
    text = '名称,金额\n"三公"经费,12\n"未闭合,5\n"电脑, 8"" 屏",7\n合计,24\n'
    source = read_text(tmp_path, text)
    assert [finding.rule for finding in source.findings] == ["R13"]
    assert source.sheets[0].rows[-1] == ["合计", "24"]
    assert source.sheets[0].rows[3] == ['电脑, 8" 屏', "7"]
    assert len(source.sheets[0].rows) == 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gbk"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "单位名称,金额\r\n某市人民政府办公室,12.5\r\n" * 3
    assert rows_of(tmp_path, text.encode(encoding))[1] == ["某市人民政府办公室", "12.5"]


def test_rare_characters_of_names_in_gb18030(tmp_path: Path) -> None:
    text = "负责人,金额\n䶮𠮷,1\n"
    assert rows_of(tmp_path, text.encode("gb18030"))[1] == ["䶮𠮷", "1"]


def test_damaged_characters_are_reported(tmp_path: Path) -> None:
    data = ("单位名称,金额\n" + "某市人民政府办公室,12.5\n" * 50).encode()
    source = read_text(tmp_path, data[:40] + b"\xff" + data[40:])
    assert [finding.rule for finding in source.findings] == ["R12"]
    assert source.sheets[0].rows[-1] == ["某市人民政府办公室", "12.5"], "still read as UTF-8"


def test_long_files_in_chinese_are_not_cut_inside_of_a_character(tmp_path: Path) -> None:
    for shift in range(4):
        text = "x" * shift + "单位,金额\n" + "某某单位,12\n" * 8000
        for encoding in ("utf-8", "gb18030"):
            assert rows_of(tmp_path, text.encode(encoding))[-1] == ["某某单位", "12"]


def test_tables_in_text_files_and_prose(tmp_path: Path) -> None:
    table = "科目编码\t科目名称\t金额\n2010301\t行政运行\t5\n"
    path = tmp_path / "导出.txt"
    path.write_bytes(table.encode("utf-16"))
    assert sniff(path) is Kind.TSV
    assert read_file(path).findings == []
    prose = "第一部分 概况\n\n本部门2023年预算1,135.97万元，比上年增加12.00万元。\n主要职能：负责, 协调。\n"
    path.write_text(prose * 30, encoding="utf-8")
    assert sniff(path) is Kind.TXT


def test_a_table_of_one_column_is_believed_by_its_extension(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "单位名称\n某局\n") == [["单位名称"], ["某局"]]


def test_declared_encodings_are_only_believed_when_they_can_be_right() -> None:
    data = "预算公开".encode("gbk")
    assert decode_text(data, "gb2312").text == "预算公开"
    assert decode_text(data, "iso-8859-1").text == "预算公开"
    assert decode_text(data, "utf-8").text == "预算公开"
    assert decode_text(data, "no-such-encoding").text == "预算公开"
    assert decode_text("預算".encode("big5"), "big5").text == "預算"
