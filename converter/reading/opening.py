"""Any file → its sheets. What cannot be read becomes a finding that says why and what to do."""

from __future__ import annotations

from pathlib import Path

from converter.findings import Finding
from converter.reading import problems
from converter.reading.kinds import EXTENSIONS, Kind
from converter.reading.model import SourceFile
from converter.reading.sniffing import identify


def read_file(path: str | Path) -> SourceFile:
    """Return the sheets of a spreadsheet file, whatever its extension says. Never raises for bad files.

    The file is read once, whole, and let go of at once: no lock stays on it and it is never written.
    ``readable`` is False, with an R finding, for everything that gives no sheets.
    """
    shown = str(path)
    try:
        where = Path(path)
        if where.is_dir():
            return _refused(shown, Kind.FOLDER, problems.folder(shown))
        data = where.read_bytes()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return _refused(shown, Kind.MISSING, problems.missing(shown))
    except MemoryError:
        return _refused(shown, Kind.UNKNOWN, problems.too_large(shown))
    except OSError as fault:
        return _refused(shown, Kind.CLOSED, problems.not_opened(shown, fault))
    kind = identify(data, where.name)
    if kind not in EXTENSIONS:
        return _refused(shown, kind, _refusal(shown, kind))
    source = _read(data, shown, where.stem, kind)
    if not source.readable:
        return source
    if not any(sheet.rows for sheet in source.sheets):
        return _refused(shown, kind, problems.no_content(shown))
    if where.suffix.lower() not in EXTENSIONS[kind]:
        source.findings.append(problems.other_extension(shown, kind))
    return source


def _read(data: bytes, path: str, stem: str, kind: Kind) -> SourceFile:
    """Read bytes that are known to be a spreadsheet of ``kind``."""
    try:
        if kind is Kind.XLS:
            from converter.reading.classic import read_classic

            return read_classic(data, path)
        if kind in (Kind.CSV, Kind.TSV):
            from converter.reading.delimited import read_delimited

            return read_delimited(data, path, stem, kind)
        if kind is Kind.XML2003:
            from converter.reading.xml_2003 import read_xml_2003

            return read_xml_2003(data, path)
        if kind in (Kind.HTML, Kind.MHTML):
            from converter.reading.web_pages import read_mail_page, read_page

            return (read_page if kind is Kind.HTML else read_mail_page)(data, path, stem)
        from converter.reading.modern import read_modern

        return read_modern(data, path, kind)
    except MemoryError:
        return _refused(path, kind, problems.too_large(path))
    except RecursionError:
        return _refused(path, kind, problems.damaged(path))


def _refusal(path: str, kind: Kind) -> Finding:
    match kind:
        case Kind.EMPTY:
            return problems.empty(path)
        case Kind.ENCRYPTED:
            return problems.encrypted(path)
        case Kind.DAMAGED:
            return problems.damaged(path)
        case Kind.UNKNOWN:
            return problems.unknown(path)
        case _:
            return problems.not_a_spreadsheet(path, kind)


def _refused(path: str, kind: Kind, finding: Finding) -> SourceFile:
    return SourceFile(path, kind.value, findings=[finding], readable=False)
