"""Tells ink from paper in a picture, whatever their colours."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[np.uint8]
"""[h, w]"""
Plane = NDArray[np.floating[Any]]

SHEET_SHARE = 0.6  # a layer that is opaque over more than this is paper with ink on it, not ink alone
SAMPLES = 35  # along each side: the places that are sampled to find the paper's shade
UNEVEN = 24  # of 255: paper whose border varies by more was photographed


def ink_on(image: Image.Image) -> Grey:
    """Return how far each place is from the paper, darker or lighter, whichever reaches further."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
        alpha = np.asarray(image.getchannel("A"))
        if np.count_nonzero(alpha >= 128) < SHEET_SHARE * alpha.size:
            return alpha
        image = _on_its_paper(image, alpha)
    bands = _bands(image)
    samples = [_samples(band) for band in bands]
    if any(_uneven(sample) for sample in samples):
        return _off_uneven_paper(np.asarray(image.convert("L")))
    return _off_even_paper(bands, [_median(sample) for sample in samples])


def _on_its_paper(image: Image.Image, alpha: Grey) -> Image.Image:
    if alpha.min() == 255:
        return image.convert("RGB")
    visible = np.asarray(image)[alpha >= 128]
    paper = tuple(int(level) for level in np.median(visible[:, :3], axis=0))
    return Image.alpha_composite(Image.new("RGBA", image.size, (*paper, 255)), image).convert("RGB")


def _bands(image: Image.Image) -> list[Grey]:
    if image.mode.startswith("I"):  # 16 bits a pixel, which Pillow would clip rather than scale
        return [(np.asarray(image).astype(np.uint32) >> 8).clip(0, 255).astype(np.uint8)]
    if image.mode in ("1", "F"):
        image = image.convert("L")
    elif image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    if image.mode == "L":
        return [np.asarray(image)]
    bands = [np.asarray(band) for band in image.split()]
    grey = all(np.array_equal(bands[0], band) for band in bands[1:])  # as most drawing programs save grey drawings
    return bands[:1] if grey else bands


def _samples(band: Grey) -> Grey:
    step = max(1, min(band.shape) // SAMPLES)
    return band[::step, ::step]


def _median(samples: Grey) -> np.uint8:
    level: np.uint8 = np.sort(samples, axis=None)[samples.size // 2]
    return level


def _uneven(samples: Grey) -> bool:
    """Whether the border varies, its darkest and its lightest tenth left out."""
    if min(samples.shape) < SAMPLES:
        return False
    border = np.sort(np.concatenate([samples[0], samples[-1], samples[:, 0], samples[:, -1]]))
    return int(border[-1 - len(border) // 10]) - int(border[len(border) // 10]) > UNEVEN


def _off_even_paper(bands: list[Grey], papers: list[np.uint8]) -> Grey:
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


def _off_uneven_paper(band: Grey) -> Grey:
    """Model unevenly lit paper as a surface of the second degree, fitted to what lies near it, and so not to ink."""
    samples = _samples(band)
    terms = np.stack([term.ravel() for term in _terms(*samples.shape)])
    levels = samples.ravel().astype(np.float32)
    paper = np.ones(len(levels), bool)
    for tolerance in (48, 32, 24):
        surface, *_ = np.linalg.lstsq(terms[:, paper].T, levels[paper], rcond=None)
        near = np.abs(surface @ terms - levels) < tolerance
        paper = near if near.any() else paper
    whole = np.zeros(band.shape, np.float32)
    for share, term in zip(surface.astype(np.float32), _terms(*band.shape), strict=True):
        whole += share * term
    difference = band - whole
    if -float(difference.min()) >= float(difference.max()):
        difference *= -255 / np.maximum(whole, 1)  # ink takes the same share of the light everywhere
    ink: Grey = difference.clip(0, 255).astype(np.uint8)
    return ink


def _terms(height: int, width: int) -> list[Plane]:
    """Each [height, width]."""
    y, x = np.linspace(-1, 1, height, dtype=np.float32)[:, None], np.linspace(-1, 1, width, dtype=np.float32)
    one = np.ones((height, width), np.float32)
    return [one, one * x, one * y, one * (x * x), one * y * x, one * (y * y)]
