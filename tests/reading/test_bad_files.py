"""Whatever a file is, reading answers with a finding that says what to do; it never raises, never guesses."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest

from converter.findings import Severity
from converter.reading import read_file, sniff
from converter.reading.kinds import Kind
from converter.reading.model import SourceFile

from .containers import biff5, compound, package, record, sheet_xml, zipped
from .test_formats import html, mhtml, ods, trimmed, xls, xlsb_bytes, xlsx, xml_2003

MAKERS = {
    "xlsx": xlsx,
    "xls": xls,
    "xlsb": xlsb_bytes,
    "ods": ods,
    "html": html,
    "mht": mhtml,
    "xml": xml_2003,
}


def refused(path: Path, rule: str) -> SourceFile:
    """Assert that the file is refused with ``rule``, in words that name a remedy."""
    source = read_file(path)
    assert not source.readable
    assert source.sheets == []
    finding = source.findings[-1]
    assert finding.rule == rule, finding
    assert finding.severity is Severity.ERROR
    assert "请" in finding.message
    assert finding.places[0].file == str(path)
    return source


def test_missing_file_and_folder(tmp_path: Path) -> None:
    refused(tmp_path / "没有.xlsx", "R01")
    refused(tmp_path / "没有" / "底稿.xlsx", "R01")
    refused(tmp_path, "R02")
    assert (sniff(tmp_path / "没有.xlsx"), sniff(tmp_path)) == (Kind.MISSING, Kind.FOLDER)
    assert read_file("坏\0名.xlsx").findings[0].rule == "R01"


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    path.touch()
    refused(path, "R03")
    path.write_bytes(b"\xef\xbb\xbf\r\n\r\n")
    refused(path, "R03")


def test_a_file_that_the_system_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx())

    def keep(_path: Path) -> bytes:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "read_bytes", keep)
    assert "关闭" in refused(path, "R04").findings[0].message
    assert sniff(path) is Kind.CLOSED


@pytest.mark.parametrize(
    "data",
    [
        compound(EncryptedPackage=b"x" * 5000, EncryptionInfo=b"\4\0\4\0"),
        compound(
            Workbook=record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
            + record(0x2F, bytes(54))
            + record(0x0A)
        ),
        compound(
            Book=record(0x0809, struct.pack("<HHHH", 0x0500, 5, 0, 0)) + record(0x2F, bytes(4)) + record(0x0A)
        ),
        zipped(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "META-INF/manifest.xml": "<manifest:encryption-data/>",
                "content.xml": b"\x88\x99",
            }
        ),
    ],
    ids=["xlsx", "xls", "xls95", "ods"],
)
@pytest.mark.parametrize("extension", [".xlsx", ".xls", ".ods"])
def test_files_with_a_password(tmp_path: Path, data: bytes, extension: str) -> None:
    path = tmp_path / f"a{extension}"
    path.write_bytes(data)
    assert "密码" in refused(path, "R05").findings[0].message


@pytest.mark.parametrize("form", ["xlsx", "xls", "xlsb", "ods"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_files_that_are_cut_off(tmp_path: Path, form: str, share: float) -> None:
    data = MAKERS[form]()
    path = tmp_path / f"a.{form}"
    path.write_bytes(data[: int(len(data) * share)])
    refused(path, "R06")


def test_a_file_of_which_only_the_padding_is_missing_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(compound(Workbook=bytes(4096))[:-1])
    refused(path, "R06")
    path.write_bytes(xls()[:-1])
    assert trimmed(read_file(path).sheets[0].rows) == trimmed(read_from(path, xls()).sheets[0].rows)


def test_xml_that_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(xml_2003()[:-60])
    refused(path, "R06")
    path.write_bytes(zipped(package(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')[:-40])))
    refused(path, "R06")


@pytest.mark.parametrize("form", ["xlsx", "ods", "xlsb"])
def test_a_changed_byte_in_the_data_is_noticed(tmp_path: Path, form: str) -> None:
    """Only bytes of the parts that hold values count; a changed byte elsewhere changes no figure."""
    data = MAKERS[form]()
    expected = read_from(tmp_path / f"good.{form}", data)
    path = tmp_path / f"a.{form}"
    choose = random.Random(5)
    noticed = 0
    for _ in range(150):
        place = choose.randrange(len(data))
        changed = data[:place] + bytes([data[place] ^ (1 << choose.randrange(8))]) + data[place + 1 :]
        path.write_bytes(changed)
        source = read_file(path)
        if source.readable:
            assert trimmed(source.sheets[0].rows) == trimmed(expected.sheets[0].rows), place
        else:
            noticed += 1
            assert source.sheets == []
            assert source.findings
    assert noticed > 30


def read_from(path: Path, data: bytes) -> SourceFile:
    path.write_bytes(data)
    return read_file(path)


@pytest.mark.parametrize("form", MAKERS)
def test_rubbish_never_raises(tmp_path: Path, form: str) -> None:
    data = bytearray(MAKERS[form]())
    path = tmp_path / f"a.{form}"
    choose = random.Random(7)
    for _ in range(60):
        changed = bytearray(data)
        for _ in range(choose.choice([1, 3, 30])):
            changed[choose.randrange(len(changed))] = choose.randrange(256)
        cut = choose.choice([len(changed), choose.randrange(len(changed))])
        path.write_bytes(changed[:cut])
        source = read_file(path)
        assert source.readable or source.findings
        sniff(path)


OTHERS: list[tuple[str, bytes, Kind]] = [
    ("a.docx", zipped({"word/document.xml": "<w:document/>", "[Content_Types].xml": ""}), Kind.DOCX),
    ("a.doc", compound(WordDocument=b"x"), Kind.DOC),
    ("a.odt", zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), Kind.ODT),
    ("a.pptx", zipped({"ppt/presentation.xml": ""}), Kind.PPTX),
    ("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", Kind.PDF),
    ("a.ofd", zipped({"OFD.xml": "<ofd:OFD/>", "Doc_0/Document.xml": ""}), Kind.OFD),
    ("a.rtf", b"{\\rtf1\\ansi}", Kind.RTF),
    ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(100), Kind.IMAGE),
    ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(100), Kind.IMAGE),
    ("a.zip", zipped({"底稿.xlsx": b"x"}), Kind.ARCHIVE),
    ("a.rar", b"Rar!\x1a\x07\1\0" + bytes(50), Kind.ARCHIVE),
    ("a.numbers", zipped({"Index/Document.iwa": b"x"}), Kind.NUMBERS),
    ("~$底稿.xlsx", b"\x05Admin" + bytes(159), Kind.LOCK),
    ("说明.txt", "关于编制二○二三年部门预算的说明\n\n一、总体要求，按时报送。\n".encode(), Kind.TXT),
]


@pytest.mark.parametrize(("name", "data", "kind"), OTHERS, ids=[other[0] for other in OTHERS])
def test_other_kinds_of_file_are_named(tmp_path: Path, name: str, data: bytes, kind: Kind) -> None:
    for shown in (name, "底稿.xlsx") if kind not in (Kind.LOCK, Kind.TXT) else (name,):
        path = tmp_path / shown
        path.write_bytes(data)
        assert sniff(path) is kind
        assert refused(path, "R07").format == kind.value


def test_unknown_content(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes(range(256)) * 20)
    assert sniff(path) is Kind.UNKNOWN
    refused(path, "R08")


def test_a_workbook_without_content(tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)
    refused(path, "R09")


def test_a_package_that_unpacks_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("converter.reading.package._LARGEST", 1000)
    path = tmp_path / "a.xlsx"
    path.write_bytes(zipped(package(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>' + " " * 5000))))
    refused(path, "R10")


def test_xml_with_entities_that_explode(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "哈">{bomb}]>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table><Row><Cell>'
        '<Data ss:Type="String">&l8;</Data></Cell></Row></Table></Worksheet></Workbook>',
        encoding="utf-8",
    )
    source = read_file(path)
    assert not source.readable or len(str(source.sheets[0].rows)) < 1000


def test_one_bad_file_says_nothing_about_others(tmp_path: Path) -> None:
    good, bad = tmp_path / "好.xls", tmp_path / "坏.xls"
    good.write_bytes(compound(Book=biff5("表", [["单位", 1.0]], "gbk", 936)))
    bad.write_bytes(good.read_bytes()[:3000])
    assert not read_file(bad).readable
    assert read_file(good).readable
