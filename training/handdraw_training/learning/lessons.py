"""What a network sees, epoch after epoch: the same for the same seed, from whichever epoch it goes on."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from handdraw_training.data.corpus import Corpus
from handdraw_training.data.dataset import Digits
from handdraw_training.learning import augmentation
from handdraw_training.learning.augmentation import SIDE, Augmentation
from handdraw_training.recipes import Mixed, Recipe, Retouched

AHEAD = 8  # batches


@dataclass(frozen=True, eq=False)
class Examples:
    images: NDArray[np.uint8]  # [n, 28, 28]
    labels: NDArray[np.uint8]  # [n]
    strength: NDArray[np.float32]  # [n], of their augmentation

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Lessons:
    """``epoch``: all that is seen in one, in this order."""

    epoch: Callable[[np.random.Generator], Examples]
    per_epoch: int
    augmentation: Augmentation

    def steps(self, batch_size: int) -> int:
        return math.ceil(self.per_epoch / batch_size)

    def batches(self, recipe: Recipe, seed: int, first_epoch: int) -> tf.data.Dataset:
        def batches() -> Iterator[tuple[object, ...]]:
            for epoch in range(first_epoch, recipe.epochs):
                seen = self.epoch(np.random.default_rng([seed, epoch]))
                for step, start in enumerate(range(0, len(seen), recipe.batch_size)):
                    part = slice(start, start + recipe.batch_size)
                    yield seen.images[part], seen.labels[part], seen.strength[part], [seed % 2**31, epoch << 16 | step]

        def prepared(images: tf.Tensor, labels: tf.Tensor, strength: tf.Tensor, chance: tf.Tensor) -> tf.Tensor:
            pixels = tf.cast(images, tf.float32)[..., None] / 255.0
            return self.augmentation(pixels, labels, strength, chance), labels

        made = tf.data.Dataset.from_generator(batches, output_signature=SIGNATURE)
        return made.map(prepared, num_parallel_calls=2).prefetch(AHEAD)


SIGNATURE = (
    tf.TensorSpec([None, SIDE, SIDE], tf.uint8),
    tf.TensorSpec([None], tf.uint8),
    tf.TensorSpec([None], tf.float32),
    tf.TensorSpec([2], tf.int32),
)


def of_mnist(recipe: Recipe, train: Digits, seed: int) -> Lessons:
    """Plain or Retouched."""
    if isinstance(recipe.data, Retouched):
        train = fewer_eights(train, recipe.data.eights_dropped, seed)

    def epoch(rng: np.random.Generator) -> Examples:
        order = rng.permutation(len(train.labels))
        return Examples(train.images[order], train.labels[order], np.ones(len(order), np.float32))

    return Lessons(epoch, len(train.labels), augmentation.of(recipe.data))


def fewer_eights(train: Digits, share: float, seed: int) -> Digits:
    eights = np.flatnonzero(train.labels == 8)
    dropped = np.random.default_rng([seed, 8]).choice(eights, round(len(eights) * share), replace=False)
    return Digits(np.delete(train.images, dropped, axis=0), np.delete(train.labels, dropped))


def mixed(data: Mixed, mnist: Digits, corpus: Corpus) -> Lessons:
    """``mnist``: as it is, and as the gateway normalises it, one after the other."""
    of_each = min(data.mnist_per_epoch, len(mnist.labels)), min(data.drawn_per_epoch, len(corpus.labels))
    strength = np.repeat([1, data.warp_of_drawn], of_each).astype(np.float32)

    def epoch(rng: np.random.Generator) -> Examples:
        old = rng.choice(len(mnist.labels), of_each[0], replace=False)
        new = rng.choice(len(corpus.labels), of_each[1], replace=False)
        order = rng.permutation(sum(of_each))
        images = np.concatenate([mnist.images[old], corpus.images[new]])
        labels = np.concatenate([mnist.labels[old], corpus.labels[new]])
        return Examples(images[order], labels[order], strength[order])

    return Lessons(epoch, sum(of_each), augmentation.of(data))
