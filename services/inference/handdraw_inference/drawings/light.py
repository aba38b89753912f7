"""Reads drawings by the kernel where it can, and otherwise by the reference, which gives the same: normalisation.py.

Light ones are read at once, on the event loop: about a millisecond's work at most, whatever they hold.
"""

from PIL import Image

from handdraw_chassis.errors import map_errors
from handdraw_inference.drawings import normalisation
from handdraw_inference.drawings.compiled import kernel
from handdraw_inference.drawings.compiled.kernel import Kernel
from handdraw_inference.drawings.compiled.pixels import Pixels, decode_light
from handdraw_inference.drawings.compiled.scanlines import Scanlines, inflate
from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.formats import jpeg, png
from handdraw_inference.drawings.glyphs import Glyph
from handdraw_inference.drawings.normalisation import Survey, find_glyphs, survey
from handdraw_inference.errors import ResourcesExhausted

Glyphs = tuple[Glyph, ...]
"""The glyph, or two of which the surer is to be kept, the likelier first."""


def warm_up() -> None:
    """Load the kernel, and have the reference read a drawing: no caller is to wait for what is loaded at first use."""
    kernel.load()
    normalisation.warm_up()


def is_light(body: bytes) -> bool:
    """Whether ``read_light`` takes it."""
    return png.is_light(body) or jpeg.is_light(body)


def read_light(body: bytes, media_type: str | None = None) -> Glyphs | Survey:
    """Read a plain drawing; return the survey of another, which ``finish`` reads, better in a thread.

    Raises DrawingRefused, ResourcesExhausted.
    """
    compiled = kernel.load()
    sent = _unpack(body, media_type) if compiled else None
    if compiled and sent is not None:
        if glyph := compiled.read(sent):
            return (glyph,)
        compiled = None  # it would say the same of the picture
    return _look(decode(open_drawing(body, media_type)), compiled)


def read_picture(picture: Image.Image) -> Glyphs:
    """Read a picture in mode L, LA, RGB or RGBA. Raises BlankDrawing, ResourcesExhausted."""
    with map_errors(MemoryError, lambda _: ResourcesExhausted("There is no memory to read it in now: send it again")):
        return finish(_look(picture, kernel.load()))


def finish(seen: Glyphs | Survey) -> Glyphs:
    """Find the glyphs where they were not found at once. Raises BlankDrawing."""
    return find_glyphs(seen) if isinstance(seen, Survey) else seen


def _unpack(body: bytes, media_type: str | None) -> Scanlines | Pixels | None:
    """Return what the kernel takes, or None where it is unusual, or not what it is said to be."""
    if media_type in (None, "image/png") and (lines := inflate(body)):
        return lines
    return decode_light(body) if media_type in (None, "image/jpeg") else None


def _look(picture: Image.Image, compiled: Kernel | None) -> Glyphs | Survey:
    if compiled and (glyph := compiled.read_picture(picture)):
        return (glyph,)
    seen = survey(picture)
    return find_glyphs(seen) if seen.plain else seen
