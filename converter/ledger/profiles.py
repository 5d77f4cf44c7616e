"""Facts of a unit from its profile sheets (单位基本情况): 单位性质, 批复日期."""

from __future__ import annotations

from converter.ledger.settings import Setting
from converter.reading.model import Sheet
from converter.recognition.mapping import Role, SheetMapping

_ROLES = (Role.PROFILE, Role.COVER, Role.STAFF)


def profile_of(sheet: Sheet, mapping: SheetMapping, setting: Setting) -> dict[str, str]:
    """Return key → text for the labels that the pack names, as far as the sheet has them."""
    if mapping.role not in _ROLES or not mapping.labels:
        return {}
    normal = setting.words.normal
    wanted = {normal(word): key for key, words in setting.rules.profile.items() for word in words}
    found: dict[str, str] = {}
    for label, (row, column) in mapping.labels.items():
        key = wanted.get(normal(label).rstrip(":"))
        value = sheet.value(row, column)
        if key and value is not None and str(value).strip():
            text = str(value).strip()
            # Label and value may share a cell (单位性质：行政单位).
            if normal(text).startswith(normal(label)):
                text = normal(text)[len(normal(label)) :].lstrip(":：")
            found.setdefault(key, text)
    return found
