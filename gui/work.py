"""What a run needs to know: inputs, options, corrections, answers. Plain values that travel between processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from converter.recognition.editing import Edit


# The folder for results, beside the first input.
OUT_FOLDER = "预算公开结果"


@dataclass(slots=True)
class RunOptions:
    """What the user chose for a run."""

    region: str = "xinjiang"
    year: int | None = None
    money: str | None = None
    wording: str = "部门"
    values: bool = False


@dataclass(slots=True)
class Work:
    """Inputs, corrections and answers of one run. ``answers``: unit → slot → text, "" takes one back."""

    inputs: list[str] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    options: RunOptions = field(default_factory=RunOptions)
    acknowledged: dict[str, str] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    out: str = ""


def finding_key(rule: str, message: str) -> str:
    """Return the key under which a finding is acknowledged."""
    return f"{rule}|{message}"
