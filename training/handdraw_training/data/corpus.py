"""The pictures that pen/ draws for a recipe, as the gateway's normalisation brings them to the network.

Several processes draw them in chunks, each with a seed of its own, so that the number of processes changes nothing.
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
from handdraw_training.data.dataset import Digits
from handdraw_training.errors import DatasetUnusable
from handdraw_training.pen.rendering import SIDE as CANVAS
from handdraw_training.pen.sources import NO_DIGIT, Source, sources
from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.progress import Progress

CHUNK = 500
FACTS = ("width", "height", "stroke", "share")
"""Of the ink: width, height as shares of the canvas' side, the stroke as one of the longer; its share of the canvas."""
WARNINGS = ("faint_ink", "touches_edge", "several_marks")

T = TypeVar("T")
Chunk = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float32]]


@dataclass(frozen=True, eq=False)
class Corpus:
    """``kinds``: of each picture, as an index into ``names``. ``facts``: FACTS, then 0 or 1 for each of WARNINGS."""

    images: NDArray[np.uint8]  # [n, 28, 28]
    labels: NDArray[np.uint8]  # [n], 0..9, or 10 for what is no digit
    kinds: NDArray[np.uint8]  # [n]
    facts: NDArray[np.float32]  # [n, 7]
    names: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        return {name: int((self.kinds == index).sum()) for index, name in enumerate(self.names)}

    def only_digits(self) -> "Corpus":
        """Return it without what is no digit."""
        which = self.labels != NO_DIGIT
        return Corpus(self.images[which], self.labels[which], self.kinds[which], self.facts[which], self.names)

    def no_digits(self) -> NDArray[np.uint8]:
        """Return the images of what is no digit, [n, 28, 28]."""
        images: NDArray[np.uint8] = self.images[self.labels == NO_DIGIT]
        return images

    def as_digits(self) -> Digits:
        """Return what is pictured and its labels, all of which must be of digits."""
        return Digits(self.images, self.labels)

    def save(self, path: Path) -> None:
        with disk.write_whole(path) as scratch, scratch.open("wb") as file:
            names = np.array(self.names)
            np.savez(file, x=self.images, y=self.labels, k=self.kinds, facts=self.facts, names=names)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises DatasetUnusable, naming the file."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                facts = arrays["facts"] if "facts" in arrays else np.zeros((len(arrays["x"]), 0), np.float32)
                names = tuple(str(name) for name in arrays["names"])
                return cls(arrays["x"], arrays["y"], arrays["k"], facts, names)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise DatasetUnusable(f"{path} cannot be read as a corpus of drawn pictures: {error}") from error


def draw(what: str, writers: Sequence[StrokeDrawing], count: int, seed: Sequence[int]) -> Corpus:
    """``what`` is done, for the person who waits. ``seed``: the same gives the same pictures."""
    tasks = [(*seed, start) for start in range(0, count, CHUNK)]
    parts = list(show_progress(what, map_in_processes(_draw_chunk, tasks, writers), len(tasks)))
    images, labels, kinds, facts = (np.concatenate(part)[:count] for part in zip(*parts, strict=True))
    return Corpus(images, labels, kinds, facts, tuple(source.name for source in sources(writers)))


def normalise_all(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return MNIST's images as the gateway would make them of a drawing."""
    chunks = [images[start : start + 10 * CHUNK] for start in range(0, len(images), 10 * CHUNK)]
    parts = map_in_processes(_normalise_chunk, chunks, ())
    return np.concatenate(list(show_progress("Normalising MNIST", parts, len(chunks))))


def show_progress(what: str, parts: Iterable[T], total: int) -> Iterator[T]:
    progress = Progress(what, total)
    for done, part in enumerate(parts, 1):
        yield part
        progress.at(done)
    progress.milestone(total, what)


def map_in_processes(work: Callable[[Any], T], tasks: Sequence[Any], writers: Sequence[StrokeDrawing]) -> Iterator[T]:
    """Yield results in the order of the tasks. Processes are spawned: TensorFlow's threads survive no fork."""
    with get_context("spawn").Pool(min(os.cpu_count() or 1, len(tasks)), _begin, (tuple(writers),)) as pool:
        yield from pool.imap(work, tasks)


_sources: tuple[Source, ...] = ()


def _begin(writers: tuple[StrokeDrawing, ...]) -> None:
    global _sources  # noqa: PLW0603 a process's own, set once rather than sent with each task
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the first process's to answer
    _sources = sources(writers)


def _draw_chunk(seed: tuple[int, ...]) -> Chunk:
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


def _normalise_chunk(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.stack([_normalise_one(image) for image in images])


def _normalise_one(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Put it on a larger canvas first, since a glyph's own size is taken as it is; a blank one stays blank."""
    try:
        return normalise(Image.fromarray(np.pad(image, image.shape[0] // 2))).pixels
    except BlankDrawing:
        return image
