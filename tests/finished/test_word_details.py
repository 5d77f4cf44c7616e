"""A Word document is read as a reader sees it."""

from __future__ import annotations

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
