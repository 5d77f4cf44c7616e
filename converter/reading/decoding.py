"""Bytes of text files → text: byte order marks, UTF-8, UTF-16, GB18030 (and with it GBK and GB2312)."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Names under which the national encodings are declared; GB18030 holds all of them.
_NATIONAL = {
    "gb2312",
    "gbk",
    "gb18030",
    "gb_2312-80",
    "cp936",
    "ms936",
    "windows-936",
    "x-gbk",
    "chinese",
    "hz",
}

_USUAL = re.compile(r"[\t\r\n -~、-〟一-鿿！-～]")


class Decoded(NamedTuple):
    """A text, the encoding that it was read in, and whether some bytes stood for nothing."""

    text: str
    encoding: str
    lossy: bool


def decode_text(data: bytes, declared: str = "") -> Decoded:
    """Return the text of ``data``; ``declared`` is an encoding that the content itself names.

    A byte order mark decides, then a declaration that fits all bytes, then UTF-8, then GB18030. Where
    nothing fits, the reading with the fewest lost characters is taken and marked as lossy.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _with_losses(data, encoding)
    if wide := _unmarked_utf16(data):
        return _with_losses(data, wide)
    for encoding in (_known(declared), "utf-8", "gb18030"):
        if encoding:
            try:
                return Decoded(data.decode(encoding), encoding, False)
            except UnicodeDecodeError:
                continue
    return min((_with_losses(data, encoding) for encoding in ("utf-8", "gb18030")), key=_losses)


def _known(declared: str) -> str:
    """Return the codec for a declared name; "" when there is none or it accepts any bytes at all."""
    name = declared.strip().strip("\"'").lower()
    if name in _NATIONAL:
        return "gb18030"
    try:
        codec = codecs.lookup(name).name if name else ""
    except LookupError:
        return ""
    # Latin encodings take every byte: pages in GBK that declare them are common, and would turn to noise.
    return "" if codec.startswith(("iso8859", "cp125", "ascii", "latin", "utf-16", "utf-32")) else codec


def _unmarked_utf16(data: bytes) -> str:
    """Return the UTF-16 codec in which the beginning is Chinese and plain Latin text; "" for none."""
    head = data[:512]
    if b"\0" not in head:
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(encoding, "replace")
        if text and len(_USUAL.findall(text)) > 0.9 * len(text):
            return encoding
    return ""


def _with_losses(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return Decoded(text, encoding, True)
    return Decoded(text, encoding, False)


def _losses(decoded: Decoded) -> int:
    return decoded.text.count("\ufffd")
