"""The batch as the command line calls it; cheap to import, for every run asks whether it is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from converter.auditing import AuditOptions
    from converter.batch.offering import Offer
    from converter.batch.summary import BatchResult
    from converter.pipeline import Options

# Options of ``convert`` that only a batch knows.
KEYS = ("units", "jobs", "resume", "dry_run", "rollup", "departments", "eliminate", "renamed")

# Options of ``check`` that only a batch knows.
CHECK_KEYS = ("units", "jobs", "resume", "dry_run")

# More files than anybody reads about one by one.
_MANY_FILES = 8
# A file of this size holds the lines of many units.
_LARGE_BYTES = 3_000_000


def is_batch(files: Sequence[Path], chosen: dict[str, Any]) -> bool:
    """Return whether ``convert`` was given folders, options of a batch, or a file of many units."""
    if any(chosen.get(key) for key in KEYS):
        return True
    if any(path.is_dir() for path in (*files, *chosen.get("last_year", ()))):
        return True
    return sum(_size(path) for path in files) > _LARGE_BYTES


def is_batch_of_checks(files: Sequence[Path], chosen: dict[str, Any]) -> bool:
    """Return whether ``check`` was given folders, options of a batch, or many files."""
    if any(chosen.get(key) for key in CHECK_KEYS) or len(files) > _MANY_FILES:
        return True
    before = chosen.get("last_year")
    return any(path.is_dir() for path in (*files, *([before] if before is not None else [])))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def convert_batch(files: Sequence[Path], options: Options, chosen: dict[str, Any]) -> BatchResult:
    """Run a batch with the options that the command line gave."""
    from converter.batch.model import BatchOptions
    from converter.batch.running import run_batch

    batch = BatchOptions(options, **{key: chosen[key] for key in KEYS if key in chosen})
    batch.rollup = batch.rollup or batch.eliminate is not None  # only sums can be eliminated from
    return run_batch(files, batch)


def check_batch(files: Sequence[Path], options: AuditOptions, chosen: dict[str, Any]) -> BatchResult:
    """Audit many documents with the options that the command line gave."""
    from converter.batch.checking import CheckOptions, run_checks

    return run_checks(files, CheckOptions(options, **chosen))


def batch_json(result: BatchResult) -> dict[str, Any]:
    """Return what ``--json`` prints of a batch: the documents as ever, departments apart, and the summary."""
    data: dict[str, Any] = {
        "documents": [one.document_json() for one in result.units],
        "departments": [one.document_json() for one in result.departments],
        "findings": [finding.as_json() for finding in result.findings],
        "outputs": result.outputs,
        "skipped": result.skipped,
        "passed": [_offer_json(offer) for offer in result.offers],
    }
    if result.plan is not None:
        data["plan"] = result.plan
    return data


def _offer_json(offer: Offer) -> dict[str, Any]:
    """Return money passed between two units of a department; amounts in 万元 as text."""
    from converter.money import wan_from_fen

    return {
        "department": offer.department.name,
        "receiver": list(offer.receiver) if offer.receiver is not None else None,
        "source": offer.passing,
        "function": offer.function,
        "amount": f"{wan_from_fen(offer.amount):f}",
        "payer": list(offer.payer) if offer.payer is not None else None,
        "payer_function": offer.payer_function,
        "payer_project": offer.payer_project,
        "sure": offer.sure,
        "eliminated": offer.chosen,
        "told": offer.told or offer.basis,
    }


def batch_text(result: BatchResult, *, named: bool = True) -> Iterator[str]:
    """Yield the lines that the terminal shows of a batch; ``named``: with the units that have errors."""
    from converter.batch.telling import summary_lines

    yield from result.plan or ()
    yield from summary_lines(result, named=named)


def batch_status(result: BatchResult) -> int:
    """Return the exit status of a batch: the highest of its documents."""
    from converter.results import NOTHING, exit_status

    if any(finding.rule == NOTHING for finding in result.findings):
        return 2
    told = 1 if any(finding.severity == "error" for finding in result.findings) else 0
    return max(told, exit_status(one.document for one in (*result.units, *result.departments)))
