"""A snapshot as Redis writes it (RDB), the beginning of its append-only file: whether it is whole."""

from mmap import mmap

_POLYNOMIAL = 0x95AC9329AC4BC9B5  # Jones's CRC-64, its bits in the order in which they are shifted
_BEGINNINGS = (b"REDIS", b"VALKEY")
_END, _CHECKSUM_BYTES = 0xFF, 8


def _remainder(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_TABLE = [_remainder(byte) for byte in range(256)]


def checksum(data: bytes, before: int = 0) -> int:
    """Return the CRC-64 that Redis writes."""
    crc, table = before, _TABLE
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc


def is_whole(data: bytes | mmap) -> bool:
    """Say whether it begins and ends as a snapshot does, and its checksum is right. Takes some 15 s for 100 MB."""
    body, end = len(data) - _CHECKSUM_BYTES, data[-_CHECKSUM_BYTES:]
    if body < 1 or not data[:6].startswith(_BEGINNINGS) or data[body - 1] != _END:
        return False
    written = int.from_bytes(end, "little")
    return written in (0, _checksum_of(data, body))  # 0: it was told to write none


def _checksum_of(data: bytes | mmap, size: int) -> int:
    crc = 0
    for start in range(0, size, 1 << 20):
        crc = checksum(data[start : min(start + (1 << 20), size)], crc)
    return crc
