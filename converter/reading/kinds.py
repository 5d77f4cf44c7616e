"""The kinds of file that content can turn out to be."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a file is, told by its content alone."""

    XLSX = "xlsx"
    XLSM = "xlsm"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    HTML = "html"  # a web page, mostly saved under an .xls name
    MHTML = "mhtml"  # a web page with its parts in one file (单个文件网页)
    XML2003 = "xml2003"  # XML 电子表格 2003
    CSV = "csv"
    TSV = "tsv"
    DOCX = "docx"
    DOC = "doc"
    ODT = "odt"
    PPTX = "pptx"
    PDF = "pdf"
    OFD = "ofd"
    RTF = "rtf"
    TXT = "txt"
    IMAGE = "image"
    ARCHIVE = "archive"
    NUMBERS = "numbers"
    FLAT_ODS = "fods"
    LOCK = "lock"  # the ~$ file of an open workbook
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    EMPTY = "empty"
    MISSING = "missing"
    FOLDER = "folder"
    CLOSED = "closed"  # the system refuses to open it
    UNKNOWN = "unknown"


# The kinds that reading turns into sheets, and the extensions that rightly name them.
EXTENSIONS: dict[Kind, tuple[str, ...]] = {
    Kind.XLSX: (".xlsx", ".xltx", ".et", ".ett"),
    Kind.XLSM: (".xlsm", ".xltm", ".xlsx", ".xlam"),
    Kind.XLSB: (".xlsb",),
    Kind.XLS: (".xls", ".xlt", ".xla", ".et", ".ett"),
    Kind.ODS: (".ods", ".ots"),
    Kind.HTML: (".html", ".htm"),
    Kind.MHTML: (".mht", ".mhtml"),
    Kind.XML2003: (".xml",),
    Kind.CSV: (".csv", ".txt"),
    Kind.TSV: (".tsv", ".tab", ".txt", ".csv"),
}
