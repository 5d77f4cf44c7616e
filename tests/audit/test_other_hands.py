"""Documents of other hands: right ones stay unblamed and understood, slips in them are found at their place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import docx
import pytest
from narrative.test_round_trip import UNITS
from narrative.units import complete_draft

from converter.auditing import AuditOptions, check_files
from converter.disclosure.model import Disclosure
from converter.findings import Severity
from converter.packs.loading import Pack, load_pack
from converter.results import Document

from .layouts import Layout, write_sheets
from .other_hands import TELLINGS, contents, write_document

NAMES = ("school", "city management")
FORMS = {
    "每页重复表头": {"rows_a_page": 7},
    "自动编号": {"numbered": True},
    "全文在一个框里": {"framed": True},
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("xinjiang", 2023)


@pytest.fixture(scope="module", params=NAMES)
def disclosure(request: pytest.FixtureRequest) -> Disclosure:
    return complete_draft(*UNITS[request.param])[0]


@pytest.fixture(scope="module")
def plain(disclosure: Disclosure, pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("plain") / "公开.docx"
    return _audited(write_document(contents(disclosure, pack), path))


def _audited(path: Path) -> Document:
    return check_files([path], AuditOptions())[0]


def _blamed(document: Document) -> list[tuple[str, str, str]]:
    return sorted(
        (f.rule, str(f.expected), str(f.actual)) for f in document.findings if f.severity is not Severity.INFO
    )


def _understood(document: Document) -> int:
    text = document.disclosure.text  # type: ignore[union-attr]
    return sum(bool(statement.subject) for statement in text.statements)  # type: ignore[attr-defined]


@pytest.mark.parametrize("telling", TELLINGS)
def test_right_sentences_in_other_words_are_understood_and_not_blamed(
    telling: str, disclosure: Disclosure, plain: Document, pack: Pack, tmp_path: Path
) -> None:
    told = _audited(write_document(contents(disclosure, pack, TELLINGS[telling]), tmp_path / "公开.docx"))
    assert _blamed(told) == _blamed(plain)
    assert _understood(told) >= _understood(plain)


@pytest.mark.parametrize("form", FORMS)
def test_other_forms_of_a_word_document_say_the_same(
    form: str, disclosure: Disclosure, plain: Document, pack: Pack, tmp_path: Path
) -> None:
    formed = _audited(write_document(contents(disclosure, pack), tmp_path / "公开.docx", **FORMS[form]))  # type: ignore[arg-type]
    assert _blamed(formed) == _blamed(plain)
    assert _understood(formed) == _understood(plain)
    assert len(formed.disclosure.tables) == 10  # type: ignore[union-attr]


@pytest.mark.parametrize("telling", ["较上年、增幅", "名称后冒号", "只写项，编码在前", "以元为单位"])
def test_a_slip_among_other_words_is_found(
    telling: str, disclosure: Disclosure, plain: Document, pack: Pack, tmp_path: Path
) -> None:
    path = write_document(contents(disclosure, pack, TELLINGS[telling]), tmp_path / "公开.docx")
    document = docx.Document(str(path))
    found = next(p for p in document.paragraphs if p.text.startswith("基本支出") and "占" in p.text)
    text = found.text.replace("占", "占1", 1)
    for run in found.runs[1:]:
        run.text = ""
    found.runs[0].text = text
    document.save(str(path))
    new = [f for f in _audited(path).findings if f.rule == "P01"]
    assert [place.excerpt for f in new for place in f.places if "基本支出" in str(place.excerpt)]


def test_files_of_several_units_in_one_folder_find_their_partner(pack: Pack, tmp_path: Path) -> None:
    for number, name in enumerate(NAMES):
        unit = complete_draft(*UNITS[name])[0]
        write_sheets(unit, pack, Layout("合并表头"), tmp_path / f"{number}.xlsx")
        told = (part for part in contents(unit, pack) if not hasattr(part, "head"))
        write_document(told, tmp_path / f"说明{9 - number}.docx")
    documents = check_files([tmp_path], AuditOptions())
    assert [len(document.inputs) for document in documents] == [2, 2]
    assert not [f for document in documents for f in document.findings if f.rule == "N01"]


def test_a_text_in_wan_beside_tables_in_yuan(disclosure: Disclosure, pack: Pack, tmp_path: Path) -> None:
    layout = Layout("以元为单位", yuan=True, separators=True)
    told = _audited(write_document(contents(disclosure, pack, layout=layout), tmp_path / "公开.docx"))
    assert not [f for f in told.findings if f.rule in ("N01", "N03", "P01")]
    total = told.disclosure.tables["表1"].value("收入总计", "预算数")  # type: ignore[union-attr]
    assert total == disclosure.tables["表1"].value("收入总计", "预算数") > Decimal(0)
