"""Everything about a finding as rich text: message, figures, places as links, what the rule means."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path

from converter.findings import Finding
from gui.models.findings import level_word
from gui.style.theme import current

MOST_LINKS = 12


def _links(finding: Finding) -> list[str]:
    """Return the places as links, those of one sheet or table side by side behind its name."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for number, place in enumerate(finding.places[:MOST_LINKS]):
        short = replace(place, file=None, sheet=None)
        if place.sheet and place.cell:
            head = str(replace(place, cell=None))
            words = place.cell if not place.table else str(short)
        else:
            head, words = (Path(place.file).name if place.file else ""), str(short)
        if not words:
            head, words = "", str(place)
        if words:
            groups.setdefault(head, []).append((number, words))
    lines = []
    for head, places in groups.items():
        links = "&nbsp;&nbsp;&nbsp;".join(f"<a href='{n}'>{escape(words)}</a>" for n, words in places)
        lines.append(f"{escape(head)}：&nbsp;{links}" if head else links)
    if lines and len(finding.places) > MOST_LINKS:
        lines[-1] += f"　等 {len(finding.places)} 处"
    return lines


def finding_html(finding: Finding, explained: str) -> str:
    """Return everything about a finding: message, figures, places as links, what the rule means."""
    theme = current()
    colour = {"error": theme.error, "warning": theme.warning, "info": theme.muted}[finding.severity.value]
    parts = [
        f"<p><b style='color:{colour}'>{level_word(finding)} {escape(finding.rule)}</b>　"
        f"{escape(finding.message)}</p>"
    ]
    if finding.acknowledged:
        parts.append(f"<p style='color:{theme.ok}'>已确认：{escape(finding.acknowledged)}</p>")
    figures = [
        (name, value)
        for name, value in (
            ("应为", finding.expected),
            ("实为", finding.actual),
            ("差额", finding.difference),
        )
        if value is not None
    ]
    if figures:
        parts.append(
            "<p>"
            + "&nbsp;&nbsp;&nbsp;&nbsp;".join(
                f"<span style='color:{theme.muted}'>{name}</span> <b>{escape(str(value))}</b>"
                for name, value in figures
            )
            + "</p>"
        )
    parts += [f"<p>{line}</p>" for line in _links(finding)]
    if finding.basis:
        parts.append(f"<p style='color:{theme.muted}'>依据：{escape(finding.basis)}</p>")
    if explained:
        wanted = ("应当：", "怎样改：", "依据：" if not finding.basis else "\0")
        lines = [line.strip() for line in explained.splitlines()]
        shown = [line for line in lines[1:] if line.startswith(wanted)]
        title = lines[0].partition(" ")[2] if lines else ""
        parts.append(f"<p style='color:{theme.muted}'>规则 {escape(finding.rule)}：{escape(title)}<br>")
        parts.append("<br>".join(escape(line) for line in shown) + "</p>")
    for one in finding.consequences[:20] if finding.kind != "open" else ():
        parts.append(
            f"<p style='margin-left:1.5em;color:{theme.muted}'>↳ {escape(one.rule)} {escape(one.message)}</p>"
        )
    return "".join(parts)
