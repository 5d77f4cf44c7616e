"""Loads the text templates of a pack and checks every name in them before anything is rendered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from converter.narrative.template.expressions import Expression, TemplateError
from converter.narrative.template.syntax import (
    Choice,
    Each,
    Node,
    Pattern,
    Setting,
    TemplateFile,
    TextLine,
    parse_file,
)
from converter.packs.loading import Pack, PackError

FOLDER = "text"


@dataclass(slots=True, eq=False)
class Vocabulary:
    """What templates may use: ``names`` of values, ``functions`` with the least and most number of
    arguments, ``parts`` of things, ``styles`` as written, ``slots`` that {填("…")} may name."""

    names: Collection[str]
    functions: Mapping[str, tuple[int, int]]
    parts: Collection[str]
    styles: Collection[str]
    slots: Collection[str] = ()
    slot_functions: Collection[str] = ()


@dataclass(slots=True, eq=False)
class Templates:
    """All template files of a pack in order of their names, and their patterns by name."""

    files: list[TemplateFile] = field(default_factory=list)
    patterns: dict[str, Pattern] = field(default_factory=dict)


def load_templates(pack: Pack, vocabulary: Vocabulary) -> Templates:
    """Return the checked templates of ``pack``; raise PackError with all faults, each with file and line.

    A file of a higher layer replaces the one of the same name below it.
    """
    return pack.derived("text templates", lambda: _load(pack, vocabulary))


def _load(pack: Pack, vocabulary: Vocabulary) -> Templates:
    files: dict[str, Path] = {}
    for layer in pack.layers:
        folder = layer / FOLDER
        if folder.is_dir():
            files.update({path.name: path for path in folder.iterdir() if path.suffix == ".txt"})
    templates = Templates()
    faults: list[TemplateError] = []
    for name in sorted(files):
        try:
            text = files[name].read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            faults.append(TemplateError("不是 UTF-8 编码的文本文件", f"{FOLDER}/{name}", 1))
            continue
        parsed = parse_file(f"{FOLDER}/{name}", text)
        faults += parsed.faults
        templates.files.append(parsed)
        for pattern in parsed.patterns:
            if pattern.name in templates.patterns or pattern.name in vocabulary.functions:
                faults.append(TemplateError(f"句式“{pattern.name}”重复", parsed.name, pattern.line))
            templates.patterns[pattern.name] = pattern
    checker = _Checker(vocabulary, templates.patterns)
    for parsed in templates.files:
        faults += checker.check(parsed)
    if faults:
        place = f"模板包 {pack.region}/{pack.pack_year}"
        raise PackError([f"{place} {fault}" for fault in faults])
    return templates


class _Checker:
    """Finds names that nothing defines."""

    def __init__(self, vocabulary: Vocabulary, patterns: Mapping[str, Pattern]) -> None:
        self.vocabulary = vocabulary
        self.patterns = patterns
        self.faults: list[TemplateError] = []
        self.file = ""

    def check(self, file: TemplateFile) -> list[TemplateError]:
        """Return the faults of one file."""
        self.faults, self.file = [], file.name
        self._nodes(file.nodes, set(self.vocabulary.names), plain=False)
        for pattern in file.patterns:
            self._nodes(pattern.body, {*self.vocabulary.names, *pattern.parameters}, plain=True)
        return self.faults

    def _nodes(self, nodes: Iterable[Node], known: set[str], *, plain: bool) -> None:
        for node in nodes:
            if isinstance(node, TextLine):
                if node.style and (plain or node.style not in self.vocabulary.styles):
                    message = "句式里不能用样式" if plain else f"没有“{node.style}”这种样式"
                    self._fault(message, node.line)
                for part in node.parts:
                    if isinstance(part, Expression):
                        self._expression(part, known)
            elif isinstance(node, Choice):
                for condition, body in node.branches:
                    if condition is not None:
                        self._expression(condition, known)
                    self._nodes(body, known, plain=plain)
            elif isinstance(node, Each):
                self._expression(node.values, known)
                self._nodes(node.body, {*known, node.name, "序号", "末项"}, plain=plain)
            elif isinstance(node, Setting):
                self._expression(node.value, known)
                known.add(node.name)

    def _expression(self, expression: Expression, known: set[str]) -> None:
        for mention in expression.names:
            if mention.call < 0:
                if mention.name not in known:
                    self._fault(f"“{mention.name}”没有定义{self._near(mention.name, known)}", mention.line)
                continue
            pattern = self.patterns.get(mention.name)
            limits = self.vocabulary.functions.get(mention.name)
            if pattern is not None:
                limits = (len(pattern.parameters), len(pattern.parameters))
            if limits is None:
                every = {*self.vocabulary.functions, *self.patterns}
                near = self._near(mention.name, every)
                self._fault(f"没有“{mention.name}(…)”这种填空{near}", mention.line)
            elif not limits[0] <= mention.call <= limits[1]:
                self._fault(f"“{mention.name}(…)”的参数个数不对", mention.line)
            elif mention.name in self.vocabulary.slot_functions:
                slot = mention.constants[0]
                if isinstance(slot, str) and slot not in self.vocabulary.slots:
                    near = self._near(slot, self.vocabulary.slots)
                    self._fault(f"没有名为“{slot}”的填空项{near}", mention.line)
        for mention in expression.attributes:
            if mention.name not in self.vocabulary.parts:
                near = self._near(mention.name, self.vocabulary.parts)
                self._fault(f"“.{mention.name}”这一项不存在{near}", mention.line)

    def _near(self, name: str, known: Iterable[str]) -> str:
        """Return a hint at names that share a character."""
        alike = sorted(other for other in known if set(other) & set(name))[:6]
        return f"，相近的有：{'、'.join(alike)}" if alike else ""

    def _fault(self, message: str, line: int) -> None:
        self.faults.append(TemplateError(message, self.file, line))
