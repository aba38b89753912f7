"""A light PNG's rows, inflated and still filtered, as the kernel takes them (PNG specification, sections 5 and 7)."""

from struct import unpack_from
from typing import NamedTuple
from zlib import crc32

from zlib_ng import zlib_ng

from handdraw_inference.drawings.formats.png import LIGHT_CHUNKS, is_light

BANDS = {0: 1, 2: 3, 6: 4}  # by colour type: grey, RGB, RGBA
_HEADER = b"\0\0\0\rIHDR"
_MEANT_OTHERWISE = {b"PLTE", b"tRNS", b"acTL", b"eXIf"}  # chunks that say what is to become of the levels


class Scanlines(NamedTuple):
    """``rows``: height * (1 + width * bands) bytes, the first of each row its filter."""

    rows: bytes
    width: int
    height: int
    bands: int


def inflate(body: bytes) -> Scanlines | None:
    """Return None where it is not light, is not of 8 bits, has a palette, or is unusual or broken in any way."""
    if not is_light(body) or body[8:16] != _HEADER or body[29:33] != crc32(body[12:29]).to_bytes(4):
        return None
    width, height, bits, colours, compression, filters = unpack_from(">IIBBBB", body, 16)
    bands = BANDS.get(colours)
    if bits != 8 or bands is None or compression or filters:
        return None
    data, count = _data(body), height * (1 + width * bands)
    if data is None:
        return None
    inflater = zlib_ng.decompressobj()
    try:
        rows = inflater.decompress(data, count + 1)
    except zlib_ng.error:  # type: ignore[misc]  # its stubs take the class for an instance
        return None
    return Scanlines(rows, width, height, bands) if len(rows) == count and inflater.eof else None


def _data(body: bytes) -> bytes | None:
    at, parts = 33, []
    for _ in range(2 * LIGHT_CHUNKS):
        if at + 12 > len(body):
            return None
        length, kind = unpack_from(">I4s", body, at)
        if kind == b"IDAT":
            parts.append(body[at + 8 : at + 8 + length])
        elif kind == b"IEND":
            return b"".join(parts)
        elif kind in _MEANT_OTHERWISE:
            return None
        at += 12 + length
    return None
