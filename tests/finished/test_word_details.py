"""A Word document is read as a reader sees it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from converter.disclosure.finished.word_stream import read_word

_RUN = '<w:r {0}>{1}<w:t xml:space="preserve">{2}</w:t></w:r>'
_BOX = (
    "<w:r {0}><w:pict><v:textbox xmlns:v='urn:schemas-microsoft-com:vml'><w:txbxContent>"
    "<w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></w:r>"
)


def _texts(document: docx.document.Document, path: Path) -> list[str]:  # type: ignore[name-defined]
    document.save(str(path))
    return [row.text for row in read_word(path).rows]


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("<w:ins {0} w:id='1' w:author='a'><w:r><w:t>12.00</w:t></w:r></w:ins>", True),
        ("<w:del {0} w:id='1' w:author='a'><w:r><w:delText>12.00</w:delText></w:r></w:del>", False),
        ("<w:moveFrom {0} w:id='1' w:author='a'><w:r><w:t>12.00</w:t></w:r></w:moveFrom>", False),
        ("<w:r {0}><w:rPr><w:vanish/></w:rPr><w:t>12.00</w:t></w:r>", False),
        ("<w:r {0}><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>12.00</w:t></w:r>", True),
        ("<w:fldSimple {0} w:instr='REF a'><w:r><w:t>12.00</w:t></w:r></w:fldSimple>", True),
        ("<w:sdt {0}><w:sdtContent><w:r><w:t>12.00</w:t></w:r></w:sdtContent></w:sdt>", True),
        ("<w:hyperlink {0} w:anchor='a'><w:r><w:t>12.00</w:t></w:r></w:hyperlink>", True),
        ("<w:r {0}><w:instrText>12.00</w:instrText></w:r>", False),
    ],
)
def test_only_what_is_seen_is_read(markup: str, seen: bool, tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("收入预算")
    paragraph._p.append(parse_xml(markup.format(nsdecls("w"))))
    paragraph.add_run("万元")
    assert _texts(document, tmp_path / "a.docx") == ["收入预算12.00万元" if seen else "收入预算万元"]


def test_automatic_numbers_are_counted_as_word_counts(tmp_path: Path) -> None:
    document = docx.Document()
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text) in enumerate(
            [
                ("chineseCounting", "%1、"),
                ("chineseCounting", "（%2）"),
                ("decimal", "%1.%3"),
                ("bullet", "·"),
            ]
        )
    )
    numbering = document.part.numbering_part.element
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="70">{levels}</w:abstractNum>')
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="70"><w:abstractNumId w:val="70"/></w:num>'))
    for level, text in [(0, "甲"), (1, "乙"), (1, "丙"), (0, "丁"), (1, "戊"), (2, "己"), (3, "庚"), (0, "")]:
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="70"/></w:numPr>')
        )
    assert _texts(document, tmp_path / "a.docx") == [
        "一、甲",
        "（一）乙",
        "（二）丙",
        "二、丁",
        "（一）戊",
        "二.1己",
        "庚",
        "",
    ]


def test_what_stands_in_frames_and_text_boxes_is_text(tmp_path: Path) -> None:
    document = docx.Document()
    frame = document.add_table(1, 1).rows[0].cells[0]
    for text in ("一、甲", "乙。", "丙。", "丁。"):
        frame.add_paragraph(text)
    inner = frame.add_table(1, 2)
    inner.rows[0].cells[0].text, inner.rows[0].cells[1].text = "合计", "1.00"
    document.add_paragraph("戊")._p.append(parse_xml(_BOX.format(nsdecls("w"))))
    document.save(str(tmp_path / "a.docx"))
    rows = read_word(tmp_path / "a.docx").rows
    assert [row.text for row in rows if row.text and row.grid < 0] == [
        "一、甲",
        "乙。",
        "丙。",
        "丁。",
        "戊",
        "框里的话",
    ]
    assert [row.text for row in rows if row.grid >= 0] == ["合计 1.00"]


def test_a_row_that_is_deleted_is_no_row(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for row, text in zip(table.rows, ("在", "删"), strict=True):
        row.cells[0].text = text
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')} w:id='3' w:author='a'/>"))
    assert _texts(document, tmp_path / "a.docx") == ["在"]


def _package(path: Path, body: str, parts: dict[str, str]) -> Path:
    """Write a document with further parts of its package."""
    document = docx.Document()
    for element in list(document.element.body)[:-1]:
        document.element.body.remove(element)
    for element in parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>"):
        document.element.body.insert(len(document.element.body) - 1, element)
    document.save(str(path))
    with zipfile.ZipFile(path, "a") as archive:
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return path


_P = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def test_notes_follow_the_sentence_that_refers_to_them(tmp_path: Path) -> None:
    notes = (
        f"<w:footnotes {nsdecls('w')}><w:footnote w:id='0' w:type='separator'>{_P.format('线')}</w:footnote>"
        f"<w:footnote w:id='2'>{_P.format('含上年结转10.00万元。')}</w:footnote></w:footnotes>"
    )
    body = (
        "<w:p><w:r><w:t>收入预算12.00万元。</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
        + _P.format("支出预算12.00万元。")
    )
    rows = read_word(_package(tmp_path / "a.docx", body, {"footnotes": notes})).rows
    assert [row.text for row in rows] == [
        "收入预算12.00万元。",
        "含上年结转10.00万元。",
        "支出预算12.00万元。",
    ]
    assert str(rows[1].place) == "a.docx 脚注1 第1段"
    assert rows[2].place.paragraph == 2


def test_running_heads_are_read_once_and_page_numbers_are_not(tmp_path: Path) -> None:
    heads = {
        f"header{n}": f"<w:hdr {nsdecls('w')}>{_P.format(text)}</w:hdr>"
        for n, text in enumerate(["某局2022年部门预算公开", "某局2022年部门预算公开", "第 3 页"], start=7)
    }
    rows = read_word(_package(tmp_path / "a.docx", _P.format("正文"), heads)).rows
    assert [(row.text, row.place.part) for row in rows] == [
        ("正文", None),
        ("某局2022年部门预算公开", "页眉"),
    ]


@pytest.mark.parametrize("author", ["审核人", "预算公开助手"])
def test_comments_that_stayed_in_the_file_are_told(author: str, tmp_path: Path) -> None:
    comments = (
        f"<w:comments {nsdecls('w')}><w:comment w:id='0' w:author='{author}'>{_P.format('这个数再核一下')}"
        "</w:comment></w:comments>"
    )
    stream = read_word(_package(tmp_path / "a.docx", _P.format("正文"), {"comments": comments}))
    told = [finding.message for finding in stream.findings]
    assert len(told) == (author == "审核人")
    assert all("1 处批注" in text and "这个数再核一下" in text for text in told)


def test_tracked_changes_are_told(tmp_path: Path) -> None:
    body = "<w:p><w:ins w:id='1' w:author='a'><w:r><w:t>正文</w:t></w:r></w:ins></w:p>"
    (finding,) = read_word(_package(tmp_path / "a.docx", body, {})).findings
    assert "1 处修订标记" in finding.message


_TC = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"


def test_rows_inside_of_content_controls_are_rows(tmp_path: Path) -> None:
    rows = "".join(f"<w:tr>{_TC.format(n)}{_TC.format(n * 10)}</w:tr>" for n in (1, 2))
    body = f"<w:tbl><w:sdt><w:sdtContent>{rows}</w:sdtContent></w:sdt></w:tbl>"
    stream = read_word(_package(tmp_path / "a.docx", body, {}))
    assert [[cell.text for cell in row.cells] for row in stream.rows] == [["1", "10"], ["2", "20"]]


def test_a_table_in_a_cell_is_a_table_of_its_own(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr>{_TC.format('里')}{_TC.format('5.00')}</w:tr></w:tbl>"
    cell = f"<w:tc><w:p><w:r><w:t>外</w:t></w:r></w:p>{inner}<w:p/></w:tc>"
    body = f"<w:tbl><w:tr>{cell}{_TC.format('甲')}</w:tr><w:tr>{_TC.format('乙')}{_TC.format('丙')}</w:tr></w:tbl>"
    rows = read_word(_package(tmp_path / "a.docx", body, {})).rows
    assert [[c.text.strip() for c in row.cells] for row in rows] == [
        ["外", "甲"],
        ["乙", "丙"],
        ["里", "5.00"],
    ]
    assert rows[2].place.part == "文中第2个表格"


def test_a_small_table_that_holds_a_larger_one_is_a_frame(tmp_path: Path) -> None:
    inner = "<w:tbl>" + f"<w:tr>{_TC.format('1')}{_TC.format('2')}</w:tr>" * 3 + "</w:tbl>"
    cell = f"<w:tc><w:p><w:r><w:t>题</w:t></w:r></w:p>{inner}<w:p/></w:tc>"
    body = f"<w:tbl><w:tr>{cell}{_TC.format('旁')}</w:tr></w:tbl>"
    rows = read_word(_package(tmp_path / "a.docx", body, {})).rows
    assert [row.text for row in rows if row.text] == ["题", "1 2", "1 2", "1 2", "旁"]
