"""What a batch is told and what it gives back: options, notes on files, groups, results of units."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from converter.batch.passing import PassedLine
from converter.disclosure.model import Eliminated
from converter.findings import Finding, Place, Severity
from converter.ledger.model import UnitKey
from converter.left_aside import LeftAside
from converter.pipeline import Options
from converter.results import Document, Verdict


@dataclass(slots=True)
class BatchOptions:
    """What the user chose for a batch, beside the options of every conversion.

    ``units`` narrows to units whose name or code contains one of the texts. ``jobs`` None: the cores.
    ``departments`` is a list of departments and their units. ``eliminate`` is 全部 or the path of a list:
    which money passed between the units of a department is eliminated from its sums. ``renamed`` is a list of
    units that were renamed since last year.
    """

    options: Options = field(default_factory=Options)
    units: tuple[str, ...] = ()
    jobs: int | None = None
    resume: bool = False
    dry_run: bool = False
    rollup: bool = False
    departments: Path | None = None
    eliminate: str | None = None
    renamed: Path | None = None


class FileKind(StrEnum):
    """What a file of a batch is for."""

    WORKING = "working"  # 工作底稿
    FINISHED = "finished"  # 做好的公开表或公开文档
    SUPPLEMENT = "supplement"  # 补充资料
    REPORT = "report"  # 校验报告、批量结果: this program's own
    REFUSED = "refused"  # cannot be read, or leaves a question open


KIND_NAMES = {
    FileKind.WORKING: "工作底稿",
    FileKind.FINISHED: "公开文档",
    FileKind.SUPPLEMENT: "补充资料",
    FileKind.REPORT: "本程序的报告",
    FileKind.REFUSED: "未能读懂",
}


@dataclass(slots=True)
class FileNote:
    """What was seen of one file: its kind, its content's mark, its units and years.

    ``kept`` is the file in which the worker keeps what it read and recognised; None when it is to be read
    again (after ``--resume``). ``refused`` is the document of a file that cannot be used.
    """

    path: str
    mark: str
    kind: FileKind
    units: list[UnitKey] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    kept: str | None = None
    refused: Document | None = None


@dataclass(slots=True)
class Group:
    """The files of one unit, or of units that share files: what is built together. ``aside`` are files that seem
    to be theirs and could not be used."""

    files: list[FileNote]
    units: list[UnitKey] = field(default_factory=list)
    supplements: list[FileNote] = field(default_factory=list)
    last_year: list[FileNote] = field(default_factory=list)
    aside: list[LeftAside] = field(default_factory=list)

    def all_files(self) -> list[FileNote]:
        """Return every file that the group's outputs depend on."""
        return [*self.files, *self.supplements, *self.last_year]

    def title(self) -> str:
        """Return what a person calls the group."""
        if not self.units:
            return "、".join(Path(note.path).name for note in self.files)
        first = self.units[0].name or self.units[0].code
        return first if len(self.units) == 1 else f"{first} 等 {len(self.units)} 个单位"


class Amounts(NamedTuple):
    """One published figure of the overview: the table, its section, the row, and the amount in 万元."""

    table: str
    section: int
    row: str
    label: str
    amount: Decimal


@dataclass(slots=True)
class UnitResult:
    """One document of a batch without its ledger and tables: what the summary and the state file need.

    Findings of hundreds of units would fill the memory: ``pack`` takes them out of ``document`` (all but the
    verdict that they led to), ``whole`` is the document with them.
    ``overview`` are the figures of the table of all income and spending; ``passed`` the money received from and
    paid to other units, ``nature`` what kind of unit it is as far as known. ``kept`` is the file that holds the
    tables for the roll-up, ``kept_lines`` the one that holds all lines where a list of eliminations is given.
    ``is_sum`` is whether it is but the sum of other units, ``faulty`` whether its figures are in doubt. Of a
    department ``eliminated`` are the figures that elimination changed, ``less`` its part of the overview.
    """

    document: Document
    code: str = ""
    department: str = ""
    is_department: bool = False
    is_sum: bool = False
    faulty: bool = False
    overview: list[Amounts] = field(default_factory=list)
    passed: list[PassedLine] = field(default_factory=list)
    nature: str = ""
    kept: str | None = None
    kept_lines: str | None = None
    eliminated: list[Eliminated] = field(default_factory=list)
    less: list[Amounts] = field(default_factory=list)
    packed: bytes = b""

    def pack(self) -> None:
        """Take the findings out of the document and hold them as few bytes."""
        findings = [finding.as_json() for finding in self.document.findings]
        self.packed = zlib.compress(json.dumps(findings, separators=(",", ":")).encode(), 1)
        self.document.findings = []

    def whole(self) -> Document:
        """Return the document with its findings; made anew at every call where these are packed."""
        if not self.packed:
            return self.document
        findings = [_finding(one) for one in json.loads(zlib.decompress(self.packed))]
        return replace(self.document, findings=[*findings, *self.document.findings])

    def document_json(self) -> dict[str, Any]:
        """Return the whole document as ``--json`` prints it."""
        data = self.document.as_json()
        if self.packed:
            data["findings"] = [*json.loads(zlib.decompress(self.packed)), *data["findings"]]
        return data

    @property
    def eliminated_whole(self) -> Decimal:
        """All that was eliminated of a department's income, in 万元."""
        first = [entry for entry in self.less if entry.section == 0]
        return -first[-1].amount if first else Decimal(0)

    def as_json(self) -> dict[str, Any]:
        """Return the result as it stands in the state file."""
        return {
            **self.document_json(),
            "code": self.code,
            "overview": [[*entry[:4], str(entry.amount)] for entry in self.overview],
            "passed": [list(line) for line in self.passed],
        }


def result_from_json(data: dict[str, Any]) -> UnitResult:
    """Return a result as the state file has it; raises KeyError, TypeError or ValueError if it is damaged."""
    document = Document(
        list(data["inputs"]),
        data["unit"],
        data["year"],
        dict(data["outputs"]),
        Verdict(data["verdict"]),
        [_finding(one) for one in data["findings"]],
    )
    overview = [
        Amounts(table, int(section), row, label, Decimal(amount))
        for table, section, row, label, amount in data["overview"]
    ]
    passed = [
        PassedLine(str(passing), bool(paid), f, e, kind, source, project, stated, int(amount))
        for passing, paid, f, e, kind, source, project, stated, amount in data["passed"]
    ]
    result = UnitResult(document, data["code"], overview=overview, passed=passed)
    result.pack()
    return result


def _finding(data: dict[str, Any]) -> Finding:
    return Finding(
        data["rule"],
        Severity(data["severity"]),
        data["message"],
        data["expected"],
        data["actual"],
        None if data["difference"] is None else Decimal(data["difference"]),
        tuple(Place(**place) for place in data["places"]),
        tuple(data["related"]),
        data["basis"],
        data["kind"],
        [_finding(one) for one in data["consequences"]],
    )
