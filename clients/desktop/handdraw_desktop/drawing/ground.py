"""A picture from elsewhere, as the ground of a drawing: what is shown of it is what is sent."""

from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from handdraw_contracts.classifications import MAX_DRAWING_BYTES, MAX_DRAWING_PIXELS, MAX_JPEG_PIXELS
from handdraw_desktop.drawing.strokes import SIDE
from handdraw_desktop.errors import CannotOpen

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")
WHITE, BLACK = 255, 0


class Ground(NamedTuple):
    """``pixels``: 280x280 grey bytes, row by row; ``size``: the file's own, in pixels."""

    pixels: bytes
    size: tuple[int, int]


def read_ground(path: Path, most_pixels: int = MAX_JPEG_PIXELS) -> Ground:
    """As large as it fits, in the middle, on a margin of its own edge's grey. Raises CannotOpen."""
    content = _read(path)
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            size = picture.size
            _admit(picture, most_pixels)
            picture.draft("L", (2 * SIDE, 2 * SIDE))  # of a photograph no more is decoded than is of use
            grey = _grey(_smaller(ImageOps.exif_transpose(picture)))
    except CannotOpen:
        raise
    except Exception as error:  # Pillow raises of everything, where a file is made to hurt it
        raise CannotOpen("no_picture") from error
    if np.ptp(grey) == 0:
        raise CannotOpen("blank")
    return Ground(_framed(grey), size)


def _admit(picture: Image.Image, most_pixels: int) -> None:
    """Nothing is decoded yet. Raises CannotOpen."""
    most = MAX_JPEG_PIXELS if picture.format == "JPEG" else MAX_DRAWING_PIXELS
    if picture.width * picture.height > min(most, most_pixels):
        raise CannotOpen("too_large")


def _read(path: Path) -> bytes:
    """No pipe and no device, whose end may never come."""
    try:
        if not path.exists():
            raise CannotOpen("missing")
        if not path.is_file():
            raise CannotOpen("no_picture")
        with path.open("rb") as file:
            content = file.read(MAX_DRAWING_BYTES + 1)
    except (OSError, ValueError) as error:
        raise CannotOpen("unreadable") from error
    if len(content) > MAX_DRAWING_BYTES:
        raise CannotOpen("too_large")
    return content


def _smaller(picture: Image.Image) -> Image.Image:
    """So that its longer side fits; a small one grows."""
    if picture.mode.startswith(("I", "F")):
        picture = Image.fromarray(_spread(np.asarray(picture, np.float64)))
    whole = picture.convert("RGBA" if picture.has_transparency_data else "L")
    scale = SIDE / max(whole.size)
    size = tuple(max(1, round(side * scale)) for side in whole.size)
    return (
        whole
        if size == whole.size
        else whole.resize((size[0], size[1]), Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR)
    )


def _spread(levels: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Of greys with more than 8 bits, of which perhaps few are used."""
    low, high = float(levels.min()), float(levels.max())
    spread: NDArray[np.uint8] = ((levels - low) / max(high - low, 1e-9) * WHITE).astype(np.uint8)
    return spread


def _grey(picture: Image.Image) -> NDArray[np.uint8]:
    """[height, width]. Ink on nothing lies on white, or on black where it would not be seen."""
    if picture.mode != "RGBA":
        return np.asarray(picture)
    on_white = _laid_on(picture, WHITE)
    return on_white if np.ptp(on_white) > 0 else _laid_on(picture, BLACK)


def _laid_on(picture: Image.Image, level: int) -> NDArray[np.uint8]:
    sheet = Image.new("RGBA", picture.size, (level, level, level, WHITE))
    return np.asarray(Image.alpha_composite(sheet, picture).convert("L"))


def _framed(grey: NDArray[np.uint8]) -> bytes:
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    sheet = np.full((SIDE, SIDE), np.median(edge), np.uint8)
    height, width = grey.shape
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    sheet[top : top + height, left : left + width] = grey
    return sheet.tobytes()
