"""Web tables saved under an .xls name: laid out as Excel would show them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from converter.reading import read_file
from converter.reading.model import MergedArea, Sheet


def read_page(tmp_path: Path, html: str, encoding: str = "utf-8") -> Sheet:
    path = tmp_path / "导出.xls"
    path.write_bytes(html.encode(encoding))
    source = read_file(path)
    assert source.readable, source.findings
    (sheet,) = source.sheets
    return sheet


def test_merged_heads(tmp_path: Path) -> None:
    sheet = read_page(
        tmp_path,
        "<table><thead><tr><th rowspan=2>科目编码<th rowspan='2'>名称<th colspan=2>财政拨款<th rowspan=2>合计</tr>"
        "<tr><th>一般公共<br>预算</th><th>政府性\n 基金</th></tr></thead>"
        "<tbody><tr><td>2010301<td>行政运行<td>1,135.97<td>&nbsp;<td> 1135.97 </tr></tbody></table>",
    )
    assert sheet.rows == [
        ["科目编码", "名称", "财政拨款", None, "合计"],
        [None, None, "一般公共\n预算", "政府性 基金"],
        ["2010301", "行政运行", "1,135.97", None, "1135.97"],
    ]
    assert sheet.merged == (
        MergedArea(0, 0, 1, 0),
        MergedArea(0, 1, 1, 1),
        MergedArea(0, 2, 0, 3),
        MergedArea(0, 4, 1, 4),
    )


def test_texts_beside_tables_are_rows_and_tables_follow_each_other(tmp_path: Path) -> None:
    sheet = read_page(
        tmp_path,
        "<html><head><title>系统</title><style>td{x:y}</style></head><body><h1>支出预算表</h1>"
        "<p>单位：<b>万元</b></p>说明<script>var a='<table>'</script>"
        "<table><caption>表一</caption><tr><td>a<td>1</table>"
        "<table><tfoot><tr><td>合计<td>2</tfoot><tr><td>b<td>2</table>完</body></html>",
    )
    assert sheet.rows == [
        *(["支出预算表"], ["单位：万元"], ["说明"], ["表一"]),
        *(["a", "1"], ["b", "2"], ["合计", "2"], ["完"]),
    ]


def test_a_table_that_only_lays_out_another(tmp_path: Path) -> None:
    sheet = read_page(
        tmp_path,
        "<table><tr><td>单位：某局</td><td>2023年</td></tr><tr><td colspan=2>"
        "<table><tr><td rowspan=2>a</td><td>1</td></tr><tr><td>2</td></tr></table></td></tr></table>",
    )
    assert sheet.rows == [["单位：某局", "2023年"], ["a", "1"], [None, "2"]]
    assert sheet.merged == (MergedArea(1, 0, 2, 0),)


def test_exact_values_behind_what_is_shown(tmp_path: Path) -> None:
    sheet = read_page(
        tmp_path,
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td x:num="1135.9712">1,135.97</td>'
        '<td x:num>12</td><td sdval="0.1">0.10</td><td x:num="44931">2023/1/5</td><td x:str="2010301">2010301</td>'
        '<td x:err="#REF!">#REF!</td><td x:fmla="=A1"></td><td x:fmla="=A1" x:num="5">5</td></tr></table></html>',
    )
    assert sheet.rows == [[Decimal("1135.9712"), "12", Decimal("0.1"), "2023/1/5", "2010301", None, None, 5]]
    assert sheet.errors == {(0, 5): "#REF!"}
    assert sheet.uncached == {(0, 6)}


def test_hidden_rows_and_columns(tmp_path: Path) -> None:
    sheet = read_page(
        tmp_path,
        "<table><col><col span=2 style='display:none'><tr style='DISPLAY: none'><td>a<td>b</tr><tr><td>c</table>",
    )
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({0}, {1, 2})


def test_the_declared_encoding_and_wrong_ones(tmp_path: Path) -> None:
    for declared in ("gb2312", "GBK", "iso-8859-1", "utf-8"):
        html = f'<meta http-equiv=Content-Type content="text/html; charset={declared}"><table><tr><td>镕䶮</table>'
        assert read_page(tmp_path, html, "gb18030").rows == [["镕䶮"]]


def test_the_name_of_the_sheet(tmp_path: Path) -> None:
    html = (
        "<html><head><!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet>"
        "<x:Name>支出表</x:Name></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--></head>"
        "<body><table><tr><td>1</table></body></html>"
    )
    assert read_page(tmp_path, html).name == "支出表"
    assert read_page(tmp_path, "<table><tr><td>1</table>").name == "导出"


def test_spans_without_end_are_bounded(tmp_path: Path) -> None:
    sheet = read_page(
        tmp_path, "<table><tr><td rowspan=99999999 colspan=999999>a<td>b</tr><tr><td rowspan=0>c</table>"
    )
    assert len(sheet.rows) == 2


def test_a_page_without_a_table_and_a_page_of_frames(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text("<html><body>您没有权限，请重新登录</body></html>", encoding="utf-8")
    source = read_file(path)
    assert (source.readable, source.findings[0].rule) == (False, "R07")
    assert "网页" in source.findings[0].message
    path.write_text(
        "<html><head><xml><x:ExcelWorksheet><x:Name>表1</x:Name><x:WorksheetSource HRef='a.files/sheet001.htm'/>"
        "</x:ExcelWorksheet></xml></head><frameset><frame src='a.files/sheet001.htm'></frameset></html>",
        encoding="utf-8",
    )
    source = read_file(path)
    assert (source.readable, source.findings[0].rule) == (False, "R15")


def test_a_web_archive_of_several_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    about = "".join(
        f'<x:ExcelWorksheet><x:Name>{name}</x:Name><x:WorksheetSource HRef=3D"sheet00{n}.htm"/>{state}</x:ExcelWorksheet>'
        for n, name, state in (
            (1, "收入", ""),
            (2, "支出", "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"),
        )
    )

    def part(location: str, html: str) -> str:
        return (
            f"--XX\r\nContent-Location: file:///C:/x/{location}\r\nContent-Transfer-Encoding: quoted-printable\r\n"
            f'Content-Type: text/html; charset="utf-8"\r\n\r\n{html}\r\n'
        )

    text = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="XX"\r\n\r\n'
        + part("a.htm", f"<html><head><xml>{about}</xml></head><table><tr><td>tabs</table></html>")
        + part("sheet001.htm", "<html><table><tr><td>=E6=94=B6<td>1</table></html>")
        + part("sheet002.htm", "<html><table><tr><td>=E6=94=AF<td>2</table></html>")
        + "--XX--\r\n"
    )
    path.write_bytes(text.encode())
    sheets = read_file(path).sheets
    assert [(sheet.name, sheet.hidden, sheet.rows) for sheet in sheets] == [
        ("收入", False, [["收", "1"]]),
        ("支出", True, [["支", "2"]]),
    ]
