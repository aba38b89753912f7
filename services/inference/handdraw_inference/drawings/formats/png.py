"""Reads a PNG's chunks, and keeps those that carry the picture (PNG specification, third edition, section 5)."""

from collections.abc import Iterator
from struct import unpack_from
from zlib import crc32

from handdraw_inference.drawings.formats.exif import UPRIGHT, orientation_in
from handdraw_inference.drawings.formats.outline import Outline, is_small
from handdraw_inference.errors import UnreadableDrawing

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_CHUNKS = 50_000  # at 16 MiB these have 300 bytes each; programs write thousands
LIGHT_CHUNKS = 16
_BY_PALETTE = 3
MAX_EXIF_BYTES = 64 * 1024  # as much as a JPEG can have
_PICTURE = {b"PLTE", b"tRNS", b"IDAT", b"IEND"}

Chunk = tuple[bytes, int, int]
"""Its kind, and where it begins and ends, length and checksum included."""


def outline(body: bytes) -> Outline:
    """Walk over the chunks. Raises UnreadableDrawing, struct.error."""
    width, height = _size(body)
    kept, moves, has_colours, orientation = [(0, 33)], False, False, UPRIGHT
    for kind, start, end in _chunks(body, 33):
        if kind in _PICTURE:
            kept.append((start, end))
            has_colours = has_colours or (kind == b"PLTE" and end - start > 12)
        elif kind == b"acTL":
            moves = moves or unpack_from(">I", body, start + 8)[0] > 1
        elif kind == b"eXIf" and _is_whole(body, start, end):
            orientation = orientation_in(body[start + 8 : end - 4])
    if body[25] == _BY_PALETTE and not has_colours:
        raise UnreadableDrawing("The PNG's palette has no colours: save it again")
    return Outline(width, height, _join(body, kept), moves=moves, orientation=orientation)


def is_light(body: bytes) -> bool:
    """Whether decoding takes about a millisecond at most, whatever it holds: small, and neither deep nor interlaced."""
    if len(body) < 33 or not body.startswith(SIGNATURE):
        return False
    width, height, bits, _, _, _, interlaced = unpack_from(">IIBBBBB", body, 16)
    return is_small(body, width, height) and bits <= 8 and not interlaced and body.count(b"IDAT") <= LIGHT_CHUNKS


def _size(body: bytes) -> tuple[int, int]:
    length, kind, width, height = unpack_from(">I4sII", body, 8)
    if (length, kind) != (13, b"IHDR"):
        raise UnreadableDrawing("The PNG does not begin with its header: save it again")
    return width, height


def _chunks(body: bytes, at: int) -> Iterator[Chunk]:
    for _ in range(MAX_CHUNKS):
        if at + 8 > len(body):
            return
        length, kind = unpack_from(">I4s", body, at)
        end = at + length + 12
        yield kind, at, end
        if kind == b"IEND":
            return
        at = end
    raise UnreadableDrawing(f"The PNG is cut into more than {MAX_CHUNKS} chunks: save it again")


def _is_whole(body: bytes, start: int, end: int) -> bool:
    if end > len(body) or end - start > MAX_EXIF_BYTES:
        return False
    (checksum,) = unpack_from(">I", body, end - 4)
    whole: bool = checksum == crc32(body[start + 4 : end - 4])
    return whole


def _join(body: bytes, kept: list[tuple[int, int]]) -> bytes:
    if kept[-1][1] == sum(end - start for start, end in kept) == len(body):
        return body
    view = memoryview(body)
    return b"".join(view[start:end] for start, end in kept)
