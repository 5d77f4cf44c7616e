"""Every problem of reading: rule id, what is said, what the user can do about it.

R01 missing · R02 folder · R03 empty · R04 cannot be opened · R05 password · R06 damaged · R07 another kind
of file · R08 unknown content · R09 no content · R10 too large · R11 extension does not tell the content ·
R12 characters lost · R13 quotation marks not in pairs · R14 read the slow way · R15 a page whose tables lie
in other files. Error values and formulas without a stored value are marked in the sheet (``Sheet.errors``,
``Sheet.uncached``): whether one matters depends on the column, so the ledger tells them.
"""

from __future__ import annotations

from pathlib import Path

from converter.findings import Finding, Place, error, info, warning
from converter.reading.kinds import EXTENSIONS, Kind

_SAVE_AGAIN = "请用 Excel 或 WPS 打开后另存为 xlsx 文件再试"

_KIND_ADVICE = {
    Kind.DOC: "这是旧式 Word 文档（.doc），不是电子表格",
    Kind.PPTX: "这是演示文稿，不是电子表格",
    Kind.DOCX: "这是 Word 文档，不是电子表格",
    Kind.ODT: "这是文字文档，不是电子表格",
    Kind.PDF: "这是 PDF 文件，不是电子表格",
    Kind.OFD: "这是 OFD 版式文件，不是电子表格",
    Kind.RTF: "这是 RTF 文字文档，不是电子表格",
    Kind.TXT: "这是普通文本，看不出是表格",
    Kind.IMAGE: "这是图片，不是电子表格",
    Kind.ARCHIVE: "这是压缩包，不是电子表格",
    Kind.NUMBERS: "这是苹果 Numbers 表格，本程序不能直接读取",
    Kind.FLAT_ODS: "这是单一 XML 形式的 OpenDocument 表格（.fods），本程序不能直接读取",
    Kind.HTML: "这是网页，里面没有表格（可能是登录已过期或没有数据的提示页）",
    Kind.MHTML: "这是网页，里面没有表格（可能是登录已过期或没有数据的提示页）",
    Kind.LOCK: "这是 Excel 或 WPS 打开文件时留下的临时文件（文件名以 ~$ 开头），不是工作底稿本身",
}
_KIND_REMEDY = {
    Kind.ARCHIVE: "请先解压，再选择其中的电子表格",
    Kind.NUMBERS: "请在 Numbers 中导出为 Excel（xlsx）后再试",
    Kind.FLAT_ODS: _SAVE_AGAIN,
    Kind.TXT: "请选择财政局的工作底稿（xlsx、xls、xlsb、ods、csv），或把文本用制表符、逗号分列后存为 csv 再试",
    Kind.HTML: "请登录系统重新导出，并确认导出的文件能用 Excel 或 WPS 打开",
    Kind.MHTML: "请登录系统重新导出，并确认导出的文件能用 Excel 或 WPS 打开",
    Kind.LOCK: "请选择文件名不带 ~$ 的那个文件",
}
_CHOOSE = "请选择财政局的工作底稿（xlsx、xls、xlsb、ods、csv 等电子表格）"


def _at(path: str) -> Place:
    return Place(file=path)


def missing(path: str) -> Finding:
    """R01: there is no such file."""
    return error(
        "R01", "找不到这个文件。请检查文件名和所在文件夹；如果文件已改名或移走，请重新选择", _at(path)
    )


def folder(path: str) -> Finding:
    """R02: the path is a folder."""
    return error("R02", "这是文件夹，不是文件。请选择文件夹里的电子表格文件", _at(path))


def empty(path: str) -> Finding:
    """R03: the file has no bytes."""
    return error("R03", "文件是空的（0 字节）。请重新导出或重新复制这个文件", _at(path))


def not_opened(path: str, fault: OSError) -> Finding:
    """R04: the system refuses to hand the file over."""
    if isinstance(fault, PermissionError):
        advice = "没有读取权限，或文件正被其他程序独占。请关闭打开它的程序，或把文件复制到桌面后再试"
    else:
        reason = fault.strerror or type(fault).__name__
        advice = f"系统报告：{reason}。请确认磁盘、U 盘或网络位置可用，或把文件复制到本机后再试"
    return error("R04", f"文件打不开：{advice}", _at(path))


def encrypted(path: str) -> Finding:
    """R05: the content is encrypted."""
    return error(
        "R05",
        "文件已加密（设有打开密码），程序读不出内容。请用 Excel 或 WPS 输入密码打开，取消密码后另存为 xlsx 文件再试",
        _at(path),
    )


def damaged(path: str, detail: str = "") -> Finding:
    """R06: the file is cut off or its content was changed on the way."""
    part = f"（{detail}）" if detail else ""
    return error(
        "R06",
        f"文件不完整或已损坏{part}，为避免读错数字没有读取。"
        "请重新下载或复制原文件；如果 Excel 或 WPS 还能打开，请另存为 xlsx 文件再试",
        _at(path),
    )


def not_a_spreadsheet(path: str, kind: Kind) -> Finding:
    """R07: a well-known kind of file that holds no sheets."""
    said = _KIND_ADVICE.get(kind, "这不是电子表格")
    return error("R07", f"{said}。{_KIND_REMEDY.get(kind, _CHOOSE)}", _at(path))


def unknown(path: str) -> Finding:
    """R08: the content is of no known kind."""
    return error("R08", f"认不出文件的内容，不是程序能读的电子表格。{_SAVE_AGAIN}", _at(path))


def no_content(path: str) -> Finding:
    """R09: a spreadsheet whose sheets hold nothing at all."""
    return error("R09", "文件能打开，但各工作表都没有内容。请确认选对了文件，并且数据已经保存", _at(path))


def too_large(path: str) -> Finding:
    """R10: more content than can be held in memory."""
    return error(
        "R10",
        "文件的内容太大，内存放不下。请删去无关的工作表和空白的行、列，另存为 xlsx 文件再试",
        _at(path),
    )


def other_extension(path: str, kind: Kind) -> Finding:
    """R11: the extension says something else than the content."""
    shown = Path(path).suffix or "（无扩展名）"
    return info(
        "R11", f"扩展名是 {shown}，内容其实是 {EXTENSIONS[kind][0]} 格式，已按内容读取，无需处理", _at(path)
    )


def characters_lost(path: str) -> Finding:
    """R12: bytes that stand for no character in the encoding."""
    return warning(
        "R12",
        "文件中有无法识别的字符，已用 � 代替。请核对单位、科目和项目名称，或请导出方改用 UTF-8 或 GB18030 编码",
        _at(path),
    )


def unpaired_quotes(path: str) -> Finding:
    """R13: a CSV file whose quotation marks do not come in pairs."""
    return warning(
        "R13",
        "引号没有成对出现，已把引号当作普通文字、按行读取。请核对含引号的各行分列是否正确",
        _at(path),
    )


def slow_reading(path: str) -> Finding:
    """R14: the usual reader could not cope with the file, a second one could."""
    return info("R14", "文件的写法少见，已改用另一种方法读取，数值不受影响", _at(path))


def scattered_parts(path: str) -> Finding:
    """R15: a web page whose sheets lie in files of their own beside it."""
    return error(
        "R15",
        "这是由多个文件组成的网页，表格内容不在这个文件里。请用 Excel 或 WPS 打开后另存为 xlsx 文件再试",
        _at(path),
    )
