"""What a network is shown, epoch after epoch: the same for the same seed, from whichever epoch it goes on."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from handdraw_training.data.corpus import Corpus
from handdraw_training.data.dataset import Digits
from handdraw_training.data.material import Material
from handdraw_training.data.plan import Plan
from handdraw_training.learning.augmentation import SIDE, augmentation_for
from handdraw_training.recipes import Mixed, Retouched

AHEAD = 8  # batches


@dataclass(frozen=True, eq=False)
class Examples:
    images: NDArray[np.uint8]  # [n, 28, 28]
    labels: NDArray[np.uint8]  # [n]
    strength: NDArray[np.float32]  # [n], of their augmentation

    def __len__(self) -> int:
        return len(self.labels)

    def part(self, start: int, size: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float32]]:
        which = slice(start, start + size)
        return self.images[which], self.labels[which], self.strength[which]


@dataclass(frozen=True)
class Lessons:
    """``epoch``: all that is seen in one, in this order; ``per_epoch``: how much that is."""

    plan: Plan
    per_epoch: int
    epoch: Callable[[np.random.Generator], Examples]

    @property
    def steps(self) -> int:
        """How many batches an epoch has."""
        return math.ceil(self.per_epoch / self.plan.recipe.batch_size)

    def batches(self, first_epoch: int) -> tf.data.Dataset:
        """Return pixels and labels, augmented, of this epoch and all after it."""
        recipe, seed = self.plan.recipe, self.plan.seed
        augment = augmentation_for(recipe.data)

        def batches() -> Iterator[tuple[object, ...]]:
            for epoch in range(first_epoch, recipe.epochs):
                examples = self.epoch(np.random.default_rng([seed, epoch]))
                for step, start in enumerate(range(0, len(examples), recipe.batch_size)):
                    yield *examples.part(start, recipe.batch_size), [seed % 2**31, epoch << 16 | step]

        def prepare(images: tf.Tensor, labels: tf.Tensor, strength: tf.Tensor, chance: tf.Tensor) -> tf.Tensor:
            pixels = tf.cast(images, tf.float32)[..., None] / 255.0
            return augment(pixels, labels, strength, chance), labels

        generated = tf.data.Dataset.from_generator(batches, output_signature=SIGNATURE)
        return generated.map(prepare, num_parallel_calls=2).prefetch(AHEAD)


SIGNATURE = (
    tf.TensorSpec([None, SIDE, SIDE], tf.uint8),
    tf.TensorSpec([None], tf.uint8),
    tf.TensorSpec([None], tf.float32),
    tf.TensorSpec([2], tf.int32),
)


def make_lessons(plan: Plan, material: Material) -> Lessons:
    data = plan.recipe.data
    if isinstance(data, Mixed) and material.pictures is not None:
        return _mixed_lessons(plan, data, material.mnist, material.pictures)
    return _mnist_lessons(plan, material.mnist)


def _mnist_lessons(plan: Plan, train: Digits) -> Lessons:
    """Show all of MNIST once an epoch."""
    if isinstance(plan.recipe.data, Retouched):
        train = drop_eights(train, plan.recipe.data.eights_dropped, plan.seed)

    def epoch(rng: np.random.Generator) -> Examples:
        order = rng.permutation(len(train.labels))
        return Examples(train.images[order], train.labels[order], np.ones(len(order), np.float32))

    return Lessons(plan, len(train.labels), epoch)


def drop_eights(train: Digits, share: float, seed: int) -> Digits:
    eights = np.flatnonzero(train.labels == 8)
    dropped = np.random.default_rng([seed, 8]).choice(eights, round(len(eights) * share), replace=False)
    return Digits(np.delete(train.images, dropped, axis=0), np.delete(train.labels, dropped))


def _mixed_lessons(plan: Plan, data: Mixed, mnist: Digits, pictures: Corpus) -> Lessons:
    """Show some of MNIST and some pictures, others each epoch."""
    of_each = min(data.mnist_per_epoch, len(mnist.labels)), min(data.drawn_per_epoch, len(pictures.labels))
    strength = np.repeat([1, data.warp_of_drawn], of_each).astype(np.float32)

    def epoch(rng: np.random.Generator) -> Examples:
        old = rng.choice(len(mnist.labels), of_each[0], replace=False)
        new = rng.choice(len(pictures.labels), of_each[1], replace=False)
        order = rng.permutation(sum(of_each))
        images = np.concatenate([mnist.images[old], pictures.images[new]])
        labels = np.concatenate([mnist.labels[old], pictures.labels[new]])
        return Examples(images[order], labels[order], strength[order])

    return Lessons(plan, sum(of_each), epoch)
