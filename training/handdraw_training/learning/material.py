"""What a recipe learns from, is looked at with, and is calibrated on."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from handdraw_training.data import corpus
from handdraw_training.data.corpus import Corpus
from handdraw_training.data.dataset import Dataset, Digits
from handdraw_training.errors import DatasetUnusable
from handdraw_training.learning import lessons
from handdraw_training.learning.lessons import Lessons
from handdraw_training.pen import strokes, writers
from handdraw_training.publishing.card import Drawn, StrokesFile
from handdraw_training.recipes import Mixed, Recipe

HELD_OUT_SEED = 7  # the same MNIST images are held out whatever the run's seed, so that runs can be compared
TRAIN, VALIDATION = 1, 2  # of the seeds with which pictures are drawn


@dataclass(frozen=True)
class Strokes:
    files: tuple[StrokesFile, ...]
    parts: writers.Parts


@dataclass(frozen=True, eq=False)
class Origin:
    """What a run begins with. ``corpus``: pictures that an earlier one drew. ``continues``: whose network learns on."""

    mnist: Dataset
    strokes: Strokes
    corpus: Path | None
    continues: Path | None


@dataclass(frozen=True, eq=False)
class Held:
    """Digits that teach nothing. ``weight``: of its part in the calibration."""

    digits: Digits
    weight: float


@dataclass(frozen=True, eq=False)
class Material:
    """``held`` is empty where nothing is calibrated, and ``drawn`` is None where nothing was drawn."""

    lessons: Lessons
    looked_at: dict[str, Digits]
    train: int  # of MNIST's images
    validation: str
    held: dict[str, Held]
    validation_corpus: Corpus | None = None
    drawn: Drawn | None = None


def read_strokes(paths: Sequence[Path]) -> Strokes:
    """Raises DatasetUnusable, naming file and line."""
    drawn = {path: strokes.read(path) for path in paths}
    files = tuple(StrokesFile(path.name, sha256(path), len(held)) for path, held in drawn.items())
    digits = [one for held in drawn.values() for one in held if one.label is not None]
    return Strokes(files, writers.split_by_writer(digits))


def sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DatasetUnusable(f"{path} cannot be read: {error.strerror}") from error


def gathered(recipe: Recipe, origin: Origin, seed: int, folder: Path) -> Material:
    """``folder``: where what is drawn is kept."""
    mnist = origin.mnist
    if isinstance(recipe.data, Mixed):
        return mixed(recipe.data, origin, seed, folder)
    return Material(
        lessons=lessons.of_mnist(recipe, mnist.train, seed),
        looked_at={"test": mnist.test},
        train=len(mnist.train.labels),
        validation="MNIST's test set, measured after each epoch and never trained on",
        held={},
    )


def mixed(data: Mixed, origin: Origin, seed: int, folder: Path) -> Material:
    mnist, given, parts = origin.mnist, origin.corpus, origin.strokes.parts
    drawn = (
        Corpus.read(given)
        if given
        else kept(folder / "corpus.npz", lambda: corpus.draw("Drawing", parts.train, data.pictures, (seed, TRAIN)))
    )
    seen = kept(
        folder / "validation.npz",
        lambda: corpus.draw("Drawing for validation", parts.validation, data.validation_pictures, (0, VALIDATION)),
    )
    again = as_digits(folder, mnist.train)
    learned, held_out = split(len(mnist.train.labels), data.mnist_held_out)
    raw, normalised = part(mnist.train, held_out), part(again, held_out)
    digits = seen.digits()
    by_pen = Digits(digits.images, digits.labels)
    return Material(
        lessons=lessons.mixed(data, joined(part(mnist.train, learned), part(again, learned)), drawn),
        looked_at={"validation": joined(raw, by_pen), "test": mnist.test},
        train=len(learned),
        validation=f"{len(held_out):,} of MNIST's training images, and drawings by writers who taught nothing",
        held={"mnist": Held(raw, 0.25), "mnist_normalised": Held(normalised, 0.25), "drawn": Held(by_pen, 0.5)},
        validation_corpus=seen,
        drawn=described(origin.strokes, drawn, seen),
    )


def kept(path: Path, draw: Callable[[], Corpus]) -> Corpus:
    """From an earlier start of the same run, if there was one."""
    if path.exists():
        return Corpus.read(path)
    drawn = draw()
    drawn.save(path)
    return drawn


def as_digits(folder: Path, train: Digits) -> Digits:
    """MNIST's training images as the gateway normalises them."""

    def draw() -> Corpus:
        images = corpus.normalised(train.images)
        kinds = np.zeros(len(images), np.uint8)
        return Corpus(images, train.labels, kinds, np.zeros((len(images), 0), np.float32), ("MNIST",))

    again = kept(folder / "mnist.npz", draw)
    return Digits(again.images, again.labels)


def split(count: int, held_out: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Those to learn from, and those that are held out: at most a tenth where there are few."""
    order = np.random.default_rng(HELD_OUT_SEED).permutation(count)
    held_out = min(held_out, count // 10)
    return np.sort(order[held_out:]), np.sort(order[:held_out])


def part(digits: Digits, which: NDArray[np.intp]) -> Digits:
    return Digits(digits.images[which], digits.labels[which])


def joined(*digits: Digits) -> Digits:
    return Digits(np.concatenate([one.images for one in digits]), np.concatenate([one.labels for one in digits]))


def described(pen: Strokes, train: Corpus, validation: Corpus) -> Drawn:
    parts = {"train": pen.parts.train, "validation": pen.parts.validation, "test": pen.parts.test}
    return Drawn(
        strokes=pen.files,
        writers={name: len({one.writer for one in drawn}) for name, drawn in parts.items()},
        train=train.counts(),
        validation=validation.counts(),
    )
