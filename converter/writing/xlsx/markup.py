"""Text as XML: what is data stays data, whatever characters it holds."""

from __future__ import annotations

import re

HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

# What XML cannot hold at all.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Spreadsheets read _x0041_ in a text as an escaped character.
_ESCAPE_LIKE = re.compile("(_x[0-9a-fA-F]{4}_)")

# The longest text of a cell.
LONGEST_TEXT = 32767


def text(value: str) -> str:
    """Return ``value`` for use between tags."""
    plain = _FORBIDDEN.sub("", value)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(value: str) -> str:
    """Return ``value`` for use within double quotes."""
    return text(value).replace('"', "&quot;").replace("\n", "&#10;")


def shared_string(value: str) -> str:
    """Return ``value`` as an entry of the table of texts."""
    value = value[:LONGEST_TEXT]
    if "_x" in value:
        value = _ESCAPE_LIKE.sub(r"_x005F\1", value)
    space = ' xml:space="preserve"' if value != value.strip() else ""
    return f"<si><t{space}>{text(value)}</t></si>"
