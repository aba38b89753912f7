"""The pictures that pen/ draws for a recipe, as the gateway's normalisation brings them to the network.

Several processes draw them in chunks, each with a seed of its own, so that the number of processes changes nothing.
"""

import os
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from handdraw_training import disk
from handdraw_training.data import chunks
from handdraw_training.data.chunks import CHUNK, MakeSources
from handdraw_training.data.dataset import Digits
from handdraw_training.errors import DatasetUnusable
from handdraw_training.pen.sources import NO_DIGIT
from handdraw_training.progress import Progress

T = TypeVar("T")


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

    def take(self, which: NDArray[np.bool_]) -> "Corpus":
        return Corpus(self.images[which], self.labels[which], self.kinds[which], self.facts[which], self.names)

    def only_digits(self) -> "Corpus":
        """Return it without what is no digit."""
        return self.take(self.labels != NO_DIGIT)

    def leave_out(self, names: Collection[str]) -> "Corpus":
        """Return it without the pictures of these sources."""
        kept = [index for index, name in enumerate(self.names) if name not in names]
        return self.take(np.isin(self.kinds, kept))

    def no_digits(self) -> NDArray[np.uint8]:
        """Return the images of what is no digit, [n, 28, 28]."""
        images: NDArray[np.uint8] = self.images[self.labels == NO_DIGIT]
        return images

    def as_digits(self) -> Digits:
        """Return what is pictured and its labels, all of which must be of digits."""
        return Digits(self.images, self.labels)

    def shares_right(self, read: NDArray[np.intp], unlike: NDArray[np.bool_]) -> dict[str, float]:
        """Return by kind which share of the digits was read right, and of what is no digit was found unlike one.

        ``read``: [n] digits. ``unlike``: [n].
        """
        right = np.where(self.labels == NO_DIGIT, unlike, read == self.labels)
        kinds = {name: right[self.kinds == index] for index, name in enumerate(self.names)}
        return {name: float(of_kind.mean()) for name, of_kind in kinds.items() if len(of_kind)}

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


def draw(file: Path, what: str, sources: MakeSources, count: int, seed: Sequence[int]) -> Corpus:
    """Draw them, or load what an earlier start of the same run has kept in ``file``.

    ``what`` is done, for the person who waits. ``seed``: the same gives the same pictures. Raises DiskRefuses.
    """
    if file.exists():
        return Corpus.read(file)
    tasks = [(*seed, start) for start in range(0, count, CHUNK)]
    parts = list(show_progress(what, map_in_processes(chunks.draw_chunk, tasks, sources), len(tasks)))
    images, labels, kinds, facts = (np.concatenate(part)[:count] for part in zip(*parts, strict=True))
    drawn = Corpus(images, labels, kinds, facts, tuple(source.name for source in sources()))
    drawn.save(file)
    return drawn


def normalise_mnist(file: Path, mnist: Digits) -> Digits:
    """Return the digits as the gateway would make them of drawings, or what ``file`` has kept. Raises DiskRefuses."""
    if file.exists():
        return Corpus.read(file).as_digits()
    count = len(mnist.labels)
    tasks = [mnist.images[start : start + 10 * CHUNK] for start in range(0, count, 10 * CHUNK)]
    parts = map_in_processes(chunks.normalise_chunk, tasks)
    images = np.concatenate(list(show_progress("Normalising MNIST", parts, len(tasks))))
    Corpus(images, mnist.labels, np.zeros(count, np.uint8), np.zeros((count, 0), np.float32), ("MNIST",)).save(file)
    return Digits(images, mnist.labels)


def show_progress(what: str, parts: Iterable[T], total: int) -> Iterator[T]:
    progress = Progress(what, total)
    for done, part in enumerate(parts, 1):
        yield part
        progress.update(done)
    progress.milestone(total, what)


def map_in_processes(work: Callable[[Any], T], tasks: Sequence[Any], sources: MakeSources = tuple) -> Iterator[T]:
    """Yield results in the order of the tasks. Processes are spawned: TensorFlow's threads survive no fork."""
    with get_context("spawn").Pool(min(os.cpu_count() or 1, len(tasks)), chunks.begin, (sources,)) as pool:
        yield from pool.imap(work, tasks)
