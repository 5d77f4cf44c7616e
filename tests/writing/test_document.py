"""The Word document: real styles, sections, tables whose headers repeat, page numbers, the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from converter.disclosure.model import Disclosure
from converter.findings import error
from converter.narrative.drafting.drafting import draft_text
from converter.packs.loading import PackError, load_pack
from converter.writing.document.look import load_look
from converter.writing.document.pagination import Flow, lines_of
from converter.writing.document.writing import document_bytes_of, write_document

from .made_up import MadeUp, crowded, empty, office

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def drafted(made: MadeUp) -> Disclosure:
    """Return the disclosure of a unit with its drafted text (slots open)."""
    pack = load_pack("xinjiang", made.year)
    disclosure = made.disclosure(pack)
    disclosure.text = draft_text(disclosure, pack, ledger=made.ledger()).text
    return disclosure


def document(made: MadeUp) -> bytes:
    """Return the document of a unit."""
    return document_bytes_of(drafted(made), load_pack("xinjiang", made.year))


def part(content: bytes, name: str) -> Any:
    """Return a part of the file as a tree."""
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(name))


def text_of(element: Any) -> str:
    """Return the text inside of an element."""
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


@pytest.fixture(scope="module")
def ordinary() -> bytes:
    """The document of an ordinary office."""
    return document(office())


def test_headings_are_real_styles_with_outline_levels(ordinary: bytes) -> None:
    styles = part(ordinary, "word/styles.xml")
    levels = {
        style.find(f"{W}name").get(f"{W}val"): style.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val")
        for style in styles.iter(f"{W}style")
        if style.find(f"{W}pPr/{W}outlineLvl") is not None
    }
    assert {name: levels[name] for name in ("heading 1", "heading 2", "heading 3")} == {
        "heading 1": "0",
        "heading 2": "1",
        "heading 3": "2",
    }
    used: dict[str, int] = {}
    for paragraph in part(ordinary, "word/document.xml").iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        used[style.get(f"{W}val") if style is not None else ""] = (
            used.get(style.get(f"{W}val") if style is not None else "", 0) + 1
        )
    assert used["Heading1"] == 4 and used["Heading2"] == 13 and used["Heading3"] == 8


def test_every_style_sets_its_east_asian_font(ordinary: bytes) -> None:
    for style in part(ordinary, "word/styles.xml").iter(f"{W}style"):
        fonts = style.find(f"{W}rPr/{W}rFonts")
        if fonts is not None:
            assert fonts.get(f"{W}eastAsia") and fonts.get(f"{W}ascii") and fonts.get(f"{W}hAnsi")
    body = next(
        style
        for style in part(ordinary, "word/styles.xml").iter(f"{W}style")
        if style.get(f"{W}styleId") == "BodyText"
    )
    spacing, indent = body.find(f"{W}pPr/{W}spacing"), body.find(f"{W}pPr/{W}ind")
    assert (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule")) == ("560", "exact")  # 28 pt
    assert indent.get(f"{W}firstLineChars") == "200"
    assert body.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") == "仿宋_GB2312"


def test_pages_turn_for_wide_tables_and_numbers_begin_after_the_contents(ordinary: bytes) -> None:
    sections = list(part(ordinary, "word/document.xml").iter(f"{W}sectPr"))
    turned = [section.find(f"{W}pgSz").get(f"{W}orient") == "landscape" for section in sections]
    # front · overview · 表1 · 表2 · 表3–6 · 表7 · 表8–10 · text · performance tables · rest
    assert turned == [False, False, False, True, False, True, False, False, True, False]
    numbered = [section.find(f"{W}footerReference") is not None for section in sections]
    assert numbered.index(True) == 1
    start = sections[1].find(f"{W}pgNumType")
    assert start is not None and start.get(f"{W}start") == "1"
    text_page = sections[1].find(f"{W}pgMar")
    assert text_page.get(f"{W}top") == "2098" and text_page.get(f"{W}left") == "1587"  # 37 mm, 28 mm
    assert part(ordinary, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    for name, side in (("word/footer1.xml", "right"), ("word/footer2.xml", "left")):
        footer = part(ordinary, name)
        assert text_of(footer) == "— 1 —" and footer.find(f".//{W}jc").get(f"{W}val") == side


def test_tables_stand_in_it_with_repeated_headers_and_their_own_widths(ordinary: bytes) -> None:
    tables = list(part(ordinary, "word/document.xml").iter(f"{W}tbl"))
    assert len(tables) == 10 + 2
    for table in tables[:10]:
        rows = table.findall(f"{W}tr")
        repeated = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        count = repeated.count(True)
        assert 1 <= count <= 3 and all(repeated[:count])
        widths = [int(column.get(f"{W}w")) for column in table.find(f"{W}tblGrid")]
        for row in rows:
            spans = [
                int(span.get(f"{W}val")) if (span := cell.find(f"{W}tcPr/{W}gridSpan")) is not None else 1
                for cell in row.findall(f"{W}tc")
            ]
            assert sum(spans) == len(widths)
        limit = 257 if len(widths) > 10 else 170  # mm between the margins
        assert sum(widths) / 20 <= limit * 72 / 25.4 + 1


def test_contents_is_a_field_filled_with_entries_that_lead_to_their_headings(ordinary: bytes) -> None:
    body = part(ordinary, "word/document.xml")
    instructions = [node.text.strip() for node in body.iter(f"{W}instrText")]
    assert instructions[0].startswith("TOC ")
    links = list(body.iter(f"{W}hyperlink"))
    marks = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    assert len(links) == 4 + 13 + 10 and {link.get(f"{W}anchor") for link in links} == marks
    pages = [int(re.search(r"(\d+)$", text_of(link))[1]) for link in links]  # type: ignore[index]
    assert pages == sorted(pages) and pages[0] == 1
    begins = [n for n in body.iter(f"{W}fldChar") if n.get(f"{W}fldCharType") == "begin"]
    ends = [n for n in body.iter(f"{W}fldChar") if n.get(f"{W}fldCharType") == "end"]
    assert len(begins) == len(ends)


def test_open_slots_are_highlighted_and_nothing_else_is(ordinary: bytes) -> None:
    for run in part(ordinary, "word/document.xml").iter(f"{W}r"):
        marked = run.find(f"{W}rPr/{W}highlight") is not None
        assert marked == ("【待填：" in text_of(run))


def test_same_bytes_every_time_without_clock_or_person(ordinary: bytes) -> None:
    assert ordinary == document(office())
    archive = zipfile.ZipFile(io.BytesIO(ordinary))
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = archive.read("docProps/core.xml").decode()
    assert "creator" not in core and "created" not in core and "预算公开" in core


def test_names_are_data_whatever_they_hold() -> None:
    made = office()
    made.name = "甲县<w:p>&\"'{年}# % 如果\x07\u202e局"
    content = document(made)
    text = text_of(part(content, "word/document.xml"))
    assert "甲县<w:p>&\"'{年}# % 如果局" in text and "\u202e" not in text


@pytest.mark.parametrize("made", [crowded(), empty()], ids=["crowded", "empty"])
def test_hard_units_are_written_as_well_formed_documents(made: MadeUp) -> None:
    body = part(document(made), "word/document.xml")
    assert len(list(body.iter(f"{W}tbl"))) >= 10
    # Every table of the body is followed by a paragraph, as Word demands at the end of a cell or body.
    assert body[0][-1].tag == f"{W}sectPr"


def test_document_with_errors_says_so_first() -> None:
    disclosure = drafted(office())
    content = document_bytes_of(disclosure, load_pack("xinjiang", 2023), findings=[error("G01", "表1 不平")])
    first = next(part(content, "word/document.xml").iter(f"{W}p"))
    assert text_of(first).startswith("未通过校验，请勿公开")


def test_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "新文件夹" / "文档.docx"
    assert write_document(drafted(office()), load_pack("xinjiang", 2023), path) is None
    assert [entry.name for entry in path.parent.iterdir()] == ["文档.docx"]
    blocked = tmp_path / "文件夹.docx"
    blocked.mkdir()
    refused = write_document(drafted(office()), load_pack("xinjiang", 2023), blocked)
    assert refused is not None and refused.rule == "O05"


def test_look_that_lacks_a_style_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "templates" / "xinjiang" / "2023"
    folder.mkdir(parents=True)
    (folder / "document.toml").write_text('[performance]\nheader = ["一级指标"]\n', encoding="utf-8")
    monkeypatch.setenv("GONGKAI_HOME", str(tmp_path))
    with pytest.raises(PackError) as refused:
        load_look(load_pack("xinjiang", 2023))
    assert "document.toml.performance" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一" * 10, 1),
        ("一" * 11, 2),
        ("一" * 10 + "。", 2),
        ("一" * 9 + "1234.56万元", 2),
        ("一" * 19 + "，二", 3),
        ("一" * 7 + "5.26%，" + "二" * 7, 3),
    ],
)
def test_lines_are_counted_as_they_are_set(text: str, lines: int) -> None:
    assert lines_of(text, 100, 10) == lines


def test_a_heading_is_never_the_last_line_of_a_page() -> None:
    look = load_look(load_pack("xinjiang", 2023))
    body, heading = look.style("body"), look.style("heading2")
    flow = Flow(3 * 28)
    assert [flow.paragraph(body, "一", 400) for _ in range(2)] == [1, 1]
    assert flow.paragraph(heading, "（一）标题", 400, following=28) == 2
    assert flow.paragraph(replace(body), "一", 400) == 2
