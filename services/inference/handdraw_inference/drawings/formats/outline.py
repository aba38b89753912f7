"""What is known of a picture before a pixel of it is decoded."""

from dataclasses import dataclass

LIGHT_BYTES, LIGHT_PIXELS, LIGHT_SIDE = 16 * 1024, 300 * 300, 1024


@dataclass(frozen=True, slots=True)
class Outline:
    """``bare``: the file without what carries no picture: that may be huge, wrong or hostile, and is never decoded.

    ``orientation``: as Exif counts, 1 (upright) to 8.
    ``decoder_bytes``: what its decoder holds beside the picture.
    """

    width: int
    height: int
    bare: bytes
    moves: bool = False
    orientation: int = 1
    decoder_bytes: int = 0


def is_small(body: bytes, width: int, height: int) -> bool:
    """Whether decoding takes about a millisecond at most, if nothing in the picture is done several times."""
    return len(body) <= LIGHT_BYTES and width * height <= LIGHT_PIXELS and max(width, height) <= LIGHT_SIDE
