"""Calls the program as a user does (the command line, in this process) and collects what it gave back."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from converter.cli import main


@dataclass(slots=True)
class Run:
    """One call: exit status, what was printed, the documents of ``--json`` and the files written."""

    status: int
    stdout: str
    stderr: str
    documents: list[dict[str, Any]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def document(self, unit: str) -> dict[str, Any]:
        """Return the document of ``unit``."""
        return next(one for one in self.documents if one["unit"] == unit)

    def findings(self, *severities: str) -> list[dict[str, Any]]:
        """Return the findings of all documents with one of ``severities`` (all if none given)."""
        return [
            finding
            for document in self.documents
            for finding in document["findings"]
            if not severities or finding["severity"] in severities
        ]

    def told(self) -> str:
        """Return every message with its places, for a person to read."""
        lines = [f"exit status {self.status}, files {self.files}"]
        for document in self.documents:
            lines.append(f"{document['unit']} {document['year']} {document['verdict']}")
            for finding in document["findings"]:
                if finding["severity"] == "info":
                    continue
                places = ", ".join(
                    "!".join(
                        str(place[key])
                        for key in ("sheet", "cell", "table", "row", "column")
                        if place.get(key)
                    )
                    for place in finding["places"][:3]
                )
                lines.append(f"  {finding['severity']} {finding['rule']} {finding['message']} [{places}]")
        return "\n".join([*lines[:60], self.stderr[-2000:]])


# A frozen program to drive instead of the source, e.g. "dist/linux/gongkai/gongkai" or "wine …/gongkai.exe".
FROZEN = os.environ.get("GONGKAI_PROGRAM", "")


def call_frozen(arguments: Sequence[str], home: Path) -> Run:
    """Run the frozen program; paths that it prints in the manner of Windows are read as ours."""
    environment = os.environ | {"GONGKAI_HOME": str(home), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [*shlex.split(FROZEN), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=300,
    )
    stdout = done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
    if "wine" in FROZEN:
        stdout = re.sub(
            r'"(?:[A-Za-z]:)?(?:\\\\[^"\\]+)+"', lambda m: m[0].replace("\\\\", "/").replace("Z:", ""), stdout
        )
    return Run(done.returncode, stdout, done.stderr.decode("utf-8", "replace"))


def call(arguments: Sequence[str], home: Path) -> Run:
    """Run ``gongkai`` with ``arguments``; a crash of the program fails the test with its trace."""
    if FROZEN:
        return call_frozen(arguments, home)
    stdout, stderr = io.StringIO(), io.StringIO()
    status = 0
    before = os.environ.get("GONGKAI_HOME")
    os.environ["GONGKAI_HOME"] = str(home)
    try:
        with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
            try:
                main(list(arguments))
            except SystemExit as leaving:
                status = leaving.code if isinstance(leaving.code, int) else 1
    finally:
        if before is None:
            del os.environ["GONGKAI_HOME"]
        else:
            os.environ["GONGKAI_HOME"] = before
    crash = home / "出错信息.txt"
    if crash.exists():
        raise AssertionError("the program crashed:\n" + crash.read_text(encoding="utf-8"))
    return Run(status, stdout.getvalue(), stderr.getvalue())


def convert(paths: Sequence[Path], folder: Path, *options: str) -> Run:
    """Convert ``paths`` into ``folder/out`` with ``--json`` and return what was given back."""
    out = folder / "out"
    arguments = ["convert", *map(str, paths), "--out", str(out), "--json", *options]
    run = call(arguments, folder / "home")
    try:
        run.documents = json.loads(run.stdout)["documents"]
    except (ValueError, KeyError) as fault:
        message = f"no JSON on standard output ({fault}): {run.stdout[:500]}\n{run.stderr[:2000]}"
        raise AssertionError(message) from fault
    run.files = sorted(path.name for path in out.iterdir()) if out.exists() else []
    return run


def inspect(paths: Sequence[Path], folder: Path, *options: str) -> dict[str, Any]:
    """Inspect ``paths`` with ``--json`` and return the document."""
    run = call(["inspect", *map(str, paths), "--json", *options], folder / "home")
    return dict(json.loads(run.stdout))
