"""Reads a GIF's blocks, and keeps its first picture (GIF89a specification)."""

from collections.abc import Iterator
from struct import unpack_from
from typing import NamedTuple

from handdraw_inference.drawings.formats.outline import Outline
from handdraw_inference.errors import UnreadableDrawing

STARTS = (b"GIF87a", b"GIF89a")
MAX_BLOCKS = 100_000  # full ones fill 16 MiB with 66,000
_EXTENSION, _PICTURE, _CONTROL, _END = 0x21, 0x2C, 0xF9, b";"
_DISPOSAL = 0b11100


class Part(NamedTuple):
    """An extension, or a picture with its colours and its data."""

    kind: int
    start: int
    end: int


def outline(body: bytes) -> Outline:
    """Walk over the parts up to a second picture. Raises UnreadableDrawing, IndexError, struct.error."""
    screen = 13 + _colour_bytes(body[10])
    control, pictures = b"", list[Part]()
    for part in _parts(body, screen):
        if part.kind == _PICTURE:
            pictures.append(part)
        elif body[part.start + 1] == _CONTROL and not pictures:
            control = _without_disposal(body[part.start : part.end])
        if len(pictures) > 1:
            break
    if not pictures:
        raise UnreadableDrawing("The GIF holds no picture: save it again")
    bare = b"".join((body[:screen], control, body[pictures[0].start : pictures[0].end], _END))
    return Outline(*_size(body, pictures[0]), bare, moves=len(pictures) > 1)


def _parts(body: bytes, at: int) -> Iterator[Part]:
    left = MAX_BLOCKS
    while at < len(body) and (kind := body[at]) in (_EXTENSION, _PICTURE):
        start, at = at, at + (2 if kind == _EXTENSION else 11 + _colour_bytes(body[at + 9]))
        while at < len(body) and body[at]:
            at += 1 + body[at]
            left -= 1
            if left < 0:
                break
        at, left = at + 1, left - 1
        if left < 0:
            raise UnreadableDrawing(f"The GIF is cut into more than {MAX_BLOCKS} blocks: save it again")
        yield Part(kind, start, at)


def _colour_bytes(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 128 else 0


def _without_disposal(control: bytes) -> bytes:
    """Return a control extension that does not say what becomes of the picture before a second one."""
    return control[:3] + bytes([control[3] & ~_DISPOSAL]) + control[4:]


def _size(body: bytes, picture: Part) -> tuple[int, int]:
    """Return the screen's, or more where the picture reaches beyond it."""
    width, height = unpack_from("<HH", body, 6)
    left, top, across, down = unpack_from("<HHHH", body, picture.start + 1)
    return max(width, left + across), max(height, top + down)
