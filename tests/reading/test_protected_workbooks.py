"""Workbooks that are encrypted although nobody set a password to open them are read like any other."""

from __future__ import annotations

import struct
from hashlib import sha1
from pathlib import Path

from converter.reading import read_file
from converter.reading.default_password import without_default_password

from .containers import compound, record
from .test_formats import EXACT, trimmed

DATA = Path(__file__).parents[1] / "data" / "reading"


def test_a_workbook_whose_structure_is_protected(tmp_path: Path) -> None:
    """The file was protected and saved by LibreOffice."""
    source = read_file(DATA / "protected_structure.xls")
    assert source.readable, source.findings
    (sheet,) = source.sheets
    assert sheet.name == "支出表"
    assert trimmed(sheet.rows) == trimmed([[EXACT[0][0]], ["科目编码", "科目名称", "金额"], *EXACT[2:]])
    assert len(sheet.merged) == 1


def test_a_password_of_its_own_is_still_asked_for() -> None:
    """The file was saved by LibreOffice with a password."""
    source = read_file(DATA / "password_secret.xls")
    assert (source.readable, source.findings[0].rule) == (False, "R05")


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = [], 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _strong(bits: int) -> bytes:
    """Return a one-sheet stream encrypted the way that Excel 2007 and later do ([MS-OFFCRYPTO] 2.3.5)."""
    salt, verifier = bytes(range(16)), bytes(range(100, 116))
    start = sha1(salt + "VelvetSweatshop".encode("utf-16-le")).digest()

    def key(block: int) -> bytes:
        cut = sha1(start + struct.pack("<I", block)).digest()[: bits // 8]
        return cut.ljust(16, b"\0") if bits == 40 else cut

    proof = _rc4(key(0), verifier + sha1(verifier).digest())
    name = "Microsoft Enhanced Cryptographic Provider v1.0\0".encode("utf-16-le")
    header = struct.pack("<IIIIIIII", 4, 0, 0x6801, 0x8004, bits, 1, 0, 0) + name
    filepass = struct.pack("<HHHII", 1, 4, 2, 4, len(header)) + header
    filepass += struct.pack("<I", 16) + salt + proof[:16] + struct.pack("<I", 20) + proof[16:]
    bof = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    title = "表1".encode("utf-16-le")
    offset = len(bof) + 4 + len(filepass) + 4 + 8 + len(title) + 4
    records = [
        (bof, len(bof)),
        (record(0x2F, filepass), 4 + len(filepass)),
        (record(0x85, struct.pack("<IBBBB", offset, 0, 0, 2, 1) + title), 8),
        (record(0x0A), 4),
        (record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0)), 20),
        *((record(0x0203, struct.pack("<HHHd", row, 0, 0, row * 1.5)), 4) for row in range(200)),
        (record(0x0A), 4),
    ]
    plain = b"".join(data for data, _ in records)
    clear = b"".join(b"\1" * open_ + b"\0" * (len(data) - open_) for data, open_ in records)
    blocks = [_rc4(key(n), plain[n * 1024 : (n + 1) * 1024]) for n in range(-(-len(plain) // 1024))]
    return bytes(p if c else e for p, c, e in zip(plain, clear, b"".join(blocks), strict=True))


def test_the_stronger_encryption_of_later_versions(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    for bits in (40, 128):
        path.write_bytes(compound(Workbook=_strong(bits)))
        source = read_file(path)
        assert source.readable, source.findings
        assert [float(row[0]) for row in source.sheets[0].rows] == [row * 1.5 for row in range(200)]  # type: ignore[arg-type]


def test_damaged_headers_are_passwords_of_their_own() -> None:
    stream = _strong(128)
    for end in range(20, 220, 7):
        assert without_default_password(stream[:end]) is None
