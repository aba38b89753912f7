"""The pictures that pen/ draws for a recipe, as the gateway's normalisation brings them to the network.

Drawn by several processes in chunks of their own chance, so that how many processes there are changes nothing. Without
TensorFlow: the processes import this module.
"""

import os
import signal
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handdraw_inference.drawings.normalisation import Glyph, normalise
from handdraw_inference.errors import BlankDrawing
from handdraw_training import disk
from handdraw_training.errors import DatasetUnusable
from handdraw_training.pen.rendering import SIDE as CANVAS
from handdraw_training.pen.sources import NO_DIGIT, Source, sources
from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.progress import Progress

CHUNK = 500
FACTS = ("width", "height", "stroke", "share")
"""of the ink: width, height as shares of the canvas' side, the stroke as one of the longer; its share of the canvas"""
WARNINGS = ("faint_ink", "touches_edge", "several_marks")

T = TypeVar("T")
Part = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float32]]


@dataclass(frozen=True, eq=False)
class Corpus:
    """``kinds``: an index into ``names`` for each. ``facts``: FACTS, then 0 or 1 for each of WARNINGS."""

    images: NDArray[np.uint8]  # [n, 28, 28]
    labels: NDArray[np.uint8]  # [n], 0..9, or 10 for what is no digit
    kinds: NDArray[np.uint8]  # [n]
    facts: NDArray[np.float32]  # [n, 7]
    names: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        return {name: int((self.kinds == index).sum()) for index, name in enumerate(self.names)}

    def digits(self) -> "Corpus":
        """Without what is no digit."""
        kept = self.labels != NO_DIGIT
        return Corpus(self.images[kept], self.labels[kept], self.kinds[kept], self.facts[kept], self.names)

    def save(self, path: Path) -> None:
        with disk.whole(path) as scratch, scratch.open("wb") as file:
            names = np.array(self.names)
            np.savez(file, x=self.images, y=self.labels, k=self.kinds, facts=self.facts, names=names)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises DatasetUnusable, naming the file."""
        try:
            with np.load(path, allow_pickle=False) as held:
                facts = held["facts"] if "facts" in held else np.zeros((len(held["x"]), 0), np.float32)
                names = tuple(str(name) for name in held["names"])
                return cls(held["x"], held["y"], held["k"], facts, names)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise DatasetUnusable(f"{path} cannot be read as a corpus of drawn pictures: {error}") from error


def draw(what: str, writers: Sequence[StrokeDrawing], count: int, seed: Sequence[int]) -> Corpus:
    """``what`` is drawn, for the person who waits. ``seed``: the same gives the same pictures."""
    tasks = [(*seed, start) for start in range(0, count, CHUNK)]
    parts = list(shown(what, parallel(_drawn, tasks, writers), len(tasks)))
    images, labels, kinds, facts = (np.concatenate(part)[:count] for part in zip(*parts, strict=True))
    return Corpus(images, labels, kinds, facts, tuple(source.name for source in sources(writers)))


def normalised(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What the gateway makes of them."""
    chunks = [images[start : start + 10 * CHUNK] for start in range(0, len(images), 10 * CHUNK)]
    return np.concatenate(list(shown("Normalising MNIST", parallel(_normalised, chunks, ()), len(chunks))))


def shown(what: str, parts: Iterable[T], total: int) -> Iterator[T]:
    progress = Progress(what, total)
    for done, part in enumerate(parts, 1):
        yield part
        progress.at(done)
    progress.milestone(total, what)


def parallel(work: Callable[[Any], T], tasks: Sequence[Any], writers: Sequence[StrokeDrawing]) -> Iterator[T]:
    """In order. New processes and no forks: TensorFlow's threads would not survive one."""
    with get_context("spawn").Pool(min(os.cpu_count() or 1, len(tasks)), _begin, (tuple(writers),)) as pool:
        yield from pool.imap(work, tasks)


_sources: tuple[Source, ...] = ()


def _begin(writers: tuple[StrokeDrawing, ...]) -> None:
    global _sources  # noqa: PLW0603 a process's own, told once rather than with each task
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the first process's to answer
    _sources = sources(writers)


def _drawn(seed: tuple[int, ...]) -> Part:
    rng = np.random.default_rng(seed)
    shares = np.array([source.share for source in _sources])
    kinds = rng.choice(len(_sources), CHUNK, p=shares / shares.sum())
    glyphs, labels = zip(*(_seen(_sources[kind], rng) for kind in kinds), strict=True)
    return (
        np.stack([glyph.pixels for glyph in glyphs]),
        np.array(labels, np.uint8),
        kinds.astype(np.uint8),
        np.array([_facts(glyph) for glyph in glyphs], np.float32),
    )


def _seen(source: Source, rng: np.random.Generator) -> tuple[Glyph, int]:
    """What is blank is drawn again: the gateway refuses it."""
    while True:
        image, label = source.picture(rng)
        try:
            return normalise(image), label
        except BlankDrawing:
            continue


def _facts(glyph: Glyph) -> list[float]:
    ink = glyph.ink
    stroke = ink.stroke_px / max(ink.width_px, ink.height_px)
    raised = [float(code in glyph.warnings) for code in WARNINGS]
    return [ink.width_px / CANVAS, ink.height_px / CANVAS, stroke, ink.share, *raised]


def _normalised(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.stack([_again(image) for image in images])


def _again(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """On a larger canvas, or it would be taken as it is."""
    try:
        return normalise(Image.fromarray(np.pad(image, image.shape[0] // 2))).pixels
    except BlankDrawing:
        return image
