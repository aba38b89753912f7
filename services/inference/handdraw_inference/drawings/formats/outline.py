"""What is known of a picture before a pixel of it is decoded."""

from dataclasses import dataclass


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
