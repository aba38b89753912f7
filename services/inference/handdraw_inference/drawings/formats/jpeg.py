"""Reads a JPEG's segments, keeps those that carry the picture, and finds out whether it brings one (ITU T.81).

What a JPEG claims and does not bring its decoder paints grey, without an error. So one that goes over the picture once
loses its end mark: the decoder waits for what is missing, and that is an error. Of one that goes over it several times
each component's mean levels must be there to the last bit, with the bit for each block of 8x8 that any needs.
"""

import re
from collections.abc import Iterator, Sequence
from math import ceil
from struct import unpack_from
from typing import NamedTuple

from handdraw_inference.drawings.formats.exif import PREFIX, UPRIGHT, orientation_in
from handdraw_inference.drawings.formats.outline import Outline, is_small
from handdraw_inference.errors import UnreadableDrawing

START, END = b"\xff\xd8", b"\xff\xd9"
MAX_SCANS = 100  # a progressive JPEG has about ten, and each goes over the whole picture
MAX_SCANNED_PIXELS = 1024 * 1024 * 1024  # a second's work: 20 scans of the largest picture
LIGHT_SEGMENTS = 16  # before the picture's data; most programs write up to ten
MAX_SEGMENTS = 2_000  # the longest fill 16 MiB with 256
TRUNCATED = "The JPEG ends before its picture does: send the whole file"
OTHER_CODING = "The JPEG is lossless or arithmetic-coded: save it as an ordinary JPEG, or as a PNG"
_SOF, _PROGRESSIVE = {0xC0, 0xC1, 0xC2}, 0xC2
_OTHER_SOF = {0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_SOS, _EOI, _APP0, _APP1, _APP14 = 0xDA, 0xD9, 0xE0, 0xE1, 0xEE
_TABLES = {*_SOF, 0xC4, 0xDB, 0xDD}  # Huffman codes, quantization, restarts
_LIGHT = {0xC0, 0xC1, 0xC4, _SOS, 0xDB, 0xDD, 0xFE, *range(0xE0, 0xF0)}  # neither progressive nor of another coding
_ALONE = {0x01, 0xD8}  # markers without a segment
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_WINDOW = 256 * 1024  # bytes searched at once, since a search holds up the other threads
_READ_AHEAD = bytes(16)  # the decoder wants 8 bytes more than it needs


class Segment(NamedTuple):
    """From ``start``, its marker, to ``end``; ``scanned``: the end of the data that follow a start of scan."""

    marker: int
    start: int
    end: int
    scanned: int


class Component(NamedTuple):
    name: int
    across: int
    down: int


class Frame(NamedTuple):
    progressive: bool
    width: int
    height: int
    components: tuple[Component, ...]


def outline(body: bytes) -> Outline:
    """Walk over the segments. Raises UnreadableDrawing; struct.error, IndexError and the like where it is cut."""
    segments = _segments(body)
    head, frame, orientation = [START], None, UPRIGHT
    for segment in segments:
        content = body[segment.start + 4 : segment.end]
        if segment.marker in _OTHER_SOF:
            raise UnreadableDrawing(OTHER_CODING)
        if segment.marker in _SOF:
            frame = _frame(segment.marker, content, frame)
        elif segment.marker == _APP1 and content.startswith(PREFIX):
            orientation = orientation_in(content)
        elif segment.marker == _SOS and frame is not None:
            bare, held = _picture(body, frame, segment, segments)
            return Outline(
                frame.width, frame.height, b"".join((*head, *bare)), orientation=orientation, decoder_bytes=held
            )
        if _is_picture(segment.marker, content):
            head.append(body[segment.start : segment.end])
    raise UnreadableDrawing(TRUNCATED)


def is_light(body: bytes) -> bool:
    """Whether decoding takes about a millisecond at most, whatever it holds: small, and gone over once."""
    if not body.startswith(START):
        return False
    at, height, width, components = len(START), 0, 0, 0
    for _ in range(LIGHT_SEGMENTS):
        if at + 10 > len(body):
            return False
        fill, marker, length = unpack_from(">BBH", body, at)
        if fill != 0xFF or marker not in _LIGHT:
            return False
        if marker == _SOS:
            return body[at + 4] == components and is_small(body, width, height)
        if marker in _SOF:
            height, width, components = unpack_from(">HHB", body, at + 5)
        at += 2 + length
    return False


def _is_picture(marker: int, content: bytes) -> bool:
    """Whether a segment says how the picture is decoded; two of the applications' say which colours are meant."""
    jfif = marker == _APP0 and content.startswith(b"JFIF\0") and len(content) >= 14
    adobe = marker == _APP14 and content.startswith(b"Adobe") and len(content) >= 12
    return marker in _TABLES or jfif or adobe


def _segments(body: bytes) -> Iterator[Segment]:
    at = len(START)
    for _ in range(MAX_SEGMENTS):
        start = _next_marker(body, at)
        marker = body[start + 1] if start < len(body) else _EOI
        if marker in _ALONE:
            at = start + 2
            continue
        end = start + 2 if marker == _EOI else start + 2 + unpack_from(">H", body, start + 2)[0]
        at = _next_marker(body, end) if marker == _SOS else end
        yield Segment(marker, start, end, at)
        if marker == _EOI:
            return
    raise UnreadableDrawing(f"The JPEG is cut into more than {MAX_SEGMENTS} segments: save it again")


def _next_marker(body: bytes, at: int) -> int:
    """Return where it is, or the body's length where there is none."""
    for start in range(at, len(body), _WINDOW):
        if found := _MARKER.search(body, start, start + _WINDOW + 1):
            return found.start()
    return len(body)


def _frame(marker: int, content: bytes, before: Frame | None) -> Frame:
    if before is not None:
        raise UnreadableDrawing("The JPEG says twice how large it is: save it again")
    height, width, count = unpack_from(">HHB", content, 1)
    specified = (content[at : at + 3] for at in range(6, 6 + 3 * count, 3))
    components = tuple(Component(name, sampling >> 4, sampling & 15) for name, sampling, _ in specified)
    return Frame(marker == _PROGRESSIVE, width, height, components)


def _picture(
    body: bytes, frame: Frame, first: Segment, others: Iterator[Segment]
) -> tuple[Sequence[bytes | memoryview], int]:
    """Return the pieces of the picture's data, and how many bytes the decoder keeps of it."""
    view = memoryview(body)
    if not frame.progressive and body[first.start + 4] == len(frame.components):
        return (view[first.start : first.scanned], _READ_AHEAD), 0
    most = min(MAX_SCANS, MAX_SCANNED_PIXELS // max(1, frame.width * frame.height))
    scans, end = [first], first.scanned
    for segment in others:
        if segment.marker == _SOS:
            scans.append(segment)
        if len(scans) > most:
            raise UnreadableDrawing(f"The JPEG has more than {most} scans: save it as a baseline JPEG")
        end = segment.scanned
    _check_levels(body, frame, scans)
    return (view[first.start : end],), _coefficient_bytes(frame)


def _check_levels(body: bytes, frame: Frame, scans: list[Segment]) -> None:
    """Raise UnreadableDrawing where the mean level of a block is missing."""
    missing = {component.name: -1 for component in frame.components}  # bits, and -1 where nothing is known yet
    blocks = {component.name: _blocks(frame, component) for component in frame.components}
    for scan in scans:
        header = body[scan.start + 5 : scan.end]
        names, (first, _, exactness) = header[: 2 * body[scan.start + 4] : 2], header[-3:]
        if first == 0:
            needed = sum(blocks[name] for name in names)
            if 8 * (scan.scanned - scan.end) < needed:
                raise UnreadableDrawing(TRUNCATED)
            missing |= dict.fromkeys(names, exactness & 15)
    if any(missing.values()):
        raise UnreadableDrawing(TRUNCATED)


def _blocks(frame: Frame, component: Component) -> int:
    across, down = _largest(frame)
    columns = ceil(frame.width * component.across / across / 8)
    return columns * ceil(frame.height * component.down / down / 8)


def _coefficient_bytes(frame: Frame) -> int:
    """Return 128 bytes for each block, those included that fill up the last row and column."""
    across, down = _largest(frame)
    units = ceil(frame.width / across / 8) * ceil(frame.height / down / 8)
    return units * sum(128 * component.across * component.down for component in frame.components)


def _largest(frame: Frame) -> tuple[int, int]:
    return max(one.across for one in frame.components), max(one.down for one in frame.components)
