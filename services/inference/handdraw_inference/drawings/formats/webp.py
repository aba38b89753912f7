"""Reads a WebP's chunks (RFC 9649)."""

from collections.abc import Iterator
from struct import unpack_from

import cv2
import numpy as np
from PIL import Image

from handdraw_inference.drawings.formats.exif import UPRIGHT, orientation_in
from handdraw_inference.drawings.formats.outline import Outline
from handdraw_inference.errors import UnreadableDrawing

START, NAME = b"RIFF", b"WEBP"  # with four bytes between
STRIP_PIXELS = 1024 * 1024
MAX_CHUNKS = 1_000  # a still picture has up to seven
_BUFFERS = 13  # bytes a pixel: two canvases, the alpha plane, and the copy that Pillow takes over

Chunk = tuple[bytes, int, int]
"""Its kind, and where its content begins and ends."""


def outline(body: bytes) -> Outline:
    """Walk over the chunks. Raises UnreadableDrawing, struct.error."""
    size, frames, orientation = None, 0, UPRIGHT
    for kind, start, end in _chunks(body):
        size = size or _size(body, kind, start)
        frames += kind == b"ANMF"
        if frames > 1:
            break
        if kind == b"EXIF":
            orientation = orientation_in(body[start:end])
    if size is None:
        raise UnreadableDrawing("The WebP holds no picture: save it again")
    width, height = size
    held = width * height * _BUFFERS + len(body)
    return Outline(width, height, body, moves=frames > 1, orientation=orientation, decoder_bytes=held)


def _chunks(body: bytes) -> Iterator[Chunk]:
    at = 12
    for _ in range(MAX_CHUNKS):
        if at + 8 > len(body):
            return
        kind, length = unpack_from("<4sI", body, at)
        yield kind, at + 8, at + 8 + length
        at += 8 + length + length % 2
    raise UnreadableDrawing(f"The WebP is cut into more than {MAX_CHUNKS} chunks: save it again")


def _size(body: bytes, kind: bytes, start: int) -> tuple[int, int] | None:
    """Return width and height where a chunk says them."""
    if kind == b"VP8X":
        extent = int.from_bytes(body[start + 4 : start + 10], "little")
        return (extent & 0xFFFFFF) + 1, (extent >> 24) + 1
    if kind == b"VP8L":
        (extent,) = unpack_from("<I", body, start + 1)
        return (extent & 0x3FFF) + 1, (extent >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = unpack_from("<HH", body, start + 6)
        return width & 0x3FFF, height & 0x3FFF
    return None


def decode_reduced(body: memoryview, size: tuple[int, int], mode: str, factor: int) -> Image.Image | None:
    """Return the means of squares of ``factor`` times ``factor`` pixels, as Pillow does; None where it is no picture.

    ``mode``: RGB or RGBA. Pillow would hold up all threads while it copies what it has decoded, 30 ms for 16
    megapixels. Colours below an alpha of 0 count only where there are no others.
    """
    (width, height), see_through = size, mode == "RGBA"
    how = cv2.IMREAD_UNCHANGED if see_through else cv2.IMREAD_COLOR_RGB
    pixels = cv2.imdecode(np.frombuffer(body, np.uint8), how | cv2.IMREAD_IGNORE_ORIENTATION)
    if pixels is None or pixels.shape != (height, width, len(mode)):
        return None
    if see_through:
        is_empty = cv2.countNonZero(cv2.extractChannel(pixels, 3)) == 0
        pixels = cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGB if is_empty else cv2.COLOR_BGRA2RGBA)
    rows = max(1, STRIP_PIXELS // (width * factor)) * factor
    strips = (Image.fromarray(np.asarray(pixels[top : top + rows], np.uint8)) for top in range(0, height, rows))
    return Image.fromarray(np.concatenate([np.asarray(strip.reduce(factor)) for strip in strips]))
