"""Tells ink from even paper, whatever their colours; lighting.py does it where the light is uneven."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handdraw_inference.drawings.grids import Grey, split

SHEET_SHARE = 0.6  # a layer that is opaque over more than this is paper with ink on it, not ink alone
SEEN = 8  # of 255: an alpha that never reaches it hides everything, and so nothing
HOLED = 4  # times the contrast of its drawing: a page whose holes show that much more has nothing else on it
SAMPLES = 35  # along each side: the places that are sampled to find the paper's shade
UNEVEN = 24  # of 255: paper whose border varies by more is no plain canvas


@dataclass(frozen=True, slots=True)
class Canvas:
    """``ink``: how far each place is from the paper, 0 to 255. ``even``: the paper.

    ``grey``: the picture itself, of a coloured one the darkest band, in which white paper shows against wood.
    """

    ink: Grey
    grey: Grey
    even: bool


def lay_out(picture: Image.Image) -> Canvas:
    """Find the ink of a picture in mode L, LA, RGB or RGBA."""
    pixels = np.asarray(picture)
    if pixels.ndim == 2:
        return _on_paper([pixels])
    if picture.mode == "RGBA" and (grey := _opaque_grey(pixels)) is not None:
        return _on_paper([grey])
    bands = _bands(pixels)
    if "A" not in picture.mode:
        return _on_paper(bands)
    alpha = np.ascontiguousarray(pixels[..., -1])
    if alpha.min() == 255 or alpha.max() < SEEN:  # no layer at all, or one whose colours hold the drawing
        return _on_paper(bands)
    if np.count_nonzero(alpha >= 128) < SHEET_SHARE * alpha.size:
        return Canvas(alpha, ~alpha, even=True)
    page, hole = _on_paper(_over_paper(bands, alpha)), ~alpha
    return page if page.ink.max() >= hole.max() // HOLED else Canvas(hole, alpha, even=True)


def _opaque_grey(pixels: NDArray[np.uint8]) -> Grey | None:
    """Return the one band of an opaque grey RGBA picture, as most programs save a drawing."""
    whole = pixels.view("<u4")[..., 0]
    band = whole & np.uint32(0xFF)
    grey = band * np.uint32(0x010101)
    grey |= np.uint32(0xFF000000)
    return band.astype(np.uint8) if np.array_equal(grey, whole) else None


def _bands(pixels: NDArray[np.uint8]) -> list[Grey]:
    """Return the colour bands, one where they are all the same."""
    bands = split(pixels)[: 1 if pixels.shape[2] == 2 else 3]
    grey = all(np.array_equal(bands[0], band) for band in bands[1:])
    return bands[:1] if grey else bands


def _over_paper(bands: list[Grey], alpha: Grey) -> list[Grey]:
    """Lay a layer with holes over paper of its own shade."""
    visible = alpha >= 128
    papers = [np.uint8(np.median(band[visible])) for band in bands]
    return [
        ((band * np.uint16(1) * alpha + paper * (np.uint16(255) - alpha)) // np.uint16(255)).astype(np.uint8)
        for band, paper in zip(bands, papers, strict=True)
    ]


def _on_paper(bands: list[Grey]) -> Canvas:
    samples = [_samples(band) for band in bands]
    even = not any(_uneven(sample) for sample in samples)
    ink = _off_paper(bands, [_median(sample) for sample in samples])
    return Canvas(ink, bands[0] if len(bands) == 1 else np.minimum.reduce(bands), even)


def _samples(band: Grey) -> Grey:
    down, across = (max(1, side // SAMPLES) for side in band.shape)
    return band[::down, ::across]


def _median(samples: Grey) -> np.uint8:
    level: np.uint8 = np.sort(samples, axis=None)[samples.size // 2]
    return level


def _uneven(samples: Grey) -> bool:
    """Whether the border varies, its darkest and its lightest twentieth left out."""
    if min(samples.shape) < SAMPLES:
        return False
    border = np.sort(np.concatenate([samples[0], samples[-1], samples[:, 0], samples[:, -1]]))
    return int(border[-1 - len(border) // 20]) - int(border[len(border) // 20]) > UNEVEN


def _off_paper(bands: list[Grey], papers: list[np.uint8]) -> Grey:
    """Return the distance to the paper's shade on the side, darker or lighter, that reaches further."""
    darker = max(int(paper) - int(band.min()) for band, paper in zip(bands, papers, strict=True))
    lighter = max(int(band.max()) - int(paper) for band, paper in zip(bands, papers, strict=True))
    off = _darker if darker >= lighter else _lighter
    inks = [off(band, paper) for band, paper in zip(bands, papers, strict=True)]
    ink: Grey = np.maximum.reduce(inks) if len(inks) > 1 else inks[0]
    return ink


def _darker(band: Grey, paper: np.uint8) -> Grey:
    ink: Grey = np.subtract(paper, band)  # wraps where the band is lighter; the mask makes it 0 there
    return np.multiply(ink, band < paper, out=ink)


def _lighter(band: Grey, paper: np.uint8) -> Grey:
    ink: Grey = np.subtract(band, paper)
    return np.multiply(ink, band > paper, out=ink)
