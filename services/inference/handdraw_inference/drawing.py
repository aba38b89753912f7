"""How ink becomes 28x28, as MNIST was made. No other place knows.

    bytes -> open_drawing -> image -> normalise -> Glyph

Ink is found by its difference from the paper, whichever is darker; cropped to; fitted into 20x20 keeping the aspect,
antialiased; and laid so that its centre of mass is the centre of 28x28 (LeCun et al., "The MNIST database").
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from io import BytesIO
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageOps

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

Box = tuple[int, int, int, int]
"""left, top, right, bottom, as Pillow has them"""

SIDE = 28
BOX = 20
MEDIA_TYPES = {"image/png": ("PNG",), "image/jpeg": ("JPEG", "MPO"), "image/jpg": ("JPEG", "MPO")}
"""The formats that a Content-Type may mean. MPO is a JPEG with more pictures behind the first, as phones write it."""
MAX_JPEG_SCANS = 100  # a progressive JPEG has about ten; each more costs a whole decoding
BLANK_CONTRAST = 24  # of 255: less is paper grain or JPEG noise
FAINT_CONTRAST = 96
INK_THRESHOLD = 64  # of 255, once stretched: what counts when the crop is sought
SHEET_SHARE = 0.6  # a layer that is opaque on more than this is paper with ink on it, not ink alone
_RAMP = np.arange(256, dtype=np.float32)
_AXIS = np.arange(BOX, dtype=np.float32)
_ABOVE_THRESHOLD = [255 if value >= INK_THRESHOLD else 0 for value in range(256)]

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
        image = ImageOps.exif_transpose(image)
        image.load()
    except Exception as error:  # whatever a decoder raises on hostile bytes
        raise UnreadableDrawing("The drawing is truncated or corrupt") from error
    ink, contrast = _ink(image)
    box = ink.point(_ABOVE_THRESHOLD).getbbox()
    if box is None:
        raise BlankDrawing("There is no ink on the canvas")
    fitted = _fit(ink, box)
    if not fitted.any():
        raise BlankDrawing("The ink is too little, or too far apart, to be seen")
    facts = _measure(ink, fitted, box)
    return Glyph(_centre(fitted), facts, _warnings(box, image.size, contrast))


def _ink(image: Image.Image) -> tuple[Image.Image, int]:
    """Mode L, 0 paper to 255 ink, and the contrast (of 255) that it was stretched from."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        if sum(alpha.histogram()[128:]) < SHEET_SHARE * image.width * image.height:
            return _stretch([alpha], [0])
        image = _on_its_paper(image, alpha)
    if image.mode.startswith("I"):  # 16 bits a pixel, which Pillow would clip rather than scale
        image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).clip(0, 255).astype(np.uint8))
    elif image.mode in ("1", "F"):
        image = image.convert("L")
    elif image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    bands = image.split()
    if len(bands) == 3 and not any(ImageChops.difference(bands[0], band).getbbox() for band in bands[1:]):
        bands = bands[:1]  # grey, as most drawing programs save it: one band says all
    return _stretch(bands, [_median(band.histogram()) for band in bands])


def _on_its_paper(image: Image.Image, alpha: Image.Image) -> Image.Image:
    if alpha.getextrema()[0] == 255:
        return image.convert("RGB")
    visible = alpha.point(_ABOVE_THRESHOLD)
    paper = tuple(_median(band.histogram(visible)) for band in image.split()[:3])
    return Image.alpha_composite(Image.new("RGBA", image.size, (*paper, 255)), image).convert("RGB")


def _median(histogram: list[int]) -> int:
    counts = np.cumsum(histogram)
    return int(np.searchsorted(counts, counts[-1] / 2))


def _stretch(bands: Sequence[Image.Image], papers: Sequence[int]) -> tuple[Image.Image, int]:
    """One band of full contrast: how far each place is from the paper, on the side where the largest distance lies."""
    extremes = [cast("tuple[int, int]", band.getextrema()) for band in bands]
    darker = max(paper - low for (low, _), paper in zip(extremes, papers, strict=True))
    lighter = max(high - paper for (_, high), paper in zip(extremes, papers, strict=True))
    contrast, sign = max((darker, -1), (lighter, 1))
    if contrast < BLANK_CONTRAST:
        raise BlankDrawing("There is no ink on the canvas")
    tables = [((_RAMP - paper) * (sign * 255 / contrast)).clip(0, 255).round().tolist() for paper in papers]
    return reduce(ImageChops.lighter, map(Image.Image.point, bands, tables)), contrast


def _fit(ink: Image.Image, box: Box) -> NDArray[np.uint8]:
    """[h, w], the longer side 20."""
    width, height = box[2] - box[0], box[3] - box[1]
    scale = BOX / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(ink.resize(size, Image.Resampling.BILINEAR, box=box))


def _centre(fitted: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """[28, 28] with the centre of mass in its middle, to the nearest pixel."""
    height, width = fitted.shape
    mass = fitted.sum()
    x = fitted.sum(axis=0) @ _AXIS[:width] / mass
    y = fitted.sum(axis=1) @ _AXIS[:height] / mass
    middle = (SIDE - 1) / 2
    left = min(max(round(middle - x), 0), SIDE - width)
    top = min(max(round(middle - y), 0), SIDE - height)
    pixels = np.zeros((SIDE, SIDE), np.uint8)
    pixels[top : top + height, left : left + width] = fitted
    return pixels


def _measure(ink: Image.Image, fitted: NDArray[np.uint8], box: Box) -> Ink:
    """Facts in the drawing's own pixels. The stroke is twice the ink's area over the length of its outline."""
    width, height = box[2] - box[0], box[3] - box[1]
    padded = np.pad(fitted, 1).astype(np.float32) / np.float32(255)
    across, down = width / fitted.shape[1], height / fitted.shape[0]
    area = float(np.asarray(ink.crop(box)).sum()) / 255
    edges = np.hypot(np.diff(padded, axis=1)[:-1] * down, np.diff(padded, axis=0)[:, :-1] * across)
    outline = float(edges.sum()) / float(padded.max())  # a stroke thinner than a place is pale, and its edges too
    offset = np.hypot((box[0] + box[2] - ink.width) / 2, (box[1] + box[3] - ink.height) / 2)
    return Ink(
        width_px=width,
        height_px=height,
        share=min(1.0, round(area / (ink.width * ink.height), 5)),
        stroke_px=round(2 * area / outline, 2),
        offset_px=round(float(offset), 2),
    )


def _warnings(box: Box, canvas: tuple[int, int], contrast: int) -> tuple[WarningCode, ...]:
    found: list[WarningCode] = []
    if contrast < FAINT_CONTRAST:
        found.append("faint_ink")
    if box[0] == 0 or box[1] == 0 or box[2] == canvas[0] or box[3] == canvas[1]:
        found.append("touches_edge")
    return tuple(found)
