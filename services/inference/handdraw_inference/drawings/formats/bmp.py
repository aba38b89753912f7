"""Reads a BMP's header (as Windows and OS/2 write it)."""

from struct import unpack_from

from handdraw_inference.drawings.formats.outline import Outline
from handdraw_inference.errors import UnreadableDrawing

START = b"BM"
_CORE = 12  # bytes: the size of the oldest header
_UNCOMPRESSED = {0, 3}  # 3 says where each colour's bits are


def outline(body: bytes) -> Outline:
    """Raise UnreadableDrawing where it is compressed, struct.error where it is cut."""
    (header,) = unpack_from("<I", body, 14)
    if header == _CORE:
        width, height = unpack_from("<HH", body, 18)
        return Outline(width, height, body)
    width, height, _, _, compression = unpack_from("<iiHHI", body, 18)
    if compression not in _UNCOMPRESSED:
        raise UnreadableDrawing("The BMP is compressed: save it uncompressed, or as a PNG")
    return Outline(width, abs(height), body)
