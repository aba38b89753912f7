"""What one process draws: chunks of pictures, each with a seed of its own."""

import signal
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handdraw_inference.drawings.glyphs import Glyph
from handdraw_inference.drawings.normalisation import normalise
from handdraw_inference.errors import BlankDrawing
from handdraw_training.pen.rendering import SIDE as CANVAS
from handdraw_training.pen.sources import Source

CHUNK = 500
FACTS = ("width", "height", "stroke", "share")
"""Of the ink: width, height as shares of the canvas' side, the stroke as one of the longer; its share of the canvas."""
WARNINGS = ("faint_ink", "touches_edge", "several_marks")

Chunk = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float32]]
"""Images, labels, kinds and facts, as a Corpus has them."""
MakeSources = Callable[[], tuple[Source, ...]]
"""Makes a process's sources in it: they cannot be sent, since they are functions within functions."""

_sources: tuple[Source, ...] = ()


def begin(sources: MakeSources) -> None:
    global _sources  # noqa: PLW0603 a process's own, set once rather than sent with each task
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the first process's to answer
    _sources = sources()


def draw_chunk(seed: tuple[int, ...]) -> Chunk:
    rng = np.random.default_rng(seed)
    shares = np.array([source.share for source in _sources])
    kinds = rng.choice(len(_sources), CHUNK, p=shares / shares.sum())
    glyphs, labels = zip(*(_draw_one(_sources[kind], rng) for kind in kinds), strict=True)
    return (
        np.stack([glyph.pixels for glyph in glyphs]),
        np.array(labels, np.uint8),
        kinds.astype(np.uint8),
        np.array([_facts(glyph) for glyph in glyphs], np.float32),
    )


def _draw_one(source: Source, rng: np.random.Generator) -> tuple[Glyph, int]:
    """Draw again what is blank, since the gateway refuses it."""
    while True:
        image, label = source.picture(rng)
        try:
            return normalise(image), label
        except BlankDrawing:
            continue


def _facts(glyph: Glyph) -> list[float]:
    ink = glyph.ink
    stroke = ink.stroke_px / max(ink.width_px, ink.height_px)
    warnings = [float(code in glyph.warnings) for code in WARNINGS]
    return [ink.width_px / CANVAS, ink.height_px / CANVAS, stroke, ink.share, *warnings]


def normalise_chunk(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.stack([_normalise_one(image) for image in images])


def _normalise_one(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Put it on a larger canvas first, since a glyph's own size is taken as it is; a blank one stays blank."""
    try:
        return normalise(Image.fromarray(np.pad(image, image.shape[0] // 2))).pixels
    except BlankDrawing:
        return image
