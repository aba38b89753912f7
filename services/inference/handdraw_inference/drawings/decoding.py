"""Decides by the header alone whether bytes are a PNG or JPEG that may be decoded."""

from io import BytesIO

from PIL import Image

from handdraw_contracts.classifications import MAX_DRAWING_PIXELS
from handdraw_inference.errors import (
    AnimatedDrawing,
    DrawingTooLarge,
    EmptyDrawing,
    UnreadableDrawing,
    UnsupportedMedia,
)

MEDIA_TYPES = {"image/png": ("PNG",), "image/jpeg": ("JPEG", "MPO"), "image/jpg": ("JPEG", "MPO")}
"""The formats that a Content-Type may mean. MPO, as phones write it, is a JPEG with more pictures after the first."""
MAX_JPEG_SCANS = 100  # a progressive JPEG has about ten; each costs as much as decoding the whole picture

Image.MAX_IMAGE_PIXELS = None  # ours is far lower, and checked before a pixel is decoded


def open_drawing(body: bytes, media_type: str | None = None) -> Image.Image:
    """Read the header without decoding a pixel. ``media_type``, if given, must be true. Raises DrawingRefused."""
    if media_type is not None and media_type not in MEDIA_TYPES:
        said = f"Content-Type is {media_type[:64]}" if media_type else "Content-Type is missing"
        raise UnsupportedMedia(f"{said}: send the bytes of an image/png or image/jpeg, and say which")
    if not body:
        raise EmptyDrawing("The body is empty: send the bytes of a PNG or JPEG")
    try:
        image = Image.open(BytesIO(body), formats=("PNG", "JPEG"))
    except Exception as error:  # whatever a parser raises on hostile bytes
        raise UnreadableDrawing("The body is neither a PNG nor a JPEG that can be read") from error
    if image.width * image.height > MAX_DRAWING_PIXELS:
        raise DrawingTooLarge(f"{image.width}x{image.height} is more than {MAX_DRAWING_PIXELS} pixels")
    if media_type is not None and image.format not in MEDIA_TYPES[media_type]:
        raise UnsupportedMedia(f"Content-Type says {media_type}, but the body is a {image.format}")
    if image.format == "PNG" and getattr(image, "is_animated", False):
        raise AnimatedDrawing("The drawing is animated: send one frame")
    if image.format != "PNG" and body.count(b"\xff\xda") > MAX_JPEG_SCANS:
        raise UnreadableDrawing(f"The JPEG has more than {MAX_JPEG_SCANS} scans")
    return image
