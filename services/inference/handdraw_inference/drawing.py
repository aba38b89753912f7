"""How ink becomes 28x28, as MNIST was made. No other place knows.

    bytes -> open_drawing -> image -> normalise -> Glyph

Ink is what differs from the paper (paper.py); cropped to; fitted into 20x20 keeping the aspect, antialiased; thickened
where the pen was thin; and laid so that its centre of mass is the centre of 28x28 (LeCun et al., "The MNIST database").
docs/normalisation.md shows each step.
"""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from handdraw_contracts.classifications import MAX_DRAWING_PIXELS
from handdraw_contracts.events import Ink
from handdraw_contracts.wire import WarningCode
from handdraw_inference.errors import (
    AnimatedDrawing,
    BlankDrawing,
    DrawingTooLarge,
    EmptyDrawing,
    UnreadableDrawing,
    UnsupportedMedia,
)
from handdraw_inference.paper import Grey, ink_on

Box = tuple[int, int, int, int]
"""left, top, right, bottom, as Pillow has them"""
Fine = NDArray[np.float32]
"""[h, w], 0 paper to 1 ink, on a grid that is FINER than the glyph's"""

SIDE = 28
BOX = 20
FINER = 2
MEDIA_TYPES = {"image/png": ("PNG",), "image/jpeg": ("JPEG", "MPO"), "image/jpg": ("JPEG", "MPO")}
"""The formats that a Content-Type may mean. MPO is a JPEG with more pictures behind the first, as phones write it."""
MAX_JPEG_SCANS = 100  # a progressive JPEG has about ten; each more costs a whole decoding
BLANK_CONTRAST = 24  # of 255: less is paper grain or JPEG noise
FAINT_CONTRAST = 96
FULL_CONTRAST = 250
TOO_LITTLE = "The ink is too little, or too far apart, to be seen"
INK_SHARE = 0.25  # of the contrast: what counts as ink when the crop is sought
OVERVIEW = 93  # px: the crop is sought in a reduction to about this side first, where specks do not show
VISIBLE = 4  # places of the fine grid
STROKE = 4.6  # fine places: what is thinner is thickened to about this; MNIST's median is 5
THIN = 1.4  # px: a stroke for which a canvas of 28x28 is no glyph yet; 19 of 20 of MNIST's are thicker
GAP = 3  # fine places without ink between marks that stand apart
_AXIS = np.arange(SIDE * FINER, dtype=np.float32) + np.float32(0.5)

Image.MAX_IMAGE_PIXELS = None  # ours is far lower, and checked before a pixel is decoded


@dataclass(frozen=True, slots=True)
class Glyph:
    """``pixels``: uint8 [28, 28], white ink on black, what the network sees. ``ink``: how it lay on the canvas."""

    pixels: NDArray[np.uint8]
    ink: Ink
    warnings: tuple[WarningCode, ...]

    def base64(self) -> str:
        """The 784 grey bytes, row by row, as they travel."""
        return b64encode(self.pixels.tobytes()).decode()


def open_drawing(body: bytes, media_type: str | None = None) -> Image.Image:
    """Read the header alone; no pixel is decoded. ``media_type``, where given, must be true. Raises DrawingRefused."""
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


def normalise(image: Image.Image) -> Glyph:
    """Decode and bring to MNIST's form. Raises UnreadableDrawing, BlankDrawing."""
    try:
        ImageOps.exif_transpose(image, in_place=True)
        image.load()
    except Exception as error:  # whatever a decoder raises on hostile bytes
        raise UnreadableDrawing("The drawing is truncated or corrupt") from error
    canvas = ink_on(image)
    contrast = int(canvas.max())
    if contrast < BLANK_CONTRAST:
        raise BlankDrawing("There is no ink on the canvas")
    drawn = Image.fromarray(canvas)
    box = box_of(canvas, drawn)
    crop = drawn.crop(box)
    fine = fitted(crop, BOX * FINER) / np.float32(contrast)
    peak = fine.max()
    if np.count_nonzero(fine > peak / 2) < VISIBLE:
        raise BlankDrawing(TOO_LITTLE)
    ink = measured(fine, peak, box, image.size)
    warnings = _warnings(fine > peak * INK_SHARE, box, image.size, contrast)
    pixels = canvas if is_glyph(canvas, ink.stroke_px) else centred(thickened(fine / peak, crop, ink.stroke_px))
    return Glyph(pixels, ink, warnings)


def box_of(canvas: Grey, drawn: Image.Image) -> Box:
    """Where the ink is, to the pixel; specks far from it do not count. ``drawn``: the canvas, as an image."""
    factor = max(1, max(canvas.shape) // OVERVIEW)
    if factor == 1:
        return extent(canvas)
    left, top, right, bottom = extent(np.asarray(drawn.reduce(factor)))
    x, y = max(0, left - 1) * factor, max(0, top - 1) * factor
    near = extent(canvas[y : (bottom + 1) * factor, x : (right + 1) * factor])
    return x + near[0], y + near[1], x + near[2], y + near[3]


def extent(canvas: Grey) -> Box:
    marks = canvas > int(canvas.max() * INK_SHARE)
    box = Image.fromarray(marks.view(np.uint8)).getbbox()
    if box is None:  # a speck that is gone in the reduction
        raise BlankDrawing(TOO_LITTLE)
    return box


def fitted(crop: Image.Image, longer: int) -> Fine:
    """[h, w], the longer side as said; as dark as the crop."""
    scale = longer / max(crop.size)
    size = max(1, round(crop.width * scale)), max(1, round(crop.height * scale))
    return np.asarray(crop.resize(size, Image.Resampling.BOX), np.float32)


def is_glyph(canvas: Grey, stroke_px: float) -> bool:
    """Whether it has MNIST's form already, clean and full of contrast: normalising it again would but blur it."""
    if canvas.shape != (SIDE, SIDE) or canvas.max() < FULL_CONTRAST or stroke_px < THIN:
        return False
    left, top, right, bottom = Image.fromarray(canvas).getbbox() or (0, 0, 0, 0)  # of all ink, the faintest too
    if abs(max(right - left, bottom - top) - BOX) > 1:
        return False
    return all(abs(at - SIDE / 2) <= 1 for at in centre_of_mass(canvas))


def measured(fine: Fine, peak: np.float32, box: Box, canvas: tuple[int, int]) -> Ink:
    """Facts in the drawing's own pixels. The stroke is twice the ink's area over the length of its outline."""
    width, height = box[2] - box[0], box[3] - box[1]
    rows, columns = fine.shape
    across, down = width / columns, height / rows
    padded = np.zeros((rows + 2, columns + 2), np.float32)
    padded[1:-1, 1:-1] = fine
    area = float(fine.sum()) * across * down
    edges = np.hypot((padded[:-1, 1:] - padded[:-1, :-1]) * down, (padded[1:, :-1] - padded[:-1, :-1]) * across)
    outline = float(edges.sum() / peak)  # a stroke thinner than a place is pale, and its edges too
    offset = np.hypot((box[0] + box[2] - canvas[0]) / 2, (box[1] + box[3] - canvas[1]) / 2)
    return Ink(
        width_px=width,
        height_px=height,
        share=min(1.0, round(area / (canvas[0] * canvas[1]), 5)),
        stroke_px=round(2 * area / outline, 2),
        offset_px=round(float(offset), 2),
    )


def thickened(fine: Fine, crop: Image.Image, stroke_px: float) -> Fine:
    """On the fitted crop and not on the canvas, so that the same pen on a larger drawing is not left too thin."""
    stroke = stroke_px * BOX * FINER / max(crop.size)
    by = min(2, max(0, round((STROKE - stroke) / 2)))
    if by == 0:
        return fine
    smaller = fitted(crop, BOX * FINER - 2 * by)
    thick = np.zeros((smaller.shape[0] + 2 * by, smaller.shape[1] + 2 * by), np.float32)
    np.minimum(smaller * (1.25 / smaller.max()), 1, out=thick[by:-by, by:-by])
    thick = spread(thick)
    return thick if by == 1 else spread(thick, corners=True)


def spread(fine: Fine, *, corners: bool = False) -> Fine:
    """The largest of each place and its neighbours."""
    wide = fine.copy()
    np.maximum(wide[1:], fine[:-1], out=wide[1:])
    np.maximum(wide[:-1], fine[1:], out=wide[:-1])
    beside = wide.copy() if corners else fine
    np.maximum(wide[:, 1:], beside[:, :-1], out=wide[:, 1:])
    np.maximum(wide[:, :-1], beside[:, 1:], out=wide[:, :-1])
    return wide


def centred(fine: Fine) -> NDArray[np.uint8]:
    """[28, 28] with the centre of mass in its middle, to half a pixel."""
    (height, width), side = fine.shape, SIDE * FINER
    down, right = centre_of_mass(fine)
    left = min(max(round(side / 2 - right), 0), side - width)
    top = min(max(round(side / 2 - down), 0), side - height)
    page = np.zeros((side, side), np.float32)
    page[top : top + height, left : left + width] = fine
    quarters = page[::2, ::2] + page[1::2, ::2] + page[::2, 1::2] + page[1::2, 1::2]
    return (quarters * np.float32(255 / 4) + np.float32(0.5)).astype(np.uint8)


def centre_of_mass(plane: Grey | Fine) -> tuple[float, float]:
    """From above, from the left."""
    height, width = plane.shape
    across, down = plane.sum(axis=0), plane.sum(axis=1)
    mass = across.sum()
    return float(down @ _AXIS[:height] / mass), float(across @ _AXIS[:width] / mass)


def _warnings(marks: NDArray[np.bool_], box: Box, canvas: tuple[int, int], contrast: int) -> tuple[WarningCode, ...]:
    found: list[WarningCode] = []
    if contrast < FAINT_CONTRAST:
        found.append("faint_ink")
    if box[0] == 0 or box[1] == 0 or box[2] == canvas[0] or box[3] == canvas[1]:
        found.append("touches_edge")
    if _apart(marks) or _apart(marks.T):
        found.append("several_marks")
    return tuple(found)


def _apart(marks: NDArray[np.bool_]) -> bool:
    """Whether a way across without ink parts it into two marks, each more than half as long as the way.

    So stand two digits beside each other; not the bar over a 5, the dot in a 0, or the flag of a 1.
    """
    inked = np.flatnonzero(marks.any(axis=0))
    if inked[-1] - inked[0] == len(inked) - 1:
        return False
    for at in np.flatnonzero(np.diff(inked) > GAP):
        parts = marks[:, : inked[at] + 1], marks[:, inked[at + 1] :]
        if all(np.ptp(np.flatnonzero(part.any(axis=1))) + 1 > len(marks) / 2 for part in parts):
            return True
    return False
