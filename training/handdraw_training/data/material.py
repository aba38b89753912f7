"""What a network learns from, is measured on after each epoch, and is calibrated on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from handdraw_training.data import corpus
from handdraw_training.data.corpus import Corpus
from handdraw_training.data.dataset import Digits
from handdraw_training.data.plan import Plan
from handdraw_training.errors import DatasetUnusable
from handdraw_training.pen.sources import sources
from handdraw_training.recipes import Mixed

HELD_OUT_SEED = 7  # the same MNIST images are held out whatever the run's seed, so that runs can be compared
TRAIN, VALIDATION = 1, 2  # of the seeds with which pictures are drawn


@dataclass(frozen=True, eq=False)
class CalibrationSet:
    """Digits that teach nothing. ``weight``: of this set in the calibration, 1 in all."""

    digits: Digits
    weight: float


@dataclass(frozen=True, eq=False)
class Material:
    """``mnist`` and ``pictures`` teach; there are pictures where the recipe has pen/ draw some.

    ``mnist_images``: how many of MNIST's are in ``mnist``, which may hold each twice: as it is, and normalised.
    ``measured``: after each epoch, by name; ``validation``: what that is, in words. ``calibration``: empty where
    nothing is calibrated.
    """

    mnist: Digits
    mnist_images: int
    measured: Mapping[str, Digits]
    validation: str
    calibration: Mapping[str, CalibrationSet] = field(default_factory=dict)
    pictures: Corpus | None = None
    validation_pictures: Corpus | None = None

    @property
    def validation_digits(self) -> NDArray[np.uint8]:
        """Return the images of the drawn digits for validation, [n, 28, 28]; none where there are no pictures."""
        pictures = self.validation_pictures
        return np.zeros((0, 28, 28), np.uint8) if pictures is None else pictures.only_digits().images


def prepare(plan: Plan, folder: Path) -> Material:
    """``folder``: keeps what is drawn for a later start of the same run. Raises DatasetUnusable, DiskRefuses."""
    if isinstance(plan.recipe.data, Mixed):
        return _prepare_mixed(plan, plan.recipe.data, folder)
    mnist = plan.mnist
    return Material(
        mnist=mnist.train,
        mnist_images=len(mnist.train.labels),
        measured={"test": mnist.test},
        validation="MNIST's test set, measured after each epoch and never trained on",
    )


def _prepare_mixed(plan: Plan, data: Mixed, folder: Path) -> Material:
    mnist, parts = plan.mnist, plan.recordings.parts
    teaching, held_out = _split(len(mnist.train.labels), data.mnist_held_out)
    teachers, others = (partial(sources, of_part, data) for of_part in (parts.train, parts.validation))
    check_names(data.without, [source.name for source in teachers()])
    pictures = (
        Corpus.read(plan.corpus)
        if plan.corpus
        else corpus.draw(folder / "corpus.npz", "Drawing", teachers, data.pictures, (plan.seed, TRAIN))
    )
    file, count = folder / "validation.npz", data.validation_pictures
    validation_pictures = (
        Corpus.read(plan.validation)
        if plan.validation
        else corpus.draw(file, "Drawing for validation", others, count, (0, VALIDATION))
    )
    normalised = corpus.normalise_mnist(folder / "mnist.npz", mnist.train)
    held_out_as_is, held_out_normalised = mnist.train.take(held_out), normalised.take(held_out)
    drawn = validation_pictures.only_digits().as_digits()
    return Material(
        mnist=mnist.train.take(teaching).join(normalised.take(teaching)),
        mnist_images=len(teaching),
        measured={"validation": held_out_as_is.join(drawn), "test": mnist.test},
        validation=f"{len(held_out):,} of MNIST's training images, and drawings by writers who taught nothing",
        calibration={
            "mnist": CalibrationSet(held_out_as_is, 0.25),
            "mnist_normalised": CalibrationSet(held_out_normalised, 0.25),
            "drawn": CalibrationSet(drawn, 0.5),
        },
        pictures=pictures.leave_out(data.without),
        validation_pictures=validation_pictures,
    )


def check_names(without: Collection[str], known: Sequence[str]) -> None:
    """Raises DatasetUnusable where a source is left out that there is not."""
    if unknown := set(without) - set(known):
        raise DatasetUnusable(f"there is no {', no '.join(sorted(unknown))} to leave out, but {', '.join(known)}")


def _split(count: int, held_out: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the places of those that teach and of those held out: at most a tenth where there are few."""
    order = np.random.default_rng(HELD_OUT_SEED).permutation(count)
    held_out = min(held_out, count // 10)
    return np.sort(order[held_out:]), np.sort(order[:held_out])
