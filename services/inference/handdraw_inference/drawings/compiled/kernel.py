"""The kernel: what source/ is compiled to, called through ctypes, so that one build serves every Python.

It keeps the interpreter's lock while it reads: the event loop, which calls it, might wait far longer to have it back.
"""

from ctypes import POINTER, PyDLL, Structure, byref, c_double, c_int, c_int32, c_int64, c_uint8, c_void_p
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
from PIL import Image

from handdraw_contracts.wire import WarningCode
from handdraw_inference.drawings.compiled.pixels import Pixels
from handdraw_inference.drawings.compiled.scanlines import Scanlines
from handdraw_inference.drawings.formats.outline import LIGHT_PIXELS
from handdraw_inference.drawings.glyphs import SIDE, Glyph
from handdraw_inference.drawings.ink import describe

SOURCE = Path(__file__).parent / "source"
LIBRARY = Path(__file__).parent / "libkernel.so"
_MODES = {"L", "RGB", "RGBA"}
_CODES: tuple[WarningCode, ...] = ("faint_ink", "touches_edge", "several_marks")  # by their bits
_WARNINGS = [tuple(code for bit, code in enumerate(_CODES) if bits >> bit & 1) for bits in range(1 << len(_CODES))]


class Reading(Structure):
    """As kernel.h has it."""

    _fields_ = (
        ("pixels", c_uint8 * (SIDE * SIDE)),
        ("box", c_int32 * 4),
        ("warnings", c_int32),
        ("area", c_double),
        ("outline", c_double),
    )


class Kernel:
    """Reads small, plain pictures; None where the reference has to, since they are not, or not certainly."""

    def __init__(self, library: PyDLL) -> None:
        self._read_scanlines, self._read_pixels = library.read_scanlines, library.read_pixels
        for function in (self._read_scanlines, self._read_pixels):
            function.argtypes = (c_void_p, c_int64, c_int, c_int, c_int, POINTER(Reading))

    def read(self, sent: Scanlines | Pixels) -> Glyph | None:
        return self.read_scanlines(sent) if isinstance(sent, Scanlines) else self.read_pixels(sent)

    def read_scanlines(self, lines: Scanlines) -> Glyph | None:
        reading = Reading()
        size = lines.width, lines.height
        read = self._read_scanlines(lines.rows, len(lines.rows), *size, lines.bands, byref(reading))
        return _glyph(reading, size) if read else None

    def read_picture(self, picture: Image.Image) -> Glyph | None:
        """``picture``: as ``decode`` returns it."""
        if picture.mode not in _MODES or picture.width * picture.height > LIGHT_PIXELS:
            return None
        return self.read_pixels(np.asarray(picture).reshape(picture.height, picture.width, len(picture.getbands())))

    def read_pixels(self, pixels: Pixels) -> Glyph | None:
        if not pixels.flags.c_contiguous:
            return None
        reading, (height, width, bands) = Reading(), pixels.shape
        read = self._read_pixels(pixels.ctypes.data, pixels.nbytes, width, height, bands, byref(reading))
        return _glyph(reading, (width, height)) if read else None


@cache
def load(library: Path = LIBRARY) -> Kernel | None:
    """Return the kernel, or None where it was not built, or was from other sources than these."""
    try:
        is_ours = digest_of(SOURCE).encode() in library.read_bytes()
        return Kernel(PyDLL(str(library))) if is_ours else None
    except OSError:
        return None


def digest_of(source: Path) -> str:
    """Return what stands in a library that was made of these files."""
    return sha256(b"".join(file.read_bytes() for file in sorted(source.iterdir()))).hexdigest()


def _glyph(reading: Reading, size: tuple[int, int]) -> Glyph:
    left, top, right, bottom = reading.box
    ink = describe(reading.area, reading.outline, (left, top, right, bottom), size)
    pixels = np.frombuffer(memoryview(reading), np.uint8, SIDE * SIDE).reshape(SIDE, SIDE)
    return Glyph(pixels, ink, _WARNINGS[reading.warnings])
