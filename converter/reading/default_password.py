"""xls workbooks that Excel encrypts although nobody set a password to open them.

Protecting the structure of a workbook makes Excel encrypt the stream with a password that every program
knows ([MS-OFFCRYPTO] 2.3.6 and 2.3.5.2, [MS-XLS] 2.2.10): it opens without asking. Blank forms are often
protected in this way.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import md5, sha1
from struct import error as struct_error
from struct import unpack_from

_PASSWORD = "VelvetSweatshop".encode("utf-16-le")
_BLOCK = 1024
_FILEPASS, _BOUNDSHEET, _HARMLESS = 0x2F, 0x85, 0x01B7
# BOF, FilePass, UsrExcl, FileLock, InterfaceHdr, RRDInfo, RRDHead are never encrypted.
_OPEN_RECORDS = frozenset((0x0809, _FILEPASS, 0x0194, 0x0195, 0xE1, 0x0196, 0x0138))


def without_default_password(stream: bytes) -> bytes | None:
    """Return the workbook stream in the clear, or None when it has a password of its own."""
    try:
        place, size = _filepass(stream)
        key_of = _key_maker(stream[place : place + size])
        return None if key_of is None else _in_the_clear(stream, key_of)
    except (struct_error, IndexError):
        return None


def _filepass(stream: bytes) -> tuple[int, int]:
    place = 0
    while True:
        kind, size = unpack_from("<HH", stream, place)
        if kind == _FILEPASS:
            return place + 4, size
        place += 4 + size


def _key_maker(header: bytes) -> Callable[[int], bytes] | None:
    """Return the function from block numbers to keys, when the header accepts the known password."""
    method, major, minor = unpack_from("<HHH", header)
    if method != 1:
        return None
    if (major, minor) == (1, 1):
        salt, verifier, digest = (header[start : start + 16] for start in (6, 22, 38))
        inner = md5((md5(_PASSWORD).digest()[:5] + salt) * 16).digest()[:5]

        def key(block: int) -> bytes:
            return md5(inner + block.to_bytes(4, "little")).digest()

        plain = _rc4(key(0), verifier + digest)
        return key if md5(plain[:16]).digest() == plain[16:] else None
    if major in (2, 3, 4) and minor == 2:
        (length,) = unpack_from("<I", header, 10)
        (bits,) = unpack_from("<I", header, 14 + 16)
        place = 14 + length
        salt, verifier = header[place + 4 : place + 20], header[place + 20 : place + 36]
        digest = header[place + 40 : place + 60]
        start = sha1(salt + _PASSWORD).digest()
        count = (bits or 40) // 8

        def strong_key(block: int) -> bytes:
            cut = sha1(start + block.to_bytes(4, "little")).digest()[:count]
            return cut.ljust(16, b"\0") if count == 5 else cut

        plain = _rc4(strong_key(0), verifier + digest)
        return strong_key if sha1(plain[:16]).digest() == plain[16:] else None
    return None


def _in_the_clear(stream: bytes, key_of: Callable[[int], bytes]) -> bytes:
    clear = bytearray()
    for number in range(-(-len(stream) // _BLOCK)):
        clear += _rc4(key_of(number), stream[number * _BLOCK : (number + 1) * _BLOCK])
    place = 0
    while place + 4 <= len(stream):
        kind, size = unpack_from("<HH", stream, place)
        clear[place : place + 4] = stream[place : place + 4]
        if kind in _OPEN_RECORDS:
            clear[place + 4 : place + 4 + size] = stream[place + 4 : place + 4 + size]
        elif kind == _BOUNDSHEET:
            clear[place + 4 : place + 8] = stream[place + 4 : place + 8]
        if kind == _FILEPASS:
            clear[place : place + 2] = _HARMLESS.to_bytes(2, "little")
        place += 4 + size
    return bytes(clear[: len(stream)])


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) & 255
        state[i], state[j] = state[j], state[i]
    i = j = 0
    pad = bytearray()
    for _ in data:
        i = (i + 1) & 255
        a = state[i]
        j = (j + a) & 255
        b = state[i] = state[j]
        state[j] = a
        pad.append(state[(a + b) & 255])
    return (int.from_bytes(pad, "big") ^ int.from_bytes(data, "big")).to_bytes(len(data), "big")
