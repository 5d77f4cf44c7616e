"""Fits a mapping that a person gave, or that was remembered, to a file as read."""

from __future__ import annotations

from dataclasses import replace

from converter.findings import Finding, Place, error, warning
from converter.reading.model import Sheet, SourceFile, column_letters
from converter.recognition.grid import is_blank
from converter.recognition.mapping import BlockMapping, FileMapping, Meaning, Role, SheetMapping
from converter.recognition.roles import MONEY_ROLES

_OF_THE_FILE = ("project", "project_code", "unit")  # dims that belong to a file's content, not its layout


def bind(given: FileMapping, source: SourceFile) -> FileMapping:
    """Return ``given`` with the file's path, rows within the sheets, and the questions still open."""
    named = {sheet.name: sheet for sheet in given.sheets}
    sheets: list[SheetMapping] = []
    for sheet in source.sheets:
        mapping = named.pop(sheet.name, None)
        if mapping is None:
            mapping = SheetMapping(
                sheet.file, sheet.name, sheet.hidden, Role.UNKNOWN, 0.0, ["识别方案里没有这张工作表"]
            )
        mapping = replace(
            mapping,
            file=sheet.file,
            hidden=sheet.hidden,
            blocks=[_within(block, sheet) for block in mapping.blocks],
            questions=[],
        )
        mapping.questions = open_questions(mapping, sheet)
        sheets.append(mapping)
    if named and sheets:
        missing = "、".join(f"“{name}”" for name in named)
        sheets[0].questions.append(
            warning(
                "M85",
                f"识别方案里的工作表{missing}在文件里没有，已略过。",
                Place(file=source.path),
            )
        )
    return FileMapping(source.path, given.fingerprint, sheets)


def _within(block: BlockMapping, sheet: Sheet) -> BlockMapping:
    """Return a block whose rows lie within the sheet."""
    last = len(sheet.rows) - 1
    return replace(block, last_row=min(block.last_row, last))


def overlay(remembered: FileMapping, recognised: FileMapping, source: SourceFile) -> FileMapping:
    """Return what was remembered of a layout, with rows, unit and year of the file at hand."""
    named = {sheet.name: sheet for sheet in remembered.sheets}
    grids = {sheet.name: sheet for sheet in source.sheets}
    sheets: list[SheetMapping] = []
    for here in recognised.sheets:
        old = named.get(here.name)
        grid = grids[here.name]
        if old is None:
            sheets.append(here)
            continue
        sheet = replace(
            here,
            role=old.role,
            confidence=old.confidence,
            evidence=[*old.evidence, "按记住的识别方案"],
            money=here.money if here.money and "写明" in here.money_evidence else old.money or here.money,
            money_evidence=here.money_evidence or old.money_evidence,
            unit_name=here.unit_name or old.unit_name,
            unit_code=here.unit_code or old.unit_code,
            year=here.year or old.year,
            relation=old.relation,
            covers_units=old.covers_units,
            partial=old.partial,
            blocks=_blocks(old, here, grid),
            labels=here.labels or old.labels,
            questions=[],
        )
        sheet.questions = open_questions(sheet, grid)
        sheets.append(sheet)
    return FileMapping(source.path, recognised.fingerprint, sheets, remembered=True)


def _blocks(old: SheetMapping, here: SheetMapping, grid: Sheet) -> list[BlockMapping]:
    """Return the remembered columns on the rows found in this file."""
    by_header: dict[tuple[tuple[int, ...], int], BlockMapping] = {}
    for block in old.blocks:
        by_header.setdefault(_key(block), block)
    if here.blocks and all(_key(block) in by_header for block in here.blocks):
        return [_merged(by_header[_key(block)], block) for block in here.blocks]
    last = max((r for r, row in enumerate(grid.rows) if not all(is_blank(v) for v in row)), default=0)
    return [
        replace(block, last_row=max(block.last_row, last))
        if block is old.blocks[-1]
        else _within(block, grid)
        for block in old.blocks
    ]


def _key(block: BlockMapping) -> tuple[tuple[int, ...], int]:
    return tuple(block.header_rows), min((column.column for column in block.columns), default=0)


def _merged(old: BlockMapping, here: BlockMapping) -> BlockMapping:
    dims = {key: value for key, value in old.dims.items() if key not in _OF_THE_FILE}
    dims.update({key: value for key, value in here.dims.items() if key in _OF_THE_FILE or key not in dims})
    return replace(here, columns=old.columns, dims=dims, role=old.role, money=here.money or old.money)


def open_questions(mapping: SheetMapping, sheet: Sheet) -> list[Finding]:
    """Return what a mapping that a person gave still leaves open, as error findings."""
    place = Place(file=sheet.file, sheet=sheet.name)
    has_rows = any(not is_blank(value) for row in sheet.rows for value in row)
    if mapping.role is Role.UNKNOWN and has_rows:
        message = f"识别方案没有说明工作表“{sheet.name}”的用途。请在方案里把它的 role 改为它的用途，不需要的改为 other。"
        return [warning("M01", message, place) if sheet.hidden else error("M01", message, place)]
    if mapping.role not in MONEY_ROLES:
        return []
    found: list[Finding] = []
    for block in mapping.blocks:
        for column in block.columns:
            if column.meaning is Meaning.UNKNOWN:
                found.append(
                    error(
                        "M03",
                        f"识别方案里工作表“{sheet.name}”{column_letters(column.column)} 列（{column.header}）的"
                        " meaning 仍是 unknown。请改为它的含义，不计的改为 amount_other 或 ignored。",
                        place,
                    )
                )
    amounts = [
        (block, column)
        for block in mapping.blocks
        for column in block.columns
        if column.meaning in (Meaning.AMOUNT, Meaning.AMOUNT_LAST_YEAR)
    ]
    if any(mapping.money_of(block, column) is None for block, column in amounts):
        found.append(
            error(
                "M05",
                f"识别方案里工作表“{sheet.name}”没有金额单位。请把它的 money 写成 元 或 万元。",
                place,
            )
        )
    units = (Meaning.UNIT, Meaning.UNIT_NAME, Meaning.UNIT_CODE)
    named = mapping.unit_name or mapping.covers_units or any(block.of(*units) for block in mapping.blocks)
    if mapping.role is Role.BUDGET and amounts and not named and not all(b.unit_name for b in mapping.blocks):
        found.append(
            error("M07", f"识别方案里工作表“{sheet.name}”没有单位。请把它的 unit_name 写成单位名称。", place)
        )
    return found
