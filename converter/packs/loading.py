"""Finds and loads packs (模板包): a folder per region and year, layered, data only.

A pack is a folder of TOML files. Its ``pack.toml`` may name another pack that it ``extends``; it then
states only what differs. Office and user layers lie over the built-in ones. Tables are merged key by
key; a list of tables whose entries have an ``id`` is merged by id (``remove = true`` drops an entry,
``after = "id"`` places a new one); every other list is replaced.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from converter.packs.home import user_home
from converter.packs.structuring import structure

__all__ = [
    "Pack",
    "PackError",
    "builtin_root",
    "known_years",
    "load_pack",
    "merge",
    "pack_roots",
    "read_toml",
    "user_home",
]

T = TypeVar("T")


class PackError(Exception):
    """A pack that is missing or broken; ``faults`` lists all faults with file, key and expectation."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("；".join(faults))
        self.faults = list(faults)


@cache
def builtin_root() -> Path:
    """Return the folder of the built-in templates: installed, frozen, or in a checkout."""
    frozen = getattr(sys, "_MEIPASS", None)
    here = Path(__file__).resolve()
    candidates = [
        *([Path(frozen) / "templates"] if frozen else []),
        here.parents[1] / "templates",
        here.parents[2] / "templates",
    ]
    for candidate in candidates:
        if (candidate / "classification").is_dir():
            return candidate
    raise PackError([f"程序不完整：找不到模板文件夹 templates（找过 {'、'.join(map(str, candidates))}）"])


def pack_roots() -> list[Path]:
    """Return the template folders from the lowest layer to the highest: built-in, office, user."""
    roots = [builtin_root()]
    office = os.environ.get("GONGKAI_TEMPLATES")
    if office:
        roots.append(Path(office))
    roots.append(user_home() / "templates")
    return [root for root in roots if root.is_dir()]


def known_regions() -> list[str]:
    """Return the names of all packs, sorted."""
    names = sorted({f.name for root in pack_roots() for f in root.iterdir() if f.is_dir()})
    return [name for name in names if known_years(name)]


def known_years(region: str) -> list[int]:
    """Return the years that have a pack folder for ``region``, ascending."""
    years = {
        int(folder.name)
        for root in pack_roots()
        if (root / region).is_dir()
        for folder in (root / region).iterdir()
        if folder.name.isdigit() and (folder / "pack.toml").is_file()
    }
    return sorted(years)


@dataclass(slots=True)
class Pack:
    """A loaded pack. ``year`` is the year asked for, ``pack_year`` the folder that served it.

    ``section(name, cls)`` gives a subject (``<name>.toml``) as a dataclass; it is read on first use.
    """

    region: str
    year: int
    pack_year: int
    layers: list[Path]
    _cache: dict[str, Any] = field(default_factory=dict)

    def raw(self, name: str) -> dict[str, Any]:
        """Return the merged plain data of ``<name>.toml`` over all layers ({} when none has it)."""
        key = f"raw:{name}"
        if key not in self._cache:
            merged: dict[str, Any] = {}
            for layer in self.layers:
                file = layer / f"{name}.toml"
                if file.is_file():
                    merged = merge(merged, read_toml(file))
            self._cache[key] = merged
        data: dict[str, Any] = self._cache[key]
        return data

    def section(self, name: str, target: type[T]) -> T:
        """Return ``<name>.toml`` as ``target``; raise PackError with all faults."""
        key = f"section:{name}:{target.__qualname__}"
        if key not in self._cache:
            faults: list[str] = []
            value = structure(self.raw(name), target, f"{name}.toml", faults)
            if faults:
                raise PackError([self._placed(name, fault) for fault in faults])
            self._cache[key] = value
        result: T = self._cache[key]
        return result

    def derived(self, key: str, make: Callable[[], T]) -> T:
        """Return what ``make`` builds from this pack, built once a pack (``key`` names it)."""
        name = f"derived:{key}"
        if name not in self._cache:
            self._cache[name] = make()
        result: T = self._cache[name]
        return result

    def _placed(self, name: str, fault: str) -> str:
        """Return a fault of a merged section as its author knows it: the highest file that holds the entry,
        and the entry's id instead of its number."""
        found = _ENTRY.match(fault)
        entries = self.raw(name).get(found[1]) if found else None
        entry = entries[int(found[2]) - 1] if found and isinstance(entries, list) else None
        if found is None or not isinstance(entry, dict) or "id" not in entry:
            return f"模板包 {self.region}/{self.pack_year} {fault}"
        told = f" {found[1]}“{entry['id']}”{found[3]}"
        if "缺少" in found[3]:
            told += "（如果是要修改已有的一条，请核对编号）"
        for file in self.files(f"{name}.toml"):
            written = read_toml(file).get(found[1])
            held = written if isinstance(written, list) else []
            if any(isinstance(one, dict) and one.get("id") == entry["id"] for one in held):
                return f"{file}{told}"
        return f"模板包 {self.region}/{self.pack_year} {name}.toml{told}"

    def fault(self, file: str, path: str, expected: str) -> str:
        """Return the message of one fault in a file of this pack, in the words of ``section``."""
        return f"模板包 {self.region}/{self.pack_year} {file}.toml.{path}：{expected}"

    def files(self, relative: str) -> list[Path]:
        """Return the existing files of that relative name, highest layer first."""
        return [layer / relative for layer in reversed(self.layers) if (layer / relative).is_file()]


def read_toml(file: Path) -> dict[str, Any]:
    """Return the data of a TOML file; raise PackError that names the file, the line and the reason."""
    try:
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        raise PackError([f"{file}：不是 UTF-8 编码。请用记事本打开，另存为时“编码”选 UTF-8。"]) from fault
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        from converter.packs.toml_faults import toml_fault

        raise PackError([f"{file}：{toml_fault(text, str(fault))}"]) from fault


_ENTRY = re.compile(r"^[^.\[]+\.toml\.([^.\[：]+)\[(\d+)\](.*)$", re.S)
_loaded: dict[tuple[str, int, tuple[tuple[str, int], ...]], Pack] = {}


def load_pack(region: str, year: int | None = None) -> Pack:
    """Return the pack for ``region`` and ``year``; the nearest earlier year serves a year without one.

    ``year`` None takes the newest. Compare ``pack.pack_year`` with ``pack.year`` to tell the user. A pack
    whose files have not changed is kept, with all that was derived from it.
    """
    years = known_years(region)
    if not years:
        raise PackError([f"没有名为“{region}”的模板包，现有：{'、'.join(known_regions())}"])
    wanted = years[-1] if year is None else year
    earlier = [known for known in years if known <= wanted]
    pack_year = earlier[-1] if earlier else years[0]
    layers = _layers(region, str(pack_year), ())
    state = tuple(
        (str(file), file.stat().st_mtime_ns) for layer in layers for file in sorted(layer.rglob("*.t*"))
    )
    key = (region, wanted, state)
    if key not in _loaded:
        _loaded[key] = Pack(region, wanted, pack_year, layers)
    return _loaded[key]


def _layers(region: str, folder: str, seen: tuple[str, ...]) -> list[Path]:
    """Return the folders of a pack from the base of its chain of ``extends`` upwards."""
    name = f"{region}/{folder}"
    if name in seen:
        raise PackError([f"模板包循环引用：{' → '.join([*seen, name])}"])
    here = [root / region / folder for root in pack_roots() if (root / region / folder).is_dir()]
    if not here:
        raise PackError([f"找不到模板包 {name}" + (f"（{seen[-1]} 的 extends）" if seen else "")])
    base: list[Path] = []
    for layer in here:
        file = layer / "pack.toml"
        extends = read_toml(file).get("extends") if file.is_file() else None
        if extends:
            base_region, _, base_folder = str(extends).rpartition("/")
            base = _layers(base_region or region, base_folder, (*seen, name))
    return base + here


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``above`` laid over ``below`` (see the module's docstring for how lists behave)."""
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        if isinstance(value, dict) and isinstance(old, dict):
            result[key] = merge(old, value)
        elif _by_id(value) and _by_id(old):
            result[key] = _merge_by_id(old or [], value)
        else:
            result[key] = value
    return result


def _by_id(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) and "id" in v for v in value)


def _merge_by_id(below: list[dict[str, Any]], above: list[dict[str, Any]]) -> list[dict[str, Any]]:
    result = list(below)
    for entry in above:
        clean = {k: v for k, v in entry.items() if k not in ("remove", "after")}
        index = next((i for i, old in enumerate(result) if old["id"] == entry["id"]), None)
        if index is None:
            after = next((i for i, old in enumerate(result) if old["id"] == entry.get("after")), None)
            result.insert(len(result) if after is None else after + 1, clean)
        elif entry.get("remove"):
            del result[index]
        else:
            result[index] = merge(result[index], clean)
    return result
